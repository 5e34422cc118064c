"""The words of a condition: names, numbers, signs; those of other languages are noted and read as what they must mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from typing import NoReturn

from .mistakes import Collector, Place

KEYWORDS = ("och", "eller", "inte", "i", "sant", "falskt", "är_okänd")
_TOKEN = re.compile(
    r"(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)|(?P<number>-?[0-9]{1,12})|(?P<op><=|>=|!=|==|=>|=<|<>|=|<|>|≥|≤|≠)|(?P<mark>\.\.|[(){},])"
)
_FOREIGN = {
    "and": "och", "or": "eller", "not": "inte", "in": "i", "true": "sant", "false": "falskt", "==": "=", "<>": "!=",
    "&&": "och", "||": "eller", "!": "inte", "&": "och", "|": "eller", "≥": ">=", "≤": "<=", "≠": "!=", "=>": ">=",
    "=<": "<=", "ar_okand": "är_okänd", "okänd": "är_okänd",
}  # fmt: skip


class BrokenGrammar(Exception):
    """The text cannot be read further; the mistake is already noted."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a condition: kind is name, number, op, mark or end; `at` is its offset in the text."""

    kind: str
    text: str
    at: int

    @property
    def shown(self) -> str:
        """The word as a message quotes it."""
        return "slutet av villkoret" if self.kind == "end" else f"»{self.text}«"


@dataclass(frozen=True, slots=True)
class Notes:
    """Where the mistakes of one text go; offsets in the text become columns of the file."""

    sink: Collector
    where: Place

    def add(self, at: int, message: str, *, found: str = "", hint: str = "") -> None:
        """Note a mistake and read on."""
        self.sink.add(self.where.after(at), message, found=found, hint=hint)

    def stop(self, at: int, message: str, *, found: str = "", hint: str = "") -> NoReturn:
        """Note a mistake that ends the reading."""
        self.add(at, message, found=found, hint=hint)
        raise BrokenGrammar


def split(text: str, *, known: Container[str], notes: Notes) -> list[Token]:
    """The words of `text`, an `end` last. `known` are names in use, never taken for foreign words."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            _stop_at_strange(text, at, notes)
        token = Token(match.lastgroup or "mark", match.group(), at)
        after_sign = bool(tokens) and tokens[-1].kind == "op" and token.kind == "name"
        tokens.append(token if after_sign or token.text in known else _in_swedish(token, notes))
        at = match.end()
    return [*tokens, Token("end", "", len(text))]


def names_in(text: str) -> tuple[str, ...]:
    """The names a condition text mentions, each once, keywords left out; works on broken text too."""
    found = (match["name"] for match in _TOKEN.finditer(unicodedata.normalize("NFC", text)))
    return tuple(dict.fromkeys(name for name in found if name and name not in KEYWORDS))


def _in_swedish(token: Token, notes: Notes) -> Token:
    meant = _FOREIGN.get(token.text)
    if meant is None:
        return token
    notes.add(token.at, f"»{token.text}« finns inte i villkor.", found=token.text, hint=f"Skriv »{meant}«.")
    return Token(token.kind, meant, token.at)


def _stop_at_strange(text: str, at: int, notes: Notes) -> NoReturn:
    for piece in (text[at : at + 2], text[at]):
        if piece in _FOREIGN:
            hint = f"Skriv »{_FOREIGN[piece]}«."
            notes.stop(at, f"»{piece}« finns inte i villkor.", found=piece, hint=hint)
    hint = "Räkning finns inte i villkor; lägg en uppgift eller ett värde."
    if text[at] in "'\"”»":
        hint = "Val skrivs utan citattecken."
    notes.stop(at, f"Tecknet »{text[at]}« kan inte stå i ett villkor.", found=text[at], hint=hint)
