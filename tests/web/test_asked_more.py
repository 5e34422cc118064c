"""When a receiver asks for more, the case page says what, and where the answer stands."""

from __future__ import annotations

from django.utils import timezone
from tests.casework.disclosure_factories import make_inbox, make_sent
from tests.web.case_pages import CaseTest

from samre.casework.actions.disclosure_answers import register_answer
from samre.casework.models import Disclosure

HEAD = "behöver mer underlag</strong>"


class TestAskedMore(CaseTest):
    def setUp(self) -> None:
        super().setUp()
        self.fk = make_inbox()
        self.sent = make_sent(self.case, self.by, to=self.fk)

    def reply(self, kind: str, to: Disclosure, **choices: object) -> None:
        register_answer(
            disclosure=to,
            kind=kind,
            choices=choices,
            text="Skicka med planen." if kind == "komplettering" else "",
            came_on=timezone.localdate(),
            answered_by="Anders Ek",
            by=self.by,
        )

    def test_the_case_page_says_what_is_asked_for_and_leads_to_the_answer(self) -> None:
        assert HEAD not in self.read()
        self.reply("komplettering", self.sent, saknas=["planering"])
        page = self.read()
        assert HEAD in page
        assert "Kommunens planering och mål" in page
        assert "Skicka med planen." in page
        assert f'href="{self.address("disclosure", utlamnande=self.sent.pk)}#svaren"' in page

    def test_it_is_gone_when_more_has_been_sent(self) -> None:
        self.reply("komplettering", self.sent, saknas=["planering"])
        make_sent(self.case, self.by, to=make_inbox("af"))
        assert HEAD in self.read(), "somebody else got something"
        make_sent(self.case, self.by, to=self.fk)
        assert HEAD not in self.read()

    def test_it_is_gone_when_something_else_is_answered(self) -> None:
        self.reply("komplettering", self.sent, saknas=["planering"])
        self.reply("mottaget", self.sent)
        assert HEAD in self.read(), "a receipt is no answer"
        self.reply("resultat", self.sent, besked="samordning_ja")
        assert HEAD not in self.read()
