"""What comes back with the form is the user's own: damaged or made up, it gets a page that says so, never a crash."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

FAR = ["9999-12-31", "9999-12-20", "0001-01-01", "2200-01-01"]
SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("field", ["per", "ny_dag"])
@pytest.mark.parametrize("address", ["/guide", "/guide/brev"])
def test_a_day_too_far_away_is_read_as_today(client: Client, address: str, field: str, day: str) -> None:
    answer = client.post(address, {"svar.sgi": "noll", field: day})
    assert answer.status_code == 200
    assert day not in answer.content.decode()


def test_a_day_within_reach_is_kept(client: Client) -> None:
    assert 'name="per" value="2027-01-31"' in client.post("/guide", {"ny_dag": "2027-01-31"}).content.decode()


@pytest.mark.parametrize("field", ["person", "per"])
def test_half_a_character_in_a_saved_guide_is_told_as_a_file_that_cannot_be_opened(
    client: Client, field: str
) -> None:
    saved = {"slag": "samre-guide", "svar": {"sgi": "noll"}, "intyg": None, "person": "", field: "\ud800"}
    upload = SimpleUploadedFile("guide.json", json.dumps(saved).encode())
    answer = client.post("/guide", {"fil": upload, "gor": "las"})
    assert answer.status_code == 200
    assert "Filen är ingen sparad guide" in answer.content.decode()


@pytest.mark.parametrize("field", ["person", "svar.sgi", "ny.alder", "intyg", "till", "inledning", "kommun"])
@pytest.mark.parametrize("address", ["/guide", "/guide/brev"])
def test_what_a_field_holds_is_never_markup_on_the_page(client: Client, address: str, field: str) -> None:
    answer = client.post(address, {"brev": "1", field: SCRIPT})
    assert answer.status_code == 200
    assert SCRIPT not in answer.content.decode()
