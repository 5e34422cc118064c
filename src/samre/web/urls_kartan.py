"""Pages of the work with the map: versions, and drafts being written."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import map_cases, map_drafts, map_drawing, map_files, map_start, map_things, map_versions

DRAFT = "kartan/forslag/<uuid:forslag>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("kartan", map_start.index, name="map-start"),
    path("kartan/versioner", map_versions.index, name="map-versions"),
    path(DRAFT, map_drafts.show, name="draft"),
    path(f"{DRAFT}/sparning/<int:nummer>", map_drafts.revision, name="draft-revision"),
    path(f"{DRAFT}/delar", map_things.index, name="draft-parts"),
    path(f"{DRAFT}/las-upp", map_things.read_aloud, name="draft-read"),
    path(f"{DRAFT}/ritning", map_drawing.drawing, name="draft-drawing"),
    path(f"{DRAFT}/fall", map_cases.cases, name="draft-cases"),
    path(f"{DRAFT}/filer", map_files.files, name="draft-files"),
    path(f"{DRAFT}/filer/karta.<slug:form>", map_files.export, name="draft-file"),
    path(f"{DRAFT}/delar/steg/ordning", map_drawing.order, name="draft-order"),
    path(f"{DRAFT}/delar/<slug:slag>", map_things.listed, name="draft-list"),
    path(f"{DRAFT}/delar/<slug:slag>/ny", map_things.new, name="draft-new"),
    path(f"{DRAFT}/delar/<slug:slag>/<slug:id>", map_things.thing, name="draft-thing"),
]
