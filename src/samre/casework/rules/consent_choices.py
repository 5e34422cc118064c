"""What a consent is put together of, before anybody has said yes: who may be told what, what for, and until when.

Everything is chosen from closed lists: receivers are named authorities and units in the accounts, categories and purposes stand
in `samverkan.yaml`, exceptions in `samtycke.yaml`. There is no way to say "all" or "for ever" (R13).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from samre.accounts.acts import Refused
from samre.accounts.models import Authority, Unit
from samre.certificate.wording import in_words

from ..models import Case, Representative
from .consent_lists import category_names, closed_lists, consent_rules, purpose_names

OWN_WORDS_LONGEST = 300


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One category to one receiver. `unit` None: the whole authority."""

    receiver: UUID
    unit: UUID | None
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChoices:
    """The consent as it was chosen. `giver`: the representative who says yes, None for the person herself. `discloser`: the
    authority that may tell the kommun (`discloser_unit` one unit of it), None when the kommun is the one who tells."""

    scopes: tuple[Scope, ...] = ()
    purpose: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    exceptions: tuple[str, ...] = ()
    own_exception: str = ""
    giver: UUID | None = None
    renews: UUID | None = None
    discloser: UUID | None = None
    discloser_unit: UUID | None = None

    @property
    def is_to_us(self) -> bool:
        """Another authority may tell the kommun."""
        return self.discloser is not None

    def as_data(self) -> dict[str, Any]:
        """As it is kept, sealed."""
        return {
            "scopes": [[str(one.receiver), str(one.unit or ""), one.category] for one in self.scopes],
            "purpose": self.purpose,
            "valid_from": str(self.valid_from or ""),
            "valid_to": str(self.valid_to or ""),
            "exceptions": list(self.exceptions),
            "own_exception": self.own_exception,
            "giver": str(self.giver or ""),
            "renews": str(self.renews or ""),
            "discloser": str(self.discloser or ""),
            "discloser_unit": str(self.discloser_unit or ""),
        }


def read_choices(data: Mapping[str, Any]) -> ConsentChoices:
    """The inverse of `as_data`."""
    return ConsentChoices(
        scopes=tuple(
            Scope(UUID(who), UUID(unit) if unit else None, what) for who, unit, what in data["scopes"]
        ),
        purpose=data["purpose"],
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_to=date.fromisoformat(data["valid_to"]),
        exceptions=tuple(data["exceptions"]),
        own_exception=data["own_exception"],
        giver=UUID(data["giver"]) if data["giver"] else None,
        renews=UUID(data["renews"]) if data["renews"] else None,
        discloser=UUID(data["discloser"]) if data["discloser"] else None,
        discloser_unit=UUID(data["discloser_unit"]) if data["discloser_unit"] else None,
    )


def receivers_for(case: Case) -> QuerySet[Authority]:
    """Everybody a person in this case can let be told, with the units in use. Never the förbund, never the kommun itself."""
    own = case.owner
    return (
        Authority.objects.filter(kind__in=closed_lists()["mottagarslag"], is_demo=own.is_demo)
        .exclude(pk=own.pk)
        .prefetch_related(Prefetch("units", Unit.objects.filter(is_active=True).order_by("name")))
        .order_by("name")
    )


def own_units(case: Case) -> QuerySet[Unit]:
    """The kommun's other units. Secrecy holds towards them as well where they are branches of their own (OSL 8:2), which no
    program can tell: a consent names one unit at a time, never all of the kommun."""
    return (
        Unit.objects.filter(authority_id=case.owner_id, is_active=True)
        .exclude(pk=case.unit_id)
        .order_by("name")
    )


def disclosers_for(case: Case) -> QuerySet[Authority]:
    """Everybody who can be let tell the kommun, with the units in use: the kinds that `samtycke.yaml` names."""
    return receivers_for(case).filter(kind__in=consent_rules()["lämnare_till_oss"])


def scopes_to_us(case: Case, categories: Iterable[str]) -> tuple[Scope, ...]:
    """What the case's own unit is told."""
    return tuple(Scope(case.owner_id, case.unit_id, one) for one in categories)


def representatives_in_force(case: Case, *, on: date) -> list[Representative]:
    """Those who can say yes in the person's place on a day; whether the scope of the mandate covers it, a human judges."""
    rows = Representative.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        person_id=case.person_id,
        ended_at__isnull=True,
        valid_from__lte=on,
        kind__in=consent_rules()["företrädare"],
    )
    return [row for row in rows.order_by("valid_from", "pk") if row.scope.strip()]


