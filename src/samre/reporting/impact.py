"""What a changed map would do to the cases that are open: each kommun sees its own, the steering group counts over all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind
from samre.accounts.scope import acting_in
from samre.casework.models.cases import CaseQuerySet
from samre.casework.moving import Course, courses
from samre.governance.maps import followers_of, locally
from samre.pathway.kept import kept_per_map
from samre.pathway.model import Pathway

from .suppression import rounded, suppressed, told_total

Way = tuple[str, str]
# Nothing is hidden of a count that is told to those whose own cases it is about.
EVERYTHING = 1
_DRAFT = "utkast"


@dataclass(frozen=True, slots=True)
class OpenImpact:
    """Open cases that do not follow the map: how many it leaves as they are (`ahead`), how many it changes something behind
    (`behind`), and how many get another next step (`moved`, by the step they have and the one they get; "" = not settled).
    A count that is None is small and hidden."""

    cases: int | None
    ahead: int | None
    behind: int | None
    moved: int | None
    ways: Mapping[Way, int | None]


@kept_per_map
def as_draft(pathway: Pathway) -> Pathway:
    """The map of a draft under an id of its own: until it is published it has that of the version it began from."""
    return replace(pathway, id=_DRAFT)


def own_courses(
    owner: Authority, to: Pathway, *, on: date, among: CaseQuerySet | None = None
) -> tuple[Course, ...]:
    """What a map, with the kommun's own layer over it, means for each of its own open cases. Nothing is written."""
    return courses(owner, locally(to, owner.pk), on=on, among=among)


def counted(found: Iterable[Course], *, least: int = EVERYTHING) -> OpenImpact:
    """The courses as counts; those below `least` are hidden, and what would give them away."""
    parts, ways = {"ahead": 0, "behind": 0, "moved": 0}, Counter[Way]()
    for course in found:
        part = "moved" if course.before != course.after else "ahead" if course.is_ahead else "behind"
        parts[part] += 1
        if part == "moved":
            ways[course.before, course.after] += 1
    return _told(parts, ways, least)


def shared_impact(keeper: UUID, to: Pathway, *, on: date, least: int) -> OpenImpact:
    """The same over every kommun that follows the map, each counted in its own scope; rounded to `least`, so the parts need not
    add up to the whole."""
    found: list[Course] = []
    for kommun in _kommuner(followers_of(keeper)):
        with acting_in(kommun.pk):
            found += own_courses(kommun, to, on=on)
    told = counted(found, least=least)
    return OpenImpact(
        rounded(told.cases, to=least),
        rounded(told.ahead, to=least),
        rounded(told.behind, to=least),
        rounded(told.moved, to=least),
        {way: rounded(cases, to=least) for way, cases in told.ways.items()},
    )


def _told(parts: Mapping[str, int], ways: Mapping[Way, int], least: int) -> OpenImpact:
    total = told_total(parts, least=least)
    shown = suppressed(parts, least=least) if total is not None else dict.fromkeys(parts)
    # The ways add up to those who move: where that number is hidden none of them may be told.
    told = suppressed(ways, least=least) if shown["moved"] is not None else dict.fromkeys(ways)
    return OpenImpact(total, shown["ahead"], shown["behind"], shown["moved"], told)


def _kommuner(ids: Iterable[UUID]) -> Iterable[Authority]:
    return Authority.objects.filter(pk__in=list(ids), kind=AuthorityKind.KOMMUN).order_by("name")
