"""The forms of consent: what was chosen, and how the yes was given. Nothing is said of what is right; the actions do that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, QueryDict

from samre.accounts.acts import Refused
from samre.casework.models import Case
from samre.casework.rules.consent_choices import (
    ConsentChoices,
    Scope,
    own_units,
    receivers_for,
    scopes_to_us,
)
from samre.casework.rules.consent_said import Said
from samre.certificate.model import Unreadable

from ..gate import actor_of
from .carried_file import CarriedFile, open_file
from .notes import find_uuid
from .problems import all_together, read_date, typed

WHOLE_AUTHORITY = "hela"
TOO_BIG = "Filen är större än {megabytes} MB. Skanna papperet i svartvitt, eller med lägre upplösning."
SAID_FIELDS = (
    "hur",
    "lamnat",
    "plats",
    "vittne",
    "underskrift",
    "lasning",
    "tolkbehov",
    "tolk",
    "forstar",
    "mandat",
)
CHOICE_FIELDS = (
    *("andamal", "galler_fran", "galler_till", "eget_undantag", "foretradare", "sprak", "fornyar"),
    *("riktning", "lamnare"),
)
TO_US = "till_oss"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The first form as it was filled in: by receiver which units and categories; the rest by field name. `told`: the categories
    where another authority tells the kommun."""

    units: Mapping[str, frozenset[str]] = field(default_factory=dict)
    categories: Mapping[str, frozenset[str]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    exceptions: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_to_us(self) -> bool:
        return self.values.get("riktning") == TO_US


def read_chosen(request: HttpRequest) -> Chosen:
    """What was sent: `till-MYNDIGHET` and `far-MYNDIGHET` may stand several times, as may `undantag`."""
    post: QueryDict = request.POST

    def by_receiver(start: str) -> dict[str, frozenset[str]]:
        return {
            name.removeprefix(start): frozenset(post.getlist(name)) for name in post if name.startswith(start)
        }

    return Chosen(
        by_receiver("till-"),
        by_receiver("far-"),
        frozenset(post.getlist("far")),
        frozenset(post.getlist("undantag")),
        typed(request, *CHOICE_FIELDS),
    )


def choices_of(case: Case, chosen: Chosen) -> ConsentChoices:
    """The choices of the form. Raises Refused for what can't be read, with everything at once."""
    with all_together() as wrong:
        start = read_date(chosen.values["galler_fran"], "galler_fran", wrong)
        end = read_date(chosen.values["galler_till"], "galler_till", wrong)
        scopes = (
            scopes_to_us(case, sorted(chosen.told))
            if chosen.is_to_us
            else tuple(_scopes(case, chosen, wrong))
        )
        teller = _teller(chosen, wrong) if chosen.is_to_us else (None, None)
    giver, renews = chosen.values["foretradare"], chosen.values["fornyar"]
    if giver and find_uuid(giver) is None:
        raise Refused({"foretradare": "Välj vem som säger ja."})
    return ConsentChoices(
        scopes=scopes,
        purpose=chosen.values["andamal"],
        valid_from=start,
        valid_to=end,
        exceptions=tuple(sorted(chosen.exceptions)),
        own_exception=chosen.values["eget_undantag"],
        giver=find_uuid(giver) if giver else None,
        renews=find_uuid(renews) if renews else None,
        discloser=teller[0],
        discloser_unit=teller[1],
    )


def _teller(chosen: Chosen, wrong: dict[str, str]) -> tuple[UUID | None, UUID | None]:
    """Who tells: an authority, or one unit of it (`AUTHORITY:UNIT`)."""
    authority, _, unit = chosen.values["lamnare"].partition(":")
    found, place = find_uuid(authority), find_uuid(unit) if unit else None
    if found is None or (unit and place is None):
        wrong["lamnare"] = "Välj vem som får lämna uppgifter till er."
    return found, place


def _scopes(case: Case, chosen: Chosen, wrong: dict[str, str]) -> list[Scope]:
    """A receiver where one half is chosen needs the other half too: nothing that was ticked is left out in silence."""
    scopes: list[Scope] = []
    receivers = [*receivers_for(case), *([case.owner] if own_units(case).exists() else [])]
    for authority in receivers:
        key = str(authority.pk)
        units, categories = chosen.units.get(key, frozenset()), chosen.categories.get(key, frozenset())
        if units and not categories:
            wrong[f"far-{key}"] = f"Välj vad {authority.name} får veta."
        elif categories and not units:
            wrong[f"till-{key}"] = f"Välj vilken enhet hos {authority.name}."
        for unit in units:
            found = None if unit == WHOLE_AUTHORITY else find_uuid(unit) or UUID(int=0)
            scopes += [Scope(authority.pk, found, category) for category in categories]
    unknown = (set(chosen.units) | set(chosen.categories)) - {str(one.pk) for one in receivers}
    if unknown:
        wrong["mottagare"] = "En mottagare finns inte i listan. Välj bland dem som står där."
    return scopes


def said_of(request: HttpRequest) -> Said:
    """How the yes was given, as it was filled in; the paper out of the file field `papper`."""
    fields = typed(request, *SAID_FIELDS)
    with all_together() as wrong:
        day: date | None = read_date(fields["lamnat"], "lamnat", wrong)
        if request.META.get("samre.upload_too_big"):
            wrong["papper"] = TOO_BIG.format(megabytes=settings.UPLOAD_CAP_BYTES // 1024**2)
    said = Said(
        how=fields["hur"],
        given_on=day,
        place=fields["plats"],
        witness=fields["vittne"],
        signature_ref=fields["underskrift"],
        read_how=fields["lasning"],
        interpreter_needed=_yes_or_no(fields["tolkbehov"]),
        interpreter=fields["tolk"],
        told=frozenset(request.POST.getlist("sagt")),
        understands=_yes_or_no(fields["forstar"]),
        mandate_covers=fields["mandat"] == "ja",
    )
    file = paper_of(request)
    return replace(said, paper=file.data) if file is not None else said


def paper_of(request: HttpRequest) -> CarriedFile | None:
    """The scanned sheet: chosen now, or carried by the form since it was sent back. Raises Refused when it was damaged."""
    given = request.FILES.get("papper")
    if given is not None:
        return CarriedFile(given.name or "papper", given.read())
    try:
        return open_file(request.POST.get("papper_kvar", ""), actor_of(request))
    except Unreadable as error:
        raise Refused({"papper": str(error)}) from error


def _yes_or_no(text: str) -> bool | None:
    return {"ja": True, "nej": False}.get(text)
