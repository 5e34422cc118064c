"""What a draft would do, before anybody has decided on it: to the worked cases, the open cases and a million made-up people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind, Role
from samre.carriers.kept_people import Making, NoPeople, Told
from samre.casework.queries.moving import MOST, own_cases, rows_of
from samre.casework.queries.work_rows import WorkRow
from samre.governance.maps import pathway_in, texts_of
from samre.governance.models import Draft
from samre.governance.queries.brief_changes import brief_of
from samre.governance.queries.draft_changes import Differences, differences, read_map
from samre.governance.queries.drafts import draft_texts
from samre.governance.queries.landings import CaseLanding, landings
from samre.pathway.changes.diff import diff
from samre.pathway.model import Pathway
from samre.reporting.impact import EVERYTHING, OpenImpact, as_draft, counted, own_courses, shared_impact
from samre.reporting.made_up import impact_on_people, least_told

from .impact_people import PeopleShown, people_shown
from .impact_words import step_words


@dataclass(frozen=True, slots=True)
class Landed:
    """A worked case that lands elsewhere, or not where it says."""

    id: str
    name: str
    before: str
    after: str
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WayShown:
    """Open cases that get another next step; `cases` is None where they are few and hidden."""

    before: str
    after: str
    cases: int | None


@dataclass(frozen=True, slots=True)
class OpenShown:
    """The open cases. `is_shared`: counted over every kommun that follows the map, without small numbers. `rows`: those a head of
    a unit may open, that get another next step or have something changed behind them; `more`: how many others there are."""

    counts: OpenImpact
    ways: tuple[WayShown, ...]
    is_shared: bool
    least: int
    unit: str = ""
    rows: tuple[WorkRow, ...] = ()
    more: int = 0

    @property
    def hides(self) -> bool:
        """Whether some number is left out."""
        numbers = (self.counts.cases, self.counts.ahead, self.counts.behind, self.counts.moved)
        return None in numbers or any(way.cases is None for way in self.ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactPage:
    """`is_readable`: the draft can be read, else nothing can be told. `changes`: how many things differ, the drawing and the
    worked cases too; `moving`: how many of them can give somebody another next step; `told`: each in a sentence."""

    base: int
    on: date
    is_readable: bool
    changes: int = 0
    moving: int = 0
    told: tuple[str, ...] = ()
    expected: tuple[Landed, ...] = ()
    unexpected: tuple[Landed, ...] = ()
    new: tuple[Landed, ...] = ()
    still: int = 0
    unread_cases: bool = False
    people: PeopleShown | None = None
    making: Making | None = None
    no_people: str = ""
    open: OpenShown | None = None

    @property
    def cases(self) -> int:
        """How many worked cases there are something to say of."""
        return self.still + len(self.expected) + len(self.unexpected) + len(self.new)


@dataclass(frozen=True, slots=True)
class Both:
    """The map the draft began from and the one it would be."""

    old: Pathway
    new: Pathway
    old_texts: Mapping[str, str]
    new_texts: Mapping[str, str]


def both_of(draft: Draft) -> Both | None:
    """None where the draft can't be read."""
    texts = draft_texts(draft)
    new = read_map(texts).pathway
    if new is None:
        return None
    return Both(pathway_in(draft.based_on), new, texts_of(draft.based_on), texts)


def impact_page(actor: Actor, draft: Draft) -> ImpactPage:
    """All of it, as far as the reader may see."""
    both, on, base = both_of(draft), timezone.localdate(), draft.based_on.number
    if both is None:
        return ImpactPage(base=base, on=on, is_readable=False)
    found = landings(both.old_texts, both.new_texts)
    things = differences(both.old_texts, both.new_texts)
    people = impact_on_people(both.old, both.new) if diff(both.old, both.new) else None
    return ImpactPage(
        base=base,
        on=on,
        is_readable=True,
        changes=len(things),
        moving=things.moves,
        told=tuple(_told(draft, things)),
        expected=tuple(_landed(one, both) for one in found.expected),
        unexpected=tuple(_landed(one, both) for one in found.unexpected),
        new=tuple(_landed(one, both) for one in found.new),
        still=found.still,
        unread_cases=found.unread,
        people=people_shown(people, both.old, both.new) if isinstance(people, Told) else None,
        making=people if isinstance(people, Making) else None,
        no_people=people.why if isinstance(people, NoPeople) else "",
        open=_open(actor, draft.keeper_id, both, on),
    )


def open_cases(actor: Actor, draft: Draft) -> OpenShown | None:
    """What a draft would do to the open cases, as far as the reader may see; None where it can't be read."""
    both = both_of(draft)
    return None if both is None else _open(actor, draft.keeper_id, both, timezone.localdate())


def _told(draft: Draft, things: Differences) -> Iterator[str]:
    yield from (one.text for one in brief_of(draft.pk))
    if things.words:
        yield "Orden i rutorna på A4 är ändrade."
    if things.drawing:
        yield f"Ritningen: {'; '.join(things.redrawn) or 'ordningen eller bredden är ändrad'}."
    yield from (f"Övningsfallet {one}." for one in things.cases)


def _landed(one: CaseLanding, both: Both) -> Landed:
    before = "" if one.before is None else step_words(both.old, one.before)
    after = "Går inte att pröva" if one.after is None else step_words(both.new, one.after)
    return Landed(one.id, one.name, before, after, one.wrong)


def _open(actor: Actor, keeper: UUID, both: Both, on: date) -> OpenShown:
    to, least = as_draft(both.new), least_told()
    if actor.authority_kind != AuthorityKind.KOMMUN:
        counts = shared_impact(keeper, to, on=on, least=least)
        return OpenShown(counts, _ways(counts, both), True, least)
    owner = Authority.objects.get(pk=actor.authority_id)
    if not actor.is_manager:
        # What lies in the kommun's own cases is told as it is to the one who moves them.
        shown = EVERYTHING if actor.role == Role.PROCESS_LEAD else least
        counts = counted(own_courses(owner, to, on=on), least=shown)
        return OpenShown(counts, _ways(counts, both), False, shown)
    courses = own_courses(owner, to, on=on, among=own_cases(actor))
    touched = [course.case for course in courses if not course.is_ahead]
    counts, rows = counted(courses), rows_of(touched, actor, on=on)
    more = max(0, len(touched) - MOST)
    return OpenShown(counts, _ways(counts, both), False, EVERYTHING, actor.unit_name, rows, more)


def _ways(counts: OpenImpact, both: Both) -> tuple[WayShown, ...]:
    rows = sorted(counts.ways.items(), key=lambda row: (-(row[1] or 0), row[0]))
    return tuple(
        WayShown(step_words(both.old, before, both.new), step_words(both.new, after), cases)
        for (before, after), cases in rows
    )
