"""The person card: changed through actions, and nothing of a protected person on any page until somebody asks with a reason."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case
from tests.web.case_pages import CaseTest, text

from samre.accounts.actors import Actor, actor_for
from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.casework.actions.cases import close_case
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.persons import change_person
from samre.casework.actions.representatives import add_representative
from samre.casework.actions.steps import wait_for
from samre.casework.models import Case, Person

CHANGE = {
    "gor": "andra",
    "namn": "Alva Nyman",
    "skydd": "ingen",
    "sprak": "",
    "tolk": "",
    "phone": "070-1740605",
}
SPEAKER = {
    "gor": "foretradare",
    "slag": "god_man",
    "foretradare": "Greta Ombudsson",
    "omfattning": "Bevaka rätt",
}


class TestPerson(CaseTest):
    def change(self, **more: str) -> HttpResponse:
        return self.post("case-person", {**CHANGE, "revision": str(self.person().revision), **more})

    def person(self) -> Person:
        return Person.objects.get(pk=self.case.person_id)

    def test_name_contact_language_and_interpreter_are_changed(self) -> None:
        assert self.change(sprak="somaliska", tolk="somaliska, kvinna").status_code == 302
        page = self.read("case-person")
        for words in ("Alva Nyman", "070-1740605", "somaliska"):
            assert words in page
        assert "Tolk: somaliska, kvinna" in self.read()

    def test_what_is_wrong_is_told_at_the_field_and_nothing_is_lost(self) -> None:
        answer = self.change(namn="Alva", tolk="dari")
        assert answer.status_code == 422
        assert "Skriv för- och efternamn." in text(answer)
        assert 'value="dari"' in text(answer)

    def test_what_is_too_long_to_keep_or_has_a_null_in_it_is_no_fault(self) -> None:
        answer = self.change(sprak="x" * 41)
        assert answer.status_code == 422
        assert "högst 40 tecken" in text(answer)
        assert self.change(tolk="da\x00ri").status_code == 302
        assert self.person().interpreter == "dari"

    def test_two_who_change_at_once_are_told(self) -> None:
        seen = str(self.person().revision)
        self.change()
        answer = self.post("case-person", {**CHANGE, "namn": "Alva Annan", "revision": seen})
        assert answer.status_code == 409
        assert "Alva Annan" in text(answer)
        assert self.person().name == "Alva Nyman"

    def test_a_representative_is_added_and_ended_but_never_removed(self) -> None:
        assert self.post("case-person", dict(SPEAKER)).status_code == 302
        row = self.case.person.representatives.get()
        assert "Greta Ombudsson" in self.read()
        assert self.post("case-person", {"gor": "avsluta_foretradare", "id": str(row.pk)}).status_code == 302
        assert "Greta Ombudsson" not in self.read()
        assert "gäller inte nu" in self.read("case-person")
        again = self.post("case-person", {"gor": "avsluta_foretradare", "id": str(row.pk)})
        assert "redan avslutat" in text(again)

    def test_every_gap_in_a_representative_is_told(self) -> None:
        for gap in ("slag", "foretradare", "omfattning"):
            answer = self.post("case-person", {**SPEAKER, gap: ""})
            assert answer.status_code == 422, gap
        backwards = {**SPEAKER, "galler_fran": "2026-11-01", "galler_till": "2026-10-01"}
        assert "kan inte sluta innan det börjar" in text(self.post("case-person", backwards))
        assert not self.case.person.representatives.exists()

    def test_a_representative_of_somebody_else_can_not_be_ended_here(self) -> None:
        from tests.casework.factories import make_case

        other = make_case(self.by, name="Bo Provsson")
        row = add_representative(
            case=other,
            kind="ombud",
            scope="Allt",
            name="Ola Ombudsson",
            valid_from=timezone.localdate(),
            by=self.by,
        )
        assert self.post("case-person", {"gor": "avsluta_foretradare", "id": str(row.pk)}).status_code == 422
        row.refresh_from_db()
        assert row.ended_at is None

    def test_the_number_is_never_changed(self) -> None:
        number = self.person().number
        self.change(nummer="191212121212", number="191212121212")
        assert self.person().number == number

    def test_a_street_is_no_telephone_number_and_no_e_mail_address(self) -> None:
        """Else the street of somebody protected stands there all the same."""
        for field, street in (("phone", "Kanariegatan 7, 123 45 Ort"), ("email", "Kanariegatan 7")):
            answer = self.change(skydd="folkbokforing", **{field: street})
            assert answer.status_code == 422, field
        answer = self.change(phone="Kanariegatan 7")
        assert "Skriv bara telefonnumret" in text(answer) and "Kanariegatan 7" in text(answer)
        assert "Kanariegatan" not in str(self.person().contact)
        for phone in ("070-174 06 05", "+46 (0)8 123 45 67", "0701740605, 08-12 34 56"):
            assert self.change(phone=phone, email="alva@example.se").status_code == 302, phone

    def test_a_protection_that_nobody_has_checked_has_no_day(self) -> None:
        self.change(skydd="okand")
        assert (self.person().protection, self.person().protection_checked_on) == ("okand", None)

    def test_no_address_is_kept_for_the_protected_and_the_unchecked(self) -> None:
        for protection in ("folkbokforing", "markering", "okand"):
            answer = self.change(skydd=protection, address="Kanariegatan 7")
            assert answer.status_code == 422, protection
            assert "Ta bort adressen" in text(answer)
        assert "address" not in self.person().contact
        with pytest.raises(Refused):
            change_person(
                case=self.case,
                revision=self.person().revision,
                name="Alva Provsson",
                contact={"co": "Kanariefågel"},
                protection="folkbokforing",
                language="",
                interpreter="",
                by=self.by,
            )


class ProtectedTest(CaseTest):
    """A protected person with a canary in everything that can tell who or where she is."""

    more = {"protection": "folkbokforing"}
    canaries = (
        "Alva",
        "Provsson",
        "070-1740605",
        "PROV-",
        "Kanariebackens",
        "Kanarieombud",
        "0701740699",
        "Kanariefabriken",
    )

    def setUp(self) -> None:
        super().setUp()
        person = Person.objects.get(pk=self.case.person_id)
        change_person(
            case=self.case,
            revision=person.revision,
            name="Alva Provsson",
            contact={"phone": "070-1740605"},
            protection=self.more["protection"],
            language="",
            interpreter="",
            by=self.by,
        )
        add_representative(
            case=self.case,
            kind="god_man",
            scope="Bevaka rätt",
            name="Kanarieombud Ek",
            contact="0701740699",
            valid_from=timezone.localdate(),
            by=self.by,
        )
        enter_facts(
            case=self.case,
            values={"sgi": "finns"},
            source="myndighet",
            source_name="Kanariefabriken AB",
            by=self.by,
        )
        wait_for(
            step=self.step(),
            party="REG",
            until=timezone.localdate() + timedelta(days=9),
            then="Ring.",
            name="Kanariebackens vårdcentral",
            by=self.by,
        )

    def everything(self, client: Client) -> dict[str, str]:
        pages = {name: self.address(name) for name in ("case", "case-facts", "case-steps", "case-person")}
        pages["case-step"] = self.address("case-step", steg=self.step().pk)
        pages["past"] = self.address("case-facts") + f"?dag={timezone.localdate()}"
        pages["question"] = self.address("case-facts") + "?fraga=sgi"
        return {name: client.get(address).content.decode() for name, address in pages.items()}


class TestProtected(ProtectedTest):
    def lift(self, **more: str) -> HttpResponse:
        fields = {"visa_skal": "rattning", "revision": str(self.person().revision), **more}
        return self.post("case-person", {**CHANGE, **fields})

    def person(self) -> Person:
        return Person.objects.get(pk=self.case.person_id)

    def test_a_protection_is_taken_away_with_a_reason_that_is_logged(self) -> None:
        for reason in ("", "för att"):
            answer = self.lift(hava=reason)
            assert answer.status_code == 422 and "Välj varför skyddet tas bort" in text(answer)
        assert self.person().protection == "folkbokforing"
        assert self.lift(hava="upphort").status_code == 302
        assert self.person().protection == "ingen"
        told = json.loads(Event.objects.filter(action="person.change").latest("number").detail)
        assert told == {
            "protection_from": "folkbokforing",
            "protection_to": "ingen",
            "protection_lifted": "upphort",
        }

    def test_no_page_shows_who_or_where_she_is_even_to_her_handler(self) -> None:
        found = [
            (name, canary)
            for name, page in self.everything(self.client).items()
            for canary in self.canaries
            if canary in page
        ]
        assert not found
        assert "Skyddade uppgifter" in self.read()

    def test_nor_does_a_form_that_is_sent_wrong(self) -> None:
        sent = [
            self.post("case-person", {**CHANGE, "namn": "", "revision": "0"}),
            self.post("case-person", {"gor": "visa", "visa_skal": ""}),
            self.post("case-person", {"gor": "visa", "visa_skal": "nyfiken"}),
            self.post("case-person", {**SPEAKER, "slag": ""}),
            self.post("case-facts", {"uppgift": "sgi", "svar": "", "kalla": "personen", "fran": "arende"}),
        ]
        for answer in sent:
            assert answer.status_code in (409, 422)
            assert not [canary for canary in self.canaries if canary in text(answer)]

    def test_her_handler_sees_it_once_with_a_reason_that_is_logged(self) -> None:
        answer = self.post("case-person", {"gor": "visa", "visa_skal": "kontakt"})
        page = text(answer)
        assert "Alva Provsson" in page
        assert "070-1740605" in page
        event = Event.objects.filter(action="person.show").latest("number")
        assert event.why == "Jag ska kontakta personen eller ta emot ett besök"
        assert event.case_id == str(self.case.pk)
        assert "Alva" not in self.read("case-person")

    def test_the_one_who_reads_after_handing_over_does_not_see_it(self) -> None:
        from samre.casework.actions.cases import hand_over

        other, _, _ = self.colleague()
        hand_over(case=self.case, to=other.user, note="Tar över.", by=self.by)
        answer = self.post("case-person", {"gor": "visa", "visa_skal": "kontakt"})
        assert answer.status_code == 403
        assert not [canary for canary in self.canaries if canary in text(answer)]
        assert Event.objects.filter(action="person.show", outcome="denied").count() == 1

    def test_the_manager_of_the_unit_is_no_named_handler(self) -> None:
        manager = make_assignment(role=Role.MANAGER, unit=self.assignment.unit)
        answer = log_in(Client(), manager).get(self.address())
        assert answer.status_code == 403
        assert not [canary for canary in self.canaries if canary in answer.content.decode()]

    def test_her_details_are_mended_by_the_one_who_was_shown_them(self) -> None:
        page = text(self.post("case-person", {"gor": "visa", "visa_skal": "rattning"}))
        assert 'name="address"' not in page
        revision = str(Person.objects.get(pk=self.case.person_id).revision)
        wrong = {
            **CHANGE,
            "skydd": "folkbokforing",
            "namn": "Alva",
            "revision": revision,
            "visa_skal": "rattning",
        }
        answer = self.post("case-person", wrong)
        assert answer.status_code == 422
        assert "Skriv för- och efternamn." in text(answer)
        right = {**wrong, "namn": "Alva Nyman", "phone": "070-1740606"}
        assert self.post("case-person", right).status_code == 302
        assert Person.objects.get(pk=self.case.person_id).contact == {"phone": "070-1740606"}


class TestUnknown(ProtectedTest):
    more = {"protection": "okand"}

    def test_unknown_counts_as_protected_on_every_page(self) -> None:
        pages = self.everything(self.client)
        assert not [
            (name, canary) for name, page in pages.items() for canary in self.canaries if canary in page
        ]
        assert "Skyddet är inte kontrollerat" in pages["case-person"]


class TestOtherCases(CaseTest):
    more = {"number": "191212121212"}

    def again(self, by: Actor) -> Case:
        """The person's first case is closed, and `by` opens another."""
        close_case(
            case=self.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Arbete.",
            by=self.by,
        )
        return make_case(by, number="191212121212")

    def test_the_persons_earlier_case_is_a_link_for_who_may_open_it(self) -> None:
        assert "Samma person" not in self.read() and "Andra ärenden" not in self.read("case-person")
        first, self.case = self.case, self.again(self.by)
        for page in ("case", "case-person"):
            read = self.read(page)
            assert f'<a href="{reverse("web:case", args=[first.pk])}">Ärende {first.number}</a>' in read
            assert "Avslutat 21 november 2026" in read

    def test_who_may_not_open_it_is_told_whom_to_ask(self) -> None:
        other = make_assignment(unit=self.assignment.unit)
        first, self.case = self.case, self.again(actor_for(other))
        browser = log_in(Client(), other)
        read = browser.get(self.address("case-person")).content.decode()
        assert f"Ärende {first.number}" in read and self.by.name in read
        assert reverse("web:case", args=[first.pk]) + '"' not in read
        assert reverse("web:emergency", args=[first.pk]) in read

    def test_of_somebody_protected_only_what_may_be_opened_is_told(self) -> None:
        other = make_assignment(unit=self.assignment.unit)
        first, self.case = self.case, self.again(actor_for(other))
        Person.objects.filter(pk=self.case.person_id).update(protection="markering")
        browser = log_in(Client(), other)
        for page in ("case", "case-person"):
            assert first.number not in browser.get(self.address(page)).content.decode()
