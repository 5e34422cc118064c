"""What came of a practice run: where the groups placed each case, beside the map and beside each other. Pure, plain numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean, median
from typing import Any, Literal

from samre.definitions import read_yaml

from .nobody import persons_in

# Answers that name no step of the map: it can't be told yet, and no box fits.
UNDECIDED, NOWHERE = "oklart", "ingen"
OUTSIDE = (UNDECIDED, NOWHERE)
HESITANT = "tvekar"

Meeting = Literal["same", "open", "may", "other"]


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """What the map says of a case: its next step ("" = it can't be told yet), every step that is open, and, where it can't be told,
    the steps it can turn out to be."""

    primary: str
    open: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one group placed one case. `first`: where at first; `seconds`: how long it took, None on paper."""

    group: str
    step: str
    first: str = ""
    confidence: str = ""
    disagreed: bool = False
    seconds: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One answer that was given to a case, by which groups, and how it stands to the map's."""

    step: str
    groups: tuple[str, ...]
    meets: Meeting

    @property
    def count(self) -> int:
        return len(self.groups)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case as the groups placed it.

    `chosen`: the answers, the most given first. `same`: how many answered as the map does. `with_map`: their share, from 0 to 1.
    `together`: the share of the most given answer. `disagreement`: see `disagreement_of`. `median_seconds`: half of the groups took
    longer. `hesitant`: how many said that they hesitate; `disagreed`: how many were not of one mind; `moved`: how many changed
    their answer. Shares are None where nobody answered, and times where nobody did so by phone.
    """

    placed: int
    chosen: tuple[Chosen, ...]
    same: int
    with_map: float | None
    together: float | None
    disagreement: float | None
    median_seconds: float | None
    hesitant: int
    disagreed: int
    moved: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """A whole run. `with_map`: the share of all answers that are the map's. `disagreement`: the mean over the cases that two groups
    or more placed. `hesitation`: the share of answers with hesitation. `median_seconds`: over every answer by phone."""

    cases: int
    placed: int
    with_map: float | None
    disagreement: float | None
    hesitation: float | None
    median_seconds: float | None


@dataclass(frozen=True, slots=True)
class BoxResult:
    """A box over all cases: how often the groups chose it, how often the map did for a case they placed, and how often both did."""

    step: str
    by_groups: int
    by_map: int
    both: int


@lru_cache(maxsize=1)
def practice_rules() -> Mapping[str, Any]:
    """`provkörning` of styrgrupp.yaml."""
    return dict(read_yaml("styrgrupp.yaml")["provkörning"])


def pointing_out(texts: Mapping[str, str]) -> dict[str, str]:
    """Field → what has to be taken out of it: in a practice run everybody is made up, and nobody who is there is named."""
    return persons_in(texts, instead="Fallen är påhittade, och ingen verklig person nämns.")


def meets_map(step: str, answer: MapAnswer) -> Meeting:
    """How an answer stands to the map's: the same, a step that is open too, one it can turn out to be, or another."""
    if step == (answer.primary or UNDECIDED):
        return "same"
    if step in answer.open:
        return "open"
    return "may" if step in answer.candidates else "other"


def disagreement_of(steps: Sequence[str]) -> float | None:
    """How likely it is that two of the groups, drawn by lot, gave different answers: 0 when all agree, 1 when no two do.

    None with fewer than two groups: there is nobody to disagree with.
    """
    many = len(steps)
    if many < 2:
        return None
    alike = sum(count * (count - 1) for count in Counter(steps).values())
    return 1 - alike / (many * (many - 1))


def result_of(placings: Sequence[Placed], answer: MapAnswer) -> CaseResult:
    """One case: the groups' answers beside the map's and beside each other."""
    steps = [one.step for one in placings]
    chosen = tuple(
        Chosen(step, tuple(one.group for one in placings if one.step == step), meets_map(step, answer))
        for step, _ in sorted(Counter(steps).items(), key=lambda item: (-item[1], item[0]))
    )
    same = sum(one.count for one in chosen if one.meets == "same")
    return CaseResult(
        placed=len(placings),
        chosen=chosen,
        same=same,
        with_map=_share(same, len(placings)),
        together=_share(max((one.count for one in chosen), default=0), len(placings)),
        disagreement=disagreement_of(steps),
        median_seconds=median_seconds(placings),
        hesitant=sum(one.confidence == HESITANT for one in placings),
        disagreed=sum(one.disagreed for one in placings),
        moved=sum(one.first not in ("", one.step) for one in placings),
    )


def median_seconds(placings: Iterable[Placed]) -> float | None:
    """The time that half of the groups were within; None where nobody's time was taken."""
    times = [one.seconds for one in placings if one.seconds is not None]
    return median(times) if times else None


def run_result(cases: Sequence[CaseResult], placings: Sequence[Placed]) -> RunResult:
    """The whole run, from its cases and from every answer in them."""
    apart = [one.disagreement for one in cases if one.disagreement is not None]
    return RunResult(
        cases=len(cases),
        placed=len(placings),
        with_map=_share(sum(one.same for one in cases), len(placings)),
        disagreement=fmean(apart) if apart else None,
        hesitation=_share(sum(one.confidence == HESITANT for one in placings), len(placings)),
        median_seconds=median_seconds(placings),
    )


def box_results(
    placings: Mapping[str, Sequence[Placed]], answers: Mapping[str, MapAnswer]
) -> tuple[BoxResult, ...]:
    """Every box that the groups or the map chose, the most often missed first. Keys are the cases; each answer counts once."""
    groups: Counter[str] = Counter()
    by_map: Counter[str] = Counter()
    both: Counter[str] = Counter()
    for case, some in placings.items():
        right = answers[case].primary
        for one in some:
            groups[one.step] += one.step not in OUTSIDE
            by_map[right] += bool(right)
            both[right] += one.step == right
    found = [
        BoxResult(step, groups[step], by_map[step], both[step])
        for step in {*groups, *by_map}
        if groups[step] or by_map[step]
    ]
    return tuple(sorted(found, key=lambda one: (2 * one.both - one.by_groups - one.by_map, one.step)))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
