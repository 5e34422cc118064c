"""A certificate typed in from paper or PDF: question ids and texts become the same object as a file gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .forms import Form, PartRule, load
from .model import Certificate, Code, Period, Quantity, Unreadable, Value
from .raw import Raw, RawAnswer, finish
from .values import FALSE, TRUE, parse_date, parse_datetime, parse_number

_KEY = re.compile(r"([0-9]{1,5})(?:#([0-9]{1,2}))?\.([0-9]{1,2})(?:\.(start|end))?")
_QUESTION = re.compile(r"[0-9]{1,5}")
_YES_NO = {
    "ja": TRUE,
    "true": TRUE,
    "1": TRUE,
    "on": TRUE,
    "nej": FALSE,
    "false": FALSE,
    "0": FALSE,
    "off": FALSE,
}
_HEADER = frozenset({"signed_at", "patient", "doctor", "unit", "provider", "version"})
_MAX_FIELDS = 500


def typed(fields: Mapping[str, Any], *, form: str) -> Certificate:
    """The certificate a person has typed in. `form` is what the paper says, such as `FK 7804`, or a type code.

    Keys are delsvar ids (`35.1`); `32#2.1` is the second answer to question 32; periods have `32.2.start` and
    `32.2.end`. A whole question may instead be a list of answers: `{"32": [{"32.1": "HALFTEN", "32.2": {"start": …}}]}`.
    Codes may be given as in the file or as the diagnosis is written on paper (F33.1); yes/no as ja/nej or true/false.
    Besides answers: signed_at, patient, doctor, unit, provider, version. Empty texts are left out.
    Raises Unreadable, naming the field, for unknown forms and fields.
    """
    forms = load()
    versions = forms.named(form[:100])
    if not versions:
        names = ", ".join(sorted({known.form for known in forms.all}))
        raise Unreadable(f"Blanketten {form[:60]!r} är inte känd. Välj en av: {names}.")
    if len(fields) > _MAX_FIELDS:
        raise Unreadable(f"Det inskrivna intyget har {len(fields)} fält. Högst {_MAX_FIELDS} läses.")
    raw = Raw("typed", forms, type_code=versions[-1].type)
    gathered = _gather(fields, raw)
    given = _text(fields.get("version")) or next(
        iter(re.findall(r"\bv(?:ersion)?\s*([0-9])", form, re.IGNORECASE)), ""
    )
    chosen = next((known for known in versions if known.version == given.partition(".")[0]), None)
    chosen = chosen or _version(gathered, versions, raw)
    raw.version = chosen.version
    raw.answers = _answers(gathered, chosen, raw)
    return finish(raw)


Gathered = dict[tuple[str, int], dict[str, Any]]


def _gather(fields: Mapping[str, Any], raw: Raw) -> Gathered:
    """Everything typed, by question and answer: {(question, number): {delsvar id: text or {start, end}}}."""
    found: Gathered = {}
    for key, value in fields.items():
        if key in _HEADER:
            _header(key, _text(value), raw)
        elif _QUESTION.fullmatch(key):
            _whole_question(key, value, found)
        else:
            _one_field(key, value, found)
    return found


def _whole_question(question: str, value: object, found: Gathered) -> None:
    rows = value if isinstance(value, list) else [value]
    if len(rows) > _MAX_FIELDS:
        raise Unreadable(f"Fråga {question} har {len(rows)} svar. Högst {_MAX_FIELDS} läses.")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise Unreadable(f'Fråga {question} ska ha svar i formen {{"{question}.1": …}}.')
        for id_, content in row.items():
            if not (isinstance(id_, str) and id_.startswith(f"{question}.")):
                raise Unreadable(f"Delsvaret {str(id_)[:40]!r} hör inte till fråga {question}.")
            found.setdefault((question, number), {})[id_] = content


def _one_field(key: str, value: object, found: Gathered) -> None:
    match = _KEY.fullmatch(key)
    if match is None:
        raise Unreadable(f"Fältet {key[:60]!r} är inget fråge-id. Skriv till exempel 35.1 eller 32#2.1.")
    question, number, part, side = match.groups()
    answer = found.setdefault((question, int(number or 1)), {})
    id_ = f"{question}.{part}"
    if side:
        span = answer.setdefault(id_, {})
        if not isinstance(span, dict):
            raise Unreadable(f"Delsvar {id_} är angivet på två sätt.")
        span[side] = _text(value)
    else:
        answer[id_] = value


def _header(key: str, text: str, raw: Raw) -> None:
    if key == "signed_at":
        raw.signed_at = parse_datetime(text)
        if text and raw.signed_at is None:
            raise Unreadable(
                f"Datumet {text[:40]!r} för underskriften går inte att läsa. Skriv det som 2026-11-21."
            )
    elif key == "patient" and text:
        raw.person = (raw.header(text), "")
    elif key in ("doctor", "unit", "provider"):
        names = {"doctor": "name"}
        raw.issuer = replace(raw.issuer, **{names.get(key, key): raw.header(text)})


def _version(gathered: Gathered, versions: tuple[Form, ...], raw: Raw) -> Form:
    """The version whose questions and codes fit what was typed; the newest among equals."""
    if len(versions) == 1:
        return versions[0]

    def misfits(form: Form) -> int:
        raw.answers = _answers(gathered, form, raw)
        return form.misfits(raw.triples(), codes=True)

    return min(reversed(versions), key=misfits)


def _answers(gathered: Gathered, form: Form, raw: Raw) -> list[RawAnswer]:
    answers: list[RawAnswer] = []
    count: dict[str, int] = {}
    for (question, _), contents in sorted(gathered.items(), key=lambda item: (int(item[0][0]), item[0][1])):
        parts = [
            (id_, value)
            for id_, content in contents.items()
            if (value := _value(id_, content, form, raw)) is not None
        ]
        if not parts:
            continue
        count[question] = count.get(question, 0) + 1
        rule = form.questions.get(question)
        numbered = rule is not None and (rule.numbered or rule.high > 1)
        answers.append(RawAnswer(question, count[question] if numbered else None, parts))
    return answers


def _value(id_: str, content: object, form: Form, raw: Raw) -> Value | None:
    rule = form.parts.get(id_)
    if isinstance(content, dict):
        start, end = _text(content.get("start")).strip(), _text(content.get("end")).strip()
        return Period(parse_date(start), parse_date(end)) if start or end else None
    text = raw.text(_text(content))
    if not text.strip():
        return None
    return _as_kind(text.strip(), rule) if rule else text


def _as_kind(text: str, rule: PartRule) -> Value:
    system = rule.systems[0] if rule.systems else ""
    if rule.kind == "diagnos" or (rule.kind == "kod" and not rule.codes):
        return Code(text.replace(".", "").replace(" ", "").upper(), system)
    if rule.kind == "kod":
        return Code(text.upper(), system)
    if rule.kind == "janej":
        return _YES_NO.get(text.lower(), text)
    if rule.kind == "antal":
        return Quantity(parse_number(text.removesuffix("%").removesuffix("h").strip()), rule.unit)
    return text


def _text(value: object) -> str:
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return value if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else ""
