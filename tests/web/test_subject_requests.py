"""Registerutdrag in a case: the clock, the extract in its three forms, what is held back, and the answer kept as it was (R48)."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader
from tests.accounts.factories import log_in
from tests.casework.factories import make_case, make_caseworker

from samre.casework.actions.cases import close_case
from samre.casework.actions.drafts import save_draft
from samre.casework.actions.notes import add_objection, sign_draft
from samre.casework.actions.subject_requests import receive_request
from samre.casework.disposal.due import due_cases
from samre.casework.models import CaseEvent, NoteKind, Person, Record, SubjectRequest
from samre.sealing.ids import new_id

pytestmark = pytest.mark.django_db
NAME = "Kanarie Fågelsson"


class Case:
    def __init__(self) -> None:
        self.worker, self.by = make_caseworker()
        self.case = make_case(self.by, name=NAME, facts={"barn_i_hushallet": 2})
        self.here = f"/arenden/{self.case.pk}/handlingar/utdrag"
        self.client = log_in(Client(), self.worker)

    def ask(self, day: str = "2026-11-20") -> SubjectRequest:
        answer = self.client.post(self.here, {"gor": "ta-emot", "inkom": day})
        assert answer.status_code == 302, answer.content.decode()
        return SubjectRequest.objects.latest("at")

    def note(self, text: str, *, others: bool = False) -> None:
        fields = {
            "slag": NoteKind.FACT,
            "rubrik": "Samtal",
            "text": text,
            "kalla": "Personen",
            "dag": "2026-11-20",
            "tid": "10:00",
        }
        if others:
            fields["om_andra"] = "ja"
        draft = save_draft(case=self.case, draft_id=new_id(), fields=fields, seen=0, by=self.by)
        note = sign_draft(draft=draft, seen=draft.revision, by=self.by)
        add_objection(note=note, text="Så var det inte", by=self.by)

    def fetch(self, form: str) -> bytes:
        answer = self.client.post(f"{self.here}/uppgifter", {"form": form})
        assert answer.status_code == 200
        return bytes(answer.content)


def test_the_month_is_shown_prolonged_once_and_late_is_late() -> None:
    one = Case()
    asked = one.ask()
    assert "29 dagar kvar" in one.client.get(one.here).content.decode()
    one.client.post(one.here, {"gor": "forlang", "begaran": str(asked.pk)})
    page = one.client.get(one.here).content.decode()
    assert "20 februari 2027" in page and "Förläng till" not in page
    with time_machine.travel(date(2027, 2, 25)):
        late = log_in(Client(), one.worker)
        assert "5 dagar försenat" in late.get(one.here).content.decode()
        assert "Dagen har passerat" in late.get("/registerutdrag").content.decode()


def test_a_day_that_has_not_been_is_refused_at_its_field() -> None:
    one = Case()
    answer = one.client.post(one.here, {"gor": "ta-emot", "inkom": "2026-12-24"})
    assert answer.status_code == 422 and "har inte varit än" in answer.content.decode()


@pytest.mark.parametrize("form", ["sida", "pdf", "json", "zip"])
def test_the_extract_says_the_same_in_every_form(form: str) -> None:
    one = Case()
    one.note("Arbetade som snickare")
    data = one.fetch(form)
    if form == "pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    elif form == "zip":
        text = zipfile.ZipFile(io.BytesIO(data)).read("uppgifter.json").decode()
    else:
        text = data.decode()
    for word in (NAME, one.case.number, "Arbetade som snickare", "Så var det inte", "Gäller anteckning"):
        assert word in text.replace("\n", " "), word
    if form == "json":
        assert json.loads(data)["myndighet"] == one.by.authority_name


def test_what_is_held_back_is_said_with_its_provision_and_how_to_appeal() -> None:
    one = Case()
    page = one.fetch("sida").decode()
    assert "överklagar" not in page
    save_draft(case=one.case, draft_id=new_id(), fields={"text": "ofärdigt"}, seen=0, by=one.by)
    page = one.fetch("sida").decode()
    assert "Utkast som inte är färdigställt (1). Lag (2018:218) 5 kap. 2 §" in page
    assert "överklagas till förvaltningsrätten" in page and "ofärdigt" not in page


def test_recipients_have_their_section_also_when_there_are_none() -> None:
    assert "Inga uppgifter om dig har lämnats ut" in Case().fetch("sida").decode()


def test_the_answer_is_kept_in_the_register_as_it_was_given() -> None:
    one = Case()
    asked = one.ask()
    one.client.post(one.here, {"gor": "lamna", "begaran": str(asked.pk)})
    record = Record.objects.get(kind="utdrag")
    assert (record.direction, record.subject_id, record.party) == ("ut", asked.pk, "Den enskilde")
    assert bytes(record.content).startswith(b"%PDF")
    assert CaseEvent.objects.filter(case=one.case, kind="request.deliver").count() == 1
    page = one.client.get(one.here).content.decode()
    assert "Hämta det som lämnades" in page
    again = one.client.post(one.here, {"gor": "lamna", "begaran": str(asked.pk)})
    assert again.status_code == 422 and "redan lämnat" in again.content.decode()


def test_fetching_it_takes_a_fresh_login_and_a_post() -> None:
    one = Case()
    late = log_in(Client(), one.worker, fresh=False)
    assert "/logga-in" in late.post(f"{one.here}/uppgifter", {"form": "pdf"})["Location"]
    assert one.client.get(f"{one.here}/uppgifter").status_code == 405


def test_the_list_names_cases_one_may_open_and_counts_the_others() -> None:
    one = Case()
    one.ask()
    assert one.case.number in one.client.get("/registerutdrag").content.decode()
    colleague = log_in(Client(), make_caseworker(unit=one.worker.unit)[0])
    page = colleague.get("/registerutdrag").content.decode()
    assert one.case.number not in page and "1 begäran till väntar" in page
    assert NAME not in page


def test_a_request_holds_the_file_back_from_gallring() -> None:
    with time_machine.travel(date(2020, 3, 2), tick=False):
        one = Case()
        Person.objects.filter(pk=one.case.person_id).update(born=date(1953, 1, 12))
        close_case(
            case=one.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Arbete.",
            by=one.by,
        )
    on = date(2026, 11, 21)
    assert [due.case for due in due_cases(one.by.authority_id, on=on)] == [one.case.pk]
    receive_request(case=one.case, received_on=on, by=one.by)
    assert list(due_cases(one.by.authority_id, on=on)) == []
