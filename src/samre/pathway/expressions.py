"""The conditions of the map as text: `alder >= 30 och inte (sgi = finns eller är_okänd(sgi))`.

    villkor  = led {"eller" led}
    led      = faktor {"och" faktor}
    faktor   = "inte" faktor | "(" villkor ")" | "sant" | "falskt" | "är_okänd" "(" uppgift ")" | jämförelse
    jämförelse = uppgift [("=" | "!=" | "<" | "<=" | ">" | ">=") värde | "i" tal ".." tal | "i" "{" val {"," val} "}"]

Types are judged while parsing, against the facts: what cannot mean anything is a mistake with its place, never a
condition that is quietly false. All mistakes of one text are told together (a broken grammar ends the reading).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn, cast

from .mistakes import Collector, DefinitionError, Place, nearest, suggestion
from .model import Fact
from .nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Operator, Or

OPERATORS = ("<=", ">=", "!=", "=", "<", ">")
KEYWORDS = ("och", "eller", "inte", "i", "sant", "falskt", "är_okänd")
_TOKEN = re.compile(
    r"(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)|(?P<number>-?[0-9]{1,12})|(?P<op><=|>=|!=|==|=>|=<|<>|=|<|>|≥|≤|≠)|(?P<mark>\.\.|[(){},])"
)
UNKNOWN_WORDS = ("okänd", "okand", "okänt", "okant", "vet_inte", "null", "none")
_FOREIGN = {
    "and": "och", "or": "eller", "not": "inte", "in": "i", "true": "sant", "false": "falskt", "==": "=", "<>": "!=",
    "&&": "och", "||": "eller", "!": "inte", "&": "och", "|": "eller", "≥": ">=", "≤": "<=", "≠": "!=", "=>": ">=",
    "=<": "<=", "ar_okand": "är_okänd", "okänd": "är_okänd",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may name: facts, named conditions and dated numbers.

    `values` answers `värde.NAME` with its number, or with a text saying why there is none.
    """

    facts: Mapping[str, Fact]
    conditions: Mapping[str, Node] = field(default_factory=dict)
    values: Mapping[str, int | str] = field(default_factory=dict)


def parse(text: str, *, scope: Scope, where: Place) -> Node:
    """The condition `text` as nodes, typed against `scope`.

    Raises DefinitionError with every mistake in the text, each with file, line and (where known) column.
    """
    sink = Collector()
    parser = _Parser(unicodedata.normalize("NFC", text), scope, where, sink)
    try:
        node = parser.whole()
    except _Stop:
        node = Constant(False)
    sink.check()
    return node


def names_in(text: str) -> tuple[str, ...]:
    """The names a condition text mentions, each once, keywords left out; works on broken text too."""
    found = (match["name"] for match in _TOKEN.finditer(unicodedata.normalize("NFC", text)))
    return tuple(dict.fromkeys(name for name in found if name and name not in KEYWORDS))


_RANK: Mapping[type, int] = {Or: 0, And: 1}


def to_text(node: Node) -> str:
    """The condition in its one canonical spelling; `parse(to_text(node)) == node`."""
    match node:
        case Constant(value):
            return "sant" if value else "falskt"
        case IsTrue(fact):
            return fact
        case Compare(fact, op, value):
            return f"{fact} {op} {value}"
        case Between(fact, low, high):
            return f"{fact} i {low}..{high}"
        case In(fact, values):
            return f"{fact} i {{{', '.join(values)}}}"
        case IsUnknown(fact):
            return f"är_okänd({fact})"
        case Named(name, _):
            return name
        case Not(item):
            return f"inte {_inner(item, 2)}"
        case And(items):
            return " och ".join(_inner(item, 2) for item in items)
        case Or(items):
            return " eller ".join(_inner(item, 1) for item in items)


def _inner(node: Node, rank: int) -> str:
    text = to_text(node)
    return f"({text})" if _RANK.get(type(node), 2) < rank else text


