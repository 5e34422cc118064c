"""What the names and values of a condition mean, judged against the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..model import Fact
from ..nodes import Node, Operator
from .mistakes import suggestion
from .tokens import Notes, Token

UNKNOWN_WORDS = ("okänd", "okand", "okänt", "okant", "vet_inte", "null", "none")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may name: facts, named conditions and dated numbers.

    `values` answers `värde.NAME` with its number, or with a text saying why there is none.
    """

    facts: Mapping[str, Fact]
    conditions: Mapping[str, Node] = field(default_factory=dict)
    values: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Looks up the words of one text; what means nothing is noted and read as something harmless."""

    scope: Scope
    notes: Notes

    def fact(self, token: Token, *, conditions: bool = False, compared: bool = False) -> Fact | None:
        """The fact named by `token`, or None with a mistake."""
        found = self.scope.facts.get(token.text)
        if found is not None:
            return found
        if token.text in self.scope.conditions:
            hint = "Ett villkor står ensamt: skriv bara namnet." if compared else "»är_okänd« tar en uppgift."
            self.notes.add(
                token.at, f"»{token.text}« är ett villkor, inte en uppgift.", found=token.text, hint=hint
            )
            return None
        known = [*self.scope.facts, *(self.scope.conditions if conditions else ())]
        hint = suggestion(token.text, known) or "Rätta namnet eller lägg till uppgiften i fakta.yaml."
        if token.text.startswith("värde."):
            hint = "Ett värde står till höger: »alder >= värde.namn«."
        self.notes.add(token.at, f"Uppgiften »{token.text}« finns inte.", found=token.text, hint=hint)
        return None

    def choice(self, fact: Fact, token: Token) -> str:
        """The choice of an enum fact named by `token`; the first one stands in after a mistake."""
        known = [choice.id for choice in fact.choices]
        if token.text not in known:
            message = f"»{token.text or 'slutet'}« är inget val för {fact.id}."
            unknown = token.text in UNKNOWN_WORDS
            hint = f"Skriv »är_okänd({fact.id})«." if unknown else suggestion(token.text, known)
            self.notes.add(token.at, message, found=token.text, hint=hint)
            return known[0] if known else ""
        return token.text

    def integer(self, fact: Fact, token: Token) -> int | None:
        """The number `token` gives, checked against the bounds of `fact`; None with a mistake."""
        number = int(token.text) if token.kind == "number" else self.dated(fact, token)
        if number is None:
            return None
        low, high = fact.minimum, fact.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            hint = f"{fact.id} går från {low} till {high}."
            self.notes.add(token.at, f"{token.text} ligger utanför {fact.id}.", found=token.text, hint=hint)
            return None
        return number

    def check_use(self, fact: Fact, op: Operator, number: int, token: Token) -> None:
        """A comparison that is the same for everybody is a slip of the pen."""
        never = (op == "<" and number == fact.minimum) or (op == ">" and number == fact.maximum)
        always = (op == ">=" and number == fact.minimum) or (op == "<=" and number == fact.maximum)
        if never or always:
            word = "alltid" if always else "aldrig"
            hint = f"{fact.id} går från {fact.minimum} till {fact.maximum}."
            self.notes.add(
                token.at, f"»{fact.id} {op} {number}« är {word} sant.", found=f"{op} {number}", hint=hint
            )

    def dated(self, fact: Fact, token: Token) -> int | None:
        """The number of `värde.NAME` on the day of loading, or None with a mistake."""
        name = token.text.removeprefix("värde.")
        if name == token.text:
            message = f"{told(fact)} och jämförs med ett tal, inte »{token.text}«."
            hint = (
                f"Menade du »värde.{name}«?"
                if name in self.scope.values
                else "Skriv ett heltal eller »värde.namn«."
            )
            self.notes.add(token.at, message, found=token.text, hint=hint)
            return None
        value = self.scope.values.get(name)
        if isinstance(value, int):
            return value
        if value is None:
            self.notes.add(
                token.at,
                f"Värdet »{name}« finns inte i varden.yaml.",
                found=name,
                hint=suggestion(name, self.scope.values),
            )
        else:
            self.notes.add(token.at, f"»värde.{name}« kan inte användas här: {value}.", found=token.text)
        return None


_KINDS: Mapping[str, str] = {
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


def told(fact: Fact) -> str:
    """What kind of thing a fact is, as a message begins: `»alder« är ett heltal`."""
    return f"»{fact.id}« är {_KINDS[fact.kind]}"


def how(fact: Fact) -> str:
    """How a condition on the fact is written, as the hint of a message."""
    return _HOW[fact.kind](fact)
