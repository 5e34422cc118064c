"""Everything the guide knows, carried by the form in the browser and by nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import QueryDict

from samre.certificate.model import Answer, Certificate, Code, Identity, Unreadable, Value
from samre.certificate.read import from_json, to_json
from samre.pathway.model import Pathway
from samre.pathway.person.derive import looking_ahead

from .answers import EMPTY, Read, Refused, is_personal, read_answer
from .letter_fields import LetterFields, fields_from, posted_fields
from .person_numbers import REMOVED_NOTICE, has_person_number, without_person_numbers

KIND = "samre-guide"
KNOWN, NEW, CERTIFICATE, DAY, IDENTITY, LETTER = "svar.", "ny.", "intyg", "per", "person", "brevfalt"
ANSWERED = "svara"
UNKNOWN = "vet inte"
LONGEST_ANSWER = 100
FIRST_YEAR, LAST_YEAR = 1900, 2199
REMOVED = Identity("borttaget")
TYPED = "typed"
NOT_OURS = (
    "Filen är ingen sparad guide som går att öppna här. Öppna en fil som du själv har sparat från Guiden, "
    "eller ett läkarintyg."
)


@dataclass(frozen=True, slots=True)
class GuideState:
    """What has been said so far: the certificate without the person's identity, and the answers.

    `answers`: fact id → what was answered, or None for "vet inte". `identity` says in words what was wrong
    with the file's person id; the id itself is dropped when the file has been read. `day`: the day all is judged for, None = today.
    `letter`: what has been chosen and written in the letter, by field.
    `refused` and `notes` are about the answers just given, by fact: they are shown once and carried nowhere.
    """

    certificate: Certificate | None = None
    answers: Mapping[str, str | None] = field(default_factory=dict)
    identity: str = ""
    day: date | None = None
    letter: LetterFields = field(default_factory=dict)
    refused: Mapping[str, Refused] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been said yet."""
        return self.certificate is None and not self.answers

    def hidden(self) -> Iterator[tuple[str, str]]:
        """The state as names and values of hidden form fields."""
        if self.certificate is not None:
            yield CERTIFICATE, certificate_text(self.certificate)
        if self.identity:
            yield IDENTITY, self.identity
        if self.day is not None:
            yield DAY, self.day.isoformat()
        if self.letter:
            yield LETTER, json.dumps(self.letter, ensure_ascii=False, separators=(",", ":"))
        for name, value in self.answers.items():
            yield KNOWN + name, UNKNOWN if value is None else value

    def to_file(self, *, version: str) -> str:
        """The state as JSON for the user's own disk, without anything that looks like a personnummer."""
        answers = {id_: text for id_, text in self.answers.items() if not has_person_number(text or "")}
        letter = {
            name: [without_person_numbers(text) for text in texts] for name, texts in self.letter.items()
        }
        content = {
            "slag": KIND,
            "karta": version,
            "per": self.day.isoformat() if self.day else None,
            "svar": answers,
            "intyg": json.loads(certificate_text(self.certificate)) if self.certificate else None,
            "person": without_person_numbers(self.identity),
            "brev": letter,
        }
        return json.dumps(content, ensure_ascii=False, indent=1)

    def without(self, fact: str) -> GuideState:
        """The state with one answer taken back."""
        return replace(self, answers={name: value for name, value in self.answers.items() if name != fact})

    def answered(self, fact: str, value: str | None) -> GuideState:
        """The state with one more answer, which is then the latest one."""
        return replace(self, answers={**self.without(fact).answers, fact: value})


def without_person(certificate: Certificate) -> Certificate:
    """The certificate without the person's identity, the file's id, and any personnummer in the doctor's texts."""
    has_person = certificate.patient is not None or certificate.kind == TYPED
    answers = tuple(_without_numbers(answer) for answer in certificate.answers)
    issuer = replace(
        certificate.issuer,
        name=without_person_numbers(certificate.issuer.name),
        unit=without_person_numbers(certificate.issuer.unit),
        provider=without_person_numbers(certificate.issuer.provider),
        email=without_person_numbers(certificate.issuer.email),
    )
    notices = certificate.notices
    if (answers, issuer) != (certificate.answers, certificate.issuer) and REMOVED_NOTICE not in notices:
        notices += (REMOVED_NOTICE,)
    return replace(
        certificate,
        patient=REMOVED if has_person else None,
        id="",
        answers=answers,
        issuer=issuer,
        notices=notices,
    )


