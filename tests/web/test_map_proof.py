"""The page of the proof: what it shows and leads to, the reasons of its warnings, and who may see it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from tests.governance.factories import (
    Federation,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    publish_read,
    save,
    small_texts,
    texts_of_draft,
)
from tests.governance.planted import FAULTS, HOLE, WARNINGS, Planted
from tests.web.proof_pages import address, as_, page_of, planted, text_of

from samre.accounts.acts import Refused
from samre.governance.models import Draft

DEAD = Planted("först.S14", next(one.changes for one in FAULTS if one.found == "först.S14"))
IDLE = next(one for one in WARNINGS if one.found == "används.hund")


@pytest.fixture
def federation(db: None) -> Federation:
    return make_federation()


def test_a_worked_case_that_lands_elsewhere_and_a_drawing_without_room_are_told(
    federation: Federation,
) -> None:
    draft = planted(federation, Planted("fall", HOLE))
    seen = text_of(as_(federation.lead).get(address(draft)))
    assert "Övningsfallet Sten, 67 hamnar fel" in seen
    assert "Gäller inte 1 övningsfall." in seen
    undrawn = Planted(
        "ritning", (("ritning.yaml", "    - S05 > S14 > M1\n", "    - S05 > S14 > M1 > S05\n"),)
    )
    save(draft, federation, undrawn.in_(small_texts()))
    seen = text_of(as_(federation.lead).get(address(draft)))
    assert "Ritningen har en linje som inte är en väg" in seen


def test_the_place_is_lit_on_the_small_map_and_both_the_thing_and_the_guide_are_a_step_away(
    federation: Federation,
) -> None:
    draft = planted(federation, next(one for one in FAULTS if one.found == "bevakad.S27"))
    html = as_(federation.lead).get(address(draft)).content.decode()
    assert 'fill="#f2b544"' in html
    assert f'href="/kartan/forslag/{draft.pk}/delar/steg/S27#om_inget_svar"' in html
    assert '<input type="hidden" name="svar.uppnatt_riktalder" value="ja">' in html


def test_a_draft_that_holds_says_so_with_a_mark_for_every_sentence(federation: Federation) -> None:
    page, seen = page_of(federation, make_draft(federation)), ""
    draft = make_draft(federation)
    seen = text_of(as_(federation.board).get(address(draft)))
    assert "Kartan håller." in seen
    assert "Håller inte" not in seen
    for group in page.groups:
        assert f"{group.heading} {group.means}" in seen
        assert all(f"{one.word}: {one.text}" in seen for one in group.sentences)
    assert "Det tog" in seen
    for limit in page.limits:
        assert limit in seen


def test_a_new_warning_stops_the_draft_until_somebody_has_said_why_it_may_stand(
    federation: Federation,
) -> None:
    draft, client = planted(federation, IDLE), as_(federation.lead)
    assert "1 ny varning saknar skäl." in text_of(client.get(address(draft)))
    with pytest.raises(Refused, match="1 varning är ny och saknar skäl"):
        lay_for_decision(draft, federation)
    answer = client.post(
        address(draft), reason_form(federation, draft, "Frågan behövs till våren."), follow=True
    )
    seen = text_of(answer)
    assert "Får stå: Frågan behövs till våren." in seen
    assert federation.lead.authority_name in seen
    assert "saknar skäl" not in seen
    assert lay_for_decision(draft, federation)


def reason_form(federation: Federation, draft: Draft, reason: str) -> dict[str, str]:
    """The form of the first warning that asks for a reason."""
    first = page_of(federation, draft).new[0]
    return {"krav": first.warned.item.id, "ord": first.warned.words, "skäl": reason}


def test_a_reason_says_something_about_no_person_and_what_was_typed_is_kept(federation: Federation) -> None:
    draft, client = planted(federation, IDLE), as_(federation.lead)
    empty = client.post(address(draft), reason_form(federation, draft, " "))
    assert empty.status_code == 422
    assert 'href="#skäl"' in empty.content.decode()
    assert "Skriv varför varningen får stå." in text_of(empty)
    named = client.post(address(draft), reason_form(federation, draft, "Gäller 19121212-1212."))
    assert named.status_code == 422
    assert "Gäller 19121212-1212.</textarea>" in named.content.decode()
    assert not draft.reasons.exists()
    long = client.post(address(draft), reason_form(federation, draft, "x" * 1001))
    assert "högst 1000 tecken" in text_of(long)


def test_a_reason_holds_for_what_the_warning_said_and_not_for_other_words(federation: Federation) -> None:
    draft, client = (
        planted(federation, next(one for one in WARNINGS if one.found.startswith("delar."))),
        as_(federation.lead),
    )
    form = reason_form(federation, draft, "Läses lättare så.")
    assert client.post(address(draft), form).status_code == 302
    again = {**texts_of_draft(draft)}
    again["steg.yaml"] = again["steg.yaml"].replace("alder >= 70", "alder >= 80")
    save(draft, federation, again)
    seen = text_of(client.get(address(draft)))
    assert "1 ny varning saknar skäl." in seen
    assert "Det fanns ett skäl när varningen sa något annat: ”Läses lättare så.”" in seen
    stale = client.post(address(draft), form)
    assert stale.status_code == 409
    assert "Varningen säger något annat nu" in text_of(stale)


def test_those_who_do_not_write_on_the_map_read_the_proof_and_nobody_else_does(
    federation: Federation,
) -> None:
    draft = planted(federation, IDLE)
    form = reason_form(federation, draft, "Behövs.")
    board = as_(federation.board)
    seen = board.get(address(draft))
    assert "<textarea" not in seen.content.decode()
    assert "Saknar skäl" in text_of(seen)
    assert board.post(address(draft), form).status_code == 403
    assert not draft.reasons.exists()
    for path in (address(draft), f"{address(draft)}.pdf"):
        assert as_(federation.outsider).get(path).status_code == 404
        assert as_(federation.caseworker).get(path).status_code == 403
        assert Client().get(path).status_code in (302, 403)


def test_the_version_in_force_has_its_proof_for_those_who_follow_it(federation: Federation) -> None:
    lead = as_(federation.second_lead)
    answer = lead.get("/kartan/bevis")
    seen, watch = text_of(answer), "/kartan/lagbevakning/varde/pensionsfraga"
    assert f'href="{watch}"' in answer.content.decode()
    assert lead.get(watch).status_code == 200
    assert "Version 1" in seen
    assert "Kartan håller." in seen
    assert "Varför får varningen stå?" not in seen
    assert as_(federation.caseworker).get("/kartan/bevis").status_code == 403
    paper = as_(federation.second_lead).get("/kartan/bevis.pdf")
    assert paper["Content-Type"] == "application/pdf"


def test_a_reason_follows_the_warning_into_the_version_in_force(federation: Federation) -> None:
    draft, client = planted(federation, IDLE), as_(federation.lead)
    client.post(address(draft), reason_form(federation, draft, "Frågan behövs till våren."))
    approve(lay_for_decision(draft, federation), federation)
    publish_read(draft=draft.pk, news="Ny fråga.", by=federation.lead)
    with time_machine.travel(datetime(2026, 12, 2, 12, tzinfo=UTC), tick=True):
        seen = text_of(as_(federation.lead).get("/kartan/bevis"))
    assert "Version 2" in seen
    assert "Får stå: Frågan behövs till våren." in seen


def test_the_paper_of_a_draft_tells_the_story_too(federation: Federation) -> None:
    answer = as_(federation.board).get(f"{address(planted(federation, DEAD))}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
