"""Two at once with a pause between the reading and the writing: what was acknowledged stands, and nobody is overwritten unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_basis, make_draft, note_fields

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.casework.actions import decision_bases, disposal, notes, standing
from samre.casework.actions.cases import close_case, reopen_case
from samre.casework.actions.drafts import AlreadySigned, discard_draft, save_draft
from samre.casework.actions.steps import finish_step
from samre.casework.actions.tasks import remind
from samre.casework.models import Case, DecisionBasis, DisposalItem, Note, NoteDraft, OpenStep, Person
from samre.casework.rules.settings import pathway_now

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite släpper in en skrivare i taget: make test-postgres",
    ),
]

LONG = 1.0


class Pause:
    """Stops the first call of a function after it has done its work, until it is let on or a second has gone."""

    def __init__(self, patch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        self._reached, self._on = threading.Event(), threading.Event()
        original: Callable[..., object] = getattr(module, name)

        def slow(*args: Any, **kwargs: Any) -> object:
            result = original(*args, **kwargs)
            if not self._reached.is_set():
                self._reached.set()
                self._on.wait(LONG)
            return result

        patch.setattr(module, name, slow)

    def race(self, by: Actor, first: Callable[[], object], second: Callable[[], object]) -> list[object]:
        """What each gave or raised: the second is begun when the first has come to the pause."""

        def then() -> object:
            assert self._reached.wait(10), "den första kom aldrig till pausen: testet prövade inget"
            try:
                return second()
            finally:
                self._on.set()

        found: list[object] = [None, None]

        def run(place: int, call: Callable[[], object]) -> None:
            try:
                with acting_in(by.authority_id):
                    found[place] = call()
            except Exception as error:
                found[place] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate((first, then))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found


def test_what_was_saved_by_itself_while_the_draft_was_signed_is_never_thrown_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, by = make_caseworker()
    with acting_in(by.authority_id):
        case = make_case(by)
        draft = make_draft(case, by)
        own = NoteDraft.objects.select_related("case__person").get(pk=draft.pk)
        signed, saved = Pause(monkeypatch, notes, "read_words").race(
            by,
            lambda: notes.sign_draft(draft=own, seen=1, by=by),
            lambda: save_draft(
                case=case, draft_id=draft.pk, fields=note_fields(text="Den senaste texten"), seen=1, by=by
            ),
        )
        assert isinstance(signed, Note)
        # The writer is told that it came too late; it was not said to be saved.
        assert isinstance(saved, AlreadySigned)


def test_a_draft_thrown_away_while_a_step_is_finished_does_not_bring_the_step_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, by = make_caseworker()
    with acting_in(by.authority_id):
        case = make_case(by)
        draft = make_draft(case, by)
        remind(case=case, kind="utkast", about_what=str(draft.pk), due_on=timezone.localdate(), by=by)
        draft = NoteDraft.objects.select_related("case__person").get(pk=draft.pk)
        step = OpenStep.objects.select_related("case__person").get(case=case)
        other = next(code for code in pathway_now().steps if code != step.step)
        found = Pause(monkeypatch, standing, "stand").race(
            by,
            lambda: discard_draft(draft=draft, by=by),
            lambda: finish_step(step=step, outcome="Klart", followed_by=other, reason="Prov", by=by),
        )
        assert [type(one) for one in found] == [type(None), OpenStep]
        assert Case.objects.get(pk=case.pk).next_step.is_live


def test_a_basis_changed_while_it_is_shown_keeps_the_text_that_was_acknowledged_or_tells_its_writer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, by = make_caseworker()
    with acting_in(by.authority_id):
        basis = make_basis(make_case(by), by)
        shown = DecisionBasis.objects.select_related("case__person").get(pk=basis.pk)
        other = DecisionBasis.objects.select_related("case__person").get(pk=basis.pk)
        today = timezone.localdate()
        first, second = Pause(monkeypatch, decision_bases, "check_move").race(
            by,
            lambda: decision_bases.communicate_basis(
                basis=shown, on=today, how="brev", answer_by=today + timedelta(days=14), seen=1, by=by
            ),
            lambda: decision_bases.change_basis(basis=other, title="Ny", text="Ny text", seen=1, by=by),
        )
        kept = DecisionBasis.objects.get(pk=basis.pk)
        assert isinstance(first, DecisionBasis)
        assert isinstance(second, Denied)
        assert (kept.text, kept.communicated_on, kept.revision) == (basis.text, today, 2)


def test_a_case_opened_again_while_it_is_removed_is_either_kept_or_was_never_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with time_machine.travel(date(2020, 3, 2), tick=False):
        worker, by = make_caseworker()
        with acting_in(by.authority_id):
            case = make_case(by)
            Person.objects.filter(pk=case.person_id).update(born=date(1953, 1, 12))
            incomes = {"income_before": "bistand", "income_after": "lon"}
            close_case(case=case, outcome="M1", reason="Arbete.", by=by, **incomes)
    manager, other = (make_caseworker(unit=worker.unit, role=Role.MANAGER)[1] for _ in range(2))
    with acting_in(by.authority_id):
        run = disposal.plan_disposal(by=manager)
        disposal.approve_disposal(run=run, list_sha256=run.list_sha256, by=other)
        item = DisposalItem.objects.select_related("run").get()
        case = Case.objects.select_related("person").get(pk=case.pk)
        removed, opened = Pause(monkeypatch, disposal, "_may_go").race(
            by,
            lambda: disposal.remove_item(item=item, by=manager),
            lambda: reopen_case(case=case, why="Ny ansökan", by=by),
        )
        assert removed == 1
        assert isinstance(opened, Refused)
        assert "gallrats" in str(opened)
        assert not Case.objects.filter(pk=case.pk).exists()
