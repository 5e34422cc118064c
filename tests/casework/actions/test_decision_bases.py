"""A decision basis is closed only when it is recorded whether, when and how the person was shown it (R46)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_basis, make_draft

from samre.accounts.actors import actor_for
from samre.accounts.acts import Denied, Refused
from samre.accounts.models import User
from samre.casework.actions.cases import add_colleague, close_case, reopen_case
from samre.casework.actions.decision_bases import (
    BasisChanged,
    answer_basis,
    change_basis,
    close_basis,
    communicate_basis,
    exempt_basis,
    rework_basis,
    start_basis,
)
from samre.casework.append_only import KEYS, maintenance
from samre.casework.models import CaseEvent, DecisionBasis
from samre.casework.rules.policies import MOVES, BasisState, Move, basis_state, moves_now
from samre.sealing.ids import new_id


class BasisCase(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by)
        self.today = timezone.localdate()

    def do(self, basis: DecisionBasis, move: Move) -> DecisionBasis:
        """The move by its action, with words that are in order."""
        match move:
            case Move.CHANGE:
                return change_basis(
                    basis=basis, title="Annan rubrik", text=basis.text, seen=basis.revision, by=self.by
                )
            case Move.COMMUNICATE:
                soon = self.today + timedelta(days=14)
                return communicate_basis(
                    basis=basis, on=self.today, how="brev", answer_by=soon, seen=basis.revision, by=self.by
                )
            case Move.EXEMPT:
                return exempt_basis(basis=basis, exception="obehovligt", seen=basis.revision, by=self.by)
            case Move.ANSWER:
                return answer_basis(basis=basis, on=self.today, answer="Det stämmer.", by=self.by)
            case Move.REWORK:
                return rework_basis(basis=basis, by=self.by)
            case Move.CLOSE:
                return close_basis(basis=basis, seen=basis.revision, by=self.by)

    def at(self, state: BasisState) -> DecisionBasis:
        """A new basis that has come to a state."""
        ways = {
            BasisState.DRAFT: (),
            BasisState.COMMUNICATED: (Move.COMMUNICATE,),
            BasisState.ANSWERED: (Move.COMMUNICATE, Move.ANSWER),
            BasisState.EXEMPTED: (Move.EXEMPT,),
            BasisState.CLOSED: (Move.EXEMPT, Move.CLOSE),
        }
        basis = make_basis(self.case, self.by)
        for move in ways[state]:
            basis = self.do(basis, move)
        return basis


class TestMoves(BasisCase):
    def test_every_move_from_every_state_does_what_the_table_says_and_no_other(self) -> None:
        walked = set()
        for state in BasisState:
            for move in Move:
                basis = self.at(state)
                assert basis_state(basis) == state
                after = MOVES.get((state, move))
                if after is None:
                    with pytest.raises(Denied):
                        self.do(basis, move)
                    assert basis_state(DecisionBasis.objects.get(pk=basis.pk)) == state
                elif (state, move) == (BasisState.COMMUNICATED, Move.CLOSE):
                    with pytest.raises(Denied, match="kan svara till"):
                        self.do(basis, move)
                    assert basis.answer_by is not None
                    with time_machine.travel(timezone.now() + timedelta(days=15)):
                        assert basis_state(self.do(basis, move)) == after
                else:
                    assert basis_state(self.do(basis, move)) == after
                walked.add((state, move))
        assert len(walked) == len(BasisState) * len(Move)
        assert set(MOVES) <= walked

    def test_every_way_to_closed_goes_through_being_shown_or_excepted(self) -> None:
        """The table itself: taken away, the two states that record it leave no way from draft to closed."""
        recorded = {BasisState.COMMUNICATED, BasisState.EXEMPTED}
        reached, todo = {BasisState.DRAFT}, [BasisState.DRAFT]
        while todo:
            state = todo.pop()
            for (start, _), after in MOVES.items():
                if start == state and after not in recorded | reached:
                    reached.add(after)
                    todo.append(after)
        assert BasisState.CLOSED not in reached

    def test_the_last_day_to_answer_is_the_person_s_whole_day(self) -> None:
        basis = self.at(BasisState.COMMUNICATED)
        assert basis.answer_by is not None
        assert Move.CLOSE not in moves_now(basis, on=basis.answer_by)
        assert Move.CLOSE in moves_now(basis, on=basis.answer_by + timedelta(days=1))

    def test_the_database_itself_refuses_to_close_what_nobody_was_shown(self) -> None:
        basis = make_basis(self.case, self.by)
        with pytest.raises(IntegrityError), transaction.atomic():
            DecisionBasis.objects.filter(pk=basis.pk).update(closed_at=timezone.now(), closed_by="Någon")


class TestWords(BasisCase):
    def test_what_is_shown_takes_a_day_a_way_and_time_to_answer(self) -> None:
        basis = make_basis(self.case, self.by)
        with pytest.raises(Refused) as told:
            communicate_basis(
                basis=basis,
                on=self.today + timedelta(days=1),
                how="röksignal",
                answer_by=self.today,
                seen=1,
                by=self.by,
            )
        assert set(told.value.problems) == {"dag", "hur", "svara_senast"}

    def test_nothing_is_shown_before_it_was_written_or_answered_before_today(self) -> None:
        with time_machine.travel(timezone.now() - timedelta(days=20)):
            basis = make_basis(make_case(self.by), self.by)
        begun = timezone.localdate(basis.at)
        for day, answer_by, wrong in (
            (begun - timedelta(days=1), self.today, "dag"),
            (begun, self.today - timedelta(days=1), "svara_senast"),
        ):
            with pytest.raises(Refused) as told:
                communicate_basis(basis=basis, on=day, how="brev", answer_by=answer_by, seen=1, by=self.by)
            assert set(told.value.problems) == {wrong}
        done = communicate_basis(basis=basis, on=begun, how="brev", answer_by=self.today, seen=1, by=self.by)
        assert done.communicated_on == begun

    def test_an_empty_basis_is_shown_to_nobody_and_excepted_from_nothing(self) -> None:
        basis = make_basis(self.case, self.by, text="")
        for move in (Move.COMMUNICATE, Move.EXEMPT):
            with pytest.raises(Refused) as told:
                self.do(basis, move)
            assert list(told.value.problems) == ["text"]

    def test_only_the_exceptions_of_the_law_are_exceptions(self) -> None:
        with pytest.raises(Refused, match="undantag"):
            exempt_basis(basis=make_basis(self.case, self.by), exception="har_inte_tid", seen=1, by=self.by)

    def test_an_answer_is_never_lost_when_the_material_is_worked_over(self) -> None:
        basis = rework_basis(basis=self.at(BasisState.ANSWERED), by=self.by)
        assert "Det stämmer." in basis.text
        assert (basis.answer, basis.communicated_on) == ("", None)

    def test_two_writers_are_told_and_nothing_is_overwritten(self) -> None:
        basis = make_basis(self.case, self.by)
        change_basis(basis=basis, title="En", text="Ena", seen=1, by=self.by)
        with pytest.raises(BasisChanged) as told:
            change_basis(basis=basis, title="Två", text="Andra", seen=1, by=self.by)
        assert told.value.saved.text == "Ena"
        assert DecisionBasis.objects.get().text == "Ena"

    def test_what_counts_as_shown_is_the_text_that_was_shown(self) -> None:
        for move in (Move.COMMUNICATE, Move.EXEMPT):
            basis = make_basis(self.case, self.by)
            copy = DecisionBasis.objects.select_related("case__person").get(pk=basis.pk)
            change_basis(basis=copy, title="En", text="Det personen aldrig såg", seen=1, by=self.by)
            with pytest.raises(BasisChanged) as told:
                self.do(basis, move)
            assert told.value.saved.text == "Det personen aldrig såg"
            assert basis_state(DecisionBasis.objects.get(pk=basis.pk)) == BasisState.DRAFT

    def test_nobody_closes_a_basis_that_is_not_the_one_she_read(self) -> None:
        basis = self.at(BasisState.EXEMPTED)
        self.do(self.do(basis, Move.REWORK), Move.EXEMPT)
        with pytest.raises(BasisChanged):
            close_basis(basis=basis, seen=2, by=self.by)
        assert DecisionBasis.objects.get(pk=basis.pk).closed_at is None

    def test_the_same_form_twice_begins_one(self) -> None:
        same = new_id()
        for _ in range(2):
            start_basis(case=self.case, basis_id=same, title="En", by=self.by)
        assert DecisionBasis.objects.count() == 1
        assert CaseEvent.objects.filter(kind="basis.start").count() == 1

    def test_the_same_form_with_another_text_is_not_said_to_be_saved(self) -> None:
        basis = make_basis(self.case, self.by, text="Först")
        with pytest.raises(BasisChanged) as told:
            start_basis(case=self.case, basis_id=basis.pk, title=basis.title, text="Sedan", by=self.by)
        assert told.value.saved.text == "Först"

    def test_an_answer_from_before_it_was_shown_is_refused(self) -> None:
        basis = self.at(BasisState.COMMUNICATED)
        with pytest.raises(Refused, match="Välj en dag"):
            answer_basis(basis=basis, on=date(2026, 1, 1), answer="Ja.", by=self.by)


class TestClosingTheCase(BasisCase):
    def close(self, **more: bool) -> None:
        close_case(
            case=self.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Arbete.",
            by=self.by,
            **more,
        )

    def test_own_drafts_and_open_bases_come_first(self) -> None:
        draft = make_draft(self.case, self.by)
        with pytest.raises(Refused) as told:
            self.close()
        assert list(told.value.problems) == ["utkast"]
        draft.delete()
        basis = make_basis(self.case, self.by)
        with pytest.raises(Refused) as told:
            self.close()
        assert list(told.value.problems) == ["underlag"]
        self.do(self.do(basis, Move.EXEMPT), Move.CLOSE)
        self.close()
        assert not self.case.is_open

    def test_a_colleague_s_draft_is_told_of_and_stays_hers(self) -> None:
        colleague = actor_for(make_assignment(unit=self.assignment.unit))
        add_colleague(case=self.case, user=User.objects.get(pk=colleague.user_id), by=self.by)
        draft = make_draft(self.case, colleague)
        with pytest.raises(Refused, match=colleague.name):
            self.close()
        self.close(others_told=True)
        draft.refresh_from_db()
        reopen_case(case=self.case, why="Kom tillbaka.", by=self.by)
        assert self.case.is_open


class TestTheDatabaseItself(BasisCase):
    """What is closed stays as it is also for whoever writes past the actions."""

    def write(self, basis: DecisionBasis, **fields: object) -> int:
        with transaction.atomic():
            return DecisionBasis.objects.filter(pk=basis.pk).update(**fields)

    def test_a_closed_basis_is_changed_by_nobody(self) -> None:
        basis = self.at(BasisState.CLOSED)
        for fields in ({"closed_at": None, "closed_by": ""}, {"text": "Annan text."}, {"revision": 99}):
            with pytest.raises(IntegrityError, match="ändras aldrig"):
                self.write(basis, **fields)
        basis.refresh_from_db()
        assert basis_state(basis) == BasisState.CLOSED and basis.text != "Annan text."

    def test_an_open_one_is_still_written(self) -> None:
        assert self.write(self.at(BasisState.DRAFT), text="Annan text.") == 1

    def test_a_change_of_keys_may_seal_a_closed_one_anew_and_change_nothing_else(self) -> None:
        basis = self.at(BasisState.CLOSED)
        with transaction.atomic(), maintenance(KEYS, "prov"):
            assert self.write(basis, text=basis.text) == 1
            with pytest.raises(IntegrityError, match="ändras aldrig"):
                self.write(basis, closed_by="Någon Annan")
