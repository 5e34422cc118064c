"""A person's facts: judged by name and value all at once, and completed with what follows from dates and conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ..logic import truth
from ..model import Fact, Pathway
from ..nodes import FactValue, facts_of
from ..reading.mistakes import suggestion
from .cuts import same_everywhere
from .derive import Possible, derivations, derive, implied, looking_ahead, read_day

UNKNOWN_WORDS = ("okänd", "okand", "okänt", "okant", "vet inte", "")
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,12}")
_HINTS = 50
_YES, _NO = ("ja", "sant", "true"), ("nej", "falskt", "false")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person on one day.

    `values`: known facts, given and derived (dates as the text given). `asked`: facts that were answered, also with
    "vet inte". `sources`: where a fact came from, when the caller said so. `conflicts`: texts of the constraints these
    facts break; the facts are kept as given. `presumed`: the facts in `values` that nobody has answered and that stand
    at what the map goes from (`Fact.presumed`). `spans`: numbers worked out from a partial date, lowest and highest; where
    the map makes no difference between them, `values` has the lowest.
    """

    values: Mapping[str, FactValue] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    presumed: frozenset[str] = frozenset()
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def told(self) -> Mapping[str, FactValue]:
        """`values` without what is only presumed."""
        return {name: value for name, value in self.values.items() if name not in self.presumed}


