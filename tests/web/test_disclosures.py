"""The pages of a disclosure: three steps, each of which says what is missing at its place and loses nothing."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import EVERYTHING, assess, choose, make_draft, make_inbox, make_sent
from tests.casework.note_factories import make_note
from tests.web.case_pages import CaseTest, ahead, text

from samre.accounts.roles import AuthorityKind, Role
from samre.casework.actions.consents import withdraw_consent
from samre.casework.actions.disclosure_answers import register_answer
from samre.casework.actions.disclosure_sending import take_back_disclosure
from samre.casework.documents.snapshots import canonical
from samre.casework.models import Delivery, Disclosure
from samre.sealing.ids import new_id

SUM = re.compile(r'data-sha256="([0-9a-f]{64})"')


class DisclosurePages(CaseTest):
    """A case with a consent to everything towards one unit of Försäkringskassan."""

    facts = {"fodd": "1986-05-04", "sgi": "noll", "barn_i_hushallet": 2}

    def setUp(self) -> None:
        super().setUp()
        self.unit = make_inbox()
        self.consent = make_consent(self.case, self.by, to=[self.unit], categories=EVERYTHING)
        self.id = new_id()

    def at(self, page: str, **more: Any) -> str:
        return self.address(page, utlamnande=self.id, **more)

    def aim(self, **other: str) -> HttpResponse:
        data = {"mottagare": str(self.unit.pk), "andamal": "samordning", "svar_senast": ahead(21)} | other
        return self.client.post(self.at("disclosure-aim"), data)  # type: ignore[return-value]

    def found(self) -> Disclosure:
        return Disclosure.objects.get(pk=self.id)

    def pick(self, *fields: str, **more: str) -> HttpResponse:
        data = {"revision": self.found().revision, "falt": list(fields), **more}
        return self.client.post(self.at("disclosure-choose"), data)  # type: ignore[return-value]

    def prove(self, **other: str) -> HttpResponse:
        data = {"gor": "prova", "revision": self.found().revision, "grund": "samtycke"} | other
        return self.client.post(self.at("disclosure-check"), data)  # type: ignore[return-value]

    def send(self, sha256: str, **other: str) -> HttpResponse:
        return self.client.post(self.at("disclosure-check"), {"gor": "skicka", "summa": sha256} | other)  # type: ignore[return-value]

    def page(self, name: str) -> str:
        answer = self.client.get(self.at(name))
        assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
        return text(answer)  # type: ignore[arg-type]


class TestTheWholeWay(DisclosurePages):
    def test_three_steps_and_the_receiver_has_it(self) -> None:
        assert self.aim().status_code == 302
        shown = self.page("disclosure-choose")
        assert "Rätt underlag?" in shown
        assert "Samtycke till" in shown
        assert self.pick("person:namn", "uppgift:sgi").headers["Location"] == self.at("disclosure-check")
        assert "Pröva sekretessen" in self.page("disclosure-check")
        assert self.prove().status_code == 302
        preview = self.page("disclosure-check")
        sha256 = SUM.search(preview)[1]  # type: ignore[index]
        answer = self.send(sha256)
        assert answer.headers["Location"] == self.at("disclosure") + "?klart=skickat"
        receipt = self.page("disclosure")
        assert "ska svara senast" in receipt
        assert SUM.search(receipt)[1] == sha256 == Delivery.objects.get(source_ref=self.id).sha256  # type: ignore[index]

    def test_the_preview_is_what_the_receiver_reads_word_for_word(self) -> None:
        """R24: the same part of the page, before and after, and in the receiver's own inbox."""
        self.aim()
        self.pick("person:namn", "uppgift:sgi")
        self.prove()
        before = snapshot_part(self.page("disclosure-check"))
        self.send(self.found().sha256)
        assert snapshot_part(self.page("disclosure")) == before
        reader = log_in(Client(), make_assignment(role=Role.PARTNER, unit=self.unit))
        delivery = Delivery.objects.get(source_ref=self.id)
        inbox = text(reader.get(f"/inkorg/{delivery.pk}"))  # type: ignore[arg-type]
        assert snapshot_part(inbox) == before

    def test_the_json_is_the_bytes_that_the_hash_is_of_and_the_pdf_is_one(self) -> None:
        self.aim()
        self.pick("uppgift:sgi")
        self.prove()
        self.send(self.found().sha256)
        answer = self.client.get(self.at("disclosure-file", form="json"))
        assert answer.content == canonical(self.found().snapshot)
        assert json.loads(answer.content)["sections"]
        paper = self.client.get(self.at("disclosure-file", form="pdf"))
        assert paper.content.startswith(b"%PDF")
        assert self.client.get(self.at("disclosure-file", form="doc")).status_code == 404

    def test_the_step_waits_when_that_is_ticked(self) -> None:
        self.aim(steg=str(self.step().pk))
        self.pick("uppgift:sgi")
        self.prove()
        page = self.page("disclosure-check")
        assert "Vänta på svar till" in page
        self.send(self.found().sha256, vanta="ja", sett=self.step().mark, sedan="Ring.")
        assert self.step().waiting_for == "FK"

    def test_the_hub_has_the_card_and_the_list_has_the_line(self) -> None:
        make_sent(self.case, self.by, to=self.unit)
        assert self.unit.authority.name in self.read("cooperation")
        assert "Svar senast" in self.read("disclosures")

    def test_what_they_answered_is_told_in_the_hub_and_the_list_and_not_once_it_is_taken_back(self) -> None:
        sent = make_sent(self.case, self.by, to=self.unit)
        register_answer(
            disclosure=sent,
            kind="komplettering",
            choices={"saknas": ["planering"]},
            text="",
            answered_by="Ines Holm",
            came_on=timezone.localdate(),
            by=self.by,
        )
        assert "Har svarat: <strong>behöver komplettering" in self.read("cooperation")
        assert "Behöver komplettering" in self.read("disclosures")
        take_back_disclosure(disclosure=Disclosure.objects.get(pk=sent.pk), reason="Fel enhet.", by=self.by)
        assert "behöver komplettering" not in self.read("cooperation").lower()
        assert "Behöver komplettering" not in self.read("disclosures")


