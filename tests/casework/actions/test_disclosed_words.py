"""What is written in what is let out: other people, other categories, the proviso, the objections (R20, R22, R44, R52)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import (
    EVERYTHING,
    DisclosureTest,
    assess,
    choose,
    make_draft,
    make_inbox,
    make_sent,
    send,
)
from tests.casework.factories import make_case
from tests.certificate.factories import certificate

from samre.accounts.acts import Refused, Stale
from samre.accounts.roles import AuthorityKind
from samre.casework.actions.certificates import add_certificate
from samre.casework.actions.disclosure_answers import register_answer
from samre.casework.actions.disclosure_sending import (
    Wait,
    remind_disclosure,
    take_back_disclosure,
)
from samre.casework.actions.disclosures import freeze
from samre.casework.actions.notes import add_objection
from samre.casework.actions.representatives import add_representative
from samre.casework.documents.packet import packet
from samre.casework.documents.paper_text import paper_text
from samre.casework.models import Delivery, Disclosure

NUMBER = "195010172483"


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
                assert name not in said
                assert "struket" in said and "Vill pröva praktik" in said

    def test_who_speaks_for_her_is_told_by_kind_and_mandate_and_never_by_name(self) -> None:
        add_representative(
            case=self.case,
            kind="god_man",
            scope="bevaka rätt",
            name="Greta Godman",
            valid_from=timezone.localdate(),
            by=self.by,
        )
        ready = assess(self.draft("person:foretradare"), self.by)
        said = json.dumps(freeze(ready, self.by).snapshot, ensure_ascii=False)
        assert "bevaka rätt" in said
        assert "Godman" not in said

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

    def test_a_protected_persons_name_inside_a_note_is_struck_out_or_nothing_goes(self) -> None:
        """R52."""
        person = self.case.person
        person.protection = "markering"
        person.save()
        note = self.note(text="Alva Provsson, 19501017-2483, vill pröva praktik.")
        field = f"anteckning:{note.pk}"
        draft = self.draft((field, "planering"), "uppgift:sgi")
        assert field in self.problems(assess, draft, self.by, settled={field: {"why": "Det behövs."}})
        sent = send(assess(draft, self.by, settled={field: {"mask": True}}), self.by)
        said = json.dumps(Delivery.objects.get(source_ref=sent.pk).snapshot, ensure_ascii=False)
        assert "Provsson" not in said and "2483" not in said and "vill pröva praktik" in said


class TestExceptions(DisclosureTest):
    def excepting(self, *codes: tuple[str, str]) -> None:
        rows = [{"category": category, "code": code} for category, code in codes]
        make_consent(self.case, self.by, to=[self.unit], categories=EVERYTHING, exceptions=rows)

    def test_words_of_a_category_with_exceptions_take_a_reason_and_the_exceptions_are_seen(self) -> None:
        self.excepting(("diagnos", "psykisk"))
        note = self.note(text="Har svår depression.")
        field = f"anteckning:{note.pk}"
        draft = self.draft((field, "formaga"))
        assert set(self.problems(assess, draft, self.by)) == {field, "undantag_sett"}
        settled = {field: {"mask": True}}
        assert set(self.problems(assess, draft, self.by, settled=settled)) == {"undantag_sett"}
        ready = assess(draft, self.by, settled=settled, exceptions_seen=True)
        assert "depression" not in json.dumps(freeze(ready, self.by).snapshot, ensure_ascii=False)

    def test_a_number_she_keeps_back_is_struck_out_though_who_she_is_may_be_told(self) -> None:
        self.excepting(("kontakt", "adress"))
        person = self.case.person
        person.contact = {"address": "Storgatan 5"}
        person.save()
        for text, stopped in (("Alva vill pröva praktik.", False), ("Bor på Storgatan 5.", True)):
            with self.subTest(text):
                note = self.note(text=text)
                draft = self.draft((f"anteckning:{note.pk}", "planering"))
                told = self.problems(assess, draft, self.by)
                assert (f"anteckning:{note.pk}" in told) is stopped

    def test_exceptions_from_what_is_not_touched_are_not_asked_for(self) -> None:
        self.excepting(("diagnos", "psykisk"))
        assert assess(self.draft("uppgift:sgi"), self.by).state == "bedomd"


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

    def test_a_wrong_receiver_who_has_answered_loses_it_too_and_her_answer_stays(self) -> None:
        sent = make_sent(self.case, self.by, to=self.unit)
        register_answer(
            disclosure=sent,
            kind="avslag",
            choices={"skal": "fel_mottagare"},
            came_on=timezone.localdate(),
            answered_by="Lena Läsare",
            by=self.by,
        )
        sent.refresh_from_db()
        assert sent.state == "besvarad"
        take_back_disclosure(disclosure=sent, reason="Fel enhet.", by=self.by)
        assert Delivery.objects.get(source_ref=sent.pk).closed_at is not None
        sent.refresh_from_db()
        assert (sent.state, sent.answers.count()) == ("avbruten", 1)
        with pytest.raises(Refused):
            take_back_disclosure(disclosure=sent, reason="Fel enhet.", by=self.by)
