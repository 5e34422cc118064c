"""The demo's cases: some hundred that can be worked in, in the three kommuner of `demo.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from samre.accounts.actors import Actor, actor_for, system_actor
from samre.accounts.acts import Refused
from samre.accounts.models import Assignment, Authority
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.audit.log import record
from samre.pathway.model import Pathway

from ..actions.emergencies import open_in_emergency
from ..actions.reviews import pick_until_now
from ..models import Case, CaseNumber
from ..rules.disposal import disposal_rules
from ..rules.permissions import find_ground
from ..rules.settings import pathway_now
from . import papers
from .cast import Figure, Numbers, clear_figures, siblings, worked_figures
from .content import Content, content
from .history import Deed, deeds, odd_deeds, write_deeds
from .lives import Life
from .rows import Hands, Writer
from .samverkan import fill_samverkan
from .telling import CLOSED, FORGOTTEN, LIVELY, tell_life

JOB = "samre demo"
SEED = 2026


def check_demo() -> None:
    """Raises Refused where the demo is off: nothing fictional comes among real people."""
    if not settings.DEMO:
        raise Refused("Påhittade ärenden läggs bara upp i demon. Starta med SAMRE_DEMO=1.")


def make_demo_cases(*, on: date | None = None, seed: int = SEED) -> int:
    """Makes the cases of each kommun of the demo that has none; gives how many were made. Raises Refused outside the demo."""
    check_demo()
    day, texts, pathway = on or timezone.localdate(), content(), pathway_now()
    wanted: dict[str, int] = texts["fördelning"]["ärenden"]
    kommuner = [one for one in kommuner_of_demo() if one.short in wanted and not has_cases(one)]
    if not kommuner:
        return 0
    rng = Random(seed)
    figures = cast(pathway, texts, sum(wanted.values()), on=day, rng=rng)
    made = 0
    for authority in kommuner_of_demo():
        own, figures = figures[: wanted.get(authority.short, 0)], figures[wanted.get(authority.short, 0) :]
        if authority in kommuner:
            made += _fill(authority, own, pathway=pathway, texts=texts, on=day, seed=seed)
    return made


def kommuner_of_demo() -> list[Authority]:
    """The fictional kommuner, in the order they were made."""
    return list(Authority.objects.filter(is_demo=True, kind="kommun").order_by("id"))


def has_cases(authority: Authority) -> bool:
    with acting_in(authority.pk):
        return Case.objects.filter(owner=authority).exists()


def cast(pathway: Pathway, texts: Content, wanted: int, *, on: date, rng: Random) -> list[Figure]:
    """Everybody: those of the worked cases, people like them, and people by the shares, mixed."""
    worked = worked_figures(pathway, texts, on=on, rng=rng)[:wanted]
    left = wanted - len(worked)
    drawn = clear_figures(pathway, texts, left * 2 // 5, on=on, rng=rng)
    like = siblings(pathway, texts, worked, left - len(drawn), on=on, rng=rng)
    found = [*worked, *like, *drawn]
    rng.shuffle(found)
    return found


def _fill(
    authority: Authority, figures: Sequence[Figure], *, pathway: Pathway, texts: Content, on: date, seed: int
) -> int:
    rng = Random(f"{seed} {authority.short}")
    numbers = Numbers(texts.numbers, rng=rng, taken=papers.example_numbers())
    fates = fates_of(len(figures), texts, rng)
    lives = [
        tell_life(
            numbers.give(figure, pathway, on=on), pathway=pathway, content=texts, on=on, rng=rng, fate=fate
        )
        for figure, fate in zip(figures, fates, strict=True)
    ]
    old = old_lives(authority, numbers, pathway=pathway, texts=texts, on=on, seed=seed)
    with acting_in(authority.pk), transaction.atomic():
        writer = Writer(pathway, texts, on=on)
        handlers = handlers_of(authority)
        managers = {one.unit_id: manager_of(one) for one in handlers}
        done: list[Deed] = []
        open_ones: list[tuple[UUID, Hands]] = []
        for (life, number), who in zip(numbered(lives), hands_of(authority, handlers, rng), strict=False):
            case = writer.add(life, number=number, hands=who)
            done += deeds(life, case, who, rng, manager=managers[who.now.unit_id])
            if life.ended is None and life.colleague is None:
                open_ones.append((case, who))
        # Who read these so long ago is no longer in the log.
        for (life, number), who in zip(numbered(old), hands_of(authority, handlers, rng), strict=False):
            writer.add(life, number=number, hands=who)
        done += odd_deeds(open_ones, on=on, rng=rng)
        rows = writer.write()
        note_numbers(authority, [*lives, *old])
        write_deeds(done, chain=str(authority.pk))
        record(
            who=system_actor(authority, JOB).who, chain=str(authority.pk), action="demo.load", kind="case",
            detail={"cases": len(lives) + len(old), "rows": rows},
        )  # fmt: skip
        _read_in_emergency(open_ones, texts)
        fill_samverkan(authority, content=texts, seed=seed, on=on)
        pick_until_now(owner=authority)
    return len(lives) + len(old)


def old_lives(
    authority: Authority, numbers: Numbers, *, pathway: Pathway, texts: Content, on: date, seed: int
) -> list[Life]:
    """Cases closed so many years ago that the files are due: the first to be preserved, the others to be removed."""
    rng, span = Random(f"{seed} {authority.short} gamla"), texts["dagar"]["gammalt"]
    preserved = {day for row in disposal_rules()["undantag"] for day in row.get("dagar", ())}
    others = set(range(1, 32)) - preserved
    found: list[Life] = []
    for _ in range(texts["fördelning"]["gamla"].get(authority.short, 0)):
        then = on - timedelta(days=rng.randint(span["minst"], span["mest"]))
        (figure,) = clear_figures(pathway, texts, 1, on=then, rng=rng)
        figure = numbers.give(figure, pathway, on=then, born_on=others if found else preserved)
        life = tell_life(figure, pathway=pathway, content=texts, on=then, rng=rng, fate=CLOSED)
        if life.ended and life.ended.followed_up is None:
            life.ended = replace(life.ended, follow_up=None)
        found.append(life)
    return found


def _read_in_emergency(cases: Sequence[tuple[UUID, Hands]], texts: Content) -> None:
    """A colleague reads a case that is not hers, by the action itself: it lasts some hours and waits for review."""
    for id_, hands in cases:
        case = Case.objects.select_related("person").get(pk=id_)
        if not case.person.is_protected and find_ground(hands.colleague, case) is None:
            open_in_emergency(
                case=case, reason="ersättare", explanation=texts["nödåtkomst"], by=hands.colleague
            )
            return


def fates_of(size: int, texts: Content, rng: Random) -> list[str]:
    """Closed, forgotten or lively, in the shares of the content, in any order."""
    closed, forgotten = round(size * texts.share("avslutade")), round(size * texts.share("glömda"))
    found = [CLOSED] * closed + [FORGOTTEN] * forgotten + [LIVELY] * (size - closed - forgotten)
    rng.shuffle(found)
    return found


def handlers_of(authority: Authority) -> list[Actor]:
    """The authority's caseworkers."""
    rows = Assignment.objects.with_names().filter(unit__authority=authority, role=Role.CASEWORKER)
    return [actor_for(row) for row in rows.order_by("id")]


