"""Texts are measured as the font measures them, and broken where they may be broken."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.pathway.picture.inter_widths import WIDTHS
from samre.pathway.picture.typesetting import Face

FACE = Face(8.0, "semibold", 9.0)
STYLES = {"regular": "Regular", "semibold": "Semi Bold", "bold": "Bold"}


@pytest.mark.parametrize("weight", sorted(WIDTHS))
def test_the_table_is_that_of_the_font(weight: str) -> None:
    ttlib = pytest.importorskip("fontTools.ttLib")
    question = ["fc-match", "-f", "%{file}", f"Inter:style={STYLES[weight]}"]
    path = subprocess.run(question, capture_output=True, text=True, check=False).stdout
    if "Inter" not in path:
        pytest.skip("typsnittet Inter är inte installerat (apt-get install fonts-inter)")
    font = ttlib.TTFont(path)
    signs, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    wrong = {
        sign: (width, advances[signs[ord(sign)]][0] * 1000 / em)
        for sign, width in WIDTHS[weight].items()
        if not 0 <= width - advances[signs[ord(sign)]][0] * 1000 / em < 1
    }
    assert wrong == {}


def test_an_unknown_sign_counts_as_a_full_em() -> None:
    assert FACE.width("\u4e2d") == pytest.approx(8.0)


def test_a_word_breaks_at_its_soft_hyphen_only_when_it_must() -> None:
    assert FACE.wrap("Aktivitets\u00adersättning", width=200) == ("Aktivitetsersättning",)
    assert FACE.wrap("Aktivitets\u00adersättning", width=60) == ("Aktivitets-", "ersättning")


def test_the_first_line_may_be_narrower_than_the_rest() -> None:
    assert FACE.wrap("Samordning hos FK", width=80, first=50) == ("Samordning", "hos FK")


WORDS = st.lists(st.text(alphabet="abcdefghijklmnoprstuvåäö", min_size=1, max_size=9), min_size=1, max_size=8)


@given(words=WORDS, width=st.floats(60, 200))
def test_lines_keep_every_word_in_order_and_stay_within_the_width(words: list[str], width: float) -> None:
    lines = FACE.wrap(" ".join(words), width=width)
    assert " ".join(lines).split() == words
    assert all(FACE.width(line) <= width for line in lines)
