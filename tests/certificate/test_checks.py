"""The 18 substantive checks: what a certificate must say, what it may leave out, and what is asked."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.certificate.factories import ON, certificate, opinion

from samre.certificate.checks import RULES, Finding, check, load_checks
from samre.certificate.definition import MET, MISSING, NOT_APPLICABLE, STATUSES, UNCLEAR
from samre.certificate.model import Answer, Certificate, Code, Issuer, Part, Period, Quantity, Value

NORMAL_DIAGNOSIS = "Recidiverande depression"


def findings(subject: Certificate, *, on: date = ON) -> Mapping[str, Finding]:
    return {finding.id: finding for finding in check(subject, on=on)}


def outcome(id_: str, changes: Mapping[str, Value | None], *, on: date = ON) -> tuple[str, str]:
    found = findings(certificate(changes), on=on)[id_]
    return found.status, found.outcome


def test_there_are_eighteen_findings_in_order() -> None:
    assert [finding.id for finding in check(certificate(), on=ON)] == [f"K{n}" for n in range(1, 19)]


def test_a_good_certificate_is_met_wherever_a_check_applies() -> None:
    statuses = {finding.id: finding.status for finding in check(certificate(), on=ON)}
    assert {id_ for id_, status in statuses.items() if status == NOT_APPLICABLE} == {"K15", "K18"}
    assert set(statuses.values()) == {MET, NOT_APPLICABLE}


def test_an_empty_certificate_is_asked_about_everything_it_could_have_said() -> None:
    empty = findings(Certificate("typed", "LISJP"))
    assert {id_ for id_, found in empty.items() if found.status == MISSING} >= {
        "K1", "K2", "K3", "K4", "K5", "K7", "K9", "K11", "K12"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("id_", "changes", "expected"),
    [
        ("K1", {"32.2": Period(date(2026, 8, 1), date(2026, 10, 31))}, (MISSING, "slut")),
        ("K1", {"32.2": Period(date(2026, 11, 21), date(2026, 11, 21))}, (MET, "gäller")),
        ("K1", {"32.2": Period(date(2026, 12, 1), date(2026, 12, 31))}, (MISSING, "ej_börjat")),
        ("K1", {"32.2": Period(date(2026, 12, 1), None)}, (UNCLEAR, "utan_slut")),
        ("K1", {"32.1": None, "32.2": None}, (MISSING, "saknas")),
        ("K2", {"6.1": None, "6.2": None}, (MISSING, "saknas")),
        ("K2", {"6.1": "  "}, (MET, "finns")),
        ("K3", {"35.1": " \n\t "}, (MISSING, "saknas")),
        ("K3", {"35.1": "Recidiverande depression."}, (MISSING, "bara_diagnos")),
        ("K3", {"35.1": "Patienten lider av recidiverande depression, F331"}, (MISSING, "bara_diagnos")),
        ("K3", {"35.1": "Ej arbetsför"}, (MISSING, "bara_förmåga")),
        ("K3", {"35.1": "Se bilaga"}, (UNCLEAR, "hänvisar")),
        ("K3", {"35.1": "Trött"}, (UNCLEAR, "knapp")),
        ("K4", {"35.1": "Patienten upplever trötthet och smärta."}, (MISSING, "bara_patienten")),
        ("K4", {"35.1": "Trötthet, smärta, nedsatt ork."}, (MISSING, "saknas")),
        ("K4", {"35.1": "Röntgen visar artros i båda knäna. Värk."}, (MET, "finns")),
        (
            "K4",
            {
                "35.1": "Stark trötthet, störd sömn, nedsatt minne och koncentration samt återkommande ångest dagligen."
            },
            (UNCLEAR, "beskrivet"),
        ),
        ("K5", {"17.1": "Kan inte arbeta."}, (MISSING, "bara_förmåga")),
        ("K5", {"17.1": "Nedsatt arbetsförmåga på grund av sjukdomen"}, (MISSING, "bara_förmåga")),
        ("K5", {"17.1": "Smärta och trötthet"}, (MISSING, "utan_exempel")),
        ("K5", {"17.1": "Kommer inte in i bilen"}, (MET, "finns")),
        ("K5", {"17.1": None}, (MISSING, "saknas")),
        (
            "K6",
            {"35.1": "Svårt att lyfta och bära.", "17.1": "Svårt att lyfta och bära"},
            (MISSING, "samma_text"),
        ),
        ("K6", {"35.1": NORMAL_DIAGNOSIS}, (MISSING, "bara_diagnos")),
        ("K6", {"17.1": NORMAL_DIAGNOSIS}, (MISSING, "upprepar_diagnos_A")),
        ("K6", {"17.1": None}, (NOT_APPLICABLE, "går_inte")),
        ("K7", {"28.1": Code("NUVARANDE_ARBETE")}, (MISSING, "okänt_arbete")),
        ("K7", {"28.1": Code("NUVARANDE_ARBETE"), "29.1": "Smed"}, (MET, "arbete")),
        ("K7", {"28.1": Code("STUDIER")}, (MET, "annat")),
        ("K7", {"28.1": None}, (MISSING, "saknas")),
        ("K8", {"32.1": None}, (MISSING, "saknas")),
        ("K10", {"19.1": None}, (MISSING, "saknas")),
        ("K10", {"19.1": "Fysioterapi"}, (UNCLEAR, "utan_tid")),
        ("K11", {"39.1": None}, (MISSING, "saknas")),
        ("K11", {"39.1": Code("PROGNOS_OKLAR")}, (UNCLEAR, "oklar")),
        ("K11", {"39.1": Code("ATER_X_ANTAL_DGR")}, (UNCLEAR, "utan_tid")),
        ("K11", {"39.1": Code("ATER_X_ANTAL_DGR"), "39.3": Code("NITTIO_DGR")}, (MET, "finns")),
        ("K11", {"39.1": Code("ATER_X_ANTAL_MANADER"), "39.4": "6"}, (MET, "finns")),
        ("K12", {"40.1": Code("EJ_AKTUELLT"), "44.1": None}, (MET, "inte_aktuellt")),
        ("K12", {"40.1": None, "44.1": None}, (MISSING, "saknas")),
        ("K12", {"40.1": None, "44.1": None, "25.1": "Arbetsträning kan bli aktuell."}, (UNCLEAR, "nämns")),
        ("K13", {"1.1": None, "1.2": None}, (MISSING, "saknas")),
        ("K13", {"1.2": None}, (UNCLEAR, "utan_datum")),
        ("K13", {"1.1": Code("TELEFONKONTAKT")}, (UNCLEAR, "utan_undersökning")),
        ("K13", {"1.2": "2026-01-15"}, (UNCLEAR, "gammalt")),
        (
            "K14",
            {"35.1": "Patienten upplever trötthet.", "17.1": "Uppger svårt att läsa."},
            (MISSING, "bara_patienten"),
        ),
        ("K14", {"35.1": "Trötthet och smärta.", "17.1": "Svårt att läsa."}, (UNCLEAR, "omärkt")),
        ("K16", {"25.1": "Patienten är bostadslös."}, (UNCLEAR, "nämns")),
        ("K16", {"17.1": "Kan inte läsa på grund av språksvårigheter."}, (MISSING, "som_nedsättning")),
        ("K18", {}, (NOT_APPLICABLE, "")),
    ],
)
def test_one_answer_changed_changes_one_finding(
    id_: str, changes: dict[str, Value | None], expected: tuple[str, str]
) -> None:
    assert outcome(id_, changes) == expected


def test_full_reduction_is_asked_about_only_when_it_is_long_and_unexplained() -> None:
    full = {
        "32.1": Code("HELT_NEDSATT"),
        "32.2": Period(date(2026, 11, 2), date(2027, 4, 30)),
        "17.1": "Svårt att läsa.",
    }
    assert outcome("K8", full) == (MISSING, "hel_utan_skäl")
    assert outcome("K8", {**full, "37.1": "Svår episod som svarar långsamt."}) == (MET, "hel_med_skäl")
    assert outcome("K8", {**full, "32.2": Period(date(2026, 11, 2), date(2026, 11, 24))}) == (MET, "hel_kort")


def test_one_very_long_certificate_is_asked_about_even_when_the_reduction_is_partial() -> None:
    long: dict[str, Value | None] = {"32.2": Period(date(2026, 11, 2), date(2027, 6, 30))}
    assert outcome("K8", long) == (UNCLEAR, "lång")
    assert outcome("K8", {**long, "37.1": "Läkningen tar ett halvår."}) == (MET, "delvis")


def test_a_span_longer_than_usual_for_the_diagnosis_prompts_a_question_and_nothing_more() -> None:
    usual = {"F33": 30}
    plain = {f.id: f for f in check(certificate(), on=ON, typical_lengths=usual)}["K8"]
    explained = check(certificate({"37.1": "Svår episod."}), on=ON, typical_lengths=usual)[7]
    assert (plain.status, plain.outcome) == (UNCLEAR, "längre_än_vanligt")
    assert "60 dagar" in plain.reason and NORMAL_DIAGNOSIS in plain.question
    assert explained.status == MET


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Kan arbeta halvtid i lugn miljö.", MET),
        ("Klarar korta pass utan tunga lyft.", MET),
        ("Kan delta i någon form.", UNCLEAR),
        ("Kan få svårt att sitta längre stunder.", UNCLEAR),
        ("Klarar inte 2 timmar.", UNCLEAR),
    ],
)
def test_what_the_person_can_do_needs_an_ability_and_a_frame(text: str, status: str) -> None:
    assert outcome("K9", {"44.1": text})[0] == status


def test_full_reduction_without_a_word_on_ability_lacks_what_the_person_can_do() -> None:
    assert outcome("K9", {"44.1": None, "32.1": Code("HELT_NEDSATT")}) == (MISSING, "saknas")
    assert outcome("K9", {"44.1": None}) == (UNCLEAR, "bara_deltid")


def test_contradictions_are_named_with_the_words_that_contradict() -> None:
    found = findings(certificate({"32.1": Code("HELT_NEDSATT"), "25.1": "Arbetar heltid sedan en vecka."}))[
        "K6"
    ]
    assert found.outcome == "säger_emot_grad" and "arbetar heltid" in found.question
    lasting = findings(certificate({"25.1": "Nedsättningen är permanent."}))["K6"]
    assert lasting.outcome == "säger_emot_prognos"
    refusal = Answer("40", (Part("40.1", Code("EJ_AKTUELLT")),), instance=2)
    good = certificate()
    assert findings(replace(good, answers=(*good.answers, refusal)))["K6"].outcome == "säger_emot_åtgärd"


def test_something_permanent_that_is_not_the_capacity_contradicts_no_prognosis() -> None:
    stoma = certificate({"25.1": "Har permanent stomi sedan i våras.", "39.1": Code("STOR_SANNOLIKHET")})
    lasting = certificate({"25.1": "Nedsättningen är permanent.", "39.1": Code("STOR_SANNOLIKHET")})
    statuses = [{f.id: f.status for f in check(subject, on=ON)}["K6"] for subject in (stoma, lasting)]
    assert statuses == ["uppfyllt", "brist"]


def test_full_sick_leave_with_recommended_activity_is_no_contradiction() -> None:
    assert (
        outcome("K6", {"32.1": Code("HELT_NEDSATT"), "44.1": "Träning fem dagar i veckan rekommenderas."})[0]
        == MET
    )


def test_rules_of_conduct_for_infection_need_no_function_activity_prognosis_or_basis() -> None:
    bare = certificate(
        {
            "27.1": "true",
            **dict.fromkeys(["1.1", "1.2", "28.1", "35.1", "17.1", "19.1", "39.1", "40.1", "44.1"]),
        }
    )
    found = findings(bare)
    exempt = load_checks().exemptions["smitta"].checks
    assert {id_ for id_ in exempt if found[id_].status != NOT_APPLICABLE} == set()
    assert found["K1"].status == found["K2"].status == MET


@pytest.mark.parametrize("form", ["AG7804", "AG1-14", "AG114"])
def test_an_employers_certificate_may_withhold_the_diagnosis(form: str) -> None:
    withheld = certificate({"6.1": None, "6.2": None, "100.1": "false", "3.1": "false"}, form=form)
    assert findings(withheld)["K2"].status == NOT_APPLICABLE


def test_an_employers_certificate_that_shows_the_diagnosis_must_have_one() -> None:
    shown = certificate({"6.1": None, "6.2": None, "100.1": "true"}, form="AG7804")
    assert findings(shown)["K2"].status == MISSING


def test_one_text_for_function_and_activity_is_not_called_a_copy() -> None:
    short = certificate(
        base={"5.1": "Svårt att gå och stå, svullet knä.", "7.1": Quantity(Decimal(50), "%")}, form="AG1-14"
    )
    found = findings(short)
    assert found["K3"].status == found["K5"].status == MET
    assert found["K4"].status == found["K6"].status == NOT_APPLICABLE


@pytest.mark.parametrize("id_", [f"{n}.1" for n in range(8, 15)])
def test_function_may_stand_under_any_of_seven_headings_in_an_opinion(id_: str) -> None:
    found = findings(opinion({"10.1": None, id_: "Kraftigt nedsatt koncentration vid testning i maj."}))
    assert found["K3"].status == found["K4"].status == MET


def test_an_opinion_for_the_employment_service_has_neither_period_nor_diagnosis() -> None:
    base: Mapping[str, Value] = {
        "1.1": "true",
        "1.2": "Nedsatt minne vid testning.",
        "2.1": "true",
        "2.2": "Svårt att minnas instruktioner.",
        "3.1": "false",
    }
    found = findings(certificate(base=base, form="AF00213"))
    assert {id_ for id_ in ("K1", "K2", "K11", "K13") if found[id_].status != NOT_APPLICABLE} == set()
    assert found["K3"].status == found["K5"].status == found["K10"].status == MET


def test_without_a_diagnosis_the_rest_of_the_chain_is_still_tried() -> None:
    same = {
        "1.1": "true",
        "1.2": "Svårt att lyfta och bära.",
        "2.1": "true",
        "2.2": "Svårt att lyfta och bära.",
    }
    assert findings(certificate(base=same, form="AF00213"))["K6"].outcome == "samma_text"
    told_apart = {**same, "1.2": "Nedsatt kraft i höger arm vid undersökning."}
    assert findings(certificate(base=told_apart, form="AF00213"))["K6"].outcome == "hänger_ihop_utan_diagnos"


def test_activity_that_copies_one_of_several_functions_is_seen() -> None:
    copied = opinion({"8.1": "Lågt resultat på test av minne.", "17.1": "Lågt resultat på test av minne"})
    assert findings(copied)["K6"].outcome == "samma_text"


def test_other_investigations_do_not_stand_in_for_what_they_showed() -> None:
    thin = opinion({"10.1": "Trötthet och smärta.", "3.1": "true", "4.1": Code("PSYKOLOG")})
    assert findings(thin)["K4"].outcome == "utredning_utan_fynd"


def test_a_denied_impairment_is_an_answer() -> None:
    found = findings(certificate(base={"1.1": "false", "2.1": "false", "3.1": "false"}, form="AF00213"))
    assert found["K3"].outcome == found["K5"].outcome == "nekas"


def test_a_form_without_a_period_is_asked_about_when_it_is_old() -> None:
    assert findings(opinion(), on=date(2028, 1, 1))["K1"].outcome == "gammalt"


def test_treatment_must_be_exhausted_only_for_lasting_compensation() -> None:
    assert findings(opinion())["K18"].status == MET
    some_effect = opinion({"18.1": "KBT utan effekt.", "20.1": "Operation våren 2027."})
    assert findings(some_effect)["K18"].outcome == "återstår"
    assert findings(opinion({"18.1": "KBT utan effekt.", "20.1": "Ingen."}))["K18"].status == MET
    planned = opinion({"18.1": None, "20.1": "Operation våren 2027."})
    assert findings(planned)["K18"].outcome == "återstår"
    assert findings(opinion({"18.1": None}))["K18"].status == MISSING
    assert findings(opinion(form="LUAE_NA"))["K18"].status == NOT_APPLICABLE


def month(number: int, **changes: Value) -> Certificate:
    """A certificate for one month of 2026."""
    return certificate(
        {"32.2": Period(date(2026, number, 1), date(2026, number, 28)), **changes}, signed=None
    )


def test_three_unchanged_certificates_in_a_row_are_asked_about_whatever_their_order() -> None:
    now, earlier = month(11), [month(9), month(10)]
    for previous in (earlier, earlier[::-1]):
        found = check(now, on=ON, previous=previous)[14]
        assert (found.status, found.reason[:7]) == (MISSING, "3 intyg")
        assert "1 september 2026" in found.question


def test_a_changed_text_breaks_the_row_of_unchanged_certificates() -> None:
    other = certificate(
        {"32.2": Period(date(2026, 10, 1), date(2026, 10, 28)), "17.1": "Svårt att skriva."}, signed=None
    )
    assert check(month(11), on=ON, previous=[month(9), other])[14].status == MET


def test_an_extension_signed_ahead_is_current_when_the_one_before_covers_today() -> None:
    ahead = certificate({"32.2": Period(date(2026, 12, 1), date(2026, 12, 31))})
    assert check(ahead, on=ON, previous=[month(11)])[0].outcome == "förlängt"


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        (Issuer(), "saknas"),
        (Issuer(unit="Vårdcentralen"), "utan_väg"),
        (Issuer(name="A", email="a@example.se"), "finns"),
    ],
)
def test_contact_needs_a_name_and_a_way(issuer: Issuer, name: str) -> None:
    assert findings(certificate(issuer=issuer))["K17"].outcome == name


def test_an_unknown_form_is_judged_by_the_roles_of_its_answers() -> None:
    parts = (
        Part("1.1", "Kraftigt nedsatt minne vid testning", "F"),
        Part("1.2", "Svårt att läsa och skriva", "A"),
    )
    found = findings(Certificate("xml-v3", "NYTT", answers=(Answer("1", parts),)))
    assert found["K3"].status == found["K5"].status == MET


def test_every_rule_has_its_texts_and_every_placeholder_is_filled() -> None:
    rules = load_checks()
    assert list(rules.checks) == list(RULES)
    given = {"start", "slut", "idag", "datum", "dagar", "fynd", "exempel", "ord", "diagnos", "arbete", "grad"}
    given |= {"vanligt", "antal"}
    for definition in rules.checks.values():
        assert definition.severity in "ABC" and definition.asks and definition.why and definition.thing
        assert definition.sources and set(definition.sources) <= set(rules.sources)
        for text in definition.outcomes.values():
            assert text.status in STATUSES
            assert bool(text.question) == (text.status in (MISSING, UNCLEAR))
            names = {name for _, name, _, _ in string.Formatter().parse(text.reason + text.question) if name}
            assert names <= given


TEXTS = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=200)


@given(function=TEXTS, activity=TEXTS, other=TEXTS, diagnosis=TEXTS)
def test_whatever_is_written_every_check_answers_and_asks_when_it_should(
    function: str, activity: str, other: str, diagnosis: str
) -> None:
    subject = certificate({"35.1": function, "17.1": activity, "25.1": other, "6.1": diagnosis})
    for finding in check(subject, on=ON):
        assert finding.status in STATUSES and finding.reason
        assert bool(finding.question) == (finding.status in (MISSING, UNCLEAR))
