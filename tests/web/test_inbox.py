"""The inbox: only what was sent to one's own unit, as it was sent; answers that reach both sides, or neither."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.utils import timezone
from tests.accounts.factories import log_in, make_authority, make_unit
from tests.casework.inbox_factories import make_delivery, make_partner, snapshot

from samre.accounts.acts import Refused
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind, Role
from samre.audit.models import Event
from samre.casework import post
from samre.casework.models import Delivery, DeliveryAnswer
from samre.casework.post import remind_delivery, take_back_delivery
from samre.casework.rules.inbox import reference_of, written_reference


class Taker:
    """Stands in for the kommun's side."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.refuses = ""

    def __call__(self, **what: Any) -> None:
        if self.refuses:
            raise Refused(self.refuses)
        self.taken.append(what)


class InboxTest(TestCase):
    def setUp(self) -> None:
        self.assignment = make_partner()
        self.unit = self.assignment.unit
        self.taker = Taker()
        self.enterContext(patch.object(post, "_find", lambda takers, kind: self._taker(takers)))
        log_in(self.client, self.assignment)

    def _taker(self, takers: Any) -> Any:
        return self.taker if takers is post.TAKERS else None

    def events(self, action: str, outcome: str = "ok") -> list[Event]:
        chain = str(self.unit.authority_id)
        return list(Event.objects.filter(chain=chain, action=action, outcome=outcome).order_by("number"))

    def open(self, delivery: Delivery, query: str = "", client: Client | None = None) -> HttpResponse:
        return (client or self.client).get(f"/inkorg/{delivery.pk}{query}")  # type: ignore[return-value]

    def answer(self, delivery: Delivery, client: Client | None = None, **data: Any) -> HttpResponse:
        return (client or self.client).post(f"/inkorg/{delivery.pk}", {"sett": "0", **data})  # type: ignore[return-value]

    def subjects(self, query: str = "") -> list[str]:
        return re.findall(
            r'inbox__subject"[^>]*>([^<]*)<', self.client.get(f"/inkorg{query}").content.decode()
        )


