"""A draft's files as a zip: out and in again unchanged, and what is no map is refused with what to do."""

from __future__ import annotations

import io
import zipfile

import pytest
from tests.governance.factories import small_texts

from samre.definitions import current
from samre.governance.rules import map_archive
from samre.governance.rules.map_archive import BadArchive, Judged, judged, unzipped, zipped
from samre.governance.rules.packing import texts_in


def packed(texts: dict[str, str], *, start: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(start + name, text)
    return out.getvalue()


def test_what_goes_out_comes_in_unchanged_and_is_the_same_each_time() -> None:
    assert unzipped(zipped(small_texts())).texts == small_texts()
    assert zipped(small_texts()) == zipped(dict(reversed(small_texts().items())))


def test_the_map_that_comes_along_can_go_out_and_in() -> None:
    texts = texts_in(current())
    assert unzipped(zipped(texts)).texts == texts
    assert judged(texts) == Judged()


def test_a_folder_in_the_zip_is_looked_into_and_what_is_no_part_of_a_map_left_out() -> None:
    texts = {**small_texts(), "guiden.yaml": "a: 1", ".git/config": "x", "cases/djup/a.yaml": "a: 1"}
    archive = unzipped(packed(texts, start="karta-main/"))
    assert archive.texts == small_texts()
    assert len(archive.left_out) == 3


def test_a_zip_without_all_files_says_which_are_lacking() -> None:
    texts = {name: text for name, text in small_texts().items() if name not in ("lagar.yaml", "ritning.yaml")}
    with pytest.raises(BadArchive, match=r"saknar lagar\.yaml, ritning\.yaml"):
        unzipped(packed(texts))


def test_what_is_no_zip_is_refused() -> None:
    for content in (b"", b"PK\x03\x04rubbish", zipped(small_texts())[:-40]):
        with pytest.raises(BadArchive, match="går inte att öppna"):
            unzipped(content)


def test_a_zip_that_unfolds_into_too_much_is_refused_before_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadArchive, match="större än en karta"):
        unzipped(packed({**small_texts(), "steg.yaml": "a" * (map_archive.MOST_IN_ONE + 1)}))
    with pytest.raises(BadArchive, match="fler än"):
        unzipped(packed({f"cases/{number}.yaml": "" for number in range(map_archive.MOST_FILES + 1)}))
    monkeypatch.setattr(map_archive, "MOST_BYTES", 100)
    with pytest.raises(BadArchive, match="större än"):
        unzipped(zipped(small_texts()))


def test_what_a_zip_says_of_its_sizes_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed({**small_texts(), "steg.yaml": "a" * 5000})
    monkeypatch.setattr(map_archive, "_check_entries", lambda entries: None)
    monkeypatch.setattr(map_archive, "MOST_IN_ONE", 4000)
    with pytest.raises(BadArchive, match="större än en karta"):
        unzipped(content)


@pytest.mark.parametrize("name", ["../karta.yaml", "/etc/karta.yaml", "a/../../x.yaml", "a\\..\\x.yaml"])
def test_ways_out_of_the_zip_are_refused(name: str) -> None:
    with pytest.raises(BadArchive, match="utanför sig själv"):
        unzipped(packed({**small_texts(), name: "a: 1"}))


def test_a_file_in_another_alphabet_of_bytes_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in small_texts().items():
            archive.writestr(name, text.encode("utf-16" if name == "steg.yaml" else "utf-8"))
    with pytest.raises(BadArchive, match=r"steg\.yaml går inte att läsa som UTF-8"):
        unzipped(out.getvalue())


def test_mistakes_are_told_by_file_and_line() -> None:
    steps = small_texts()["steg.yaml"].replace("öppen_när: sant", "öppen_när: sannt")
    found = judged({**small_texts(), "steg.yaml": steps})
    (mistake,) = found.mistakes
    line = next(number for number, text in enumerate(steps.splitlines(), 1) if "sannt" in text)
    assert (mistake.file, mistake.line) == ("steg.yaml", line)
    assert not found.stops


@pytest.mark.parametrize("text", ["steg: [", "steg:\n\tS01: x", "steg: {}\nsteg: {}", "a: &x 1\nb: *x", ""])
def test_a_file_that_cannot_be_worked_on_stops_the_reading(text: str) -> None:
    found = judged({**small_texts(), "steg.yaml": text})
    assert found.stops
    assert found.mistakes[0].file == "steg.yaml"


def test_what_may_point_somebody_out_is_told_by_line_and_not_taken_in() -> None:
    steps = small_texts()["steg.yaml"].replace("en skriftlig planering", "en plan, 070-123 45 67")
    found = judged({**small_texts(), "steg.yaml": steps})
    assert found.stops
    (mistake,) = found.mistakes
    assert "telefonnummer" in mistake.message
    assert "070-123 45 67" in steps.splitlines()[mistake.line - 1]


def test_a_thing_that_no_form_could_call_by_its_id_is_not_taken_in() -> None:
    laws = small_texts()["lagar.yaml"] + "  På/gång: {namn: En lag}\n"
    found = judged({**small_texts(), "lagar.yaml": laws})
    assert found.stops
    assert [(one.file, one.line) for one in found.mistakes] == [("lagar.yaml", laws.count("\n"))]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("steg.yaml", "steg:\n", "steg: [a]\nannat:\n"),
        ("fakta.yaml", "samband:\n  - text", "samband:\n  a:\n    text"),
        ("blanketter.yaml", "{namn: Brev till vården, text: Frågor till läkaren}", "ett brev"),
        ("fakta.yaml", "nara_pension: alder >= värde.pensionsfraga", "nara_pension: {a: b}"),
        ("karta.yaml", "prioritet:\n", "prioritet: S27\nannat:\n"),
    ],
)
def test_what_the_forms_are_not_made_for_is_not_taken_in(name: str, old: str, new: str) -> None:
    text = small_texts()[name]
    assert old in text
    found = judged({**small_texts(), name: text.replace(old, new)})
    assert found.stops
    assert found.mistakes[0].file == name


def test_a_file_packed_in_a_way_that_others_cannot_open_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        for name, text in small_texts().items():
            archive.writestr(name, text)
    with pytest.raises(BadArchive, match="ovanligt sätt"):
        unzipped(out.getvalue())


@pytest.mark.parametrize(
    "deep", ["[" * 200_000, "\n" + "- " * 5_000 + "x", "{a: " * 2_000 + "1" + "}" * 2_000]
)
def test_a_file_with_levels_without_end_is_refused_and_stops_nothing_else(deep: str) -> None:
    texts = small_texts()
    found = judged(texts | {"lagar.yaml": f"{texts['lagar.yaml']}\ndjup: {deep}\n"})
    assert found.stops
    assert "för många nivåer" in str(found.mistakes[0])


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("karta.yaml", "gäller_från: 2026-11-01", "gäller_från: 2026-13-45"),
        ("fakta.yaml", "högst: 120", f"högst: {'9' * 5_000}"),
        ("lagar.yaml", "lagar:", "? [a, b]\n: 3\nlagar:"),
    ],
)
def test_a_day_that_is_not_there_or_a_key_that_is_none_is_told_and_not_taken_in(
    file: str, before: str, after: str
) -> None:
    texts = small_texts()
    assert before in texts[file]
    found = judged(texts | {file: texts[file].replace(before, after, 1)})
    assert found.stops
    assert found.mistakes[0].file == file
