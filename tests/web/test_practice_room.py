"""The room: groups with a code and no accounts place cases on their phones, and nothing they have answered is lost."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.core.cache import cache
from django.test import Client, TestCase, override_settings
from django.utils import timezone
from tests.governance.factories import Federation, make_federation
from tests.governance.practice_factories import make_open_run

from samre.governance.actions.practice import close_run, open_run
from samre.governance.models import PracticeAnswer, PracticeComment, PracticeRun
from samre.governance.queries.practice import progress_of
from samre.web.views.practice_room import COOKIE

NUMBER = "19121212-1212"


class TestTheRoom(TestCase):
    federation: Federation
    run_: PracticeRun

    def setUp(self) -> None:
        cache.clear()
        self.federation = make_federation()
        self.run_ = make_open_run(self.federation)
        self.at = f"/prova/{self.run_.code}"

    def phone(self, name: str = "Haren") -> Client:
        client = Client()
        answer = client.post(self.at, {"grupp": name})
        self.assertRedirects(answer, self.at)
        return client

    def test_the_code_is_typed_in_any_way_and_leads_to_the_names(self) -> None:
        code = self.run_.code
        answer = Client().post("/prova", {"kod": f"{code[:3].lower()} {code[3:]}"})
        self.assertRedirects(answer, self.at)
        self.assertContains(Client().get(self.at), "Vilka är ni?")

    def test_a_wrong_code_is_told_at_the_field_and_shows_nothing(self) -> None:
        for client_answer in (
            Client().post("/prova", {"kod": "ABC123"}),
            Client().get("/prova/ABC123/fall/1"),
        ):
            self.assertContains(client_answer, 'id="fel-kod"', status_code=404)
            self.assertNotContains(client_answer, self.run_.title, status_code=404)

    def test_who_tries_many_codes_has_to_wait_and_right_codes_are_not_counted(self) -> None:
        for _ in range(70):
            assert Client().get(self.at).status_code == 200
        tries = [Client().get("/prova/ABC123").status_code for _ in range(70)]
        assert set(tries) == {404, 429}
        assert Client().get(self.at).status_code == 429

    def test_a_group_is_not_made_to_wait_for_others_and_tries_no_more_codes_than_they(self) -> None:
        phone = self.phone()
        for _ in range(70):
            Client().get("/prova/ABC123")
        assert phone.get(self.at).status_code == 200
        tries = [phone.get("/prova/ABC123").status_code for _ in range(40)]
        assert set(tries) == {404, 429}

    def test_a_group_that_writes_on_and_on_has_to_wait_and_the_others_do_not(self) -> None:
        phone, other, given = self.phone("Haren"), self.phone("Laxen"), {"steg": "oklart", "gor": "placera"}
        with override_settings(ACCOUNT_RATE_LIMITS={"practice_words": "3/10m/key"}):
            assert {phone.post(f"{self.at}/fall/1", given).status_code for _ in range(3)} == {302}
            stopped = phone.post(f"{self.at}/fall/1", given | {"kommentar": "En mening till"})
            self.assertContains(stopped, "Vänta tio minuter", status_code=422)
            self.assertContains(stopped, "En mening till", status_code=422)
            assert other.post(f"{self.at}/fall/1", given).status_code == 302

    def test_a_phone_in_the_wrong_group_changes_it(self) -> None:
        phone = self.phone("Haren")
        self.assertContains(phone.get(f"{self.at}?byt=1"), "Vilka är ni?")
        self.assertRedirects(phone.post(self.at, {"grupp": "Laxen"}), self.at)
        self.assertContains(phone.get(self.at), "<h1>Laxen</h1>", html=True)

    def test_the_only_cookie_of_its_own_is_the_groups_key(self) -> None:
        client = self.phone()
        kept = client.cookies[COOKIE]
        assert (kept["path"], kept["httponly"], kept["samesite"]) == ("/prova", True, "Lax")
        assert set(client.cookies) <= {COOKIE, "csrftoken"}
        assert "sessionid" not in client.cookies

    def test_a_group_that_has_not_said_its_name_is_asked_for_it(self) -> None:
        self.assertRedirects(Client().get(f"{self.at}/fall/1"), self.at)
        wrong = Client().post(self.at, {"grupp": "Anna och Bo"})
        self.assertContains(wrong, 'id="fel-grupp"', status_code=422)
        self.assertNotContains(wrong, "Anna och Bo", status_code=422)

    def test_the_group_places_its_cases_one_after_the_other(self) -> None:
        phone = self.phone()
        page = phone.get(f"{self.at}/fall/1")
        self.assertContains(page, "Alma")
        answer = phone.post(
            f"{self.at}/fall/1",
            {"steg": "S08", "sakerhet": "tvekar", "kommentar": "Oklart", "gor": "placera"},
        )
        self.assertRedirects(answer, f"{self.at}/fall/2")
        answer = phone.post(f"{self.at}/fall/2", {"steg": "oklart", "gor": "placera"})
        self.assertRedirects(answer, f"{self.at}?klart=alla")
        first, second = PracticeAnswer.objects.order_by("case__place")
        assert (first.step, first.confidence, first.comment) == ("S08", "tvekar", "Oklart")
        assert (second.step, second.confidence) == ("oklart", "")
        assert first.seconds is not None
        self.assertContains(phone.get(self.at), "Ni valde: 8 Planering")

    def test_the_map_says_nothing_of_its_own_answer_to_the_groups(self) -> None:
        phone = self.phone()
        phone.post(f"{self.at}/fall/2", {"steg": "S08", "gor": "placera"})
        for address in (self.at, f"{self.at}/fall/2"):
            text = phone.get(address).content.decode()
            assert "Kartans svar" not in text
            assert "karta__box--step is-here" not in text or address.endswith("/fall/2")

    def test_a_group_sees_nothing_of_what_the_others_answer(self) -> None:
        one, two = self.phone("Haren"), self.phone("Laxen")
        said = {"steg": "S27", "sakerhet": "tvekar", "kommentar": "Kanariefågel", "gor": "placera"}
        one.post(f"{self.at}/fall/1", said)
        one.post(f"{self.at}/fall/1", {"gor": "sag.S27", "om_rutan": "Kanariefågel i rutan"})
        for address in (self.at, f"{self.at}/fall/1", f"{self.at}/fall/2"):
            text = two.get(address).content.decode()
            assert "Kanariefågel" not in text
            assert 'value="S27" checked' not in text
            assert "Ni valde" not in text

    def test_what_was_answered_is_there_after_a_reload_and_on_the_second_phone(self) -> None:
        one, two = self.phone(), self.phone()
        one.post(f"{self.at}/fall/1", {"steg": "S08", "kommentar": "Kanariefågel", "gor": "placera"})
        for phone in (one, two):
            text = phone.get(f"{self.at}/fall/1").content.decode()
            assert "Kanariefågel" in text
            assert 'value="S08" checked' in text
        assert progress_of(self.run_).groups[0].phones == 2

    def test_a_box_on_the_drawing_chooses_its_step(self) -> None:
        phone = self.phone()
        page = phone.get(f"{self.at}/fall/1?steg=S14").content.decode()
        assert 'value="S14" checked' in page
        assert '<svg class="karta' not in page  # heavy: only for who asks for it
        sent = {"kommentar": "Halvskrivet", "gor": "karta"}
        page = phone.post(f"{self.at}/fall/1", sent).content.decode()
        assert 'href="?steg=S08#svaret"' in page
        assert "Halvskrivet" in page

    def test_a_search_without_javascript_keeps_what_was_typed_and_chosen(self) -> None:
        phone = self.phone()
        sent = {"steg": "S08", "kommentar": "Halvskrivet", "sok": "pension", "gor": "sok"}
        text = phone.post(f"{self.at}/fall/1", sent).content.decode()
        assert "Halvskrivet" in text
        assert 'value="S08" checked' in text
        assert 'value="S27"' in text
        assert 'value="S14"' not in text
        assert not PracticeAnswer.objects.exists()

    def test_what_is_missing_or_points_somebody_out_is_told_and_nothing_typed_is_lost(self) -> None:
        phone = self.phone()
        for sent, field in (
            ({"kommentar": "Långt resonemang"}, "fel-steg"),
            ({"steg": "S99", "kommentar": "Långt resonemang"}, "fel-steg"),
            ({"steg": "S08", "kommentar": f"Långt resonemang om {NUMBER}"}, "fel-kommentar"),
            ({"steg": "S08", "sakerhet": "mycket", "kommentar": "Långt resonemang"}, "fel-säkerhet"),
        ):
            page = phone.post(f"{self.at}/fall/1", {**sent, "gor": "placera"})
            self.assertContains(page, f'id="{field}"', status_code=422)
            self.assertContains(page, "Långt resonemang", status_code=422)
        assert not PracticeAnswer.objects.exists()

    def test_a_box_is_read_and_said_something_of_without_losing_what_is_typed(self) -> None:
        phone, here = self.phone(), f"{self.at}/fall/1"
        typed = {"steg": "S08", "kommentar": "Halvskrivet"}
        text = phone.post(here, {**typed, "gor": "ruta.S14"}).content.decode()
        for words in ("Personen har ingen SGI", "Halvskrivet", 'value="S08" checked'):
            assert words in text, words
        for _ in range(2):  # a page that is loaded again says the same once
            text = phone.post(here, {**typed, "om_rutan": "Vem söker?", "gor": "sag.S14"}).content.decode()
        assert PracticeComment.objects.get().text == "Vem söker?"
        assert "är sparat" in text
        assert "Halvskrivet" in text
        self.assertContains(phone.get(self.at), "Vem söker?")
        for wrong in ("", f"Om {NUMBER}"):
            page = phone.post(here, {**typed, "om_rutan": wrong, "gor": "sag.S14"})
            self.assertContains(page, 'id="fel-om_rutan"', status_code=422)
            self.assertContains(page, "Halvskrivet", status_code=422)
        assert phone.post(here, {**typed, "om_rutan": "Här", "gor": "sag.S99"}).status_code == 422
        assert not PracticeAnswer.objects.exists()
        assert phone.get(f"{self.at}/fall/9").status_code == 404

    def test_when_it_is_closed_the_group_is_thanked_and_sees_what_it_said(self) -> None:
        phone = self.phone()
        phone.post(f"{self.at}/fall/1", {"steg": "S08", "gor": "placera"})
        close_run(run=self.run_.pk, by=self.federation.lead)
        for address in (self.at, f"{self.at}/fall/1"):
            self.assertContains(phone.get(address), "Tack för hjälpen")
        self.assertContains(phone.get(self.at), "Ni valde: 8 Planering")
        assert Client().get(self.at).status_code == 404

    def test_a_new_code_lets_the_group_in_with_its_answers(self) -> None:
        phone = self.phone()
        phone.post(f"{self.at}/fall/1", {"steg": "S08", "gor": "placera"})
        close_run(run=self.run_.pk, by=self.federation.lead)
        again = open_run(run=self.run_.pk, by=self.federation.lead)
        self.assertContains(phone.get(self.at), "har bytts eller gått ut", status_code=404)
        self.assertContains(phone.get(f"/prova/{again.code}"), "Ni valde: 8 Planering")

    def test_a_code_that_has_run_out_is_no_way_in(self) -> None:
        with time_machine.travel(timezone.now() + timedelta(hours=9)):
            assert Client().get(self.at).status_code == 404

    def test_a_group_of_one_run_is_nobody_in_another(self) -> None:
        phone = self.phone()
        other = make_open_run(self.federation)
        self.assertContains(phone.get(f"/prova/{other.code}"), "Vilka är ni?")