def _without_numbers(answer: Answer) -> Answer:
    parts = tuple(replace(part, value=_value_without_numbers(part.value)) for part in answer.parts)
    return answer if parts == answer.parts else replace(answer, parts=parts)


def _value_without_numbers(value: Value) -> Value:
    if isinstance(value, str):
        return without_person_numbers(value)
    if isinstance(value, Code):
        return replace(value, display=without_person_numbers(value.display))
    return value


def certificate_text(certificate: Certificate) -> str:
    """The certificate as JSON text without the person's identity and the file's id."""
    return json.dumps(to_json(without_person(certificate)), ensure_ascii=False, separators=(",", ":"))


def certificate_from(text: str) -> Certificate:
    """The certificate in a form's JSON text. Raises Unreadable when it has been damaged."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = {}
    return from_json(content)


def read_state(post: QueryDict, pathway: Pathway, *, today: date) -> GuideState:
    """The state out of a posted form. Facts this map does not have are left out; `ny.` answers are applied.

    Raises Unreadable when the certificate in the form has been damaged on the way.
    """
    answers: dict[str, str | None] = {}
    for name in post:
        if (
            name.startswith(KNOWN)
            and name[len(KNOWN) :] in pathway.facts
            and not is_personal(post.get(name) or "")
        ):
            answers[name[len(KNOWN) :]] = _answer(post.get(name))
    text = post.get(CERTIFICATE) or ""
    state = GuideState(
        certificate=without_person(certificate_from(text)) if text else None,
        answers=answers,
        identity=(post.get(IDENTITY) or "")[:300],
        day=read_day(post.get(DAY)),
        letter=posted_fields(post, carried=post.get(LETTER) or ""),
    )
    return _with_new(state, post, pathway, today=today)


def _with_new(state: GuideState, post: QueryDict, pathway: Pathway, *, today: date) -> GuideState:
    """The state with what was just answered; what can't be read is kept beside, and leaves the old answer as it was."""
    refused: dict[str, Refused] = {}
    notes: dict[str, str] = {}
    ahead = looking_ahead(pathway)
    written = {name[len(NEW) :]: _written(post, name) for name in post if name.startswith(NEW)}
    for id_, text in written.items():
        if id_ not in pathway.facts or not text:
            continue
        fact = pathway.facts[id_]
        read = read_answer(fact, text, this_year=(state.day or today).year, ahead=id_ in ahead)
        if isinstance(read, Read):
            state = state.answered(id_, read.value)
            notes |= {id_: read.note} if read.note else {}
        else:
            refused[id_] = read
    asked = post.get(ANSWERED) or ""
    if asked in pathway.facts and not written.get(asked):
        refused[asked] = Refused("", EMPTY)
    return replace(state, refused=refused, notes=notes)


def _written(post: QueryDict, name: str) -> str:
    """What was written in the first field of that name that is not empty: a question can stand in two places."""
    return next((text.strip()[:LONGEST_ANSWER] for text in post.getlist(name) if text.strip()), "")


def is_saved_guide(data: bytes) -> bool:
    """Whether a file looks like one saved from the guide rather than a certificate."""
    return data.lstrip()[:1] == b"{" and b'"' + KIND.encode() + b'"' in data[:200]


def read_saved(data: bytes, pathway: Pathway) -> GuideState:
    """The state out of a file that `to_file` made. Raises Unreadable when it is not one."""
    try:
        content: Any = json.loads(data.decode("utf-8-sig"))
        json.dumps(
            content, ensure_ascii=False
        ).encode()  # half a character, written as an escape, is on no page
        answers, certificate = content["svar"], content["intyg"]
        pairs = [
            (str(name), value)
            for name, value in answers.items()
            if name in pathway.facts and not is_personal(str(value))
        ]
        state = GuideState(
            certificate=without_person(from_json(certificate)) if certificate else None,
            answers={name: None if value is None else str(value)[:LONGEST_ANSWER] for name, value in pairs},
            identity=str(content.get("person") or "")[:300],
            day=read_day(content.get("per")),
            letter=fields_from(content.get("brev")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(NOT_OURS) from error
    return state


def read_day(text: object) -> date | None:
    """An ISO day, or None for anything else: also for a year so far away that a limit from it has no date."""
    try:
        day = date.fromisoformat(str(text or "")[:10])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _answer(text: str | None) -> str | None:
    value = (text or "").strip()[:LONGEST_ANSWER]
    return None if value.lower() == UNKNOWN or not value else value
