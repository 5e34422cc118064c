"""What a read läkarintyg is: one frozen object, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Code:
    """A coded value: `code` in the code list `system` (a name such as KV_FKMU_0002, or an OID)."""

    code: str
    system: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included. A side that could not be read is None."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit, such as 20 h or 50 %. `value` is None where the text was no number."""

    value: Decimal | None
    unit: str = ""


Value = str | Code | Period | Quantity


@dataclass(frozen=True, slots=True)
class Part:
    """One delsvar. `id` is the national id ("35.1"); `role` what the answer is for (D, F, A, PERIOD, PROGNOS …)."""

    id: str
    value: Value
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One svar: the question's id ("35"), the instance where the question repeats, and its parts in file order."""

    question: str
    parts: tuple[Part, ...]
    instance: int | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """A person id as the file gives it. `kind`: personnummer, samordningsnummer, reservnummer, annan.

    `valid` says whether the check digit and date hold; it is judged apart from the certificate's structure.
    """

    value: str
    root: str = ""
    kind: str = "annan"
    valid: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signed: the doctor's name, unit, care provider and how to reach them. Empty strings where unknown."""

    name: str = ""
    unit: str = ""
    unit_id: str = ""
    provider: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in form: which question, which rule, and a Swedish sentence that says what is wrong and what to do."""

    question: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """A läkarintyg as read. Nothing is judged here.

    `kind` is the file kind: xml-v3, xml-7263, json, prefill-xml, prefill-json or typed.
    `type` and `version` name the form as the file says (normalised: AG114 and AG1-14 are one), `form` the blankett.
    `notices` are Swedish sentences on what had to be guessed, mended or left unread. `faults` are faults in form that
    only the reader can see, because the object has no place for them (a text with elements in it, two codes in one).
    """

    kind: str
    type: str
    version: str = ""
    form: str = ""
    id: str = ""
    signed_at: datetime | None = None
    patient: Identity | None = None
    issuer: Issuer = field(default_factory=Issuer)
    answers: tuple[Answer, ...] = ()
    notices: tuple[str, ...] = ()
    faults: tuple[Problem, ...] = ()

    def parts(self, *ids: str, role: str | None = None) -> tuple[Part, ...]:
        """Every part whose id is one of `ids` (any id if none is given) and whose role is `role` (any if None)."""
        return tuple(
            part
            for answer in self.answers
            for part in answer.parts
            if (not ids or part.id in ids) and (role is None or part.role == role)
        )

    def text(self, *ids: str, role: str | None = None) -> str:
        """The free texts of `parts(*ids, role=role)`, stripped, blank ones left out, one a line."""
        texts = (part.value.strip() for part in self.parts(*ids, role=role) if isinstance(part.value, str))
        return "\n".join(text for text in texts if text)


class Unreadable(Exception):
    """The file can't be read as a läkarintyg. `str()` is a Swedish sentence that says why and what to do."""
