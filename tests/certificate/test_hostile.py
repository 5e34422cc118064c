"""Hostile, broken and mistaken files: a clear Swedish sentence, bounded work, no network, never another error."""

from __future__ import annotations

import gzip
import io
import json
import resource
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samre.certificate.model import Certificate, Unreadable
from samre.certificate.read import read, size_limit
from samre.certificate.technical import check_form

EXAMPLES = Path(__file__).parent / "examples"
XML = (EXAMPLES / "fk7804-1.xml").read_text("utf-8")
JSON = (EXAMPLES / "lisjp.json").read_text("utf-8")


def refusal(data: bytes) -> str:
    """What the user is told. Fails where the file is read or another error comes out."""
    with pytest.raises(Unreadable) as caught:
        read(data)
    message = str(caught.value)
    assert message[0].isupper()
    assert message.endswith(".")
    assert len(message) < 400
    return message


def entities(levels: int = 9) -> str:
    bomb = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, levels + 1))
    return f'<!DOCTYPE r [<!ENTITY e0 "ha">{bomb}]><r>&e{levels};</r>'


@pytest.mark.parametrize(
    "text",
    [
        entities(),
        f'<?xml version="1.0"?>{entities()}',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://192.0.2.1/x.dtd"> %x;]><r/>',
        '<!DOCTYPE r SYSTEM "http://192.0.2.1/x.dtd"><r/>',
        '<!-- hej --><!DOCTYPE r PUBLIC "a" "http://192.0.2.1/x.dtd"><r/>',
        XML.replace("<r:Reg", '<!DOCTYPE r [<!ATTLIST svar id CDATA "35">]><r:Reg', 1),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_document_types_and_entities_are_never_opened(text: str, encoding: str) -> None:
    assert "DOCTYPE" in refusal(text.encode(encoding))


def test_a_document_type_cannot_hide_in_a_strange_encoding() -> None:
    hidden = entities().replace("<", "+ADw-").replace(">", "+AD4-").encode("ascii")
    assert "utf-7" in refusal(b'<?xml version="1.0" encoding="utf-7"?>' + hidden)
    refusal(entities().encode("cp500"))


def test_an_unknown_entity_is_broken_xml() -> None:
    assert "rad" in refusal(XML.replace("Städare", "&ouml;").encode())


def test_included_files_are_not_fetched() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    found = read(XML.replace("Städare på halvtid", include).encode())
    assert "root" not in found.text("29.1")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "tom"),
        (b" \n\t ", "tom"),
        (b"\xef\xbb\xbf", "varken"),
        (b"%PDF-1.7 x", "PDF"),
        (b"skr\xe4p\n%PDF-1.4", "PDF"),
        (gzip.compress(XML.encode()), "packad"),
        (b"BZh91AY", "packad"),
        (b"\xfd7zXZ\x00x", "packad"),
        (b"7z\xbc\xaf\x27\x1c", "packad"),
        (b"Rar!\x1a\x07\x00", "packad"),
        (b"\x28\xb5\x2f\xfdx", "packad"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"{\\rtf1\\ansi hej}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "bild"),
        (b"\xff\xd8\xff\xe0", "bild"),
        (b"GIF89a", "bild"),
        (b"II*\x00", "bild"),
        (b"\x00\x00\x00\x18ftypheic", "bild"),
        (b"MZ\x90\x00", "program"),
        (b"\x7fELF", "program"),
        (b"<!DOCTYPE html><html><body>hej</body></html>", "webbsida"),
        (b"\n<html><body>hej</body></html>", "webbsida"),
        (b"Patienten har ont i ryggen.", "varken XML eller JSON"),
        (b"namn;datum\nA;2026-11-02", "varken XML eller JSON"),
        (bytes(range(256)) * 20, "textfil"),
        (XML.encode()[:200] + b"\x00" + XML.encode()[200:], "nolltecken"),
        (XML.encode() + b"PK\x03\x04\x00", "nolltecken"),
        (XML.encode() + b"<mer/>", "rad"),
        (XML.encode()[:1500], "rad"),
        (XML.replace("Städare", "&#0;").encode(), "rad"),
        (XML.replace("UTF-8", "klingon").encode(), "klingon"),
        (XML.encode("utf-16")[:-1], "tecken"),
        (JSON.encode()[:500], "JSON"),
        (JSON.encode() + b"x", "JSON"),
        (b"[]", "inget läkarintyg"),
        (b"{}", "inget läkarintyg"),
        (b'["lisjp"]', "inget läkarintyg"),
        (b"<a/>", "inget läkarintyg"),
        (b"<utlatande><typ/></utlatande>", "äldre form"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_certificate_is_named(data: bytes, says: str) -> None:
    assert says in refusal(data)


def test_a_zip_is_named_and_not_opened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("intyg.xml", b"0" * 5_000_000)
    assert "zip" in refusal(packed.getvalue())


def test_too_big_is_refused_before_it_is_decoded() -> None:
    assert "för stor" in refusal(b"<a>" + b"x" * size_limit())
    assert "högst 2 MB läses" in refusal(b"<" * 100_000_000)


def full(opening: str, middle: str, closing: str = "") -> bytes:
    """A file just under the size limit, filled with `middle`."""
    room = size_limit() - len(opening.encode()) - len(closing.encode()) - 10
    return (opening + middle * (room // len(middle.encode())) + closing).encode()


BEFORE, AFTER = XML.split('    <svar id="29">')
AFTER = '    <svar id="29">' + AFTER
PERIOD = '<delsvar id="32.2"><t:datePeriod><t:start>2026-01-01</t:start><t:end>2026-02-01</t:end></t:datePeriod></delsvar>'
BIG = {
    "deep elements": full("", "<a>"),
    "many elements": full("<a>", "<b/>", "</a>"),
    "many attributes": full("<a ", 'a="" ', "/>"),
    "many different attributes": ("<a " + " ".join(f'a{n}=">"' for n in range(150_000)) + "/>").encode(),
    "many namespaces": ("<a " + " ".join(f'xmlns:a{n}="u{n}"' for n in range(70_000)) + "/>").encode(),
    "many answers": full(BEFORE, '<svar id="29"/>', AFTER),
    "many parts in an answer": full(
        BEFORE + '<svar id="29">', '<delsvar id="29.1">x</delsvar>', "</svar>" + AFTER
    ),
    "many parts in many answers": full(BEFORE, f'<svar id="32">{PERIOD * 40}</svar>', AFTER),
    "many same codes": full(
        BEFORE, '<svar id="40"><delsvar id="40.1"><t:cv><t:code>A</t:code></t:cv></delsvar></svar>', AFTER
    ),
    "many numbers in an answer": full(BEFORE + '<svar id="29">', "<instans>1</instans>", "</svar>" + AFTER),
    "many codes in a code": full(
        XML.split("<t:code>F331")[0], "<t:code>A</t:code>", "<t:code>F331" + XML.split("<t:code>F331")[1]
    ),
    "a long text": full(XML.split("Städare")[0], "x", XML.split("Städare")[1]),
    "a comment": full("<a><!--", "x", "--></a>"),
    "open brackets": full("", "["),
    "open objects": full("", '{"a":'),
    "brackets in a string": full('["', "[", '"]'),
    "escaped quotes": full('["', '\\"[', '"]'),
    "a long number": full('{"typ":"lisjp","grundData":{},"a":', "9", "}"),
    "many fields": (
        "{" + ",".join(f'"k{n}":1' for n in range(120_000)) + ',"typ":"lisjp","grundData":{}}'
    ).encode(),
    "many rows": full(
        '{"typ":"lisjp","grundData":{},"sjukskrivningar":[', '{"sjukskrivningsgrad":"HALFTEN"},', "1]}"
    ),
    "many diagnoses": full('{"typ":"ag114","grundData":{},"diagnoser":[', '{"diagnosKod":"A01"},', "1]}"),
    "many extra questions": full(
        '{"typ":"lisjp","grundData":{},"tillaggsfragor":[', '{"id":"9001","svar":"x"},', "1]}"
    ),
    "many typed answers": full(
        '{"kind":"typed","form":"FK 7804","answers":{"32":[', '{"32.1":"X"},', '{"32.1":"X"}]}}'
    ),
}


@pytest.mark.parametrize("data", BIG.values(), ids=BIG.keys())
def test_big_files_cost_little(data: bytes) -> None:
    """Memory, what is kept, and what is said stay bounded; a quadratic step here would hang the test."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        found: Certificate | None = read(data)
    except Unreadable:
        found = None
    problems = check_form(found) if found else ()
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_maxrss - before.ru_maxrss < 400_000  # kilobytes
    assert len(problems) <= 200
    assert found is None or sum(len(answer.parts) for answer in found.answers) <= 1000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"typ":"lisjp","typ":"luse","grundData":{}}', "två gånger"),
        ('{"typ":"lisjp","grundData":{"patient":{"personId":"1","personId":"2"}}}', "två gånger"),
        ('{"typ":"lisjp","grundData":{"a":NaN}}', "NaN"),
        ('{"typ":"lisjp","grundData":{"a":-Infinity}}', "Infinity"),
        ('{"typ":"lisjp","grundData":{"a":1e999}}', "stort tal"),
        ('{"typ":"lisjp","grundData":{"a":' + "1" * 5000 + "}}", "stort tal"),
        (JSON.replace("Städare", "\\ud800"), "tecken"),
        (JSON.replace("Städare", "\\u0000"), "tecken"),
        (JSON.replace("Inget mer", "x" * 50_000), "50000 tecken"),
        ("[" * 100 + "]" * 100, "nivåer"),
    ],
)
def test_json_tricks_are_refused(text: str, says: str) -> None:
    assert says in refusal(text.encode())


def test_control_characters_do_not_reach_a_page() -> None:
    found = read(JSON.replace("Städare", "St\\u0007\\u001bädare").encode())
    assert found.text("29.1") == "Städare på halvtid"


@pytest.mark.parametrize(
    "text",
    [
        '{"typ":["lisjp"],"grundData":[],"diagnoser":{},"sjukskrivningar":"x","prognos":[1],"sysselsattning":[[1]]}',
        '{"typ":"lisjp","grundData":{"patient":"x","skapadAv":[1]},"diagnoser":[1,null,{"diagnosKod":{}}],'
        '"sjukskrivningar":[1,null,{"period":"x","sjukskrivningsgrad":[]}],"prognos":{"typ":{}},'
        '"tillaggsfragor":[1,{"id":{},"svar":1}],"avstangningSmittskydd":[true]}',
        '{"typ":"lisjp","grundData":null}',
        '{"typ":7,"textVersion":[],"grundData":{"skapadAv":{"vardenhet":"x"}}}',
        '{"typ":"fk7263","grundData":{},"nedsattMed100":7,"rehabilitering":{},"arbetsloshet":"x"}',
        '{"typ":"af00251","grundData":{},"sjukfranvaro":{"niva":[]},"arbetsmarknadspolitisktProgram":"x"}',
    ],
)
def test_json_of_the_wrong_shape_is_read_or_refused_but_never_crashes(text: str) -> None:
    with suppress(Unreadable):
        check_form(read(text.encode()))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_crashes(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(path.name for path in EXAMPLES.iterdir())))
    content = bytearray((EXAMPLES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["cut", "put", "swap"])):
            case "cut":
                del content[place : place + data.draw(st.integers(1, 60))]
            case "put":
                content[place:place] = data.draw(st.binary(max_size=8))
            case _:
                content[place] = data.draw(st.integers(0, 255))
        if not content:
            break
    with suppress(Unreadable):
        check_form(read(bytes(content)))


shapes = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**6)
    | st.text(max_size=6)
    | st.sampled_from(["HALFTEN", "2026-11-02"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["typ", "period", "from", "tom", "diagnosKod", "id", "svar"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_json_with_any_value_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    content = json.loads(
        (EXAMPLES / data.draw(st.sampled_from(["lisjp.json", "fk7263.json", "af00251.json"]))).read_text()
    )
    for field in data.draw(st.lists(st.sampled_from(sorted(content)), min_size=1, max_size=3)):
        content[field] = data.draw(shapes)
    with suppress(Unreadable):
        check_form(read(json.dumps(content).encode()))
