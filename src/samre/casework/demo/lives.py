"""What has happened in a fictional case, day by day: plain data, with no database and no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..rules.identity import KnownIdentity
from .cast import Figure

OFFICE = ZoneInfo("Europe/Stockholm")
OPENS = 8 * 60 + 15  # minutes after midnight when the first thing of a day happens
SYSTEM, BEFORE, NOW, COLLEAGUE = "system", "före", "nu", "kollega"  # who did it


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A day, and how many minutes into it; `by`: the handler before or after a hand-over, a colleague, or the system."""

    day: date
    minute: int
    by: str = NOW
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        minutes = OPENS + self.minute % 480
        local = datetime.combine(self.day, time(minutes // 60, minutes % 60), tzinfo=OFFICE)
        object.__setattr__(self, "at", local.astimezone(UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement about a fact. `certificate`: which of the life's certificates it stands in."""

    when: Moment
    fact: str
    value: object
    source: str
    source_name: str
    valid_from: date
    valid_to: date | None
    certificate: int | None = None


@dataclass(slots=True, kw_only=True)
class Taken:
    """A step as it was taken. While the life is told it changes; afterwards it doesn't."""

    when: Moment
    step: str
    responsible: str
    since: date
    due: date
    due_is_law: bool
    recommended: str
    reason: str = ""
    party: str = ""
    waiting_for: str = ""
    waiting_since: date | None = None
    waiting_until: date | None = None
    waiting_then: str = ""
    ended: Moment | None = None
    outcome: str = ""

    @property
    def waits(self) -> bool:
        return bool(self.waiting_for) and self.ended is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A signed note. `corrects`: the one it stands beside."""

    when: Moment
    happened: datetime
    kind: str
    heading: str
    text: str
    source: str
    corrects: int | None = None
    correction_reason: str = ""
    objection: str = ""
    copied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A certificate: which example it is made from, and the days it covers (None for an opinion without any)."""

    when: Moment
    example: str
    signed: date
    starts: date | None
    ends: date | None
    degree: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """Something to look at on a day. `about`: a fact, a step, or the place of a certificate among the life's ("intyg:1")."""

    when: Moment
    kind: str
    about: str
    text: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A last day by a rule of frister.yaml."""

    when: Moment
    rule: str
    counted_from: date
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A row of the timeline. `subject`: what it is about ("steg", 1), if anything."""

    when: Moment
    kind: str
    subject: tuple[str, int] | None
    data: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a case was closed."""

    when: Moment
    outcome: str
    income_after: str
    reason: str
    follow_up: date | None
    followed_up: Moment | None


@dataclass(slots=True, kw_only=True)
class Life:
    """A case from its first day to its last, or to today."""

    figure: Figure
    opened: Moment
    recommended: str = ""
    said: list[Said] = field(default_factory=list)
    steps: list[Taken] = field(default_factory=list)
    notes: list[Written] = field(default_factory=list)
    certificates: list[Received] = field(default_factory=list)
    tasks: list[ToDo] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    events: list[Told] = field(default_factory=list)
    passed: Moment | None = None
    passed_note: str = ""
    colleague: Moment | None = None
    ended: Ended | None = None
    draft: int | None = None
    met: list[Moment] = field(default_factory=list)

    @property
    def known_as(self) -> KnownIdentity:
        """The figure's identity: a life is told of somebody who has been given one."""
        assert self.figure.identity is not None
        return self.figure.identity

    @property
    def covered_until(self) -> date | None:
        """The last day that a certificate covers."""
        return max((paper.ends for paper in self.certificates if paper.ends is not None), default=None)

    @property
    def live_steps(self) -> list[Taken]:
        return [step for step in self.steps if step.ended is None]

    def tell(self, when: Moment, kind: str, subject: tuple[str, int] | None = None, **data: object) -> None:
        """Puts a row in the timeline; days are written as they are in the database."""
        plain = {name: str(value) if isinstance(value, date) else value for name, value in data.items()}
        self.events.append(Told(when=when, kind=kind, subject=subject, data=plain))


def working_day(day: date, *, first: date) -> date:
    """The day, or the Friday before it; never before `first`."""
    return max(first, day - timedelta(days=max(0, day.weekday() - 4)))
