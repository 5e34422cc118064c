"""Pages of samverkan: the hub, and what is disclosed."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import samverkan

urlpatterns: list[URLPattern | URLResolver] = [
    path("arenden/<uuid:arende>/samverkan", samverkan.index, name="cooperation"),
]
