"""Emergency access, log review, the person's access extract, and whether the log is whole."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import access_extract, emergency, reviews, staff_keys

urlpatterns: list[URLPattern | URLResolver] = [
    path("arenden/<uuid:arende>/nodatkomst", emergency.index, name="emergency"),
    path("arenden/<uuid:arende>/loggutdrag", access_extract.show, name="access-extract"),
    path("arenden/<uuid:arende>/loggutdrag.pdf", access_extract.pdf, name="access-extract-pdf"),
    path("arenden/<uuid:arende>/loggutdrag.txt", access_extract.text, name="access-extract-text"),
    path("arenden/<uuid:arende>/loggutdrag/lamnat", access_extract.give, name="access-extract-give"),
    path("granskning", reviews.index, name="reviews"),
    path("granskning/urval", reviews.pick, name="review-pick"),
    path("granskning/<uuid:granskning>", reviews.one, name="review"),
    path("logg", reviews.log, name="log"),
    path("konton/<uuid:uppdrag>/granskning", staff_keys.index, name="staff-keys"),
]
