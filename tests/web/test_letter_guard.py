"""A letter that the kommun lets out names nobody but the person: no consent of hers covers anybody else (R20, R52)."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.utils import timezone
from tests.casework.factories import make_case
from tests.web.test_papers import Letters

from samre.casework.actions.representatives import add_representative
from samre.casework.models import Disclosure, Person

ALL = ("kontakt", "bistand", "sjukskrivning", "planering")


class TestNames(Letters):
    def setUp(self) -> None:
        super().setUp()
        _, self.region = self.consent(*ALL)

    def write(self, text: str, *, by_us: bool = True) -> Any:
        ours = f"ja-{self.region.pk}"
        way = {"hur.visad": ["", ours, "nej"], "hur.med": ours if by_us else "nej"}
        self.save(till="Doktor Vera Vik, Vårdcentralen Provet", lämna=text, **way)
        return self.finish()

    def test_somebody_else_is_named_in_no_letter_that_we_send(self) -> None:
        add_representative(
            case=self.case,
            kind="god_man",
            scope="bevaka rätt",
            name="Greta Godman",
            valid_from=timezone.localdate(),
            by=self.by,
        )
        make_case(self.by, name="Zebastian Zetterqvist")
        for name in ("Greta Godman", "Zebastian Zetterqvist", "dottern Lina"):
            answer = self.write(f"Lämna svaret till {name}, som tar det med sig.")
            assert answer.status_code == 422, name
            assert name.split()[-1] in unescape(answer.content.decode())
            assert not Disclosure.objects.exists()
            self.draft.refresh_from_db()

    def test_the_person_herself_and_our_telephone_may_stand_there(self) -> None:
        assert self.write("Alva Provsson kommer på tisdag. Ring 010-123 45 67.").status_code == 302
        assert Disclosure.objects.exists()

    def test_of_a_protected_person_not_even_her_own_name(self) -> None:
        Person.objects.update(protection="markering")
        assert self.write("Provsson kommer på tisdag.").status_code == 422
        assert not Disclosure.objects.exists()

    def test_what_she_brings_herself_is_her_own_matter(self) -> None:
        assert self.write("Lämna svaret till dottern Lina.", by_us=False).status_code == 302
        assert not Disclosure.objects.exists()
