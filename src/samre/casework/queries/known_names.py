"""Names of other people that stand in texts of a case: those around the person, and those the nämnd knows from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from samre.identifiers.names import sought_parts
from samre.sealing.keyring import keyring

from ..actions.persons import NAME
from ..models import Case, NameKey, Person, Representative

# Two words with a capital beside each other can be a name. More pairs than this are not looked up.
_PAIR = re.compile(r"(?<!\w)([^\W\d_a-zåäö][^\W\d_]+)[ -](?=([^\W\d_a-zåäö][^\W\d_]+))")
MOST_PAIRS, MOST_ALIKE = 200, 50


def names_of_others(case: Case, texts: Iterable[str]) -> tuple[str, ...]:
    """Whole names to look for in the texts: who speaks for the person, and people of the same nämnd who are named there."""
    near = Representative.objects.filter(person_id=case.person_id)
    pairs = list(dict.fromkeys(pair for text in texts for pair in _pairs(text)))[:MOST_PAIRS]
    known = [f"{first} {last}" for first, last in pairs if _is_somebody(case, first, last)]
    return (*(row.name for row in near), *known)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for match in _PAIR.finditer(text):
        yield match[1], match[2]


def _is_somebody(case: Case, first: str, last: str) -> bool:
    """Whether somebody else of the nämnd is called so. A key may belong to two words: the open name decides."""
    wanted = [_written(case, part) for word in (first, last) for part in sought_parts(word)]
    if len(wanted) < 2:
        return False
    people = Person.objects.filter(owner_id=case.owner_id).exclude(pk=case.person_id)
    for word in wanted:
        people = people.filter(pk__in=_keyed(case, word).values("person_id"))
    return any(set(wanted) <= set(sought_parts(person.name)) for person in people.only("name")[:MOST_ALIKE])


def _written(case: Case, word: str) -> str:
    """The word as a name has it: the s of the owner is taken away where no name has it."""
    return word if _keyed(case, word).exists() else word.removesuffix("s")


def _keyed(case: Case, word: str) -> QuerySet[NameKey]:
    keys = keyring().look_up_numbers(NAME, case.owner_id, word)
    return NameKey.objects.filter(owner_id=case.owner_id, key__in=keys)
