"""Every rule of the law has a test by name, and what is broken on purpose is what docs/rules.md says (R1–R60, K1–K20)."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

import pytest
from tests.trust.breaks import BREAKS as ACCESS
from tests.trust.samverkan_breaks import BREAKS as SAMVERKAN
from tests.trust.styrgrupp_breaks import BREAKS as STYRGRUPP

from .sources import ROOT, functions, report, tree

ROW = re.compile(r"^\| (R\d+|K\d+|svar) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
LAST, LAST_OF_THE_MAP = 60, 20
# Those that name their test themselves.
NAMED = (*SAMVERKAN, *STYRGRUPP)


@dataclass(frozen=True)
class Rule:
    """A row of the table."""

    id: str
    tests: tuple[str, ...]
    broken: tuple[str, ...]


def rules() -> list[Rule]:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    return [
        Rule(
            id_,
            tuple(re.findall(r"`([^`]+)`", tests)),
            tuple(one for one in broken.strip().split("; ") if one),
        )
        for id_, _, tests, broken in ROW.findall(text)
    ]


def is_there(test: str) -> bool:
    """Whether `path::Class::test` or `path::test` is written in that file."""
    path, *names = test.split("::")
    file = ROOT / path
    if not file.is_file() or not 1 <= len(names) <= 2:
        return False
    found = tree(file)
    if len(names) == 1:
        return names[0] in {one.name for one in found.body if isinstance(one, ast.FunctionDef)}
    groups = [one for one in found.body if isinstance(one, ast.ClassDef) and one.name == names[0]]
    return any(one.name == names[1] for group in groups for one in functions(ast.Module(group.body, [])))


def test_every_rule_of_the_law_stands_in_the_table_once() -> None:
    ids = [rule.id for rule in rules()]
    law = [f"R{number}" for number in range(1, LAST + 1)]
    of_the_map = [f"K{number}" for number in range(1, LAST_OF_THE_MAP + 1)]
    assert sorted(ids) == sorted([*law, *of_the_map, "svar"])


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_it_has_a_test_and_each_that_is_named_is_there(rule: Rule) -> None:
    lost = [test for test in rule.tests if not is_there(test)]
    assert rule.tests, f"{rule.id}: name a test in docs/rules.md"
    assert not lost, report(lost, "mend the name in docs/rules.md, or the test")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_what_is_broken_on_purpose_is_what_the_table_says(rule: Rule) -> None:
    broken = dict.fromkeys(one.what for one in (*ACCESS, *NAMED) if one.rule == rule.id)
    assert list(rule.broken) == list(broken), f"{rule.id}: docs/rules.md should say: {'; '.join(broken)}"
    asked = {one.test for one in NAMED if one.rule == rule.id}
    assert asked <= set(rule.tests), report(
        sorted(asked - set(rule.tests)), f"name them at {rule.id} in docs/rules.md"
    )


def test_nothing_is_broken_that_the_table_does_not_know() -> None:
    assert {one.rule for one in (*ACCESS, *NAMED)} <= {rule.id for rule in rules()}
