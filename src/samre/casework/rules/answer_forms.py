"""What a receiver can answer, and what of it can be put on the map: the forms of `inkorg.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from samre.accounts.acts import Refused
from samre.definitions import read_yaml

TEXT = "text"
CHOOSE = "svar"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to a question. `facts`: fact id → the value it supports. `needs`: another question it makes necessary.
    `fields`: what a disclosure chooses for it, where it asks for more."""

    id: str
    name: str
    facts: Mapping[str, object] = field(default_factory=dict)
    needs: str = ""
    needs_text: bool = False
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an answer form. `kind`: val, flera, text, dag, tid or heltal. `required`: what is said when it is empty;
    `required_by_choice` the same where another answer makes it necessary. `fact`: the fact a number is the value of."""

    id: str
    kind: str
    text: str
    help: str = ""
    required: str = ""
    required_by_choice: str = ""
    choices: tuple[Choice, ...] = ()
    longest: int = 160
    least: int = 0
    most: int = 0
    fact: str = ""

    def choice(self, id_: str) -> Choice | None:
        return next((one for one in self.choices if one.id == id_), None)


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """One way to answer. `keeps_waiting`: it is a receipt, and the sender waits on. `waiting`: a code of `svar_på_väntan`.
    `text_required`, `any_required`: what is said when the text, or everything, is empty."""

    kind: str
    name: str
    verb: str
    help: str
    keeps_waiting: bool
    waiting: str
    text_required: str
    any_required: str
    questions: tuple[Question, ...]


@lru_cache(maxsize=1)
def inbox_rules() -> Mapping[str, Any]:
    """inkorg.yaml as it stands."""
    return dict(read_yaml("inkorg.yaml"))


@lru_cache(maxsize=64)
def answer_forms(delivery_kind: str, receiver_kind: str) -> tuple[AnswerForm, ...]:
    """The answers that a receiver of this kind (`mottagarslag` of samverkan.yaml) can give to what was delivered, in order."""
    kinds: Sequence[str] = inbox_rules()["slag"][delivery_kind]["svar"]
    return tuple(_form(kind, inbox_rules()["svar"][kind], receiver_kind) for kind in kinds)


def answer_form(delivery_kind: str, receiver_kind: str, kind: str) -> AnswerForm | None:
    """One of them, None where it can't be given."""
    return next((one for one in answer_forms(delivery_kind, receiver_kind) if one.kind == kind), None)


def read_answer(form: AnswerForm, given: Mapping[str, Sequence[str]], text: str) -> dict[str, Any]:
    """What was chosen, by question: a code, a list of codes, a text, `YYYY-MM-DD`, `HH:MM` or a number; nothing for what was left
    empty. `given` is what the form sent; days are already in that form. Raises Refused with every problem."""
    longest = int(inbox_rules()["fritext"]["längst"])
    problems: dict[str, str] = {}
    found: dict[str, Any] = {}
    for question in form.questions:
        values = [value for value in given.get(question.id, ()) if value]
        try:
            value = _read(question, values)
        except ValueError as error:
            problems[question.id] = str(error)
            continue
        if value not in (None, "", []):
            found[question.id] = value
        elif question.required:
            problems[question.id] = question.required
    problems |= _needed(form, found, text) | ({} if problems else _empty(form, found, text))
    if len(text) > longest:
        problems[TEXT] = f"Skriv kortare, högst {longest} tecken. Nu är det {len(text)}."
    if problems:
        raise Refused(problems)
    return found


def facts_of(form: AnswerForm, choices: Mapping[str, Any]) -> dict[str, object]:
    """What the choices support: fact id → value, ready for `add_statements`."""
    found: dict[str, object] = {}
    for question in form.questions:
        value = choices.get(question.id)
        if question.fact and value is not None:
            found[question.fact] = value
        for choice in _chosen(question, value):
            found |= choice.facts
    return found


def fields_of(form: AnswerForm, choices: Mapping[str, Any]) -> frozenset[str]:
    """What a disclosure chooses for what was asked for."""
    chosen = (one for question in form.questions for one in _chosen(question, choices.get(question.id)))
    return frozenset(field for one in chosen for field in one.fields)


