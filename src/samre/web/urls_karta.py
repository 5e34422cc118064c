"""The map's addresses."""

from __future__ import annotations

from django.urls import path

from .views import karta

urlpatterns = [
    path("karta", karta.index, name="karta"),
    path("karta.pdf", karta.pdf, name="karta_pdf"),
    path("karta/bilaga.pdf", karta.appendix, name="karta_bilaga_pdf"),
    path("karta/<slug:id>", karta.box, name="karta_steg"),
]
