"""Forms of a disclosure: what was sent, as the actions want it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from samre.casework.models import Case, DeliveryKind, Disclosure, OpenStep, Road
from samre.casework.queries.disclosures import ReceiverUnit, find_step, receivers
from samre.casework.rules.answer_forms import AnswerForm, answer_form, read_answer
from samre.casework.rules.disclosure_head import Head
from samre.casework.rules.disclosures import TO_PARTY, answer_days

from .problems import all_together, read_date, typed

HEAD = ("mottagare", "mottagarens_namn", "andamal", "fraga", "begart", "vag", "svar_senast", "steg")
CHOSEN, ABOUT, TODO, WHY = "falt", "om.", "gor.", "varfor."
MASK, ALL_THE_SAME = "stryk", "behovs"
USUAL_DAYS = 21


@dataclass(frozen=True, slots=True)
class Aim:
    """What step one says: who receives (None for the person herself), and the rest of the head."""

    receiver: ReceiverUnit | None
    head: Head
    step: OpenStep | None


def read_head(request: HttpRequest, case: Case) -> Aim:
    """Out of the form of step one. An empty day is the usual one; an empty road the inbox where there is one. Raises Refused."""
    values, today = typed(request, *HEAD), timezone.localdate()
    found = find_receiver(case, values["mottagare"], on=today)
    kind = found.kind if found else TO_PARTY if values["mottagare"] == TO_PARTY else ""
    with all_together() as wrong:
        day = read_date(values["svar_senast"], "svar_senast", wrong)
    usual = Road.INBOX if found is not None and found.has_inbox else Road.PAPER
    return Aim(
        receiver=found,
        step=find_step(case, values["steg"]),
        head=Head(
            receiver_kind=kind,
            receiver_name=values["mottagarens_namn"] if kind == TO_PARTY else "",
            purpose=values["andamal"],
            road=values["vag"] or usual,
            asked=values["fraga"],
            on_request=values["begart"] == "ja",
            answer_by=day or usual_day(kind, on=today),
        ),
    )


def usual_day(kind: str, *, on: date) -> date:
    """The day an answer is as a rule asked for; a Sunday or a Saturday becomes the Monday after."""
    day = on + timedelta(days=answer_days(kind) if kind else USUAL_DAYS)
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def find_receiver(case: Case, id_: str, *, on: date) -> ReceiverUnit | None:
    """The unit with that id among those that can receive."""
    return next((one for one in receivers(case, on=on) if one.id == id_), None)


def read_chosen(post: QueryDict) -> list[dict[str, Any]]:
    """The ticked fields, and what each note is about."""
    return [
        {"field": field, "category": post.get(ABOUT + field, "")}
        for field in dict.fromkeys(post.getlist(CHOSEN))
    ]


def read_settled(post: QueryDict, disclosure: Disclosure) -> dict[str, dict[str, Any]]:
    """What is to be done with what the guard found, by field."""
    return {
        field: {"mask": post.get(TODO + field) == MASK, "why": _why(post, field)}
        for one in disclosure.items
        if TODO + (field := str(one["field"])) in post
    }


def _why(post: QueryDict, field: str) -> str:
    return post.get(WHY + field, "").strip() if post.get(TODO + field) == ALL_THE_SAME else ""


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """An answer that came on paper, as it was typed in."""

    form: AnswerForm
    choices: Mapping[str, Any]
    text: str
    came_on: date
    answered_by: str


def read_typed_answer(request: HttpRequest, disclosure: Disclosure) -> TypedAnswer:
    """Out of the form under "Skriv in ett svar". Raises Refused with everything that is missing."""
    values = typed(request, "svarade", "kom", "vem", "svarstext")
    form = answer_form(DeliveryKind.DISCLOSURE, disclosure.receiver_kind, values["svarade"])
    with all_together() as wrong:
        came = read_date(values["kom"], "kom", wrong, missing="Skriv vilken dag svaret kom.")
        if form is None:
            wrong["svarade"] = "Välj vad de svarade."
    assert form is not None
    given: dict[str, Sequence[str]] = {
        question.id: [one for one in request.POST.getlist(f"{form.kind}.{question.id}") if one.strip()]
        for question in form.questions
    }
    choices = read_answer(form, given, values["svarstext"])
    return TypedAnswer(form, choices, values["svarstext"], came or timezone.localdate(), values["vem"])
