"""The person card of a case: who she is, how to reach her, what protects her, who speaks for her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from samre.casework.models import Case, Protection, Representative
from samre.casework.queries.case_facts import case_standing
from samre.casework.queries.case_frame import CaseFrame, age_in_words
from samre.casework.queries.case_page import Speaker, speakers_of
from samre.casework.rules.identity import in_print
from samre.casework.rules.outside import CHILDREN
from samre.casework.rules.settings import case_rules

from ..forms.problems import Problems
from .case import notice_text
from .case_facts import FactLine, line_of

CONTACT = (("phone", "Telefon"), ("email", "E-post"), ("address", "Adress"), ("co", "c/o"))
PLACES = ("address", "co")


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One way to reach the person. `is_place`: none is kept for her who is protected."""

    name: str
    label: str
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """The card. While the person is protected and nobody has asked to see her, `is_hidden`: nothing personal is in it."""

    frame: CaseFrame
    is_hidden: bool
    is_protected: bool
    identity_kind: str
    identity: str
    name: str
    age: str
    contact: tuple[ContactLine, ...]
    protection: str
    protections: tuple[tuple[str, str], ...]
    protection_name: str
    checked_on: date | None
    language: str
    interpreter: str
    revision: int
    speakers: tuple[Speaker, ...]
    kinds: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    reason: str
    lifting: tuple[tuple[str, str, bool], ...]
    children: FactLine | None
    notice: str
    problems: Problems
    form: str

    @property
    def typed_speaker(self) -> Mapping[str, str]:
        """What was typed about a representative, to show again."""
        return self.problems.values if self.form == "foretradare" else {}


def person_view(
    case: Case,
    frame: CaseFrame,
    *,
    revealed: bool = False,
    reason: str = "",
    notice: str = "",
    form: str = "",
    problems: Problems | None = None,
) -> PersonView:
    """The card as it is, or with what was typed in the form `form` ("andra", "foretradare", "visa"). Two queries.

    `revealed`: a named handler has said why she needs to see a protected person; `reason` is then carried by the form.
    """
    person, on = case.person, timezone.localdate()
    problems = problems or Problems()
    hidden = person.is_protected and not revealed
    typed = problems.values if form == "andra" and not hidden else {}
    standing = case_standing(case, on=on)
    children = standing.fact(CHILDREN)
    return PersonView(
        frame=frame,
        is_hidden=hidden,
        is_protected=person.is_protected,
        identity_kind=person.get_identity_kind_display(),
        identity="" if hidden else in_print(person.identity_kind, person.number or ""),
        name="" if hidden else typed.get("namn", person.name),
        age="" if hidden else age_in_words(person, on=on),
        contact=() if hidden else _contact(case, typed, problems),
        protection=typed.get("skydd", person.protection),
        protections=tuple((str(value), str(label)) for value, label in Protection.choices),
        protection_name=Protection(person.protection).label,
        checked_on=person.protection_checked_on,
        language=typed.get("sprak", person.language),
        interpreter=typed.get("tolk", person.interpreter),
        revision=person.revision,
        speakers=speakers_of(case, on=on, hidden=hidden),
        kinds=tuple((str(value), str(label)) for value, label in Representative.Kind.choices),
        reasons=tuple(case_rules()["visa_skyddade"].items()),
        reason=reason,
        lifting=_lifting(person.protection, typed.get("hava", "")) if not hidden else (),
        children=line_of(standing, children) if children else None,
        notice=notice_text(notice),
        problems=problems,
        form=form,
    )


def _lifting(protection: str, chosen: str) -> tuple[tuple[str, str, bool], ...]:
    """The reasons to take a protection away, and whether it is chosen; none where there is nothing to take away."""
    if protection not in (Protection.MARKED, Protection.REGISTRATION):
        return ()
    return tuple((value, label, value == chosen) for value, label in case_rules()["häva_skydd"].items())


def _contact(case: Case, typed: Mapping[str, str], problems: Problems) -> tuple[ContactLine, ...]:
    kept = case.person.contact
    return tuple(
        ContactLine(
            name,
            label,
            typed.get(name, kept.get(name, "")),
            problems.fields.get("adress" if name == "address" else name, ""),
        )
        for name, label in CONTACT
        if not case.person.is_protected or name not in PLACES or typed.get(name)
    )
