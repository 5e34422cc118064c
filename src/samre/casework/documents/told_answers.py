"""Answers that others have given, and rows of plans and orders, as the person can read them: never a code, never an id of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from samre.certificate.wording import in_words
from samre.pathway.model import Pathway

from ..models import DeliveryKind, DisclosureAnswer, Placement, PlacementReport
from ..queries.asf_places import week_words
from ..rules.answer_forms import answer_form
from ..rules.answer_forms import in_words as answers_in_words
from ..rules.interventions import environments, intervention_rules, words_for
from ..rules.plans import row_text
from .forms.b09_order import weekday_words

Lines = Iterator[tuple[str, Any]]


def told_answers(row: Any, name: str, pathway: Pathway) -> dict[str, Any] | list[str] | None:
    """What a sealed column of answers says: question → answer, or a list of lines. None where it has no words of its own."""
    value = getattr(row, name)
    if name in ("milestones", "activities") and isinstance(value, list):
        return [row_text(one, pathway) for one in value]
    if name == "facts":
        return {fact_label(fact, pathway): fact_answer(fact, told, pathway) for fact, told in value.items()}
    tell = _COLUMNS.get((type(row), name))
    return dict(tell(row, value)) if tell else None


def fact_label(fact: str, pathway: Pathway) -> str:
    return pathway.facts[fact].label if fact in pathway.facts else fact


def fact_answer(fact: str, value: object, pathway: Pathway) -> object:
    """The choice in the map's words; a number, a day, yes and no as they are."""
    known = pathway.facts.get(fact)
    choices = {choice.id: choice.label for choice in known.choices} if known else {}
    return choices.get(str(value), value)


def _of_disclosure(row: DisclosureAnswer, value: Mapping[str, Any]) -> Lines:
    form = answer_form(DeliveryKind.DISCLOSURE, row.disclosure.receiver_kind, row.kind)
    questions = {question.id for question in form.questions} if form else set()
    yield from answers_in_words(form, value) if form else ()
    yield from ((key, told) for key, told in value.items() if key not in questions)


def _of_report(row: PlacementReport, value: Mapping[str, Any]) -> Lines:
    """A week's answers and days, or the report's areas and questions; and then the rest as it stands."""
    words = intervention_rules()["rapport"]
    yield from week_words(value)
    days = value.get("days")
    for day in days if isinstance(days, list) else ():
        yield in_words(date.fromisoformat(day["day"])), words_for("närvaro", str(day["status"]))
    for code, told in value.get("areas", {}).items():
        level = words["skala"].get(str(told.get("level", "")), words["inte_provat"])
        name = words["områden"].get(code, {}).get("namn", code)
        yield name, ". ".join(part for part in (level, told.get("example", "")) if part)
    for code, text in value.get("answers", {}).items():
        yield words["frågor"].get(code, {}).get("fråga", code), text
    told_above = {"hur", "stegring", "ring", "areas", "answers", "facts"}
    told_above |= {"days"} if isinstance(days, list) else set()
    yield from ((key, told) for key, told in value.items() if key not in told_above)


def _of_frames(row: Placement, value: Mapping[str, Any]) -> Lines:
    rooms = environments()
    for key, told in value.items():
        if key == "level" and told:
            told = words_for("nivåer", str(told))
        elif key == "environments":
            told = [rooms.get(code, code) for code in told]
        yield key, told


def _of_order(row: Placement, value: Mapping[str, Any]) -> Lines:
    words = intervention_rules()["beställning"]["fält"]
    names = {code: one["namn"] for code, one in words.items()}
    for code, told in value.items():
        if code == "benamning":
            told = words_for("benämning", str(told))
        elif code == "weekdays":
            told = weekday_words(told)
        yield names.get(code, code), told


_COLUMNS: Mapping[tuple[type, str], Callable[[Any, Any], Lines]] = {
    (DisclosureAnswer, "choices"): _of_disclosure,
    (PlacementReport, "choices"): _of_report,
    (Placement, "frames"): _of_frames,
    (Placement, "order"): _of_order,
}
