"""A consultation with a name: nothing of what nobody consented to, and not before the exceptions have been read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.urls import reverse
from tests.accounts.factories import log_in
from tests.casework.actions.test_consultations import Consulting as Base
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import make_consultation, send, words_for, write

from samre.accounts.acts import Denied, Refused
from samre.casework.actions.consultations import Written, write_consultation
from samre.casework.models import Consultation


class Named(Base):
    def begun(self, background: str, ticked: Sequence[str] = ("sjukskrivning",)) -> Consultation:
        begun = make_consultation(self.case, self.by, self.units[:1], mode="med_namn")
        words = words_for(begun, bakgrund=background)
        return write_consultation(
            consultation=begun,
            written=Written(
                texts=words.texts, asked=words.asked, categories=ticked, answer_by=words.answer_by
            ),
            seen=begun.revision,
            by=self.by,
        )

    def consent(self, *categories: str, exceptions: Sequence[dict[str, str]] = ()) -> None:
        make_consent(
            self.case,
            self.by,
            to=self.units[:1],
            categories=("kontakt", "sjukskrivning", *categories),
            purpose="konsultation",
            exceptions=list(exceptions),
        )


class TestWhatIsTold(Named):
    def test_words_of_a_category_go_when_it_is_ticked_and_consented_to(self) -> None:
        words = "Har bipolär sjukdom, F31.9."
        self.consent()
        with pytest.raises(Refused) as told:
            send(self.begun(words), self.by)
        assert "»bipolär«" in told.value.problems["kategorier"]
        assert "»F31.9«" in told.value.problems["kategorier"]
        with pytest.raises(Denied):
            send(self.begun(words, ("sjukskrivning", "diagnos")), self.by)
        assert self.deliveries() == []
        self.consent("diagnos")
        send(self.begun(words, ("sjukskrivning", "diagnos")), self.by)
        assert "bipolär" in str(self.deliveries()[0].snapshot)

    def test_what_belongs_to_no_category_does_not_go_whatever_is_ticked(self) -> None:
        self.consent()
        with pytest.raises(Refused) as told:
            send(self.begun("Har blivit hotad."), self.by)
        assert "Skriv om" in told.value.problems["kategorier"]
        assert self.deliveries() == []


class TestExceptions(Named):
    def test_it_is_not_sent_before_what_she_keeps_back_has_been_read(self) -> None:
        self.consent("diagnos", exceptions=[{"category": "diagnos", "code": "psykisk"}])
        begun = self.begun("Har ont i ryggen.", ("sjukskrivning", "diagnos"))
        with pytest.raises(Refused) as told:
            send(begun, self.by)
        assert set(told.value.problems) == {"undantag_sett"}
        assert self.deliveries() == []
        begun.refresh_from_db()
        send(begun, self.by, exceptions_seen=True)
        assert len(self.deliveries()) == 1

    def test_what_she_keeps_back_of_something_else_is_not_asked_about(self) -> None:
        self.consent("diagnos", exceptions=[{"category": "diagnos", "code": "psykisk"}])
        send(self.begun("Har ont i ryggen."), self.by)
        assert len(self.deliveries()) == 1

    def test_without_a_name_nothing_is_asked_about_it(self) -> None:
        self.consent(exceptions=[{"text": "Inget om hälsan"}])
        begun = make_consultation(self.case, self.by, self.units[:1])
        send(write(begun, self.by), self.by)
        assert len(self.deliveries()) == 1

    def test_the_page_asks_for_it_beside_the_button(self) -> None:
        self.consent(exceptions=[{"text": "Inget om hälsan"}])
        begun = self.begun("Har ont i ryggen.")
        log_in(self.client, self.assignment)
        at = reverse("web:consultation", args=[self.case.pk, begun.pk])
        answer = self.client.post(at, {"gor": "skicka", "revision": begun.revision})
        assert 'id="fel-undantag_sett"' in answer.content.decode()
        self.client.post(at, {"gor": "skicka", "revision": begun.revision, "undantag_sett": "ja"})
        assert len(self.deliveries()) == 1