class TestWhatIsMissing(DisclosurePages):
    def test_what_is_missing_is_told_at_its_field_and_what_was_typed_stays(self) -> None:
        answer = self.aim(mottagare="", andamal="", fraga="Kan ni pröva samordning?")
        assert answer.status_code == 422
        page = text(answer)
        assert "Välj vem som ska få uppgifterna" in page
        assert "Kan ni pröva samordning?" in page

    def test_nothing_picked_says_so_and_keeps_the_page(self) -> None:
        self.aim()
        assert self.pick().status_code == 422

    def test_a_category_without_consent_is_told_with_the_way_to_get_one(self) -> None:
        self.aim()
        self.pick("uppgift:sgi", "uppgift:barn_i_hushallet")
        page = text(self.prove())
        assert "barn och hushåll saknas" in page
        assert self.address("consent-new") in page
        assert self.found().state == "utkast"

    def test_withdrawn_mid_way_it_says_why_and_nothing_goes(self) -> None:
        self.aim()
        self.pick("uppgift:sgi")
        self.prove()
        withdraw_consent(consent=self.consent, channel="telefon", by=self.by)
        answer = self.send(self.found().sha256)
        assert answer.status_code == 403
        assert "återkallat" in text(answer)
        assert not Delivery.objects.exists()

    def test_what_the_guard_finds_is_shown_at_the_row_with_what_to_do(self) -> None:
        note = make_note(self.case, self.by, text="Ring dottern Lina på 070-123 45 67.")
        self.aim()
        self.pick(f"anteckning:{note.pk}", **{f"om.anteckning:{note.pk}": "planering"})
        page = self.page("disclosure-check")
        assert "pekar ut någon" in page
        assert "Stryk orden" in page
        assert "Orden behövs" not in page
        assert self.prove().status_code == 422
        assert self.prove(**{f"gor.anteckning:{note.pk}": "stryk"}).status_code == 302
        assert "Lina" not in snapshot_part(self.page("disclosure-check"))


