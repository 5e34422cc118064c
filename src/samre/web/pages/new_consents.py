"""The page where a consent is put together: who may be told what, or who may tell the kommun what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from samre.casework.documents.consent_text import Language, languages
from samre.casework.models import Case, Consent, ConsentScope
from samre.casework.queries.case_frame import CaseFrame
from samre.casework.queries.needed_consents import Needed
from samre.casework.rules.consent_choices import (
    disclosers_for,
    last_day,
    own_units,
    receivers_for,
    representatives_in_force,
)
from samre.casework.rules.consent_lists import (
    category_names,
    closed_lists,
    consent_rules,
    exceptions_of,
    purpose_names,
    purpose_uses,
)
from samre.casework.rules.consents import unended_scopes

from ..forms.consents import TO_US, WHOLE_AUTHORITY, Chosen
from ..forms.problems import Problems
from .consents import Option, speaker


@dataclass(frozen=True, slots=True)
class ReceiverChoice:
    """One authority to choose: its units, and what it may be told. `error_*`: what is wrong with either."""

    id: str
    name: str
    kind: str
    units: tuple[Option, ...]
    categories: tuple[Option, ...]
    error_units: str
    error_categories: str
    help: str = ""

    @property
    def is_open(self) -> bool:
        """Something is chosen or wrong: the fold stands open."""
        chosen = any(ticked for _, _, ticked in (*self.units, *self.categories))
        return chosen or bool(self.error_units or self.error_categories)


@dataclass(frozen=True, slots=True)
class NewConsentView:
    """The form to put a consent together. `tellers` and `told`: who may tell the kommun and what, where `is_to_us`. `purposes`:
    code, name, what it is used for, and whether it is chosen."""

    frame: CaseFrame
    is_to_us: bool
    own_unit: str
    receivers: tuple[ReceiverChoice, ...]
    tellers: tuple[tuple[str, tuple[Option, ...]], ...]
    told: tuple[Option, ...]
    givers: tuple[Option, ...]
    purposes: tuple[tuple[str, str, str, bool], ...]
    exceptions: tuple[tuple[str, tuple[Option, ...]], ...]
    languages: tuple[tuple[Language, bool], ...]
    values: Mapping[str, str]
    months: int
    problems: Problems

    @property
    def has_exceptions(self) -> bool:
        ticked = any(on for _, options in self.exceptions for _, _, on in options)
        return ticked or bool(self.values.get("eget_undantag") or self.problems.fields.get("undantag"))


def new_consent_view(
    case: Case, frame: CaseFrame, chosen: Chosen, problems: Problems, *, on: date
) -> NewConsentView:
    """The form with what was chosen before it was sent back, or with what is proposed."""
    values = chosen.values
    return NewConsentView(
        frame=frame,
        is_to_us=chosen.is_to_us,
        own_unit=f"{case.owner.name}, {case.unit.name}",
        receivers=() if chosen.is_to_us else _receivers(case, chosen, problems),
        tellers=_tellers(case, values.get("lamnare", "")) if chosen.is_to_us else (),
        told=tuple((code, name, code in chosen.told) for code, name in category_names().items()),
        givers=tuple(
            (
                str(row.pk),
                speaker(row, hidden=case.person.is_protected),
                str(row.pk) == values.get("foretradare"),
            )
            for row in representatives_in_force(case, on=on)
        ),
        purposes=tuple(
            (code, name, "" if chosen.is_to_us else purpose_uses()[code], code == values.get("andamal"))
            for code, name in purpose_names().items()
        ),
        exceptions=tuple(
            (
                name,
                tuple((key, label, key in chosen.exceptions) for key, label in exceptions_of(code).items()),
            )
            for code, name in category_names().items()
            if exceptions_of(code)
        ),
        languages=tuple((one, one.code == values.get("sprak")) for one in languages()),
        values=values,
        months=int(consent_rules()["tid"]["längst_månader"]),
        problems=problems,
    )


def proposed(
    case: Case, *, on: date, renews: Consent | None = None, to_us: bool = False, needed: Needed | None = None
) -> Chosen:
    """What an empty form holds: today, the longest time, Swedish; what an earlier consent held and still stands; or what is
    `needed` for something that waits for it.

    Of a protected person's consent the receivers are not filled in: they tell of places.
    """
    start = max(on, renews.valid_to + timedelta(days=1)) if renews else on
    values = {
        "galler_fran": str(start),
        "galler_till": str(last_day(start)),
        "sprak": renews.language if renews else "sv",
        "andamal": renews.purpose if renews else "",
        "fornyar": str(renews.pk) if renews else "",
        "foretradare": str(renews.giver_id or "") if renews else "",
        "riktning": TO_US if _is_to_us(case, renews, needed) or to_us else "",
    }
    if needed is not None:
        values["andamal"] = needed.purpose
    if case.person.is_protected:
        return Chosen(values=values)
    if renews is None:
        return _needed(needed, values) if needed else Chosen(values=values)
    units: dict[str, set[str]] = {}
    categories: dict[str, set[str]] = {}
    for scope in _standing(case, renews):
        key = str(scope.receiver_id)
        units.setdefault(key, set()).add(str(scope.receiver_unit_id or WHOLE_AUTHORITY))
        categories.setdefault(key, set()).add(scope.category)
    own = [str(item["text"]) for item in renews.exceptions if item.get("text")]
    told: frozenset[str] = frozenset()
    if values["riktning"] == TO_US:
        told = frozenset(one for found in categories.values() for one in found)
        unit = f":{renews.telling_unit_id}" if renews.telling_unit_id else ""
        units, categories = {}, {}
        values["lamnare"] = f"{renews.discloser_id}{unit}"
    return Chosen(
        {key: frozenset(found) for key, found in units.items()},
        {key: frozenset(found) for key, found in categories.items()},
        told,
        frozenset(str(item["code"]) for item in renews.exceptions if item.get("code")),
        values | {"eget_undantag": " ".join(own)},
    )


def _is_to_us(case: Case, renews: Consent | None, needed: Needed | None) -> bool:
    return bool((renews and renews.discloser_id != case.owner_id) or (needed and needed.is_to_us))


def _needed(needed: Needed, values: Mapping[str, str]) -> Chosen:
    """The receivers and categories of something that waits for a consent, ticked. A whole authority is never proposed: which
    unit it is about, the person and the caseworker say."""
    if needed.is_to_us:
        return Chosen(told=needed.categories, values=values)
    units: dict[str, set[str]] = {}
    for authority, unit in needed.receivers:
        units.setdefault(str(authority), set()).update([str(unit)] if unit else [])
    return Chosen(
        {key: frozenset(found) for key, found in units.items() if found},
        dict.fromkeys(units, needed.categories),
        values=values,
    )


def _receivers(case: Case, chosen: Chosen, problems: Problems) -> tuple[ReceiverChoice, ...]:
    kinds = closed_lists()["mottagarslag"]
    order = list(kinds)
    found = []
    for authority in sorted(receivers_for(case), key=lambda one: (order.index(one.kind), one.name)):
        key = str(authority.pk)
        units, categories = chosen.units.get(key, frozenset()), chosen.categories.get(key, frozenset())
        options = [(str(unit.pk), unit.name) for unit in authority.units.all()]
        options.append((WHOLE_AUTHORITY, f"Hela {authority.name}"))
        found.append(
            ReceiverChoice(
                key,
                authority.name,
                kinds[authority.kind]["namn"],
                tuple((value, label, value in units) for value, label in options),
                tuple((code, label, code in categories) for code, label in category_names().items()),
                problems.fields.get(f"till-{key}", ""),
                problems.fields.get(f"far-{key}", ""),
            )
        )
    return (*found, *_own(case, chosen, problems))


def _own(case: Case, chosen: Chosen, problems: Problems) -> tuple[ReceiverChoice, ...]:
    """The kommun's other units, one by one; nothing where there are none."""
    key, words = str(case.owner_id), consent_rules()["egna_verksamheter"]
    units, categories = chosen.units.get(key, frozenset()), chosen.categories.get(key, frozenset())
    options = tuple((str(unit.pk), unit.name, str(unit.pk) in units) for unit in own_units(case))
    if not options:
        return ()
    return (
        ReceiverChoice(
            key,
            case.owner.name,
            words["namn"],
            options,
            tuple((code, label, code in categories) for code, label in category_names().items()),
            problems.fields.get(f"till-{key}", ""),
            problems.fields.get(f"far-{key}", ""),
            words["hjälp"],
        ),
    )


def _tellers(case: Case, chosen: str) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """Who may tell the kommun: each unit by itself, and the whole authority last."""
    found = []
    for authority in disclosers_for(case):
        values = [(f"{authority.pk}:{unit.pk}", unit.name) for unit in authority.units.all()]
        values.append((str(authority.pk), f"Hela {authority.name}"))
        found.append((authority.name, tuple((value, label, value == chosen) for value, label in values)))
    return tuple(found)


def _standing(case: Case, consent: Consent) -> list[ConsentScope]:
    return list(unended_scopes(case, at=timezone.now()).filter(consent=consent))
