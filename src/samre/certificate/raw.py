"""What a reader gathers from a file before the form is settled, and how it becomes a Certificate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from .forms import Form, Forms
from .identity import judge_identity
from .model import Answer, Certificate, Issuer, Part, Problem, Unreadable, Value
from .safety import clean

_SWITCH_FROM = 2


@dataclass(slots=True)
class RawAnswer:
    """One svar as gathered: question id, instance, and (delsvar id, value) pairs in file order."""

    question: str
    instance: int | None
    parts: list[tuple[str, Value]]


@dataclass(slots=True)
class Raw:
    """A file half read. `type_code` and `version` are the file's own words, empty where it says nothing."""

    kind: str
    forms: Forms
    type_code: str = ""
    version: str = ""
    id: str = ""
    signed_at: datetime | None = None
    person: tuple[str, str] | None = None
    issuer: Issuer = field(default_factory=Issuer)
    answers: list[RawAnswer] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)

    def triples(self) -> Iterator[tuple[str, str, Value]]:
        """(question id, delsvar id, value) of everything gathered but the receiver's own questions, which tell no form."""
        return (
            (answer.question, part, value)
            for answer in self.answers
            if not self.forms.is_supplementary(answer.question)
            for part, value in answer.parts
        )

    def fault(self, question: str, rule: str, message: str) -> None:
        """Notes a fault in form that the finished object could not show."""
        if len(self.faults) < self.forms.limits.notices:
            self.faults.append(Problem(question, rule, message))

    def header(self, text: str | None) -> str:
        """A header text stripped and bounded."""
        return clean((text or "").strip())[: self.forms.limits.header]

    def text(self, text: str) -> str:
        """A free text, kept as it is. Raises Unreadable where it is longer than any form can hold."""
        if len(text) > self.forms.limits.text:
            raise Unreadable(
                f"Filen innehåller en text på {len(text)} tecken. Så lång är ingen ruta i ett läkarintyg, "
                "och filen lästes inte. Kontakta avsändaren."
            )
        return clean(text)


def finish(raw: Raw) -> Certificate:
    """The Certificate, with the form settled, roles set and everything guessed told in `notices`."""
    _check_amount(raw)
    form = settle_form(raw)
    rules = form.parts if form else {}
    answers = tuple(
        Answer(
            answer.question,
            tuple(Part(id_, value, rules[id_].role if id_ in rules else None) for id_, value in answer.parts),
            answer.instance,
        )
        for answer in raw.answers
    )
    return Certificate(
        kind=raw.kind,
        type=form.type if form else raw.header(raw.type_code).upper(),
        version=raw.version or (form.version if form else ""),
        form=form.form if form else "",
        id=raw.id,
        signed_at=raw.signed_at,
        patient=judge_identity(raw.person[0], raw.person[1]) if raw.person else None,
        issuer=raw.issuer,
        answers=answers,
        notices=tuple(raw.notices[: raw.forms.limits.notices]),
        faults=tuple(raw.faults),
    )


def _check_amount(raw: Raw) -> None:
    """Refuses a file with more than any certificate has, before anything is counted or compared."""
    limits, parts = raw.forms.limits, sum(len(answer.parts) for answer in raw.answers)
    if len(raw.answers) > limits.answers or parts > limits.all_parts:
        raise Unreadable(
            f"Filen har fler än {limits.answers} svar eller {limits.all_parts} delsvar. Så många har inget "
            "läkarintyg, och filen lästes inte. Kontakta avsändaren."
        )
    for answer in raw.answers:
        if len(answer.parts) > limits.parts:
            raise Unreadable(
                f"Fråga {answer.question} har {len(answer.parts)} delsvar. Så många har ingen fråga i ett läkarintyg, "
                "och filen lästes inte. Kontakta avsändaren."
            )


def settle_form(raw: Raw) -> Form | None:
    """The form the file is read as: what its label says, unless the answers plainly belong to another form.

    Answers without a label, or with an unknown one, are matched to the form they fit without remainder. None if none.
    """
    known = raw.forms.versions(raw.type_code)
    if not known:
        return _unlabelled(raw)
    labelled = _labelled(raw, known)
    misfits = labelled.misfits(raw.triples())
    if misfits < _SWITCH_FROM:
        return labelled
    other = best_fit(raw, raw.forms.all)
    if other is labelled or other.misfits(raw.triples()) * 4 > misfits:
        return labelled
    raw.notices.append(
        f"Filen är märkt {labelled.form} ({labelled.type} version {labelled.version}), men svaren hör till {other.form} "
        f"({other.type} version {other.version}). Den lästes som {other.form}. Kontrollera med avsändaren."
    )
    raw.version = other.version
    return other


def _labelled(raw: Raw, known: tuple[Form, ...]) -> Form:
    """The version the file states, or the one its answers fit best where it states none or one that isn't known."""
    major = raw.version.partition(".")[0]
    stated = next((form for form in known if form.version == major), None)
    if stated is not None:
        return stated
    fit = best_fit(raw, known)
    if raw.version:
        raw.notices.append(
            f"Filen anger version {raw.version[:20]} av {fit.form}, som inte är känd här. "
            f"Den lästes som version {fit.version}."
        )
    raw.version = fit.version
    return fit


def _unlabelled(raw: Raw) -> Form | None:
    label = raw.header(raw.type_code)
    fit = best_fit(raw, raw.forms.all) if raw.answers else None
    if fit is not None and not label and fit.misfits(raw.triples(), codes=True) == 0:
        raw.notices.append(
            f"Filen säger inte vilket intyg det är. Svaren hör till {fit.form} version {fit.version}."
        )
        return fit
    raw.notices.append(
        f"Intygstypen {label} är inte känd här. Svaren lästes så långt den gemensamma formen räcker."
        if label
        else "Filen säger inte vilket intyg det är. Svaren lästes så långt den gemensamma formen räcker."
    )
    return None


def best_fit(raw: Raw, among: tuple[Form, ...]) -> Form:
    """The form with fewest misfits; among equals the commonest type, in its newest version."""
    triples, commonest = list(raw.triples()), raw.forms.commonest

    def badness(form: Form) -> tuple[int, int, int]:
        return form.misfits(triples, codes=True), commonest.index(form.type), -int(form.version)

    return min(among, key=badness)
