"""One case: where it stands, its facts and steps."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import case

urlpatterns: list[URLPattern | URLResolver] = [
    path("arenden/<uuid:arende>", case.show, name="case"),
]
