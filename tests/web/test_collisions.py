"""Two who write the same thing at once: the later one sees what the other has saved and chooses; nothing is overwritten unseen."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from tests.casework import consultation_factories as talks
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import EVERYTHING, choose, make_draft, make_inbox
from tests.web.case_pages import CaseTest, ahead

from samre.casework.models import Consultation, Disclosure
from samre.web.templatetags.words import revision

REVISION = re.compile(r'name="revision" value="([^"]*)"')
KEEP = "behåll det som är sparat"


def told(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def revisions(answer: HttpResponse) -> set[str]:
    return set(REVISION.findall(told(answer)))


class Collisions(CaseTest):
    facts = {"fodd": "1986-05-04", "sgi": "noll", "barn_i_hushallet": 2}

    def setUp(self) -> None:
        super().setUp()
        _, self.colleagues_by, self.browser_of_colleague = self.colleague()


class TestTheHeadOfADisclosure(Collisions):
    def setUp(self) -> None:
        super().setUp()
        self.unit, self.other = make_inbox(), make_inbox()
        make_consent(self.case, self.by, to=[self.unit, self.other], categories=EVERYTHING)
        self.draft = make_draft(self.case, self.by, to=self.unit, asked="Boka ett möte.")
        self.at = self.address("disclosure-aim", utlamnande=self.draft.pk)

    def aim(self, client: Any, seen: int | str, **more: str) -> HttpResponse:
        data = {"mottagare": str(self.unit.pk), "andamal": "samordning", "svar_senast": ahead(21)}
        return client.post(self.at, data | {"revision": str(seen)} | more)  # type: ignore[no-any-return]

    def saved(self) -> Disclosure:
        return Disclosure.objects.get(pk=self.draft.pk)

    def test_what_the_other_wrote_is_shown_beside_and_saving_again_is_a_choice(self) -> None:
        seen = self.draft.revision
        assert self.aim(self.browser_of_colleague, seen, fraga="Kan ni ringa?").status_code == 302
        late = self.aim(self.client, seen, fraga="Kan ni skriva?", mottagare=str(self.other.pk))
        page = told(late)
        assert late.status_code == 409
        assert self.saved().asked == "Kan ni ringa?"
        assert "Kan ni ringa?" in page
        assert "Kan ni skriva?" in page
        assert self.unit.authority.name in page.partition("Så står det nu")[2].partition("</section>")[0]
        assert KEEP in page
        (now,) = revisions(late)
        assert self.aim(self.client, now, fraga="Kan ni skriva?").status_code == 302
        assert self.saved().asked == "Kan ni skriva?"

    def test_a_field_that_was_wrong_writes_over_nobody(self) -> None:
        seen = self.draft.revision
        self.aim(self.browser_of_colleague, seen, fraga="Kan ni ringa?")
        wrong = self.aim(self.client, seen, svar_senast="i morgon kanske")
        assert wrong.status_code == 422
        assert revisions(wrong) == {str(seen)}, "hon har inte sett vad den andra sparade"
        assert self.aim(self.client, seen, fraga="Kan ni skriva?").status_code == 409
        assert self.saved().asked == "Kan ni ringa?"

    def test_the_same_words_twice_are_no_collision(self) -> None:
        seen = self.draft.revision
        self.aim(self.browser_of_colleague, seen, fraga="Kan ni ringa?")
        assert self.aim(self.client, seen, fraga="Kan ni ringa?").status_code == 302

    def test_what_was_chosen_is_shown_too(self) -> None:
        draft = choose(self.draft, self.by, "person:namn")
        at = self.address("disclosure-choose", utlamnande=draft.pk)
        seen = str(draft.revision)
        theirs = {"revision": seen, "falt": ["person:namn", "uppgift:barn_i_hushallet"]}
        assert self.browser_of_colleague.post(at, theirs).status_code == 302
        late = self.client.post(at, {"revision": seen, "falt": ["person:namn"]})
        assert late.status_code == 409
        assert "Valda uppgifter" in told(late)
        assert KEEP in told(late)
        assert len(self.saved().items) == 2


class TestAConsultation(Collisions):
    def setUp(self) -> None:
        super().setUp()
        self.talk = talks.make_consultation(self.case, self.by, talks.askable("fk"), mode="med_namn")
        self.at = self.address("consultation", konsultation=self.talk.pk)

    def write(self, client: Any, seen: int | str, **more: str) -> HttpResponse:
        asked = {f"delfraga-{one.pk}": "Vad kan ni erbjuda?" for one in self.talk.questions.all()}
        data = {
            "gor": "spara",
            "revision": str(seen),
            "svara_senast": ahead(9),
            "kategorier": "sjukskrivning",
        }
        texts = {"fraga": talks.QUESTION, "bakgrund": talks.BACKGROUND}
        return client.post(self.at, data | texts | asked | more)  # type: ignore[no-any-return]

    def test_both_texts_stand_beside_each_other(self) -> None:
        seen = self.talk.revision
        self.write(self.browser_of_colleague, seen, bakgrund="Har prövat i våras.")
        late = self.write(self.client, seen, bakgrund="Har prövat i höstas.")
        page = told(late)
        assert late.status_code == 409
        assert "Har prövat i våras." in page
        assert "Har prövat i höstas." in page
        assert KEEP in page
        assert Consultation.objects.get(pk=self.talk.pk).background == "Har prövat i våras."
        assert (
            self.write(self.client, max(revisions(late)), bakgrund="Har prövat i höstas.").status_code == 302
        )

    def test_a_field_that_was_wrong_writes_over_nobody(self) -> None:
        seen = self.talk.revision
        self.write(self.browser_of_colleague, seen, bakgrund="Har prövat i våras.")
        wrong = self.write(self.client, seen, svara_senast="snart")
        assert wrong.status_code == 422
        assert revisions(wrong) == {str(seen)}


class TestAMeeting(Collisions):
    def setUp(self) -> None:
        super().setUp()
        self.meeting = talks.make_meeting(self.case, self.by, talks.askable("fk"))
        self.at = self.address("meeting", mote=self.meeting.pk)

    def change(self, client: Any, seen: int | str, **more: str) -> HttpResponse:
        data = {"gor": "andra", "revision": str(seen), "syfte": "Bestämma", "dag": ahead(9), "tid": "10.00"}
        rest = {"minuter": "60", "kanal": "video", "plats": "Möte 1", "protokoll": "Sara Lind"}
        days = {"svara_senast": ahead(4), "ja": ahead(0)}
        return client.post(self.at, data | rest | days | more)  # type: ignore[no-any-return]

    def test_both_plans_stand_beside_each_other(self) -> None:
        seen = self.meeting.revision
        assert self.change(self.browser_of_colleague, seen, tid="13.15").status_code == 302
        late = self.change(self.client, seen, kanal="telefon")
        page = told(late)
        assert late.status_code == 409
        assert "13.15" in page
        assert "Telefon" in page.partition("Så står det nu")[2].partition("</section>")[0]
        assert KEEP in page

    def test_a_field_that_was_wrong_writes_over_nobody(self) -> None:
        seen = self.meeting.revision
        self.change(self.browser_of_colleague, seen, tid="13.15")
        wrong = self.change(self.client, seen, tid="kvart över")
        assert wrong.status_code == 422
        assert str(seen) in revisions(wrong)


def test_a_form_that_went_well_is_written_from_what_stands_now() -> None:
    assert revision(None, 4) == 4