class TestTheList(InboxTest):
    def test_it_says_from_whom_and_until_when_and_nothing_of_the_person(self) -> None:
        make_delivery(to=self.unit, answer_in=1)
        text = self.client.get("/inkorg").content.decode()
        assert "Underlag inför samordning" in text
        assert "Svara senast i morgon" in text
        for hidden in ("50 procent", "Sjukskrivning", "Vi undrar om"):
            assert hidden not in text

    def test_what_is_late_stands_first_and_what_is_answered_apart(self) -> None:
        make_delivery(to=self.unit, answer_in=9, subject="Sist")
        make_delivery(to=self.unit, answer_in=-2, subject="Först")
        done = make_delivery(to=self.unit, answer_in=1, subject="Klar")
        receipt = make_delivery(to=self.unit, answer_in=2, subject="Mottagen")
        assert self.answer(done, svar="resultat", text="Klart.").status_code == 302
        assert self.answer(receipt, svar="mottaget").status_code == 302
        assert self.subjects() == ["Först", "Mottagen", "Sist"]
        assert self.subjects("?visa=besvarade") == ["Klar"]
        assert "Skulle ha besvarats" in self.client.get("/inkorg").content.decode()

    def test_rows_that_are_about_the_same_differ_by_their_reference_which_the_sender_has_too(self) -> None:
        rows = [make_delivery(to=self.unit) for _ in range(2)]
        said = re.findall(r'inbox__mark">([^<]*)<', self.client.get("/inkorg").content.decode())
        assert sorted(said) == sorted(written_reference(reference_of(row.source_ref)) for row in rows)
        assert len(set(said)) == 2

    def test_minutes_are_called_minutes_and_not_a_calling(self) -> None:
        make_delivery(to=self.unit, kind="kallelse", shown=snapshot(answers="protokoll"))
        text = self.client.get("/inkorg").content.decode()
        assert "Protokoll från möte" in text
        assert "Kallelse till möte" not in text

    def test_a_part_of_the_list_shows_what_belongs_to_it(self) -> None:
        opened = make_delivery(to=self.unit, subject="Läst")
        late = make_delivery(to=self.unit, subject="Sen", answer_in=-1)
        make_delivery(to=self.unit, subject="Ny")
        for one in (opened, late):
            self.open(one)
        with transaction.atomic():
            remind_delivery(receiver=self.unit.authority, source_ref=opened.source_ref, why="prov")
        found = {part: self.subjects(f"?visa={part}") for part in ("nya", "paminda", "sena", "besvarade")}
        assert found == {"nya": ["Ny"], "paminda": ["Läst"], "sena": ["Sen"], "besvarade": []}
        assert set(self.subjects("?visa=annat&ordning=annan")) == {"Läst", "Sen", "Ny"}

    def test_the_list_can_be_ordered_by_what_it_is_and_by_whom_it_is_from(self) -> None:
        make_delivery(to=self.unit, subject="Underlag", sender=make_authority(name="Almby"), answer_in=1)
        make_delivery(to=self.unit, subject="Möte", kind="kallelse", sender=make_authority(name="Björkvik"))
        assert self.subjects() == ["Underlag", "Möte"]
        assert self.subjects("?ordning=slag") == ["Möte", "Underlag"]
        assert self.subjects("?ordning=avsandare") == ["Underlag", "Möte"]

    def test_what_the_sender_has_reminded_of_says_so_until_it_is_answered(self) -> None:
        delivery = make_delivery(to=self.unit)
        self.open(delivery)
        with transaction.atomic():
            remind_delivery(receiver=self.unit.authority, source_ref=delivery.source_ref, why="prov")
        assert ">Påmind<" in self.client.get("/inkorg").content.decode()
        self.answer(delivery, svar="resultat", text="Klart.")
        assert ">Påmind<" not in self.client.get("/inkorg?visa=besvarade").content.decode()

    def test_a_protected_person_is_told_in_place_of_the_subject(self) -> None:
        hidden = make_delivery(to=self.unit, is_protected=True, subject="Ämnet")
        text = self.client.get("/inkorg").content.decode()
        assert "Skyddade uppgifter" in text
        assert "Ämnet" not in text
        assert self.open(hidden).status_code == 200
        assert '"protected":true' in self.events("delivery.read")[-1].detail

    def test_the_list_is_logged_with_what_it_showed(self) -> None:
        make_delivery(to=self.unit)
        self.client.get("/inkorg")
        assert self.events("delivery.list")[-1].subjects

    def test_nothing_to_answer_says_what_will_come_here(self) -> None:
        assert "Ingen väntar på svar" in self.client.get("/inkorg").content.decode()