class TestAfterwards(DisclosurePages):
    def setUp(self) -> None:
        super().setUp()
        self.id = make_sent(self.case, self.by, to=self.unit).pk

    def test_an_answer_on_paper_is_typed_in_and_becomes_facts_of_that_source(self) -> None:
        data = {
            "gor": "svar",
            "svarade": "resultat",
            "resultat.samordning": "beviljad",
            "vem": "Anders M",
            "kom": ahead(0),
        }
        answer = self.client.post(self.at("disclosure"), data)
        assert answer.status_code == 302, text(answer)  # type: ignore[arg-type]
        entry = self.case.facts.get(fact="fk_samordning")
        assert (entry.value, entry.source, entry.source_name) == (
            "beviljad",
            "myndighet",
            self.unit.authority.name,
        )
        page = self.page("disclosure")
        assert "Samordning beviljad" in page
        assert "Inskrivet av" in page

    def test_a_typed_answer_without_its_parts_is_told_field_by_field(self) -> None:
        answer = self.client.post(self.at("disclosure"), {"gor": "svar", "svarade": "avslag"})
        assert answer.status_code == 422
        assert "Skriv vilken dag svaret kom" in text(answer)  # type: ignore[arg-type]

    def test_a_reminder_and_a_taking_back(self) -> None:
        assert self.client.post(self.at("disclosure"), {"gor": "paminn"}).status_code == 302
        assert "Påmint" in self.page("disclosure")
        assert self.client.post(self.at("disclosure"), {"gor": "aterta", "skal": ""}).status_code == 422
        assert (
            self.client.post(self.at("disclosure"), {"gor": "aterta", "skal": "Fel enhet."}).status_code
            == 302
        )

    def test_what_a_wrong_receiver_has_answered_can_still_be_taken_back(self) -> None:
        register_answer(
            disclosure=self.found(),
            kind="avslag",
            choices={"skal": "fel_mottagare"},
            came_on=timezone.localdate(),
            answered_by="Lena Läsare",
            by=self.by,
        )
        page = self.page("disclosure")
        assert "Ta tillbaka underlaget" in page and "Notera påminnelsen" not in page
        self.client.post(self.at("disclosure"), {"gor": "aterta", "skal": "Fel enhet."})
        assert self.found().state == "avbruten"
        assert "Ta tillbaka underlaget" not in self.page("disclosure")

    def test_the_steps_before_lead_to_the_receipt(self) -> None:
        for page in ("disclosure-choose", "disclosure-check"):
            assert self.client.get(self.at(page)).headers["Location"] == self.at("disclosure")


class TestTheHeadAgain(DisclosurePages):
    def test_an_old_tab_is_told_and_keeps_what_was_typed(self) -> None:
        self.aim()
        old = str(self.found().revision)
        assert f'name="revision" value="{old}"' in self.client.get(self.at("disclosure-aim")).content.decode()
        self.pick("uppgift:sgi")
        late = self.aim(fraga="Boka en tid.", revision=old)
        assert late.status_code == 409
        assert "Boka en tid." in late.content.decode()
        assert self.found().asked == ""
        assert self.aim(fraga="Boka en tid.", revision=str(self.found().revision)).status_code == 302


class TestWhoMay(DisclosurePages):
    def test_another_kommun_finds_nothing(self) -> None:
        stranger = log_in(Client(), make_assignment())
        draft = make_draft(self.case, self.by, to=self.unit)
        self.id = assess(choose(draft, self.by, "uppgift:sgi"), self.by).pk
        for page in ("disclosure", "disclosure-aim", "disclosure-choose", "disclosure-check"):
            assert stranger.get(self.at(page)).status_code == 404

    def test_the_receiver_has_no_way_into_the_case(self) -> None:
        self.id = make_sent(self.case, self.by, to=self.unit).pk
        for role, kind in ((Role.PARTNER, AuthorityKind.FK), (Role.ASF, AuthorityKind.ASF)):
            reader = log_in(Client(), make_assignment(role=role, unit=make_inbox(kind)))
            assert reader.get(self.at("disclosure")).status_code == 403


def snapshot_part(page: str) -> str:
    """What is shown of the snapshot, as text: from its first part to its foot."""
    start = page.index('<section class="snap__part">')
    end = page.index("Underlag, inte beslut.", start)
    return " ".join(re.sub(r"<[^>]+>", " ", page[start:end]).split())
