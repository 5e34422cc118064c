"""What a party gets of a consultation: its own question among the others, and of the person only what the mode allows (R23)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from samre.certificate.wording import in_words

from ..models import Case, Consultation, ConsultationForm, ConsultationQuestion
from ..queries.case_frame import HIDDEN
from ..rules.consent_lists import closed_lists
from ..rules.consultations import consultation_rules
from ..rules.identity import in_print
from ..rules.settings import pathway_of
from .forms.letterhead import foot


@dataclass(frozen=True, slots=True)
class Copy:
    """A frozen copy: what the list says, all there is to see, and the SHA-256 of it as JSON."""

    subject: str
    snapshot: Mapping[str, Any]
    sha256: str


def consultation_copy(
    consultation: Consultation,
    question: ConsultationQuestion,
    questions: Sequence[ConsultationQuestion],
    *,
    sent_on: date,
) -> Copy:
    """The copy for the party of `question`. Without a name nothing in it leads to the case: no id, number or day of the case's, and
    an age that many have."""
    rules, case = consultation_rules(), consultation.case
    words = rules["leverans"][consultation.form]
    told = {**rules["blanketter"]["B4"]["rubriker"], **rules["blanketter"]["B5"]["rubriker"]}
    rows = [] if consultation.is_anonymous else named_rows(case)
    rows += [(told["fråga"], consultation.question), (told["bakgrund"], consultation.background)]
    if consultation.is_anonymous:
        rows.append((told["ålder"], consultation.age_span))
    if consultation.form == ConsultationForm.TEAM:
        rows += [
            (told["förväntan"], consultation.expectations),
            (told["praktiskt"], consultation.practical),
            (told["risk"], consultation.urgency),
        ]
    others = [(one.receiver.short, one.text) for one in questions if one.pk != question.pk]
    sections: list[dict[str, Any]] = [{"name": "", "rows": [[label, text] for label, text in rows if text]}]
    if others:
        sections.append({"name": told["andras"], "rows": [[label, text] for label, text in others]})
    sections.append({"name": "", "text": rules["blanketter"]["B4"][consultation.mode]})
    snapshot: dict[str, Any] = {
        "heading": words["rubrik"],
        "asked": question.text,
        "sections": sections,
        "foot": foot(pathway_of(case.pathway)),
    }
    if not consultation.is_anonymous:
        snapshot |= {"ground": consent_ground(), "sent": in_words(sent_on)}
    return frozen(words["ämne"], snapshot)


def consent_ground() -> dict[str, Any]:
    """The ground as the receiver reads it."""
    row = closed_lists()["grunder"]["samtycke"]
    return {"name": row["namn"], "laws": list(row["lagrum"])}


def named_rows(case: Case) -> list[tuple[str, str]]:
    """Who it is about, inside secrecy; a protected person is not named in anything that leaves."""
    person = case.person
    if person.is_protected:
        return [("Gäller", HIDDEN)]
    return [("Gäller", person.name), ("Personnummer", in_print(person.identity_kind, person.number or ""))]


def frozen(subject: str, snapshot: Mapping[str, Any]) -> Copy:
    """The copy with its hash: keys in order, no blanks, UTF-8."""
    said = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Copy(subject, snapshot, hashlib.sha256(said.encode()).hexdigest())
