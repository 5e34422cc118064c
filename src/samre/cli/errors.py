"""How a command ends: one exit code for each kind of trouble, and the exception that carries it."""

from __future__ import annotations

OK = 0
FOUND = 1  # the command ran and found faults: a counterexample, a worked case that differs
UNREADABLE = 2  # a file is missing or can't be read; for certificate check: none of them could
WRONG_FACTS = 3  # facts that the map does not know, or values that can't be
BAD_DEFINITION = 4  # the map's own files have a mistake
USAGE = 64  # the command line itself is wrong
BROKEN = 99  # a fault in the program
INTERRUPTED = 130  # Ctrl+C

MEANINGS = {
    OK: "det gick bra",
    FOUND: "körningen hittade fel (motexempel, fall som skiljer)",
    UNREADABLE: "en fil saknas eller går inte att läsa",
    WRONG_FACTS: "okända uppgifter eller omöjliga värden i ärendet",
    BAD_DEFINITION: "fel i kartans egna filer",
    USAGE: "fel i kommandoraden",
    BROKEN: "fel i programmet",
    INTERRUPTED: "avbrutet med Ctrl+C",
}


class UserError(Exception):
    """Something the user can mend. `str()` is a Swedish sentence: what happened, where, what to do."""

    def __init__(self, message: str, *, code: int) -> None:
        super().__init__(message)
        self.code = code
