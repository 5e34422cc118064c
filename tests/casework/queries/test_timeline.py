"""The timeline tells everything that happens in a case, in words, newest first, and the same number of queries however much."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker
from tests.consistency.sources import functions, name, python_files, report, tree

from samre.accounts.actors import actor_for, system_actor
from samre.accounts.models import User
from samre.casework.actions.cases import add_colleague, hand_over
from samre.casework.actions.core import tell
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.steps import choose_step, finish_step
from samre.casework.models import Case, CaseEvent
from samre.casework.queries.timeline import since, timeline
from samre.casework.queries.timeline_words import BLANK, BLANKS, groups, timeline_rules


def told_kinds() -> Iterator[tuple[str, str]]:
    """(where, kind) for every `tell(…, kind=…)`; where the kind is a name, every text of the form noun.verb around it, and where it
    is looked up in a table, those of the module's tables."""
    for path in python_files("casework"):
        tables = [one for one in tree(path).body if isinstance(one, ast.Assign | ast.AnnAssign)]
        for function in functions(tree(path)):
            for call in ast.walk(function):
                if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "tell"):
                    continue
                kind = next((word.value for word in call.keywords if word.arg == "kind"), None)
                if kind is None:
                    continue
                texts = [one.value for one in ast.walk(kind) if isinstance(one, ast.Constant)]
                if not texts:
                    around = tables if isinstance(kind, ast.Subscript) else function.body
                    texts = [
                        one.value
                        for part in around
                        for one in ast.walk(part)
                        if isinstance(one, ast.Constant)
                    ]
                for text in texts:
                    if (
                        isinstance(text, str)
                        and text.count(".") == 1
                        and text.replace(".", "").replace("_", "").isalpha()
                    ):
                        yield f"{name(path)}:{call.lineno}", text


def test_every_event_an_action_tells_has_words() -> None:
    kinds = {kind: where for where, kind in told_kinds()}
    assert len(kinds) > 20
    words = timeline_rules()["händelser"]
    found = [f"{where} {kind}" for kind, where in kinds.items() if kind not in words]
    assert not found, report(found, "write its words in definitions/2026-11/tidslinje.yaml")


def test_the_words_use_only_blanks_that_exist_and_groups_that_exist() -> None:
    for kind, row in timeline_rules()["händelser"].items():
        assert row["grupp"] in groups(), kind
        blanks = {blank for text in (row["text"], *row.get("mer", [])) for blank in BLANK.findall(text)}
        assert blanks <= set(BLANKS), kind


class TestTimeline(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by)
        self.case = Case.objects.select_related("person", "handler", "unit").get(pk=self.case.pk)

    def test_what_happened_is_told_in_words_newest_first(self) -> None:
        enter_facts(case=self.case, values={"barn_i_hushallet": 2}, source="personen", by=self.by)
        rows = timeline(self.case, self.by).rows
        assert rows[0].kind == "fact.enter"
        assert rows[0].text == "Uppgift: Barn i hushållet"
        assert rows[0].more == "Personens egen uppgift"
        assert rows[0].who == "Du"
        assert rows[-1].text == "Ärendet öppnades"
        assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)

    def test_what_goes_on_is_on_top_with_who_and_until_when(self) -> None:
        on_top = timeline(self.case, self.by).ongoing
        assert len(on_top) == 1
        assert on_top[0].due is not None
        assert on_top[0].who

    def test_a_dropped_step_is_grey_and_still_there(self) -> None:
        choose_step(case=self.case, step="S12", reason="Personen vill pröva nu.", by=self.by)
        step = self.case.steps.get(step="S12")
        finish_step(step=step, outcome="Personen ångrade sig", dropped=True, by=self.by)
        rows = [row for row in timeline(self.case, self.by).rows if row.subject == step.pk]
        assert {row.kind for row in rows} == {"step.open", "step.drop"}
        assert all(row.dimmed for row in rows)
        assert not any(row.dimmed for row in timeline(self.case, self.by).rows if row.subject != step.pk)

    def test_one_group_can_be_chosen_and_no_other_words(self) -> None:
        enter_facts(case=self.case, values={"barn_i_hushallet": 2}, source="personen", by=self.by)
        assert {row.group for row in timeline(self.case, self.by, group="steg").rows} == {"steg"}
        with pytest.raises(KeyError):
            timeline(self.case, self.by, group="diagnos")

    def test_everything_comes_once_over_the_pages(self) -> None:
        for number in range(7):
            tell(self.case, by=self.by, kind="note.mark_copied", number=number)
        every = [row.id for row in timeline(self.case, self.by).rows]
        pages, page = [], 1
        while True:
            part = timeline(self.case, self.by, page=page, per_page=3)
            pages += [row.id for row in part.rows]
            if not part.has_more:
                break
            page += 1
        assert pages == every

    def test_the_number_of_queries_is_the_same_for_3_and_for_30(self) -> None:
        counts = []
        for more in (3, 30):
            for _ in range(more):
                tell(self.case, by=self.by, kind="step.finish", subject=uuid4(), step="S02")
                tell(self.case, by=self.by, kind="note.sign", subject=uuid4(), number=1)
            with CaptureQueriesContext(connection) as queries:
                timeline(self.case, self.by)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 8

    def test_news_is_what_others_did_since(self) -> None:
        colleague = actor_for(make_assignment(unit=self.assignment.unit))
        add_colleague(case=self.case, user=User.objects.get(pk=colleague.user_id), by=self.by)
        seen = timezone.now()
        assert since(self.case, self.by, seen) == ()
        enter_facts(case=self.case, values={"barn_i_hushallet": 1}, source="personen", by=self.by)
        choose_step(case=self.case, step="S12", reason="Personen vill pröva nu.", by=colleague)
        assert [row.kind for row in since(self.case, self.by, seen)] == ["step.open"]
        assert [row.kind for row in since(self.case, colleague, seen)] == ["fact.enter"]
        assert since(self.case, self.by, None) == ()

    def test_what_the_system_did_is_news(self) -> None:
        seen = timezone.now() - timedelta(seconds=1)
        tell(self.case, by=system_actor(self.case.owner, "natt"), kind="step.unanswered", step="S02")
        assert [row.who for row in since(self.case, self.by, seen)] == ["SAMRE"]

    def test_a_colleague_with_protected_data_is_told_by_title(self) -> None:
        other = make_assignment(unit=self.assignment.unit)
        hand_over(case=self.case, to=other.user, note="Allt är klart.", by=self.by)
        User.objects.filter(pk=self.by.user_id).update(is_protected=True)
        texts = " ".join(row.who for row in timeline(self.case, actor_for(other)).rows)
        assert self.by.name not in texts
        assert self.by.title in texts

    def test_a_day_that_differs_from_the_day_of_writing_is_shown(self) -> None:
        day = timezone.localdate() - timedelta(days=3)
        tell(self.case, by=self.by, kind="basis.answer", on=day)
        tell(self.case, by=self.by, kind="basis.close")
        first, second = timeline(self.case, self.by).rows[:2]
        assert (first.on, second.on) == (None, day)

    def test_an_event_nobody_has_words_for_is_still_shown(self) -> None:
        CaseEvent.objects.create(
            owner_id=self.case.owner_id,
            case=self.case,
            kind="rymd.farkost",
            happened_on=date(2026, 11, 1),
            by_name="x",
            by_authority="x",
        )
        assert any(row.text == "Händelse i ärendet" for row in timeline(self.case, self.by).rows)