class TestWhoSees(InboxTest):
    def test_another_unit_another_authority_and_nobody_get_404_and_the_try_is_logged(self) -> None:
        near = make_delivery(to=make_unit(authority=self.unit.authority), shown=snapshot(asked="Kanarie"))
        far = make_delivery(to=make_partner(kind=AuthorityKind.AF).unit, shown=snapshot(asked="Kanarie"))
        for delivery in (near, far):
            for address in (f"/inkorg/{delivery.pk}", f"/inkorg/{delivery.pk}/underlag.pdf"):
                found = self.client.get(address)
                assert found.status_code == 404
                assert "Kanarie" not in found.content.decode()
        assert len(self.events("delivery.read", "denied")) == 2
        assert "Kanarie" not in self.client.get("/inkorg").content.decode()
        assert not Delivery.objects.filter(read_at__isnull=False).exists()

    def test_what_was_taken_back_is_closed_at_the_next_request(self) -> None:
        delivery = make_delivery(to=self.unit, shown=snapshot(asked="Kanarie"))
        assert "Kanarie" in self.open(delivery).content.decode()
        assert (
            take_back_delivery(receiver=self.unit.authority, source_ref=delivery.source_ref, why="prov") == 1
        )
        for found in (self.open(delivery), self.client.get(f"/inkorg/{delivery.pk}/underlag.pdf")):
            assert found.status_code == 403
            assert "Kanarie" not in found.content.decode()
        assert self.answer(delivery, svar="mottaget").status_code == 403
        assert "Underlag inför samordning" not in self.client.get("/inkorg").content.decode()
        assert not self.taker.taken
        assert not DeliveryAnswer.objects.exists()
        assert self.events("delivery.read", "denied")

    def test_a_social_enterprise_reads_disclosures_and_has_its_orders_elsewhere(self) -> None:
        someone = make_partner(kind=AuthorityKind.ASF, role=Role.ASF)
        client = log_in(Client(), someone)
        read = make_delivery(to=someone.unit)
        question = make_delivery(to=someone.unit, kind="konsultation")
        assert client.get(f"/inkorg/{read.pk}").status_code == 200
        assert client.get(f"/inkorg/{question.pk}").status_code == 404

    def test_whoever_has_another_role_or_is_nobody_does_not_come_in(self) -> None:
        delivery = make_delivery(to=self.unit)
        board = make_partner(kind=AuthorityKind.FORBUND, role=Role.BOARD)
        assert log_in(Client(), board).get(f"/inkorg/{delivery.pk}").status_code == 403
        assert Client().get(f"/inkorg/{delivery.pk}").status_code == 302
        assert self.client.get("/arenden").status_code == 403

    def test_she_lands_in_the_inbox_after_login(self) -> None:
        assert self.client.get("/logga-in/vidare").headers["Location"] == "/inkorg"


class TestReading(InboxTest):
    def test_the_first_reading_is_stamped_and_every_one_is_logged(self) -> None:
        delivery = make_delivery(to=self.unit)
        self.open(delivery)
        delivery.refresh_from_db()
        first = delivery.read_at
        assert first is not None
        assert delivery.read_by == self.assignment.user.name
        self.open(delivery)
        delivery.refresh_from_db()
        assert delivery.read_at == first
        assert len(self.events("delivery.read")) == 2

    def test_the_page_shows_the_snapshot_whole_and_its_hash(self) -> None:
        delivery = make_delivery(to=self.unit)
        text = self.open(delivery).content.decode()
        for shown in (
            "Vi undrar om",
            "50 procent",
            "Personens samtycke",
            "OSL 10:1",
            "Underlag, inte beslut",
        ):
            assert shown in text
        assert f"{delivery.sha256[:4]} {delivery.sha256[4:8]}".upper() in text

    def test_the_pdf_is_as_it_was_sent_and_takes_a_fresh_proof(self) -> None:
        delivery = make_delivery(to=self.unit)
        found = self.client.get(f"/inkorg/{delivery.pk}/underlag.pdf")
        assert found.content == b"%PDF-1.7 prov"
        assert "no-store" in found.headers["Cache-Control"]
        old = log_in(Client(), self.assignment, fresh=False)
        assert old.get(f"/inkorg/{delivery.pk}/underlag.pdf").status_code == 302

    def test_a_reminder_shows_in_list_and_page(self) -> None:
        delivery = make_delivery(to=self.unit)
        assert remind_delivery(receiver=self.unit.authority, source_ref=delivery.source_ref, why="prov") == 1
        assert "Påminnelse" in self.client.get("/inkorg").content.decode()
        assert "Påminnelse" in self.open(delivery).content.decode()


