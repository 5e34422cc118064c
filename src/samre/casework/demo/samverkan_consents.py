"""Consents in the demo: some who have said yes, one who has taken it back, one who is being asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from samre.accounts.actors import Actor
from samre.accounts.models import Authority
from samre.definitions import read_yaml

from ..actions.consents import give_consent, withdraw_consent
from ..actions.prepared_consents import prepare_consent
from ..models import Case, GivenHow, PreparedConsent
from ..rules.consent_choices import ConsentChoices, Scope, last_day, receivers_for
from ..rules.consent_lists import consent_rules
from ..rules.consent_said import Said
from .content import Content
from .samverkan import handler_of


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    return dict(read_yaml("demo_samtycken.yaml"))


def fill(*, authority: Authority, cases: Sequence[Case], content: Content, rng: Random, on: date) -> int:
    """As many cases as the file says, none of a protected person's; the number of consents and texts."""
    words = _texts()
    open_to_ask = [case for case in cases if not case.person.is_protected]
    made = 0
    for number, case in enumerate(open_to_ask[: int(words["ärenden"])]):
        by, story = handler_of(case), words["berättelser"][number % len(words["berättelser"])]
        prepared = _prepare(case, story, by, on=on)
        if prepared is None:
            continue
        made += 1
        if story["slut"] == "väntar":
            continue
        consent = give_consent(prepared=prepared, said=_said(story, rng, words, on=on), by=by)
        if story["slut"] == "återkallat":
            withdraw_consent(consent=consent, channel=story["kanal"], by=by)
    return made


def _prepare(case: Case, story: dict[str, Any], by: Actor, *, on: date) -> PreparedConsent | None:
    """The text of a story; None where nobody it names is in the accounts."""
    scopes = [
        Scope(authority.pk, unit.pk, category)
        for authority in receivers_for(case)
        if authority.kind in story["till"]
        for unit in list(authority.units.all())[:1]
        for category in story["till"][authority.kind]
    ]
    if not scopes:
        return None
    longest = last_day(on)
    choices = ConsentChoices(
        scopes=tuple(scopes),
        purpose=story["ändamål"],
        valid_from=on,
        valid_to=min(longest, on + timedelta(days=story["dagar"])),
        exceptions=tuple(story.get("undantag", ())),
    )
    return prepare_consent(case=case, choices=choices, language=story["språk"], by=by)


def _said(story: dict[str, Any], rng: Random, words: dict[str, Any], *, on: date) -> Said:
    interpreter = str(story.get("tolk", ""))
    return Said(
        how=GivenHow.ORAL,
        given_on=on,
        place=rng.choice(words["platser"]),
        witness=rng.choice(words["vittnen"]),
        read_how=story["läsning"],
        interpreter_needed=bool(interpreter),
        interpreter=interpreter,
        told=frozenset(consent_rules()["sagt"]),
        understands=True,
    )
