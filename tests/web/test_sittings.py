"""The steering group's meetings through the pages: called with an agenda, minutes written, signed, kept as papers."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.governance.factories import Federation, make_draft, make_federation

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.casework.documents.paper import Points
from samre.governance.actions.requests import ask_for_change
from samre.governance.models import Decision, Sitting, SittingPaper
from samre.governance.queries.sittings import decisions_at
from samre.web.sitting_papers import minutes_paper

from .test_map_reviews import days, mark_all, page_of, with_shorter_limit

pytestmark = pytest.mark.django_db
LIST = "/kartan/beslut"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def as_(who: Actor) -> Client:
    return log_in(Client(), Assignment.objects.get(pk=who.assignment_id))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def call(federation: Federation, **fields: Any) -> Sitting:
    day = (timezone.localdate() + timedelta(days=7)).isoformat()
    given = {"dag": day, "plats": "Kansliet", "egna_punkter": "Öppnande\nÖvrigt"} | fields
    answer = as_(federation.lead).post(f"{LIST}/sammantraden/ny", given)
    assert answer.status_code == 302, text_of(answer)
    return Sitting.objects.get()


def write(federation: Federation, sitting: Sitting, **fields: Any) -> Any:
    sitting.refresh_from_db()
    given = {
        "revision": str(sitting.revision),
        "närvarande": "Gun Falk, Förbundet\nBo Ek",
        "protokoll": "Alla var överens.",
        "tillagt": "",
    }
    return as_(federation.lead).post(f"{LIST}/sammantraden/{sitting.pk}/protokoll", given | fields)


def test_what_waits_can_be_taken_up(federation: Federation) -> None:
    draft = make_draft(federation)
    asked = ask_for_change(thing="steget", thing_id="S08", wrong="Fel tid.", by=federation.caseworker)
    page = text_of(as_(federation.lead).get(f"{LIST}/sammantraden/ny"))
    assert f'value="draft:{draft.pk}"' in page
    assert f'value="request:{asked.pk}"' in page
    sitting = call(federation, punkt=[f"draft:{draft.pk}", f"request:{asked.pk}", "draft:finns-inte"])
    assert [point["title"] for point in sitting.agenda][2:] == ["Öppnande", "Övrigt"]
    shown = text_of(as_(federation.board).get(f"{LIST}/sammantraden/{sitting.pk}"))
    assert f"/kartan/forslag/{draft.pk}/granska" in shown
    assert f"/kartan/andringar/{asked.pk}" in shown


def test_the_calling_is_kept_as_it_was_sent(federation: Federation) -> None:
    sitting = call(federation)
    kept = SittingPaper.objects.get(kind="kallelse")
    answer = as_(federation.board).get(f"{LIST}/sammantraden/{sitting.pk}/kallelse.pdf")
    assert answer.content == bytes(kept.document)
    assert hashlib.sha256(answer.content).hexdigest() == kept.hash


def test_what_was_typed_is_kept_when_the_day_is_past_and_nothing_is_to_be_taken_up(
    federation: Federation,
) -> None:
    answer = as_(federation.lead).post(
        f"{LIST}/sammantraden/ny", {"dag": "2026-01-01", "plats": "Kansliet", "egna_punkter": ""}
    )
    page = text_of(answer)
    assert answer.status_code == 422
    for told in ("Välj en dag från i dag.", "Skriv minst en punkt.", 'value="Kansliet"'):
        assert told in page


def test_minutes_are_written_signed_by_the_steering_group_and_kept(federation: Federation) -> None:
    sitting = call(federation, dag=timezone.localdate().isoformat())
    assert write(federation, sitting, tillagt="En punkt till").status_code == 302
    sitting.refresh_from_db()
    assert sitting.agenda[-1]["title"] == "En punkt till"
    page = f"{LIST}/sammantraden/{sitting.pk}"
    assert "Justera protokollet" not in text_of(as_(federation.lead).get(page))
    board = as_(federation.board)
    assert "Justera protokollet" in text_of(board.get(page))
    assert board.post(page, {"revision": str(sitting.revision)}).status_code == 302
    kept = SittingPaper.objects.get(kind="protokoll")
    assert board.get(f"{page}/protokoll.pdf").content == bytes(kept.document)
    assert board.get(f"{page}/protokoll").status_code == 302
    assert (
        write(federation, sitting).status_code == 302
    )  # to the meeting: there is nothing to write in any more
    sitting.refresh_from_db()
    assert sitting.minutes == "Alla var överens."


def test_minutes_changed_since_they_were_read_are_not_signed(federation: Federation) -> None:
    sitting = call(federation, dag=timezone.localdate().isoformat())
    write(federation, sitting)
    answer = as_(federation.board).post(f"{LIST}/sammantraden/{sitting.pk}", {"revision": "1"})
    assert answer.status_code == 409
    assert not SittingPaper.objects.filter(kind="protokoll").exists()


def test_a_decision_made_at_a_meeting_stands_in_its_minutes_and_in_the_log(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    lead.post(page_of(draft), days())
    sitting = call(federation, punkt=[f"draft:{draft.pk}"], dag=timezone.localdate().isoformat())
    board = as_(federation.board)
    assert str(sitting.pk) in text_of(board.get(page_of(draft, "beslut")))
    fields = {
        "revision": "3",
        "beslut": "avslag",
        "skäl": "Lagen säger 30 dagar.",
        "sammanträde": str(sitting.pk),
    }
    assert board.post(page_of(draft, "beslut"), fields).status_code == 302
    assert Decision.objects.get().sitting == sitting
    for page in (LIST, f"{LIST}/sammantraden/{sitting.pk}"):
        assert "Lagen säger 30 dagar." in text_of(board.get(page))


def test_a_name_number_in_the_minutes_is_refused_and_nothing_is_lost(federation: Federation) -> None:
    sitting = call(federation)
    answer = write(federation, sitting, protokoll="Vi talade om 19900101-2384.")
    assert answer.status_code == 422
    assert "Vi talade om 19900101-2384." in text_of(answer)


def test_who_decides_is_told_of_what_waits(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    lead.post(page_of(draft), days())
    assert "1 förslag väntar på styrgruppens beslut" in text_of(as_(federation.board).get("/kartan"))
    assert "väntar på styrgruppens beslut" not in text_of(lead.get("/kartan"))


def test_a_meeting_of_another_map_is_not_there(federation: Federation) -> None:
    sitting = call(federation)
    for path in ("", "/protokoll", "/kallelse.pdf", "/protokoll.pdf"):
        assert as_(federation.outsider).get(f"{LIST}/sammantraden/{sitting.pk}{path}").status_code == 404


def test_a_decision_is_made_at_a_meeting_that_is_held_and_not_signed(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    lead.post(page_of(draft), days())
    coming = call(federation)
    fields = {"revision": "3", "beslut": "bifall", "skäl": "Ja.", "sammanträde": str(coming.pk)}
    board = as_(federation.board)
    assert str(coming.pk) not in text_of(board.get(page_of(draft, "beslut")))
    answer = board.post(page_of(draft, "beslut"), fields)
    assert answer.status_code == 422
    assert "Sammanträdet är inte hållet än." in text_of(answer)
    Sitting.objects.filter(pk=coming.pk).update(on=timezone.localdate())
    write(federation, coming)
    board.post(f"{LIST}/sammantraden/{coming.pk}", {"revision": "2"})
    assert "redan justerat" in text_of(board.post(page_of(draft, "beslut"), fields))
    assert not Decision.objects.exists()


def test_what_is_sent_back_is_told_to_who_writes_it(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    lead.post(page_of(draft), days())
    fields = {"revision": "3", "beslut": "aterremiss", "skäl": "Rätta paragrafen.", "sammanträde": ""}
    assert as_(federation.board).post(page_of(draft, "beslut"), fields).status_code == 302
    assert "Styrgruppen har återremitterat" in text_of(lead.get("/kartan"))
    assert "Rätta paragrafen." in text_of(lead.get(f"/kartan/forslag/{draft.pk}"))


def test_the_minutes_say_what_was_decided_and_the_agenda_leads_to_the_decision(
    federation: Federation,
) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    lead.post(page_of(draft), days())
    sitting = call(federation, punkt=[f"draft:{draft.pk}"], dag=timezone.localdate().isoformat())
    page = f"{LIST}/sammantraden/{sitting.pk}"
    assert page_of(draft, "beslut") in text_of(as_(federation.board).get(page))
    assert page_of(draft, "beslut") not in text_of(lead.get(page))
    assert f"1. {sitting.agenda[0]['title']}" in text_of(lead.get(f"{page}/protokoll")).replace("&quot;", '"')
    fields = {"revision": "3", "beslut": "bifall", "skäl": "Ja.", "sammanträde": str(sitting.pk)}
    as_(federation.board).post(page_of(draft, "beslut"), fields)
    paper = minutes_paper(sitting, decisions_at(sitting, federation.board))
    told = [point for block in paper.blocks if isinstance(block, Points) for point in block.items]
    assert "14 Samordning hos FK: tiden är 20 dagar i stället för 30 dagar." in told
