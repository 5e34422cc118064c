"""What the kommun has done, told to the map by the deed itself: nobody has to answer what the program already knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from samre.accounts.actors import Actor

from ..facts import facts_for
from ..models import Case, Disclosure, DisclosureAnswer, SourceKind
from ..rules.settings import case_rules, pathway_of
from .facts import add_statements


def say_sent(case: Case, form: str, *, on: date, by: Actor) -> None:
    """A letter has gone: what that says on the map, by the form it was written on."""
    _say(case, case_rules()["gjort"]["brev"].get(form, {}), on=on, by=by)


def say_completed(disclosure: Disclosure, *, on: date, by: Actor) -> None:
    """Underlag has gone to a receiver that had asked for more: it asks no longer."""
    asked = DisclosureAnswer.objects.filter(
        disclosure__case=disclosure.case,
        disclosure__receiver=disclosure.receiver,
        disclosure__receiver_kind=disclosure.receiver_kind,
        kind=case_rules()["gjort"]["kompletterat"]["begärt"],
    )
    if asked.exists():
        _ask_no_longer(disclosure.case, on=on, by=by)


def say_settled(disclosure: Disclosure, *, answer: str, on: date, by: Actor) -> None:
    """The receiver has decided: it asks no longer, whether it got more or not."""
    if answer in case_rules()["gjort"]["kompletterat"]["avgjort"]:
        _ask_no_longer(disclosure.case, on=on, by=by)


def _ask_no_longer(case: Case, *, on: date, by: Actor) -> None:
    """Said only where the case says that somebody asks: an assessment of ours settles what was said before it."""
    wanted: Mapping[str, object] = case_rules()["gjort"]["kompletterat"]["fakta"]
    known = facts_for(case, on=on, pathway=pathway_of(case.pathway)).facts.values
    _say(
        case,
        {name: value for name, value in wanted.items() if known.get(name) not in (None, value)},
        on=on,
        by=by,
    )


def _say(case: Case, values: Mapping[str, object], *, on: date, by: Actor) -> None:
    if values:
        add_statements(
            case=case,
            values=values,
            source=SourceKind.ASSESSMENT,
            source_name="",
            valid_from=on,
            valid_to=None,
            by=by,
        )
