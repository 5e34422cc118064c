"""The next best question, the ordered list after it, and how many are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Literal

from ..model import Pathway
from ..nodes import FactValue
from .asking import Measured, measure
from .planner import Codes, Look, Planner, State
from .settling import NOTHING, without

PLANNERS_KEPT = 8
FEWEST_PEOPLE = 8
LATER_PEOPLE = 96
WIDE_PEOPLE = 48
CAREFUL = 3
Aim = Literal["nästa steg", "fler vägar"]


@dataclass(frozen=True, slots=True)
class Question:
    """Ask `fact` (its words, who answers and so on are in the definition). `decides`: steps it helps to settle, by
    priority. `cost`: effort; `gain`: effort it is expected to save. `settles`: the primary step, or other steps too."""

    fact: str
    decides: tuple[str, ...]
    cost: int
    gain: float
    settles: Aim = "nästa steg"


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions in order, as if each gets its likeliest answer. `about_left`: how many the primary step still needs."""

    items: tuple[Question, ...]
    about_left: float


_planners: dict[tuple[str, str], Planner] = {}


def planner_for(pathway: Pathway) -> Planner:
    """The planner of a map, made the first time (some 0.1 s) and kept."""
    key = (pathway.id, pathway.hash)
    found = _planners.pop(key, None)
    if found is None or found.pathway is not pathway:
        found = Planner(pathway)
    _planners[key] = found
    while len(_planners) > PLANNERS_KEPT:
        del _planners[next(iter(_planners))]
    return found


def next_questions(
    pathway: Pathway, values: Mapping[str, FactValue], asked: AbstractSet[str], *, limit: int | None = None
) -> Questions:
    """What to ask next, best first, at most `limit`.

    `values`: known facts, with what follows from dates (`facts.read_facts`). `asked`: facts that were asked, also in vain;
    they are not asked again, and är_okänd is then true for those without a value.
    """
    planner = planner_for(pathway)
    state = planner.state(values, asked)
    codes, rows = planner.possible(state, values)
    look = planner.look(state, codes, rows)
    about = planner.left(look)
    first = _list(planner, state, codes, look, limit)
    taken = sum(planner.bits[question.fact] for question in first)
    if limit is not None and len(first) >= limit:
        return Questions(tuple(first), about)
    codes, rows = codes[:, :WIDE_PEOPLE], rows[:WIDE_PEOPLE]
    wide = _answered(planner.look(state, codes, rows, everything=True), taken)
    rest = _list(planner, state, codes, wide, None if limit is None else limit - len(first), wide=True)
    return Questions((*first, *(replace(question, settles="fler vägar") for question in rest)), about)


def _answered(look: Look, mask: int) -> Look:
    """What is left when the questions of the mask are answered."""
    after = {sets: without(sets, mask) for sets in {sets for ends in look.wanted for sets in ends}}
    wanted = [tuple(rest for sets in ends if (rest := after[sets]) != NOTHING) for ends in look.wanted]
    return look._replace(wanted=wanted)


def _list(
    planner: Planner, state: State, codes: Codes, look: Look, limit: int | None, *, wide: bool = False
) -> list[Question]:
    """Pick, suppose the likeliest answer, pick again."""
    found: list[Question] = []
    while limit is None or len(found) < limit:
        if wide or len(found) >= CAREFUL:
            pick = planner.popular(look)
        else:
            pick = planner.best(look) if found else planner.choose(state, codes, look)
        if pick is None:
            break
        fact = planner.questions[pick.bit.bit_length() - 1]
        found.append(Question(fact, pick.decides, planner.pathway.facts[fact].cost, round(pick.gain, 3)))
        brought = [number for number, ask in enumerate(state.asks) if ask == pick.bit]
        answers = [tuple(column) for column in codes[brought].T.tolist()]
        likeliest = Counter(answers).most_common(1)[0][0]
        same = [row for row, answer in enumerate(answers) if answer == likeliest]
        rows = (same if len(same) >= FEWEST_PEOPLE else list(range(len(answers))))[:LATER_PEOPLE]
        codes = codes[:, rows]
        look = _answered(look._replace(wanted=[look.wanted[row] for row in rows]), pick.bit)
    return found


__all__ = ["Measured", "Question", "Questions", "measure", "next_questions", "planner_for"]
