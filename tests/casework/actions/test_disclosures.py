"""Disclosure: each part that must be there is asked for, and what is sent is what was assessed (R4, R11, R16, R20–R22, R24, R44)."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.disclosure_factories import (
    EVERYTHING,
    PACKET,
    assess,
    choose,
    head,
    make_draft,
    make_inbox,
    make_sent,
    send,
)
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_note
from tests.certificate.factories import certificate

from samre.accounts.actors import actor_for, system_actor
from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.roles import AuthorityKind, Role
from samre.casework.actions.certificates import add_certificate
from samre.casework.actions.consents import withdraw_consent
from samre.casework.actions.disclosure_sending import (
    Wait,
    remind_disclosure,
    send_disclosure,
    take_back_disclosure,
)
from samre.casework.actions.disclosures import drop_disclosure, freeze, start_disclosure
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.notes import add_objection
from samre.casework.actions.representatives import add_representative
from samre.casework.documents.packet import packet
from samre.casework.documents.paper_text import paper_text
from samre.casework.documents.snapshots import canonical
from samre.casework.models import CaseEvent, Delivery, Disclosure, Note, Record
from samre.sealing.ids import new_id

NUMBER = "195010172483"


class DisclosureTest(TestCase):
    """A case with a consent to everything, towards one unit of Försäkringskassan."""

    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(
            self.by,
            name="Alva Provsson",
            number=NUMBER,
            facts={"sgi": "noll", "timmar": 10, "barn_i_hushallet": 2},
        )
        self.unit = make_inbox()
        self.consent = make_consent(self.case, self.by, to=[self.unit], categories=EVERYTHING)

    def draft(self, *fields: Any, **other: Any) -> Disclosure:
        given = fields or ("person:namn", "uppgift:sgi")
        return choose(make_draft(self.case, self.by, to=self.unit, **other), self.by, *given)

    def problems(self, call: Any, *args: Any, **more: Any) -> dict[str, str]:
        with pytest.raises(Refused) as refused:
            call(*args, **more)
        return refused.value.problems

    def note(self, **fields: str) -> Note:
        return make_note(self.case, self.by, **fields)


class TestWhatIsAskedFor(DisclosureTest):
    def test_every_part_of_the_head_is_asked_for_by_its_field(self) -> None:
        lacks = {
            "andamal": {"purpose": ""},
            "vag": {"road": "brevduva"},
            "svar_senast": {"answer_by": None},
            "fraga": {"on_request": True, "asked": " "},
            "mottagare": {"receiver_kind": "alla"},
        }
        for field, wrong in lacks.items():
            with self.subTest(field):
                told = self.problems(
                    start_disclosure,
                    case=self.case,
                    disclosure_id=new_id(),
                    receiver=self.unit.authority,
                    unit=self.unit,
                    head=head(**wrong),
                    by=self.by,
                )
                assert set(told) == {field}

    def test_the_receiver_is_a_named_unit_of_the_kind_that_is_said(self) -> None:
        elsewhere = make_inbox(AuthorityKind.AF)
        forbund = make_receiver(AuthorityKind.FORBUND)
        for receiver, unit in (
            (None, None),
            (self.unit.authority, None),
            (self.unit.authority, elsewhere),
            (forbund.authority, forbund),
        ):
            told = self.problems(
                start_disclosure,
                case=self.case,
                disclosure_id=new_id(),
                receiver=receiver,
                unit=unit,
                head=head(road="papper"),
                by=self.by,
            )
            assert "mottagare" in told

    def test_an_inbox_that_nobody_opens_is_no_road(self) -> None:
        told = self.problems(make_draft, self.case, self.by, to=make_receiver())
        assert "vag" in told
        assert make_draft(self.case, self.by, to=make_receiver(), road="papper").state == "utkast"

    def test_nobody_is_pointed_out_in_what_is_asked(self) -> None:
        for text in (f"Gäller {NUMBER}.", "Ring 070-123 45 67.", "Kan Alva få tid?"):
            assert "fraga" in self.problems(make_draft, self.case, self.by, to=self.unit, asked=text)

    def test_nothing_chosen_is_nothing_to_let_out(self) -> None:
        assert "innehall" in self.problems(choose, make_draft(self.case, self.by, to=self.unit), self.by)

    def test_a_field_that_the_case_does_not_have_is_refused(self) -> None:
        self.problems(choose, make_draft(self.case, self.by, to=self.unit), self.by, "uppgift:smitta")

    def test_without_a_ground_or_on_another_receivers_ground_nothing_is_assessed(self) -> None:
        for ground in ("", "allt", "till_part", "kan_inte_samtycka"):
            assert "grund" in self.problems(assess, self.draft(), self.by, ground=ground)

    def test_a_ground_that_takes_a_reason_or_a_request_asks_for_it(self) -> None:
        draft = self.draft("person:namn")
        assert "skal" in self.problems(assess, draft, self.by, ground="nodvandigt", reason="  ")
        assert "grund" in self.problems(assess, draft, self.by, ground="utbetalt_bistand")
        asked = choose(
            make_draft(self.case, self.by, to=self.unit, on_request=True, asked="Utbetalt bistånd i maj."),
            self.by,
            "person:namn",
        )
        assert assess(asked, self.by, ground="utbetalt_bistand").state == "bedomd"

    def test_a_provision_lets_out_only_the_categories_it_covers(self) -> None:
        told = self.problems(assess, self.draft(), self.by, ground="nodvandigt", reason="För mötet.")
        assert "försäkring" in told["grund"]

    def test_the_assessment_has_a_name_and_is_made_by_a_person(self) -> None:
        draft = self.draft()
        with pytest.raises(Denied):
            assess(draft, system_actor(self.case.owner, "natten"))
        done = assess(draft, self.by)
        assert (done.assessed_by, done.assessed_title) == (self.by.name, self.by.title)

    def test_nobody_of_another_authority_does_anything(self) -> None:
        draft = self.draft()
        sent = make_sent(self.case, self.by, to=self.unit)
        _, stranger = make_caseworker()
        partner = actor_for(make_assignment(role=Role.PARTNER, unit=self.unit))
        for actor in (stranger, partner):
            for call in (
                lambda by: make_draft(self.case, by, to=self.unit),
                lambda by: choose(draft, by, "uppgift:sgi"),
                lambda by: assess(draft, by),
                lambda by: send(draft, by),
                lambda by: drop_disclosure(disclosure=draft, by=by),
                lambda by: remind_disclosure(disclosure=sent, by=by),
                lambda by: take_back_disclosure(disclosure=sent, reason="Fel.", by=by),
            ):
                with pytest.raises(Denied):
                    call(actor)

    def test_what_was_not_assessed_is_not_sent(self) -> None:
        with pytest.raises(Refused):
            send(self.draft(), self.by)


class TestConsent(DisclosureTest):
    def test_each_row_outside_the_consent_is_refused_by_itself_and_says_what_to_do(self) -> None:
        told = self.problems(assess, self.draft("uppgift:sgi", "uppgift:barn_i_hushallet"), self.by)
        assert set(told) == {"uppgift:barn_i_hushallet"}
        assert "Hämta in det" in told["uppgift:barn_i_hushallet"]

    def test_category_by_receiver_only_what_was_said_goes(self) -> None:
        """R16: every category towards every kind of receiver, with consent for one of them at a time."""
        fields = {
            "kontakt": "person:namn",
            "forsakring": "uppgift:sgi",
            "formaga": "uppgift:timmar",
            "familj": "uppgift:barn_i_hushallet",
        }
        units = [
            make_inbox(kind)
            for kind in (AuthorityKind.FK, AuthorityKind.AF, AuthorityKind.REGION, AuthorityKind.ASF)
        ]
        for allowed_unit in units:
            for allowed in fields:
                with transaction.atomic():
                    make_consent(self.case, self.by, to=[allowed_unit], categories=[allowed])
                    for unit in units:
                        draft = choose(make_draft(self.case, self.by, to=unit), self.by, *fields.values())
                        told = self.problems(assess, draft, self.by)
                        expected = {
                            field for one, field in fields.items() if (one, unit) != (allowed, allowed_unit)
                        }
                        assert set(told) == expected, (allowed, unit.authority.kind)
                    transaction.set_rollback(True)

    def test_consent_for_another_purpose_is_no_ground(self) -> None:
        assert self.problems(assess, self.draft(purpose="provning"), self.by)

    def test_withdrawn_between_assessment_and_sending_it_does_not_go_and_says_why(self) -> None:
        ready = assess(self.draft(), self.by)
        withdraw_consent(consent=self.consent, channel="telefon", by=self.by)
        with pytest.raises(Denied, match="återkallat"):
            send(ready, self.by)
        assert not Delivery.objects.exists()
        assert Disclosure.objects.get(pk=ready.pk).sent_at is None

    def test_run_out_between_assessment_and_sending_it_does_not_go(self) -> None:
        """R14: to the second."""
        last = timezone.localdate() + timedelta(days=30)
        self.consent = make_consent(self.case, self.by, to=[self.unit], categories=["arbete"], valid_to=last)
        enter_facts(case=self.case, values={"i_skola": False}, source="personen", by=self.by)
        ready = assess(self.draft("uppgift:i_skola", answer_by=last + timedelta(days=30)), self.by)
        midnight = timezone.make_aware(
            timezone.datetime.combine(last, timezone.datetime.max.time().replace(microsecond=0))
        )
        withdraw_consent(consent=self.case.consents.order_by("at").first(), channel="telefon", by=self.by)
        with (
            time_machine.travel(midnight + timedelta(seconds=1), tick=False),
            pytest.raises(Denied, match="gick ut"),
        ):
            send(ready, self.by)
        with time_machine.travel(midnight, tick=False):
            assert freeze(ready, self.by).sha256 == ready.sha256

    def test_what_the_person_keeps_back_never_goes(self) -> None:
        make_consent(
            self.case,
            self.by,
            to=[self.unit],
            categories=["formaga"],
            exceptions=[{"code": "funktionsnedsattning", "category": "formaga"}],
        )
        enter_facts(case=self.case, values={"funktionsnedsattning": True}, source="personen", by=self.by)
        told = self.problems(
            assess, self.draft("uppgift:funktionsnedsattning"), self.by, exceptions_seen=True
        )
        assert "undantagit" in told["uppgift:funktionsnedsattning"]

    def test_exceptions_in_words_are_seen_by_the_one_who_assesses(self) -> None:
        make_consent(
            self.case,
            self.by,
            to=[self.unit],
            categories=["forsakring"],
            exceptions=[{"text": "inget om avslaget 2019"}],
        )
        assert "undantag_sett" in self.problems(assess, self.draft(), self.by)
        assert assess(self.draft(), self.by, exceptions_seen=True).state == "bedomd"


class TestWhatIsSent(DisclosureTest):
    def test_the_snapshot_is_what_was_assessed_and_its_hash_can_be_worked_out_again(self) -> None:
        ready = assess(self.draft("person:namn", "person:nummer", "uppgift:sgi"), self.by)
        shown = freeze(ready, self.by)
        sent = send(ready, self.by)
        sent.refresh_from_db()
        assert sent.snapshot == shown.snapshot
        assert hashlib.sha256(canonical(sent.snapshot)).hexdigest() == sent.sha256 == shown.sha256
        assert json.loads(canonical(sent.snapshot)) == sent.snapshot

    def test_the_receivers_copy_is_the_same_and_carries_no_id_of_the_case(self) -> None:
        sent = make_sent(self.case, self.by, to=self.unit)
        copy = Delivery.objects.get(source_ref=sent.pk)
        assert (copy.snapshot, copy.sha256, bytes(copy.packet or b"")) == (sent.snapshot, sent.sha256, PACKET)
        told = json.dumps(copy.snapshot)
        assert str(self.case.pk) not in told
        assert self.case.number not in told
        assert "Provsson" not in copy.subject + copy.sender

    def test_it_is_registered_noted_in_the_journal_and_told(self) -> None:
        notes = Note.objects.filter(case=self.case).count()
        sent = make_sent(self.case, self.by, to=self.unit)
        record = Record.objects.get(case=self.case, subject_id=sent.pk)
        assert (record.direction, record.kind, bytes(record.content or b"")) == ("ut", "underlag", PACKET)
        note = Note.objects.filter(case=self.case).latest("at")
        assert Note.objects.filter(case=self.case).count() == notes + 1
        assert sent.reference in note.text and sent.sha256 in note.text and self.by.name in note.text
        event = CaseEvent.objects.get(case=self.case, kind="disclosure.send")
        assert event.data["answer_by"] == str(sent.answer_by)

    def test_what_changes_in_the_case_afterwards_does_not_reach_the_receiver(self) -> None:
        """R4."""
        sent = make_sent(self.case, self.by, to=self.unit)
        before = Delivery.objects.get(source_ref=sent.pk).snapshot
        enter_facts(case=self.case, values={"sgi": "finns"}, source="myndighet", source_name="FK", by=self.by)
        assert Delivery.objects.get(source_ref=sent.pk).snapshot == before
        assert Disclosure.objects.get(pk=sent.pk).snapshot == before

    def test_what_changes_in_the_case_before_has_to_be_assessed_again(self) -> None:
        ready = assess(self.draft(), self.by)
        enter_facts(case=self.case, values={"sgi": "finns"}, source="bedomning", by=self.by)
        with pytest.raises(Stale):
            send(ready, self.by)
        again = assess(ready, self.by)
        assert send(again, self.by).state == "skickad"

    def test_another_hash_than_the_one_that_was_seen_is_not_sent(self) -> None:
        ready = assess(self.draft(), self.by)
        with pytest.raises(Refused):
            send_disclosure(disclosure=ready, seen="0" * 64, packet=PACKET, by=self.by)

    def test_without_the_paper_nothing_is_sent(self) -> None:
        ready = assess(self.draft(), self.by)
        with pytest.raises(Refused):
            send_disclosure(disclosure=ready, seen=ready.sha256, packet=b"", by=self.by)

    def test_sent_twice_it_is_sent_once(self) -> None:
        sent = make_sent(self.case, self.by, to=self.unit)
        again = send(Disclosure.objects.get(pk=sent.pk), self.by)
        assert again.pk == sent.pk
        assert Delivery.objects.filter(source_ref=sent.pk).count() == 1
        assert CaseEvent.objects.filter(case=self.case, kind="disclosure.send").count() == 1

    def test_after_it_is_sent_the_database_lets_nothing_of_it_change_but_how_it_went(self) -> None:
        """R21."""
        sent = make_sent(self.case, self.by, to=self.unit)
        rows = Disclosure.objects.filter(pk=sent.pk)
        for change in (
            {"snapshot": {}},
            {"sha256": "0" * 64},
            {"ground": "nodvandigt"},
            {"packet": b"annat"},
            {"reason": "annat"},
            {"assessed_by": "Någon"},
            {"sent_at": None},
        ):
            with self.subTest(change), pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(state="utkast")
        assert rows.update(state="mottagen", reminded_on=timezone.localdate()) == 1

    def test_raw_sql_changes_no_snapshot_either(self) -> None:
        make_sent(self.case, self.by, to=self.unit)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE casework_disclosure SET snapshot = NULL")

    def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten(self) -> None:
        draft = self.draft()
        seen = draft.revision
        choose(draft, self.by, "uppgift:timmar")
        with pytest.raises(Stale):
            from samre.casework.actions.disclosures import choose_items

            choose_items(disclosure=draft, items=[{"field": "uppgift:sgi"}], seen=seen, by=self.by)

    def test_a_struck_out_draft_is_not_sent(self) -> None:
        ready = assess(self.draft(), self.by)
        drop_disclosure(disclosure=ready, by=self.by)
        with pytest.raises(Refused):
            send(ready, self.by)


class TestPrivateReceivers(DisclosureTest):
    def setUp(self) -> None:
        super().setUp()
        self.workshop = make_inbox(AuthorityKind.ASF)
        make_consent(self.case, self.by, to=[self.workshop], categories=EVERYTHING, purpose="insats")

    def test_the_proviso_goes_with_it_into_snapshot_and_paper(self) -> None:
        """R22."""
        draft = choose(
            make_draft(self.case, self.by, to=self.workshop, purpose="insats"), self.by, "uppgift:timmar"
        )
        sent = send(assess(draft, self.by), self.by)
        assert "förbehåll" in sent.snapshot["proviso"]
        assert sent.snapshot["proviso"] in paper_text(packet(sent.snapshot)).replace("\n", " ")

    def test_without_the_proviso_it_does_not_go(self) -> None:
        draft = choose(
            make_draft(self.case, self.by, to=self.workshop, purpose="insats"), self.by, "uppgift:timmar"
        )
        ready = assess(draft, self.by)
        ready.proviso = ""
        ready.save()
        with pytest.raises((Refused, Stale)):
            send(ready, self.by)

    def test_an_authority_gets_none(self) -> None:
        assert make_sent(self.case, self.by, to=self.unit).snapshot["proviso"] == ""


class TestOtherPeople(DisclosureTest):
    def test_a_note_about_somebody_else_never_goes(self) -> None:
        """R20."""
        note = self.note(andra="ja")
        draft = make_draft(self.case, self.by, to=self.unit)
        assert self.problems(choose, draft, self.by, (f"anteckning:{note.pk}", "planering"))

    def test_a_name_of_somebody_around_the_person_has_to_be_struck_out(self) -> None:
        today = timezone.localdate()
        add_representative(
            case=self.case,
            kind="god_man",
            scope="bevaka rätt",
            name="Greta Godman",
            valid_from=today,
            by=self.by,
        )
        make_case(self.by, name="Zebastian Zetterqvist")
        for name in ("Greta", "Zebastian Zetterqvist", "070-123 45 67", "dottern Lina"):
            with self.subTest(name):
                note = self.note(text=f"Vill pröva praktik. Fråga {name} om tider.")
                field = f"anteckning:{note.pk}"
                draft = self.draft((field, "planering"))
                assert "pekar ut" in self.problems(assess, draft, self.by)[field]
                told = self.problems(assess, draft, self.by, settled={field: {"why": "Det behövs."}})
                assert "pekar ut" in told[field], "ett skäl räcker inte"
                ready = assess(draft, self.by, settled={field: {"mask": True}})
                said = json.dumps(freeze(ready, self.by).snapshot, ensure_ascii=False)
                assert name.split()[-1] not in said
                assert "struket" in said and "Vill pröva praktik" in said

    def test_words_of_a_category_outside_the_ground_take_a_reason_or_are_struck_out(self) -> None:
        note = self.note(text="Skulderna hos Kronofogden gör det svårt.")
        field = f"anteckning:{note.pk}"
        draft = self.draft((field, "planering"))
        assert "Skulderna" in self.problems(assess, draft, self.by)[field]
        ready = assess(draft, self.by, settled={field: {"why": "De påverkar planen."}})
        assert "Skulderna" in json.dumps(freeze(ready, self.by).snapshot)
        struck = assess(ready, self.by, settled={field: {"why": "", "mask": True}})
        assert "Skulderna" not in json.dumps(freeze(struck, self.by).snapshot)

    def test_a_note_says_what_it_is_about(self) -> None:
        note = self.note()
        draft = make_draft(self.case, self.by, to=self.unit)
        draft = choose(draft, self.by, (f"anteckning:{note.pk}", "allt"))
        assert "handlar om" in self.problems(assess, draft, self.by)[f"anteckning:{note.pk}"]

    def test_the_persons_objection_goes_with_the_note_and_into_the_paper(self) -> None:
        """R44."""
        note = self.note()
        add_objection(note=note, text="Kanarieinvändning", by=self.by)
        ready = assess(self.draft((f"anteckning:{note.pk}", "planering")), self.by)
        snapshot = freeze(ready, self.by).snapshot
        assert "Kanarieinvändning" in json.dumps(snapshot, ensure_ascii=False)
        assert "Kanarieinvändning" in paper_text(packet(snapshot))

    def test_a_protected_persons_name_and_number_go_nowhere(self) -> None:
        person = self.case.person
        person.protection = "markering"
        person.save()
        draft = make_draft(self.case, self.by, to=self.unit)
        assert self.problems(choose, draft, self.by, "person:namn", "person:nummer")


class TestCertificates(DisclosureTest):
    def test_the_diagnosis_is_a_category_of_its_own(self) -> None:
        row = add_certificate(case=self.case, data=None, typed=certificate(), same_person=True, by=self.by)
        unit = make_inbox()
        make_consent(self.case, self.by, to=[unit], categories=["sjukskrivning"])
        draft = choose(
            make_draft(self.case, self.by, to=unit),
            self.by,
            f"intyg:{row.pk}:period",
            f"intyg:{row.pk}:sjukdom",
        )
        assert set(self.problems(assess, draft, self.by)) == {f"intyg:{row.pk}:sjukdom"}


class TestAfterwards(DisclosureTest):
    def test_the_open_step_waits_for_the_answer_in_the_same_transaction(self) -> None:
        step = self.case.steps.get()
        ready = assess(self.draft(step=step), self.by)
        send(ready, self.by, wait=Wait(step=step, then="Ring Försäkringskassan.", mark=step.mark))
        step.refresh_from_db()
        assert (step.state, step.waiting_for, step.waiting_until) == ("vantar", "FK", ready.answer_by)
        self.case.refresh_from_db()
        assert self.case.turn == "annan"

    def test_a_step_that_can_not_wait_so_long_takes_the_sending_back(self) -> None:
        step = self.case.steps.get()
        step.due_is_law = True
        step.save()
        ready = assess(self.draft(step=step, answer_by=step.due + timedelta(days=9)), self.by)
        told = self.problems(send, ready, self.by, wait=Wait(step=step, then="Ring."))
        assert "vanta" in told
        assert not Delivery.objects.exists()

    def test_a_reminder_is_noted_and_the_waiting_goes_on(self) -> None:
        sent = make_sent(self.case, self.by, to=self.unit)
        remind_disclosure(disclosure=sent, by=self.by)
        assert Disclosure.objects.get(pk=sent.pk).reminded_on == timezone.localdate()

    def test_what_went_wrong_is_taken_back_and_the_copy_closed(self) -> None:
        sent = make_sent(self.case, self.by, to=self.unit)
        assert "skal" in self.problems(take_back_disclosure, disclosure=sent, reason=" ", by=self.by)
        take_back_disclosure(disclosure=sent, reason="Fel enhet.", by=self.by)
        assert Delivery.objects.get(source_ref=sent.pk).closed_at is not None
        assert Disclosure.objects.get(pk=sent.pk).state == "avbruten"
