"""What the pages for a new case show: first who it is about, then what is known and the step that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from samre.accounts.actors import Actor
from samre.casework.models import IdentityKind, Protection, SourceKind
from samre.casework.queries.known_person import KnownPerson, new_person_age
from samre.casework.rules.identity import KnownIdentity, in_print
from samre.casework.rules.settings import case_rules
from samre.pathway.model import Pathway

from ..forms.new_case import CHILDREN, FIELDS, LEFT, SOURCES, NewCase, with_person
from .certificate import CertificatePage, read_certificate
from .guide import GuidePage, guide_page

WHO, WHAT = "1", "2"
# Which fields stand on which page; the others are carried by it.
ON_PAGE = {
    WHO: ("identitet", "nummer", "namn"),
    WHAT: ("sakert", "ratt_person", "skal", "inkom", "skydd", "sprak", "tolk", "barn", "kalla", LEFT),
}

# Where a field that is several, or one that stands on the other page, is mended.
PLACES = {"skydd": "skydd-ingen", "nummer": "nummer", "fil": "r-intyg"}


@dataclass(frozen=True, slots=True)
class Checked:
    """The person as she is to be recognised before anything is opened. `known`: what the nämnd knows of her already; `typed`: the
    name that was typed, where it is not the one the nämnd has."""

    name: str
    number: str
    age: str
    known: KnownPerson | None
    typed: str = ""


@dataclass(frozen=True, slots=True)
class NewCasePage:
    """One of the two pages. `values`, `problems`: by field. `hidden`: what the page carries. `starts_with`: the
    step the case is opened with while the map can't tell."""

    step: str
    values: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[tuple[str, str], ...] = ()
    file_name: str = ""
    file_error: str = ""
    notice: str = ""
    certificate: CertificatePage | None = None
    is_guide: bool = False
    asks_same_person: bool = False
    stated: str = ""
    person: Checked | None = None
    known: KnownPerson | None = None
    guide: GuidePage | None = None
    children: str = ""
    starts_with: str = ""

    @property
    def identities(self) -> tuple[tuple[str, str], ...]:
        return (
            ("nummer", "Personnummer eller samordningsnummer"),
            (IdentityKind.OTHER.value, "Annan identitet"),
        )

    @property
    def protections(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Protection.choices]

    @property
    def sources(self) -> list[tuple[str, str]]:
        return [(str(one), str(SourceKind(one).label)) for one in SOURCES]

    @property
    def place(self) -> str:
        """What the map says now, in half a line."""
        if self.guide is None or self.guide.place is None:
            return ""
        return self.guide.place.brief

    @property
    def wrong(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, by the id of the place on the page where it is mended, in the order of the page."""
        order = [*ON_PAGE[self.step], *self.problems]
        names = [name for name in dict.fromkeys(order) if name and name in self.problems]
        return tuple((PLACES.get(name, name), self.problems[name]) for name in names)

    @property
    def whole(self) -> str:
        """What is wrong with the form as a whole."""
        return self.problems.get("", "")


def who_page(
    said: NewCase,
    actor: Actor,
    pathway: Pathway,
    *,
    on: date,
    problems: Mapping[str, str] | None = None,
    file_error: str = "",
    notice: str = "",
    known: KnownPerson | None = None,
) -> NewCasePage:
    """Who is it about? With the file that was read, if any, and (`known`) an open case that the person has already."""
    page = _page(WHO, said, actor, pathway, on=on, problems=problems)
    return replace(page, file_error=file_error, notice=notice, known=known)


def what_page(
    said: NewCase,
    actor: Actor,
    pathway: Pathway,
    identity: KnownIdentity,
    known: KnownPerson | None,
    *,
    on: date,
    problems: Mapping[str, str] | None = None,
) -> NewCasePage:
    """What is known, one question at a time, and the step that follows from it."""
    page = _page(WHAT, said, actor, pathway, on=on, problems=problems)
    state = with_person(said, identity, protection=known.protection if known else "")
    guide = guide_page(pathway, state, today=on)
    left = about_left(guide.about_left, said)
    # While the map can't tell, the case is opened with another step than what can be done now: said before it happens.
    start = pathway.steps[pathway.first_step]
    return replace(
        page,
        starts_with="" if guide.place and guide.place.here else start.short or start.name,
        person=checked(said, identity, known, on=on),
        guide=replace(guide, about_left=left),
        hidden=(*page.hidden, (LEFT, f"{left}.{len(said.state.answers)}")),
        children=case_rules()["uppgifter_utanför_kartan"][CHILDREN]["fråga"],
    )


def about_left(now: int, said: NewCase) -> int:
    """How many questions are left, as it is told: one fewer for each answer, though an answer can open other ways."""
    told, _, answered = said.values[LEFT].partition(".")
    if not (told.isdecimal() and answered.isdecimal()):
        return now
    more = len(said.state.answers) - int(answered)
    return min(now, max(int(told) - more, 1 if now else 0)) if more >= 0 else now


def checked(said: NewCase, identity: KnownIdentity, known: KnownPerson | None, *, on: date) -> Checked:
    """Name, number and age side by side."""
    typed = " ".join(said.values["namn"].split())
    return Checked(
        name=typed if known is None or known.differs else known.name,
        number=in_print(identity.kind, identity.number),
        age=known.age if known else new_person_age(identity.born, on=on),
        known=known,
        typed=typed if known and _is_another(typed, known) else "",
    )


def _is_another(typed: str, known: KnownPerson) -> bool:
    return not (
        known.differs or known.protection != Protection.NONE or typed.casefold() == known.name.casefold()
    )


def _page(
    step: str,
    said: NewCase,
    actor: Actor,
    pathway: Pathway,
    *,
    on: date,
    problems: Mapping[str, str] | None,
) -> NewCasePage:
    carried = tuple(name for name in FIELDS if name not in ON_PAGE[step])
    shown = said.state.certificate
    return NewCasePage(
        step=step,
        values=said.values,
        problems=problems or {},
        hidden=tuple(said.carried(actor, fields=carried)),
        file_name=said.file.name if said.file else "",
        certificate=read_certificate(pathway, shown, identity=_identity_words(said), on=on)
        if shown
        else None,
        is_guide=said.file is not None and said.file.is_guide,
        asks_same_person=said.asks_same_person,
        stated=_stated(said),
    )


def _stated(said: NewCase) -> str:
    if said.stated is None:
        return ""
    return in_print(said.stated.kind, "".join(sign for sign in said.stated.value if sign.isdigit()))


def _identity_words(said: NewCase) -> str:
    patient = said.certificate.patient if said.certificate else None
    if patient is None or patient.valid or not patient.value or (said.file and said.file.is_guide):
        return ""
    return f"{patient.reason} Kontrollera att intyget gäller rätt person."
