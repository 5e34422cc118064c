"""Writers that ask for the same locks get them in the same order: none of them is thrown out for the other's sake."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import askable, call, make_meeting
from tests.casework.disclosure_factories import EVERYTHING, assess, choose, make_draft, make_inbox, send
from tests.casework.factories import make_case, make_caseworker
from tests.casework.plan_factories import make_draft as make_plan_draft

from samre.accounts.actors import Actor
from samre.accounts.models import Unit
from samre.accounts.scope import acting_in
from samre.casework.actions import meetings, plans, records
from samre.casework.actions.meeting_seats import add_seat
from samre.casework.models import Delivery, Disclosure, Meeting, Participant, Plan, PlanState, Record

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite släpper in en skrivare i taget: make test-postgres",
    ),
]
LONG = 1.5
Doing = tuple[Actor, Callable[[], object]]


class Stop:
    """Stops the first writer at a function, before or after it has done its work, until the second has come as far as it can."""

    def __init__(self, patch: pytest.MonkeyPatch, module: Any, name: str, *, before: bool = False) -> None:
        self._reached, self._on = threading.Event(), threading.Event()
        original: Callable[..., object] = getattr(module, name)

        @contextmanager
        def around() -> Iterator[None]:
            is_first = threading.current_thread().name == "first" and not self._reached.is_set()
            if is_first and before:
                self._wait()
            yield
            if is_first and not before:
                self._wait()

        def slow(*args: Any, **kwargs: Any) -> object:
            with around():
                return original(*args, **kwargs)

        patch.setattr(module, name, slow)

    def _wait(self) -> None:
        self._reached.set()
        self._on.wait(LONG)

    def race(self, first: Doing, second: Doing) -> list[object]:
        """What each gave or raised."""
        found: list[object] = [None, None]

        def run(place: int, doing: Doing) -> None:
            by, act = doing
            try:
                if place:
                    assert self._reached.wait(10), "den första kom aldrig till pausen: testet prövade inget"
                with acting_in(by.authority_id):
                    found[place] = act()
            except Exception as error:
                found[place] = error
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=run, args=pair, name=name)
            for name, pair in zip(("first", "second"), enumerate((first, second)), strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found


def test_a_document_is_registered_while_another_case_lets_something_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, by = make_caseworker()
    with acting_in(by.authority_id):
        case = make_case(by, name="Alva Provsson", number="195010172483", facts={"sgi": "noll"})
        other, unit = make_case(by, name="Bo Provsson"), make_inbox()
        make_consent(case, by, to=[unit], categories=EVERYTHING)
        draft = assess(choose(make_draft(case, by, to=unit), by, "person:namn", "uppgift:sgi"), by)
        register(other, by)
        kept = Disclosure.objects.select_related("case__person").get(pk=draft.pk)
    found = Stop(monkeypatch, records, "next_record_number").race(
        (by, lambda: register(other, by)), (by, lambda: send(kept, by))
    )
    assert [type(one) for one in found] == [Record, Disclosure]


def register(case: Any, by: Actor) -> Record:
    return records.register_record(
        case=case, direction="in", kind="svar", party="Provkassan", subject="Svar", by=by
    )


def test_a_plan_saved_by_itself_waits_for_the_one_who_settles_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _, by = make_caseworker()
    with acting_in(by.authority_id):
        draft = make_plan_draft(make_case(by, name="Alva Provsson"), by)
        one, two = (Plan.objects.select_related("case__person").get(pk=draft.pk) for _ in range(2))
    settled, saved = Stop(monkeypatch, plans, "_draft", before=True).race(
        (by, lambda: plans.settle_plan(plan=one, seen=one.revision, by=by)),
        (by, lambda: plans.save_plan(plan=two, values={"needs": "Annat"}, seen=two.revision, by=by)),
    )
    # What was saved first stands, and whoever settles is told that the text is another.
    assert isinstance(saved, Plan)
    assert isinstance(settled, plans.PlanChanged)
    with acting_in(by.authority_id):
        assert Plan.objects.get(pk=draft.pk).state == PlanState.DRAFT


def test_two_kommuner_call_the_same_authorities_whatever_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    units = askable("fk", "af")
    (one, by), (two, other) = called_in(units), called_in(units[::-1])
    found = Stop(monkeypatch, meetings, "deliver").race(
        (by, lambda: call(one, by)), (other, lambda: call(two, other))
    )
    assert found == [[], []]
    for unit in units:
        with acting_in(unit.authority_id):
            assert Delivery.objects.filter(unit=unit).count() == 2


def called_in(units: list[Unit]) -> tuple[Meeting, Actor]:
    """A meeting of a kommun of its own, whose seats are in the order of `units`."""
    _, by = make_caseworker()
    with acting_in(by.authority_id):
        meeting = make_meeting(make_case(by, name="Alva Provsson"), by, [])
        make_consent(meeting.case, by, to=units, categories=("kontakt", "planering"), purpose="plan")
        for number, unit in enumerate(units, 3):
            add_seat(meeting, number, Participant.Kind.AUTHORITY, "", "", unit)
        return Meeting.objects.select_related("case__person", "case__unit").get(pk=meeting.pk), by
