"""Pages of samverkan: insatser. The catalogue, a case's own, and those of the handledare at a social enterprise."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import asf_places, interventions, orders, paper_reports, placements

CASE = "arenden/<uuid:arende>/samverkan/insats"
ONE = f"{CASE}/<uuid:placering>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("insatser", interventions.index, name="interventions"),
    path("insatser/ny", interventions.new, name="intervention-new"),
    path("insatser/<uuid:insats>", interventions.show, name="intervention"),
    path(CASE, placements.index, name="placements"),
    path(f"{CASE}/ny", placements.new, name="placement-new"),
    path(f"{CASE}/pa-papper", paper_reports.new, name="paper-report"),
    path(ONE, placements.show, name="placement"),
    path(f"{ONE}/valj", placements.choose, name="placement-choose"),
    path(f"{ONE}/bestall", orders.order, name="placement-order"),
    path(f"{ONE}/granska", orders.check, name="placement-check"),
    path(f"{ONE}/bestallning.pdf", orders.file, name="placement-file"),
    path(f"{ONE}/rapport/<uuid:rapport>", orders.report, name="placement-report"),
    path(f"{ONE}/rapport/<uuid:rapport>.pdf", orders.report_file, name="placement-report-file"),
    path("platser", asf_places.index, name="places"),
    path("platser/<uuid:plats>", asf_places.show, name="place"),
    path("platser/<uuid:plats>/rapport", asf_places.report, name="place-report"),
]
