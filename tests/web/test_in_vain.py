"""A step that waits for an answer that can't come says so, and what to do instead: on Läget and on Bevaka."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import EVERYTHING, make_inbox, make_sent
from tests.web.case_pages import CaseTest

from samre.accounts.models import Unit
from samre.casework.actions.answer_links import make_link
from samre.casework.actions.consents import withdraw_all_consents
from samre.casework.actions.disclosure_sending import take_back_disclosure
from samre.casework.actions.link_visits import visit
from samre.casework.actions.standing import restate
from samre.casework.actions.steps import wait_for
from samre.casework.models import Case, Disclosure
from samre.casework.rounds import run_round

PAGES = ("case", "watch")
SHUT = "Ni väntar på ett svar som inte kan komma."


class TestInVain(CaseTest):
    """The region has been asked by a one-time link, and the open step waits for it."""

    def ask(self, *, kind: str = "region", party: str = "REG", road: str = "lank") -> Disclosure:
        self.unit: Unit = make_inbox(kind)
        step = self.step()
        sent = make_sent(self.case, self.by, to=self.unit, road=road, step=step)
        until = timezone.localdate() + timedelta(days=21)
        wait_for(step=step, party=party, until=until, then="Ring.", by=self.by)
        return sent

    def withdraw(self) -> None:
        withdraw_all_consents(case=self.case, channel="telefon", by=self.by)

    def list(self, tab: str) -> str:
        return self.client.get(f"/arenden?flik={tab}").content.decode()

    def pages(self) -> list[str]:
        return [self.read(page) for page in PAGES]

    def test_while_the_consent_holds_the_answer_is_waited_for(self) -> None:
        self.ask()
        for page in self.pages():
            assert SHUT not in page
            assert "ska svara senast" in page

    def test_when_it_is_withdrawn_both_pages_say_that_no_answer_comes_and_what_to_do(self) -> None:
        sent = self.ask()
        self.withdraw()
        for page in self.pages():
            assert SHUT in page
            assert "ska svara senast" not in page
            assert "Du har nästa steg" in page
            assert f"Sluta vänta på {self.unit.name}" in page
            assert self.address("consultation-new") in page
            assert f"{self.address('consent-new')}?utlamnande={sent.pk}" in page

    def test_the_list_has_it_among_what_is_our_turn_and_says_why(self) -> None:
        self.ask()
        assert "Inget väntar på dig" in self.list("min-tur")
        assert "ska svara senast" in self.list("vantar")
        self.withdraw()
        ours = self.list("min-tur")
        assert "kan inte svara längre. Nu är det din tur" in ours
        assert "ska svara senast" not in ours
        assert "Du väntar inte på någon" in self.list("vantar")
        run_round(self.case.owner, timezone.now())
        assert "kan inte svara längre. Nu är det din tur" in self.list("min-tur")
        make_consent(self.case, self.by, to=[self.unit], categories=EVERYTHING)
        restate(Case.objects.get(pk=self.case.pk), on=timezone.localdate())
        assert "ska svara senast" in self.list("vantar")
        assert "Inget väntar på dig" in self.list("min-tur")

    def test_what_is_taken_back_from_an_inbox_is_our_turn_in_the_list(self) -> None:
        sent = self.ask(kind="fk", party="FK", road="inkorg")
        take_back_disclosure(disclosure=sent, reason="Personen vill inte.", by=self.by)
        assert "kan inte svara längre. Nu är det din tur" in self.list("min-tur")

    def test_ending_the_wait_is_one_button(self) -> None:
        self.ask()
        self.withdraw()
        self.post("case-step", {"gor": "uteblev"}, steg=self.step().pk)
        assert self.step().state == "pagar"
        assert SHUT not in self.read()

    def test_a_new_consent_opens_it_again(self) -> None:
        self.ask()
        self.withdraw()
        make_consent(self.case, self.by, to=[self.unit], categories=EVERYTHING)
        assert SHUT not in self.read()

    def test_a_link_that_has_been_read_closes_too(self) -> None:
        made = make_link(
            disclosure=self.ask(), sent_to="Lena Strand", link_road="mejl", code_road="telefon", by=self.by
        )
        visit(token=made.token, code=made.code)
        self.withdraw()
        assert SHUT in self.read()

    def test_what_lies_in_an_inbox_is_the_receivers_until_it_is_taken_back(self) -> None:
        sent = self.ask(kind="fk", party="FK", road="inkorg")
        self.withdraw()
        assert SHUT not in self.read()
        take_back_disclosure(disclosure=sent, reason="Personen vill inte.", by=self.by)
        for page in self.pages():
            assert SHUT in page
            assert "är tillbakataget" in page
            assert "ska svara senast" not in page