class _Stop(Exception):
    """The grammar is broken; the mistake is already noted."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str, scope: Scope, where: Place, sink: Collector) -> None:
        self.text, self.scope, self.where, self.sink = text, scope, where, sink
        self.depth = 0
        self.position = 0
        self.tokens: list[_Token] = []

    # -- words ---------------------------------------------------------------------------------------------------

    def split(self) -> list[_Token]:
        """The text as tokens, an `end` last."""
        tokens: list[_Token] = []
        at = 0
        while at < len(self.text):
            if self.text[at].isspace():
                at += 1
                continue
            match = _TOKEN.match(self.text, at)
            if match is None:
                self.strange(at)
            tokens.append(self.swedish(_Token(match.lastgroup or "mark", match.group(), at), tokens[-1:]))
            at = match.end()
        return [*tokens, _Token("end", "", len(self.text))]

    def swedish(self, token: _Token, before: list[_Token]) -> _Token:
        """A sign or word of another language is noted and read as the one it must mean."""
        meant = _FOREIGN.get(token.text)
        named = token.text in self.scope.facts or token.text in self.scope.conditions
        if meant is None or named or (token.kind == "name" and before and before[0].kind == "op"):
            return token
        self.note(
            token.at, f"»{token.text}« finns inte i villkor.", found=token.text, hint=f"Skriv »{meant}«."
        )
        return _Token(token.kind, meant, token.at)

    def strange(self, at: int) -> NoReturn:
        """A character no condition has."""
        for length in (2, 1):
            piece = self.text[at : at + length]
            if piece in _FOREIGN:
                self.stop(
                    at, f"»{piece}« finns inte i villkor.", found=piece, hint=f"Skriv »{_FOREIGN[piece]}«."
                )
        hint = (
            "Val skrivs utan citattecken."
            if self.text[at] in "'\"”»"
            else "Räkning finns inte i villkor; lägg en uppgift eller ett värde."
        )
        self.stop(
            at, f"Tecknet »{self.text[at]}« kan inte stå i ett villkor.", found=self.text[at], hint=hint
        )

    def note(self, at: int, message: str, *, found: str = "", hint: str = "") -> None:
        self.sink.add(self.where.after(at), message, found=found, hint=hint)

    def stop(self, at: int, message: str, *, found: str = "", hint: str = "") -> NoReturn:
        self.note(at, message, found=found, hint=hint)
        raise _Stop

    @property
    def now(self) -> _Token:
        return self.tokens[self.position]

    def take(self) -> _Token:
        token = self.now
        self.position += token.kind != "end"
        return token

    def takes(self, text: str) -> bool:
        """Step over `text` if it is next."""
        if self.now.kind != "end" and self.now.text == text:
            self.position += 1
            return True
        return False

    def need(self, text: str, after: str) -> None:
        if not self.takes(text):
            self.stop(
                self.now.at,
                f"Här väntades »{text}« efter {after}, men det står {_shown(self.now)}.",
                found=self.now.text,
            )

    # -- grammar -------------------------------------------------------------------------------------------------

    def whole(self) -> Node:
        self.tokens = self.split()
        if self.now.kind == "end":
            self.stop(0, "Villkoret är tomt.", hint="Skriv »sant« om det alltid gäller.")
        node = self.any_of()
        if self.now.kind != "end":
            self.left_over()
        return node

    def left_over(self) -> NoReturn:
        token = self.now
        meant = nearest(token.text, ("och", "eller"))
        hint = f"Skriv »{meant}«." if meant else "Fattas »och« eller »eller« här?"
        if token.text == ")":
            hint = "Det finns en högerparentes för mycket."
        self.stop(
            token.at, f"Villkoret går inte att läsa vidare vid {_shown(token)}.", found=token.text, hint=hint
        )

    def any_of(self) -> Node:
        items = [self.all_of()]
        while self.takes("eller"):
            items.append(self.all_of())
        return items[0] if len(items) == 1 else Or(tuple(items))

    def all_of(self) -> Node:
        items = [self.factor()]
        while self.takes("och"):
            items.append(self.factor())
        return items[0] if len(items) == 1 else And(tuple(items))

    def factor(self) -> Node:
        self.depth += 1
        if self.depth > 100:
            self.stop(self.now.at, "Villkoret är för djupt.", hint="Dela upp det under »villkor:«.")
        try:
            if self.takes("inte"):
                return Not(self.factor())
            if self.takes("("):
                opened = self.tokens[self.position - 1]
                node = self.any_of()
                if self.now.kind == "end":
                    self.stop(
                        opened.at, "Parentesen stängs aldrig.", found="(", hint="Sätt »)« där den slutar."
                    )
                self.need(")", "parentesen")
                return node
            return self.atom()
        finally:
            self.depth -= 1

    def atom(self) -> Node:
        token = self.take()
        if token.kind != "name" or token.text in ("och", "eller", "i"):
            hint = "Ett villkor börjar med en uppgift, »inte« eller en parentes."
            if token.kind == "number" and self.now.kind == "op":
                hint = "Skriv uppgiften först, till exempel »alder >= 30«."
            self.stop(
                token.at,
                f"Här väntades en uppgift, men det står {_shown(token)}.",
                found=token.text,
                hint=hint,
            )
        if token.text in ("sant", "falskt"):
            return Constant(token.text == "sant")
        if token.text == "är_okänd" or (self.now.text == "(" and token.text not in self.scope.facts):
            return self.is_unknown(token)
        if self.now.kind == "op":
            return self.comparison(token)
        if self.takes("i"):
            return self.membership(token)
        return self.alone(token)

    def is_unknown(self, token: _Token) -> Node:
        if token.text != "är_okänd":
            hint = (
                "Skriv »är_okänd(uppgift)«."
                if nearest(token.text, ("är_okänd",))
                else "Den enda funktionen är »är_okänd«."
            )
            self.stop(token.at, f"Funktionen »{token.text}« finns inte.", found=token.text, hint=hint)
        self.need("(", "»är_okänd«")
        name = self.take()
        if name.kind != "name":
            self.stop(name.at, f"Här väntades en uppgift, men det står {_shown(name)}.", found=name.text)
        self.fact(name)
        self.need(")", f"»är_okänd({name.text}«")
        return IsUnknown(name.text)

    def alone(self, token: _Token) -> Node:
        if token.text in self.scope.conditions:
            return Named(token.text, self.scope.conditions[token.text])
        fact = self.fact(token, conditions=True)
        if fact is not None and fact.kind != "bool":
            self.note(token.at, f"{_told(fact)} och kan inte stå ensam.", found=token.text, hint=_how(fact))
        return IsTrue(token.text)

    def comparison(self, token: _Token) -> Node:
        op = cast(Operator, self.take().text)
        value_at = self.now
        if value_at.kind not in ("name", "number"):
            self.stop(
                value_at.at,
                f"Här väntades ett värde efter »{op}«, men det står {_shown(value_at)}.",
                found=value_at.text,
            )
        self.take()
        fact = self.fact(token, compared=True)
        if fact is None:
            return Constant(False)
        if fact.kind == "int":
            number = self.integer(fact, value_at)
            if number is not None:
                self.check_use(fact, op, number, value_at)
            return Compare(fact.id, op, number or 0)
        if fact.kind == "enum":
            if op not in ("=", "!="):
                self.note(
                    value_at.at,
                    f"{_told(fact)}; val kan inte jämföras med »{op}«.",
                    found=op,
                    hint=_how(fact),
                )
            return Compare(fact.id, op, self.choice(fact, value_at))
        self.note(
            token.at,
            f"{_told(fact)} och kan inte jämföras.",
            found=f"{token.text} {op} {value_at.text}",
            hint=_how(fact),
        )
        return Constant(False)

    def membership(self, token: _Token) -> Node:
        fact = self.fact(token, compared=True)
        return self.choices(token, fact) if self.takes("{") else self.span(token, fact)

    def choices(self, token: _Token, fact: Fact | None) -> Node:
        words = [self.take()]
        while self.takes(","):
            words.append(self.take())
        self.need("}", "valen")
        if fact is None:
            return Constant(False)
        if fact.kind != "enum":
            self.note(token.at, f"{_told(fact)} och har inga val.", found=token.text, hint=_how(fact))
            return Constant(False)
        found = [self.choice(fact, word) for word in words]
        if len(set(found)) < len(found):
            self.note(words[0].at, "Samma val står två gånger.", found=", ".join(found))
        return In(fact.id, tuple(sorted(set(found))))

    def span(self, token: _Token, fact: Fact | None) -> Node:
        first = self.take()
        if first.kind not in ("name", "number") or not self.takes(".."):
            hint = "Skriv »alder i 19..29« eller »sgi i {noll, finns}«."
            self.stop(first.at, "Efter »i« väntades ett spann eller en mängd.", found=first.text, hint=hint)
        last = self.take()
        if last.kind not in ("name", "number"):
            self.stop(last.at, f"Här väntades spannets slut, men det står {_shown(last)}.", found=last.text)
        if fact is None:
            return Constant(False)
        if fact.kind != "int":
            self.note(token.at, f"{_told(fact)} och har inga spann.", found=token.text, hint=_how(fact))
            return Constant(False)
        low, high = self.integer(fact, first), self.integer(fact, last)
        if low is None or high is None:
            return Constant(False)
        if low > high:
            hint = f"Menade du {high}..{low}?"
            self.note(first.at, f"Spannet {low}..{high} är tomt.", found=f"{low}..{high}", hint=hint)
        return Between(fact.id, low, high)

    # -- meaning -------------------------------------------------------------------------------------------------

    def fact(self, token: _Token, *, conditions: bool = False, compared: bool = False) -> Fact | None:
        """The fact named by `token`, or None with a mistake."""
        found = self.scope.facts.get(token.text)
        if found is not None:
            return found
        if token.text in self.scope.conditions:
            hint = "Ett villkor står ensamt: skriv bara namnet." if compared else "»är_okänd« tar en uppgift."
            self.note(
                token.at, f"»{token.text}« är ett villkor, inte en uppgift.", found=token.text, hint=hint
            )
            return None
        known = [*self.scope.facts, *(self.scope.conditions if conditions else ())]
        hint = suggestion(token.text, known) or "Rätta namnet eller lägg till uppgiften i fakta.yaml."
        if token.text.startswith("värde."):
            hint = "Ett värde står till höger: »alder >= värde.namn«."
        self.note(token.at, f"Uppgiften »{token.text}« finns inte.", found=token.text, hint=hint)
        return None

    def choice(self, fact: Fact, token: _Token) -> str:
        known = [choice.id for choice in fact.choices]
        if token.text not in known:
            message = f"»{token.text or 'slutet'}« är inget val för {fact.id}."
            unknown = token.text in UNKNOWN_WORDS
            hint = f"Skriv »är_okänd({fact.id})«." if unknown else suggestion(token.text, known)
            self.note(token.at, message, found=token.text, hint=hint)
            return known[0] if known else ""
        return token.text

    def integer(self, fact: Fact, token: _Token) -> int | None:
        """The number `token` gives, checked against the bounds of `fact`; None with a mistake."""
        number = int(token.text) if token.kind == "number" else self.dated(fact, token)
        if number is None:
            return None
        low, high = fact.minimum, fact.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            hint = f"{fact.id} går från {low} till {high}."
            self.note(token.at, f"{token.text} ligger utanför {fact.id}.", found=token.text, hint=hint)
            return None
        return number

    def check_use(self, fact: Fact, op: Operator, number: int, token: _Token) -> None:
        """A comparison that is the same for everybody is a slip of the pen."""
        never = (op == "<" and number == fact.minimum) or (op == ">" and number == fact.maximum)
        always = (op == ">=" and number == fact.minimum) or (op == "<=" and number == fact.maximum)
        if never or always:
            word = "alltid" if always else "aldrig"
            hint = f"{fact.id} går från {fact.minimum} till {fact.maximum}."
            self.note(
                token.at, f"»{fact.id} {op} {number}« är {word} sant.", found=f"{op} {number}", hint=hint
            )

    def dated(self, fact: Fact, token: _Token) -> int | None:
        name = token.text.removeprefix("värde.")
        if name == token.text:
            message = f"{_told(fact)} och jämförs med ett tal, inte »{token.text}«."
            hint = (
                f"Menade du »värde.{name}«?"
                if name in self.scope.values
                else "Skriv ett heltal eller »värde.namn«."
            )
            self.note(token.at, message, found=token.text, hint=hint)
            return None
        value = self.scope.values.get(name)
        if isinstance(value, int):
            return value
        if value is None:
            self.note(
                token.at,
                f"Värdet »{name}« finns inte i varden.yaml.",
                found=name,
                hint=suggestion(name, self.scope.values),
            )
        else:
            self.note(token.at, f"»värde.{name}« kan inte användas här: {value}.", found=token.text)
        return None


_KIND_TEXT: Mapping[str, str] = {
    "bool": "ja eller nej",
    "int": "ett heltal",
    "enum": "ett val",
    "date": "ett datum",
}
_HOW: Mapping[str, Callable[[Fact], str]] = {
    "bool": lambda fact: f"Skriv bara »{fact.id}« eller »inte {fact.id}«.",
    "int": lambda fact: (
        f"Skriv till exempel »{fact.id} >= {fact.minimum if fact.minimum is not None else 0}«."
    ),
    "enum": lambda fact: f"Skriv »{fact.id} = {fact.choices[0].id if fact.choices else '…'}«.",
    "date": lambda fact: f"Gör en härledd uppgift av {fact.id} (härleds: {{hur: ålder, från: {fact.id}}}).",
}


def _told(fact: Fact) -> str:
    return f"»{fact.id}« är {_KIND_TEXT[fact.kind]}"


def _how(fact: Fact) -> str:
    return _HOW[fact.kind](fact)


def _shown(token: _Token) -> str:
    return "slutet av villkoret" if token.kind == "end" else f"»{token.text}«"


__all__ = ["DefinitionError", "Place", "Scope", "names_in", "parse", "to_text"]
