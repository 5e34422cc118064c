"""Emergency access, log review, the person's access extract, and whether the log is whole."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import emergency

urlpatterns: list[URLPattern | URLResolver] = [
    path("arenden/<uuid:arende>/nodatkomst", emergency.index, name="emergency"),
]
