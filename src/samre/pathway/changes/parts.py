"""The parts of a map as they are compared and told: which register, which field, what it is called, whether it can move anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any

from ..model import DatedValue, Derivation, Fact, LawLimit, LawRef, Pathway, Requirement, TimeLimit, Way
from ..nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Or
from ..reading.expressions import to_text
from ..wording import days_words
from .spoken import spoken

Tell = Callable[[Any, Pathway], str]


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a thing. `how` is "ändrad" or "ändrat", as the word asks for. `rows`: the field is read as rows by id.

    Two are the same when `own` of them is: what a named condition means is told once, where it is defined.
    """

    word: str
    how: str
    read: Callable[[Any], Any]
    tell: Tell
    moves: bool = False
    rows: bool = False

    def same(self, one: object, two: object) -> bool:
        """Whether the part is the same in both, what it names set aside."""
        return bool(own(one) == own(two))


def own(value: object) -> object:
    """A field without what stands elsewhere: a condition as it is written, with the names of others in it."""
    match value:
        case Requirement() | Way():
            return replace(value, condition=_written(value.condition))
        case LawLimit():
            return replace(value, when=_written(value.when))
        case Derivation():
            return replace(value, condition=_written(value.condition))
        case (
            Constant()
            | IsTrue()
            | Compare()
            | Between()
            | In()
            | IsUnknown()
            | Not()
            | And()
            | Or()
            | Named()
        ):
            return to_text(value)
    return value


def _written(node: Node | None) -> Any:
    return None if node is None else to_text(node)


@dataclass(frozen=True, slots=True)
class Kind:
    """A register of the map: what one of its things is called, and its parts. `moving`: a new or lost one can move people."""

    word: str
    new: str
    gone: str
    of: Callable[[Pathway], Mapping[str, Any]]
    parts: tuple[Part, ...]
    called: Callable[[str, Any], str]
    moving: bool = False


def _text(value: object, _: Pathway) -> str:
    return str(value)


def _number(value: object, _: Pathway) -> str:
    return "" if value is None else str(value)


def _flag(value: object, _: Pathway) -> str:
    return "ja" if value else "nej"


def _presumed(value: object, pathway: Pathway) -> str:
    if value is None:
        return "ingenting"
    return _flag(value, pathway) if isinstance(value, bool) else str(value)


def _day(value: date | None, _: Pathway) -> str:
    return "" if value is None else value.isoformat()


def _list(values: Iterable[object], _: Pathway) -> str:
    return "; ".join(map(str, values))


def _node(node: Node | None, pathway: Pathway) -> str:
    return "" if node is None else spoken(node, pathway.facts)


def _actor(id_: str, pathway: Pathway) -> str:
    return pathway.actors[id_].name if id_ in pathway.actors else id_


def _actors(ids: Iterable[str], pathway: Pathway) -> str:
    return "; ".join(_actor(id_, pathway) for id_ in ids)


def _phase(id_: str, pathway: Pathway) -> str:
    return pathway.phases[id_].name if id_ in pathway.phases else id_


def _goals(ids: Iterable[str], pathway: Pathway) -> str:
    return "; ".join(pathway.goals[id_].name if id_ in pathway.goals else id_ for id_ in ids)


def _forms(ids: Iterable[str], pathway: Pathway) -> str:
    return "; ".join(f"{id_} {pathway.forms[id_].name}" if id_ in pathway.forms else id_ for id_ in ids)


def _contact(id_: str, pathway: Pathway) -> str:
    return pathway.contacts[id_].name if id_ in pathway.contacts else id_


def _laws(refs: tuple[LawRef, ...]) -> str:
    return f" ({', '.join(map(str, refs))})" if refs else ""


def _limit(limit: TimeLimit, _: Pathway) -> str:
    kind = "lag" if limit.statutory else "förslag"
    return f"{days_words(limit.days)}, {kind}: {limit.text}{_laws(limit.law)}"


def _months(number: int) -> str:
    return "1 månad" if number == 1 else f"{number} månader"


def _law_limit(limit: LawLimit, pathway: Pathway) -> str:
    length = _months(limit.months) if limit.months else days_words(limit.days)
    source = pathway.facts[limit.source].label if limit.source in pathway.facts else limit.source
    return f"{length} från {source}, när {_node(limit.when, pathway)}: {limit.text}{_laws(limit.law)}"


