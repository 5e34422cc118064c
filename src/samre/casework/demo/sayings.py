"""Which facts are said at which meeting, by whom, and for how long they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from samre.pathway.model import Fact

from ..models import SourceKind
from .cast import BORN, answer
from .lives import Moment, Said

if TYPE_CHECKING:
    from .telling import Telling

MEDICAL = "intyg"
AGO = 7  # a contradiction is never older than this when it is looked at
MATTERS = 15  # facts of a brief life


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact to be said at a meeting."""

    fact: str
    value: object


def plan(telling: Telling, *, brief: bool) -> list[list[Entry]]:
    """For each meeting what is said there: some at once, some first in one way and then in another, renewed when too old."""
    rng, meetings = telling.rng, telling.meetings
    found: list[list[Entry]] = [[] for _ in meetings]
    at_once, first = set(telling.content["genast"]), telling.content["först"]
    certificate = len(meetings) - 1 if not telling.life.certificates else _latest(telling)
    for fact, value in _worth_saying(telling, brief=brief).items():
        if fact == BORN:
            continue
        group = telling.pathway.facts[fact].group if fact in telling.pathway.facts else ""
        number = 0 if fact in at_once else min(rng.randrange(len(meetings)), rng.randrange(len(meetings)))
        if group == MEDICAL:
            number = certificate
        if fact in first and first[fact] != value and len(meetings) > 1:
            number = max(1, number)
            found[0].append(Entry(fact, first[fact]))
        found[number].append(Entry(fact, value))
        found = _renewed(telling, found, number, Entry(fact, value))
    return found


def say(telling: Telling, meeting: Moment, entries: list[Entry]) -> None:
    """Adds the statements of a meeting, one row of the timeline for each source."""
    life, by_source = telling.life, dict[str, list[str]]()
    if meeting is telling.meetings[0] and life.figure.born is not None:
        _say_born(telling, life.figure.born)
    when = telling.now(meeting.day)
    for entry in entries:
        item = _said(telling, entry, when)
        life.said.append(item)
        if item.certificate is None:
            by_source.setdefault(item.source, []).append(entry.fact)
    for source, facts in by_source.items():
        life.tell(when, "fact.enter", facts=sorted(facts), source=source)


def contradict(telling: Telling, meeting: Moment) -> None:
    """Somebody else says otherwise about one thing."""
    if not telling.chance("motsägelse"):
        return
    on, known = telling.on, telling.known(telling.on)[0]
    open_to = [
        fact
        for fact in telling.content["motsägs"]
        if fact in known.weighed and known.weighed[fact].value is not None
    ]
    telling.rng.shuffle(open_to)
    for fact in open_to:
        box, value = telling.pathway.facts[fact], known.weighed[fact].value
        others: list[object] = [choice.id for choice in box.choices if choice.id != value]
        source = next(iter(known.weighed[fact].standing)).source
        other = SourceKind.PERSON if source != SourceKind.PERSON else SourceKind.AUTHORITY
        if not box.who or (other == SourceKind.PERSON and "IND" not in box.who):
            continue
        when = telling.now(meeting.day)
        telling.life.said.append(
            Said(
                when=when,
                fact=fact,
                value=telling.rng.choice(others or [not value]),
                source=other,
                source_name=_name(telling, box, other),
                valid_from=meeting.day,
                valid_to=_ends(telling, box, max(meeting.day, on - timedelta(days=AGO))),
            )
        )
        telling.life.tell(when, "fact.enter", facts=[fact], source=other)
        return


def _worth_saying(telling: Telling, *, brief: bool) -> Mapping[str, object]:
    """What the map does not go by anyhow; fewer where it has to be brief."""
    facts, pathway, on = telling.life.figure.facts, telling.pathway, telling.on
    at_once = telling.content["genast"]
    keep = {
        name: value
        for name, value in facts.items()
        if name in at_once or value is None or pathway.facts[name].presumed != value
    }
    if answer(pathway, keep, on) != answer(pathway, facts, on):
        keep = dict(facts)
    if brief:
        rest = [name for name in keep if name not in at_once]
        names = {*at_once, *telling.rng.sample(rest, max(0, min(len(rest), MATTERS - len(at_once)))), BORN}
        return {name: value for name, value in keep.items() if name in names}
    if telling.chance("barn"):
        keep["barn_i_hushallet"] = telling.rng.randint(1, 3)
    return keep


def _renewed(telling: Telling, found: list[list[Entry]], number: int, entry: Entry) -> list[list[Entry]]:
    """Said again at the last meeting where it would be too old by then; now and then nobody thought of it."""
    fact, last = telling.pathway.facts.get(entry.fact), len(found) - 1
    if fact is None or fact.valid_days is None or number == last or fact.group == MEDICAL:
        return found
    ends = telling.meetings[number].day + timedelta(days=fact.valid_days)
    if ends <= telling.on and telling.rng.random() > telling.content.share("inaktuell") / 4:
        found[last].append(entry)
    return found


def _said(telling: Telling, entry: Entry, when: Moment) -> Said:
    box = telling.pathway.facts.get(entry.fact)
    source, certificate = _source(telling, entry, box, when.day), None
    starts, ends = when.day, _ends(telling, box, when.day)
    if source == SourceKind.CERTIFICATE:
        certificate = len(telling.life.certificates) - 1
        paper = telling.life.certificates[certificate]
        starts = min(paper.starts or when.day, when.day)
        ends = paper.ends if entry.value != "utgatt" else ends
    return Said(
        when=when,
        fact=entry.fact,
        value=entry.value,
        source=source,
        source_name=_name(telling, box, source),
        valid_from=starts,
        valid_to=ends,
        certificate=certificate,
    )


def _source(telling: Telling, entry: Entry, box: Fact | None, day: date) -> str:
    if box is None:
        return SourceKind.PERSON
    papers = telling.life.certificates
    if box.group == MEDICAL and papers and papers[-1].when.day <= day and entry.value not in ("saknas", None):
        return SourceKind.CERTIFICATE
    who = next((actor for actor in box.who), "KOM")
    return {"IND": SourceKind.PERSON, "KOM": SourceKind.ASSESSMENT}.get(who, SourceKind.AUTHORITY)


def _name(telling: Telling, box: Fact | None, source: str) -> str:
    if source != SourceKind.AUTHORITY or box is None:
        return ""
    who = next((actor for actor in box.who if actor not in ("IND", "KOM")), "")
    return str(telling.content["parter"].get(who, "")) if who else "Myndighetens svar"


def _ends(telling: Telling, box: Fact | None, day: date) -> date | None:
    """As the program would have it; what was said at the last meeting still holds today, but for what nobody asked again."""
    if box is None or box.valid_days is None:
        return None
    return day + timedelta(days=box.valid_days)


def _latest(telling: Telling) -> int:
    day = telling.life.certificates[-1].when.day
    return next(number for number, meeting in enumerate(telling.meetings) if meeting.day >= day)


def _say_born(telling: Telling, born: date) -> None:
    known = telling.life.figure.identity is not None and telling.life.figure.identity.born is not None
    telling.life.said.append(
        Said(
            when=telling.life.opened,
            fact=BORN,
            value=born.isoformat(),
            source=SourceKind.AUTHORITY if known else SourceKind.PERSON,
            source_name="personnumret" if known else "",
            valid_from=born,
            valid_to=None,
        )
    )
