"""Nothing of the trade is written in Python: ages, spans, paragraphs and form names belong in the definition."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .sources import SRC, docstrings, name, python_files, report, tree

# Ages and spans that law or practice gives. Smaller numbers, and 64 bits, mean too many other things to be watched.
AGES = {19, 29, 61, 62, 63, 65, 66, 67, 68, 69, 70}
SPANS = {90, 91, 180, 181, 364, 365, 450, 548, 550, 914}
PARAGRAPH = re.compile(
    r"\b(?:SFB|SoL|OSL|FPL|LSS|HSL|FL|SoF|HVFS|HSLF-FS)\b \d|\d+ ?§|\bFK ?\d{4}\b(?= |$)|\bB\d{1,2}\b blankett"
)

# (file, literal) → why it is no fact of the trade. An exemption that is no longer needed fails.
EXEMPT: dict[tuple[str, object], str] = {
    ("src/samre/certificate/rules_chain.py", 90): "how many characters of the doctor's words a reason quotes",
    ("src/samre/casework/rules/deadlines.py", 19): "years of the moon's cycle, in the computus of Easter",
    ("src/samre/casework/documents/fact_words.py", 365): "days to a year when a time is told roughly",
    ("src/samre/pathway/proof/gaps.py", 365): "how old a reading of the law may be: our own housekeeping",
}
NO_WORDS = {"src/samre/pathway/picture/inter_widths.py": "widths of the letters of a font"}


def literals() -> Iterator[tuple[str, int, object]]:
    for path in python_files():
        if not path.is_relative_to(SRC):
            continue
        module = tree(path)
        texts = docstrings(module)
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and id(node) not in texts:
                yield name(path), node.lineno, node.value


def is_of_the_trade(value: object) -> bool:
    if isinstance(value, str):
        return bool(PARAGRAPH.search(value))
    return type(value) is int and value in AGES | SPANS


def test_ages_spans_and_paragraphs_are_in_the_definition() -> None:
    found = [
        f"{file}:{line} {value!r}"
        for file, line, value in literals()
        if is_of_the_trade(value) and (file, value) not in EXEMPT and file not in NO_WORDS
    ]
    advice = "put it in src/samre/definitions with source and date; if it is something else, say so in EXEMPT"
    assert not found, report(found, advice)


def test_every_exemption_is_still_needed() -> None:
    present = {(file, value) for file, _, value in literals()}
    left_over = [
        f"{file}: {value!r} ({EXEMPT[file, value]})" for file, value in EXEMPT if (file, value) not in present
    ]
    assert not left_over, report(left_over, "take it out of EXEMPT")
    lost = set(NO_WORDS) - {file for file, _, value in literals() if is_of_the_trade(value)}
    assert not lost, "take it out of NO_WORDS"
