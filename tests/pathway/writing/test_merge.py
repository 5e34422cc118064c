"""Changes of two people put together: both kept, nothing lost, and what both changed is said."""

from __future__ import annotations

from tests.governance.factories import small_texts

from samre.pathway.reading.load import load_texts
from samre.pathway.writing.edit import Drop, Plain, Put, edited
from samre.pathway.writing.merge import merged
from samre.pathway.writing.steps import with_field, with_order, with_step

BASE = small_texts()
NEW_STEP: dict[str, Plain] = {
    "namn": "Samtal", "kort": "Samtal", "fas": "start", "ansvarig": "KOM", "åtagande": "Ringer.", "om_inget_svar": "Ring igen.",
    "frist": {"dagar": 7, "text": "En vecka"}, "öppen_när": "sant", "vägar": [{"till": "S05", "text": "Klart"}],
}  # fmt: skip


def days(texts: dict[str, str], step: str, number: int) -> dict[str, str]:
    return edited(texts, [Put("steg.yaml", ("steg", step, "frist", "dagar"), number)])


def test_changes_of_different_fields_of_the_same_step_are_both_kept() -> None:
    texts, clashes = merged(BASE, with_field(BASE, "S08", "råd", "Ring först."), days(BASE, "S08", 7))
    step = load_texts(texts).steps["S08"]
    assert (step.advice, step.limit.days, clashes) == ("Ring först.", 7, ())


def test_the_same_field_changed_by_both_is_mine_and_is_said() -> None:
    texts, clashes = merged(BASE, days(BASE, "S08", 21), days(BASE, "S08", 7))
    assert load_texts(texts).steps["S08"].limit.days == 21
    assert [str(one) for one in clashes] == ["steg.yaml, steg › S08 › frist › dagar"]


def test_the_same_change_made_by_both_is_no_clash() -> None:
    assert merged(BASE, days(BASE, "S08", 7), days(BASE, "S08", 7))[1] == ()


def test_steps_added_by_both_come_into_one_order() -> None:
    mine = with_order(with_step(BASE, "S28", NEW_STEP, before="S05"), ["S14", "S27", "S28", "S05", "S08"])
    theirs = with_step(BASE, "S29", NEW_STEP, before="S08")
    texts, clashes = merged(BASE, mine, theirs)
    assert load_texts(texts).priority == ("S14", "S27", "S28", "S05", "S29", "S08")
    assert clashes == ()


def test_what_i_took_away_goes_unless_they_changed_it() -> None:
    mine = edited(
        BASE,
        [Drop("karta.yaml", ("kontakter", "fk_samordning")), Put("karta.yaml", ("karta", "namn"), "Min")],
    )
    named = edited(BASE, [Put("karta.yaml", ("karta", "id"), "ny_version")])
    assert "fk_samordning" not in merged(BASE, mine, named)[0]["karta.yaml"]
    changed = edited(BASE, [Put("karta.yaml", ("kontakter", "fk_samordning", "namn"), "Nytt namn")])
    texts, clashes = merged(BASE, mine, changed)
    assert "Nytt namn" in texts["karta.yaml"]
    assert [str(one) for one in clashes] == ["karta.yaml, kontakter › fk_samordning"]


def test_files_that_only_one_changed_are_taken_as_they_are() -> None:
    mine = {**BASE, "cases/03-ny.yaml": "id: V3", "steg.yaml": BASE["steg.yaml"] + "# min\n"}
    theirs = {name: text for name, text in BASE.items() if name != "cases/02-sten.yaml"}
    texts, clashes = merged(BASE, mine, theirs)
    assert texts == {name: text for name, text in mine.items() if name != "cases/02-sten.yaml"}
    assert clashes == ()
