"""A condition in a form: read aloud, or with what is wrong marked in it; and the choices that build a part of one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from samre.governance.queries.map_names import aloud, shortened
from samre.governance.queries.map_things import Texts, choices
from samre.governance.rules.map_parts import comparisons
from samre.pathway.changes.spoken import Clause, clause
from samre.pathway.model import Fact
from samre.pathway.reading.expressions import Scope
from samre.pathway.reading.mistakes import Mistake
from samre.pathway.reading.partly import read_condition

from ..forms.map_mistakes import meant, told
from ..forms.map_rows import Pick

_KIND_WORD: Mapping[str, str] = {"bool": "ja_nej", "int": "heltal", "enum": "val", "date": "datum"}
_QUESTIONS, _CONDITIONS = "Frågor", "Villkor som redan finns"
_UNGROUPED = "övriga"
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """What a condition says, or what is wrong. `pieces`: the text as it was typed, in parts, with whether each is wrong; `meant`:
    the word that the first one of them should probably be."""

    said: Clause | None
    pieces: tuple[tuple[str, bool], ...]
    mistakes: tuple[str, ...]
    meant: str = ""

    @property
    def is_empty(self) -> bool:
        return self.said is None and not self.mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """The choices that build a part of a condition, one after another: about what, how, and which value."""

    at: str
    dom: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    search: str = ""
    fact: str = ""
    label: str = ""
    question: str = ""
    kind: str = ""
    hows: tuple[tuple[str, str], ...] = ()
    how: str = ""
    values: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    law_values: tuple[tuple[str, str], ...] = ()
    has_text: bool = False
    problem: str = ""


def reading_of(text: str, scope: Scope) -> Reading:
    """A condition as it was typed, read."""
    if not text:
        return Reading(None, (), ())
    found = read_condition(text, scope)
    if found.node is not None:
        return Reading(clause(found.node, scope.facts), ((text, False),), ())
    better = next(filter(None, map(meant, found.mistakes)), "")
    return Reading(None, _pieces(text, found.mistakes), tuple(map(told, found.mistakes)), better)


def picker_of(pick: Pick, text: str, texts: Texts, scope: Scope) -> Picker:
    """The picker at the field where it was opened."""
    known = scope.facts.get(pick.fact)
    kind = _KIND_WORD[known.kind] if known else "villkor" if pick.fact in scope.conditions else ""
    return Picker(
        at=pick.at,
        dom=dom(pick.at),
        groups=_groups(texts, scope, pick.search),
        search=pick.search,
        fact=pick.fact,
        label=known.label if known else "Villkoret",
        question=known.question if known else aloud(texts, pick.fact) if kind else "",
        kind=kind,
        hows=tuple(comparisons().get(kind, {}).items()),
        how=pick.how,
        values=tuple((one.id, one.label) for one in known.choices) if known else (),
        unit=known.unit if known else "",
        law_values=_law_values(texts, scope) if kind == "heltal" else (),
        has_text=bool(text),
        problem=pick.problem,
    )


def dom(name: str) -> str:
    """A field's name as the id of its element: plain letters, since an address is looked for as it is sent, and no points."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.replace(".", "-")


def _pieces(text: str, mistakes: tuple[Mistake, ...]) -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    at = 0
    for mistake in sorted(mistakes, key=lambda one: one.column or 0):
        start = max((mistake.column or 1) - 1, at)
        end = min(start + max(len(mistake.found), 1), len(text))
        found += [(text[at:start], False), (text[start:end] or "…", True)]
        at = end
    return tuple((piece, wrong) for piece, wrong in [*found, (text[at:], False)] if piece)


def _groups(texts: Texts, scope: Scope, search: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The questions group by group, then the conditions by what they say; with `search` those that have all the words."""
    names = dict(choices(texts, "grupper"))
    words = search.casefold().split()

    def has(*said: str) -> bool:
        text = " ".join(said).casefold()
        return all(word in text for word in words)

    def group(fact: Fact) -> str:
        return names.get(fact.group, _UNGROUPED)

    order = [*names.values(), _UNGROUPED]
    facts = sorted(scope.facts.values(), key=lambda fact: order.index(group(fact)))
    found = [
        (f"{_QUESTIONS}: {name}", tuple((one.id, one.label) for one in rows))
        for name, rows in groupby((one for one in facts if has(one.label, one.question, one.id)), key=group)
    ]
    said = {id_: aloud(texts, id_) for id_ in scope.conditions}
    conditions = sorted(
        ((id_, shortened(name, _LONGEST)) for id_, name in said.items() if has(name, id_)),
        key=lambda pair: pair[1].casefold(),
    )
    return (*found, (_CONDITIONS, tuple(conditions))) if conditions else tuple(found)


def _law_values(texts: Texts, scope: Scope) -> tuple[tuple[str, str], ...]:
    names = dict(choices(texts, "varden"))
    return tuple(
        (f"värde.{id_}", f"{names.get(id_, id_)} ({number})")
        for id_, number in scope.values.items()
        if isinstance(number, int)
    )