class FactError(ValueError):
    """Facts that cannot be used. `problems` has one Swedish sentence per mistake, `names` the facts they are about."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.names = tuple(problems)
        self.problems = tuple(problems.values())
        super().__init__("\n".join(self.problems))


def read_facts(
    pathway: Pathway, raw: Mapping[str, object], *, on: date, sources: Mapping[str, str] | None = None
) -> Facts:
    """The facts in `raw` (name → value; null or "okänd" = asked, not known) as Facts on the day `on`.

    Raises FactError naming every unknown fact and impossible value, and every fact that contradicts its own source
    (age 34 but born 1950). A broken constraint is no error: it is told in `conflicts`.
    """
    problems: dict[str, str] = {}
    ahead = looking_ahead(pathway)
    given: dict[str, FactValue] = {}
    for name, value in raw.items():
        fact = pathway.facts.get(str(name))
        if fact is None:
            problems[str(name)] = _no_such(
                pathway, f"Uppgiften {_quoted(str(name))} finns inte.", name, problems
            )
        elif not _is_unknown(value):
            try:
                given[fact.id] = read_value(fact, value, on=on, ahead=fact.id in ahead)
            except ValueError as error:
                problems[fact.id] = str(error)
    for name in sources or {}:
        if name not in pathway.facts and name not in problems:
            problems[name] = _no_such(
                pathway, f"Källan gäller {_quoted(name)}, som inte finns.", name, problems
            )
    values, spans = _complete(pathway, given, on, problems)
    if problems:
        raise FactError(problems)
    conflicts = tuple(text for text, node in pathway.constraints if truth(node, values) is False)
    asked = frozenset(str(name) for name in raw)
    presumed = _presume(pathway, values, asked)
    return Facts({**values, **presumed}, asked, dict(sources or {}), conflicts, frozenset(presumed), spans)


def _no_such(pathway: Pathway, message: str, name: str, told: Mapping[str, str]) -> str:
    """`message` and the nearest name there is. Looking for it is slow, so not for every one of thousands."""
    hint = suggestion(name, pathway.facts) if len(told) < _HINTS else ""
    return f"{message} {hint}".strip()


def _presume(
    pathway: Pathway, values: Mapping[str, FactValue], asked: frozenset[str]
) -> dict[str, FactValue]:
    """What the map goes from where nobody has asked; never what is told otherwise or would break a constraint."""
    free: dict[str, FactValue] = {
        fact.id: fact.presumed
        for fact in pathway.facts.values()
        if fact.presumed is not None and fact.id not in asked and fact.id not in values
    }
    for name in [*free]:
        only_when = pathway.facts[name].presumed_when
        if only_when is not None and truth(only_when, {**values, **free}) is not True:
            del free[name]
    for _, node in pathway.constraints:
        if truth(node, {**values, **free}) is False:
            free = {name: value for name, value in free.items() if name not in facts_of(node)}
    return free


def read_value(fact: Fact, value: object, *, on: date, ahead: bool = False) -> FactValue:
    """One known value, typed by its fact; ValueError with a Swedish sentence when it is impossible.

    A date after `on` is impossible unless `ahead`.
    """
    if fact.kind == "bool":
        return _bool(fact, value)
    if fact.kind == "int":
        return _int(fact, value)
    if fact.kind == "enum":
        return _enum(fact, value)
    day = read_day(fact, value, on=on)
    if day.first > on and not ahead:
        raise ValueError(f"»{fact.id}« är {day.text}, men den dagen har inte kommit än ({on}).")
    return day.text


def _complete(
    pathway: Pathway, given: Mapping[str, FactValue], on: date, problems: dict[str, str]
) -> tuple[dict[str, FactValue], dict[str, tuple[int, int]]]:
    """`given` and everything derived from it, and the spans; a given fact that its source contradicts is a problem."""
    values, spans, told = dict(given), dict[str, range](), dict[str, tuple[int, int]]()
    for fact in derivations(pathway):
        possible = derive(pathway, fact, values, on=on)
        if fact.id in given:
            if not possible.allows(given[fact.id]) and fact.id not in problems:
                problems[fact.id] = _contradiction(fact, values, possible)
            continue
        known = possible.known
        if known is None and fact.kind == "bool":
            known = implied(pathway, fact, values, spans)
        if known is not None:
            values[fact.id] = known
        elif possible.span is not None:
            told[fact.id] = (possible.span[0], possible.span[-1])
            if same_everywhere(pathway, fact.id, possible.span):
                values[fact.id] = possible.span[0]
            else:
                spans[fact.id] = possible.span
    return values, told


def _contradiction(fact: Fact, values: Mapping[str, FactValue], possible: Possible) -> str:
    source = fact.derivation.source if fact.derivation else None
    reason = f"{source} {values[source]}" if source and source in values else "övriga uppgifter"
    return f"»{fact.id}« är {_said(values[fact.id])}, men {reason} ger {possible}. Rätta den ena."


def _is_unknown(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.strip().lower() in UNKNOWN_WORDS)


def _bool(fact: Fact, value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"»{fact.id}« är ja eller nej, inte {_said(value)}.")


def _int(fact: Fact, value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"»{fact.id}« är ett heltal, inte {_said(value)}.")
    if (fact.minimum is not None and value < fact.minimum) or (
        fact.maximum is not None and value > fact.maximum
    ):
        unit = f" {fact.unit}" if fact.unit else ""
        raise ValueError(
            f"»{fact.id}« är {_said(value)}, men ska vara {fact.minimum} till {fact.maximum}{unit}."
        )
    return value


def _enum(fact: Fact, value: object) -> str:
    known = [choice.id for choice in fact.choices]
    word = value.strip() if isinstance(value, str) else ""
    if isinstance(value, bool):
        word = "ja" if value else "nej"
    if word in known:
        return word
    by_word = {choice.label.lower(): choice.id for choice in fact.choices} | {
        id_.lower(): id_ for id_ in known
    }
    if word.lower() in by_word:
        return by_word[word.lower()]
    hint = suggestion(word, known) if word else f"Det finns: {', '.join(known)}."
    raise ValueError(f"»{fact.id}« kan inte vara {_said(value)}. {hint}")


def _said(value: object) -> str:
    """A value in a message, never longer than a line."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float):
        # NaN is no number, and the only one unlike itself.
        return str(value) if value != value or abs(value) < 10**12 else "ett mycket stort tal"
    if isinstance(value, str):
        return _quoted(value)
    return "en lista" if isinstance(value, list | tuple) else "ett objekt"


def _quoted(text: str) -> str:
    """Someone's own text in a message: short, and with nothing that is invisible or steers a screen."""
    short = text if len(text) <= 40 else f"{text[:40]}…"
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in short)
    return f"»{shown}«"
