"""Whether a person is known at the nämnd already: asked before a case is opened, so that nobody gets two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from samre.accounts.actors import Actor
from samre.accounts.protected import shown_user
from samre.identifiers.names import sought_parts, written_as

from ..actions.persons import find_person
from ..models import Case, Person
from ..rules.identity import KnownIdentity
from ..rules.permissions import Denied, Need, check_may
from .case_frame import HIDDEN, age_in_words
from .openable import openable


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """A case the person has or has had. `may_reopen`: it is closed and the reader may write in it."""

    id: UUID
    number: str
    handler: str
    is_open: bool
    closed_on: date | None
    may_open: bool
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the nämnd with her cases, the open one first. `name` is "Skyddade uppgifter" where she is protected, and
    `is_hidden` that the reader is none of her handlers. `differs`: the name that was typed is another person's, so that the number
    is likely wrong: then `name` is empty, and `age` only the year of birth."""

    name: str
    age: str
    protection: str
    is_hidden: bool
    differs: bool
    cases: tuple[EarlierCase, ...]

    @property
    def open_case(self) -> EarlierCase | None:
        return next((case for case in self.cases if case.is_open), None)


def known_person(actor: Actor, identity: KnownIdentity, *, on: date, typed: str = "") -> KnownPerson | None:
    """The person with this identity at the actor's own nämnd; what another nämnd knows is never asked for. `typed`: the name
    that was written beside the number."""
    person = find_person(actor.authority_id, identity)
    if person is None:
        return None
    cases = list(
        Case.objects.visible_to(actor)
        .filter(person=person)
        .select_related("person", "handler")
        .order_by("-opened_on")
    )
    doors = openable(actor, cases)
    hidden = person.is_protected and not any(door.is_named for door in doors.values())
    earlier = [_earlier(case, actor, may_open=case.pk in doors) for case in cases]
    differs = bool(typed) and not hidden and not _may_be_same(typed, person.name)
    return KnownPerson(
        name=HIDDEN if person.is_protected else "" if differs else person.name,
        age="" if person.is_protected else _age(person, on=on, year_only=differs),
        protection=person.protection,
        is_hidden=hidden,
        differs=differs,
        cases=tuple(sorted(earlier, key=lambda case: not case.is_open)),
    )


def other_cases(case: Case, actor: Actor) -> tuple[EarlierCase, ...]:
    """The person's other cases at the nämnd, the newest first. Of somebody protected: only those that the reader may open."""
    cases = list(
        Case.objects.visible_to(actor)
        .filter(person=case.person_id)
        .exclude(pk=case.pk)
        .select_related("person", "handler")
        .order_by("-opened_on", "-id")
    )
    doors = openable(actor, cases) if cases else {}
    told = [one for one in cases if one.pk in doors or not case.person.is_protected]
    return tuple(_earlier(one, actor, may_open=one.pk in doors) for one in told)


def _may_be_same(typed: str, name: str) -> bool:
    """Whether two names have a part in common, with or without dots: somebody who has married keeps one."""
    return bool(_parts(typed) & _parts(name))


def _parts(name: str) -> set[str]:
    return {form for word in sought_parts(name) for form in written_as(word)}


def _age(person: Person, *, on: date, year_only: bool) -> str:
    if year_only:
        return f"född {person.born.year}" if person.born else ""
    return age_in_words(person, on=on)


def _earlier(case: Case, actor: Actor, *, may_open: bool) -> EarlierCase:
    return EarlierCase(
        id=case.pk,
        number=case.number,
        handler=shown_user(case.handler),
        is_open=case.is_open,
        closed_on=case.closed_on,
        may_open=may_open,
        may_reopen=not case.is_open and may_open and _may_write(actor, case),
    )


def _may_write(actor: Actor, case: Case) -> bool:
    try:
        check_may(actor, Need.WRITE, case)
    except Denied:
        return False
    return True


def new_person_age(born: date | None, *, on: date) -> str:
    """The age a number tells, as it will be shown."""
    return age_in_words(Person(born=born), on=on)
