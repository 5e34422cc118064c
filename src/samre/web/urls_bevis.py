"""Pages of the proof: of a draft, and of the version in force."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import map_proof

DRAFT = "kartan/forslag/<uuid:forslag>/bevis"
urlpatterns: list[URLPattern | URLResolver] = [
    path(DRAFT, map_proof.draft, name="draft-proof"),
    path(f"{DRAFT}.pdf", map_proof.draft_paper, name="draft-proof-paper"),
    path("kartan/bevis", map_proof.in_force, name="map-proof"),
    path("kartan/bevis.pdf", map_proof.paper, name="map-proof-paper"),
]
