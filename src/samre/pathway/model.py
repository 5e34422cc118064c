"""The map as frozen objects: what `load` gives and every other file here reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from .nodes import Node

FactKind = Literal["bool", "int", "enum", "date"]
Status = Literal["klar", "öppen", "kan bli öppen", "inte aktuell"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to an enum fact."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a fact is computed from a date fact and `on=` when it was not given itself.

    `kind`: `ålder` (whole years since `source`), `dagar_sedan`, `månader_sedan` (whole, since `source`),
    `dagar_till` (until `source`, negative when past), `uppnått` (bool: the age in `table` for the birth year
    of `source` is reached) or `villkor` (bool: the truth of `condition`, unknown stays unknown).
    `fallback`: for `uppnått`, an age fact (whole years) used when `source` is absent; the answer is then
    unknown if the possible birth years differ.
    """

    kind: Literal["ålder", "dagar_sedan", "månader_sedan", "dagar_till", "uppnått", "villkor"]
    source: str | None = None
    table: str | None = None
    fallback: str | None = None
    condition: Node | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the person that the map may ask.

    `minimum`/`maximum` bound int facts (inclusive, in `unit`). `who` are actor ids that can answer, `evidence` names the
    underlag that shows it, `cost` is the relative effort of finding out (1 = ask the person), `valid_days` how long an
    answer stays good (None = does not age). `weights` are rough shares for synthetic people and question order:
    choice id → weight for enum, `sant`/`falskt` for bool, ((low, high, weight), …) in `bands` for int.
    `presumed` is what the map goes from until somebody has asked (`utgå_från`): a rare circumstance that does not
    apply, a measure not yet taken. It is always shown as presumed, and "vet inte" undoes it. It holds only while
    `presumed_when`, where given, is true of what is told.
    """

    id: str
    kind: FactKind
    question: str
    label: str
    help: str = ""
    group: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    who: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    cost: int = 1
    valid_days: int | None = None
    derivation: Derivation | None = None
    presumed: bool | str | None = None
    presumed_when: Node | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    bands: tuple[tuple[int, int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class LawRef:
    """A paragraph: `law` is an id in the law register, `where` the place in it ("33:6", "12 §")."""

    law: str
    where: str

    def __str__(self) -> str:
        return f"{self.law} {self.where}".strip()


@dataclass(frozen=True, slots=True)
class Law:
    """An entry of the law register. `checked` = when its text was last read; `note` says what is uncertain."""

    id: str
    name: str
    number: str = ""
    source: str = ""
    checked: date | None = None
    next_check: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """When the responsible actor must have acted: days from the day the step opened; statutory or locally agreed."""

    days: int
    text: str
    statutory: bool = False
    law: tuple[LawRef, ...] = ()


@dataclass(frozen=True, slots=True)
class LawLimit:
    """A last day that the law sets: `months` or `days` from the date fact `source`, while `when` holds."""

    when: Node
    source: str
    text: str
    days: int = 0
    months: int = 0
    law: tuple[LawRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition that must hold for the step to be open, with the words for it when it does not."""

    id: str
    text: str
    condition: Node
    law: tuple[LawRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """A way on from a step to a step or goal (`target`): in words, and where it can be told from facts, as a condition."""

    target: str
    text: str
    condition: Node | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A box of the map. Open when `relevant` and every requirement hold and `done` does not.

    `starts` is the actor who takes the first step where that is another than the responsible one: a person applies, an
    authority decides. `law_limits` go before `limit`: the first that holds, and whose day is known, gives the last day.
    """

    id: str
    name: str
    short: str
    phase: str
    responsible: str
    commitment: str
    relevant: Node
    limit: TimeLimit
    participants: tuple[str, ...] = ()
    requires: tuple[Requirement, ...] = ()
    done: Node | None = None
    must_know: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    contact: str = ""
    law: tuple[LawRef, ...] = ()
    uncertain: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    goals: tuple[str, ...] = ()
    advice: str = ""
    escalation: str = ""
    starts: str = ""
    law_limits: tuple[LawLimit, ...] = ()
    expires: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id, a name and a line of text: an actor, a phase, a goal, a form, a contact role, a fact group."""

    id: str
    name: str
    short: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A number of the trade with its time: `spans` = ((from, to or None, value), …); or a `table` key → value."""

    id: str
    name: str
    unit: str = ""
    spans: tuple[tuple[date, date | None, int], ...] = ()
    table: Mapping[int, int] = field(default_factory=dict)
    law: tuple[LawRef, ...] = ()
    source: str = ""
    checked: date | None = None
    verify: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A dated offer (an AF programme, a local insats): valid from/to and a `verify` text when it must be checked."""

    id: str
    name: str
    actor: str
    text: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    verify: str = ""


@dataclass(frozen=True, slots=True)
class Pathway:
    """A whole version of the map. `priority` lists step ids, most urgent first, every step once. `start` is the step that a new
    case begins in where the map can't tell yet; empty where the map names none.

    `conditions` are the named ones, `constraints` always hold among facts (text, condition): used by proof, questions and
    synthetic people, and to refuse contradicting input. `hash` is the content hash of the definition's files.
    """

    id: str
    name: str
    valid_from: date
    hash: str
    actors: Mapping[str, Named]
    phases: Mapping[str, Named]
    goals: Mapping[str, Named]
    groups: Mapping[str, Named]
    contacts: Mapping[str, Named]
    forms: Mapping[str, Named]
    laws: Mapping[str, Law]
    values: Mapping[str, DatedValue]
    programmes: Mapping[str, Programme]
    facts: Mapping[str, Fact]
    conditions: Mapping[str, Node]
    constraints: tuple[tuple[str, Node], ...]
    steps: Mapping[str, Step]
    priority: tuple[str, ...]
    start: str = ""

    @property
    def first_step(self) -> str:
        """Where a new case begins while the map can't tell: the step it names, else the last in order, which is always open."""
        return self.start or self.priority[-1]


@dataclass(frozen=True, slots=True)
class Because:
    """A fact that decided something: its value, and where it came from when the caller said so."""

    fact: str
    value: bool | int | str | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class StepResult:
    """What is known of one step for one person.

    `because`: the facts that decide the status (true ones for open, false ones for closed). `missing`: facts that can
    still change it, cheapest first. `unmet`: the first requirement that is false, else the first that is unknown.
    """

    id: str
    status: Status
    because: tuple[Because, ...] = ()
    missing: tuple[str, ...] = ()
    unmet: str | None = None
    law: tuple[LawRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Where one person is on the map on one day.

    `primary` is the first open step by priority when no earlier step can still open, else None; `candidates` are then the
    steps that can turn out to be primary, by priority (the last one is open now). With a primary, candidates = (primary,).
    `open` are all open steps by priority. `responsible`, `due` and the `limit` that gave it belong to the primary; None
    without one.
    `missing` are the facts that can still change which step is primary, cheapest first. `presumed` are facts nobody has
    answered, that the map goes from (`Fact.presumed`) and that could make another step primary; most urgent step first.
    """

    pathway: str
    on: date
    primary: str | None
    candidates: tuple[str, ...]
    open: tuple[str, ...]
    responsible: str | None
    due: date | None
    steps: Mapping[str, StepResult]
    missing: tuple[str, ...] = ()
    presumed: tuple[str, ...] = ()
    limit: TimeLimit | None = None
