"""Makes up what happened in a case: when somebody met the person, what was said, which steps were taken and how they went.

The map decides: at every meeting what was known by then is evaluated as in a real case, and the recommended step is taken
unless somebody had a reason for another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from samre.pathway.model import Evaluation, Pathway
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.limits import due as last_day

from ..facts import CaseFacts, read_statements
from ..models import SourceKind
from ..rules.deadlines import proposals
from ..rules.settings import days, is_ours
from ..rules.weighing import Statement
from . import papers, sayings, words
from .cast import Figure
from .content import Content
from .lives import BEFORE, NOW, SYSTEM, Ended, Life, Limit, Moment, Said, Taken, ToDo, working_day

CLOSED, FORGOTTEN, LIVELY = "avslutat", "glömt", "levande"
# A follow-up is done within this many days, so that a few wait to be done today.
FOLLOWED_WITHIN = 40


@dataclass(slots=True, kw_only=True)
class Telling:
    """A life while it is made up."""

    pathway: Pathway
    content: Content
    on: date
    rng: Random
    fate: str
    life: Life
    meetings: list[Moment]
    handed_over: date | None
    minutes: dict[date, int] = field(default_factory=dict)
    current: Taken | None = None

    def now(self, day: date, *, by: str = "") -> Moment:
        """The next moment of a day, so that nothing happens before what led to it."""
        minute = self.minutes.get(day, self.rng.randrange(40)) + self.rng.randrange(2, 16)
        self.minutes[day] = minute
        return Moment(day=day, minute=minute, by=by or self.who(day))

    def who(self, day: date) -> str:
        return BEFORE if self.handed_over is not None and day < self.handed_over else NOW

    def chance(self, name: str) -> bool:
        return self.rng.random() < self.content.share(name)

    def known(self, day: date) -> tuple[CaseFacts, Evaluation]:
        """What is known so far, and what the map says of it on a day."""
        statements = [_statement(item, number) for number, item in enumerate(self.life.said)]
        facts = read_statements(self.pathway, statements, on=day)
        return facts, evaluate(self.pathway, facts.facts, on=day)


def _statement(item: Said, number: int) -> Statement:
    return Statement(
        id=UUID(int=number),
        fact=item.fact,
        value=item.value,  # type: ignore[arg-type]
        source=item.source,
        source_name=item.source_name,
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        at=item.when.at,
        by_name="",
    )


def tell_life(
    figure: Figure,
    *,
    pathway: Pathway,
    content: Content,
    on: date,
    rng: Random,
    fate: str,
    brief: bool = False,
) -> Life:
    """The life of one case up to the day `on`. `brief`: only the facts that matter, for thousands at a time."""
    first, last = _stretch(content, on=on, rng=rng, fate=fate)
    passed = _hand_over_day(first, last, content, rng)
    opened = Moment(day=first, minute=rng.randrange(2 * 40), by=BEFORE if passed else NOW)
    telling = Telling(
        pathway=pathway,
        content=content,
        on=on,
        rng=rng,
        fate=fate,
        life=Life(figure=figure, opened=opened),
        meetings=[],
        handed_over=passed,
    )
    telling.minutes[first] = opened.minute
    telling.meetings = [telling.now(day) for day in _days_met(first, last, rng, brief=brief)]
    life = telling.life
    life.met = telling.meetings
    life.tell(opened, "case.open")
    papers.plan(telling, most=2 if brief else 4)
    entries = sayings.plan(telling, brief=brief)
    for number, meeting in enumerate(telling.meetings):
        papers.receive(telling, number)
        sayings.say(telling, meeting, entries[number])
        if number == len(telling.meetings) - 1:
            sayings.contradict(telling, meeting)
        _step_on(telling, meeting, is_last=number == len(telling.meetings) - 1)
        words.note(telling, number)
    _people(telling)
    if fate == CLOSED:
        _close(telling)
    else:
        _settle(telling)
    words.draft(telling)
    life.events.sort(key=lambda event: event.when.at)
    life.recommended = telling.known(on)[1].primary or ""
    return life


def _stretch(content: Content, *, on: date, rng: Random, fate: str) -> tuple[date, date]:
    """The first day, and the last somebody did something."""
    spans = content["dagar"]
    most, span = spans["längst"], spans[fate]
    if fate == CLOSED:
        length = rng.randint(span["minst"], most)
        first = on - timedelta(days=length)
        last = first + timedelta(days=rng.randint(span["pågick_minst"], length))
    elif fate == FORGOTTEN:
        first = on - timedelta(days=rng.randint(span["minst"], most))
        last = on - timedelta(days=rng.randint(*span["sist"]))
    else:
        first = on - timedelta(days=int(rng.triangular(span["minst"], most, span["vanligast"])))
        last = on - timedelta(days=rng.randint(0, span["sist"]))
    first = working_day(first, first=date.min)
    return first, working_day(max(last, first), first=first)


def _hand_over_day(first: date, last: date, content: Content, rng: Random) -> date | None:
    length = (last - first).days
    if length < 30 or rng.random() >= content.share("överlämnad"):
        return None
    return working_day(first + timedelta(days=rng.randint(20, length - 5)), first=first)


def _days_met(first: date, last: date, rng: Random, *, brief: bool) -> list[date]:
    """Every few weeks, and on the first and the last day."""
    found, day = [first], first
    while (last - day).days > 35 and len(found) < (2 if brief else 6):
        day = working_day(day + timedelta(days=rng.randint(14, 75)), first=first)
        if day < last:
            found.append(day)
    return found if last == found[-1] else [*found, last]


def _step_on(telling: Telling, meeting: Moment, *, is_last: bool) -> None:
    """The step the map says now, after the one that was going on."""
    known, said = telling.known(meeting.day)
    wanted = said.primary or ("" if telling.current else telling.pathway.first_step)
    if (
        telling.current is not None
        and wanted in ("", telling.current.step)
        and is_last
        and _is_old(telling, meeting.day)
    ):
        _finish(telling, meeting.day)
        telling.current, wanted = None, wanted or telling.life.steps[-1].step
    if telling.current is None or (wanted and wanted != telling.current.step):
        reason = ""
        others = [
            step for step in said.open if step not in (wanted, telling.current and telling.current.step)
        ]
        if telling.current and others and telling.chance("annat_steg"):
            wanted, reason = (
                telling.rng.choice(others),
                telling.rng.choice(telling.content["skäl_till_annat_steg"]),
            )
        _finish(telling, meeting.day)
        telling.current = _open(telling, meeting.day, wanted, reason, known, said)
    if is_last and telling.fate != CLOSED:
        _see_ahead(telling, meeting.day)
        others = [step for step in said.open if step != telling.current.step]
        if others and telling.chance("två_steg"):
            reason = telling.rng.choice(telling.content["skäl_till_annat_steg"])
            _open(telling, meeting.day, telling.rng.choice(others), reason, known, said)


def _is_old(telling: Telling, day: date) -> bool:
    """Whether a step has gone on for so long that most would take it as a new round."""
    step = telling.current
    long = step is not None and (telling.on - step.since).days > days("stillastående_dagar") - 15
    return long and telling.fate == LIVELY and telling.rng.random() < 0.7


def _finish(telling: Telling, day: date) -> None:
    step = telling.current
    if step is None:
        return
    number = telling.life.steps.index(step)
    if step.waits:
        telling.life.tell(
            telling.now(day), "step.answered", ("steg", number), step=step.step, party=step.waiting_for,
            since=step.waiting_since,
        )  # fmt: skip
    step.waiting_for, step.waiting_since, step.waiting_until = "", None, None
    step.ended, step.outcome = telling.now(day), telling.rng.choice(telling.content["utfall"])
    telling.life.tell(step.ended, "step.finish", ("steg", number), step=step.step)


def _open(telling: Telling, day: date, code: str, reason: str, known: CaseFacts, said: Evaluation) -> Taken:
    box, when = telling.pathway.steps[code], telling.now(day)
    until, limit = last_day(telling.pathway, box, known.facts.values, on=day)
    until = max(until, day)
    begins = box.starts or box.responsible
    recommended = said.primary or ""
    step = Taken(
        when=when,
        step=code,
        responsible=box.responsible,
        since=day,
        due=until,
        due_is_law=limit.statutory,
        recommended=recommended,
        reason=reason,
    )
    telling.life.steps.append(step)
    subject = ("steg", len(telling.life.steps) - 1)
    telling.life.tell(when, "step.open", subject, step=code, recommended=recommended, due=until)
    if not is_ours(begins):
        _wait(
            step, begins, day, until, box.escalation or box.advice, telling.content["parter"].get(begins, "")
        )
    return step


def _wait(step: Taken, party: str, day: date, until: date, then: str, name: str) -> None:
    step.waiting_for, step.waiting_since, step.waiting_until = party, day, until
    step.waiting_then, step.party = then[:300], name


def _see_ahead(telling: Telling, day: date) -> None:
    """At the last meeting: what is waited for, and days that lie ahead, as far as the law lets them be moved."""
    step, rng = telling.current, telling.rng
    assert step is not None
    if telling.fate == FORGOTTEN:
        return
    ahead = telling.on + timedelta(days=rng.randint(1, 28))
    box = telling.pathway.steps[step.step]
    parties = [party for party in (*box.participants, box.responsible) if not is_ours(party)]
    if not step.waits and parties and telling.chance("väntar"):
        _ask(telling, step, rng.choice(parties), day, ahead)
    elif step.waits and step.waiting_until and step.waiting_until <= telling.on and rng.random() < 0.75:
        _ask(telling, step, step.waiting_for, day, ahead)
    elif not step.waits and not step.due_is_law and step.due < telling.on and rng.random() < 0.7:
        before, step.due = step.due, telling.on + timedelta(days=rng.randint(0, 21))
        subject = ("steg", telling.life.steps.index(step))
        telling.life.tell(telling.now(day), "step.move", subject, step=step.step, before=before, due=step.due)


def _ask(telling: Telling, step: Taken, party: str, day: date, until: date) -> None:
    then, name = telling.rng.choice(telling.content["sedan"]), telling.content["parter"].get(party, "")
    _wait(step, party, day, until, then, name)
    subject = ("steg", telling.life.steps.index(step))
    telling.life.tell(telling.now(day), "step.wait", subject, step=step.step, party=party, until=until)


def _people(telling: Telling) -> None:
    """A hand-over, and a colleague beside the handler."""
    life, day = telling.life, telling.handed_over
    if day is not None:
        life.passed = telling.now(day, by=BEFORE)
        life.passed_note = telling.rng.choice(telling.content["överlämning"]).format(
            namn=life.figure.first_name
        )
    if telling.chance("medhandläggare"):
        life.colleague = telling.now(telling.meetings[-1].day, by=NOW)


def _close(telling: Telling) -> None:
    life, rng = telling.life, telling.rng
    shares = telling.content["utfallsandelar"]
    outcome = rng.choices(list(shares), list(shares.values()))[0]
    row, day = telling.content["avslut"][outcome], telling.meetings[-1].day
    when = telling.now(day)
    for step in life.live_steps:
        step.ended, step.outcome = when, telling.pathway.goals[outcome].name
        step.waiting_for, step.waiting_since, step.waiting_until = "", None, None
    life.tell(when, "case.close", ("period", 0), on=day, outcome=outcome)
    follow_up = day + timedelta(days=182) if rng.random() < 0.5 else None
    is_done = follow_up is not None and follow_up < telling.on - timedelta(days=FOLLOWED_WITHIN)
    followed = telling.now(follow_up) if is_done and follow_up else None
    if followed is not None:
        life.tell(followed, "case.follow_up", ("period", 0), on=followed.day, income=row["efter"])
    life.ended = Ended(
        when=when,
        outcome=outcome,
        income_after=row["efter"],
        reason=row["skäl"].format(namn=life.figure.first_name),
        follow_up=follow_up,
        followed_up=followed,
    )


def _settle(telling: Telling) -> None:
    """What has come back by itself, what has gone out of date, and what somebody wants to be reminded of."""
    for number, step in enumerate(telling.life.steps):
        if step.waits and step.waiting_until is not None and step.waiting_until <= telling.on:
            _come_back(telling, number, step)
    known, said = telling.known(telling.on)
    _last_days(telling, known)
    _ask_again(telling, known, said)
    _warn_of_end(telling)
    if telling.chance("egen_påminnelse"):
        text = telling.rng.choice(telling.content["påminnelser"]).format(namn=telling.life.figure.first_name)
        due = telling.on + timedelta(days=telling.rng.randint(-2, 21))
        when = telling.now(telling.meetings[-1].day)
        telling.life.tasks.append(ToDo(when=when, kind="egen", about="", text=text, due=max(due, when.day)))


def _ask_again(telling: Telling, known: CaseFacts, said: Evaluation) -> None:
    """As the nightly round: what is too old and is asked for now, else one of those too old."""
    old = {
        fact: item.expired.valid_to
        for fact, item in known.weighed.items()
        if item.expired and item.expired.valid_to and item.expired.source != SourceKind.CERTIFICATE
    }
    for fact in [fact for fact in said.missing if fact in old] or sorted(old)[:1]:
        due = old[fact] + timedelta(days=1)
        when = telling.now(due, by=SYSTEM)
        telling.life.tasks.append(ToDo(when=when, kind="uppgift_inaktuell", about=fact, text="", due=due))


def _last_days(telling: Telling, known: CaseFacts) -> None:
    """Those that watch themselves, and some that somebody thought of."""
    for item in proposals(known.facts.values, on=telling.on):
        if item.rule.watched or telling.rng.random() < 0.5:
            when = telling.now(telling.meetings[-1].day)
            telling.life.limits.append(
                Limit(when=when, rule=item.rule.id, counted_from=item.counted_from, due=item.last.due)
            )
            subject = ("frist", len(telling.life.limits) - 1)
            telling.life.tell(when, "deadline.add", subject, rule=item.rule.id, due=item.last.due)


def _come_back(telling: Telling, number: int, step: Taken) -> None:
    day = step.waiting_until
    assert day is not None
    when = telling.now(day, by=SYSTEM)
    telling.life.tell(
        when,
        "step.unanswered",
        ("steg", number),
        step=step.step,
        party=step.waiting_for,
        since=step.waiting_since,
    )
    telling.life.tasks.append(ToDo(when=when, kind="svar_uteblev", about=step.step, text="", due=day))
    step.waiting_for, step.waiting_since, step.waiting_until = "", None, None
    step.since = step.due = day


def _warn_of_end(telling: Telling) -> None:
    """As the nightly round does it: once, when the end comes within sight."""
    ends, papers_ = telling.life.covered_until, telling.life.certificates
    if ends is None:
        return
    number = next(place for place, paper in enumerate(papers_) if paper.ends == ends)
    warned = ends - timedelta(days=days("intyg_varning_dagar"))
    if warned <= telling.on <= ends:
        when = telling.now(max(warned, papers_[number].when.day), by=SYSTEM)
        telling.life.tasks.append(
            ToDo(when=when, kind="intyg_slutar", about=f"intyg:{number}", text="", due=ends)
        )
