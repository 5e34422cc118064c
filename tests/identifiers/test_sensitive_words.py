"""The guard knows a disease by its scales, its medicines and its symptoms, and by words that only look like words; and lets
ordinary sentences be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from samre.casework.rules.guard import Own, judge_texts
from samre.casework.rules.placements import find_diagnosis
from samre.definitions import current, read_yaml
from samre.identifiers.lookalikes import LOOKS_LIKE
from samre.identifiers.sensitive_text import Kind, find_identifiers, find_words, guard_words

EVERYTHING_BUT = frozenset(
    {
        "kontakt",
        "bistand",
        "sjukskrivning",
        "formaga",
        "vard",
        "arbete",
        "forsakring",
        "planering",
        "praktiskt",
        "familj",
    }
)
TELLS = (
    "Skattning MADRS 29 poäng.",
    "PHQ-9 visar 18 poäng.",
    "phq 9: 18",
    "AUDIT 14 poäng vid besöket.",
    "HAD-skalan är förhöjd.",
    "BMI 41.",
    "Sänkt stämningsläge och långsamt tal.",
    "VAS 8 i vila.",
    "PEth 0,4.",
    "HbA1c 72.",
    "Tar citalopram sedan i våras.",
    "Oxazepam vid behov.",
    "50 mg till natten.",
    "Har panikattacker på bussen.",
    "Fetma grad 2.",
)
HIDDEN = (
    "M\N{CYRILLIC CAPITAL LETTER A}DRS 29",
    "de\N{CYRILLIC SMALL LETTER ER}ression",
    "\N{FULLWIDTH LATIN CAPITAL LETTER P}\N{FULLWIDTH LATIN CAPITAL LETTER H}\N{FULLWIDTH LATIN CAPITAL LETTER Q}-9",
    "dep\N{ZERO WIDTH SPACE}ression",
    "\N{GREEK SMALL LETTER ALPHA}utism",
    "VAS 8".replace("A", "\N{CYRILLIC CAPITAL LETTER A}"),
    "F32.1".replace("2", "\N{FULLWIDTH DIGIT TWO}"),
)
INNOCENT = (
    "Orkar sitta i fyrtio minuter och står sedan en stund.",
    "Har svårt att koncentrera sig när flera talar samtidigt.",
    "Blir trött efter två timmar och behöver vila.",
    "Kan lyfta fem kilo, inte över axelhöjd.",
    "Vill ha en SIP med regionen i april.",
    "Läser programmet på Komvux och gillar magasinet på Storgatan.",
    "Personen minns tider dåligt och behöver få dem skrivna.",
    "Statistiken över närvaro finns i bilagan, 80 procent.",
    "Minimera ljud och ljus på platsen.",
)


def told(text: str, covered: frozenset[str] = EVERYTHING_BUT) -> list[str]:
    alarms = judge_texts("", [text], own=Own(), others=(), covered=covered)
    return [word for alarm in alarms for word in alarm.words]


@pytest.mark.parametrize("text", TELLS)
def test_what_tells_a_disease_without_naming_it_is_seen(text: str) -> None:
    assert told(text)
    assert not told(text, EVERYTHING_BUT | {"diagnos"}), "where the diagnosis goes, so may this"


@pytest.mark.parametrize("text", HIDDEN)
def test_a_word_is_read_as_it_looks(text: str) -> None:
    assert told(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_sentences_pass(text: str) -> None:
    assert told(text) == []


def test_the_medicine_is_care_too() -> None:
    assert told("Tar sertralin.", EVERYTHING_BUT - {"vard"} | {"diagnos"}) == ["sertralin"]


def test_an_order_may_not_tell_scales_and_medicines_but_may_say_sober() -> None:
    assert find_diagnosis("MADRS 29") == "MADRS"
    assert find_diagnosis("Tar sertralin på morgonen.") == "sertralin"
    assert find_diagnosis("Kommer nykter och utvilad.") == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\N{CYRILLIC CAPITAL LETTER A}nn\N{CYRILLIC SMALL LETTER A} ringde", Kind.NAME),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}nna ringde", Kind.NAME),
        ("An\N{SOFT HYPHEN}na ringde", Kind.NAME),
        ("19121212-l2l2", Kind.PERSON_NUMBER),
        ("I9I2I2I2-I2I2", Kind.PERSON_NUMBER),
        ("701063-239l", Kind.COORDINATION_NUMBER),
    ],
)
def test_who_somebody_is_is_read_as_it_looks(text: str, kind: Kind) -> None:
    assert [one.kind for one in find_identifiers(text, names=["Anna Lind"])] == [kind]


def test_a_name_in_its_own_alphabet_is_found() -> None:
    assert [one.text for one in find_identifiers("Ринг Анна Петрова", names=["Анна Петрова"])] == [
        "Анна",
        "Петрова",
    ]


def test_her_own_name_is_hers_however_it_is_written() -> None:
    own = Own(name="Anna Lind")
    alarms = judge_texts(
        "", ["\N{CYRILLIC CAPITAL LETTER A}nna vill"], own=own, others=(), covered=EVERYTHING_BUT
    )
    assert alarms == ()


def test_one_sign_becomes_one_sign() -> None:
    assert all(len(latin) == 1 for latin in LOOKS_LIKE.values())


def test_every_group_says_where_it_is_from_and_each_word_stands_once_in_it() -> None:
    file = read_yaml("kansliga_ord.yaml")
    assert file["kontrollerat"]
    for group in file["grupper"]:
        assert group["källa"]
        assert len(group["ord"]) == len(set(group["ord"])), group["namn"]
        for pattern in group.get("mönster", ()):
            re.compile(pattern)


def test_nothing_the_demo_says_of_people_tells_a_diagnosis() -> None:
    """The demo's people are told of as a socialsekreterare writes: whoever is stopped by that stops reading the guard."""
    sentences = [
        sentence
        for file in sorted(current().glob("demo*.yaml"))
        for text in _texts(yaml.safe_load(file.read_text(encoding="utf-8")))
        for sentence in re.split(r"(?<=[.!?])\s+|\n", text)
        if len(sentence.split()) > 3
    ]
    assert len(sentences) > 200
    words = {"diagnos": tuple(guard_words()["ord"]["diagnos"])}
    assert [one for one in sentences if find_words(one, words)] == []


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from _texts(child)
