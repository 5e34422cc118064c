"""Läkarintyg in a case, tasks and last days."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import certificates, deadlines, tasks

CASE = "arenden/<uuid:arende>"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{CASE}/intyg", certificates.index, name="certificates"),
    path(f"{CASE}/intyg/skriv", certificates.write, name="certificate-write"),
    path(f"{CASE}/intyg/<uuid:intyg>", certificates.show, name="certificate"),
    path(f"{CASE}/intyg/<uuid:intyg>/fil", certificates.original, name="certificate-file"),
    path(f"{CASE}/bevaka", tasks.index, name="watch"),
    path(f"{CASE}/bevaka/frister", deadlines.index, name="deadlines"),
]
