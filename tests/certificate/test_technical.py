"""Well-formed certificates get no remark; each fault in form gets its question, its rule and a sentence."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree

from samre.certificate.forms import DEFINITION, DefinitionError, load
from samre.certificate.read import read
from samre.certificate.technical import check_form
from samre.certificate.typed import typed

EXAMPLES = Path(__file__).parent / "examples"
WELL_FORMED = sorted(path.name for path in EXAMPLES.iterdir() if path.name != "typed.json")
CERT = "{urn:riv:clinicalprocess:healthcond:certificate:3}"
TYPES = "{urn:riv:clinicalprocess:healthcond:certificate:types:3}"

Change = Callable[[etree._Element], None]


def remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def all_of(root: etree._Element, id_: str) -> list[etree._Element]:
    """Every svar or delsvar with the id."""
    found = [
        element
        for element in root.iter(CERT + ("delsvar" if "." in id_ else "svar"))
        if element.get("id") == id_
    ]
    assert found, f"exemplet saknar {id_}"
    return found


def without(id_: str) -> Change:
    """Takes away every svar or delsvar with the id."""
    return lambda root: [remove(element) for element in all_of(root, id_)] and None


def doubled(id_: str, *, times: int = 2) -> Change:
    """The first svar or delsvar with the id, given `times` times in all."""

    def change(root: etree._Element) -> None:
        first = all_of(root, id_)[0]
        for _ in range(times - len(all_of(root, id_))):
            first.addnext(etree.fromstring(etree.tostring(first)))

    return change


def saying(id_: str, text: str) -> Change:
    """Another text in the first delsvar with the id."""

    def change(root: etree._Element) -> None:
        part = all_of(root, id_)[0]
        for below in list(part):
            part.remove(below)
        part.text = text

    return change


def holding(id_: str, name: str, text: str) -> Change:
    """Another text in an element (code, codeSystem, start, end, value, unit) of the first delsvar with the id."""

    def change(root: etree._Element) -> None:
        next(all_of(root, id_)[0].iter(TYPES + name)).text = text

    return change


def adding(question: str, id_: str, text: str) -> Change:
    """One more delsvar in the first answer to the question."""

    def change(root: etree._Element) -> None:
        part = etree.SubElement(all_of(root, question)[0], CERT + "delsvar")
        part.set("id", id_)
        part.text = text

    return change


def answering(question: str, id_: str, text: str) -> Change:
    """One more answer with one delsvar."""

    def change(root: etree._Element) -> None:
        answer = etree.SubElement(root[0], CERT + "svar")
        answer.set("id", question)
        adding(question, id_, text)(root)

    return change


def unnumbered(question: str) -> Change:
    return lambda root: (
        [remove(number) for number in list(all_of(root, question)[0].iter(CERT + "instans"))] and None
    )


def numbered(question: str, text: str) -> Change:
    def change(root: etree._Element) -> None:
        next(all_of(root, question)[0].iter(CERT + "instans")).text = text

    return change


def header(name: str) -> Change:
    return lambda root: [remove(element) for element in list(root[0]) if element.tag == CERT + name] and None


def problems(name: str, *changes: Change) -> list[tuple[str, str]]:
    root = etree.fromstring((EXAMPLES / name).read_bytes())
    for change in changes:
        change(root)
    found = check_form(read(etree.tostring(root)))
    assert all(problem.message.endswith(".") for problem in found)
    return [(problem.question, problem.rule) for problem in found]


@pytest.mark.parametrize("name", WELL_FORMED)
def test_well_formed_examples_get_no_remark(name: str) -> None:
    assert check_form(read((EXAMPLES / name).read_bytes())) == ()


FAULTS: list[tuple[str, str, list[Change], list[tuple[str, str]]]] = [
    # what is wrong, in which example, how, and what is said
    ("ingen funktionsnedsättning", "fk7804-1.xml", [without("35")], [("35", "saknas")]),
    ("funktionsnedsättning av blanksteg", "fk7804-1.xml", [saying("35.1", " \n\t ")], [("35", "blank")]),
    ("osynliga tecken", "fk7804-1.xml", [saying("35.1", "\u200b\u00a0")], [("35", "blank")]),
    ("ingen grund", "fk7804-1.xml", [without("1")], [("1", "saknas")]),
    ("ingen prognos", "fk7804-1.xml", [without("39")], [("39", "saknas")]),
    ("ingen period", "fk7804-1.xml", [without("32")], [("32", "saknas"), ("33", "får-inte-finnas")]),
    ("ingen diagnos", "fk7804-1.xml", [without("6")], [("6", "saknas")]),
    ("inga åtgärder", "fk7804-1.xml", [without("40")], [("40", "saknas")]),
    ("två funktionsnedsättningar", "fk7804-1.xml", [doubled("35")], [("35", "antal")]),
    ("fem grunder", "fk7804-1.xml", [doubled("1", times=5)], [("1", "dubbelt")] * 3 + [("1", "antal")]),
    ("diagnostext saknas", "fk7804-1.xml", [without("6.1")], [("6", "saknas")]),
    ("två diagnostexter", "fk7804-1.xml", [doubled("6.1")], [("6", "antal")]),
    ("koden längre än fem tecken", "fk7804-1.xml", [holding("6.2", "code", "F33100")], [("6", "kodlängd")]),
    ("psykisk kod med tre tecken", "fk7804-1.xml", [holding("6.2", "code", "F33")], [("6", "kodlängd")]),
    ("Z73 med tre tecken", "fk7804-1.xml", [holding("6.4", "code", "Z73")], [("6", "kodlängd")]),
    ("kod med två tecken", "fk7804-1.xml", [holding("6.2", "code", "S4")], [("6", "kod")]),
    ("kod med punkt", "fk7804-1.xml", [holding("6.2", "code", "M54.5")], [("6", "kod")]),
    ("ingen kod", "fk7804-1.xml", [holding("6.2", "code", "")], [("6", "kod")]),
    (
        "fel kodverk för diagnos",
        "fk7804-1.xml",
        [holding("6.2", "codeSystem", "1.2.3")],
        [("6", "kodverk")] * 2,
    ),
    (
        "olika kodverk",
        "fk7804-1.xml",
        [holding("6.4", "codeSystem", "1.2.752.116.1.3.1.4.1")],
        [("6", "kodverk")],
    ),
    ("bidiagnos utan text", "fk7804-1.xml", [without("6.3")], [("6", "par")]),
    (
        "andra bidiagnosen utan den första",
        "fk7804-1.xml",
        [without("6.3"), without("6.4"), adding("6", "6.5", "x")],
        [("6", "par")],
    ),
    ("diagnos som text", "fk7804-1.xml", [saying("6.2", "F331")], [("6", "datatyp")]),
    ("påhittad kod", "fk7804-1.xml", [holding("32.1", "code", "LITE")], [("32", "kod")]),
    ("fel kodverk", "fk7804-1.xml", [holding("32.1", "codeSystem", "KV_FKMU_0001")], [("32", "kodverk")]),
    ("samma grad två gånger", "fk7804-1.xml", [holding("32.1", "code", "HALFTEN")], [("32", "dubbelt")]),
    (
        "period som slutar före sin början",
        "fk7804-1.xml",
        [holding("32.2", "end", "2026-11-01")],
        [("32", "datumordning")],
    ),
    ("period utan slut", "fk7804-1.xml", [holding("32.2", "end", "")], [("32", "datum")]),
    ("period med omöjlig dag", "fk7804-1.xml", [holding("32.2", "start", "2026-02-30")], [("32", "datum")]),
    ("perioder som överlappar", "fk7804-1.xml", [holding("32.2", "end", "2026-12-24")], [("32", "överlapp")]),
    ("fel skrivet datum", "fk7804-1.xml", [saying("1.2", "2026-11-2")], [("1", "datum")]),
    ("grund utan datum", "fk7804-1.xml", [without("1.2")], [("1", "saknas")] * 2),
    ("annan grund utan beskrivning", "fk7804-1.xml", [without("1.3")], [("1", "saknas")]),
    ("undersökning med beskrivning", "fk7804-1.xml", [adding("1", "1.3", "x")], [("1", "får-inte-finnas")]),
    ("grund utan instansnummer", "fk7804-1.xml", [unnumbered("1")], [("1", "instans")]),
    ("instansnummer noll", "fk7804-1.xml", [numbered("1", "0")], [("1", "instans")]),
    ("arbete utan yrke", "fk7804-1.xml", [without("29")], [("29", "saknas")]),
    ("yrke utan arbete", "fk7804-1.xml", [holding("28.1", "code", "STUDIER")], [("29", "får-inte-finnas")]),
    ("deltid utan förläggning", "fk7804-1.xml", [without("33")], [("33", "saknas")]),
    ("förläggning utan skäl", "fk7804-1.xml", [without("33.2")], [("33", "saknas")]),
    ("skäl utan förläggning", "fk7804-1.xml", [saying("33.1", "false")], [("33", "får-inte-finnas")]),
    ("varken ja eller nej", "fk7804-1.xml", [saying("34.1", "kanske")], [("34", "datatyp")]),
    ("återgång utan tid", "fk7804-1.xml", [without("39.3")], [("39", "saknas")]),
    (
        "tid utan återgång",
        "fk7804-1.xml",
        [holding("39.1", "code", "PROGNOS_OKLAR")],
        [("39", "får-inte-finnas")],
    ),
    (
        "inte aktuellt tillsammans med åtgärd",
        "fk7804-1.xml",
        [holding("40.1", "code", "EJ_AKTUELLT")],
        [("44", "får-inte-finnas"), ("40", "kombination")],
    ),
    ("nej till kontakt men skäl", "fk7804-1.xml", [saying("26.1", "0")], [("26", "får-inte-finnas")]),
    ("fråga som inte finns", "fk7804-1.xml", [answering("30", "30.1", "true")], [("30", "okänd-fråga")]),
    ("delsvar som inte finns", "fk7804-1.xml", [adding("35", "35.2", "x")], [("35", "okänt-delsvar")]),
    ("tom tilläggsfråga", "fk7804-1.xml", [saying("9001.1", " ")], [("9001", "blank")]),
    (
        "tilläggsfråga med en annan frågas delsvar",
        "fk7804-1.xml",
        [without("9001.1"), adding("9001", "27.1", "true")],
        [("9001", "delsvar")],
    ),
    ("tilläggsfråga två gånger", "fk7804-1.xml", [doubled("9001")], [("9001", "antal")]),
    (
        "element i en text",
        "fk7804-1.xml",
        [lambda root: etree.SubElement(all_of(root, "35.1")[0], "b") is None or None],
        [("35", "inbäddat")],
    ),
    ("utan underskrift", "fk7804-1.xml", [header("signeringstidpunkt")], [("", "huvud")]),
    ("utan patient", "fk7804-1.xml", [header("patient")], [("", "huvud")]),
    ("utan typ", "fk7804-1.xml", [header("typ")], [("", "huvud")]),
    ("smitta: ingen diagnos", "fk7804-1-smitta.xml", [without("6")], [("6", "saknas")]),
    (
        "ingen smitta och inget mer",
        "fk7804-1-smitta.xml",
        [saying("27.1", "false")],
        [(id_, "saknas") for id_ in ("1", "28", "35", "17", "33", "39", "40")],
    ),
    (
        "version 2: fråga från version 1",
        "fk7804-2.xml",
        [answering("40", "40.1", "x")],
        [("40", "okänd-fråga")],
    ),
    ("version 2: gammal grund", "fk7804-2.xml", [holding("1.1", "code", "UNDERSOKNING")], [("1", "kod")]),
    ("version 2: för lång text", "fk7804-2.xml", [saying("35.1", "x" * 4001)], [("35", "längd")]),
    ("version 2: för lång förklaring", "fk7804-2.xml", [saying("1.3", "x" * 51)], [("1", "längd")]),
    ("version 2: månader saknas", "fk7804-2.xml", [without("39.4")], [("39", "saknas")]),
    ("version 2: månader i ord", "fk7804-2.xml", [saying("39.4", "tre")], [("39", "datatyp")]),
    ("version 2: noll månader", "fk7804-2.xml", [saying("39.4", "0")], [("39", "värde")]),
    ("version 2: halv månad", "fk7804-2.xml", [saying("39.4", "1.5")], [("39", "datatyp")]),
    ("ingen samtyckesfråga", "ag7804-1.xml", [without("100")], [("100", "saknas")]),
    ("samtycke utan diagnos", "ag7804-1.xml", [without("6")], [("6", "saknas")]),
    ("diagnos utan samtycke", "ag7804-1.xml", [saying("100.1", "false")], [("6", "får-inte-finnas")]),
    (
        "FK:s kontaktfråga hos arbetsgivaren",
        "ag7804-1.xml",
        [answering("26", "26.1", "false")],
        [("26", "okänd-fråga")],
    ),
    (
        "arbetsgivaren: söka nytt arbete",
        "ag7804-1.xml",
        [holding("40.1", "code", "SOKA_NYTT_ARBETE")],
        [("40", "kod")],
    ),
    (
        "AG 7804 v2: diagnos utan samtycke",
        "ag7804-2.xml",
        [answering("6", "6.1", "x")],
        [("6", "saknas"), ("6", "får-inte-finnas")],
    ),
    ("ingen kännedom", "fk7800.xml", [without("2")], [("2", "saknas")]),
    ("kännedom efter undersökningen", "fk7800.xml", [saying("2.1", "2026-11-03")], [("2", "datumordning")]),
    ("underlag utlovat men borta", "fk7800.xml", [without("4")], [("4", "saknas")]),
    ("underlag trots nej", "fk7800.xml", [saying("3.1", "false")], [("4", "får-inte-finnas")]),
    ("fyra underlag", "fk7800.xml", [doubled("4", times=4)], [("4", "antal")]),
    ("underlag utan källa", "fk7800.xml", [without("4.3")], [("4", "saknas")]),
    ("ingen funktionsnedsättning alls", "fk7800.xml", [without("9"), without("14")], [("8", "saknas")]),
    ("en tom funktionsnedsättning", "fk7800.xml", [saying("14.1", "  ")], [("14", "blank")]),
    ("ny diagnos utan att säga vilken", "fk7800.xml", [saying("45.1", "true")], [("45", "saknas")]),
    (
        "skolhälsovård i sjukersättning",
        "fk7800.xml",
        [holding("4.1", "code", "SKOLHALSOVARD")],
        [("4", "kod")],
    ),
    (
        "telefonkontakt i sjukersättning",
        "fk7800.xml",
        [holding("1.1", "code", "TELEFONKONTAKT")],
        [("1", "kod")],
    ),
    ("tomt förslag", "fk7801.xml", [saying("24.1", "")], [("24", "blank")]),
    ("fyra underlag för unga", "fk7801.xml", [doubled("4", times=4)], [("4", "antal")]),
    ("ingen debut", "fk7802.xml", [without("15")], [("15", "saknas")]),
    ("tom påverkan", "fk7802.xml", [saying("16.1", " ")], [("16", "blank")]),
    (
        "företagshälsovård i skolan",
        "fk7802.xml",
        [holding("4.1", "code", "FORETAGSHALSOVARD")],
        [("4", "kod")],
    ),
    ("ingen funktionsfråga", "af00213.xml", [without("1")], [("1", "saknas")]),
    ("ja utan beskrivning", "af00213.xml", [without("1.2")], [("1", "saknas")]),
    ("nej med beskrivning", "af00213.xml", [saying("2.1", "false")], [("2", "får-inte-finnas")]),
    ("ja men ingen aktivitetsfråga", "af00213.xml", [without("2")], [("2", "saknas")]),
    (
        "tilläggsfråga till Arbetsförmedlingen",
        "af00213.xml",
        [answering("9001", "9001.1", "x")],
        [("9001", "okänd-fråga")],
    ),
    ("deltid noll timmar", "af00251.xml", [holding("2.3", "value", "0.0")], [("2", "värde")]),
    ("deltid fyrtio timmar", "af00251.xml", [holding("2.3", "value", "40")], [("2", "värde")]),
    ("deltid utan timmar", "af00251.xml", [without("2.3")], [("2", "saknas")]),
    ("heltid med timmar", "af00251.xml", [holding("2.2", "code", "HELTID")], [("2", "får-inte-finnas")]),
    ("timmar i procent", "af00251.xml", [holding("2.3", "unit", "%")], [("2", "enhet")]),
    ("timmar i ord", "af00251.xml", [holding("2.3", "value", "många")], [("2", "datatyp")]),
    ("frånvaro över hundra procent", "af00251.xml", [holding("6.1", "value", "101")], [("6", "värde")]),
    ("frånvaro som överlappar", "af00251.xml", [holding("6.2", "end", "2026-11-20")], [("6", "överlapp")]),
    ("hinder utan frånvaro", "af00251.xml", [without("6")], [("6", "saknas")]),
    ("frånvaro utan hinder", "af00251.xml", [saying("5.1", "false")], [("6", "får-inte-finnas")]),
    ("återgång med anpassning men vilken", "af00251.xml", [without("8.2")], [("8", "saknas")]),
    ("anpassning utan att det hjälper", "af00251.xml", [saying("7.1", "false")], [("7", "får-inte-finnas")]),
    ("vill lämna diagnos men ingen finns", "ag1-14.xml", [without("4")], [("4", "saknas")]),
    ("vill inte lämna diagnos", "ag1-14.xml", [saying("3.1", "false")], [("4", "får-inte-finnas")]),
    ("fyra diagnoser", "ag1-14.xml", [doubled("4", times=4)], [("4", "antal")]),
    ("arbetsförmåga utan beskrivning", "ag1-14.xml", [without("6.2")], [("6", "saknas")]),
    (
        "arbetssökande i sjuklöneperioden",
        "ag1-14.xml",
        [holding("1.1", "code", "ARBETSSOKANDE")],
        [("1", "kod")],
    ),
    ("nedsättning över hundra", "ag1-14.xml", [holding("7.1", "value", "120")], [("7", "värde")]),
]


@pytest.mark.parametrize(
    ("name", "changes", "says"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_each_fault_is_said(name: str, changes: list[Change], says: list[tuple[str, str]]) -> None:
    assert problems(name, *changes) == says


SOUND: list[tuple[str, str, list[Change]]] = [
    (
        "ingen frivillig fråga",
        "fk7804-1.xml",
        [without(id_) for id_ in ("27", "19", "20", "37", "34", "44", "25", "26", "9001")],
    ),
    ("ja och nej som ettor och nollor", "fk7804-1.xml", [saying("33.1", "1"), saying("27.1", "0")]),
    ("datum med tidszon", "fk7804-1.xml", [saying("1.2", "2026-11-02Z")]),
    ("perioder som möts på samma dag", "fk7804-1.xml", [holding("32.2", "end", "2026-12-01")]),
    ("kontakt utan skäl", "fk7804-1.xml", [without("26.2")]),
    ("kod med streck", "fk7804-1.xml", [holding("6.4", "code", "M54-")]),
    ("kod med små bokstäver", "fk7804-1.xml", [holding("6.4", "code", "m545")]),
    (
        "hel nedsättning utan förläggning",
        "fk7804-1.xml",
        [without("33"), lambda root: remove(all_of(root, "32")[1])],
    ),
    ("inget underlag", "fk7800.xml", [saying("3.1", "false"), without("4")]),
    (
        "kännedom efter journaluppgift",
        "fk7800.xml",
        [holding("1.1", "code", "JOURNALUPPGIFTER"), saying("2.1", "2026-11-03")],
    ),
    ("diagnos hålls inne", "ag7804-1.xml", [saying("100.1", "false"), without("6")]),
    ("diagnos hålls inne i sjuklöneperioden", "ag1-14.xml", [saying("3.1", "false"), without("4")]),
    ("inget hinder", "af00251.xml", [saying("5.1", "false"), without("6"), without("7"), without("8")]),
    (
        "version 2 med den gamla diagnos-OID:n",
        "fk7804-2.xml",
        [holding("6.2", "codeSystem", "1.2.752.116.1.1.1.1.8"), without("6.3"), without("6.4")],
    ),
    ("version 2 utan smittfråga", "fk7804-2.xml", [without("27"), without("39")]),
]


@pytest.mark.parametrize(("name", "changes"), [row[1:] for row in SOUND], ids=[row[0] for row in SOUND])
def test_what_the_form_allows_is_let_be(name: str, changes: list[Change]) -> None:
    assert problems(name, *changes) == []


def test_in_json_no_day_may_lie_in_two_periods() -> None:
    text = (EXAMPLES / "lisjp.json").read_text("utf-8").replace('"tom": "2026-11-30"', '"tom": "2026-12-01"')
    assert [problem.rule for problem in check_form(read(text.encode()))] == ["överlapp"]


def test_json_of_the_wrong_kind_is_a_fault_not_a_crash() -> None:
    text = (
        (EXAMPLES / "lisjp.json")
        .read_text("utf-8")
        .replace('"arbetsresor": false', '"arbetsresor": {"a": []}')
    )
    assert [problem.rule for problem in check_form(read(text.encode()))] == ["fält"]


def test_a_diagnosis_in_json_after_an_empty_one_lacks_its_main_diagnosis() -> None:
    text = (EXAMPLES / "lisjp.json").read_text("utf-8")
    text = text.replace('"F331"', '""').replace('"Återkommande depression"', "null")
    assert {problem.question for problem in check_form(read(text.encode()))} == {"6"}


def test_an_unknown_word_in_the_old_form_is_a_fault() -> None:
    text = (EXAMPLES / "fk7263-old.xml").read_text("utf-8").replace("Helt_nedsatt", "Nedsatt_med_1/3")
    assert [problem.rule for problem in check_form(read(text.encode()))] == ["kod"]


def test_a_draft_may_be_unfinished_but_not_wrong() -> None:
    text = (EXAMPLES / "draft.xml").read_text("utf-8")
    assert check_form(read(text.encode())) == ()
    wrong = read(text.replace("NUVARANDE_ARBETE", "SEMESTER").encode())
    assert [problem.rule for problem in check_form(wrong)] == ["kod", "får-inte-finnas"]


def test_what_is_typed_is_judged_as_a_whole_certificate() -> None:
    found = typed({"27.1": "nej", "6.1": "x", "6.2": "M545"}, form="FK 7804")
    assert {problem.rule for problem in check_form(found)} == {"saknas"}


def test_the_definitions_tell_their_source_and_day() -> None:
    for form in load().all:
        assert form.source
        assert form.checked >= "2026"
        assert {rule.role for rule in form.parts.values()} - {None}


def test_every_json_field_leads_to_a_part_that_exists() -> None:
    for form in load().all:
        targets = set(form.json.fields.values())
        for mapping in (*form.json.answers.values(), *form.json.ticks.values()):
            targets |= set(mapping)
        for mapping in form.json.lists.values():
            targets |= set(mapping.values())
        assert targets <= set(form.parts), (form.form, targets - set(form.parts))


def test_every_condition_asks_about_a_part_that_exists() -> None:
    for form in load().all:
        for rule in (*form.questions.values(), *form.parts.values()):
            for name in ("required_if", "required_unless", "allowed_if", "forbidden_if"):
                condition = getattr(rule, name, None)
                for id_, values in condition.tests if condition else ():
                    asked = form.parts[id_]
                    assert values <= (asked.codes or {"true", "false"}), (form.form, rule.id, values)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("antal: [1, 1]", "antla: [1, 1]", "antla"),
        ("typ: text", "typ: txt", "txt"),
        ("ärver: luse-1", "ärver: luse-9", "luse-9"),
        ("frågor:", "frågor: [", "YAML"),
        ("källa:", "kalla:", "kalla"),
        ("    namn: påverkan på skolgången\n", "", "namn"),
    ],
)
def test_a_mistake_in_a_definition_is_named(tmp_path: Path, before: str, after: str, says: str) -> None:
    source = Path(str(files("samre.definitions"))) / DEFINITION / "certificate"
    for path in source.glob("*.yaml"):
        text = path.read_text("utf-8")
        if path.name == "luae_fs-1.yaml":
            assert before in text
            text = text.replace(before, after)
        (tmp_path / path.name).write_text(text, "utf-8")
    with pytest.raises(DefinitionError, match=says) as caught:
        load(tmp_path)
    assert "luae_fs-1.yaml" in str(caught.value)
