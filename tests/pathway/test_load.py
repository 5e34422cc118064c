"""A folder becomes a map, or every mistake in it is told at once."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from samre.pathway.model import LawRef, Pathway
from samre.pathway.nodes import And, Compare, IsUnknown, Or
from samre.pathway.reading.load import FILES, DefinitionError, cached, content_hash, load_cases, load_pathway
from samre.pathway.reading.reader import Table

SMALL = Path(__file__).parent / "small_map"
DOCUMENT = Path(__file__).parents[2] / "docs" / "definition-format.md"
Edit = tuple[str, str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small map that a test may spoil."""
    return shutil.copytree(SMALL, tmp_path / "karta")


def spoil(folder: Path, *edits: Edit) -> None:
    """Replace one text in one file, for each edit."""
    for name, old, new in edits:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} finns inte i {name}"
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def told(folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load_pathway(folder)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.fixture(scope="module")
def small() -> Pathway:
    return load_pathway(SMALL)


def test_the_map_has_everything_the_files_say(small: Pathway) -> None:
    assert (small.id, small.name, small.valid_from) == ("liten", "Den lilla kartan", date(2026, 11, 1))
    assert small.priority == ("S27", "S14", "S05", "S08")
    assert list(small.steps) == ["S05", "S14", "S08", "S27"]
    assert small.actors["KOM"].short == "Kommunen"
    assert small.values["riktalder"].table == {1958: 66, 1959: 66, 1960: 67}
    assert small.laws["SFB"].number == "2010:110"
    assert small.programmes["provplats"].valid_to is None


def test_a_step_has_its_limit_its_requirements_and_its_ways(small: Pathway) -> None:
    step = small.steps["S14"]
    assert (step.limit.days, step.limit.statutory, step.limit.law) == (30, True, (LawRef("SFB", "30:9"),))
    assert [need.id for need in step.requires] == ["sgi_noll", "intyget_duger"]
    assert step.requires[0].condition == Compare("sgi", "=", "noll")
    assert step.law == (LawRef("SFB", "30:8–11"),)
    assert [way.target for way in step.ways] == ["M1"]
    assert small.steps["S27"].expires
    assert isinstance(small.steps["S05"].relevant, Or)
    assert small.steps["S05"].relevant.items[0] == IsUnknown("intyg")


def test_a_fact_has_its_bounds_choices_and_shares(small: Pathway) -> None:
    assert (small.facts["alder"].minimum, small.facts["alder"].maximum) == (0, 120)
    assert small.facts["alder"].bands == ((18, 29, 20.0), (30, 70, 80.0))
    assert [choice.id for choice in small.facts["sgi"].choices] == ["noll", "finns"]
    assert small.facts["pension_sokt"].weights == {"sant": 40.0, "falskt": 60.0}
    derivation = small.facts["intyget_bar"].derivation
    assert derivation is not None
    assert isinstance(small.conditions["intyget_duger"], And)


def test_dated_values_are_read_for_the_day_of_loading(small: Pathway) -> None:
    assert small.conditions["nara_pension"] == Compare("alder", ">=", 63)
    later = load_pathway(SMALL, on=date(2027, 6, 1))
    assert later.conditions["nara_pension"] == Compare("alder", ">=", 64)


def test_the_hash_is_of_the_content_not_of_the_machine(folder: Path, small: Pathway) -> None:
    for name in FILES:
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_pathway(folder).hash == small.hash == content_hash(SMALL)
    spoil(folder, ("lagar.yaml", "riksdagen", "lagrummet"))
    assert content_hash(folder) != small.hash


def test_a_map_is_kept_until_a_file_changes(folder: Path) -> None:
    first = cached(folder)
    assert cached(folder) is first
    spoil(folder, ("karta.yaml", "Den lilla kartan", "Den mindre kartan"))
    assert cached(folder).name == "Den mindre kartan"


MISTAKES: list[tuple[Edit, list[str]]] = [
    (
        ("steg.yaml", "ansvarig: KOM", "ansvarig: KOMM"),
        ["steg.yaml, rad 6, kolumn 15: Aktören »KOMM« finns inte. Menade du »KOM«?"],
    ),
    (
        ("steg.yaml", "fas: start", "fas: strt"),
        ["steg.yaml, rad 5, kolumn 10: Fasen »strt« finns inte. Menade du »start«?"],
    ),
    (
        ("steg.yaml", "blanketter: [B1]", "blanketter: [B2]"),
        ["steg.yaml, rad 11, kolumn 18: Blanketten »B2« finns inte. Det finns: B1."],
    ),
    (
        ("steg.yaml", "kontakt: fk_samordning", "kontakt: fk_samordningen"),
        ["steg.yaml, rad 24, kolumn 14: Kontakten »fk_samordningen« finns inte. Menade du »fk_samordning«?"],
    ),
    (
        ("steg.yaml", "lag: [SFB 30:8–11]", "lag: [SBF 30:8–11]"),
        ["steg.yaml, rad 25, kolumn 11: Lagen »SBF« finns inte. Menade du »SFB«?"],
    ),
    (
        ("steg.yaml", "{till: S14,", "{till: S41,"),
        ["steg.yaml, rad 15, kolumn 16: Steget eller målet »S41« finns inte. Menade du »S14«?"],
    ),
    (
        ("steg.yaml", "mål: [M3]", "mål: [M4]"),
        ["steg.yaml, rad 54, kolumn 11: Målet »M4« finns inte. Det finns: M1, M3."],
    ),
    (
        ("steg.yaml", "    åtagande: Kommunen läser", "    åtagand: Kommunen läser"),
        ["steg.yaml, rad 8, kolumn 5: Okänd nyckel »åtagand« i steget »S05«. Menade du »åtagande«?"],
    ),
    (
        ("steg.yaml", "    frist: {dagar: 14, text: Två veckor}\n", ""),
        ["steg.yaml, rad 2, kolumn 3: Nyckeln »frist« saknas i steget »S05«. Lägg till »frist: …«."],
    ),
    (
        ("steg.yaml", "villkor: sgi = noll", "villkor: sig = noll"),
        ["steg.yaml, rad 29, kolumn 63: Uppgiften »sig« finns inte. Menade du »sgi«?"],
    ),
    (
        ("steg.yaml", "villkor: sgi = noll", "villkor: sgi i {noll}"),
        [
            "steg.yaml, rad 29, kolumn 69: Filen går inte att läsa här: en klammer »{« stängs inte där den borde. "
            'Ett villkor med klamrar ska stå inom citattecken: "sgi i {noll, finns}".'
        ],
    ),
    (
        ("steg.yaml", "    kort: Granska", "\tkort: Granska"),
        ["steg.yaml, rad 4: Raden är indragen med tabb. Dra in med blanksteg."],
    ),
    (
        ("steg.yaml", "dagar: 14", "dagar: fjorton"),
        ["steg.yaml, rad 12, kolumn 20: »dagar« ska vara ett heltal, inte »fjorton«."],
    ),
    (
        ("steg.yaml", "dagar: 14", "dagar: -14"),
        ["steg.yaml, rad 12, kolumn 13: Fristen är -14 dagar. Skriv 0 till 3650 dagar."],
    ),
    (
        ("steg.yaml", "slag: lag", "slag: laag"),
        ["steg.yaml, rad 26, kolumn 49: »slag« kan inte vara »laag«. Det finns: lag, förslag."],
    ),
    (
        ("steg.yaml", "{id: intyget_duger,", "{id: sgi_noll,"),
        ["steg.yaml, rad 30, kolumn 14: Kravet »sgi_noll« står två gånger."],
    ),
    (
        ("steg.yaml", "[vad intyget säger]", "[{vad: intyget}]"),
        [
            "steg.yaml, rad 9: Här väntades en text för en punkt i »måste_vetas«, men det står nycklar med värden. "
            "Står det klamrar eller kolon i texten? Sätt den inom citattecken."
        ],
    ),
    (
        ("steg.yaml", "  S08:\n", "  S14:\n"),
        [
            "karta.yaml, rad 21, kolumn 5: Steget »S08« i »prioritet« finns inte. Menade du »S05«?",
            "steg.yaml, rad 16, kolumn 16: Steget eller målet »S08« finns inte. Menade du »S05«?",
            "steg.yaml, rad 33, kolumn 3: Nyckeln »S14« står två gånger i »steg«. "
            "Den finns redan på rad 17; ta bort eller slå ihop.",
        ],
    ),
    (
        ("karta.yaml", "  - S14\n", "  - S14\n  - S14\n"),
        [
            "karta.yaml, rad 20, kolumn 5: Steget »S14« står två gånger i »prioritet«. Det stod redan på rad 19."
        ],
    ),
    (
        ("karta.yaml", "  - S14\n", ""),
        [
            "steg.yaml, rad 17, kolumn 3: Steget »S14« saknas i »prioritet«. "
            "Lägg det där i karta.yaml där det hör hemma i angelägenhet."
        ],
    ),
    (
        ("karta.yaml", "2026-11-01", "1 november"),
        [
            "karta.yaml, rad 1, kolumn 57: »gäller_från« ska vara en dag, inte »1 november«. Skriv dagen som 2026-11-01."
        ],
    ),
    (
        ("karta.yaml", "  IND: {namn: Personen själv, kort: Personen}", "  ind är personen: {namn: x}"),
        [
            "karta.yaml, rad 5, kolumn 3: Id »ind är personen« får bara ha a–z, 0–9 och _ och börja med en bokstav. "
            "Skriv till exempel »ind_ar_personen«.",
            "fakta.yaml, rad 7, kolumn 19: Aktören »IND« finns inte. Det finns: KOM, FK, ind är personen.",
            "steg.yaml, rad 7, kolumn 17: Aktören »IND« finns inte. Det finns: KOM, FK, ind är personen.",
            "steg.yaml, rad 22, kolumn 22: Aktören »IND« finns inte. Det finns: KOM, FK, ind är personen.",
            "steg.yaml, rad 47, kolumn 15: Aktören »IND« finns inte. Det finns: KOM, FK, ind är personen.",
        ],
    ),
    (
        ("fakta.yaml", "typ: heltal", "typ: tal"),
        ["fakta.yaml, rad 10, kolumn 10: »typ« kan inte vara »tal«. Det finns: ja_nej, heltal, val, datum."],
    ),
    (
        ("fakta.yaml", "minst: 0", "minst: 130"),
        ["fakta.yaml, rad 11, kolumn 5: »alder« går från 130 till 120. »minst« ska vara lägre än »högst«."],
    ),
    (
        ("fakta.yaml", "från: fodd}", "från: föd}"),
        ["fakta.yaml, rad 17, kolumn 5: »från: föd« är ingen datumuppgift. Menade du »fodd«?"],
    ),
    (
        ("fakta.yaml", "tabell: riktalder", "tabell: pensionsfraga"),
        [
            "fakta.yaml, rad 23, kolumn 5: »tabell: pensionsfraga« är ingen tabell i varden.yaml. Det finns: riktalder."
        ],
    ),
    (
        ("fakta.yaml", "giltig_dagar: 180", "utgå_från: nol"),
        ["fakta.yaml, rad 35, kolumn 16: sgi kan inte utgå från »nol«. Menade du »noll«?"],
    ),
    (
        ("fakta.yaml", "    enhet: år", "    enhet: år\n    utgå_från: 40"),
        ["fakta.yaml, rad 14, kolumn 16: alder kan inte utgå från »40«. Det går bara för ja_nej och val."],
    ),
    (
        ("fakta.yaml", "{noll: 80, finns: 20}", "{nol: 80, finns: -2}"),
        [
            "fakta.yaml, rad 36, kolumn 18: »nol« är inget svar på sgi. Menade du »noll«?",
            "fakta.yaml, rad 36, kolumn 34: Vikten ska vara ett tal från 0 och uppåt, inte »-2«.",
        ],
    ),
    (
        ("fakta.yaml", "[[18, 29, 20], [30, 70, 80]]", "[[18, 29], [70, 30, 80]]"),
        [
            "fakta.yaml, rad 18: »fördelning« ska vara en lista av [lägst, högst, vikt]. Skriv [lägst, högst, vikt].",
            "fakta.yaml, rad 18, kolumn 29: Spannet 70–30 går inte för alder. alder går från 0 till 120.",
        ],
    ),
    (
        ("fakta.yaml", "nara_pension: alder", "intyg: alder"),
        [
            "fakta.yaml, rad 72, kolumn 3: »intyg« är redan namnet på en uppgift. Ge villkoret ett annat namn.",
            "steg.yaml, rad 51, kolumn 40: Uppgiften »nara_pension« finns inte. "
            "Rätta namnet eller lägg till uppgiften i fakta.yaml.",
        ],
    ),
    (
        (
            "fakta.yaml",
            "nara_pension: alder >= värde.pensionsfraga",
            "nara_pension: ring\n  ring: inte nara_pension",
        ),
        [
            "fakta.yaml, rad 72, kolumn 3: Villkoren går runt: nara_pension → ring → nara_pension. Ta bort ett av leden."
        ],
    ),
    (
        ("fakta.yaml", "villkor: intyget_duger}", "villkor: inte intyget_bar}"),
        [
            "fakta.yaml, rad 69, kolumn 38: Uppgifterna härleds ur varandra: intyget_bar → intyget_bar. Ta bort ett av leden."
        ],
    ),
    (
        ("varden.yaml", "till: 2026-12-31", "till: null"),
        [
            "varden.yaml, rad 14, kolumn 10: Perioden börjar innan den förra är slut. Avsluta den förra 2026-12-31."
        ],
    ),
    (
        ("varden.yaml", "från: 2025-01-01", "från: 2026-11-05"),
        [
            "fakta.yaml, rad 72, kolumn 26: »värde.pensionsfraga« kan inte användas här: det har inget värde den 2026-11-01."
        ],
    ),
    (
        ("varden.yaml", "1959: 66", "1959: sextiosex"),
        ["varden.yaml, rad 5, kolumn 30: »1959« ska vara ett heltal, inte »sextiosex«."],
    ),
    (
        ("varden.yaml", "aktör: KOM", "aktör: AF"),
        ["varden.yaml, rad 16, kolumn 40: Aktören »AF« finns inte. Det finns: KOM, FK, IND."],
    ),
    (
        ("lagar.yaml", "  SFB: {", "  SFB {"),
        [
            "lagar.yaml, rad 2, kolumn 45: Filen går inte att läsa här: ett kolon står där det inte kan stå. "
            "Se efter indrag, kolon och citattecken på raden och raden före."
        ],
    ),
]


@pytest.mark.parametrize(
    ("edit", "lines"), MISTAKES, ids=[f"{edit[0]}: {edit[2][:40]!r}" for edit, _ in MISTAKES]
)
def test_a_slip_is_told_once_where_it_is_with_what_was_meant(
    folder: Path, edit: Edit, lines: list[str]
) -> None:
    spoil(folder, edit)
    assert told(folder) == lines


def test_the_mistakes_of_all_files_are_told_together_in_order(folder: Path) -> None:
    spoil(
        folder,
        ("steg.yaml", "sgi = noll", "sgi = nol"),
        ("fakta.yaml", "    etikett: SGI\n", ""),
        ("karta.yaml", "  - S14\n", "  - S41\n  - S14\n"),
    )
    with pytest.raises(DefinitionError) as caught:
        load_pathway(folder)
    assert str(caught.value) == "\n".join(
        [
            "3 fel i definitionen:",
            "  karta.yaml, rad 19, kolumn 5: Steget »S41« i »prioritet« finns inte. Menade du »S14«?",
            "  fakta.yaml, rad 29, kolumn 3: Nyckeln »etikett« saknas i uppgiften »sgi«. Lägg till »etikett: …«.",
            "  steg.yaml, rad 29, kolumn 69: »nol« är inget val för sgi. Menade du »noll«?",
        ]
    )


def test_a_folder_that_does_not_exist_is_told_as_that(tmp_path: Path) -> None:
    assert told(tmp_path / "2027-01") == [
        "2027-01, rad 1: Mappen finns inte. En version av kartan är en mapp med karta.yaml och fem filer till."
    ]


def test_a_file_that_is_missing_empty_or_not_text_is_told_by_name(folder: Path) -> None:
    (folder / "lagar.yaml").unlink()
    (folder / "blanketter.yaml").write_text("", encoding="utf-8")
    (folder / "varden.yaml").write_bytes("värden:".encode("latin-1"))
    assert told(folder) == [
        "varden.yaml, rad 1: Filen går inte att läsa som UTF-8. Spara den som UTF-8.",
        "lagar.yaml, rad 1: Filen saknas. Lägg lagar.yaml i mappen karta.",
        "blanketter.yaml, rad 1: Filen är tom. Se docs/definition-format.md.",
    ]


def test_a_text_that_points_back_into_itself_is_refused(folder: Path) -> None:
    bomb = "".join(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    (folder / "blanketter.yaml").write_text(f"blanketter:\n  a0: &a0 [x]\n{bomb}", encoding="utf-8")
    assert told(folder) == [
        "blanketter.yaml, rad 3, kolumn 12: Hänvisningar med »*« används inte. "
        "Skriv ut värdet, eller sätt texten inom citattecken."
    ]


def test_the_document_of_the_format_names_every_key_the_loader_asks_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: set[str] = set()
    monkeypatch.setattr(Table, "done", lambda table: asked.update(table.asked))
    load_cases(SMALL, load_pathway(SMALL))
    words = set(re.findall(r"\w+", DOCUMENT.read_text(encoding="utf-8")))
    assert asked - words == set()
    assert {"åtagande", "fördelning", "expected"} <= asked


def test_a_mistake_carries_what_was_found_for_those_who_count(folder: Path) -> None:
    spoil(folder, ("steg.yaml", "sgi = noll", "sgi = nol"))
    with pytest.raises(DefinitionError) as caught:
        load_pathway(folder)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.line, mistake.column, mistake.found) == ("steg.yaml", 29, 69, "nol")


def test_a_new_case_begins_in_the_step_the_map_names_else_in_the_last_one(
    folder: Path, small: Pathway
) -> None:
    assert small.first_step == "S08"
    spoil(folder, ("karta.yaml", "prioritet:", "nytt_ärende: S05\nprioritet:"))
    assert load_pathway(folder).first_step == "S05"


def test_a_map_without_the_step_that_a_new_case_begins_in_is_not_read(folder: Path) -> None:
    spoil(folder, ("karta.yaml", "prioritet:", "nytt_ärende: S99\nprioritet:"))
    (mistake,) = told(folder)
    assert "Ett nytt ärende ska börja i steget »S99«, och det finns inte." in mistake
    assert "Välj vilket steg ett nytt ärende börjar i under Steg › Ändra turordningen." in mistake