def manager_of(handler: Actor) -> Actor | None:
    """Who leads the handler's unit."""
    assert handler.unit_id is not None
    row = (
        Assignment.objects.with_names()
        .filter(unit_id=handler.unit_id, role=Role.MANAGER)
        .order_by("id")
        .first()
    )
    return actor_for(row) if row else None


def hands_of(authority: Authority, handlers: Sequence[Actor], rng: Random) -> Iterator[Hands]:
    """For case after case the next handler, and others beside her where there are any."""
    system = system_actor(authority, JOB)
    for turn in count():
        now = handlers[turn % len(handlers)]
        others = [one for one in handlers if one is not now] or [now]
        yield Hands(now=now, before=rng.choice(others), colleague=rng.choice(others), system=system)


def numbered(lives: Sequence[Life]) -> list[tuple[Life, str]]:
    """Each life with its case number: the year and the order in which they were opened."""
    found, last = [], dict[int, int]()
    for life in sorted(lives, key=lambda one: one.opened.at):
        year = life.opened.day.year
        last[year] = last.get(year, 0) + 1
        found.append((life, f"{year}-{last[year]:04}"))
    return found


def note_numbers(authority: Authority, lives: Sequence[Life]) -> None:
    """So that the next case opened goes on from the last."""
    years = [life.opened.day.year for life in lives]
    for year in set(years):
        CaseNumber.objects.update_or_create(owner=authority, year=year, defaults={"last": years.count(year)})