def last_day(start: date) -> date:
    """The longest a consent from `start` is proposed to hold: the kommun's policy."""
    months = int(consent_rules()["tid"]["längst_månader"])
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


def checked(case: Case, choices: ConsentChoices, *, on: date) -> ConsentChoices:
    """The choices without doubles and in order. Raises Refused with everything that is missing or not on the lists."""
    problems = _check_days(choices, on=on) | _check_lists(choices)
    if choices.is_to_us:
        problems |= _check_discloser(case, choices)
    elif not choices.scopes:
        problems["mottagare"] = "Välj minst en mottagare och minst en uppgift."
    elif not _are_known(case, choices.scopes):
        problems["mottagare"] = "En mottagare finns inte längre. Välj bland dem som står i listan."
    if choices.giver and choices.giver not in {row.pk for row in representatives_in_force(case, on=on)}:
        problems["foretradare"] = (
            "Företrädaren har inget uppdrag som gäller nu. Se över uppdraget under Person."
        )
    if problems:
        raise Refused(problems)
    return replace(
        choices,
        scopes=tuple(
            sorted(set(choices.scopes), key=lambda one: (str(one.receiver), str(one.unit), one.category))
        ),
        exceptions=tuple(dict.fromkeys(choices.exceptions)),
        own_exception=choices.own_exception.strip(),
    )


def _check_days(choices: ConsentChoices, *, on: date) -> dict[str, str]:
    start, end = choices.valid_from, choices.valid_to
    if start is None:
        return {"galler_fran": "Välj vilken dag samtycket börjar gälla."}
    if end is None:
        return {"galler_till": "Välj vilken dag samtycket slutar gälla. Det kan inte gälla tills vidare."}
    if end < start:
        return {"galler_till": "Samtycket kan inte sluta gälla innan det börjar."}
    if end < on:
        return {"galler_till": "Dagen har redan varit. Välj en dag som kommer."}
    if end > last_day(start):
        months = consent_rules()["tid"]["längst_månader"]
        return {"galler_till": f"Högst {months} månader i taget. Senaste dag är {in_words(last_day(start))}."}
    return {}


def _check_lists(choices: ConsentChoices) -> dict[str, str]:
    problems, rows = {}, consent_rules()["undantag"]
    if choices.purpose not in purpose_names():
        problems["andamal"] = "Välj varför uppgifterna lämnas."
    if any(one.category not in category_names() for one in choices.scopes):
        problems["mottagare"] = "Välj bland de uppgifter som står i listan."
    chosen = {one.category for one in choices.scopes}
    loose = [code for code in choices.exceptions if code not in rows or rows[code]["kategori"] not in chosen]
    if loose:
        names = ", ".join(str(rows[code]["namn"]).lower() for code in loose if code in rows)
        problems["undantag"] = (
            f"Undantaget hör till en uppgift som ingen får veta: {names or 'okänt'}. Ta bort det."
        )
    if len(choices.own_exception) > OWN_WORDS_LONGEST:
        problems["eget_undantag"] = f"Skriv kortare, högst {OWN_WORDS_LONGEST} tecken."
    return problems


def _check_discloser(case: Case, choices: ConsentChoices) -> dict[str, str]:
    """One authority tells, and only the case's own unit is told."""
    problems = {}
    units = {authority.pk: {unit.pk for unit in authority.units.all()} for authority in disclosers_for(case)}
    if choices.discloser not in units or (
        choices.discloser_unit is not None and choices.discloser_unit not in units[choices.discloser]
    ):
        problems["lamnare"] = "Välj vem som får lämna uppgifter till er, bland dem som står i listan."
    if not choices.scopes:
        problems["far"] = "Välj minst en uppgift som får lämnas till er."
    elif any((one.receiver, one.unit) != (case.owner_id, case.unit_id) for one in choices.scopes):
        problems["far"] = "Uppgifterna kan bara lämnas till enheten som har ärendet. Välj på nytt."
    return problems


def _are_known(case: Case, scopes: Sequence[Scope]) -> bool:
    units: dict[UUID, set[UUID | None]] = {
        authority.pk: {None, *(unit.pk for unit in authority.units.all())}
        for authority in receivers_for(case)
    }
    units[case.owner_id] = {unit.pk for unit in own_units(case)}
    return all(one.unit in units.get(one.receiver, ()) for one in scopes)
