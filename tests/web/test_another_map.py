"""The public pages when the map in force is another than the program's: fewer facts, other names, other goals, no worked cases."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.governance.factories import SMALL

from samre.pathway.reading.load import load_pathway
from samre.web import definition
from samre.web.pages.practice import lasting

# What the program's own words call them, and what this map does.
NAMES = {
    "intyg_brister": "brister_i_intyget",
    "intyg_till": "sista_dag",
    "intyg_dagar_kvar": "dagar_kvar",
    "intyg": "lakarintyg",
    "fodd": "fodelsedag",
    "uppnatt_riktalder": "riktalder_nadd",
    "alder": "levnadsar",
}
_WORD = re.compile(r"\b(" + "|".join(NAMES) + r")\b(?!:? ?\{namn|\])")


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the map that the public pages show: the small one, until a test changes it."""
    folder = tmp_path / "karta"
    (folder / "cases").mkdir(parents=True)
    for path in SMALL.rglob("*.yaml"):
        (folder / path.relative_to(SMALL)).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(definition, "map_folder", lambda: folder)
    return folder


@pytest.fixture
def renamed(shown: Path) -> Path:
    """The same, with facts that the program has never heard of."""
    for path in shown.rglob("*.yaml"):
        text = re.sub(r"grupp: intyg", "grupp: läkaren", path.read_text(encoding="utf-8"))
        text = re.sub(r"^  intyg: \{namn", "  läkaren: {namn", text, flags=re.MULTILINE)
        path.write_text(_WORD.sub(lambda found: NAMES[found[1]], text), encoding="utf-8")
    for path in shown.rglob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("läkaren", "lakaren"), encoding="utf-8")
    assert set(NAMES.values()) <= set(load_pathway(shown).facts)
    return shown


def guide(client: Client, doing: str = "") -> str:
    answer = client.post("/guide", {"gor": doing}) if doing else client.get("/guide")
    assert answer.status_code == 200
    return str(answer.content.decode())


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_a_certificate_answers_the_questions_that_the_map_shares_with_the_program(
    shown: Path, client: Client
) -> None:
    assert "Det finns inget intyg än" in guide(client)
    assert "Granska intyget" in guide(client, "inget_intyg")
    page = guide(client, "exempel:utgatt")
    assert "Nästa steg: Granska intyget" in re.sub(r"<[^>]+>", "", page)
    assert "frågar på ett annat sätt" not in page


def test_where_the_map_asks_otherwise_the_guide_says_so_and_offers_nothing_that_does_nothing(
    renamed: Path, client: Client
) -> None:
    assert "Det finns inget intyg än" not in guide(client)
    for example in definition.example_texts()["exempel"]:
        page = guide(client, f"exempel:{example}")
        assert "Kartan som visas här frågar på ett annat sätt" in page
        assert 'aria-invalid="true"' not in page


def test_an_answer_that_the_map_does_not_have_is_not_put_in_the_persons_mouth(
    shown: Path, client: Client
) -> None:
    facts = shown / "fakta.yaml"
    text = facts.read_text(encoding="utf-8").replace(
        "{saknas: Det finns inget, giltigt: Det gäller, utgatt: Det har gått ut}",
        "{saknas: Det finns inget, giltigt: Det gäller, gammalt: Det har gått ut}",
    )
    facts.write_text(text, encoding="utf-8")
    steps = shown / "steg.yaml"
    steps.write_text(steps.read_text(encoding="utf-8").replace("utgatt", "gammalt"), encoding="utf-8")
    page = guide(client, "exempel:utgatt")
    assert "är inget svar" not in page
    assert "Finns ett läkarintyg?" in page


def test_worked_cases_stand_in_the_maps_own_phases_where_its_steps_are_others(
    shown: Path, client: Client
) -> None:
    page = read(client, "/ovningsfall")
    assert "Rättigheter som går ut" not in page
    assert '<h2 id="grupp-fas-provning">Prövning</h2>' in page
    assert page.count("practice-item__name") == 2
    assert "practice-item__name" in read(client, "/ovningsfall?grupp=fas-provning")


def test_a_persons_age_is_never_what_could_have_been_otherwise(renamed: Path) -> None:
    assert {"fodelsedag", "levnadsar", "riktalder_nadd"} <= lasting(load_pathway(renamed))


def test_every_worked_case_can_be_answered(renamed: Path, client: Client) -> None:
    for address in set(re.findall(r'href="(/ovningsfall/[^"]+)"', read(client, "/ovningsfall"))):
        for step in load_pathway(renamed).steps:
            answer: Any = client.post(address, {"steg": step})
            assert answer.status_code == 200


def test_a_map_without_worked_cases_says_so(shown: Path, client: Client) -> None:
    for path in (shown / "cases").iterdir():
        path.unlink()
    assert "Kartan har inga övningsfall än." in read(client, "/ovningsfall")


def test_the_map_leads_where_its_own_goals_are(shown: Path, client: Client) -> None:
    page = read(client, "/karta")
    assert "Den lilla kartan: vägarna till arbete och pension." in page
    assert "studier" not in page.partition("<main")[2].partition("</main")[0]
    for address in ("/karta/S14", "/karta/M3", "/karta.pdf", "/karta/bilaga.pdf"):
        assert client.get(address).status_code == 200, address
