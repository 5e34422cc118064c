"""Mistakes in a definition: where, what was found, the nearest known name, what to do. All of them, not the first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file; `line` and `column` count from 1. `column` is None when only the line is sure."""

    file: str
    line: int
    column: int | None = None

    def after(self, offset: int) -> Place:
        """The place `offset` characters further on the same line."""
        return self if self.column is None else Place(self.file, self.line, self.column + offset)

    def __str__(self) -> str:
        spot = f"{self.file}, rad {self.line}"
        return spot if self.column is None else f"{spot}, kolumn {self.column}"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in a definition. `message` says what, `found` quotes it, `hint` says what to do (Swedish)."""

    file: str
    line: int
    column: int | None
    found: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{Place(self.file, self.line, self.column)}: {self.message}"
        return f"{text} {self.hint}" if self.hint else text


class DefinitionError(ValueError):
    """A definition that cannot be used. `mistakes` has every mistake found, in file and line order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        many = len(self.mistakes)
        head = "1 fel i definitionen" if many == 1 else f"{many} fel i definitionen"
        super().__init__("\n".join([f"{head}:", *(f"  {mistake}" for mistake in self.mistakes)]))


@dataclass(slots=True)
class Collector:
    """Gathers mistakes while reading goes on; `check` raises them together."""

    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, where: Place, message: str, *, found: str = "", hint: str = "") -> None:
        """Note a mistake at `where`; the same words at the same spot are noted once."""
        mistake = Mistake(where.file, where.line, where.column, found, message, hint)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def check(self, *, order: Sequence[str] = ()) -> None:
        """Raise DefinitionError when anything was noted; `order` lists files in the order they should be told."""
        if not self.mistakes:
            return
        rank = {name: number for number, name in enumerate(order)}

        def place(mistake: Mistake) -> tuple[int, str, int, int]:
            return rank.get(mistake.file, len(rank)), mistake.file, mistake.line, mistake.column or 0

        raise DefinitionError(sorted(self.mistakes, key=place))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when nothing is alike. Case and å/ä/ö do not count as unlike."""
    plain = {_plain(candidate): candidate for candidate in reversed(list(known))}
    found = get_close_matches(_plain(name), plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else None


def suggestion(name: str, known: Iterable[str], *, most: int = 8) -> str:
    """`Menade du »x«?`; when nothing is alike, all there is to choose from if that is at most `most` names."""
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    if near is not None:
        return f"Menade du »{near}«?"
    return f"Det finns: {', '.join(names)}." if 0 < len(names) <= most else ""


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("åäö", "aao"))
