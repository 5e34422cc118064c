"""Consultations: a question to several parties, with a name only on consent, and never ended without a written result."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import (
    QUESTION,
    askable,
    in_days,
    make_consultation,
    make_sent,
    send,
    write,
)
from tests.casework.factories import make_case, make_caseworker
from tests.casework.inbox_factories import make_partner

from samre.accounts.actors import actor_for
from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.scope import acting_in
from samre.audit.models import Event
from samre.casework.actions.agreed_measures import agree_measure, take_away_measure
from samre.casework.actions.consents import withdraw_consent
from samre.casework.actions.consultation_endings import close_consultation, drop_consultation
from samre.casework.actions.consultation_replies import add_reply
from samre.casework.actions.consultations import start_consultation
from samre.casework.actions.inbox import answer_delivery
from samre.casework.actions.offered_times import book_time, offer_times, withdraw_time
from samre.casework.models import (
    Case,
    CaseEvent,
    Consultation,
    Delivery,
    Note,
    NoteKind,
    OpenStep,
    Record,
    StepState,
    Task,
)
from samre.casework.rules.talks import unit_name
from samre.sealing.ids import new_id


class Consulting(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kanarie Fågelsson", number="195010172483")
        self.units = askable("fk", "af", "region")

    def deliveries(self) -> list[Delivery]:
        found = []
        for unit in self.units:
            with acting_in(unit.authority_id):
                found += list(Delivery.objects.filter(owner_id=unit.authority_id))
        return found

    def answer(self, number: int, text: str, kind: str = "forslag") -> None:
        """The party answers from its own inbox."""
        unit = self.units[number]
        partner = actor_for(make_partner(unit=unit))
        with acting_in(unit.authority_id):
            delivery = Delivery.objects.get(owner_id=unit.authority_id, closed_at=None)
            answer_delivery(delivery=delivery, kind=kind, given={}, text=text, by=partner)

    def agreed(self, consultation: Consultation) -> None:
        agree_measure(
            talk=consultation, party="FK", who="", what="Bokar första mötet", due_on=in_days(14), by=self.by
        )


class TestSending(Consulting):
    def test_each_party_gets_its_own_copy_and_a_task_watches_the_answers(self) -> None:
        sent = make_sent(self.case, self.by, self.units)
        copies = self.deliveries()
        assert len(copies) == 3
        assert {copy.snapshot["asked"] for copy in copies} == {"Vad kan ni erbjuda nu?"}
        assert {copy.source_ref for copy in copies} == {one.pk for one in sent.questions.all()}
        assert Task.objects.get(case=self.case, kind="konsultation_svar").due_on == in_days(10)
        assert Record.objects.get(case=self.case).subject_id == sent.pk

    def test_an_anonymous_copy_says_nothing_of_the_person_or_the_case(self) -> None:
        make_sent(self.case, self.by, self.units)
        for copy in self.deliveries():
            told = f"{copy.snapshot}{copy.sender}{copy.subject}{copy.source_ref}"
            for word in ("Kanarie", "Fågelsson", "1950", "2483", self.case.number, str(self.case.pk)):
                assert word not in told
            assert "60 år eller äldre" in told
            assert not copy.is_protected

    def test_what_points_the_person_out_is_refused_at_its_field_and_stored_nowhere(self) -> None:
        begun = make_consultation(self.case, self.by, self.units)
        with pytest.raises(Refused) as refused:
            write(begun, self.by, bakgrund="Hon är född 501017 och heter Fågelsson.")
        assert list(refused.value.problems) == ["bakgrund"]
        assert "Fågelsson" not in str(refused.value)
        begun.refresh_from_db()
        assert (begun.question, begun.background) == ("", ""), "inte heller det som var rätt"
        assert "Fågelsson" not in str(list(Event.objects.values_list("detail", flat=True)))

    def test_a_name_needs_consent_to_each_party_for_everything_told(self) -> None:
        begun = write(make_consultation(self.case, self.by, self.units, mode="med_namn"), self.by)
        make_consent(
            self.case,
            self.by,
            to=self.units[:2],
            categories=("kontakt", "sjukskrivning"),
            purpose="konsultation",
        )
        with pytest.raises(Denied):
            send(begun, self.by)
        assert self.deliveries() == []
        make_consent(
            self.case,
            self.by,
            to=self.units[2:],
            categories=("kontakt", "sjukskrivning"),
            purpose="konsultation",
        )
        begun.refresh_from_db()
        send(begun, self.by)
        assert ["Kanarie Fågelsson" in str(copy.snapshot) for copy in self.deliveries()] == [True] * 3
        assert all(
            {ground["category"] for ground in one.grounds} == {"kontakt", "sjukskrivning"}
            for one in begun.questions.all()
        )

    def test_a_consent_that_was_withdrawn_lets_nothing_out(self) -> None:
        begun = write(make_consultation(self.case, self.by, self.units[:1], mode="med_namn"), self.by)
        consent = make_consent(
            self.case,
            self.by,
            to=self.units[:1],
            categories=("kontakt", "sjukskrivning"),
            purpose="konsultation",
        )
        withdraw_consent(consent=consent, channel="telefon", by=self.by)
        with pytest.raises(Denied):
            send(begun, self.by)
        assert self.deliveries() == []

    def test_others_are_pointed_out_with_no_consent_of_theirs(self) -> None:
        begun = make_consultation(self.case, self.by, self.units[:1], mode="med_namn")
        make_consent(
            self.case,
            self.by,
            to=self.units[:1],
            categories=("kontakt", "sjukskrivning"),
            purpose="konsultation",
        )
        write(begun, self.by, bakgrund="Hennes bror har nummer 19701063-2391.")
        with pytest.raises(Refused) as refused:
            send(begun, self.by)
        assert "bakgrund" in refused.value.problems
        assert self.deliveries() == []

    def test_a_protected_person_is_not_named_even_with_consent(self) -> None:
        person = self.case.person
        person.protection = "markering"
        person.save()
        self.case.refresh_from_db()
        make_sent(self.case, self.by, self.units[:1], mode="med_namn")
        (copy,) = self.deliveries()
        assert "Fågelsson" not in str(copy.snapshot)
        assert copy.is_protected

    def test_what_is_missing_is_told_at_each_field(self) -> None:
        begun = make_consultation(self.case, self.by, self.units[:2], form="resursteam")
        with pytest.raises(Refused) as refused:
            send(begun, self.by)
        fields = set(refused.value.problems)
        assert {"fraga", "bakgrund", "forvantan", "praktiskt", "risk", "svara_senast"} <= fields
        assert len([name for name in fields if name.startswith("delfraga-")]) == 2

    def test_a_question_is_one_sentence_and_a_background_ten_lines(self) -> None:
        begun = make_consultation(self.case, self.by, self.units[:1])
        with pytest.raises(Refused) as refused:
            write(begun, self.by, fraga="Är det så? Eller så?", bakgrund="rad\n" * 11)
        assert set(refused.value.problems) == {"fraga", "bakgrund"}
        write(begun, self.by, fraga="Räcker t.ex. två timmar?", bakgrund="\n".join(["rad"] * 10))

    def test_a_team_takes_two_authorities(self) -> None:
        with pytest.raises(Refused) as refused:
            make_consultation(self.case, self.by, self.units[:1], form="resursteam")
        assert set(refused.value.problems) == {"parter"}
        make_consultation(self.case, self.by, self.units[:2], form="resursteam")

    def test_the_same_form_twice_is_one_and_an_old_page_overwrites_nothing(self) -> None:
        id_, units = new_id(), [unit.pk for unit in self.units]
        for _ in range(2):
            start_consultation(
                case=self.case,
                consultation_id=id_,
                form="konsultation",
                mode="utan_namn",
                units=units,
                by=self.by,
            )
        begun = Consultation.objects.select_related("case").get()
        write(begun, self.by)
        begun.revision = 1
        with pytest.raises(Stale):
            write(begun, self.by, fraga="Något annat?")
        begun.refresh_from_db()
        assert begun.question == QUESTION

    def test_a_step_can_wait_for_the_answers(self) -> None:
        step = OpenStep.objects.select_related("case").get(case=self.case)
        begun = write(make_consultation(self.case, self.by, self.units), self.by)
        send(begun, self.by, waiting=step)
        step.refresh_from_db()
        assert (step.state, step.waiting_for, step.waiting_until) == (StepState.WAITING, "FK", in_days(10))

    def test_a_stranger_can_do_nothing(self) -> None:
        _, other = make_caseworker(unit=self.assignment.unit)
        with pytest.raises(Denied):
            make_consultation(self.case, other, self.units)


class TestAnswers(Consulting):
    def setUp(self) -> None:
        super().setUp()
        self.sent = make_sent(self.case, self.by, self.units)

    def test_answers_from_the_inbox_are_counted_and_the_result_is_asked_for(self) -> None:
        for number in range(3):
            self.answer(number, f"Förslag {number}")
        told = CaseEvent.objects.filter(case=self.case, kind="consultation.reply").order_by("at", "id")
        assert [event.data["count"] for event in told] == ["1 av 3", "2 av 3", "3 av 3"]
        assert not Task.objects.filter(kind="konsultation_svar", done_at=None).exists()
        assert Task.objects.filter(kind="konsultation_resultat", done_at=None).exists()

    def test_an_answer_that_points_somebody_out_is_refused_on_both_sides(self) -> None:
        for text in (
            "Gäller det 19501017-2483?",
            "Ring 070-174 06 05",
            "k@post.example",
            "Ärende 2026-00123",
        ):
            with pytest.raises(Refused):
                self.answer(0, text)
        question = self.sent.questions.first()
        assert question is not None
        assert not question.replies.exists()

    def test_an_answer_that_was_said_is_typed_in_once(self) -> None:
        question = self.sent.questions.select_related("consultation__case").first()
        assert question is not None
        for _ in range(2):
            add_reply(
                case=self.case,
                question=question,
                kind="forslag",
                text="Börja med kartläggning",
                came_on=timezone.localdate(),
                by=self.by,
            )
        assert question.replies.get().entered_by == self.by.name

    def test_an_answer_is_put_in_the_register(self) -> None:
        self.answer(0, "Börja med kartläggning")
        row = Record.objects.get(case=self.case, kind="svar")
        assert (row.direction, row.party) == ("in", unit_name(self.units[0]))

    def test_another_authority_can_not_answer_for_a_party(self) -> None:
        from samre.accounts.actors import system_actor
        from samre.casework.actions.consultation_replies import take_reply

        question = self.sent.questions.select_related("receiver").first()
        assert question is not None
        stranger = actor_for(make_partner(kind="af"))
        with pytest.raises(Denied):
            take_reply(
                source_ref=question.pk,
                kind="forslag",
                choices={},
                text="Hej",
                came_on=timezone.localdate(),
                answerer=stranger,
                by=system_actor(self.assignment.unit.authority, "mottagning"),
            )


class TestEnding(Consulting):
    def setUp(self) -> None:
        super().setUp()
        self.sent = make_sent(self.case, self.by, self.units)

    def test_it_is_not_closed_without_a_result_in_words_and_a_plan(self) -> None:
        with pytest.raises(Refused) as refused:
            close_consultation(consultation=self.sent, result=" ", seen=self.sent.revision, by=self.by)
        assert set(refused.value.problems) == {"utfall", "atgard"}
        assert not Note.objects.filter(case=self.case).exists()

    def test_the_database_holds_it_too(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Consultation.objects.filter(pk=self.sent.pk).update(state="stangd")

    def test_closed_it_leaves_a_signed_note_with_question_answers_and_plan(self) -> None:
        self.answer(0, "Samordning är rätt väg.")
        self.agreed(self.sent)
        self.sent.refresh_from_db()
        close_consultation(
            consultation=self.sent, result="Vi ansöker om samordning.", seen=self.sent.revision, by=self.by
        )
        note = Note.objects.get(case=self.case)
        assert note.kind == NoteKind.MEASURE
        for words in (QUESTION, "Samordning är rätt väg.", "Har inte svarat.", "Vi ansöker", "Bokar första"):
            assert words in note.text
        assert Consultation.objects.get(pk=self.sent.pk).result_id == note.pk
        kinds = ["konsultation_svar", "konsultation_resultat"]
        assert not Task.objects.filter(kind__in=kinds, done_at=None).exists()
        assert Task.objects.get(kind="overenskommet").text == "Bokar första mötet"
        with pytest.raises(Denied):
            close_consultation(consultation=self.sent, result="Igen", seen=self.sent.revision, by=self.by)

    def test_what_was_answered_is_not_dropped_and_what_is_dropped_is_taken_back(self) -> None:
        other = make_sent(self.case, self.by, self.units[:1])
        drop_consultation(consultation=other, reason="Personen har flyttat", by=self.by)
        assert [
            copy.closed_at is None
            for copy in self.deliveries()
            if copy.source_ref == other.questions.get().pk
        ] == [False]
        question = self.sent.questions.first()
        add_reply(
            case=self.case,
            question=question,
            kind="forslag",
            text="Vänta",
            came_on=timezone.localdate(),
            by=self.by,
        )
        with pytest.raises(Denied):
            drop_consultation(consultation=self.sent, reason="Ångrar mig", by=self.by)

    def test_a_row_can_be_taken_away_and_can_open_a_step(self) -> None:
        row = agree_measure(
            talk=self.sent, party="FK", what="Ringer", due_on=in_days(3), by=self.by, is_watched=True
        )
        take_away_measure(case=self.case, measure=row, by=self.by)
        assert not Task.objects.filter(kind="overenskommet", done_at=None).exists()
        agree_measure(
            talk=self.sent, party="FK", what="Tar emot ansökan", due_on=in_days(9), step="S14", by=self.by
        )
        assert OpenStep.objects.filter(case=self.case, step="S14").exists()
        with pytest.raises(Refused) as refused:
            agree_measure(talk=self.sent, party="", what="", due_on=None, by=self.by)
        assert set(refused.value.problems) == {"part", "vad", "senast"}


class TestTimes(Consulting):
    def setUp(self) -> None:
        super().setUp()
        self.consultants = [actor_for(make_partner(unit=unit)) for unit in self.units[:2]]
        self.at = timezone.now() + timedelta(days=3)
        self.times = [
            offer_times(starts_at=self.at, minutes=30, channel="video", by=one)[0] for one in self.consultants
        ]

    def test_a_time_is_taken_by_one_consultation_only_and_says_which_unit_comes(self) -> None:
        slots = [one.pk for one in self.times]
        first = make_sent(self.case, self.by, self.units)
        book_time(consultation=first, slots=slots, by=self.by)
        self.times[0].refresh_from_db()
        assert self.times[0].taken_by == self.assignment.unit
        second = make_sent(Case.objects.get(pk=make_case(self.by).pk), self.by, self.units)
        with pytest.raises(Refused) as refused:
            book_time(consultation=second, slots=slots, by=self.by)
        assert "tid" in refused.value.problems
        with pytest.raises(Denied):
            withdraw_time(time=self.times[0], by=self.consultants[0])

    def test_another_time_gives_the_first_back(self) -> None:
        sent = make_sent(self.case, self.by, self.units)
        later = offer_times(
            starts_at=self.at + timedelta(days=1), minutes=30, channel="telefon", by=self.consultants[0]
        )[0]
        book_time(consultation=sent, slots=[one.pk for one in self.times], by=self.by)
        book_time(consultation=sent, slots=[later.pk], by=self.by)
        self.times[0].refresh_from_db()
        assert self.times[0].taken_by is None
        assert sent.channel == "telefon"

    def test_a_time_every_week_keeps_its_hour_and_is_not_offered_twice(self) -> None:
        offered = offer_times(starts_at=self.at, minutes=30, channel="video", weeks=3, by=self.consultants[0])
        assert offered[0].pk == self.times[0].pk
        assert {timezone.localtime(one.starts_at).hour for one in offered} == {
            timezone.localtime(self.at).hour
        }
        with pytest.raises(Denied):
            withdraw_time(time=self.times[0], by=self.consultants[1])
