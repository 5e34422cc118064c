"""The proof finds what is wrong with a map, says it in Swedish, and shows a person; a sound map it lets through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from samre.pathway.logic import truth
from samre.pathway.model import (
    Choice,
    DatedValue,
    Derivation,
    Fact,
    Law,
    LawLimit,
    LawRef,
    Named,
    Pathway,
    Programme,
    Requirement,
    Step,
    TimeLimit,
    Way,
)
from samre.pathway.nodes import And, Compare, Constant, IsTrue, IsUnknown, Node, Not, Or
from samre.pathway.proof.exactness import Grid
from samre.pathway.proof.report import Obligation, Report
from samre.pathway.proof.verify import spell, verify
from samre.pathway.reading.load import load_pathway

from .strategies import pathways

ON = date(2026, 11, 21)
VERSION = Path(__file__).parents[2] / "src" / "samre" / "definitions" / "2026-11"


def step(id_: str, relevant: Node, *targets: str, **more: object) -> Step:
    whole = Step(
        id=id_, name=id_, short=id_, phase="start", responsible="KOM", commitment="Gör sitt.", relevant=relevant,
        limit=TimeLimit(14, "Två veckor"), ways=tuple(Way(target, "vidare") for target in targets),
        must_know=("läget",), law=(LawRef("SFB", "30:8"),), escalation="Ring.",
    )  # fmt: skip
    return replace(whole, **more)  # type: ignore[arg-type]


@pytest.fixture
def sound() -> Pathway:
    """Pension for those of 67 and more, samordning for those without SGI, planning for all."""
    facts = {
        "alder": Fact(
            "alder", "int", "Hur gammal?", "Ålder", minimum=0, maximum=120, unit="år", who=("KOM",)
        ),
        "sokt": Fact("sokt", "bool", "Sökt pension?", "Sökt pension", who=("KOM",)),
        "sgi": Fact(
            "sgi",
            "enum",
            "Finns SGI?",
            "SGI",
            choices=(Choice("noll", "Nej"), Choice("finns", "Ja")),
            who=("FK",),
        ),
    }
    steps = [
        step("S01", Constant(True), "S14", "S27"),
        step(
            "S14",
            Compare("alder", "<", 67),
            "M1",
            requires=(Requirement("sgi_noll", "Personen har ingen SGI", Compare("sgi", "=", "noll")),),
        ),
        step("S27", Compare("alder", ">=", 67), "M1", done=IsTrue("sokt")),
    ]
    return Pathway(
        id="sund", name="Sund", valid_from=date(2026, 11, 1), hash="",
        actors={"KOM": Named("KOM", "Kommunen"), "FK": Named("FK", "FK")},
        phases={"start": Named("start", "Start")}, goals={"M1": Named("M1", "Arbete")}, groups={}, contacts={}, forms={},
        laws={"SFB": Law("SFB", "Socialförsäkringsbalken", checked=date(2026, 4, 25))}, values={}, programmes={}, facts=facts,
        conditions={}, constraints=(), steps={one.id: one for one in steps}, priority=("S27", "S14", "S01"),
    )  # fmt: skip


def change(pathway: Pathway, id_: str, **more: object) -> Pathway:
    return replace(pathway, steps={**pathway.steps, id_: replace(pathway.steps[id_], **more)})  # type: ignore[arg-type]


def found(report: Report, name: str) -> Obligation:
    return next(item for item in report.obligations if item.id == name)


def test_a_sound_map_is_proved_without_a_warning(sound: Pathway) -> None:
    report = verify(sound, on=ON)
    assert report.holds
    assert not report.warnings
    assert found(report, "alla").verdict == "proved"


def test_a_hole_in_the_map_is_shown_as_a_person(sound: Pathway) -> None:
    holed = change(sound, "S01", relevant=Compare("alder", "<", 67))
    report = verify(holed, on=ON)
    hole = found(report, "alla.kända")
    assert hole.verdict == "failed"
    assert set(hole.facts) == {"alder", "sokt"}
    assert all(truth(one.relevant, hole.facts) is False or hole.facts["sokt"] for one in holed.steps.values())
    assert "Sökt pension: ja" in str(hole)
    assert "år" in str(hole)


def test_a_map_that_only_lacks_a_step_for_those_of_whom_nothing_is_known_is_found(sound: Pathway) -> None:
    report = verify(change(sound, "S01", relevant=Not(IsUnknown("sgi"))), on=ON)
    assert found(report, "alla").verdict == "failed"
    open_for_all = verify(change(sound, "S01", relevant=Or((IsTrue("sokt"), Not(IsTrue("sokt"))))), on=ON)
    assert found(open_for_all, "alla.kända").verdict == "proved"
    assert found(open_for_all, "alla").verdict == "failed"


def test_a_hole_for_whom_nothing_is_known_of_says_so(sound: Pathway) -> None:
    hole = found(verify(change(sound, "S01", relevant=Compare("alder", "<", 67)), on=ON), "alla")
    assert hole.facts == {}
    assert "Exempel: Känt om personen: ingenting." in str(hole)


def test_a_step_that_an_earlier_one_always_takes_is_shadowed(sound: Pathway) -> None:
    shadowed = change(sound, "S14", relevant=Compare("alder", ">=", 70), requires=())
    never_first = change(shadowed, "S27", done=None)
    report = verify(never_first, on=ON)
    assert found(report, "öppet.S14").verdict == "proved"
    assert found(report, "först.S14").verdict == "failed"
    assert "är S27 S27 också öppet" in found(report, "först.S14").detail


def test_a_step_that_contradicts_itself_can_never_be_open(sound: Pathway) -> None:
    report = verify(
        change(sound, "S27", relevant=And((Compare("alder", ">", 80), Compare("alder", "<", 70)))), on=ON
    )
    assert found(report, "öppet.S27").verdict == "failed"


def test_a_step_that_never_can_be_done_fails(sound: Pathway) -> None:
    never = change(
        sound, "S27", done=And((Compare("alder", ">", 80), Compare("sgi", "!=", "noll"), IsTrue("sokt")))
    )
    never = replace(never, constraints=(("Ingen är över 66.", Compare("alder", "<=", 66)),))
    assert found(verify(never, on=ON), "klart.S27").verdict == "failed"
    assert found(verify(sound, on=ON), "klart.S27").verdict == "proved"


def test_a_last_day_of_the_law_that_can_be_nobodys_fails_and_one_of_an_unknown_law_too(
    sound: Pathway,
) -> None:
    limit = LawLimit(Compare("alder", ">=", 67), "alder", "Tre veckor", days=21, law=(LawRef("XYZ", "1 §"),))
    report = verify(change(sound, "S14", law_limits=(limit,)), on=ON)
    assert found(report, "lagfrist.S14.1").verdict == "failed"
    assert found(report, "lag.S14 lagfrist").verdict == "failed"
    younger = replace(limit, when=Compare("alder", "<", 67), law=(LawRef("SFB", "1 §"),))
    report = verify(change(sound, "S14", law_limits=(younger,)), on=ON)
    assert found(report, "lagfrist.S14.1").verdict == "proved"
    assert found(report, "lag.S14 lagfrist").verdict == "proved"


def test_a_requirement_that_is_met_by_a_presumption_fails_with_the_person_nobody_asked(
    sound: Pathway,
) -> None:
    assert found(verify(sound, on=ON), "egna_krav.S14").verdict == "proved"
    presuming = {**sound.facts, "sgi": replace(sound.facts["sgi"], presumed="noll")}
    guess = found(verify(replace(sound, facts=presuming), on=ON), "egna_krav.S14")
    assert guess.verdict == "failed"
    assert guess.facts["sgi"] == "noll"
    harmless = {**sound.facts, "sgi": replace(sound.facts["sgi"], presumed="finns")}
    assert found(verify(replace(sound, facts=harmless), on=ON), "egna_krav.S14").verdict == "proved"


def test_what_only_the_constraints_rule_out_is_ruled_out(sound: Pathway) -> None:
    never = replace(sound, constraints=(("Ingen är över 66.", Compare("alder", "<=", 66)),))
    assert found(verify(never, on=ON), "öppet.S27").verdict == "failed"


def test_constraints_that_contradict_each_other_stop_the_proof(sound: Pathway) -> None:
    against = (("Över 66.", Compare("alder", ">", 66)), ("Under 20.", Compare("alder", "<", 20)))
    report = verify(replace(sound, constraints=against), on=ON)
    assert found(report, "samband").verdict == "failed"
    assert not any(item.id.startswith("öppet.") for item in report.obligations)


def test_a_constraint_that_is_always_true_says_nothing(sound: Pathway) -> None:
    idle = replace(sound, constraints=(("Alla har en ålder.", Compare("alder", ">=", 0)),))
    assert found(verify(idle, on=ON), "samband.1").verdict == "warning"


def test_a_requirement_that_never_decides_is_pointed_out(sound: Pathway) -> None:
    needs = (*sound.steps["S14"].requires, Requirement("under_70", "Under 70", Compare("alder", "<", 70)))
    report = verify(change(sound, "S14", requires=needs), on=ON)
    assert found(report, "krav.S14.under_70").verdict == "warning"
    assert found(report, "krav.S14.sgi_noll").verdict == "proved"


def test_a_named_condition_that_is_never_true_fails(sound: Pathway) -> None:
    never = And((Compare("sgi", "=", "noll"), Compare("sgi", "=", "finns")))
    report = verify(replace(sound, conditions={"bade_och": never}), on=ON)
    assert found(report, "villkor.bade_och.sant").verdict == "failed"
    assert found(report, "villkor.bade_och.falskt").verdict == "proved"


def test_a_way_that_nobody_can_go_fails(sound: Pathway) -> None:
    ways = (*sound.steps["S14"].ways, Way("S27", "aldrig", Compare("alder", ">", 120)))
    assert found(verify(change(sound, "S14", ways=ways), on=ON), "väg.S14.2.sant").verdict == "failed"


def test_a_part_that_changes_nothing_is_pointed_out_in_the_words_of_the_definition(sound: Pathway) -> None:
    idle = And((Compare("alder", ">=", 67), Compare("alder", ">", 60)))
    warning = found(verify(change(sound, "S27", relevant=idle), on=ON), "delar.S27 öppen_när")
    assert warning.verdict == "warning"
    assert "»alder > 60«" in warning.detail


def test_a_guard_that_turns_unknown_into_no_does_change_something(sound: Pathway) -> None:
    guarded = And((Not(IsUnknown("sokt")), IsTrue("sokt")))
    assert found(verify(change(sound, "S27", done=guarded), on=ON), "delar.S27 klar_när").verdict == "proved"


def test_an_answer_that_is_given_but_counted_as_unknown_is_found(sound: Pathway) -> None:
    either = Or((Compare("sgi", "=", "noll"), Compare("sgi", "=", "finns")))
    missed = found(verify(change(sound, "S14", relevant=either), on=ON), "exakt.S14 öppen_när")
    assert missed.verdict == "warning"


def test_steps_that_are_not_reached_or_lead_nowhere_fail(sound: Pathway) -> None:
    apart = change(change(sound, "S01", ways=(Way("S14", "vidare"),)), "S14", ways=())
    report = verify(apart, on=ON)
    assert found(report, "nås.S27").verdict == "failed"
    assert found(report, "framme.S14").verdict == "failed"
    assert found(report, "nås.S14").verdict == "proved"
    assert found(report, "målet.M1").verdict == "failed"


def test_a_circle_where_nothing_is_learnt_is_pointed_out(sound: Pathway) -> None:
    ways = (Way("S14", "tillbaka"), Way("M1", "ut"))
    turning = change(sound, "S14", ways=(Way("S01", "tillbaka"), Way("M1", "ut")), requires=(), must_know=())
    turning = change(turning, "S01", ways=(*ways, Way("S27", "vidare")), must_know=())
    assert found(verify(turning, on=ON), "kretsar").verdict == "failed"
    assert found(verify(turning, on=ON), "kretsar").case == ()

    def told(back: Node) -> Pathway:
        there = tuple(replace(way, condition=IsTrue("sokt")) if way.target == "S14" else way for way in ways)
        again = change(turning, "S01", ways=(*there, Way("S27", "vidare")))
        return change(again, "S14", ways=(Way("S01", "tillbaka", back), Way("M1", "ut")))

    circle = found(verify(told(IsTrue("sokt")), on=ON), "kretsar")
    assert (circle.verdict, circle.facts) == ("failed", {"sokt": True})
    assert found(verify(told(Not(IsTrue("sokt"))), on=ON), "kretsar").verdict == "proved"


def test_what_a_step_requires_is_nothing_new_in_a_circle(sound: Pathway) -> None:
    assert sound.steps["S14"].requires
    turning = change(sound, "S14", ways=(Way("S01", "tillbaka"), Way("M1", "ut")), done=None, must_know=())
    turning = change(turning, "S01", ways=(Way("S14", "fram"), Way("S27", "vidare")), done=None, must_know=())
    assert found(verify(turning, on=ON), "kretsar").verdict == "failed"


def test_a_day_that_passes_to_nobody_fails_at_the_step(sound: Pathway) -> None:
    gap = found(verify(change(sound, "S14", escalation=" "), on=ON), "bevakad.S14")
    assert (gap.verdict, gap.place) == ("failed", "S14")


def test_somebody_who_never_can_leave_a_step_is_shown(sound: Pathway) -> None:
    """Age only grows: who is 67 and has nothing to apply for stays where she is."""
    stuck = found(verify(change(sound, "S27", done=None), on=ON), "lämnas.S27")
    assert stuck.verdict == "proved", "an age somebody gave may be given anew"
    born = replace(sound.facts["alder"], derivation=Derivation("ålder", source="fodd"), who=())
    facts = sound.facts | {"alder": born, "fodd": Fact("fodd", "date", "När född?", "Född", who=("KOM",))}
    aging = replace(change(sound, "S27", done=None), facts=facts)
    stuck = found(verify(aging, on=ON), "lämnas.S27")
    assert stuck.verdict == "failed"
    assert stuck.facts["alder"] >= 67
    assert found(verify(replace(sound, facts=facts), on=ON), "lämnas.S27").verdict == "proved"
    assert found(verify(aging, on=ON), "lämnas.S14").verdict == "proved", "one day she is 67"


def test_an_answer_nobody_can_give_does_not_let_anybody_out(sound: Pathway) -> None:
    facts = sound.facts | {
        "sokt": replace(sound.facts["sokt"], who=()),
        "alder": replace(sound.facts["alder"], who=()),
    }
    stuck = found(verify(replace(sound, facts=facts), on=ON), "lämnas.S27")
    assert (stuck.verdict, stuck.facts.get("sokt", False)) == ("failed", False)


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"commitment": " "}, "text.S01"),
        ({"responsible": "XYZ"}, "ansvarig.S01"),
        ({"limit": TimeLimit(0, "Genast")}, "frist.S01"),
        ({"forms": ("B99",)}, "register.S01"),
        ({"law": (LawRef("XYZ", "1 §"),)}, "lag.S01"),
    ],
)
def test_gaps_in_a_step_fail_at_the_step(sound: Pathway, more: dict[str, object], name: str) -> None:
    gap = found(verify(change(sound, "S01", **more), on=ON), name)
    assert (gap.verdict, gap.place) == ("failed", "S01")


def test_a_fact_nobody_can_answer_fails_and_one_that_nobody_reads_is_pointed_out(sound: Pathway) -> None:
    facts = {
        **sound.facts,
        "sgi": replace(sound.facts["sgi"], who=()),
        "hund": Fact("hund", "bool", "Hund?", "Hund"),
    }
    report = verify(replace(sound, facts=facts), on=ON)
    assert found(report, "fråga.sgi").verdict == "failed"
    assert found(report, "används.hund").verdict == "warning"


def test_what_has_grown_old_on_the_day_is_pointed_out(sound: Pathway) -> None:
    span = ((date(2020, 1, 1), date(2020, 12, 31), 230),)
    aged = replace(
        sound,
        values={"dagpenning": DatedValue("dagpenning", "Dagpenning", spans=span, source="x", checked=ON)},
        programmes={"inab": Programme("inab", "INAB", "FK", valid_to=date(2023, 9, 30))},
    )
    report = verify(aged, on=ON)
    assert found(report, "värde.dagpenning").verdict == "failed"
    assert found(report, "program.inab").verdict == "warning"
    assert found(report, "lagkontroll.SFB").verdict == "proved"
    stale = found(verify(aged, on=date(2028, 1, 1)), "lagkontroll.SFB")
    assert stale.verdict == "warning"
    assert "för mer än ett år sedan" in stale.detail
    law = replace(aged.laws["SFB"], next_check=date(2026, 11, 20))
    late = found(verify(replace(aged, laws={"SFB": law}), on=ON), "lagkontroll.SFB")
    assert late.detail == "Den skulle ha lästs igen 2026-11-20. Läs texten igen."
    assert found(verify(aged, on=date(2020, 6, 1)), "värde.dagpenning").verdict == "proved"


def test_the_map_of_the_trade_is_proved() -> None:
    report = verify(load_pathway(VERSION), on=ON)
    assert report.holds, "\n".join(str(item) for item in report.failed)
    assert len(report.proved) > 500


@settings(max_examples=25, deadline=None)
@given(pathways(most_facts=4))
def test_z3_and_enumeration_agree_about_any_map_and_counterexamples_are_real(pathway: Pathway) -> None:
    report = verify(pathway, on=ON)
    assert found(report, "uppräkning").verdict == "proved", str(found(report, "uppräkning"))
    for id_, one in pathway.steps.items():
        grid = Grid(one.relevant, pathway)
        if grid.fits and grid.exact and not one.requires and one.done is None:
            assert (found(report, f"öppet.{id_}").verdict == "proved") == (True in grid.outcomes())


@settings(max_examples=25, deadline=None)
@given(pathways(most_facts=4))
def test_the_person_shown_for_a_hole_really_has_no_open_step(pathway: Pathway) -> None:
    holed = replace(pathway, priority=pathway.priority[:-1])
    hole = found(verify(holed, on=ON), "alla")
    if hole.verdict == "failed":
        for id_ in holed.priority:
            one = holed.steps[id_]
            parts = [one.relevant, *(need.condition for need in one.requires)]
            open_ = all(truth(part, hole.facts) for part in parts)
            assert not open_ or (one.done is not None and truth(one.done, hole.facts) is not False)


def test_a_condition_is_spelled_as_it_is_written() -> None:
    node = And((Or((IsTrue("a"), Compare("b", "=", "x"))), Not(IsUnknown("c"))))
    assert spell(node) == "(a eller b = x) och inte är_okänd(c)"
