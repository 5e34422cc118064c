"""Synthetic people: drawn from the shares in the definition, true to its constraints, the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..model import DatedValue, Fact, Pathway
from ..nodes import facts_of
from .columns import UNKNOWN_CODE, UNKNOWN_INT, Column, Columns, bounded, choice_lists
from .population import truths

ROUNDS = 60
DAYS_PER_YEAR = 365.2425


class NobodyFits(ValueError):
    """The constraints leave (next to) nobody among the people that the shares give."""


def generate(
    pathway: Pathway, n: int, *, seed: int, known: float = 0.9, known_of: Mapping[str, float] | None = None
) -> Columns:
    """`n` people. `known` is the chance that a fact is known (`known_of` for single facts); what is derived from one
    date is known together. Raises NobodyFits when the constraints cannot be met."""
    rng = np.random.default_rng(seed)
    facts = [fact for fact in pathway.facts.values() if fact.kind != "date"]
    values = _draw_all(pathway, facts, n, rng)
    complete = Columns(size=n, values=values, choices=choice_lists(facts))
    _mend(pathway, complete, rng)
    _forget(facts, complete, rng, known, known_of or {})
    _derive_conditions(pathway, complete)
    return complete


def _draw_all(pathway: Pathway, facts: list[Fact], n: int, rng: np.random.Generator) -> dict[str, Column]:
    values = {fact.id: draw(fact, n, rng) for fact in facts}
    _derive_ages(pathway, values, n, rng)
    return values


def draw(fact: Fact, n: int, rng: np.random.Generator) -> Column:
    """`n` known values of one fact by its shares; without shares all values are equally likely."""
    if fact.kind == "bool":
        yes, no = fact.weights.get("sant", 0.0), fact.weights.get("falskt", 0.0)
        return (rng.random(n) < (yes / (yes + no) if yes + no else 0.5)).astype(np.int8)
    if fact.kind == "enum":
        shares = np.array([fact.weights.get(choice.id, 0.0) for choice in fact.choices], float)
        shares = shares if shares.sum() > 0 else np.ones(len(fact.choices))
        return _pick(shares, n, rng).astype(np.int8)
    low, high = bounded(fact.minimum or 0), bounded(120 if fact.maximum is None else fact.maximum)
    bands = fact.bands or ((low, high, 1.0),)
    chosen = _pick(np.array([weight for _, _, weight in bands], float), n, rng)
    lows = np.array([bounded(band[0]) for band in bands])
    highs = np.array([bounded(band[1]) for band in bands])
    return rng.integers(lows[chosen], highs[chosen] + 1).astype(np.int16)


def _pick(shares: NDArray[np.float64], n: int, rng: np.random.Generator) -> NDArray[np.intp]:
    return np.searchsorted(np.cumsum(shares / shares.sum())[:-1], rng.random(n), side="right")


def _derive_ages(pathway: Pathway, values: dict[str, Column], n: int, rng: np.random.Generator) -> None:
    """Facts that follow from one birthday follow from one birthday here too."""
    ages = {
        fact.derivation.source: fact.id
        for fact in pathway.facts.values()
        if fact.derivation and fact.derivation.kind == "ålder" and fact.id in values
    }
    for fact in pathway.facts.values():
        rule = fact.derivation
        if rule and rule.kind == "uppnått" and rule.source in ages and rule.table in pathway.values:
            age = values[ages[rule.source]]
            values[fact.id] = reached(pathway, pathway.values[rule.table or ""], age, rng.random(n))


def reached(pathway: Pathway, table: DatedValue, age: Column, since: NDArray[np.float64]) -> Column:
    """Whether people `age` whole years old, with `since` of a year gone since the birthday, have reached the table's age."""
    on = pathway.valid_from.year + pathway.valid_from.timetuple().tm_yday / DAYS_PER_YEAR
    born = np.floor(on - age - since).astype(np.int64)
    years = np.array(sorted(table.table))
    limits = np.array([table.table[year] for year in sorted(table.table)])
    nearest = np.clip(np.searchsorted(years, born, side="right") - 1, 0, len(years) - 1)
    return (age >= limits[nearest]).astype(np.int8)


def _mend(pathway: Pathway, columns: Columns, rng: np.random.Generator) -> None:
    """Draw again what breaks a constraint, until nothing does; the last stubborn few become copies of others."""
    if not pathway.constraints or not columns.size:
        return
    broken = _broken(pathway, columns, np.arange(columns.size))
    for _ in range(ROUNDS):
        rows = np.flatnonzero(broken.any(axis=0))
        if not len(rows):
            return
        _draw_again(pathway, columns, rows, broken[:, rows], rng)
        broken[:, rows] = _broken(pathway, columns, rows)
    sound, rows = np.flatnonzero(~broken.any(axis=0)), np.flatnonzero(broken.any(axis=0))
    if not len(sound):
        texts = "; ".join(
            text for (text, _), bad in zip(pathway.constraints, broken, strict=True) if bad.any()
        )
        raise NobodyFits(
            f"Ingen påhittad person uppfyller sambanden i definitionen. Se över fördelningarna för: {texts}"
        )
    copied = rng.choice(sound, len(rows))
    for column in columns.values.values():
        column[rows] = column[copied]


def _broken(pathway: Pathway, columns: Columns, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """`[constraint, row]`: which constraints are false, once the facts that follow from conditions are computed."""
    part = columns.take(rows)
    _derive_conditions(pathway, part)
    for fact in pathway.facts.values():
        if fact.derivation and fact.derivation.condition is not None:
            columns.values[fact.id][rows] = part.values[fact.id]
    return truths([condition for _, condition in pathway.constraints], pathway.facts, part) == 0


def _draw_again(
    pathway: Pathway,
    columns: Columns,
    rows: NDArray[np.intp],
    broken: NDArray[np.bool_],
    rng: np.random.Generator,
) -> None:
    for (_, condition), bad in zip(pathway.constraints, broken, strict=True):
        hit = rows[bad]
        if not len(hit):
            continue
        fresh = {
            name: draw(pathway.facts[name], len(hit), rng)
            for name in facts_of(condition)
            if name in columns.values
        }
        _derive_ages(pathway, fresh, len(hit), rng)
        for name, values in fresh.items():
            columns.values[name][hit] = values


def _forget(
    facts: list[Fact], columns: Columns, rng: np.random.Generator, known: float, known_of: Mapping[str, float]
) -> None:
    luck: dict[str, NDArray[np.float64]] = {}
    for fact in facts:
        source = fact.derivation.source if fact.derivation and fact.derivation.source else fact.id
        if source not in luck:
            luck[source] = rng.random(columns.size)
        column = columns.values[fact.id]
        forgotten = luck[source] >= known_of.get(fact.id, known)
        column[forgotten] = UNKNOWN_INT if fact.kind == "int" else UNKNOWN_CODE


def _derive_conditions(pathway: Pathway, columns: Columns) -> None:
    """Facts that are the truth of a condition take it from the other facts, in the order of the definition."""
    for fact in pathway.facts.values():
        if fact.derivation and fact.derivation.condition is not None:
            columns.values[fact.id][:] = truths([fact.derivation.condition], pathway.facts, columns)[0]