def _requirement(need: Requirement, pathway: Pathway) -> str:
    return f"{need.text}: {_node(need.condition, pathway)}{_laws(need.law)}"


def _way(way: Way, pathway: Pathway) -> str:
    when = f", när {_node(way.condition, pathway)}" if way.condition is not None else ""
    return f"{way.text}{when}"


def _derivation(rule: Derivation | None, pathway: Pathway) -> str:
    if rule is None:
        return ""
    if rule.condition is not None:
        return _node(rule.condition, pathway)
    names = (rule.source, rule.fallback)
    source = " eller ".join(pathway.facts[name].label for name in names if name and name in pathway.facts)
    return f"{rule.kind.replace('_', ' ')} av {source}" + (f", tabell {rule.table}" if rule.table else "")


def _spans(value: DatedValue, _: Pathway) -> str:
    return "; ".join(
        f"{number} från {start.isoformat()}{f' till {end.isoformat()}' if end else ''}"
        for start, end, number in value.spans
    )


def _table(value: Mapping[int, int], _: Pathway) -> str:
    return "; ".join(f"{key}: {number}" for key, number in value.items())


def _choices(fact: Fact) -> dict[str, str]:
    return {choice.id: choice.label for choice in fact.choices}


def _ways(ways: Iterable[Way]) -> dict[str, Way]:
    """The ways by where they go; a second one to the same place gets a number."""
    found: dict[str, Way] = {}
    for way in ways:
        again = sum(1 for name in found if name.split(" ")[0] == way.target)
        found[way.target if not again else f"{way.target} ({again + 1})"] = way
    return found


def _field(name: str, word: str, how: str, tell: Tell = _text, *, moves: bool = False) -> Part:
    return Part(word, how, attrgetter(name), tell, moves)


_STEP = (
    _field("name", "namn", "ändrat"),
    _field("short", "kort namn", "ändrat"),
    _field("phase", "fas", "ändrad", _phase),
    _field("responsible", "ansvarig", "ändrad", _actor),
    _field("starts", "den som börjar", "ändrad", _actor),
    _field("participants", "medverkande", "ändrade", _actors),
    _field("commitment", "åtagande", "ändrat"),
    _field("relevant", "villkor för att vara öppet", "ändrat", _node, moves=True),
    Part("krav", "ändrat", lambda step: {need.id: need for need in step.requires}, _requirement, True, True),
    _field("done", "villkor för att vara klart", "ändrat", _node, moves=True),
    _field("limit", "frist", "ändrad", _limit),
    Part("lagens frist", "ändrad", lambda step: {item.text: item for item in step.law_limits}, _law_limit, False, True),
    _field("must_know", "det som måste vetas", "ändrat", _list),
    _field("evidence", "underlag", "ändrat", _list),
    _field("forms", "blanketter", "ändrade", _forms),
    _field("contact", "kontakt", "ändrad", _contact),
    _field("law", "lagrum", "ändrat", _list),
    _field("uncertain", "det som är osäkert", "ändrat", _list),
    Part("väg till", "ändrad", lambda step: _ways(step.ways), _way, False, True),
    _field("goals", "mål", "ändrade", _goals),
    _field("advice", "råd", "ändrat"),
    _field("escalation", "om inget svar", "ändrat"),
    _field("expires", "rätt som går ut", "ändrad", _flag),
)  # fmt: skip

_FACT = (
    _field("label", "etikett", "ändrad"),
    _field("question", "fråga", "ändrad"),
    _field("help", "hjälp", "ändrad"),
    _field("kind", "sort", "ändrad", moves=True),
    _field("group", "grupp", "ändrad"),
    Part("svaret", "ändrat", _choices, _text, True, True),
    _field("minimum", "minsta värde", "ändrat", _number, moves=True),
    _field("maximum", "största värde", "ändrat", _number, moves=True),
    _field("unit", "enhet", "ändrad"),
    _field("who", "de som kan svara", "ändrade", _actors),
    _field("evidence", "underlag", "ändrat", _list),
    _field("cost", "kostnad att ta reda på", "ändrad", _number),
    _field("valid_days", "dagar som svaret gäller", "ändrade", _number, moves=True),
    _field("derivation", "hur den räknas ut", "ändrat", _derivation, moves=True),
    _field("presumed", "det kartan utgår från", "ändrat", _presumed, moves=True),
    _field("presumed_when", "när kartan utgår från det", "ändrat", _node, moves=True),
    _field("weights", "fördelning", "ändrad", lambda value, _: "; ".join(f"{k} {v:g}" for k, v in value.items())),
    _field("bands", "fördelning i spann", "ändrad", lambda value, _: "; ".join(f"{a}–{b} {w:g}" for a, b, w in value)),
)  # fmt: skip

