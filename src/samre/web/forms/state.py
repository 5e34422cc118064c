"""Everything the guide knows, carried by the form in the browser and by nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import QueryDict

from samre.certificate.model import Certificate, Identity, Unreadable
from samre.certificate.read import from_json, to_json
from samre.pathway.model import Pathway

KIND = "samre-guide"
KNOWN, NEW, CERTIFICATE, DAY, IDENTITY = "svar.", "ny.", "intyg", "per", "person"
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
    """

    certificate: Certificate | None = None
    answers: Mapping[str, str | None] = field(default_factory=dict)
    identity: str = ""
    day: date | None = None

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
        for name, value in self.answers.items():
            yield KNOWN + name, UNKNOWN if value is None else value

    def to_file(self, *, version: str) -> str:
        """The state as JSON for the user's own disk."""
        content = {
            "slag": KIND,
            "karta": version,
            "per": self.day.isoformat() if self.day else None,
            "svar": dict(self.answers),
            "intyg": json.loads(certificate_text(self.certificate)) if self.certificate else None,
            "person": self.identity,
        }
        return json.dumps(content, ensure_ascii=False, indent=1)

    def without(self, fact: str) -> GuideState:
        """The state with one answer taken back."""
        return replace(self, answers={name: value for name, value in self.answers.items() if name != fact})

    def answered(self, fact: str, value: str | None) -> GuideState:
        """The state with one more answer, which is then the latest one."""
        return replace(self, answers={**self.without(fact).answers, fact: value})


def without_person(certificate: Certificate) -> Certificate:
    """The certificate without the person's identity and the file's id; a typed one never had any."""
    has_person = certificate.patient is not None or certificate.kind == TYPED
    return replace(certificate, patient=REMOVED if has_person else None, id="")


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


def read_state(post: QueryDict, pathway: Pathway) -> GuideState:
    """The state out of a posted form. Facts this map does not have are left out; `ny.` answers are applied.

    Raises Unreadable when the certificate in the form has been damaged on the way.
    """
    answers: dict[str, str | None] = {}
    for name in post:
        if name.startswith(KNOWN) and name[len(KNOWN) :] in pathway.facts:
            answers[name[len(KNOWN) :]] = _answer(post.get(name))
    for name in post:
        if name.startswith(NEW) and name[len(NEW) :] in pathway.facts and (post.get(name) or "").strip():
            answers.pop(name[len(NEW) :], None)
            answers[name[len(NEW) :]] = _answer(post.get(name))
    text = post.get(CERTIFICATE) or ""
    return GuideState(
        certificate=without_person(certificate_from(text)) if text else None,
        answers=answers,
        identity=(post.get(IDENTITY) or "")[:300],
        day=read_day(post.get(DAY)),
    )


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
        pairs = [(str(name), value) for name, value in answers.items() if name in pathway.facts]
        state = GuideState(
            certificate=without_person(from_json(certificate)) if certificate else None,
            answers={name: None if value is None else str(value)[:LONGEST_ANSWER] for name, value in pairs},
            identity=str(content.get("person") or "")[:300],
            day=read_day(content.get("per")),
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
