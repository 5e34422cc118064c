"""As many fictional cases as a measurement needs: the same rows as those of the demo, told a thousand times each.

Every sixty cases have a handler and every ten handlers a unit, as in a real nämnd: a worklist is as long at 200,000 cases as at
2,000. A unit is written in one transaction; broken off, the work goes on with the next unit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from samre.accounts.actors import Actor, actor_for, system_actor
from samre.accounts.models import Assignment, Authority, Unit, User
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.audit.log import record
from samre.pathway.model import Pathway

from ..models import CaseNumber
from ..rules.settings import pathway_now
from .bulk_samverkan import BEGAN, CERTIFIED, UNIT_NAME, USERNAME, Cooperation, Stories, stories_of
from .cast import Numbers, new_name
from .content import Content, content
from .lives import Life
from .load import JOB, cast, check_demo, fates_of
from .rows import Hands, Writer
from .telling import tell_life

HANDLER_CASES, UNIT_HANDLERS = 60, 10
UNIT_CASES = HANDLER_CASES * UNIT_HANDLERS
LIVES = 1200


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load wrote, and how long the writing took."""

    cases: int
    rows: int
    seconds: float
    were_there: int


def load_cases(
    *,
    cases: int,
    kommuner: int = 3,
    seed: int = 1,
    on: date | None = None,
    tell: Callable[[int], object] = lambda _: None,
) -> Loaded:
    """Fills the database until there are `cases` cases in units of this kind; `tell` is given how many there are, unit by unit.

    Run again it goes on where it was broken off. Raises Refused outside the demo.
    """
    check_demo()
    day, texts, pathway = on or timezone.localdate(), content(), pathway_now()
    places = [_kommun(number) for number in range(kommuner)]
    units = [
        (number, min(UNIT_CASES, cases - start)) for number, start in enumerate(range(0, cases, UNIT_CASES))
    ]
    left = [(number, size) for number, size in units if not _is_there(number, places[number % kommuner])]
    there = cases - sum(size for _, size in left)
    lives = _lives(pathway, texts, min(LIVES, max(60, cases // 4)), seed=seed, on=day) if left else []
    told: dict[UUID, Stories] = {}
    done, rows, start = 0, 0, time.perf_counter()
    for number, size in left:
        place = places[number % kommuner]
        rows += _fill_unit(number, size, place, lives, told, texts=texts, pathway=pathway, seed=seed, on=day)
        done += size
        tell(there + done)
    return Loaded(done, rows, time.perf_counter() - start, there)


def unit_name(number: int) -> str:
    """What the units of a load are called."""
    return f"{UNIT_NAME} {number + 1}"


def _kommun(number: int) -> Authority:
    """The number-th fictional kommun; those of `demo.yaml` come first."""
    there = list(Authority.objects.filter(is_demo=True, kind="kommun").order_by("id")[: number + 1])
    if len(there) > number:
        return there[number]
    name = f"Påhittade kommun {number + 1}"
    return Authority.objects.create(kind="kommun", name=name, short=name, is_demo=True)


def _is_there(number: int, authority: Authority) -> bool:
    return Unit.objects.filter(authority=authority, name=unit_name(number)).exists()


def _lives(pathway: Pathway, texts: Content, size: int, *, seed: int, on: date) -> list[Life]:
    rng = Random(f"{seed} lives")
    figures = cast(pathway, texts, size, on=on, rng=rng)
    numbers = Numbers((), rng=rng)
    return [
        tell_life(
            numbers.give(figure, pathway, on=on),
            pathway=pathway,
            content=texts,
            on=on,
            rng=rng,
            fate=fate,
            brief=True,
        )
        for figure, fate in zip(figures, fates_of(size, texts, rng), strict=True)
    ]


def _fill_unit(
    number: int, size: int, authority: Authority, lives: Sequence[Life], told: dict[UUID, Stories], *, texts: Content,
    pathway: Pathway, seed: int, on: date,
) -> int:  # fmt: skip
    """One unit with its people and cases, in one transaction; gives how many rows. `told`: what each kommun has of samverkan to
    tell again, found the first time."""
    rng = Random(f"{seed} {number}")
    with acting_in(authority.pk), transaction.atomic():
        handlers = _people(number, size, authority, texts, rng, on=on)
        system = system_actor(authority, JOB)
        writer = Writer(pathway, texts, on=on)
        numbers = _next_numbers(authority, size, on)
        open_ones: list[tuple[UUID, Actor]] = []
        for turn in range(size):
            now = handlers[turn // HANDLER_CASES]
            other = rng.choice(handlers)
            hands = Hands(now=now, before=other, colleague=rng.choice(handlers), system=system)
            life = lives[rng.randrange(len(lives))]
            case = next(numbers)
            id_ = writer.add(
                life, number=case, hands=hands, name=new_name(texts, rng), reference=f"PÅHITTAD-{case}"
            )
            if life.ended is None and life.figure.facts.get("skyddade_uppgifter") not in ("ja", "ordnat"):
                open_ones.append((id_, now))
        rows = writer.write()
        if authority.pk not in told:
            told[authority.pk] = stories_of(authority, texts=texts, seed=seed, on=on)
        cooperation = Cooperation(told[authority.pk], unit=unit_name(number), on=on, rng=rng)
        for id_, handler in open_ones:
            cooperation.add(id_, handler)
        rows += cooperation.write()
        detail: dict[str, str | int | bool] = {"cases": size, "rows": rows, "unit": number + 1}
        record(who=system.who, chain=str(authority.pk), action="demo.load", kind="case", detail=detail)
    return rows


def _people(
    number: int, size: int, authority: Authority, texts: Content, rng: Random, *, on: date
) -> list[Actor]:
    unit = Unit.objects.create(authority=authority, name=unit_name(number))
    wanted = -(-size // HANDLER_CASES)
    users = [
        User(
            username=f"{USERNAME}{number + 1}.{place}",
            name=new_name(texts, rng),
            title="Enhetschef" if not place else "Socialsekreterare",
        )
        for place in range(wanted + 1)
    ]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    given: dict[str, Any] = {"unit": unit, "valid_from": on - BEGAN, "certified_on": on - CERTIFIED}
    rows = [
        Assignment(user=user, role=Role.CASEWORKER if place else Role.MANAGER, title=user.title, **given)
        for place, user in enumerate(users)
    ]
    Assignment.objects.bulk_create(rows)
    return [actor_for(row) for row in rows[1:]]


def _next_numbers(authority: Authority, size: int, on: date) -> Iterator[str]:
    counter, _ = CaseNumber.objects.select_for_update().get_or_create(owner=authority, year=on.year)
    first = counter.last + 1
    counter.last += size
    counter.save(update_fields=["last"])
    return (f"{on.year}-{first + step:04}" for step in range(size))
