"""An answer form of `inkorg.yaml` as it is sent and shown again: what was typed stays, and what was wrong stands at the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone

from samre.casework.rules.answer_forms import TEXT, AnswerForm, Question

from .days import DayError, swedish_day

Given = Mapping[str, Sequence[str]]
WHOLE_DAY = len("2026-12-01")
PREFIX = "svar."


@dataclass(frozen=True, slots=True)
class AnswerField:
    """A question with what was answered. `options`: (code, text, chosen)."""

    id: str
    name: str
    kind: str
    text: str
    help: str
    value: str
    options: tuple[tuple[str, str, bool], ...]
    error: str
    first_wrong: bool
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form as it is shown: its fields, the free text, and what was wrong as a whole."""

    kind: str
    name: str
    help: str
    fields: tuple[AnswerField, ...]
    text: str
    text_error: str
    text_first_wrong: bool
    text_needed: bool


def read_given(form: AnswerForm, sent: QueryDict) -> dict[str, list[str]]:
    """What was sent, question by question; a day however it is written becomes ISO, or stays as typed."""
    return {
        question.id: [_clean(question, value) for value in sent.getlist(PREFIX + question.id)]
        for question in form.questions
    }


def shown_form(form: AnswerForm, given: Given, text: str, wrong: Mapping[str, str]) -> ShownForm:
    """The form with what was typed. `wrong`: question (or "text") → sentence."""
    first = next((question.id for question in form.questions if question.id in wrong), TEXT)
    return ShownForm(
        kind=form.kind,
        name=form.name,
        help=form.help,
        fields=tuple(_field(question, given.get(question.id, ()), wrong, first) for question in form.questions),
        text=text,
        text_error=wrong.get(TEXT, ""),
        text_first_wrong=TEXT in wrong and first == TEXT,
        text_needed=bool(form.text_required),
    )  # fmt: skip


def _field(question: Question, values: Sequence[str], wrong: Mapping[str, str], first: str) -> AnswerField:
    return AnswerField(
        id=question.id,
        name=PREFIX + question.id,
        kind=question.kind,
        text=question.text,
        help=question.help,
        value=values[0] if values and not question.choices else "",
        options=tuple((one.id, one.name, one.id in values) for one in question.choices),
        error=wrong.get(question.id, ""),
        first_wrong=question.id in wrong and question.id == first,
        least=question.least,
        most=question.most,
    )


def _clean(question: Question, value: str) -> str:
    value = value.replace("\x00", "").strip()
    if question.kind != "dag" or not value:
        return value
    try:
        iso = swedish_day(value, this_year=timezone.localdate().year, ahead=True)
    except DayError:
        return value
    return iso if len(iso) == WHOLE_DAY else value
