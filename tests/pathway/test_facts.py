"""A person's facts: what is taken, what is refused by name, and what follows from a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.pathway.logic import openness, truth
from samre.pathway.model import Choice, Derivation, Fact, Pathway
from samre.pathway.nodes import Compare, IsTrue, Not, Or
from samre.pathway.person.derive import whole_months, whole_years
from samre.pathway.person.facts import FactError, Facts, read_facts
from samre.pathway.reading.load import load_pathway

ON = date(2026, 11, 21)
SMALL = load_pathway(Path(__file__).parent / "small_map")


def with_spans() -> Pathway:
    """The small map with a fact for each way of counting from a day."""
    facts = dict(SMALL.facts)
    facts["sjuk_sedan"] = Fact("sjuk_sedan", "date", "Sedan när?", "Sjuk sedan")
    for id_, kind in (("dagar_sjuk", "dagar_sedan"), ("manader_sjuk", "månader_sedan")):
        rule = Derivation(kind, "sjuk_sedan")  # type: ignore[arg-type]
        facts[id_] = Fact(id_, "int", "?", id_, minimum=0, maximum=400, derivation=rule)
    return replace(SMALL, facts=facts)


SPANS = with_spans()


def read(pathway: Pathway = SMALL, on: date = ON, **raw: object) -> Facts:
    return read_facts(pathway, raw, on=on)


def problems(pathway: Pathway = SMALL, **raw: object) -> tuple[str, ...]:
    with pytest.raises(FactError) as caught:
        read_facts(pathway, raw, on=ON)
    return caught.value.problems


def test_known_facts_are_typed_and_unknown_ones_only_asked() -> None:
    facts = read(alder="34", pension_sokt="Nej", sgi=None, intyg="okänd", intyg_brister=2.0)
    assert facts.values == {
        "alder": 34, "pension_sokt": False, "intyg_brister": 2, "uppnatt_riktalder": False,
    }  # fmt: skip
    assert facts.asked == {"alder", "pension_sokt", "sgi", "intyg", "intyg_brister"}


@pytest.mark.parametrize("word", [True, "ja", "JA", " sant ", "true"])
def test_yes_is_said_in_several_ways(word: object) -> None:
    assert read(pension_sokt=word).values["pension_sokt"] is True


@pytest.mark.parametrize("word", [None, "okänd", "okand", "Vet inte", ""])
def test_not_knowing_is_an_answer(word: object) -> None:
    assert read(sgi=word) == Facts({}, frozenset({"sgi"}))


def test_a_choice_may_be_given_by_its_label() -> None:
    assert read(sgi="Nej, SGI är noll").values == {"sgi": "noll"}


def test_true_and_false_answer_a_choice_that_has_yes_and_no() -> None:
    tolk = Fact(
        "tolk",
        "enum",
        "Tolk?",
        "Tolk",
        choices=(Choice("nej", "Nej"), Choice("ja", "Ja"), Choice("ibland", "Ibland")),
    )
    pathway = replace(SMALL, facts={**SMALL.facts, "tolk": tolk})
    assert [read(pathway, tolk=answer).values["tolk"] for answer in (True, False, "ibland")] == [
        "ja",
        "nej",
        "ibland",
    ]


def test_everything_wrong_is_told_at_once_by_name() -> None:
    assert problems(
        aldr=34, alder=130, sgi="nol", pension_sokt="kanske", intyg=True, intyg_brister="två", fodd="i maj"
    ) == (
        "Uppgiften »aldr« finns inte. Menade du »alder«?",
        "»alder« är 130, men ska vara 0 till 120 år.",
        "»sgi« kan inte vara »nol«. Menade du »noll«?",
        "»pension_sokt« är ja eller nej, inte »kanske«.",
        "»intyg« kan inte vara ja. Det finns: saknas, giltigt, utgatt.",
        "»intyg_brister« är ett heltal, inte »två«.",
        "»fodd« är ett datum: skriv 1984, 1984-05 eller 1984-05-12, inte »i maj«.",
    )


def test_a_message_holds_nothing_that_is_invisible_or_long() -> None:
    hidden, steering = problems(**{"alder\u200b": 1, "intyg": "\x1b[31mgiltigt"})
    assert hidden == "Uppgiften »alder\ufffd« finns inte. Menade du »alder«?"
    assert steering.startswith("»intyg« kan inte vara »\ufffd[31mgiltigt«.")
    assert all(len(told) < 120 for told in problems(**{"x" * 100_000: 1}))


def test_thousands_of_unknown_names_are_all_told_but_not_all_guessed_at() -> None:
    told = problems(**{f"aldr_{number}": 1 for number in range(2_000)})
    assert len(told) == 2_000
    assert 0 < sum("Menade du" in line for line in told) <= 50


def test_lists_objects_and_what_is_no_number_are_called_what_they_are() -> None:
    said = [problems(alder=value)[0] for value in ([1], {"a": 1}, float("nan"))]
    assert said == [f"»alder« är ett heltal, inte {what}." for what in ("en lista", "ett objekt", "nan")]


@pytest.mark.parametrize(
    ("fodd", "told"),
    [
        ("1984-02-30", "»fodd«: 1984-02-30 finns inte i almanackan."),
        ("1984-13", "»fodd«: 1984-13 finns inte i almanackan."),
        ("2027", "»fodd« är 2027, men den dagen har inte kommit än (2026-11-21)."),
        ("1850", "»fodd« är 1850; det ligger mer än 130 år bort."),
        (True, "»fodd« är ett datum: skriv 1984, 1984-05 eller 1984-05-12, inte något annat."),
        (["1984"], "»fodd« är ett datum: skriv 1984, 1984-05 eller 1984-05-12, inte något annat."),
    ],
)
def test_an_impossible_birth_date_is_refused(fodd: object, told: str) -> None:
    assert problems(fodd=fodd) == (told,)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, "9" * 400, 3.5, {}, [], "٣"])
def test_strange_numbers_are_refused_in_one_short_line(value: object) -> None:
    (told,) = problems(alder=value)
    assert told.startswith("»alder« är ")
    assert len(told) < 120


@pytest.mark.parametrize(
    ("fodd", "alder", "reached"),
    [
        ("1992-11-21", 34, False),
        ("1992-11-22", 33, False),
        ("19921121", 34, False),
        ("1992-11", 33, False),
        ("1992-12", 33, False),
        ("1992", 33, False),
        ("1961", None, None),
        ("1959", 66, True),
        ("1960", 65, False),
        ("1960-11-21", 66, False),
        ("1959-11-21", 67, True),
        ("1940", 85, True),
    ],
)
def test_from_a_birth_date_an_age_is_known_when_the_map_makes_no_difference(
    fodd: str, alder: int | None, reached: bool | None
) -> None:
    values = read(fodd=fodd).values
    assert (values.get("alder"), values.get("uppnatt_riktalder")) == (alder, reached)


def test_the_span_of_a_partial_date_is_told() -> None:
    assert read(fodd="1992").spans == {"alder": (33, 34)}
    assert read(fodd="1961").spans == {"alder": (64, 65)}
    assert read(fodd="1992-11-21").spans == {}


def test_born_in_the_last_year_of_the_table_reaches_the_age_on_the_birthday() -> None:
    reached = [
        read(fodd="1960-03-02", on=day).values["uppnatt_riktalder"]
        for day in (date(2027, 3, 1), date(2027, 3, 2))
    ]
    assert reached == [False, True]


def test_born_after_the_table_nothing_is_known_until_the_law_says() -> None:
    values = read(fodd="1961-01-01", on=date(2029, 1, 1)).values
    assert values == {"fodd": "1961-01-01", "alder": 68}


@pytest.mark.parametrize(("alder", "reached"), [(62, False), (64, None), (66, None), (67, True), (80, True)])
def test_from_an_age_the_pension_age_is_known_when_both_birth_years_agree(
    alder: int, reached: bool | None
) -> None:
    # On this day in 2026 a person of 66 was born 1959 (pension age 66) or 1960 (pension age 67).
    assert read(alder=alder).values.get("uppnatt_riktalder") is reached


def test_a_fact_and_its_date_that_disagree_are_refused() -> None:
    assert problems(alder=34, fodd=1950) == ("»alder« är 34, men fodd 1950 ger 75 eller 76. Rätta den ena.",)
    assert problems(
        uppnatt_riktalder=True, fodd="1970-01-01", alder=56, intyget_bar=True, intyg="saknas"
    ) == ("»intyget_bar« är ja, men övriga uppgifter ger nej. Rätta den ena.",)


def test_a_fact_that_agrees_with_its_date_is_kept() -> None:
    assert read(alder=75, fodd=1950).values["alder"] == 75


def test_what_breaks_a_constraint_is_kept_and_told() -> None:
    facts = read(uppnatt_riktalder=True, alder=40)
    assert facts.values["uppnatt_riktalder"] is True
    assert facts.conflicts == ("Den som inte har fyllt 63 har inte uppnått riktåldern.",)


def presuming(**answers: bool | str) -> Pathway:
    """The small map going from these answers until somebody has asked."""
    facts = {id_: replace(fact, presumed=answers.get(id_)) for id_, fact in SMALL.facts.items()}
    return replace(SMALL, facts=facts)


def test_what_the_map_goes_from_is_in_the_values_and_told_as_presumed() -> None:
    facts = read(presuming(pension_sokt=False, sgi="noll"), sgi="finns")
    assert facts.values == {"pension_sokt": False, "sgi": "finns"}
    assert facts.presumed == {"pension_sokt"}
    assert facts.told == {"sgi": "finns"}


def test_not_knowing_undoes_a_presumption() -> None:
    facts = read(presuming(pension_sokt=False), pension_sokt="vet inte")
    assert (facts.values, facts.presumed, facts.asked) == ({}, frozenset(), {"pension_sokt"})


def test_a_presumption_never_breaks_a_constraint() -> None:
    facts = read(presuming(uppnatt_riktalder=True), alder=40)
    assert facts.values == {"alder": 40, "uppnatt_riktalder": False}
    facts = read(presuming(uppnatt_riktalder=True), alder=64)
    assert (facts.values["uppnatt_riktalder"], facts.conflicts) == (True, ())
    never = (
        (
            "Den som saknar SGI har inte sökt pension.",
            Or((Compare("sgi", "!=", "noll"), Not(IsTrue("pension_sokt")))),
        ),
    )
    bound = replace(presuming(pension_sokt=True), constraints=never)
    assert read(bound, sgi="noll").presumed == frozenset()
    assert read(bound, sgi="finns").presumed == {"pension_sokt"}


def test_a_condition_may_make_a_fact() -> None:
    assert read(intyg="giltigt", intyg_brister=2).values["intyget_bar"] is True
    assert read(intyg="saknas").values["intyget_bar"] is False
    assert "intyget_bar" not in read(intyg="giltigt").values


def test_a_day_ahead_counts_down_and_a_day_past_is_below_zero() -> None:
    left = [
        read(intyg_till=day).values["intyg_dagar_kvar"] for day in ("2026-12-01", "2026-11-21", "2026-11-11")
    ]
    assert left == [10, 0, -10]


def test_a_number_beyond_its_bounds_is_the_nearest_bound() -> None:
    assert read(SPANS, sjuk_sedan="2020-01-01").values["dagar_sjuk"] == 400
    assert read(intyg_till="2040-01-01").values["intyg_dagar_kvar"] == 730


def test_spans_are_counted_in_days_and_whole_months() -> None:
    values = read(SPANS, sjuk_sedan="2026-08-22").values
    assert (values["dagar_sjuk"], values["manader_sjuk"]) == (91, 2)
    assert read(SPANS, sjuk_sedan="2026-08-21").values["manader_sjuk"] == 3


def test_a_span_from_a_month_is_known_only_when_every_day_means_the_same() -> None:
    facts = read(SPANS, sjuk_sedan="2026-11")
    assert facts.spans["dagar_sjuk"] == (0, 20)
    assert facts.values["dagar_sjuk"] == 0
    watched = replace(SPANS, conditions={**SPANS.conditions, "lang": Compare("dagar_sjuk", ">=", 15)})
    assert "dagar_sjuk" not in read(watched, sjuk_sedan="2026-11").values
    assert facts.values["manader_sjuk"] == 0


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2025, 12, 15), date(2026, 1, 14), 0),
    ],
)
def test_a_month_is_whole_on_its_day_or_the_last_day_of_a_shorter_month(
    since: date, on: date, months: int
) -> None:
    assert whole_months(since, on) == months


def test_born_on_leap_day_has_birthday_on_the_first_of_march_in_common_years() -> None:
    ages = [
        whole_years(date(2004, 2, 29), day)
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2024, 2, 29))
    ]
    assert ages == [21, 22, 20]


def test_sources_follow_the_facts_and_must_name_a_fact() -> None:
    assert read_facts(SMALL, {"sgi": "noll"}, on=ON, sources={"sgi": "beslut"}).sources == {"sgi": "beslut"}
    with pytest.raises(FactError) as caught:
        read_facts(SMALL, {}, on=ON, sources={"sig": "beslut"})
    assert caught.value.problems == ("Källan gäller »sig«, som inte finns. Menade du »sgi«?",)


@given(st.dates(date(1930, 1, 1), ON), st.dates(ON, date(2045, 1, 1)))
def test_a_partial_birth_date_never_says_what_the_whole_date_denies(born: date, on: date) -> None:
    whole = read(fodd=born.isoformat(), on=on).values
    for part in (f"{born:%Y-%m}", f"{born:%Y}"):
        values = read(fodd=part, on=on).values
        for node in (*SMALL.conditions.values(), *map(openness, SMALL.steps.values())):
            assert truth(node, values) in (None, truth(node, whole))


@given(st.dates(date(1910, 1, 1), ON))
def test_an_age_never_says_what_the_birth_date_denies(born: date) -> None:
    by_date = read(fodd=born.isoformat()).values
    by_age = read(alder=by_date["alder"]).values
    assert by_age.get("uppnatt_riktalder") in (None, by_date.get("uppnatt_riktalder"))


@given(st.dates(date(1930, 1, 1), ON), st.integers(0, 3000))
def test_whole_years_and_months_grow_with_time(since: date, days: int) -> None:
    later = since + timedelta(days=days)
    assert whole_months(since, later) // 12 in (whole_years(since, later), whole_years(since, later) + 1)
    assert whole_years(since, later) <= whole_years(since, later + timedelta(days=1))
    assert whole_months(since, later) <= whole_months(since, later + timedelta(days=1))


def test_a_presumption_holds_only_while_its_condition_does() -> None:
    pathway = presuming(pension_sokt=False)
    only_when = replace(pathway.facts["pension_sokt"], presumed_when=Compare("sgi", "=", "noll"))
    pathway = replace(pathway, facts={**pathway.facts, "pension_sokt": only_when})
    assert read(pathway, sgi="noll").presumed == {"pension_sokt"}
    assert read(pathway, sgi="finns").presumed == frozenset()
    assert read(pathway).presumed == frozenset()
