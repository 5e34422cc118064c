"""Status, reasons and missing facts of every step as generated Python: what `evaluate` runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ..model import Because, Pathway, StepResult
from ..nodes import FactValue
from .explain_source import SourceWriter

REMEMBERED = 4096

Explained = tuple[dict[str, StepResult], tuple[bool | None, ...], tuple[int, ...]]


class _Remembered(dict[FactValue | None, Because]):
    """The reasons of one fact by value, each made once; at most `REMEMBERED` are kept."""

    def __init__(self, fact: str, source: str = "") -> None:
        super().__init__()
        self.fact, self.source = fact, source

    def __missing__(self, value: FactValue | None) -> Because:
        if len(self) >= REMEMBERED:
            self.clear()
        made = self[value] = Because(self.fact, value, self.source)
        return made


class _Masks(dict[int, tuple[str, ...]]):
    """The facts of a mask, cheapest first; at most `REMEMBERED` masks are kept."""

    def __init__(self, by_cost: tuple[str, ...]) -> None:
        super().__init__({0: ()})
        self.by_cost = by_cost

    def __missing__(self, mask: int) -> tuple[str, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[mask] = tuple(name for number, name in enumerate(self.by_cost) if mask >> number & 1)
        return found


@dataclass(slots=True)
class Explainer:
    """The generated explanation of one map. `source` is the generated text, to be read."""

    source: str
    run: Callable[..., Explained]
    reasons: dict[str, _Remembered]
    missing: _Masks

    def explain(self, values: Mapping[str, FactValue], sources: Mapping[str, str]) -> Explained:
        """Per step its result; by priority whether each is open, and the mask of facts that can change that."""
        reasons = self.reasons
        if sources:
            told = {fact: _Remembered(fact, source) for fact, source in sources.items() if fact in reasons}
            reasons = reasons | told
        return self.run(values.get, reasons.values(), self.missing)


def generate_explainer(pathway: Pathway) -> Explainer:
    """Generate and compile the explanation of a map."""
    by_cost = tuple(sorted(pathway.facts, key=lambda id_: pathway.facts[id_].cost))
    writer = SourceWriter(pathway, by_cost)
    source = writer.write()
    space: dict[str, object] = {"StepResult": StepResult, "once": _once, "LAWS": writer.laws}
    exec(compile(source, f"<skäl {pathway.id}>", "exec"), space)  # nosec B102 - made from nodes only
    reasons = {fact: _Remembered(fact) for fact in writer.used()}
    return Explainer(source, space["explain"], reasons, _Masks(by_cost))  # type: ignore[arg-type]


def _once(reasons: Iterable[Because]) -> tuple[Because, ...]:
    return tuple({reason.fact: reason for reason in reasons}.values())
