"""Typing in a certificate from paper: impossible fields are told where they stand, and nothing typed is lost."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from samre.certificate.model import Period
from samre.web.forms.state import REMOVED_NOTICE, certificate_from

from .test_guide import example, hidden, post, upload

FORM = {"blankett": "FK 7804", "gor": "skriv_klart"}
PERIODS = {
    "skriv.32.1": "HELT_NEDSATT",
    "skriv.32.2.start": "2026-09-01",
    "skriv.32.2.end": "2026-09-30",
    "skriv.32#2.1": "HALFTEN",
    "skriv.32#2.2.start": "2026-10-01",
    "skriv.32#2.2.end": "2026-12-31",
}


def typed(client: Client, **fields: str) -> str:
    """The page after a certificate with those fields has been handed in."""
    return post(client, **FORM, **{f"skriv.{key}": text for key, text in fields.items()})


def error_of(page: str, key: str) -> str:
    """What stands beside a field that is wrong."""
    found = re.search(rf'id="fel-s-{re.escape(key)}">([^<]*)<', page)
    assert found is not None, key
    return html.unescape(found[1])


def test_a_period_that_ends_before_it_starts_is_told_at_its_end(client: Client) -> None:
    page = typed(client, **{"32.2.start": "2026-12-01", "32.2.end": "2026-11-01"})
    assert "slutar före" in error_of(page, "32.2.end")


def test_every_period_is_held_to_its_own_days(client: Client) -> None:
    page = typed(
        client, **{"32.2.start": "2026-10-01", "32#2.2.start": "2026-12-01", "32#2.2.end": "2026-11-01"}
    )
    assert "slutar före" in error_of(page, "32_2.2.end")


@pytest.mark.parametrize("key", ["signed_at", "1.2"])
def test_nobody_has_signed_or_examined_in_the_future(client: Client, key: str) -> None:
    assert "inte varit än" in error_of(typed(client, **{key: "2190-01-01"}), key)


@pytest.mark.parametrize("text", ["tre", "0", "-1", "1,5", "100", "٣"])
def test_months_are_a_whole_number_in_digits(client: Client, text: str) -> None:
    assert "från 1 till 99" in error_of(typed(client, **{"39.4": text}), "39.4")


@pytest.mark.parametrize("text", ["igår", "2026-02-30", "20261"])
def test_a_day_that_does_not_exist_is_told(client: Client, text: str) -> None:
    assert "ett datum som finns" in error_of(typed(client, signed_at=text), "signed_at")


@pytest.mark.parametrize("key", ["6.1", "35.1", "25.1", "unit", "6.3"])
def test_a_personnummer_is_told_at_its_field_and_all_texts_are_kept(client: Client, key: str) -> None:
    page = typed(client, **{"17.1": "Svårt att stå länge", key: "Hon, 19121212-1212, mår sämre"})
    assert "ser ut som ett personnummer" in error_of(page, key)
    assert "Hon, 19121212-1212, mår sämre" in page
    assert "Svårt att stå länge" in page
    assert not any("1212-1212" in text for text in hidden(page).values())


def test_several_periods_become_several_answers_and_come_back_to_be_changed(client: Client) -> None:
    page = post(client, **FORM, **PERIODS)
    parts = certificate_from(hidden(page)["intyg"]).parts("32.2")
    assert [
        part.value.end.isoformat() for part in parts if isinstance(part.value, Period) and part.value.end
    ] == [
        "2026-09-30",
        "2026-12-31",
    ]
    again = post(client, **hidden(page), gor="skriv_andra")
    assert 'name="skriv.32#2.2.end" value="2026-12-31"' in again
    assert re.search(r'<details class="ds-details fold typing__more" open>\s*<summary>Fler perioder', again)


def test_several_diagnoses_are_read_back_with_their_codes(client: Client) -> None:
    page = typed(client, **{"6.1": "Depression", "6.2": "F33.1", "6.3": "Artros", "6.4": "M17.1"})
    assert "Depression (F331)" in page
    assert "Artros (M171)" in page


def test_more_periods_stay_folded_while_nobody_has_used_them(client: Client) -> None:
    page = post(client, gor="skriv:FK 7804")
    assert "Fler diagnoser" in page
    assert 'typing__more" open' not in page


def test_a_personnummer_in_the_texts_of_a_file_is_taken_away_and_told(client: Client) -> None:
    data = example("tunt").replace(b"Patienten uppger", b"Patienten 19121212-1212 uppger")
    page = upload(client, data)
    assert "1212-1212" not in page
    assert "Patienten [personnummer borttaget] uppger" in page
    assert page.count(f"<li>{REMOVED_NOTICE}</li>") == 1


def test_a_saved_guide_that_somebody_has_put_a_personnummer_in_opens_without_it(client: Client) -> None:
    saved: dict[str, Any] = json.loads(
        client.post("/guide/spara", hidden(post(client, gor="exempel:tunt"))).content
    )
    text = json.dumps(saved, ensure_ascii=False).replace("Patienten uppger", "Patienten 121212-1212 uppger")
    page = upload(client, text.encode(), "guide.json")
    assert "Patienten [personnummer borttaget] uppger" in page
    assert "121212-1212" not in page
