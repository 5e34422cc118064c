"""What a draft would do, over HTTP: in words, to those who may read it, and with small numbers left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests.accounts.factories import actor, log_in, make_unit
from tests.casework.factories import make_case
from tests.governance.factories import Federation, make_draft, make_federation, save, texts_of_draft

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.audit.models import Event, Subject
from samre.carriers.kept_people import KeptPeople, Making, Wanted
from samre.casework.models import Case
from samre.definitions import current
from samre.governance.models import Draft
from samre.pathway.writing.steps import with_field
from samre.reporting import made_up
from samre.web.pages import map_impact

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def people() -> Iterator[KeptPeople]:
    made = KeptPeople(Wanted(3000, 7, 0.95))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def few_people(people: KeptPeople, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_up, "_people", lambda: people)
    patient = {**made_up.impact_rules(), "vänta_sekunder": 60}
    monkeypatch.setattr(made_up, "impact_rules", lambda: patient)


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def as_(who: Actor) -> Client:
    assert who.assignment_id
    return log_in(Client(), Assignment.objects.get(pk=who.assignment_id))


def read(who: Actor, draft: Draft, **headers: str) -> str:
    answer = as_(who).get(f"/kartan/forslag/{draft.pk}/paverkan", headers=headers)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def changed(federation: Federation, step: str, key: str, value: Any) -> Draft:
    draft = make_draft(federation)
    save(draft, federation, with_field(texts_of_draft(draft), step, key, value))
    return draft


def test_who_moves_is_told_with_why_whose_work_it_becomes_and_somebody_it_happens_to(
    federation: Federation,
) -> None:
    draft = changed(federation, "S27", "öppen_när", "uppnatt_riktalder eller alder >= 55")
    text = read(federation.board, draft)
    assert "3\N{NO-BREAK SPACE}000 påhittade personer" in text
    assert "Det avgörs av: Ålder, Riktåldern uppnådd." in text
    assert "S05 Granska intyget" in text
    assert "S27 Pension" in text
    assert "Asta, påhittad" in text
    assert "fler</span>" in text
    assert "färre</span>" in text
    assert "Alla 2 övningsfall hamnar där de hamnar i dag." in text


def test_a_worked_case_that_no_longer_lands_is_told_with_what_it_expected(federation: Federation) -> None:
    draft = changed(federation, "S27", "öppen_när", "alder >= 70")
    text = read(federation.lead, draft)
    assert "Inte som väntat" in text
    assert "Sten, 67" in text
    assert "I dag: S27 Pension. Med förslaget: S05 Granska intyget." in text


def test_other_words_and_limits_move_nobody_and_the_page_says_so(federation: Federation) -> None:
    draft = changed(federation, "S08", "råd", "Ring först.")
    text = read(federation.lead, draft)
    assert "Ingen av dem får ett annat nästa steg." in text
    assert "Var och en har lika många som i dag." in text
    assert "Ingen får ett annat nästa steg av det" in text


def test_a_step_given_to_another_moves_its_work_but_nobody(federation: Federation) -> None:
    draft = changed(federation, "S08", "ansvarig", "FK")
    text = read(federation.lead, draft)
    assert "Ingen av dem får ett annat nästa steg." in text
    assert "fler</span>" in text


def test_a_draft_that_changes_nothing_and_one_that_can_t_be_read_say_so(federation: Federation) -> None:
    draft = make_draft(federation)
    assert "Utkastet ändrar inget på kartan." in read(federation.lead, draft)
    save(draft, federation, {**texts_of_draft(draft), "steg.yaml": "steg: {S05: {namn: Bara ett namn}}\n"})
    assert "Utkastet går inte att läsa än." in read(federation.lead, draft)
    assert as_(federation.lead).get(f"/kartan/forslag/{draft.pk}/paverkan/paverkan.pdf").status_code == 302


def test_while_they_are_being_made_the_page_says_how_far_it_has_come(
    federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = changed(federation, "S08", "råd", "Ring först.")
    monkeypatch.setattr(map_impact, "impact_on_people", lambda old, new: Making(250_000, 1_000_000))
    text = read(federation.lead, draft)
    assert "250\N{NO-BREAK SPACE}000 av 1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000 är klara" in text
    part = read(federation.lead, draft, **{"HX-Request": "true"})
    assert part.lstrip().startswith("<section")
    assert "Övningsfallen" not in part
    assert as_(federation.board).get(f"/kartan/forslag/{draft.pk}/paverkan/paverkan.pdf").status_code == 302


def test_the_steering_group_gets_it_as_a_document(federation: Federation) -> None:
    draft = changed(federation, "S27", "öppen_när", "alder >= 55")
    answer = as_(federation.board).get(f"/kartan/forslag/{draft.pk}/paverkan/paverkan.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_only_who_belongs_to_the_map_reads_it(federation: Federation) -> None:
    draft = changed(federation, "S08", "råd", "Ring först.")
    where = f"/kartan/forslag/{draft.pk}/paverkan"
    assert as_(federation.outsider).get(where).status_code == 404
    assert as_(federation.caseworker).get(where).status_code == 403
    head = actor(role=Role.MANAGER, unit=unit_of(federation))
    assert as_(head).get(where).status_code == 200
    assert as_(head).get(f"{where}/paverkan.pdf").status_code == 403


def unit_of(federation: Federation) -> Unit:
    assert federation.caseworker.unit_id
    return Unit.objects.get(pk=federation.caseworker.unit_id)


class TestOpenCases:
    """A förbund that keeps the whole map, and open cases in one of its kommuner."""

    @pytest.fixture
    def whole(self) -> Federation:
        return make_federation(folder=current())

    def cases(self, federation: Federation, number: int) -> list[Case]:
        kommun = Authority.objects.get(pk=federation.caseworker.authority_id)
        with acting_in(kommun.pk, map_stamp=kommun.map_stamp):
            made = [
                make_case(federation.caseworker, name=f"Påhittad Person{n}", facts={"sgi": "noll"})
                for n in range(number)
            ]
            assert len({self.step(case) for case in made}) == 1
        return made

    def step(self, case: Case) -> str:
        return case.steps.get().step

    def test_a_head_of_a_unit_sees_her_own_with_links_and_it_is_logged(self, whole: Federation) -> None:
        (case,) = self.cases(whole, 1)
        draft = changed(whole, self.step(case), "frist", {"dagar": 5, "text": "Fem dagar"})
        head = actor(role=Role.MANAGER, unit=unit_of(whole))
        text = read(head, draft)
        assert f'href="/arenden/{case.pk}"' in text
        assert "Påhittad Person0" in text
        logged = Event.objects.filter(action="case.list").last()
        assert logged is not None
        assert Subject.objects.filter(digest=logged.subjects, case_id=str(case.pk)).exists()
        beside = actor(role=Role.MANAGER, unit=make_unit(authority=unit_of(whole).authority))
        assert str(case.pk) not in read(beside, draft)

    def test_others_see_counts_and_the_steering_group_no_small_ones(self, whole: Federation) -> None:
        few = self.cases(whole, 4)
        draft = changed(whole, self.step(few[0]), "frist", {"dagar": 5, "text": "Fem dagar"})
        for who in (whole.second_lead, whole.board, whole.lead):
            text = read(who, draft)
            assert "Påhittad" not in text
            assert not any(str(case.pk) in text for case in few)
        assert "<dd>4</dd>" in read(whole.second_lead, draft)
        assert "Färre än 5 öppna ärenden." in read(whole.board, draft)
        self.cases(whole, 2)
        assert "<dd>5</dd>" in read(whole.board, draft)
