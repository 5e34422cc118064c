"""The pages of consultations, meetings and offered times: what they show, refuse and keep."""

from __future__ import annotations

import html
import re
from datetime import timedelta

from django.test import Client, TestCase
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.casework.consultation_factories import (
    BACKGROUND,
    QUESTION,
    askable,
    call,
    in_days,
    make_consultation,
    make_meeting,
    make_sent,
    write,
)
from tests.casework.factories import make_case, make_caseworker
from tests.casework.inbox_factories import make_partner

from samre.accounts.actors import actor_for
from samre.accounts.models import KeptForm
from samre.accounts.scope import acting_in
from samre.accounts.sessions import BEGUN
from samre.audit.models import Event
from samre.casework.actions.agreed_measures import agree_measure
from samre.casework.actions.consultation_replies import add_reply
from samre.casework.actions.offered_times import book_time, offer_times
from samre.casework.models import Case, Consultation, Delivery, Meeting, OfferedTime, Record
from samre.casework.queries.consultations import find_question
from samre.sealing.ids import new_id


class Pages(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        made = make_case(self.by, name="Kanarie Fågelsson", number="195010172483")
        self.case = Case.objects.get(pk=made.pk)
        self.units = askable("fk", "af")
        self.client = log_in(Client(), self.assignment)
        self.at = f"/arenden/{self.case.pk}/samverkan"

    def of(self, consultation: Consultation) -> str:
        return f"{self.at}/konsultation/{consultation.pk}"

    def draft_form(self, consultation: Consultation, **texts: str) -> dict[str, str]:
        prefix = "anonym-" if consultation.is_anonymous else ""
        form = {
            "gor": "spara",
            "revision": str(consultation.revision),
            "svara_senast": in_days(9).isoformat(),
        }
        form |= {f"{prefix}fraga": QUESTION, f"{prefix}bakgrund": BACKGROUND}
        form |= {f"{prefix}delfraga-{one.pk}": "Vad kan ni erbjuda?" for one in consultation.questions.all()}
        return form | {prefix + name: text for name, text in texts.items()}


class TestConsultationPages(Pages):
    def test_from_the_list_to_a_sent_question(self) -> None:
        empty = self.client.get(f"{self.at}/konsultation")
        assert "Ställ en fråga" in empty.content.decode()
        form = {
            "id": str(new_id()),
            "form": "konsultation",
            "satt": "utan_namn",
            "parter": [str(unit.pk) for unit in self.units],
        }
        for _ in range(2):
            answer = self.client.post(f"{self.at}/konsultation/ny", form)
            assert answer.status_code == 302
        begun = Consultation.objects.get()
        answer = self.client.post(self.of(begun), self.draft_form(begun), follow=True)
        page = answer.content.decode()
        assert "Det här får de" in page
        assert QUESTION in page
        begun.refresh_from_db()
        sent = self.client.post(
            self.of(begun), {"gor": "skicka", "revision": str(begun.revision)}, follow=True
        )
        assert "0 av 2 har svarat" in sent.content.decode()
        assert bytes(Record.objects.get().content or b"")[:5] == b"%PDF-"

    def test_a_refused_text_is_shown_at_its_field_and_kept_nowhere(self) -> None:
        begun = make_consultation(self.case, self.by, self.units)
        secret = "Hon heter Fågelsson"
        answer = self.client.post(self.of(begun), self.draft_form(begun, bakgrund=secret))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert secret in page, "det skrivna står kvar i rutan"
        assert "namn (rad 1)" in page
        begun.refresh_from_db()
        assert begun.background == ""
        assert secret not in str(list(Event.objects.values()))
        assert "Fågelsson" not in str(self.client.session.items())

    def test_a_text_without_a_name_that_comes_too_late_is_not_kept(self) -> None:
        begun = make_consultation(self.case, self.by, self.units)
        session = self.client.session
        session[BEGUN] -= 20 * 3600
        session.save()
        self.client.post(self.of(begun), self.draft_form(begun, bakgrund="Ring 070-123 45 67"))
        kept = KeptForm.objects.get()
        assert "070" not in str(kept.fields)
        assert [name for name, _ in kept.fields] == ["gor", "revision", "svara_senast"]

    def test_missing_consent_stands_where_the_button_is(self) -> None:
        begun = write(make_consultation(self.case, self.by, self.units, mode="med_namn"), self.by)
        page = self.client.get(self.of(begun) + "?visa=granska").content.decode()
        assert page.count("det finns inget samtycke för ändamålet") == 2
        assert "Personen har samtyckt till att frågan ställs med namn" not in page
        assert "Skicka frågan" not in page
        answer = self.client.post(self.of(begun), {"gor": "skicka", "revision": str(begun.revision)})
        assert answer.status_code == 403
        assert "Samtycke" in answer.content.decode()

    def test_the_preview_is_what_is_sent(self) -> None:
        begun = write(make_consultation(self.case, self.by, self.units), self.by)
        page = self.client.get(self.of(begun) + "?visa=granska").content.decode()
        assert "60 år eller äldre" in page
        assert "Försök inte ta reda på vem den gäller" in page

    def test_an_answer_a_plan_and_the_end(self) -> None:
        sent = make_sent(self.case, self.by, self.units)
        question = sent.questions.order_by("number")[0]
        assert find_question(sent, str(question.pk)) is not None
        today = timezone.localdate().isoformat()
        wrong = self.client.post(self.of(sent), {"gor": "svar", "svarsdag": today})
        assert wrong.status_code == 422
        said = {
            "gor": "svar",
            "svarande": str(question.pk),
            "slag": "forslag",
            "svar": "Pröva igen",
            "svarsdag": today,
        }
        assert self.client.post(self.of(sent), said).status_code == 302
        plan = {
            "gor": "atgard",
            "part": "FK",
            "vad": "Ringer",
            "senast": in_days(5).isoformat(),
            "bevaka": "ja",
        }
        assert self.client.post(self.of(sent), plan).status_code == 302
        sent.refresh_from_db()
        end = {"gor": "avsluta", "revision": str(sent.revision)}
        refused = self.client.post(self.of(sent), end)
        assert refused.status_code == 422
        assert "skriftligt resultat" in refused.content.decode()
        done = self.client.post(self.of(sent), end | {"utfall": "Vi ansöker"}, follow=True)
        assert "Resultatet står i anteckning 1" in done.content.decode()
        listed = self.client.get(f"{self.at}/konsultation").content.decode()
        assert "Avslutad" in listed

    def test_files(self) -> None:
        consultant = actor_for(make_partner(unit=self.units[0]))
        sent = make_sent(self.case, self.by, self.units)
        assert self.client.get(self.of(sent) + "/tid.ics").status_code == 404
        (slot,) = offer_times(
            starts_at=timezone.now() + timedelta(days=2), minutes=30, channel="video", by=consultant
        )
        book_time(consultation=sent, slots=[slot.pk], by=self.by)
        calendar = self.client.get(self.of(sent) + "/tid.ics")
        assert b"BEGIN:VCALENDAR" in calendar.content
        assert "attachment" in calendar["Content-Disposition"]
        assert self.client.get(self.of(sent) + "/remiss.pdf").content[:5] == b"%PDF-"
        assert "Lägg i kalendern" in self.client.get(self.of(sent)).content.decode()

    def test_somebody_elses_consultation_is_not_there(self) -> None:
        other = Case.objects.get(pk=make_case(self.by).pk)
        foreign = make_consultation(other, self.by, self.units)
        assert self.client.get(f"{self.at}/konsultation/{foreign.pk}").status_code == 404
        _, stranger = make_caseworker()
        theirs = make_consultation(Case.objects.get(pk=make_case(stranger).pk), stranger, self.units)
        there = f"/arenden/{theirs.case_id}/samverkan/konsultation/{theirs.pk}"
        assert self.client.get(there).status_code == 404


class TestMeetingPages(Pages):
    def words(self, **more: str) -> dict[str, str]:
        day = in_days(8)
        return {
            "syfte": "Bestämma vem som gör vad",
            "dag": day.isoformat(),
            "tid": "10.00",
            "minuter": "60",
            "kanal": "video",
            "plats": "Möte 4711",
            "protokoll": "Sara",
            "svara_senast": in_days(4).isoformat(),
            "ja": timezone.localdate().isoformat(),
        } | more

    def test_a_meeting_is_planned_once_and_changed(self) -> None:
        form = self.words(slag="sip", id=str(new_id())) | {"enheter": [str(self.units[0].pk)]}
        for _ in range(2):
            assert self.client.post(f"{self.at}/moten/nytt", form).status_code == 302
        meeting = Meeting.objects.get()
        at = f"{self.at}/moten/{meeting.pk}"
        page = self.client.get(at).content.decode()
        assert "samtycke saknas för" in page
        changed = self.client.post(
            at, self.words(tid="11.30", gor="andra", revision=str(meeting.revision)), follow=True
        )
        assert "11.30" in changed.content.decode()
        stale = self.client.post(at, self.words(gor="andra", revision="1"))
        assert stale.status_code == 409
        bad = self.client.post(f"{self.at}/moten/nytt", {"slag": "sip", "tid": "kvart i tio"})
        assert bad.status_code == 422
        assert "till exempel 10.00" in bad.content.decode()

    def test_every_button_of_a_meeting_does_what_it_says(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units)
        at = f"{self.at}/moten/{meeting.pk}"

        def press(gor: str, **fields: object) -> str:
            answer = self.client.post(at, {"gor": gor, **fields}, follow=True)
            assert answer.status_code == 200, (gor, answer.content.decode()[:3000])
            return answer.content.decode()

        press("punkt", punkt="Hur går det med pengarna?", egen="ja")
        press("bjud_in", enhet="", slag="stodperson", namn="Vera Vän")
        friend = meeting.participants.get(kind="stodperson")
        press("ta_bort_deltagare", rad=str(friend.pk))
        press("ta_bort_punkt", rad=str(meeting.agenda.order_by("number")[0].pk))
        meeting.refresh_from_db()
        assert "Kallat till" in press("kalla", revision=str(meeting.revision))
        seat = meeting.participants.filter(kind="myndighet")[0]
        today = timezone.localdate().isoformat()
        press("svar", svarande=str(seat.pk), slag="kommer", svar="", svarsdag=today)
        press("protokoll", text="Alla var överens", version="0", kom=[str(seat.pk)])
        press("sip", behov="Lugn", leder="KOM", foljs_upp=in_days(60).isoformat())
        press("atgard", part="REG", vad="Kallar", senast=in_days(9).isoformat(), bevaka="ja")
        shared = press("dela", version="1")
        assert "har fått protokollet" in shared
        assert "ska få protokollet av dig, på papper" in shared
        meeting.refresh_from_db()
        page = press("avsluta", revision=str(meeting.revision), utfall="Planen gäller")
        assert "Avslutat" in page
        for name in ("kallelse.pdf", "protokoll.pdf"):
            assert self.client.get(f"{at}/{name}").content[:5] == b"%PDF-"

    def test_the_calendar_file_says_nothing_of_whom_or_what(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units)
        told = self.client.get(f"{self.at}/moten/{meeting.pk}/tid.ics").content.decode()
        for word in (
            "Kanarie",
            "Fågelsson",
            self.case.number,
            "4711",
            "Bestämma",
            str(self.case.pk),
            "VALARM",
        ):
            assert word not in told
        assert "SUMMARY:Möte\\, SAMRE\\, Ref" in told
        assert "LOCATION:Videomöte" in told
        person = self.case.person
        person.protection = "markering"
        person.save()
        assert "LOCATION" not in self.client.get(f"{self.at}/moten/{meeting.pk}/tid.ics").content.decode()

    def test_it_can_be_cancelled_and_others_can_not_see_it(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units)
        call(meeting, self.by)
        at = f"{self.at}/moten/{meeting.pk}"
        assert self.client.post(at, {"gor": "stall_in"}).status_code == 422
        done = self.client.post(at, {"gor": "stall_in", "skal": "Personen är sjuk"}, follow=True)
        assert "Inställt" in done.content.decode()
        other = Case.objects.get(pk=make_case(self.by).pk)
        assert self.client.get(f"/arenden/{other.pk}/samverkan/moten/{meeting.pk}").status_code == 404


class TestTimesPage(Pages):
    def setUp(self) -> None:
        super().setUp()
        self.consultant = make_partner(unit=self.units[0])
        self.there = log_in(Client(), self.consultant)
        self.form = {
            "gor": "lagg",
            "dag": in_days(3).isoformat(),
            "tid": "10.00",
            "minuter": "30",
            "kanal": "video",
            "veckor": "2",
        }

    def test_a_consultant_offers_and_takes_back_and_the_kommun_sees_it_free(self) -> None:
        page = self.there.post("/konsultation", self.form, follow=True).content.decode()
        assert page.count("10.00") >= 2
        sent = make_sent(self.case, self.by, self.units)
        seen = self.client.get(self.of(sent)).content.decode()
        assert self.units[0].authority.short in seen
        slot = OfferedTime.objects.order_by("starts_at")[0]
        assert self.client.post(self.of(sent), {"gor": "boka", "tid": str(slot.pk)}).status_code == 302
        taken = self.there.get("/konsultation").content.decode()
        assert self.assignment.unit.name in taken
        assert "Fågelsson" not in taken
        assert self.case.number not in taken
        later = OfferedTime.objects.order_by("starts_at")[1]
        assert self.there.post("/konsultation", {"gor": "ta_bort", "rad": str(later.pk)}).status_code == 302
        assert self.there.post("/konsultation", {"gor": "ta_bort", "rad": str(slot.pk)}).status_code == 403
        assert b"VCALENDAR" in self.there.get(f"/konsultation/{slot.pk}.ics").content

    def test_what_is_wrong_stands_at_its_field_and_others_times_are_left_alone(self) -> None:
        page = self.there.post("/konsultation", self.form | {"dag": "", "tid": "snart", "veckor": "99"})
        assert page.status_code == 422
        self.there.post("/konsultation", self.form)
        slot = OfferedTime.objects.order_by("starts_at")[0]
        elsewhere = log_in(Client(), make_partner(kind="af"))
        assert elsewhere.post("/konsultation", {"gor": "ta_bort", "rad": str(slot.pk)}).status_code == 422
        assert elsewhere.get(f"/konsultation/{slot.pk}.ics").status_code == 404


class TestSharedPlans(Pages):
    """The agreed plan is read through and then sent as it was read."""

    def agreed(self, **more: str) -> Consultation:
        talk = make_sent(self.case, self.by, self.units, **more)
        question = talk.questions.get(receiver_unit=self.units[0])
        question.consultation = talk
        add_reply(
            case=self.case,
            question=question,
            kind="forslag",
            text="Börja lugnt.",
            came_on=in_days(0),
            by=self.by,
        )
        agree_measure(talk=talk, party="AF", what="Kallar till kartläggning", due_on=in_days(14), by=self.by)
        talk.refresh_from_db()
        return talk

    def test_it_says_who_gets_it_and_what_and_is_sent_as_it_was_read(self) -> None:
        talk = self.agreed()
        assert f"{self.of(talk)}/plan" in self.client.get(self.of(talk)).content.decode()
        page = self.client.get(f"{self.of(talk)}/plan").content.decode()
        assert "Kallar till kartläggning" in page
        assert "har inte svarat eller varit med" in page
        (read,) = re.findall(r'name="last" value="([0-9a-f]{64})"', page)
        form = {"gor": "skicka", "revision": str(talk.revision), "anonym-plan": "Något annat.", "last": read}
        assert self.client.post(f"{self.of(talk)}/plan", form).status_code == 422
        form["anonym-plan"] = html.unescape(re.findall(r'name="anonym-plan" value="([^"]*)"', page)[0])
        answer = self.client.post(f"{self.of(talk)}/plan", form)
        assert answer.status_code == 302, answer.content.decode()
        assert "Planen är skickad" in self.client.get(answer["Location"]).content.decode()
        with acting_in(self.units[0].authority_id):
            copies = Delivery.objects.filter(owner_id=self.units[0].authority_id)
            assert read in {row.sha256 for row in copies}

    def test_with_a_name_it_says_whose_consent_is_missing_and_where_to_get_it(self) -> None:
        talk = self.agreed(mode="med_namn")
        page = self.client.get(f"{self.of(talk)}/plan").content.decode()
        assert "samtycke saknas för planering och insatser" in page
        assert f"?plan={talk.pk}" in page

    def test_without_a_plan_there_is_no_page(self) -> None:
        talk = make_sent(self.case, self.by, self.units)
        assert self.client.get(f"{self.of(talk)}/plan").status_code == 404


class TestReasonsAndCorrections(Pages):
    def at_meeting(self, meeting: Meeting) -> str:
        return f"{self.at}/moten/{meeting.pk}"

    def test_words_outside_the_consent_are_shown_before_calling_with_a_field_for_the_reason(self) -> None:
        meeting = make_meeting(
            self.case, self.by, self.units, kind="avstamning", purpose="Tala om hans depression"
        )
        page = self.client.get(self.at_meeting(meeting)).content.decode()
        assert 'name="skal-syfte"' in page
        form = {"gor": "kalla", "revision": str(meeting.revision), "skal-syfte": ""}
        answer = self.client.post(self.at_meeting(meeting), form)
        assert answer.status_code == 422
        assert "fel-kalla-skal-syfte" in answer.content.decode()
        answer = self.client.post(
            self.at_meeting(meeting), form | {"skal-syfte": "Det är namnet på en kurs."}
        )
        assert answer.status_code == 302, answer.content.decode()
        meeting.refresh_from_db()
        assert meeting.let_through[0]["why"] == "Det är namnet på en kurs."

    def test_a_meeting_changed_after_calling_says_that_a_new_calling_is_to_go(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units, kind="avstamning")
        call(meeting, self.by)
        meeting.refresh_from_db()
        assert "ny kallelse som ersätter" in self.client.get(self.at_meeting(meeting)).content.decode()
        form = {"gor": "punkt", "punkt": "Något mer", "egen": ""}
        self.client.post(self.at_meeting(meeting), form)
        page = self.client.get(self.at_meeting(meeting)).content.decode()
        assert "Skicka den nya kallelsen" in page
        assert "Har bara fått den gamla kallelsen" in page
        meeting.refresh_from_db()
        form = {"gor": "kalla", "revision": str(meeting.revision)}
        assert self.client.post(self.at_meeting(meeting), form).status_code == 302
        assert "Skicka den nya kallelsen" not in self.client.get(self.at_meeting(meeting)).content.decode()
        assert Record.objects.filter(case=self.case, subject_id=meeting.pk).count() == 2

    def test_a_word_that_nobody_knows_is_asked_about_and_passes_when_it_is_ticked(self) -> None:
        talk = make_consultation(self.case, self.by, self.units)
        form = self.draft_form(talk, bakgrund="Zdenko är namnet på kursen.")
        answer = self.client.post(self.of(talk), form)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert 'name="kontrollerat"' in page
        assert "Zdenko är namnet" in page, "det skrivna finns kvar i formuläret"
        assert self.client.post(self.of(talk), form | {"kontrollerat": "ja"}).status_code == 302
