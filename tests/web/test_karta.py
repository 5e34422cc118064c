"""The map on the web and on paper: every box opens, nothing needs a script, and the PDFs are tagged as PDF/UA wants them."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdf
import pytest
from django.test import Client
from django.utils.html import escape

from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import read_facts
from samre.pathway.picture.drawing import number_of
from samre.pathway.picture.sheet import SMALLEST
from samre.web import definition
from samre.web.karta_svg import STATUS_ICONS, Marks, render_svg
from samre.web.pages import karta as pages
from samre.web.papers import appendix_pdf, map_pdf
from samre.web.pdf import NotOurs, render_pdf

SVG = "{http://www.w3.org/2000/svg}"
PATHWAY = definition.pathway()
BOXES = [*PATHWAY.steps, *PATHWAY.goals]


@pytest.fixture(scope="module")
def paper() -> bytes:
    return map_pdf(PATHWAY)


@pytest.fixture(scope="module")
def appendix() -> bytes:
    return appendix_pdf(PATHWAY)


@pytest.fixture(scope="module")
def ink() -> ElementTree.Element:
    return ElementTree.fromstring(render_svg(pages.current_drawing(PATHWAY), PATHWAY))


def tags(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the structure tree."""
    stack = [pdf.Root.StructTreeRoot]
    while stack:
        element = stack.pop()
        if "/S" in element:
            yield element
        kids = element.get("/K", [])
        several = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        stack.extend(
            kid for kid in several if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") != "/MCR"
        )


def read_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


# --- the pages ----------------------------------------------------------------------------------------------------------


def test_the_map_links_every_box_in_reading_order(client: Client) -> None:
    page = client.get("/karta").content.decode()
    picture = page[page.index("<svg xmlns") : page.index('id="stegen"')]
    assert re.findall(r'href="/karta/(\w+)"', picture) == [
        box.id for box in pages.current_drawing(PATHWAY).boxes
    ]


@pytest.mark.parametrize("box", BOXES)
def test_every_box_opens_its_text(client: Client, box: str) -> None:
    answer = client.get(f"/karta/{box}")
    named = PATHWAY.goals.get(box) or PATHWAY.steps[box]
    assert answer.status_code == 200
    assert f"</span> {named.name}</h1>" in answer.content.decode()


def test_a_step_page_says_who_owes_what_and_where_the_ways_lead(client: Client) -> None:
    step = PATHWAY.steps["S14"]
    page = client.get("/karta/S14").content.decode()
    assert PATHWAY.actors[step.responsible].name in page
    assert step.commitment in page
    assert all(requirement.text in page for requirement in step.requires)
    assert all(f'href="/karta/{way.target}"' in page for way in step.ways)


def test_a_step_page_says_whom_to_ask_and_leaves_what_is_unread_to_the_back_of_the_bilaga(
    client: Client, appendix: bytes
) -> None:
    steps = pages.all_steps(PATHWAY, pages.current_drawing(PATHWAY))
    assert any(step.to_ask for step in steps)
    solid = re.sub(r"\s+", "", read_text(appendix))
    for step in steps:
        page = client.get(f"/karta/{step.id}").content.decode()
        assert all(escape(text) in page for text in (*step.to_ask, *step.to_know)), step.id
        assert not any(escape(text) in page for text in step.to_read), step.id
        assert all("Fråga " in text for text in step.to_ask)
        assert sorted((*step.to_ask, *step.to_know, *step.to_read)) == sorted(step.uncertain)
        said = [text for text in step.uncertain if re.sub(r"\s+", "", text) in solid]
        assert len(said) == len(step.uncertain), step.id


def test_a_form_is_linked_where_the_program_writes_it_and_said_to_be_missing_where_it_does_not(
    client: Client,
) -> None:
    letter = client.get("/karta/S06").content.decode()
    assert '<a href="/guide/brev">Brev till vården</a>' in letter
    assert client.get("/guide/brev").status_code < 400
    page = client.get("/karta/S14").content.decode()
    forms = [form for form in pages.step_text(PATHWAY, PATHWAY.steps["S14"]).papers if form.is_missing]
    assert forms
    assert page.count("Finns inte i programmet än.") == len(forms)


