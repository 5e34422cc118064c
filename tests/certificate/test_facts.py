"""What a certificate fills in on the map, and what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from tests.certificate.factories import ON, certificate, opinion

from samre.certificate.checks import check
from samre.certificate.facts import FactValue, facts_from
from samre.certificate.model import Answer, Certificate, Code, Part, Period, Quantity, Value


def facts(subject: Certificate) -> Mapping[str, FactValue]:
    return facts_from(subject, check(subject, on=ON), on=ON)


def value(id_: str, changes: Mapping[str, Value | None], *, version: str = "1.3") -> object:
    found = facts(certificate(changes, version=version)).get(id_)
    return found.value if found else None


def test_a_good_certificate_fills_in_what_it_says_with_its_source() -> None:
    found = facts(certificate())
    assert {id_: fact.value for id_, fact in found.items()} == {
        "intyg": "giltigt",
        "intyg_till": date(2026, 12, 31),
        "intyg_brister": 0,
        "grad": 50,
        "nedsattning": "tillfallig",
        "rehab_behov": True,
        "vard_forst": False,
        "timmar": 6,
    }
    assert found["timmar"].parts == ("44.1",)
    assert found["grad"].source == "FK 7804 från 2 november 2026"


def test_an_expired_certificate_says_nothing_of_today() -> None:
    found = facts(certificate({"32.2": Period(date(2026, 1, 1), date(2026, 2, 1))}))
    assert set(found) == {"intyg", "intyg_till", "intyg_brister"}
    assert found["intyg"].value == "utgatt"


def test_a_certificate_that_has_not_begun_leaves_it_open_whether_there_is_a_valid_one() -> None:
    assert "intyg" not in facts(certificate({"32.2": Period(date(2026, 12, 1), date(2026, 12, 31))}))


@pytest.mark.parametrize(
    ("changes", "version", "expected"),
    [
        ({"39.1": Code("STOR_SANNOLIKHET")}, "1.3", "tillfallig"),
        ({"39.1": Code("ATER_X_ANTAL_DGR"), "39.3": Code("NITTIO_DGR")}, "1.3", "tillfallig"),
        ({"39.1": Code("ATER_X_ANTAL_DGR")}, "1.3", None),
        ({"39.1": Code("ATER_X_ANTAL_MANADER"), "39.4": "6"}, "2.0", "tillfallig"),
        ({"39.1": Code("ATER_X_ANTAL_MANADER"), "39.4": Quantity(Decimal(18))}, "2.0", "minst_1_ar"),
        ({"39.1": Code("SANNOLIKT_INTE")}, "1.3", "minst_1_ar"),
        ({"39.1": Code("SANNOLIKT_INTE")}, "2.0", None),
        ({"39.1": Code("PROGNOS_OKLAR")}, "1.3", None),
        ({"39.1": None, "25.1": "Arbetsförmågan är stadigvarande nedsatt."}, "1.3", "stadigvarande"),
        ({"39.1": None, "25.1": "Nedsättningen är inte stadigvarande."}, "1.3", None),
        ({"39.1": Code("STOR_SANNOLIKHET"), "25.1": "Nedsatt i minst ett år."}, "1.3", None),
    ],
)
def test_how_long_capacity_is_reduced_is_left_out_unless_one_thing_is_said(
    changes: dict[str, Value | None], version: str, expected: str | None
) -> None:
    assert value("nedsattning", changes, version=version) == expected


def test_an_opinion_gives_how_long_from_its_text() -> None:
    assert facts(opinion())["nedsattning"].value == "stadigvarande"
    year = opinion({"22.1": "Kan inte arbeta det närmaste året men väntas bli bättre."})
    assert facts(year)["nedsattning"].value == "minst_1_ar"


def test_the_degree_is_the_highest_that_holds_today() -> None:
    both = tuple(
        Answer("32", (Part("32.1", Code(code)), Part("32.2", Period(start, end))), instance)
        for instance, (code, start, end) in enumerate(
            [
                ("HELT_NEDSATT", date(2026, 10, 1), date(2026, 10, 31)),
                ("HALFTEN", date(2026, 11, 1), date(2026, 11, 30)),
                ("TRE_FJARDEDEL", date(2026, 11, 10), date(2026, 11, 30)),
            ]
        )
    )
    assert facts(Certificate("typed", "LISJP", answers=both))["grad"].value == 75


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Kan pröva lugn aktivitet 2 h/dag, 3 dagar i veckan", 6),
        ("Kan arbeta 20 timmar i veckan i lugn miljö", 20),
        ("Kan delta två timmar per dag tre dagar i veckan", 6),
        ("Kan arbetsträna 2–3 timmar per dag, 3 dagar per vecka", 6),
        ("Klarar 10 tim/vecka", 10),
        ("Kan klara 15 h/v i egen takt", 15),
        ("Klarar inte 20 timmar i veckan", None),
        ("Kan pröva lugn aktivitet några timmar i veckan", None),
        ("Kan delta fyra timmar om dagen", None),
        ("Kan arbeta 90 timmar i veckan", None),
    ],
)
def test_hours_are_read_only_where_the_text_gives_them_for_a_week(text: str, hours: int | None) -> None:
    assert value("timmar", {"44.1": text}) == hours


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"40.1": Code("EJ_AKTUELLT"), "44.1": None}, False),
        ({"40.1": None, "44.1": None}, None),
        ({"40.1": Code("HJALPMEDEL"), "44.1": None}, None),
        ({"40.1": None, "44.1": "Arbetslivsinriktad rehabilitering behövs."}, True),
        ({"40.1": Code("EJ_AKTUELLT"), "44.1": "Arbetsträning kan bli aktuell."}, None),
    ],
)
def test_need_of_rehabilitation_comes_from_the_answer_on_measures(
    changes: dict[str, Value | None], expected: bool | None
) -> None:
    assert value("rehab_behov", changes) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Strikt vila i sex veckor efter operationen.", True),
        ("Samtalsbehandling till januari. Aktivitet kan pågå samtidigt.", False),
        ("Samtalsbehandling till januari.", None),
    ],
)
def test_whether_care_comes_first_is_given_only_when_the_text_says_so(
    text: str, expected: bool | None
) -> None:
    assert value("vard_forst", {"19.1": text, "44.1": None}) is expected


def test_a_certificate_on_infection_says_nothing_of_capacity() -> None:
    assert set(facts(certificate({"27.1": "true"}))) == {"intyg", "intyg_till", "intyg_brister"}
