"""The answers of one certificate laid out for the rules: by question, by delsvar, and with conditions tried on them."""

from __future__ import annotations

from .forms import Condition, PartRule, QuestionRule
from .model import Answer, Certificate, Code, Value
from .prefill import KINDS as DRAFTS
from .values import parse_boolean

SIGNED_XML = frozenset({"xml-v3", "xml-7263"})


class Sheet:
    """A certificate's answers by question id and values by delsvar id, all in file order.

    `draft`: nothing need be there yet. `xml`: a signed certificate in the national XML form.
    """

    __slots__ = ("answers", "draft", "values", "xml")

    def __init__(self, certificate: Certificate) -> None:
        self.draft = certificate.kind in DRAFTS
        self.xml = certificate.kind in SIGNED_XML
        self.answers: dict[str, list[Answer]] = {}
        self.values: dict[str, list[Value]] = {}
        for answer in certificate.answers:
            self.answers.setdefault(answer.question, []).append(answer)
            for part in answer.parts:
                self.values.setdefault(part.id, []).append(part.value)

    def holds(self, condition: Condition, answer: Answer | None = None) -> bool:
        """Whether any test of the condition is met: within `answer` for its own delsvar, anywhere for others."""
        for id_, allowed in condition.tests:
            if answer is not None and question_of(id_) == answer.question:
                values: list[Value] = [part.value for part in answer.parts if part.id == id_]
            else:
                values = self.values.get(id_, [])
            if any(_canonical(value) in allowed for value in values):
                return True
        return False


def question_of(part_id: str) -> str:
    """The question a delsvar belongs to: 35 for 35.1."""
    return part_id.partition(".")[0]


def named(rule: PartRule | QuestionRule) -> str:
    """How messages name a question or a delsvar: number first, then in words."""
    word = "Fråga" if isinstance(rule, QuestionRule) else "Delsvar"
    return f"{word} {rule.id} ({rule.name})"


def explain(condition: Condition | None, words: str) -> str:
    """A condition as the end of a Swedish sentence: `när 27.1 är nej`."""
    if condition is None:
        return words
    plain = {"true": "ja", "false": "nej"}
    tests = [
        f"{id_} är {either(tuple(sorted(plain.get(value, value) for value in values)))}"
        for id_, values in condition.tests
    ]
    return f"{words} {' eller '.join(tests)}"


def either(words: tuple[str, ...]) -> str:
    """Words as a Swedish choice: `a, b eller c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} eller {words[-1]}"


def _canonical(value: Value) -> str:
    if isinstance(value, Code):
        return value.code
    return (parse_boolean(value) or value.strip()) if isinstance(value, str) else ""