def test_the_small_map_has_only_the_signs_of_the_statuses() -> None:
    facts = read_facts(PATHWAY, {"alder": 34}, on=definition.examples_day())
    svg = pages.mini_map(PATHWAY, evaluate(PATHWAY, facts, on=definition.examples_day())).svg
    signs = re.findall(r"\d (\S)</text>", svg)
    assert signs
    assert set(signs) <= set(STATUS_ICONS.values())


def test_a_box_that_is_not_on_the_map_is_not_found(client: Client) -> None:
    assert client.get("/karta/S99").status_code == 404


def test_the_place_of_a_case_is_marked_in_words_and_in_the_picture(client: Client) -> None:
    page = client.get("/karta?steg=S14").content.decode()
    assert "Här är ni:" in page
    assert re.search(r'class="karta__box karta__box--step is-here" aria-label="14\. [^"]*Här är ni"', page)


@pytest.mark.parametrize("query", ["steg=S99", "steg=<b>", "aktor=ingen", "aktor=", "steg="])
def test_a_mark_that_means_nothing_is_left_out(client: Client, query: str) -> None:
    page = client.get(f"/karta?{query}").content.decode()
    assert "is-here" not in page
    assert "is-chosen" not in page


def test_one_actors_steps_can_be_brought_out(client: Client) -> None:
    page = client.get("/karta?aktor=FK").content.decode()
    listed = set(re.findall(r'class="karta-item[^"]*" data-actor="(\w+)"', page))
    assert listed == {"FK"}
    assert page.count("is-chosen") == sum(step.responsible == "FK" for step in PATHWAY.steps.values())


def test_rights_that_expire_are_told_in_the_list_and_nothing_that_changes_no_action(client: Client) -> None:
    page = client.get("/karta").content.decode()
    assert "osäkert" not in page
    assert "Kontrollsumma" not in page
    assert page.count("Rätt som kan gå förlorad</span>") == sum(
        step.expires for step in PATHWAY.steps.values()
    )


@pytest.mark.parametrize("path", ["/karta", "/karta/S14", "/karta/M1"])
def test_no_page_needs_a_style_attribute_or_a_script_of_its_own(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert not re.search(r"\sstyle=", page)
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)


# --- the small map ------------------------------------------------------------------------------------------------------


def test_the_small_map_shows_place_and_status_by_sign_and_frame() -> None:
    facts = read_facts(PATHWAY, {"alder": 34}, on=definition.examples_day())
    evaluation = evaluate(PATHWAY, facts, on=definition.examples_day())
    root = ElementTree.fromstring(pages.mini_map(PATHWAY, evaluation).svg)
    shown = {text.text for text in root.iter(f"{SVG}text")}
    status = {id_: result.status for id_, result in evaluation.steps.items()}
    status |= {evaluation.primary: "här"} if evaluation.primary else {}
    assert {f"{number_of(id_)} {STATUS_ICONS[said]}" for id_, said in status.items()} <= shown


def test_the_small_map_without_a_case_is_only_a_picture() -> None:
    svg = pages.mini_map(PATHWAY, None).svg
    assert not any(icon in svg for icon in STATUS_ICONS.values())
    assert svg.count("<text") >= len(PATHWAY.steps)


# --- the ink ------------------------------------------------------------------------------------------------------------


def test_no_text_on_paper_is_smaller_than_seven_points(ink: ElementTree.Element) -> None:
    sizes = [float(text.attrib["font-size"]) for text in ink.iter(f"{SVG}text")]
    assert len(sizes) > len(PATHWAY.steps)
    assert min(sizes) >= SMALLEST


