"""The conditions of the map as text: `alder >= 30 och inte (sgi = finns eller är_okänd(sgi))`.

    villkor  = led {"eller" led}
    led      = faktor {"och" faktor}
    faktor   = "inte" faktor | "(" villkor ")" | "sant" | "falskt" | "är_okänd" "(" uppgift ")" | jämförelse
    jämförelse = uppgift [("=" | "!=" | "<" | "<=" | ">" | ">=") värde | "i" tal ".." tal | "i" "{" val {"," val} "}"]

Types are judged while parsing, against the facts: what cannot mean anything is a mistake with its place, never a
condition that is quietly false. All mistakes of one text are told together (a broken grammar ends the reading).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import NoReturn, cast

from ..model import Fact
from ..nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Operator, Or
from .meaning import Meaning, Scope, how, told
from .mistakes import Collector, DefinitionError, Place, nearest
from .tokens import BrokenGrammar, Notes, Token, names_in, split

__all__ = ["DefinitionError", "Place", "Scope", "names_in", "parse", "to_text"]


def parse(text: str, *, scope: Scope, where: Place) -> Node:
    """The condition `text` as nodes, typed against `scope`.

    Raises DefinitionError with every mistake in the text, each with file, line and (where known) column.
    """
    sink = Collector()
    try:
        node = _Parser(unicodedata.normalize("NFC", text), scope, Notes(sink, where)).whole()
    except BrokenGrammar:
        node = Constant(False)
    sink.check()
    return node


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


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str, scope: Scope, notes: Notes) -> None:
        self.scope, self.notes = scope, notes
        self.meaning = Meaning(scope, notes)
        self.tokens = split(text, known={*scope.facts, *scope.conditions}, notes=notes)
        self.position = 0
        self.depth = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
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
            self.notes.stop(
                self.now.at,
                f"Här väntades »{text}« efter {after}, men det står {self.now.shown}.",
                found=self.now.text,
            )

    # -- grammar -------------------------------------------------------------------------------------------------

    def whole(self) -> Node:
        if self.now.kind == "end":
            self.notes.stop(0, "Villkoret är tomt.", hint="Skriv »sant« om det alltid gäller.")
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
        self.notes.stop(
            token.at, f"Villkoret går inte att läsa vidare vid {token.shown}.", found=token.text, hint=hint
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
            self.notes.stop(self.now.at, "Villkoret är för djupt.", hint="Dela upp det under »villkor:«.")
        try:
            if self.takes("inte"):
                return Not(self.factor())
            if self.takes("("):
                opened = self.tokens[self.position - 1]
                node = self.any_of()
                if self.now.kind == "end":
                    self.notes.stop(
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
            self.notes.stop(
                token.at,
                f"Här väntades en uppgift, men det står {token.shown}.",
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

    def is_unknown(self, token: Token) -> Node:
        if token.text != "är_okänd":
            hint = (
                "Skriv »är_okänd(uppgift)«."
                if nearest(token.text, ("är_okänd",))
                else "Den enda funktionen är »är_okänd«."
            )
            self.notes.stop(token.at, f"Funktionen »{token.text}« finns inte.", found=token.text, hint=hint)
        self.need("(", "»är_okänd«")
        name = self.take()
        if name.kind != "name":
            self.notes.stop(name.at, f"Här väntades en uppgift, men det står {name.shown}.", found=name.text)
        self.meaning.fact(name)
        self.need(")", f"»är_okänd({name.text}«")
        return IsUnknown(name.text)

    def alone(self, token: Token) -> Node:
        if token.text in self.scope.conditions:
            return Named(token.text, self.scope.conditions[token.text])
        fact = self.meaning.fact(token, conditions=True)
        if fact is not None and fact.kind != "bool":
            self.notes.add(
                token.at, f"{told(fact)} och kan inte stå ensam.", found=token.text, hint=how(fact)
            )
        return IsTrue(token.text)

    def comparison(self, token: Token) -> Node:
        op = cast(Operator, self.take().text)
        value_at = self.now
        if value_at.kind not in ("name", "number"):
            self.notes.stop(
                value_at.at,
                f"Här väntades ett värde efter »{op}«, men det står {value_at.shown}.",
                found=value_at.text,
            )
        self.take()
        fact = self.meaning.fact(token, compared=True)
        if fact is None:
            return Constant(False)
        if fact.kind == "int":
            number = self.meaning.integer(fact, value_at)
            if number is not None:
                self.meaning.check_use(fact, op, number, value_at)
            return Compare(fact.id, op, number or 0)
        if fact.kind == "enum":
            if op not in ("=", "!="):
                self.notes.add(
                    value_at.at,
                    f"{told(fact)}; val kan inte jämföras med »{op}«.",
                    found=op,
                    hint=how(fact),
                )
            return Compare(fact.id, op, self.meaning.choice(fact, value_at))
        self.notes.add(
            token.at,
            f"{told(fact)} och kan inte jämföras.",
            found=f"{token.text} {op} {value_at.text}",
            hint=how(fact),
        )
        return Constant(False)

    def membership(self, token: Token) -> Node:
        fact = self.meaning.fact(token, compared=True)
        return self.choices(token, fact) if self.takes("{") else self.span(token, fact)

    def choices(self, token: Token, fact: Fact | None) -> Node:
        words = [self.take()]
        while self.takes(","):
            words.append(self.take())
        self.need("}", "valen")
        if fact is None:
            return Constant(False)
        if fact.kind != "enum":
            self.notes.add(token.at, f"{told(fact)} och har inga val.", found=token.text, hint=how(fact))
            return Constant(False)
        found = [self.meaning.choice(fact, word) for word in words]
        if len(set(found)) < len(found):
            self.notes.add(words[0].at, "Samma val står två gånger.", found=", ".join(found))
        return In(fact.id, tuple(sorted(set(found))))

    def span(self, token: Token, fact: Fact | None) -> Node:
        first = self.take()
        if first.kind not in ("name", "number") or not self.takes(".."):
            hint = "Skriv »alder i 19..29« eller »sgi i {noll, finns}«."
            self.notes.stop(
                first.at, "Efter »i« väntades ett spann eller en mängd.", found=first.text, hint=hint
            )
        last = self.take()
        if last.kind not in ("name", "number"):
            self.notes.stop(
                last.at, f"Här väntades spannets slut, men det står {last.shown}.", found=last.text
            )
        if fact is None:
            return Constant(False)
        if fact.kind != "int":
            self.notes.add(token.at, f"{told(fact)} och har inga spann.", found=token.text, hint=how(fact))
            return Constant(False)
        low, high = self.meaning.integer(fact, first), self.meaning.integer(fact, last)
        if low is None or high is None:
            return Constant(False)
        if low > high:
            hint = f"Menade du {high}..{low}?"
            self.notes.add(first.at, f"Spannet {low}..{high} är tomt.", found=f"{low}..{high}", hint=hint)
        return Between(fact.id, low, high)
