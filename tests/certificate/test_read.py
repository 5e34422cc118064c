"""Every kind of file becomes the same object."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from samre.certificate.model import Answer, Certificate, Code, Issuer, Period, Quantity, Unreadable
from samre.certificate.read import read, size_limit
from samre.certificate.technical import check_form
from samre.certificate.typed import typed

EXAMPLES = Path(__file__).parent / "examples"
FILES = sorted(path.name for path in EXAMPLES.iterdir())
# The same certificate twice: as the national XML and as the writing systems' JSON.
TWINS = [
    ("fk7804-1.xml", "lisjp.json"),
    ("ag7804-1.xml", "ag7804.json"),
    ("fk7800.xml", "luse.json"),
    ("fk7801.xml", "luae_na.json"),
    ("fk7802.xml", "luae_fs.json"),
    ("af00213.xml", "af00213.json"),
    ("af00251.xml", "af00251.json"),
    ("ag1-14.xml", "ag114.json"),
    ("fk7263-old.xml", "fk7263.json"),
]


def example(name: str) -> bytes:
    return (EXAMPLES / name).read_bytes()


def text(name: str = "fk7804-1.xml") -> str:
    return example(name).decode("utf-8")


def by_question(certificate: Certificate) -> list[tuple[str, tuple[object, ...]]]:
    """The answers by question id; an instance number only tells answers of one question apart."""
    answers = sorted(certificate.answers, key=lambda answer: (int(answer.question), answer.instance or 0))
    return [(answer.question, answer.parts) for answer in answers]


@pytest.mark.parametrize("name", FILES)
def test_own_examples_are_read_without_a_word(name: str) -> None:
    certificate = read(example(name), name=name)
    assert certificate.answers
    assert all(
        part.role for answer in certificate.answers for part in answer.parts if answer.question < "9000"
    )
    assert bool(certificate.notices) == (certificate.kind in ("prefill-xml", "prefill-json"))


@pytest.mark.parametrize(("xml", "json_"), TWINS)
def test_xml_and_json_of_the_same_certificate_give_the_same_answers(xml: str, json_: str) -> None:
    one, other = read(example(xml)), read(example(json_))
    assert by_question(one) == by_question(other)
    assert (one.type, one.form, one.version.partition(".")[0]) == (
        other.type,
        other.form,
        other.version.partition(".")[0],
    )
    assert one.signed_at == other.signed_at


def test_a_certificate_is_read_whole() -> None:
    found = read(example("fk7804-1.xml"))
    assert (found.kind, found.type, found.version, found.form) == ("xml-v3", "LISJP", "1.3", "FK 7804")
    assert found.id == "exempel-LISJP"
    assert found.signed_at == datetime(2026, 11, 2, 10, 15)
    assert found.patient is not None
    assert (found.patient.value, found.patient.kind, found.patient.valid) == (
        "191212121212",
        "personnummer",
        True,
    )
    assert found.issuer == Issuer(
        "Åsa Öberg",
        "Vårdcentralen Äppelbo",
        "SE0000000000-0003",
        "Region Exempel",
        "000-123 45",
        "vard@example.org",
    )
    assert found.text(role="F").startswith("Sänkt stämningsläge")
    assert found.text("17.1") == "Klarar inte att passa tider eller läsa mer än en sida i taget."
    assert found.parts("6.2")[0].value == Code("F331", "1.2.752.116.1.1.1.1.3")
    assert [part.value for part in found.parts("32.2")] == [
        Period(date(2026, 11, 2), date(2026, 11, 30)),
        Period(date(2026, 12, 1), date(2026, 12, 31)),
    ]
    assert [answer.instance for answer in found.answers if answer.question == "32"] == [1, 2]
    assert found.text("9001.1") == "Svar på kommunens egen fråga"


def test_numbers_keep_their_unit() -> None:
    found = read(example("af00251.json"))
    assert found.parts("2.3")[0].value == Quantity(Decimal("20"), "h")
    assert [part.value for part in found.parts("6.1")] == [
        Quantity(Decimal("50"), "%"),
        Quantity(Decimal("25"), "%"),
    ]


def test_the_old_form_gets_the_ids_and_roles_of_the_new() -> None:
    found = read(example("fk7263-old.xml"))
    assert (found.kind, found.form) == ("xml-7263", "FK 7263")
    assert found.text(role="F") == "Svullet knä, böjer 60 grader"
    assert found.text(role="A") == "Kan inte gå i trappor"
    assert found.text("10002.1") == "Föll i januari."
    assert found.text("10003.1", "10003.3", "10005.1", "10006.2", "34.1", "26.1").split("\n") == [
        "true",
        "Träning i vatten",
        "false",
        "true",
        "true",
        "true",
    ]
    assert [part.value for part in found.parts("32.1")] == [
        Code("HELT_NEDSATT", "KV_FKMU_0003"),
        Code("EN_FJARDEDEL", "KV_FKMU_0003"),
    ]
    assert found.patient is not None
    assert found.patient.valid


def test_a_soap_envelope_is_opened() -> None:
    inside = text().partition("?>")[2]
    envelope = f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{inside}</s:Body></s:Envelope>'
    assert read(envelope.encode()) == read(example("fk7804-1.xml"))


def test_prefixes_do_not_matter() -> None:
    other = (
        text()
        .replace("t:", "zz:")
        .replace("xmlns:t=", "xmlns:zz=")
        .replace("r:", "qq:")
        .replace("xmlns:r=", "xmlns:qq=")
    )
    assert read(other.encode()) == read(example("fk7804-1.xml"))


def test_an_unexpected_namespace_is_told_but_read() -> None:
    other = text().replace("urn:riv:clinicalprocess:healthcond:certificate:3", "urn:annan")
    found = read(other.encode())
    assert found.answers == read(example("fk7804-1.xml")).answers
    assert "namnrymd" in found.notices[0]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (text().encode("latin-1"), True),
        (text().replace("UTF-8", "ISO-8859-1").encode("latin-1"), False),
        (text().replace("UTF-8", "ISO-8859-1").encode("utf-8"), True),
        (text().replace("UTF-8", "windows-1252").encode("cp1252"), False),
        (text().encode("utf-8-sig"), False),
        (text().replace("UTF-8", "UTF-16").encode("utf-16"), False),
        (text().encode("utf-16-be"), False),
        (text().encode("utf-16-le"), False),
        (text().encode("utf-32"), False),
        (text().replace("UTF-8", "UTF-16").encode("utf-8"), False),
        (text().partition("?>")[2].encode("utf-8"), False),
        (b"\n  " + text().encode("utf-8"), False),
        (text("lisjp.json").encode("utf-16"), False),
        (text("lisjp.json").encode("latin-1"), True),
    ],
    ids=lambda value: value if isinstance(value, bool) else "",
)
def test_wrong_or_odd_encodings_are_mended(data: bytes, told: bool) -> None:
    found = read(data)
    assert found.issuer.name == "Åsa Öberg"
    assert any("teckenkodning" in notice for notice in found.notices) == told


def test_a_damaged_byte_costs_one_character_not_the_file() -> None:
    found = read(example("fk7804-1.xml").replace("Brev från".encode(), b"Brev fr\xe5n"))
    assert found.issuer.name == "Åsa Öberg"
    assert found.text("1.3") == "Brev fr\ufffdn fysioterapeuten"
    assert "Några tecken" in found.notices[0]


def test_a_file_named_wrong_is_read_by_its_content() -> None:
    found = read(example("fk7804-1.xml"), name="intyg.json")
    assert found.kind == "xml-v3"
    assert "Filnamnet" in found.notices[0]


def test_a_file_labelled_as_another_form_is_read_as_what_it_is() -> None:
    found = read(text("fk7800.xml").replace(">LUSE<", ">LISJP<").encode())
    assert (found.type, found.form) == ("LUSE", "FK 7800")
    assert "märkt FK 7804" in found.notices[0]
    assert found.text(role="F").startswith("Drar sig undan")


def test_json_labelled_as_another_form_is_read_as_what_it_is() -> None:
    found = read(text("luae_fs.json").replace('"luae_fs"', '"af00213"').encode())
    assert found.form == "FK 7802"
    assert "märkt AF 00213" in found.notices[0]


def test_json_without_a_version_is_the_older_form() -> None:
    found = read(text("lisjp.json").replace('"textVersion": "1.3",', "").encode())
    assert (found.version, found.notices) == ("1", ())
    assert found.answers == read(example("lisjp.json")).answers


def test_json_labelled_with_another_version_is_read_as_what_it_is() -> None:
    found = read(text("lisjp.json").replace('"textVersion": "1.3"', '"textVersion": "2.0"').encode())
    assert found.version == "1"
    assert found.answers == read(example("lisjp.json")).answers
    assert "version 2" in found.notices[0]


def test_one_strange_answer_does_not_make_it_another_form() -> None:
    found = read(text().replace('id="44.1"', 'id="44.9"').encode())
    assert found.form == "FK 7804"
    assert not found.notices


def test_an_unknown_version_is_read_as_the_one_it_fits() -> None:
    found = read(text().replace("<version>1.3<", "<version>9.0<").encode())
    assert found.version == "1"
    assert "version 9.0" in found.notices[0]
    assert not check_form(found)


def test_an_unknown_type_is_read_as_far_as_the_structure_goes() -> None:
    found = read(text().replace(">LISJP<", ">NYTT99<").encode())
    assert (found.type, found.form) == ("NYTT99", "")
    assert len(found.answers) == len(read(example("fk7804-1.xml")).answers)
    assert "NYTT99" in found.notices[0]
    assert [problem.rule for problem in check_form(found)] == ["typ"]


def test_both_names_of_the_employer_form_are_one() -> None:
    found = read(text("ag1-14.xml").replace(">AG1-14<", ">AG114<").encode())
    assert found == read(example("ag1-14.xml"))


def test_a_lone_prefill_tells_its_form_by_its_answers() -> None:
    inside = re.search(r"<f:forifyllnad>.*</f:forifyllnad>", text("draft.xml"), re.DOTALL)
    assert inside
    spaces = re.findall(r'xmlns(?::\w)?="[^"]*"', text("draft.xml"))
    found = read(inside[0].replace("<f:forifyllnad>", f"<f:forifyllnad {' '.join(spaces)}>").encode())
    assert found.kind == "prefill-xml"
    assert found.text("29.1") == "Städare"
    assert found.form == "FK 7804"


def test_of_two_certificates_the_first_is_read_and_the_other_told_of() -> None:
    found = read(f"<lista>{text().partition('?>')[2] * 2}</lista>".encode())
    assert found.answers == read(example("fk7804-1.xml")).answers
    assert "2 intyg" in found.notices[0]


def test_json_in_an_envelope_is_found() -> None:
    found = read(json.dumps({"utlatande": json.loads(text("lisjp.json"))}).encode())
    assert found == read(example("lisjp.json"))


def test_json_fields_nobody_knows_are_told_of() -> None:
    given = json.loads(text("lisjp.json")) | {"nyttFalt": "x"}
    assert "nyttFalt" in read(json.dumps(given).encode()).notices[0]


def test_json_without_a_signature_is_told_of() -> None:
    given = json.loads(text("lisjp.json"))
    del given["grundData"]["signeringsdatum"]
    found = read(json.dumps(given).encode())
    assert found.kind == "json"
    assert "underskrift" in found.notices[0]


def test_an_empty_json_text_is_no_answer_but_spaces_are_a_blank_one() -> None:
    given = json.loads(text("lisjp.json"))
    assert not read(json.dumps(given | {"ovrigt": ""}).encode()).parts("25.1")
    assert read(json.dumps(given | {"ovrigt": "  "}).encode()).parts("25.1")[0].value == "  "


def test_a_message_is_no_certificate() -> None:
    with pytest.raises(Unreadable, match="inget läkarintyg"):
        read(b'<SendMessageToCare xmlns="urn:x"><intygs-id>1</intygs-id></SendMessageToCare>')


def test_the_size_limit_is_far_above_a_full_certificate() -> None:
    assert size_limit() > 20 * max(len(example(name)) for name in FILES)


def test_reading_is_repeatable() -> None:
    assert read(example("fk7801.xml")) == read(example("fk7801.xml"))


# Typed in


def test_a_typed_certificate_from_a_web_form() -> None:
    found = typed(
        {
            "signed_at": "2026-11-02",
            "doctor": "Åsa Öberg",
            "patient": "19121212-1212",
            "6.1": "Återkommande depression",
            "6.2": "f33.1",
            "27.1": "nej",
            "32.1": "HALFTEN",
            "32.2.start": "2026-11-02",
            "32.2.end": "2026-11-30",
            "32#2.1": "EN_FJARDEDEL",
            "32#2.2.start": "2026-12-01",
            "32#2.2.end": "2026-12-31",
            "35.1": "  ",
        },
        form="FK 7804",
    )
    assert (found.kind, found.type, found.form, found.issuer.name) == (
        "typed",
        "LISJP",
        "FK 7804",
        "Åsa Öberg",
    )
    assert found.parts("6.2")[0].value == Code("F331", "1.2.752.116.1.1.1")
    assert found.parts("27.1")[0].value == "false"
    assert not found.parts("35.1")
    assert [answer for answer in found.answers if answer.question == "32"] == [
        Answer(
            "32",
            (
                found.parts("32.1")[place],
                found.parts("32.2")[place],
            ),
            place + 1,
        )
        for place in (0, 1)
    ]
    assert found.patient is not None
    assert found.patient.valid


def test_a_typed_certificate_from_json_is_the_same_as_from_the_form() -> None:
    found = read(example("typed.json"))
    assert found.kind == "typed"
    assert found.parts("32.2")[0].value == Period(date(2026, 11, 2), date(2026, 11, 30))


@pytest.mark.parametrize(("answers", "version"), [({"40.1": "ARBETSTRANING"}, "1"), ({"39.4": "3"}, "2")])
def test_the_version_of_a_typed_form_follows_what_it_asks(answers: dict[str, str], version: str) -> None:
    assert typed(answers, form="FK 7804").version == version


def test_a_typed_form_may_state_its_version() -> None:
    assert typed({"35.1": "x"}, form="LISJP").version == "2"
    assert typed({"35.1": "x", "version": "1"}, form="FK 7804").version == "1"


@pytest.mark.parametrize("packed", ["<![CDATA[{}]]>", "escaped"])
def test_a_certificate_carried_as_text_in_an_envelope_is_read(packed: str) -> None:
    inside = example("fk7804-1.xml").decode()
    carried = escape(inside) if packed == "escaped" else packed.format(inside)
    found = read(f"<Envelope><Body><meddelande>{carried}</meddelande></Body></Envelope>".encode())
    assert found.answers == read(example("fk7804-1.xml")).answers


def test_text_in_an_envelope_is_held_to_the_same_bounds() -> None:
    bomb = escape('<!DOCTYPE intyg [<!ENTITY a "a">]><intyg>&a;</intyg>')
    with pytest.raises(Unreadable, match="DOCTYPE"):
        read(f"<Envelope>{bomb}</Envelope>".encode())


@pytest.mark.parametrize("name", ["AG 7804", "ag7804", "AG 1-14", "AF 00213", "LUAE_NA", "FK 7263"])
def test_typed_forms_answer_to_the_names_people_use(name: str) -> None:
    assert typed({}, form=name).form


@pytest.mark.parametrize(
    ("fields", "form", "says"),
    [
        ({}, "FK 0000", "FK 0000"),
        ({"hej": "x"}, "FK 7804", "hej"),
        ({"32": "x"}, "FK 7804", "32"),
        ({"32": [{"33.1": "x"}]}, "FK 7804", "33.1"),
        ({"signed_at": "i går"}, "FK 7804", "i går"),
        ({f"{number}.1": "x" for number in range(501)}, "FK 7804", "501"),
    ],
)
def test_typed_mistakes_are_named(fields: dict[str, object], form: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        typed(fields, form=form)
