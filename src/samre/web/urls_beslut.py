"""Pages of review, decision and publication; and the published map as anybody may read it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .urls_kartan import DRAFT
from .views import map_published, map_reviews, public_map, sittings

DECISIONS = "kartan/beslut"
SITTING = f"{DECISIONS}/sammantraden/<uuid:sammantrade>"
VERSION = "kartan/versioner/<uuid:version>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{DRAFT}/granska", map_reviews.review, name="draft-review"),
    path(f"{DRAFT}/beslut", map_reviews.decide, name="draft-decide"),
    path(f"{DRAFT}/publicera", map_reviews.publish, name="draft-publish"),
    path(DECISIONS, sittings.index, name="decisions"),
    path(f"{DECISIONS}/sammantraden/ny", sittings.new, name="sitting-new"),
    path(SITTING, sittings.show, name="sitting"),
    path(f"{SITTING}/protokoll", sittings.minutes, name="sitting-minutes"),
    path(f"{SITTING}/kallelse.pdf", sittings.calling_file, name="sitting-calling"),
    path(f"{SITTING}/protokoll.pdf", sittings.minutes_file, name="sitting-minutes-file"),
    path("kartan/nytt", map_published.news, name="map-news"),
    path(VERSION, map_published.version, name="map-version"),
    path(f"{VERSION}/karta.pdf", map_published.pdf, name="map-version-pdf"),
    path("karta/versioner", public_map.versions, name="public-versions"),
    path("karta/filer/<slug:filform>", public_map.file, name="public-file"),
    path("karta/schema.json", public_map.schema, name="public-schema"),
]
