"""Pages of samverkan: insatser. The catalogue, a case's own, and those of the handledare at a social enterprise."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import asf_places

urlpatterns: list[URLPattern | URLResolver] = [
    path("platser", asf_places.index, name="places"),
    path("platser/<uuid:plats>", asf_places.show, name="place"),
    path("platser/<uuid:plats>/rapport", asf_places.report, name="place-report"),
]
