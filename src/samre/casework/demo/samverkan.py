"""Samverkan in the demo: each noun fills in its own rows, in the order they build on each other.

A noun's module is `samverkan_NOUN.py` beside this one, with
    fill(*, authority: Authority, cases: Sequence[Case], content: Content, rng: Random, on: date) -> int
called in the kommun's scope and transaction; it gives how many rows it made. `cases` are the open ones by number, with person,
handler and unit; `handler_of(case)` is who acts. Use the actions themselves, so that rows stand as work would have left them. A
noun that fails is told in the log and left out: the others, and the cases, are there all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from random import Random
from typing import Any

from django.db import transaction

from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment, Authority
from samre.accounts.roles import CASE_ROLES

from ..actions.consents import give_consent
from ..actions.prepared_consents import prepare_consent
from ..models import Case, CaseState, Consent, GivenHow
from ..rules.consent_choices import ConsentChoices, Scope
from ..rules.consent_lists import consent_rules
from ..rules.consent_said import Said
from .content import Content

# What others build on comes first.
NOUNS = (
    "directory",
    "consents",
    "papers",
    "disclosures",
    "inbox",
    "consultations",
    "plans",
    "interventions",
)
_log = logging.getLogger("samre.demo")


def fill_samverkan(authority: Authority, *, content: Content, seed: int, on: date) -> dict[str, int]:
    """Every noun there is, for one kommun: noun → how many rows."""
    found = Case.objects.filter(owner=authority, state=CaseState.OPEN)
    cases = list(found.select_related("person", "handler", "unit").order_by("number"))
    made = {}
    for noun in NOUNS:
        fill = _fill_of(noun)
        if fill is None:
            continue
        try:
            with transaction.atomic():
                made[noun] = fill(
                    authority=authority,
                    cases=cases,
                    content=content,
                    rng=Random(f"{seed} {authority.short} {noun}"),
                    on=on,
                )
        except Exception:
            _log.exception("%s: demons %s gick inte att lägga upp", authority.short, noun)
    return made


def handler_of(case: Case) -> Actor:
    """Who acts in the case: its handler, in her assignment at the case's unit (or another of the kommun's)."""
    found = Assignment.objects.with_names().filter(
        user=case.handler, role__in=CASE_ROLES, unit__authority_id=case.owner_id
    )
    at_unit = found.filter(unit_id=case.unit_id).order_by("id").first()
    assignment = at_unit or found.order_by("id").first()
    assert assignment is not None, case.number
    return actor_for(assignment)


def give_by_word(
    case: Case, scopes: Iterable[Scope], *, purpose: str, texts: Mapping[str, Any], by: Actor, on: date
) -> Consent:
    """A consent by word of mouth from a day on. `texts`: for how many days (`dagar`), where (`plats`), and who heard (`vittne`)."""
    choices = ConsentChoices(
        scopes=tuple(scopes), purpose=purpose, valid_from=on, valid_to=on + timedelta(days=texts["dagar"])
    )
    said = Said(
        how=GivenHow.ORAL,
        given_on=on,
        place=texts["plats"],
        witness=texts["vittne"],
        read_how="upplast",
        interpreter_needed=False,
        told=frozenset(consent_rules()["sagt"]),
        understands=True,
    )
    prepared = prepare_consent(case=case, choices=choices, language="sv", by=by)
    return give_consent(prepared=prepared, said=said, by=by)


def _fill_of(noun: str) -> Callable[..., int] | None:
    name = f"{__package__}.samverkan_{noun}"
    if find_spec(name) is None:
        return None
    fill: Callable[..., int] = import_module(name).fill
    return fill
