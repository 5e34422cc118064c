"""Pages of the simulation: of the version in force, of a draft beside the version it began from, and of saved settings."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .urls_kartan import DRAFT
from .views import map_simulation, scenarios

urlpatterns: list[URLPattern | URLResolver] = [
    path("kartan/simulering", map_simulation.in_force, name="map-simulation"),
    path("kartan/simulering/lagen", scenarios.index, name="scenarios"),
    path(f"{DRAFT}/simulering", map_simulation.draft, name="draft-simulation"),
]
