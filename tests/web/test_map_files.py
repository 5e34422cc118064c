"""A draft's files over HTTP: fetched, changed outside, looked at and taken in."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.governance.factories import (
    Federation,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    publish_read,
    texts_of_draft,
)
from tests.web.test_map_drafts import address, as_, post, step, text_of

from samre.governance.models import Draft, DraftRevision
from samre.governance.rules.heads import chart_in
from samre.governance.rules.map_archive import unzipped, zipped
from samre.governance.rules.packing import content_of
from samre.pathway.exchange.forms import FORMS

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def draft(federation: Federation) -> Draft:
    return make_draft(federation)


def upload(client: Client, draft: Draft, texts: dict[str, str]) -> str:
    file = SimpleUploadedFile("karta.zip", zipped(texts), "application/zip")
    return text_of(client.post(address(draft, "filer"), {"fil": file, "gor": "visa"}))


def take_in(client: Client, draft: Draft, page: str, doing: str = "las_in") -> str:
    carried = re.search(r'name="filen" value="([^"]+)"', page)
    seen = re.search(r'name="revision" value="([^"]+)"', page)
    assert carried and seen
    form = {"gor": doing, "filen": carried[1], "revision": seen[1]}
    return text_of(client.post(address(draft, "filer"), form, follow=True))


def changed(draft: Draft, name: str, old: str, new: str) -> dict[str, str]:
    texts = texts_of_draft(draft)
    assert old in texts[name]
    return {**texts, name: texts[name].replace(old, new)}


def test_the_files_are_fetched_changed_looked_at_and_taken_in(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    fetched = client.get(address(draft, "filer", "karta.zip"))
    assert unzipped(fetched.content).texts == texts_of_draft(draft)
    assert "attachment" in fetched["Content-Disposition"]
    page = upload(client, draft, changed(draft, "steg.yaml", "kort: Planering", "kort: Plan"))
    assert "Steg 8 Plan" in page
    assert Draft.objects.get().revision == 1
    assert "Filerna är inlästa" in take_in(client, draft, page)
    draft.refresh_from_db()
    assert "kort: Plan\n" in texts_of_draft(draft)["steg.yaml"]


def test_mistakes_stand_by_file_and_line_and_can_be_taken_in_to_be_mended(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    texts = changed(draft, "steg.yaml", "öppen_när: sant", "öppen_när: sannt")
    texts["steg.yaml"] = texts["steg.yaml"].replace("kort: Planering", "kort: Plan")
    page = upload(client, draft, texts)
    assert "Steget 8 Planering: kort namn, steget är öppet när" in page
    assert re.search(r"steg\.yaml, rad \d+, kolumn \d+:", page)
    assert "Läs in ändå" in page
    assert "Kartan går inte att läsa än" in take_in(client, draft, page)


def test_what_is_no_yaml_is_not_taken_in(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    page = upload(client, draft, {**texts_of_draft(draft), "steg.yaml": "steg: ["})
    assert "Filen går inte att läsa här" in page
    assert "las_in" not in page


def test_a_file_that_is_no_zip_is_told_at_the_field(federation: Federation, draft: Draft) -> None:
    file = SimpleUploadedFile("karta.zip", b"not a zip", "application/zip")
    answer = as_(federation.lead).post(address(draft, "filer"), {"fil": file})
    assert answer.status_code == 422
    assert 'id="fel-fil"' in text_of(answer)
    assert "slutar på .bpmn" in text_of(answer)
    assert "Välj en fil först." in text_of(as_(federation.lead).post(address(draft, "filer"), {}))


def test_what_another_has_saved_meanwhile_is_not_written_over(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    page = upload(client, draft, changed(draft, "steg.yaml", "kort: Planering", "kort: Plan"))
    other = as_(federation.second_lead)
    take_in(
        other, draft, upload(other, draft, changed(draft, "steg.yaml", "kort: Pension", "kort: Pensionen"))
    )
    assert federation.second_lead.name in take_in(client, draft, page)
    assert Draft.objects.get().revision == 2


def test_the_board_fetches_and_takes_nothing_in(federation: Federation, draft: Draft) -> None:
    client = as_(federation.board)
    assert client.get(address(draft, "filer", "karta.zip")).status_code == 200
    assert "Läs in" not in text_of(client.get(address(draft, "filer"))).partition("<main")[2]
    assert client.post(address(draft, "filer"), {}).status_code == 403


def test_names_and_places_drawn_in_another_program_are_read_back_and_conditions_never(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    fetched = client.get(address(draft, "filer", "karta.bpmn"))
    assert fetched["Content-Type"] == "application/xml"
    drawn = fetched.content.decode().replace("Gemensam planering", "Planering tillsammans")
    assert "Planering tillsammans" in drawn
    file = SimpleUploadedFile("ritad.bpmn", drawn.encode(), "application/xml")
    page = text_of(client.post(address(draft, "filer"), {"fil": file, "gor": "visa"}))
    assert "Planering tillsammans" in page
    assert "Filerna är inlästa" in take_in(client, draft, page)
    before = texts_of_draft(draft)["steg.yaml"]
    draft.refresh_from_db()
    assert texts_of_draft(draft)["steg.yaml"] == before.replace("Gemensam planering", "Planering tillsammans")


@pytest.mark.parametrize("content", [b"<a/>", b"", b"not xml"])
def test_what_is_no_bpmn_is_told_at_the_field(federation: Federation, draft: Draft, content: bytes) -> None:
    file = SimpleUploadedFile("ritad.bpmn", content, "application/xml")
    answer = as_(federation.lead).post(address(draft, "filer"), {"fil": file})
    assert answer.status_code == 422
    assert "BPMN" in text_of(answer).partition('id="fel-fil"')[2][:200]


def test_every_form_a_map_is_given_away_in_can_be_fetched(federation: Federation, draft: Draft) -> None:
    client = as_(federation.board)
    for form in FORMS:
        assert client.get(address(draft, "filer", f"karta.{form}")).status_code == 200
    assert client.get(address(draft, "filer", "karta.exe")).status_code == 404


def test_what_is_fetched_once_the_draft_is_laid_is_to_the_letter_what_is_decided_on_and_published(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    post(client, draft, "steg", "S08", kort="Plan")
    laid = lay_for_decision(draft, federation)
    approve(draft, federation)
    texts = unzipped(client.get(address(draft, "filer", "karta.zip")).content).texts
    assert content_of(texts) == DraftRevision.objects.get(draft=draft, number=laid.revision).content
    version = publish_read(draft=draft.pk, news="Kortare.", by=federation.lead)
    texts = unzipped(client.get(address(draft, "filer", "karta.zip")).content).texts
    assert content_of(texts) == version.content


def test_what_is_fetched_while_it_is_written_on_again_has_the_id_of_the_version_it_builds_on(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    post(client, draft, "steg", "S08", kort="Plan")
    lay_for_decision(draft, federation)
    client.post(address(draft), {"gor": "tillbakataget", "revision": "3"})
    texts = unzipped(client.get(address(draft, "filer", "karta.zip")).content).texts
    assert chart_in(texts) == federation.version.chart


def test_files_of_a_draft_that_was_laid_are_known_as_older_when_another_was_published_in_its_place(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    early = make_draft(federation)
    for one, fields in ((draft, {"kort": "Plan"}), (early, {"frist.dagar": "7"})):
        post(client, one, "steg", "S08", **fields)
        lay_for_decision(one, federation)
    texts = unzipped(client.get(address(draft, "filer", "karta.zip")).content).texts
    assert "kort: Plan\n" in texts["steg.yaml"]
    publish_read(draft=approve(early, federation).pk, news="Fortare.", by=federation.lead)
    client.post(address(draft), {"gor": "tillbakataget", "revision": "3"})
    client.post(address(draft), {"gor": "inhamtat", "revision": "3"})
    page = upload(client, draft, dict(texts))
    assert "Filerna bygger på version 1, utkastet på version 2." in page
    take_in(client, draft, page)
    draft.refresh_from_db()
    saved = step(draft, "S08")
    assert (saved["kort"], saved["frist"]["dagar"]) == ("Plan", "7")


@pytest.mark.parametrize(("doing", "days"), [("las_in", "7"), ("las_in_rakt", "28")])
def test_files_of_an_older_version_are_put_together_with_the_newer_one_unless_one_says_otherwise(
    federation: Federation, draft: Draft, doing: str, days: str
) -> None:
    client = as_(federation.lead)
    fetched = changed(draft, "steg.yaml", "kort: Planering", "kort: Plan")
    early = make_draft(federation)
    post(client, early, "steg", "S08", **{"frist.dagar": "7"})
    early.refresh_from_db()
    lay_for_decision(early, federation)
    publish_read(draft=approve(early, federation).pk, news="Fortare.", by=federation.lead)
    client.post(address(draft), {"gor": "inhamtat", "revision": "1"})
    page = upload(client, draft, fetched)
    assert "Filerna bygger på version 1, utkastet på version 2." in page
    lost, _, kept = page.partition("Det här tas tillbaka om filerna läses in som de är")[2].partition(
        "</details>"
    )
    assert "28 dagar" in lost
    assert "Steg 8 Plan" in kept
    assert "28 dagar" not in kept
    take_in(client, draft, page, doing)
    draft.refresh_from_db()
    saved = step(draft, "S08")
    assert (saved["kort"], saved["frist"]["dagar"]) == ("Plan", days)