class TestAnswering(InboxTest):
    def test_an_answer_is_kept_on_both_sides(self) -> None:
        delivery = make_delivery(to=self.unit)
        found = self.answer(
            delivery,
            svar="komplettering",
            text=" Bifoga intyget. ",
            **{"svar.saknas": ["prognos", "planering"]},
        )
        assert found.status_code == 302
        kept = DeliveryAnswer.objects.get()
        assert (kept.kind, kept.choices, kept.text) == (
            "komplettering",
            {"saknas": ["prognos", "planering"]},
            "Bifoga intyget.",
        )
        (taken,) = self.taker.taken
        assert taken["source_ref"] == delivery.source_ref
        assert (taken["kind"], taken["choices"], taken["text"]) == (kept.kind, kept.choices, kept.text)
        assert taken["came_on"] == timezone.localdate()
        assert taken["answerer"].name == self.assignment.user.name
        assert taken["by"].is_system
        assert taken["by"].authority_id == delivery.source_authority
        assert "Det ni har svarat" in self.open(delivery).content.decode()
        assert self.events("delivery.answer")

    def test_what_is_missing_is_told_at_the_question_and_nothing_typed_is_lost(self) -> None:
        delivery = make_delivery(to=self.unit)
        day = (timezone.localdate() + timedelta(days=3)).isoformat()
        found = self.answer(
            delivery,
            svar="mote",
            text="Ta med intyget.",
            **{"svar.dag": day, "svar.hur": "plats", "svar.tid": "25:00"},
        )
        assert found.status_code == 422
        text = found.content.decode()
        assert "Skriv tiden med timme och minut" in text
        assert "Skriv var ni träffas" in text
        assert "Ta med intyget." in text
        assert f'value="{day}"' in text
        assert 'value="25:00"' in text
        assert not self.taker.taken
        assert not DeliveryAnswer.objects.exists()

    def test_when_the_kommun_can_not_take_it_nothing_is_kept_at_the_receiver_either(self) -> None:
        delivery = make_delivery(to=self.unit)
        self.taker.refuses = "Ärendet finns inte längre."
        found = self.answer(delivery, svar="mottaget")
        assert found.status_code == 422
        assert "Ärendet finns inte längre" in found.content.decode()
        assert not DeliveryAnswer.objects.exists()

    def test_a_colleague_who_answered_meanwhile_is_told_and_the_text_stays(self) -> None:
        delivery = make_delivery(to=self.unit)
        other = make_partner(unit=self.unit)
        assert self.answer(delivery, client=log_in(Client(), other), svar="mottaget").status_code == 302
        found = self.answer(delivery, svar="resultat", text="Vi har bokat.")
        assert found.status_code == 409
        text = found.content.decode()
        assert f"{other.user.name} svarade medan du skrev" in text
        assert "Vi har bokat." in text
        assert self.answer(delivery, svar="resultat", text="Vi har bokat.", sett="1").status_code == 302
        assert DeliveryAnswer.objects.count() == 2

    def test_the_same_form_sent_twice_is_one_answer(self) -> None:
        delivery = make_delivery(to=self.unit)
        for _ in range(2):
            assert self.answer(delivery, svar="resultat", text="Klart.").status_code == 302
        assert DeliveryAnswer.objects.count() == 1

    def test_an_answer_that_is_not_among_the_choices_is_refused(self) -> None:
        delivery = make_delivery(to=self.unit)
        assert self.answer(delivery, svar="nonsens").status_code == 422
        found = self.answer(delivery, svar="resultat", **{"svar.samordning": "nonsens"})
        assert found.status_code == 422
        assert self.answer(delivery, svar="resultat", **{"svar.af_status": "inskriven"}).status_code == 422

    def test_she_can_answer_again_when_she_knows_more(self) -> None:
        delivery = make_delivery(to=self.unit)
        self.answer(delivery, svar="mottaget", **{"svar.kontakt": "Anders, 010"})
        self.answer(delivery, svar="resultat", sett="1", **{"svar.samordning": "beviljad"})
        assert [row.kind for row in DeliveryAnswer.objects.order_by("at")] == ["mottaget", "resultat"]


class TestThePost(InboxTest):
    def test_the_same_copy_twice_is_one_delivery(self) -> None:
        first = make_delivery(to=self.unit)
        sender = Authority.objects.get(pk=first.source_authority)
        again = make_delivery(to=self.unit, sender=sender, source_ref=first.source_ref, sha256=first.sha256)
        assert again.pk == first.pk
        assert len(self.events("delivery.receive")) == 1

    def test_a_unit_of_another_authority_gets_nothing(self) -> None:
        other = make_partner(kind=AuthorityKind.AF)
        with pytest.raises(Refused):
            make_delivery(to=self.unit, receiver=other.unit.authority)