_NAMED = (
    _field("name", "namn", "ändrat"),
    _field("short", "kort namn", "ändrat"),
    _field("text", "text", "ändrad"),
)

_LAW = (
    _field("name", "namn", "ändrat"),
    _field("number", "nummer", "ändrat"),
    _field("source", "källa", "ändrad"),
    _field("checked", "dag då texten lästes", "ändrad", _day),
    _field("next_check", "dag för nästa läsning", "ändrad", _day),
    _field("note", "anmärkning", "ändrad"),
)

_VALUE = (
    _field("name", "namn", "ändrat"),
    _field("unit", "enhet", "ändrad"),
    Part("belopp och tider", "ändrade", lambda value: value, _spans, True),
    _field("table", "tabell", "ändrad", _table, moves=True),
    _field("law", "lagrum", "ändrat", _list),
    _field("source", "källa", "ändrad"),
    _field("checked", "dag då det kontrollerades", "ändrad", _day),
    _field("verify", "det som ska kontrolleras", "ändrat"),
)

_PROGRAMME = (
    _field("name", "namn", "ändrat"),
    _field("actor", "aktör", "ändrad", _actor),
    _field("text", "text", "ändrad"),
    _field("valid_from", "gäller från", "ändrat", _day),
    _field("valid_to", "gäller till", "ändrat", _day),
    _field("source", "källa", "ändrad"),
    _field("verify", "det som ska kontrolleras", "ändrat"),
)

_WHOLE = (
    _field("id", "version", "ändrad"),
    _field("name", "namn", "ändrat"),
    _field("valid_from", "gäller från", "ändrat", _day),
)


def _named(id_: str, thing: Any) -> str:
    return f"{id_} {thing.name}"


def _register(word: str, new: str, gone: str, name: str) -> Kind:
    return Kind(word, new, gone, attrgetter(name), _NAMED, _named)


def _itself(id_: str, _: object) -> str:
    return id_


def _node_itself(node: Node) -> Node:
    return node


_CONTENT = Part("innehåll", "ändrat", _node_itself, _node, True)

PARTS: tuple[Kind, ...] = (
    Kind("kartan", "ny", "borttagen", lambda pathway: {"": pathway}, _WHOLE, lambda _, pathway: pathway.name),
    Kind("steget", "nytt", "borttaget", attrgetter("steps"), _STEP, lambda id_, step: f"{id_} {step.short}", True),
    Kind("uppgiften", "ny", "borttagen", attrgetter("facts"), _FACT, lambda _, fact: fact.label, True),
    Kind("villkoret", "nytt", "borttaget", attrgetter("conditions"), (_CONTENT,), _itself, True),
    Kind("sambandet", "nytt", "borttaget", lambda pathway: dict(pathway.constraints), (replace(_CONTENT, moves=False),), _itself),
    Kind("värdet", "nytt", "borttaget", attrgetter("values"), _VALUE, lambda _, value: value.name, True),
    Kind("programmet", "nytt", "borttaget", attrgetter("programmes"), _PROGRAMME, lambda _, item: item.name),
    Kind("lagen", "ny", "borttagen", attrgetter("laws"), _LAW, _named),
    _register("blanketten", "ny", "borttagen", "forms"),
    _register("aktören", "ny", "borttagen", "actors"),
    _register("fasen", "ny", "borttagen", "phases"),
    _register("målet", "nytt", "borttaget", "goals"),
    _register("kontakten", "ny", "borttagen", "contacts"),
    _register("frågegruppen", "ny", "borttagen", "groups"),
)  # fmt: skip
