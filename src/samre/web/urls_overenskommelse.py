"""Pages of what the parties have agreed on: the agreement, how it is kept, and deviations from it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import agreement_parts, agreements, deviations

AGREEMENTS = "kartan/overenskommelse"
ONE = f"{AGREEMENTS}/<uuid:overenskommelse>"
DEVIATIONS = "kartan/avvikelser"

urlpatterns: list[URLPattern | URLResolver] = [
    path(AGREEMENTS, agreements.index, name="agreements"),
    path(f"{AGREEMENTS}/ny", agreements.new, name="agreement-new"),
    path(ONE, agreements.show, name="agreement"),
    path(f"{ONE}/text", agreement_parts.text, name="agreement-text"),
    path(f"{ONE}/parter/ny", agreement_parts.new_party, name="agreement-party-new"),
    path(f"{ONE}/parter/<uuid:part>", agreement_parts.party, name="agreement-party"),
    path(f"{ONE}/fornya", agreements.renew, name="agreement-renew"),
    path(f"{ONE}/uppfoljning", agreements.follow_up, name="agreement-follow-up"),
    path(f"{ONE}/overenskommelse.pdf", agreements.file, name="agreement-file"),
    path(DEVIATIONS, deviations.index, name="deviations"),
    path(f"{DEVIATIONS}/ny", deviations.new, name="deviation-new"),
    path(f"{DEVIATIONS}/<uuid:avvikelse>", deviations.show, name="deviation"),
]
