"""The text of a consent: every language has every word, and the same choices give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from tests.casework.documents.test_forms import lix

from samre.casework.documents import consent_text
from samre.casework.documents.consent_text import (
    TOLD,
    TextFacts,
    consent_blocks,
    digest,
    language_of,
    languages,
    shown_page,
    words_in,
)
from samre.casework.documents.paper import Points, Text
from samre.casework.rules.consent_lists import (
    category_names,
    closed_lists,
    consent_rules,
    purpose_names,
    withheld_facts,
)
from samre.casework.rules.settings import pathway_now
from samre.definitions import current

CODES = [one.code for one in languages()]
BLANK = re.compile(r"\{(\w+)\}")
FACTS = TextFacts(
    discloser="Almby kommun, Försörjningsstöd Norr",
    contact="Försörjningsstöd Norr, 010-000 00 00",
    receivers=(("Försäkringskassan, Almby", ("kontakt", "diagnos")),),
    purpose="samordning",
    valid_from=date(2026, 11, 22),
    valid_to=date(2027, 5, 31),
    exceptions=("psykisk",),
    own_exception="<b>Inte</b> min syster",
    mandate="",
    reference="SAM-K7QX-93BD",
)


def leaves(words: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in words.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", str(value)


def test_the_languages_are_those_that_are_promised_and_each_has_its_file() -> None:
    assert CODES == ["sv", "sv-lattlast", "en", "ar", "so", "fa", "uk"]
    files = {path.stem for path in (current() / "samtycke").glob("*.yaml")}
    assert files == set(CODES)
    assert {one.code for one in languages() if one.direction == "rtl"} == {"ar", "fa"}


@pytest.mark.parametrize("code", CODES)
def test_each_language_has_every_word_and_every_blank(code: str) -> None:
    swedish, own = dict(leaves(words_in("sv"))), dict(leaves(words_in(code)))
    assert set(own) == set(swedish)
    assert not [key for key, text in own.items() if not text.strip()]
    blanks = {key: sorted(BLANK.findall(text)) for key, text in swedish.items()}
    assert {key: sorted(BLANK.findall(text)) for key, text in own.items()} == blanks


@pytest.mark.parametrize("code", CODES)
def test_each_language_names_every_category_purpose_and_exception(code: str) -> None:
    words = words_in(code)
    assert list(words["kategorier"]) == list(category_names())
    assert list(words["ändamål"]) == list(purpose_names())
    assert list(words["undantag_namn"]) == list(consent_rules()["undantag"])


@pytest.mark.parametrize("code", CODES)
def test_the_text_tells_the_parties_the_data_why_until_when_and_the_five_things(code: str) -> None:
    shown = shown_page(code, FACTS).decode()
    words, day = words_in(code), "31 maj 2027" if code.startswith("sv") else "2027\u201105\u201131"
    plain = re.sub("[\u2068\u2069]", "", shown)
    for part in (FACTS.discloser, "Försäkringskassan, Almby", FACTS.reference, day):
        assert part in plain
    for part in (
        *(words["kategorier"][one] for one in ("kontakt", "diagnos")),
        words["ändamål"]["samordning"],
    ):
        assert part.replace("'", "&#x27;") in shown
    assert words["undantag_namn"]["psykisk"].replace("'", "&#x27;") in shown
    told = next(block for block in reversed(consent_blocks(code, FACTS)) if isinstance(block, Points))
    assert len(told.items) == len(TOLD) == len(consent_rules()["sagt"])
    assert FACTS.contact in re.sub("[\u2068\u2069]", "", told.items[2])


def test_what_people_write_is_no_html() -> None:
    assert b"&lt;b&gt;Inte&lt;/b&gt; min syster" in shown_page("sv", FACTS)
    assert b"<b>" not in shown_page("sv", FACTS)


def test_the_same_choices_give_the_same_bytes_and_others_do_not() -> None:
    assert shown_page("uk", FACTS) == shown_page("uk", FACTS)
    assert digest(shown_page("uk", FACTS)) != digest(shown_page("so", FACTS))


@pytest.mark.parametrize("code", [code for code in CODES if not code.startswith("sv")])
def test_what_nobody_has_reviewed_says_so_in_both_languages_and_stands_beside_the_swedish(code: str) -> None:
    language = language_of(code)
    assert language is not None
    assert not language.is_reviewed
    shown = shown_page(code, FACTS).decode()
    assert "ska granskas av auktoriserad översättare" in shown
    assert words_in(code)["granskas"] in shown
    assert f'<article class="consent-text" lang="{code}" dir="{language.direction}">' in shown
    assert '<article class="consent-text" lang="sv" dir="ltr">' in shown


def test_a_translation_is_reviewed_when_somebody_has_put_her_name_and_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = dict(consent_rules())
    rows = {code: dict(row) for code, row in rules["språk"].items()}
    for half in ({"av": "Auktor Översättare"}, {"dag": "2026-12-01"}):
        rows["en"]["granskad"] = half
        monkeypatch.setattr(consent_text, "consent_rules", lambda: rules | {"språk": rows})
        found = language_of("en")
        assert found is not None
        assert not found.is_reviewed, half
    rows["en"]["granskad"] = {"av": "Auktor Översättare", "dag": "2026-12-01"}
    assert words_in("en")["granskas"] not in [
        block.text for block in consent_blocks("en", FACTS) if isinstance(block, Text)
    ]


def test_the_easy_text_is_easy() -> None:
    """Short sentences: none of more than sixteen words in what is always said."""
    words = words_in("sv-lattlast")
    for key in ("jag", "tid_text", *TOLD):
        for sentence in re.split(r"[.!?]\s", words[key]):
            assert len(sentence.split()) <= 16, sentence


@pytest.mark.parametrize("code", ["sv", "sv-lattlast"])
def test_the_swedish_text_is_read_by_whoever_reads_a_newspaper(code: str) -> None:
    """R59: held to more than the letters are, since she has to know what she says yes to."""
    said = " ".join(words_in(code)[key] for key in ("jag", "tid_text", *TOLD))
    assert lix(said) <= 35, lix(said)


def test_an_exception_belongs_to_a_category_and_keeps_back_facts_that_there_are() -> None:
    rows = consent_rules()["undantag"]
    assert {row["kategori"] for row in rows.values()} <= set(category_names())
    assert withheld_facts(rows) <= set(pathway_now().facts)
    of_category = {
        fact: code for code, row in closed_lists()["kategorier"].items() for fact in row.get("uppgifter", ())
    }
    for row in rows.values():
        for fact in row.get("uppgifter", ()):
            assert of_category.get(fact, row["kategori"]) == row["kategori"], fact


def test_the_map_has_the_fact_that_follows_a_consent() -> None:
    assert consent_rules()["uppgift"] in pathway_now().facts
