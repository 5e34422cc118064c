"""Disclosure: each part that must be there is asked for, and what is sent is what was assessed (R4, R11, R21, R24)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.consent_factories import make_receiver
from tests.casework.disclosure_factories import (
    PACKET,
    DisclosureTest,
    assess,
    choose,
    head,
    make_draft,
    make_inbox,
    make_sent,
    send,
)
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import actor_for, system_actor
from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.roles import AuthorityKind, Role
from samre.casework.actions.disclosure_sending import (
    remind_disclosure,
    send_disclosure,
    take_back_disclosure,
)
from samre.casework.actions.disclosures import choose_items, drop_disclosure, freeze, start_disclosure
from samre.casework.actions.facts import enter_facts
from samre.casework.documents.snapshots import canonical
from samre.casework.models import CaseEvent, Delivery, Disclosure, Note, Record
from samre.casework.rules.inbox import written_reference
from samre.sealing.ids import new_id

NUMBER = "195010172483"


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
        assert (
            written_reference(sent.reference) in note.text
            and sent.sha256 in note.text
            and self.by.name in note.text
        )
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

    def test_the_database_keeps_none_that_went_without_ground_consent_or_name(self) -> None:
        """R11."""
        sent = make_sent(self.case, self.by, to=self.unit)
        whole = {field.attname: getattr(sent, field.attname) for field in Disclosure._meta.concrete_fields}
        whole |= {"id": new_id(), "reference": "ABCDEFGH"}
        for lack in (
            {"ground": ""},
            {"consent_id": None},
            {"assessed_by": ""},
            {"assessed_at": None},
            {"snapshot": None},
            {"sha256": ""},
            {"state": "utkast"},
        ):
            with self.subTest(lack), pytest.raises(DatabaseError), transaction.atomic():
                Disclosure.objects.create(**whole | lack)
        assert Disclosure.objects.create(**whole).sent_at is not None

    def test_raw_sql_changes_no_snapshot_either(self) -> None:
        make_sent(self.case, self.by, to=self.unit)
        for other in ("NULL", "asked"):
            with (
                self.subTest(other),
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"UPDATE casework_disclosure SET snapshot = {other}")

    def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten(self) -> None:
        draft = self.draft()
        seen = draft.revision
        choose(draft, self.by, "uppgift:timmar")
        with pytest.raises(Stale):
            choose_items(disclosure=draft, items=[{"field": "uppgift:sgi"}], seen=seen, by=self.by)

    def test_a_struck_out_draft_is_not_sent(self) -> None:
        ready = assess(self.draft(), self.by)
        drop_disclosure(disclosure=ready, by=self.by)
        with pytest.raises(Refused):
            send(ready, self.by)


class TestTheHeadAnew(DisclosureTest):
    def begin(self, draft: Disclosure, asked: str, **other: Any) -> Disclosure:
        given = {"case": self.case, "receiver": self.unit.authority, "unit": self.unit, "by": self.by}
        return start_disclosure(**(given | other), disclosure_id=draft.pk, head=head(asked=asked))

    def test_an_old_tab_overwrites_nothing(self) -> None:
        draft = self.draft()
        old = draft.revision
        ready = assess(draft, self.by)
        for seen in (0, old):
            with pytest.raises(Stale):
                self.begin(draft, "Från en gammal flik.", seen=seen)
        ready.refresh_from_db()
        assert (ready.state, ready.asked) == ("bedomd", "")
        anew = self.begin(draft, "Boka en tid.", seen=ready.revision)
        assert (anew.state, anew.asked, anew.sha256) == ("utkast", "Boka en tid.", "")

    def test_the_same_form_sent_twice_is_one_draft(self) -> None:
        draft = make_draft(self.case, self.by, to=self.unit)
        assert self.begin(draft, "").revision == draft.revision

    def test_an_id_of_another_case_is_refused_in_words(self) -> None:
        draft = make_draft(self.case, self.by, to=self.unit)
        told = self.problems(self.begin, draft, "Boka en tid.", case=make_case(self.by))
        assert "ett annat ärende" in " ".join(told.values())
