"""The pages: Swedish addresses, one line each."""

from __future__ import annotations

from django.urls import include, path

from .views import guide, health, home, letter

app_name = "web"
urlpatterns = [
    path("", home.index, name="home"),
    path("", include("samre.web.urls_beslut")),  # before the boxes of the map: a page of its name is no box
    path("", include("samre.web.urls_karta")),
    path("", include("samre.web.urls_ovning")),
    path("", include("samre.web.urls_login")),
    path("", include("samre.web.urls_arenden")),
    path("", include("samre.web.urls_arende")),
    path("", include("samre.web.urls_anteckningar")),
    path("", include("samre.web.urls_intyg")),
    path("", include("samre.web.urls_tillit")),
    path("", include("samre.web.urls_gallring")),
    path("", include("samre.web.urls_samtycke")),
    path("", include("samre.web.urls_utlamnande")),
    path("", include("samre.web.urls_inkorg")),
    path("", include("samre.web.urls_blanketter")),
    path("", include("samre.web.urls_konsultation")),
    path("", include("samre.web.urls_planering")),
    path("", include("samre.web.urls_kontakter")),
    path("", include("samre.web.urls_insatser")),
    path("", include("samre.web.urls_kartan")),
    path("", include("samre.web.urls_bevis")),
    path("", include("samre.web.urls_paverkan")),
    path("", include("samre.web.urls_simulering")),
    path("", include("samre.web.urls_provkorning")),
    path("", include("samre.web.urls_andringar")),
    path("", include("samre.web.urls_overenskommelse")),
    path("halsa", health.index, name="health"),
    path("guide", guide.index, name="guide"),
    path("guide/brev", letter.index, name="letter"),
    path("guide/brev.pdf", letter.pdf, name="letter-pdf"),
    path("guide/spara", guide.save, name="guide-save"),
]