def test_white_text_stands_on_dark_ink_and_dark_text_on_white(ink: ElementTree.Element) -> None:
    fills = {text.attrib["fill"] for text in ink.iter(f"{SVG}text")} - {"#ffffff", "#f2b544"}
    assert fills
    assert all(_contrast(fill, "#ffffff") >= 4.5 for fill in fills)


def _contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_legend_stays_in_the_room_kept_for_it() -> None:
    drawing = pages.current_drawing(PATHWAY)
    assert drawing.panel is not None
    root = ElementTree.fromstring(render_svg(drawing, PATHWAY))
    legend = next(group for group in root.iter(f"{SVG}g") if group.get("class") == "karta__legend")
    lines = list(legend.findall(f"{SVG}text"))
    assert len(lines) >= 5
    assert all(float(line.attrib["y"]) < drawing.panel.bottom - 2 for line in lines)


def test_the_abbreviations_are_explained_in_the_room_kept_for_them() -> None:
    drawing = pages.current_drawing(PATHWAY)
    assert drawing.glossary is not None
    root = ElementTree.fromstring(render_svg(drawing, PATHWAY))
    group = next(group for group in root.iter(f"{SVG}g") if group.get("class") == "karta__glossary")
    lines = list(group.findall(f"{SVG}text"))
    shown = {line.text for line in lines}
    assert {"SGI", "SIP", "LSS", "ASF", "AME", "CSN"} <= shown
    assert all(float(line.attrib["y"]) < drawing.glossary.bottom for line in lines)


def test_the_same_template_draws_paper_and_screen() -> None:
    drawing = pages.current_drawing(PATHWAY)
    paper, screen = (render_svg(drawing, PATHWAY, mode=mode) for mode in ("paper", "screen"))  # type: ignore[arg-type]
    assert _words(paper, without=("karta__head", "karta__foot")) == _words(screen, without=())


def _words(svg: str, *, without: tuple[str, ...]) -> list[str | None]:
    root = ElementTree.fromstring(svg)
    for group in [group for group in root if group.get("class") in without]:
        root.remove(group)
    return [text.text for text in root.iter(f"{SVG}text")]


def test_names_from_the_definition_are_escaped() -> None:
    from dataclasses import replace

    drawing = replace(pages.current_drawing(PATHWAY), name="<script>x</script>")
    assert "<script>" not in render_svg(drawing, PATHWAY, marks=Marks(here="S01"))


# --- paper --------------------------------------------------------------------------------------------------------------


def test_the_map_is_exactly_one_a4(paper: bytes) -> None:
    pages_ = pypdf.PdfReader(io.BytesIO(paper)).pages
    assert len(pages_) == 1
    assert (round(float(pages_[0].mediabox.width)), round(float(pages_[0].mediabox.height))) == (595, 842)


def test_the_map_on_paper_says_version_hash_and_that_it_is_no_decision(paper: bytes) -> None:
    text = read_text(paper)
    assert "Underlag, inte beslut" in text
    assert "Rätt person, rätt underlag, rätt myndighet" in text
    assert PATHWAY.hash[:12] in text
    assert PATHWAY.valid_from.isoformat() in text
    assert "ilaga" in text


def test_every_step_name_can_be_read_in_the_map_on_paper(paper: bytes) -> None:
    text = re.sub(r"\s+", "", read_text(paper)).replace("-", "")
    names = [re.sub(r"\s+", "", box.name).replace("-", "") for box in pages.current_drawing(PATHWAY).boxes]
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("kind", ["paper", "appendix"])
def test_the_pdf_is_tagged_titled_swedish_and_says_it_is_ua_1(
    kind: str, request: pytest.FixtureRequest
) -> None:
    content = request.getfixturevalue(kind)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "sv"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "SAMRE-kartan" in str(pdf.docinfo["/Title"])
        with pdf.open_metadata() as metadata:
            assert str(metadata["pdfuaid:part"]) == "1"
            assert metadata["dc:title"] == str(pdf.docinfo["/Title"])
        assert any(True for _ in tags(pdf))
        assert all("/FontFile3" in font or "/FontFile2" in font for font in _descriptors(pdf)), (
            "ett typsnitt är inte inbäddat"
        )