def in_words(form: AnswerForm, choices: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Question and answer, as they are read: only what was answered."""
    rows = []
    for question in form.questions:
        value = choices.get(question.id)
        if value in (None, "", []):
            continue
        chosen = [choice.name for choice in _chosen(question, value)]
        rows.append((question.text, "; ".join(chosen) if chosen else str(value)))
    return rows


def _chosen(question: Question, value: object) -> Iterator[Choice]:
    codes: Iterable[object] = value if isinstance(value, list) else [value]
    for code in codes:
        if (choice := question.choice(str(code))) is not None:
            yield choice


def _needed(form: AnswerForm, found: Mapping[str, Any], text: str) -> dict[str, str]:
    """What the choices make necessary: another question, or a text."""
    problems = {}
    for question in form.questions:
        for choice in _chosen(question, found.get(question.id)):
            other = next((one for one in form.questions if one.id == choice.needs), None)
            if other is not None and other.id not in found:
                problems[other.id] = other.required_by_choice
            if choice.needs_text and not text:
                problems[TEXT] = str(inbox_rules()["fritext"]["krävs"])
    return problems


def _empty(form: AnswerForm, found: Mapping[str, Any], text: str) -> dict[str, str]:
    if form.text_required and not text:
        return {TEXT: form.text_required}
    return {CHOOSE: form.any_required} if form.any_required and not found and not text else {}


def _read(question: Question, values: Sequence[str]) -> Any:
    if question.kind == "flera":
        if unknown := [value for value in values if question.choice(value) is None]:
            raise ValueError(f"Valet {unknown[0]} finns inte. Välj igen.")
        return list(dict.fromkeys(values))
    value = values[0].strip() if values else ""
    if not value:
        return None
    return _READERS[question.kind](question, value)


def _read_choice(question: Question, value: str) -> str:
    if question.choice(value) is None:
        raise ValueError("Valet finns inte. Välj igen.")
    return value


def _read_text(question: Question, value: str) -> str:
    if len(value) > question.longest:
        raise ValueError(f"Skriv kortare, högst {question.longest} tecken.")
    return value


def _read_day(question: Question, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError("Skriv dagen med år, månad och dag, till exempel 2026-12-01.") from None


def _read_time(question: Question, value: str) -> str:
    hour, _, minute = value.replace(".", ":").partition(":")
    if not (_is_short(hour, 2) and _is_short(minute or "00", 2) and int(hour) < 24 and int(minute or 0) < 60):
        raise ValueError("Skriv tiden med timme och minut, till exempel 13:30.")
    return f"{int(hour):02}:{int(minute or 0):02}"


def _read_number(question: Question, value: str) -> int:
    if not _is_short(value, 9) or not question.least <= int(value) <= question.most:
        raise ValueError(f"Skriv ett tal från {question.least} till {question.most}.")
    return int(value)


def _is_short(value: str, digits: int) -> bool:
    """Whether it is a number of at most so many plain digits: `int` refuses thousands of them."""
    return value.isascii() and value.isdigit() and len(value) <= digits


_READERS = {
    "val": _read_choice,
    "text": _read_text,
    "dag": _read_day,
    "tid": _read_time,
    "heltal": _read_number,
}


def _form(kind: str, row: Mapping[str, Any], receiver_kind: str) -> AnswerForm:
    return AnswerForm(
        kind=row.get("kod", kind),
        name=row["namn"],
        verb=row["verb"],
        help=row.get("hjälp", ""),
        keeps_waiting=bool(row.get("väntar_kvar", False)),
        waiting=row.get("väntan", ""),
        text_required=row.get("text_krävs", ""),
        any_required=row.get("minst_en", ""),
        questions=tuple(
            _question(one, receiver_kind) for one in row["frågor"] if _is_for(one, receiver_kind)
        ),
    )


def _question(row: Mapping[str, Any], receiver_kind: str) -> Question:
    return Question(
        id=row["id"],
        kind=row["typ"],
        text=row["text"],
        help=row.get("hjälp", ""),
        required=row.get("krävs", ""),
        required_by_choice=row.get("krävs_av", ""),
        choices=tuple(
            Choice(
                id_,
                one["namn"],
                one.get("fakta", {}),
                one.get("kräver", ""),
                bool(one.get("text_krävs", False)),
                tuple(one.get("fält", ())),
            )
            for id_, one in row.get("val", {}).items()
            if _is_for(one, receiver_kind)
        ),
        longest=row.get("längst", 160),
        least=row.get("minst", 0),
        most=row.get("högst", 0),
        fact=row.get("faktum", ""),
    )


def _is_for(row: Mapping[str, Any], receiver_kind: str) -> bool:
    return "hos" not in row or receiver_kind in row["hos"]
