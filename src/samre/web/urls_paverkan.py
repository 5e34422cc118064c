"""What a draft of the map would do, and the cases that a published one lets move."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .urls_kartan import DRAFT
from .views import case_map, map_impact, moving

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{DRAFT}/paverkan", map_impact.show, name="draft-impact"),
    path(f"{DRAFT}/paverkan/paverkan.pdf", map_impact.paper, name="draft-impact-pdf"),
    path("kartan/flytta", moving.index, name="moving"),
    path("arenden/<uuid:arende>/karta", case_map.index, name="case-map"),
]
