"""A case that is closed leaves nothing going on with others, and whoever closes it has read what will happen."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.casework.consultation_factories import askable, make_consultation, make_meeting, write
from tests.casework.consultation_factories import make_sent as make_asked
from tests.casework.disclosure_factories import make_inbox, make_sent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.inbox_factories import make_partner
from tests.casework.placement_factories import (
    make_draft,
    make_enterprise,
    make_intervention,
    make_placement,
    make_supervisor,
)
from tests.casework.plan_factories import make_plan

from samre.accounts.actors import actor_for
from samre.accounts.acts import Refused, Stale
from samre.casework.actions import case_endings as module
from samre.casework.actions.cases import close_case, reopen_case
from samre.casework.actions.plans import plan_in_force, start_plan
from samre.casework.models import Case, CaseEvent, Delivery, Disclosure, Placement, Plan, PlanFollowUp, Task
from samre.casework.post import answer, read_delivery
from samre.casework.queries.endings import case_endings, ending_rules, endings_mark
from samre.casework.queries.inbox import unit_inbox


class EndingsTest(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, facts={"sgi": "noll"})

    def kinds(self) -> list[str]:
        return [one.kind for one in case_endings(self.case, at=timezone.now())]

    def close(self, seen: str | None = None) -> Case:
        return close_case(
            case=self.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Har fått arbete.",
            seen=seen,
            by=self.by,
        )


class TestWhatGoesOn(EndingsTest):
    def test_the_plan_is_ended_and_says_why(self) -> None:
        make_plan(self.case, self.by)
        self.close()
        assert plan_in_force(self.case) is None
        assert PlanFollowUp.objects.get().text == ending_rules()["plan"]
        assert not Task.objects.filter(case=self.case, done_at__isnull=True).exists()
        told = set(CaseEvent.objects.filter(case=self.case).values_list("kind", flat=True))
        assert {"plan.end", "task.gone"} <= told
        assert not told & {"plan.follow_up", "task.done"}, "nobody did what was still to be done"

    def test_a_plan_that_is_being_written_is_dropped(self) -> None:
        start_plan(case=self.case, first={}, by=self.by)
        self.close()
        assert Plan.objects.get().state == "slopat"

    def test_a_placement_is_ended_and_its_handledare_sees_nothing_from_that_moment(self) -> None:
        unit = make_enterprise()
        placement, delivery = make_placement(self.case, self.by, unit)
        client = log_in(self.client, make_supervisor(unit)[0])
        assert client.get(f"/platser/{delivery.pk}").status_code == 200
        self.close()
        assert client.get(f"/platser/{delivery.pk}").status_code in (403, 404)
        placement.refresh_from_db()
        assert (placement.state, placement.end_reason) == ("avbruten", "arende")

    def test_an_order_that_was_never_sent_is_struck_out(self) -> None:
        make_draft(self.case, self.by, make_intervention(self.by))
        self.close()
        assert Placement.objects.get().state == "struken"

    def test_underlag_nobody_has_opened_is_taken_back(self) -> None:
        unit = make_inbox()
        make_sent(self.case, self.by, to=unit)
        assert self.kinds() == ["underlag_olast"]
        self.close()
        assert Delivery.objects.get().closed_at is not None
        assert Disclosure.objects.get().state == "avbruten"

    def test_underlag_that_is_being_worked_with_stays_but_nobody_waits(self) -> None:
        partner = make_partner()
        make_sent(self.case, self.by, to=partner.unit)
        reader, delivery = actor_for(partner), Delivery.objects.get()
        read_delivery(delivery=delivery, by=reader)
        assert self.kinds() == ["underlag_vantar"]
        self.close()
        inbox = unit_inbox(reader, on=timezone.localdate())
        assert not inbox.waiting
        assert inbox.answered[0].excused_on == timezone.localdate()
        assert answer(delivery=delivery, kind="resultat", choices={}, text="Klart.", by=reader)

    def test_a_consultation_nobody_has_answered_and_a_coming_meeting_are_called_off(self) -> None:
        asked = make_asked(self.case, self.by, askable("fk"))
        meeting = make_meeting(self.case, self.by, askable("af"))
        self.close()
        for talk in (asked, meeting):
            talk.refresh_from_db()
        assert (asked.state, meeting.state) == ("avbruten", "installt")

    def test_a_consultation_that_was_only_written_is_struck_out(self) -> None:
        draft = write(make_consultation(self.case, self.by, askable("fk")), self.by)
        self.close()
        draft.refresh_from_db()
        assert draft.state == "avbruten"


class TestTheReceipt(EndingsTest):
    def read(self, page: str) -> str:
        client = log_in(self.client, self.assignment)
        return str(client.get(f"/arenden/{self.case.pk}/{page}").content.decode())

    def test_it_lists_what_was_closed_with_the_case(self) -> None:
        make_placement(self.case, self.by, make_enterprise())
        for _ in range(2):
            make_meeting(self.case, self.by, askable("af"))
        partner = make_partner()
        make_sent(self.case, self.by, to=partner.unit)
        read_delivery(delivery=Delivery.objects.get(kind="utlamnande"), by=actor_for(partner))
        self.close()
        page = self.read("avsluta/kvitto")
        for told in (
            "En insats avslutades. Ring handledaren",
            "2 möten ställdes in. Säg till dem som var kallade.",
            "Ni väntar inte längre på ett svar.",
            "Ett öppet steg avslutades.",
        ):
            assert told in page
        assert "Planen avslutades" not in page

    def test_opened_again_and_closed_again_it_tells_of_the_last_time_only(self) -> None:
        make_plan(self.case, self.by)
        self.close()
        assert "Planen avslutades" in self.read("avsluta/kvitto")
        reopen_case(case=self.case, why="Kom tillbaka.", by=self.by)
        assert "Det här avslutades" not in self.read("avsluta/kvitto")
        self.close()
        assert "Planen avslutades" not in self.read("avsluta/kvitto")

    def test_an_outcome_that_says_there_is_a_plan_is_remarked_on_while_the_closing_ends_it(self) -> None:
        told = "Planen i ärendet avslutas nu."
        assert told not in self.read("avsluta")
        make_plan(self.case, self.by)
        page = self.read("avsluta")
        assert page.count(told) == 1
        assert page.index("Bistånd med planering") < page.index(told) < page.index("Avslut av annat skäl")

    def test_every_kind_that_can_end_has_words_for_the_receipt(self) -> None:
        rows, told = ending_rules()["rader"], ending_rules()["kvitto"]["rader"]
        ends = {kind for kind, row in rows.items() if row["gör"] != "forst"}
        assert set(told) == ends | {"steg", "bevakning"}
        for row in ending_rules()["motsägs"].values():
            assert row["rad"] in rows


class TestTheRule(EndingsTest):
    def test_a_consultation_with_an_answer_is_written_down_first_and_nothing_is_done_before_that(
        self,
    ) -> None:
        partner = make_partner()
        make_asked(self.case, self.by, [partner.unit])
        make_plan(self.case, self.by)
        answer(
            delivery=Delivery.objects.get(),
            kind="forslag",
            choices={},
            text="Vi träffas.",
            by=actor_for(partner),
        )
        with pytest.raises(Refused) as refused:
            self.close()
        assert "kvar" in refused.value.problems
        assert plan_in_force(self.case) is not None
        self.case.refresh_from_db()
        assert self.case.is_open

    def test_all_of_it_is_one_transaction(self) -> None:
        make_plan(self.case, self.by)
        _, delivery = make_placement(self.case, self.by, make_enterprise())
        failing = {**module.ENDS, "insats": lambda *_: (_ for _ in ()).throw(Refused("Nej."))}
        with patch.object(module, "ENDS", failing), pytest.raises(Refused):
            self.close()
        assert plan_in_force(self.case) is not None
        assert Case.objects.get(pk=self.case.pk).is_open
        assert Delivery.objects.get(pk=delivery.pk).closed_at is None

    def test_what_has_come_since_the_page_was_shown_is_shown_first(self) -> None:
        seen = endings_mark(case_endings(self.case, at=timezone.now()))
        make_plan(self.case, self.by)
        with pytest.raises(Stale):
            self.close(seen)
        assert self.close(endings_mark(case_endings(self.case, at=timezone.now()))).state == "avslutat"

    def test_the_page_says_each_thing_beforehand_and_the_receipt_of_the_same_form_closes(self) -> None:
        make_plan(self.case, self.by)
        make_placement(self.case, self.by, make_enterprise())
        client = log_in(self.client, self.assignment)
        text = client.get(f"/arenden/{self.case.pk}/avsluta").content.decode()
        for one in case_endings(self.case, at=timezone.now()):
            assert one.what in text
            assert one.then in text

    def test_every_way_to_end_has_an_action_and_every_action_its_words(self) -> None:
        rows = ending_rules()["rader"]
        assert set(module.ENDS) == {kind for kind, row in rows.items() if row["gör"] != "forst"}

    def test_a_case_that_is_opened_again_has_no_plan_and_no_placement_that_goes_on(self) -> None:
        make_plan(self.case, self.by)
        make_placement(self.case, self.by, make_enterprise())
        self.close()
        reopen_case(case=self.case, why="Sjuk på nytt.", by=self.by)
        assert self.kinds() == []
