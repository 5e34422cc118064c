"""Search as the law leaves it open: by name, by person number, by case number, and by nothing else (2001:637 15 §)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused
from samre.accounts.protected import shown_user
from samre.certificate.wording import in_words
from samre.identifiers.names import LONGEST_PREFIX, SHORTEST_PREFIX, sought_parts, written_as
from samre.sealing.keyring import keyring

from ..actions.persons import NAME, find_person
from ..models import Case, IdentityKind, NameKey, Person, Protection
from ..models.cases import CaseQuerySet
from ..rules.identity import KnownIdentity, read_identity
from .case_frame import HIDDEN, age_in_words
from .counted import counted
from .openable import Openable, openable

# A case number without its year is sought this many years back.
BARE_NUMBER, YEARS = re.compile(r"[0-9]{1,5}"), 30
CASE_NUMBER = re.compile(r"[0-9]{4}-[0-9]{1,6}")
# More people than this are not shown: nobody is helped by a list of everybody.
MOST = 50
MOST_PARTS = 6
# A part of a name that more people have is not counted further.
COMMON = 2000
LONGEST = 120
_NUMBER_LENGTHS = (10, 12)


class Sought(StrEnum):
    """What was searched by. This, and never the words, goes to the log."""

    NAME = "namn"
    NUMBER = "nummer"
    CASE = "ärendenummer"


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found. `born`: the day of birth, which tells two of the same name apart. `name` is "Skyddade uppgifter",
    and `age` and `born` empty, for everybody where the person is protected: her own handlers see the name in the case, with a
    reason (R52). `may_open`: she has an assignment in it now."""

    id: UUID
    number: str
    name: str
    age: str
    born: str
    handler: str
    is_open: bool
    is_protected: bool
    may_open: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to. `too_many`: more than MOST people have the name, and none is shown."""

    by: Sought
    hits: tuple[Hit, ...]
    too_many: bool = False


def search(actor: Actor, text: str, *, on: date) -> Found:
    """The cases of the actor's own nämnd that `text` finds. Raises Refused (field "sok") when it can't be searched by.

    Several parts of a name have all to fit, each from its beginning. A protected person is found by her whole number or
    case number only.
    """
    text = " ".join(text.split())
    if not text:
        raise Refused({"sok": "Skriv ett namn, ett personnummer eller ett ärendenummer."})
    if len(text) > LONGEST:
        raise Refused({"sok": "Det är för långt. Skriv ett namn, ett personnummer eller ett ärendenummer."})
    cases = Case.objects.visible_to(actor)
    if CASE_NUMBER.fullmatch(text):
        return Found(Sought.CASE, _hits(cases.filter(number__in=_case_numbers(text)), actor, on=on))
    if BARE_NUMBER.fullmatch(text) and (
        hits := _hits(cases.filter(number__in=_any_year(text, on)), actor, on=on)
    ):
        return Found(Sought.CASE, hits)
    if any(sign.isdigit() for sign in text):
        person = person_by_number(actor, text, on=on)
        found = cases.filter(person=person) if person else cases.none()
        return Found(Sought.NUMBER, _hits(found, actor, on=on))
    return _by_name(cases, actor, text, on=on)


def person_by_number(actor: Actor, text: str, *, on: date) -> Person | None:
    """The person of the actor's nämnd with a number, however it is written. Raises Refused where it is mistyped."""
    other = find_person(actor.authority_id, KnownIdentity(IdentityKind.OTHER, text.upper(), None))
    if other is not None or sum(sign.isdigit() for sign in text) not in _NUMBER_LENGTHS:
        if other is None and not re.search(r"[^\W\d_]|/", text):
            raise Refused(
                {
                    "sok": "Numret har för få eller för många siffror. Ett personnummer har tio eller tolv, "
                    "till exempel 19121212-1212. Ett ärendenummer skrivs som 2026-0042."
                }
            )
        return other
    try:
        identity = read_identity(text, on=on)
    except Refused as refused:
        raise Refused({"sok": refused.problems["nummer"]}) from refused
    return find_person(actor.authority_id, identity)


def _case_numbers(text: str) -> list[str]:
    """`2026-42` is `2026-0042`."""
    year, number = text.split("-")
    return [text, f"{year}-{int(number):04}"]


def _any_year(text: str, on: date) -> list[str]:
    """`118` is 2026-0118, or that of an earlier year."""
    return [f"{year}-{int(text):04}" for year in range(on.year - YEARS, on.year + 1)]


def _by_name(cases: CaseQuerySet, actor: Actor, text: str, *, on: date) -> Found:
    parts = sought_parts(text)[:MOST_PARTS]
    if not parts:
        raise Refused({"sok": f"Skriv minst {SHORTEST_PREFIX} bokstäver av namnet, eller hela personnumret."})
    people = _people_named(actor, parts)
    if len(people) > MOST:
        return Found(Sought.NAME, (), too_many=True)
    # A key can belong to two words, and beginnings are kept to six letters: the open name decides.
    names = Person.objects.filter(pk__in=people).only("name")
    ids = [person.pk for person in names if all(_begins(person.name, part) for part in parts)]
    return Found(Sought.NAME, _hits(cases.filter(person_id__in=ids), actor, on=on))


def _people_named(actor: Actor, parts: Sequence[str]) -> list[UUID]:
    """Those whose name has every part, by keys alone, at most one more than MOST: the rarest part is read, the rest asked for."""
    ring, owner = keyring(), actor.authority_id
    of_part = [
        NameKey.objects.filter(
            owner_id=owner, key__in=ring.look_up_numbers(NAME, owner, part[:LONGEST_PREFIX])
        )
        for part in parts
    ]
    rarest = 0
    if len(of_part) > 1:
        counts = counted(of_part, limit=COMMON, authority_id=owner)
        rarest = counts.index(min(counts))
    people = of_part.pop(rarest).filter(person__protection=Protection.NONE)
    for other in of_part:
        people = people.filter(Exists(other.filter(person_id=OuterRef("person_id"))))
    return list(people.order_by().values_list("person_id", flat=True).distinct()[: MOST + 1])


def _begins(name: str, part: str) -> bool:
    return any(form.startswith(part) for word in sought_parts(name) for form in written_as(word))


def _hits(cases: CaseQuerySet, actor: Actor, *, on: date) -> tuple[Hit, ...]:
    """The cases in words, by name, newest first. Two queries more, whatever their number."""
    found = list(
        cases.select_related("person", "handler").defer("person__number", "person__contact")[: 4 * MOST]
    )
    doors = openable(actor, found)
    hits = [_hit(case, doors.get(case.pk), on=on) for case in found]
    return tuple(sorted(hits, key=lambda hit: (hit.name.casefold(), hit.name, not hit.is_open, hit.number)))


def _hit(case: Case, door: Openable | None, *, on: date) -> Hit:
    person = case.person
    hidden = person.is_protected
    return Hit(
        id=case.pk,
        number=case.number,
        name=HIDDEN if hidden else person.name,
        age="" if hidden else age_in_words(person, on=on),
        born="" if hidden or person.born is None else in_words(person.born),
        handler=shown_user(case.handler),
        is_open=case.is_open,
        is_protected=person.is_protected,
        may_open=door is not None,
    )