def _descriptors(pdf: pikepdf.Pdf) -> list[Any]:
    return [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
    ]


def test_the_picture_has_a_text_alternative(paper: bytes) -> None:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        figures = [element for element in tags(pdf) if element.S == "/Figure"]
        assert len(figures) == 1
        assert "Samma innehåll finns som tabell i bilagan" in str(figures[0].Alt)


def test_every_table_heading_in_the_appendix_has_a_scope(appendix: bytes) -> None:
    with pikepdf.open(io.BytesIO(appendix)) as pdf:
        headings = [element for element in tags(pdf) if element.S == "/TH"]
        assert len(headings) > len(PATHWAY.steps)
        assert [heading for heading in headings if "/Scope" not in heading.get("/A", {})] == []
        scopes = {str(heading.A.Scope) for heading in headings}
        assert scopes == {"/Row", "/Column"}


def test_the_appendix_has_every_step_every_value_and_page_numbers(appendix: bytes) -> None:
    text = re.sub(r"\s+", " ", read_text(appendix))
    solid = text.replace(" ", "")
    assert [step.name for step in PATHWAY.steps.values() if step.name.replace(" ", "") not in solid] == []
    assert [value.name for value in PATHWAY.values.values() if value.name.replace(" ", "") not in solid] == []
    assert [
        item.verify for item in PATHWAY.programmes.values() if item.verify.replace(" ", "") not in solid
    ] == []
    assert re.search(r"Sidan 2 av \d\d", text)
    assert "Innehåll" in text


def test_headings_in_the_appendix_never_skip_a_level(appendix: bytes) -> None:
    with pypdf.PdfReader(io.BytesIO(appendix)) as reader:
        root = reader.trailer["/Root"]["/StructTreeRoot"]
        levels = [int(tag[2:]) for tag in _headings(root)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def _headings(element: Any) -> Iterator[str]:
    element = element.get_object()
    if not isinstance(element, dict):
        return
    tag = element.get("/S", "")
    if re.fullmatch(r"/H[1-6]", tag):
        yield tag
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if not isinstance(kid, int):
            yield from _headings(kid)


def test_the_same_map_gives_the_same_bytes(paper: bytes) -> None:
    assert map_pdf(PATHWAY) == paper


@pytest.mark.parametrize("path", ["/karta.pdf", "/karta/bilaga.pdf"])
def test_the_papers_are_served_as_pdf(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "address",
    [
        "http://exempel.se/a.png",
        "file:///etc/passwd",
        "/static/../pdf.py",
        "/static/finns-inte.svg",
        "/karta",
    ],
)
def test_a_paper_fetches_nothing_but_our_own_static_files(address: str) -> None:
    page = f'<html lang="sv"><body><img src="{address}" alt="x"></body></html>'
    with pytest.raises(NotOurs, match="Bara egna filer"):
        render_pdf(page, title="Prov")


def test_a_paper_may_use_our_own_pictures() -> None:
    page = '<html lang="sv"><body><img src="/static/icon.svg" alt="Märket"></body></html>'
    with pikepdf.open(io.BytesIO(render_pdf(page, title="Prov"))) as pdf:
        assert [str(element.Alt) for element in tags(pdf) if element.S == "/Figure"] == ["Märket"]


def test_any_page_becomes_a_tagged_pdf_with_its_title() -> None:
    with pikepdf.open(
        io.BytesIO(render_pdf("<html lang='sv'><body><h1>Brev</h1></body></html>", title="Brev till vården"))
    ) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Brev till vården"
        assert [str(element.S) for element in tags(pdf) if str(element.S) == "/H1"] == ["/H1"]
