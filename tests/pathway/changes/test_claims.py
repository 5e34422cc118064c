"""What a map says on the strength of each paragraph, and which paragraphs a change touches."""

from __future__ import annotations

from pathlib import Path

from samre.pathway.changes.claims import claims, touched
from samre.pathway.model import LawRef
from samre.pathway.reading.load import FILES, load_texts

FOLDER = Path(__file__).parents[2] / "governance" / "small_map"
TEXTS = {name: (FOLDER / name).read_text(encoding="utf-8") for name in FILES}
MAP = load_texts(TEXTS)


def changed(old: str, new: str) -> dict[LawRef, tuple[str, ...]]:
    assert old in TEXTS["steg.yaml"]
    return dict(touched(MAP, load_texts({**TEXTS, "steg.yaml": TEXTS["steg.yaml"].replace(old, new)})))


def test_a_paragraph_is_told_with_its_law_and_what_rests_on_it() -> None:
    assert claims(MAP)[LawRef("SFB", "30:9")] == (
        "Socialförsäkringsbalken (2010:110) 30:9",
        "Steget S14 Samordning hos FK, frist: 30 dagar, lag: Bevaka svar (SFB 30:9)",
    )


def test_a_requirement_without_a_paragraph_of_its_own_rests_on_the_steps() -> None:
    said = claims(MAP)[LawRef("SFB", "30:8–11")]
    assert any("krav: Intyget duger" in line for line in said)


def test_a_changed_limit_touches_its_own_paragraph_and_no_other() -> None:
    found = changed("dagar: 30, text: Bevaka svar", "dagar: 20, text: Bevaka svar")
    assert set(found) == {LawRef("SFB", "30:9")}


def test_a_changed_commitment_touches_what_stands_at_the_step() -> None:
    assert set(changed("Personen söker pension.", "Personen söker själv.")) == {LawRef("SFB", "56:3")}


def test_a_limit_that_rests_on_no_law_touches_none() -> None:
    assert changed("{dagar: 14, text: Två veckor}", "{dagar: 7, text: Två veckor}") == {}


def test_a_new_paragraph_is_to_be_read() -> None:
    assert LawRef("SFB", "56:4") in changed("[SFB 56:3]", "[SFB 56:3, SFB 56:4]")


def test_a_paragraph_the_map_no_longer_rests_on_is_to_be_read() -> None:
    found = changed("slag: lag, lag: [SFB 30:9]", "slag: lag")
    assert found[LawRef("SFB", "30:9")] == ("Socialförsäkringsbalken (2010:110) 30:9",)
