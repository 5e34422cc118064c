"""The pages of consent, without a browser."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.accounts.factories import log_in, make_unit
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.consultation_factories import make_consultation, make_meeting
from tests.casework.disclosure_factories import make_draft as make_disclosure
from tests.casework.factories import make_case, make_caseworker
from tests.casework.placement_factories import make_draft, make_enterprise, make_intervention
from tests.web.case_pages import CaseTest, ahead, text

from samre.accounts.roles import AuthorityKind
from samre.casework.documents import consent_text
from samre.casework.models import Consent, ConsentEvent, FollowUpConsent, PreparedConsent, Record, Task

PAPER = b"%PDF-1.4 ett underskrivet papper"


class ConsentPages(CaseTest):
    """A case, and three authorities that may be told things."""

    def setUp(self) -> None:
        super().setUp()
        self.fk = make_receiver(name="Försäkringskassan")
        self.af = make_receiver(AuthorityKind.AF, name="Arbetsförmedlingen")

    def choose(self, **other: object) -> HttpResponse:
        fk = self.fk.authority_id
        fields = {
            f"till-{fk}": [str(self.fk.pk)],
            f"far-{fk}": ["kontakt", "sjukskrivning"],
            "andamal": "samordning",
            "galler_fran": ahead(0),
            "galler_till": ahead(100),
            "sprak": "sv",
            "foretradare": "",
        }
        return self.post("consent-new", fields | other)

    def prepared(self, **other: object) -> PreparedConsent:
        answer = self.choose(**other)
        assert answer.status_code == 302, text(answer)
        return PreparedConsent.objects.order_by("at").last()  # type: ignore[return-value]

    def say(self, row: PreparedConsent, **other: object) -> HttpResponse:
        fields: dict[str, object] = {
            "gor": "ge",
            "sagt": ["frivilligt", "bistand", "aterkalla", "svagare", "lag"],
            "forstar": "ja",
            "lasning": "upplast",
            "tolkbehov": "nej",
            "hur": "muntligt",
            "vittne": "Vera Vittne",
            "lamnat": ahead(0),
            "plats": "Kontoret",
        }
        return self.post("consent-prepared", fields | other, forberett=row.pk)

    def given(self, **other: object) -> Consent:
        row = self.prepared(**other)
        answer = self.say(row)
        assert answer.status_code == 302, text(answer)
        row.refresh_from_db()
        assert row.consent is not None
        return row.consent


class MatrixTest(ConsentPages):
    def test_without_consent_the_page_says_that_nothing_is_hindered_and_where_to_ask(self) -> None:
        page = self.read("consents")
        assert "Det hindrar inget i ert eget ärende" in page
        assert "utan att tala om vem det gäller" in page

    def test_it_says_who_may_get_what_until_when_and_what_nobody_may(self) -> None:
        self.given(undantag=["brister"])
        page = self.read("consents")
        assert f"Försäkringskassan, {self.fk.name}" in page
        assert "Ja, till och med" in page
        assert "Inte: vad som är fel i läkarintyget" in page
        assert re.search(r"Ingen får veta:.*diagnos", page)
        assert f"Togs emot av {self.by.name}" in page

    def test_a_yes_that_has_not_begun_is_told_as_that(self) -> None:
        self.given(galler_fran=ahead(5))
        assert "Börjar gälla" in self.read("consents")

    def test_the_hub_tells_the_same_in_short(self) -> None:
        self.given()
        assert f"Försäkringskassan, {self.fk.name}" in self.read("cooperation")

    def test_a_protected_person_s_places_are_told_by_kind_alone(self) -> None:
        self.given()
        self.case.person.protection = "markering"
        self.case.person.save()
        page = self.read("consents")
        assert self.fk.name not in page
        assert "Försäkringskassan" in page


class ChoosingTest(ConsentPages):
    def test_what_is_missing_is_told_at_its_field_and_what_was_ticked_is_kept(self) -> None:
        answer = self.choose(andamal="", galler_till="")
        assert answer.status_code == 422
        page = text(answer)
        assert "Välj varför uppgifterna lämnas." in page
        assert "Det kan inte gälla tills vidare." in page
        assert re.search(rf'name="till-{self.fk.authority_id}" value="{self.fk.pk}" checked', page)
        assert not PreparedConsent.objects.exists()

    def test_a_receiver_without_a_unit_or_without_anything_to_be_told_is_asked_about(self) -> None:
        fk, af = self.fk.authority_id, self.af.authority_id
        for change, sentence in (
            ({f"till-{fk}": []}, "Välj vilken enhet hos Försäkringskassan."),
            ({f"till-{af}": [str(self.af.pk)]}, "Välj vad Arbetsförmedlingen får veta."),
            ({f"till-{fk}": [], f"far-{fk}": []}, "Välj minst en mottagare"),
            ({f"far-{fk}": ["allt"]}, "Välj bland de uppgifter som står i listan."),
            ({f"till-{fk}": ["alla"]}, "En mottagare finns inte längre."),
            ({f"till-{self.case.pk}": ["hela"], f"far-{self.case.pk}": ["vard"]}, "finns inte i listan"),
        ):
            with self.subTest(sentence):
                answer = self.choose(**change)
                assert answer.status_code == 422
                assert sentence in text(answer)

    def test_the_longest_time_is_proposed_and_no_longer_is_taken(self) -> None:
        assert 'value="2027-11-20"' in self.read("consent-new")
        assert "Högst 12 månader" in text(self.choose(galler_till="2027-11-21"))

    def test_a_renewal_begins_with_what_still_stands_the_day_after(self) -> None:
        consent = self.given()
        page = self.read("consent-new", f"?fornyar={consent.pk}")
        assert re.search(rf'name="far-{self.fk.authority_id}" value="sjukskrivning" checked', page)
        assert f'value="{consent.valid_to + timedelta(days=1)}"' in page

    def test_a_text_that_nobody_has_reviewed_stands_beside_the_swedish_and_says_so_in_both(self) -> None:
        row = self.prepared(sprak="ar")
        page = self.read("consent-prepared", forberett=row.pk)
        assert '<article class="consent-text" lang="ar" dir="rtl">' in page
        assert '<article class="consent-text" lang="sv" dir="ltr">' in page
        assert "ska granskas av auktoriserad översättare" in page
        assert consent_text.words_in("ar")["granskas"] in page


class SayingYesTest(ConsentPages):
    def test_nothing_typed_is_lost_when_something_is_missing(self) -> None:
        row = self.prepared()
        answer = self.say(row, forstar="", plats="Biblioteket i Almby")
        assert answer.status_code == 422
        assert "Svara på om personen förstår" in text(answer)
        assert 'value="Biblioteket i Almby"' in text(answer)
        assert not Consent.objects.exists()

    def test_a_scanned_sheet_is_carried_until_all_is_said_and_can_be_fetched(self) -> None:
        row = self.prepared()
        sheet = SimpleUploadedFile("blad.exe", PAPER, content_type="text/html")
        answer = self.say(row, hur="papper", papper=sheet, plats="")
        carried = re.search(r'name="papper_kvar" value="([^"]+)"', text(answer))
        assert carried
        assert self.say(row, hur="papper", papper_kvar=carried[1]).status_code == 302
        consent = Consent.objects.get()
        answer = self.client.get(self.address("consent-file", samtycke=consent.pk))
        assert b"".join(answer) == PAPER
        assert answer["Content-Disposition"] == f'inline; filename="samtycke-{consent.reference}.pdf"'

    def test_a_file_that_is_something_else_or_too_big_is_refused(self) -> None:
        row = self.prepared()
        program = SimpleUploadedFile("blad.pdf", b"MZ ett program", content_type="application/pdf")
        assert "PDF, JPEG eller PNG" in text(self.say(row, hur="papper", papper=program))
        large = SimpleUploadedFile("blad.pdf", PAPER + b" " * settings.UPLOAD_CAP_BYTES)
        assert "större än 10 MB" in text(self.say(row, hur="papper", papper=large))

    def test_doubt_about_capacity_leads_to_the_representative(self) -> None:
        answer = self.say(self.prepared(), forstar="nej")
        assert "Fråga en företrädare" in text(answer)
        assert self.address("case-person") in text(answer)

    def test_the_sheet_has_the_reference_of_the_text_and_is_kept_once(self) -> None:
        row = self.prepared(sprak="ar")
        for _ in range(2):
            assert (
                self.post(
                    "consent-prepared", {"gor": "skriv_ut", "sprak": "sv"}, forberett=row.pk
                ).status_code
                == 302
            )
        record = Record.objects.get(subject_id=row.pk)
        assert bytes(record.content or b"").startswith(b"%PDF")
        assert str(record.number) in self.read("consent-prepared", forberett=row.pk)
        assert (
            self.post("consent-prepared", {"gor": "skriv_ut", "sprak": "so"}, forberett=row.pk).status_code
            == 422
        )

    def test_a_no_takes_the_text_away_and_saves_no_consent(self) -> None:
        row = self.prepared()
        self.post("consent-prepared", {"gor": "kasta"}, forberett=row.pk)
        assert not Consent.objects.exists()
        assert "Väntar på personens svar" not in self.read("consents")

    def test_the_text_is_byte_for_byte_what_was_shown_also_when_the_words_change(self) -> None:
        consent = self.given(sprak="fa")
        before = bytes(consent.shown)
        changed = dict(consent_text.words_in("sv")) | {"jag": "Något helt annat av {lämnare}."}
        consent_text.words_in.cache_clear()
        self.addCleanup(consent_text.words_in.cache_clear)
        with self.settings(), _words(changed):
            answer = self.client.get(self.address("consent", samtycke=consent.pk))
        assert before in answer.content
        assert b"helt annat" not in answer.content
        assert consent.shown_sha256 in text(answer)


class SinceTest(ConsentPages):
    def test_it_is_withdrawn_by_one_post_from_a_page_that_says_what_happens(self) -> None:
        consent = self.given()
        assert "redan är skickat finns kvar" in self.read("consent-withdraw", samtycke=consent.pk)
        answer = self.post("consent-withdraw", {"kanal": "telefon"}, samtycke=consent.pk)
        assert answer.status_code == 302
        page = self.read("consents", "?klart=aterkallat")
        assert "Inget samtycke gäller nu" in page
        assert "Återkallat 21 november 2026" in page
        assert Task.objects.filter(case=self.case, kind="samtycke_aterkallat").count() == 1
        self.post("consent-withdraw", {"kanal": "telefon"}, samtycke=consent.pk)
        assert ConsentEvent.objects.filter(kind="aterkallat").count() == 1

    def test_a_part_is_taken_back(self) -> None:
        consent = self.given()
        scope = consent.scopes.get(category="kontakt")
        assert "Välj vad" in text(self.post("consent-narrow", {"kanal": "mote"}, samtycke=consent.pk))
        self.post("consent-narrow", {"kanal": "mote", "bort": [str(scope.pk)]}, samtycke=consent.pk)
        page = self.read("consents")
        assert re.search(r"Ingen får veta:.*namn, personnummer", page)

    def test_the_follow_up_is_a_question_of_its_own(self) -> None:
        self.post("consents", {"uppfoljning": "ja", "sagt_dag": ahead(0)})
        assert FollowUpConsent.objects.get().is_given
        page = self.read("consents")
        assert "Inget samtycke gäller nu" in page
        answer = self.post("consents", {"uppfoljning": "", "sagt_dag": ""})
        assert answer.status_code == 422
        assert "Välj ja eller nej." in text(answer)

    def test_a_protected_person_s_text_is_shown_with_a_reason_only(self) -> None:
        consent = self.given()
        self.case.person.protection = "markering"
        self.case.person.save()
        assert self.fk.name not in self.read("consent", samtycke=consent.pk)
        assert "Vera Vittne" not in self.read("consent", samtycke=consent.pk)
        assert self.post("consent", {"visa_skal": ""}, samtycke=consent.pk).status_code == 422
        assert self.fk.name in text(self.post("consent", {"visa_skal": "handling"}, samtycke=consent.pk))

    def test_another_case_s_consent_is_not_found_here(self) -> None:
        consent = self.given()
        other = make_case(self.by)
        for page in ("consent", "consent-withdraw", "consent-narrow", "consent-file"):
            address = reverse(f"web:{page}", kwargs={"arende": other.pk, "samtycke": consent.pk})
            assert self.client.get(address).status_code == 404, page

    def test_another_kommun_finds_nothing_and_a_reader_changes_nothing(self) -> None:
        consent = self.given()
        stranger, _ = make_caseworker()
        client = log_in(Client(), stranger)
        for page in ("consent", "consent-withdraw"):
            address = self.address(page, samtycke=consent.pk)
            assert client.get(address).status_code == 404
            assert client.post(address, {"kanal": "mote"}).status_code == 404
        assert timezone.localdate() <= consent.valid_to
        assert not ConsentEvent.objects.filter(kind="aterkallat").exists()


class _words:  # noqa: N801
    """`with _words(changed)`: the Swedish text as it may read in another year."""

    def __init__(self, changed: Any) -> None:
        self.changed = changed

    def __enter__(self) -> None:
        self.before = consent_text.words_in
        consent_text.words_in = lambda code: self.changed  # type: ignore[assignment]

    def __exit__(self, *_: object) -> None:
        consent_text.words_in = self.before


class ToUsTest(ConsentPages):
    """Another authority may tell the kommun."""

    def setUp(self) -> None:
        super().setUp()
        self.care = make_receiver(AuthorityKind.REGION, name="Region Prov")

    def choose_to_us(self, **other: object) -> HttpResponse:
        fields: dict[str, object] = {
            "riktning": "till_oss",
            "lamnare": f"{self.care.authority_id}:{self.care.pk}",
            "far": ["formaga", "vard"],
            "andamal": "bedomning",
            "galler_fran": ahead(0),
            "galler_till": ahead(100),
            "sprak": "ar",
            "foretradare": "",
        }
        return self.post("consent-new", fields | other)

    def given_to_us(self) -> Consent:
        assert self.choose_to_us().status_code == 302
        row = PreparedConsent.objects.get()
        assert self.say(row).status_code == 302
        return Consent.objects.get()

    def test_the_form_names_those_who_may_tell_and_says_that_each_judges_by_itself(self) -> None:
        page = self.read("consent-new", "?till_oss=ja")
        assert "Vem får lämna uppgifter till oss?" in page
        assert self.care.name in page
        assert "prövar själv" in page
        assert "Till vilken enhet hos" not in page

    def test_what_is_missing_is_told_at_its_field_and_kept(self) -> None:
        answer = self.choose_to_us(lamnare="", andamal="")
        assert answer.status_code == 422
        page = text(answer)
        assert "Välj vem som får lämna uppgifter till er." in page
        answer = self.choose_to_us(andamal="", far=[])
        assert "Välj minst en uppgift som får lämnas till er." in text(answer)
        assert f'value="{self.care.authority_id}:{self.care.pk}" checked' in text(answer)

    def test_the_text_stands_in_both_languages_and_the_sheet_can_be_printed(self) -> None:
        self.choose_to_us()
        row = PreparedConsent.objects.get()
        page = self.read("consent-prepared", forberett=row.pk)
        assert f"Region Prov, {self.care.name} lämnar uppgifter om mig till kommunen" in page
        assert 'dir="rtl"' in page
        for code in ("sv", "ar"):
            answer = self.post("consent-prepared", {"gor": "skriv_ut", "sprak": code}, forberett=row.pk)
            assert answer.status_code == 302, text(answer)
        assert Record.objects.filter(case=self.case).count() == 2

    def test_the_page_has_a_matrix_of_its_own_for_it(self) -> None:
        self.given_to_us()
        page = self.read("consents")
        assert "Vem får berätta vad för oss" in page
        assert f"Region Prov, {self.care.name} till oss" in page
        assert "Får berätta för oss" in self.read("cooperation")

    def test_it_is_renewed_with_what_it_held(self) -> None:
        consent = self.given_to_us()
        page = self.read("consent-new", f"?fornyar={consent.pk}")
        assert f'value="{self.care.authority_id}:{self.care.pk}" checked' in page
        assert 'name="far" value="formaga" checked' in page

    def test_a_protected_person_s_care_is_told_by_kind_alone(self) -> None:
        consent = self.given_to_us()
        self.case.person.protection = "markering"
        self.case.person.save()
        for page in (self.read("consents"), self.read("consent", samtycke=consent.pk)):
            assert self.care.name not in page
            assert "Region Prov" not in page


class OwnUnitTest(ConsentPages):
    def test_the_kommun_s_other_units_are_chosen_one_by_one_with_a_word_on_when_it_is_needed(self) -> None:
        assert "Andra verksamheter i kommunen" not in self.read("consent-new")
        work = make_unit(authority=self.case.owner, name="Arbetsmarknadsenheten")
        page = self.read("consent-new")
        assert "Andra verksamheter i kommunen" in page
        assert "självständig mot er" in page
        assert f"Hela {self.case.owner.name}" not in page
        self.given(
            **{
                f"till-{self.case.owner_id}": [str(work.pk)],
                f"far-{self.case.owner_id}": ["formaga"],
                f"till-{self.fk.authority_id}": [],
                f"far-{self.fk.authority_id}": [],
            }
        )
        assert f"{self.case.owner.name}, Arbetsmarknadsenheten" in self.read("consents")


class WithdrawAllTest(ConsentPages):
    def test_it_asks_once_and_then_everything_is_taken_back(self) -> None:
        self.given()
        assert "Återkalla alla" not in self.read("consents"), "ett enda återkallas för sig"
        self.given(
            **{
                f"till-{self.af.authority_id}": [str(self.af.pk)],
                f"far-{self.af.authority_id}": ["arbete"],
                f"till-{self.fk.authority_id}": [],
                f"far-{self.fk.authority_id}": [],
            }
        )
        assert "Återkalla alla" in self.read("consents")
        page = self.read("consents-withdraw")
        assert "2 samtycken" in page
        assert self.af.name in page
        answer = self.post("consents-withdraw", {"kanal": "telefon", "ord": "Jag vill inte mer."})
        assert answer.status_code == 302
        assert ConsentEvent.objects.filter(kind="aterkallat").count() == 2
        assert "Det finns inget att återkalla" in self.read("consents-withdraw")

    def test_how_the_person_said_it_is_asked_for_and_her_words_are_kept(self) -> None:
        self.given()
        answer = self.post("consents-withdraw", {"kanal": "tanke", "ord": "Inte mer."})
        assert answer.status_code == 422
        assert "Inte mer." in text(answer)
        assert not ConsentEvent.objects.filter(kind="aterkallat").exists()


class FilledInTest(ConsentPages):
    """The form begins with what something waits for."""

    def test_a_meeting_fills_in_receivers_categories_and_purpose(self) -> None:
        meeting = make_meeting(self.case, self.by, [self.fk, self.af], kind="avstamning", consented=False)
        page = self.read("consent-new", f"?mote={meeting.pk}")
        for unit in (self.fk, self.af):
            assert f'name="till-{unit.authority_id}" value="{unit.pk}" checked' in page
            assert f'name="far-{unit.authority_id}" value="planering" checked' in page
        assert 'name="andamal" value="samordning" checked' in page
        assert f"?mote={meeting.pk}" in self.read("meeting", mote=meeting.pk)

    def test_only_what_is_missing_is_filled_in(self) -> None:
        make_consent(
            self.case, self.by, to=[self.fk], categories=("kontakt", "planering"), purpose="samordning"
        )
        meeting = make_meeting(self.case, self.by, [self.fk, self.af], kind="avstamning", consented=False)
        page = self.read("consent-new", f"?mote={meeting.pk}")
        assert f'name="till-{self.fk.authority_id}" value="{self.fk.pk}" checked' not in page
        assert f'name="till-{self.af.authority_id}" value="{self.af.pk}" checked' in page

    def test_a_consultation_a_disclosure_and_an_insats_do_so_too(self) -> None:
        talk = make_consultation(self.case, self.by, [self.fk], mode="med_namn")
        placement = make_draft(self.case, self.by, make_intervention(self.by, make_enterprise()))
        disclosure = make_disclosure(self.case, self.by)
        for asked, purpose in (
            (f"?konsultation={talk.pk}", "konsultation"),
            (f"?insats={placement.pk}", "insats"),
            (f"?utlamnande={disclosure.pk}", disclosure.purpose),
        ):
            with self.subTest(asked):
                page = self.read("consent-new", asked)
                assert f'name="andamal" value="{purpose}" checked' in page
                assert re.search(r'name="till-[^"]+" value="[^"]+" checked', page)
                assert re.search(r'name="far-[^"]+" value="[^"]+" checked', page)

    def test_what_the_case_does_not_have_fills_in_nothing(self) -> None:
        for asked in ("?mote=x", f"?mote={self.case.pk}", "?brev=B99", "?konsultation="):
            with self.subTest(asked):
                assert 'value="samordning" checked' not in self.read("consent-new", asked)

    def test_of_a_protected_person_no_receiver_is_filled_in(self) -> None:
        meeting = make_meeting(self.case, self.by, [self.fk], kind="avstamning", consented=False)
        self.case.person.protection = "markering"
        self.case.person.save()
        page = self.read("consent-new", f"?mote={meeting.pk}")
        assert f'value="{self.fk.pk}" checked' not in page
        assert 'name="andamal" value="samordning" checked' in page
