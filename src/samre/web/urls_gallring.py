"""Disposal, extracts of a person's data, the register of documents."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import archive, disposal, records, subject_requests

CASE = "arenden/<uuid:arende>/handlingar"
urlpatterns: list[URLPattern | URLResolver] = [
    path("gallring", disposal.index, name="disposal"),
    path("gallring/ny", disposal.plan, name="disposal-plan"),
    path("gallring/<uuid:gallring>", disposal.show, name="disposal-list"),
    path("gallring/<uuid:gallring>/godkann", disposal.approve, name="disposal-approve"),
    path("gallring/<uuid:gallring>/ta-tillbaka", disposal.withdraw, name="disposal-withdraw"),
    path("gallring/<uuid:gallring>/genomfor", disposal.carry_out, name="disposal-carry-out"),
    path(CASE, records.index, name="records"),
    path(f"{CASE}/<uuid:handling>/fil", records.file, name="record-file"),
    path(f"{CASE}/gallring", records.holds, name="case-disposal"),
    path(f"{CASE}/arkiv", archive.index, name="archive"),
    path(f"{CASE}/arkiv/paket", archive.package, name="archive-package"),
    path(f"{CASE}/utdrag", subject_requests.show, name="subject-request"),
    path(f"{CASE}/utdrag/uppgifter", subject_requests.extract, name="subject-extract"),
    path("registerutdrag", subject_requests.running, name="subject-requests"),
    path("diarium", records.register, name="register"),
    path("diarium/offentligt", records.public, name="public-register"),
]
