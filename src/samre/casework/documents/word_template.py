"""Word files that papers are written into: the one that comes with the program, and whether a kommun's own can be used."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from ..rules.paper_words import common_words

# What a template can ask for. `uppgifter` is a list of rows with `etikett` and `varde`; `innehall` is where the letter itself goes.
LISTS = ("uppgifter",)
CELLS = ("etikett", "varde")
BODY = "innehall"
FIELDS = ("avsandare", "kommun", "till", "titel", "syfte", "fot", BODY, *LISTS)
MARK = "[[SAMRE-INNEHALL]]"
MEGABYTE = 1024 * 1024
LARGEST, LARGEST_UNPACKED, MOST_FILES = 1 * MEGABYTE, 12 * MEGABYTE, 300
# What a template may be made of: fields, rows in a loop, and what stands only where there is something.
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Const,
    nodes.Not,
)
# Parts that hold the letter's own text, where fields may stand; what is written in them is judged as code.
_WRITTEN = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_FIELD = re.compile(rb"\{\s*(?:<[^>]*>\s*)*[{%#]")
# What Word itself fetches or runs when the letter is opened.
_FETCHING = re.compile(
    r"\b(?:INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|DDE|DDEAUTO|LINK|DATABASE|MACROBUTTON|AUTOTEXT|RD)\b",
    re.IGNORECASE,
)
_MACROS = ("vbaproject", "vbadata", "activex", "macrosheet", "oleobject", "embeddings/")


class Unusable(ValueError):
    """A Word file that can't be used. `str()` is a Swedish sentence that says why and what to do."""


def sandbox() -> Environment:
    """Where templates run: no attribute but those of our own values, and nothing unknown."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def check_template(data: bytes) -> None:
    """Raises Unusable where the file is no plain Word file, or asks for what we don't have."""
    if len(data) > LARGEST:
        raise Unusable("Filen är större än 1 MB. Ta bort stora bilder och försök igen.")
    from docxtpl import DocxTemplate  # Word is paid for by who uses it

    found: set[str] = set()
    try:
        _check_package(data)
        for source in _sources(DocxTemplate(io.BytesIO(data))):
            found |= _check_source(source)
            sandbox().compile(source)
    except Unusable:
        raise
    except Exception as error:  # whatever a library makes of a broken file
        raise Unusable("Filen gick inte att öppna som ett Word-dokument (.docx).") from error
    if BODY not in found:
        raise Unusable(f"Fältet {{{{ {BODY} }}}} saknas. Skriv det på en egen rad där brevets text ska stå.")


def _check_package(data: bytes) -> None:
    """A zip that is no bomb, with no macros, nothing embedded, and nothing fetched from elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            rows = package.infolist()
            if len(rows) > MOST_FILES or sum(row.file_size for row in rows) > LARGEST_UNPACKED:
                raise Unusable("Filen är för stor när den packas upp. Ta bort stora bilder och försök igen.")
            names = [row.filename.lower() for row in rows]
            texts = {row.filename: package.read(row) for row in rows if _is_text(row.filename)}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unusable(
            "Filen är inget Word-dokument (.docx). Spara den som .docx och försök igen."
        ) from error
    kinds = texts.get("[Content_Types].xml", b"").lower()
    if b"macroenabled" in kinds or any(part in name for name in names for part in _MACROS):
        raise Unusable("Filen innehåller makron eller inbäddade filer. Spara den utan dem, som .docx.")
    _check_texts(texts)


def _check_texts(texts: Mapping[str, bytes]) -> None:
    """Nothing that declares, hides or fetches something, and no field but where the letter's own text stands."""
    # Another alphabet than Word's own would hide the words that are looked for.
    if any(
        b"\x00" in text or b"<!doctype" in text.lower() or b"<!entity" in text.lower()
        for text in texts.values()
    ):
        raise Unusable("Filen är byggd på ett sätt som inte tas emot. Spara om den i Word och försök igen.")
    for name, text in texts.items():
        if not _WRITTEN.fullmatch(name) and _FIELD.search(text):
            raise Unusable(
                "Fält kan bara stå i brevets text, sidhuvud och sidfot. Ta bort dem ur noter och egenskaper."
            )
        if _fetches(name, text):
            raise Unusable(
                "Filen hämtar något från en annan plats. Ta bort länkade bilder, texter och mallar."
            )


def _is_text(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _fetches(name: str, text: bytes) -> bool:
    """Whether a part has anything brought in from elsewhere; what a reader may click on is not that."""
    from lxml import etree

    is_links = name.endswith(".rels")
    if not is_links and b"instr" not in text:
        return False
    root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    if is_links:
        outside = [row for row in root if row.get("TargetMode", "").lower() == "external"]
        return any(not str(row.get("Type", "")).endswith("/hyperlink") for row in outside) or any(
            str(row.get("Type", "")).endswith("/aFChunk") for row in root
        )
    codes = "".join(one.text or "" for one in root.iter("{*}instrText"))
    simple = " ".join(
        str(value) for one in root.iter("{*}fldSimple") for name, value in one.items() if "instr" in str(name)
    )
    return bool(_FETCHING.search(f"{codes} {simple}"))


def _sources(document: Any) -> Iterator[str]:
    """The template's own code in the body, headers and feet, as Jinja reads it."""
    document.init_docx()
    yield document.patch_xml(document.get_xml())
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(uri):
            yield document.patch_xml(document.get_part_xml(part))


def _check_source(source: str) -> set[str]:
    """The fields that are asked for."""
    try:
        tree = sandbox().parse(source)
    except TemplateSyntaxError as error:
        raise Unusable(f"Ett fält är fel skrivet: {error.message}. Rätta det och försök igen.") from error
    loops = {
        str(node.target.name) for node in tree.find_all(nodes.For) if isinstance(node.target, nodes.Name)
    }
    if loops & set(FIELDS) or any(list(node.find_all(nodes.For)) for node in tree.find_all(nodes.For)):
        raise Unusable("En slinga ska stå för sig och ha ett eget namn. Skriv {% for rad in uppgifter %}.")
    known = {*FIELDS, *loops}
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED) and not isinstance(node, nodes.Helper):
            raise Unusable("Filen innehåller annat än fält. Använd bara fälten i listan.")
        if isinstance(node, nodes.Name) and node.name not in known:
            raise Unusable(f"Fältet {{{{ {node.name} }}}} finns inte. Fälten som finns: {', '.join(FIELDS)}.")
        if isinstance(node, nodes.Getattr) and not _is_cell(node, loops):
            raise Unusable("En rad har bara rad.etikett och rad.varde. Rätta fältet och försök igen.")
        if isinstance(node, nodes.For) and not (
            isinstance(node.iter, nodes.Name) and node.iter.name in LISTS
        ):
            raise Unusable("En slinga går över något annat än uppgifter. Skriv {% for rad in uppgifter %}.")
    return {node.name for node in tree.find_all(nodes.Name)}


def _is_cell(node: nodes.Getattr, loops: set[str]) -> bool:
    return node.attr in CELLS and isinstance(node.node, nodes.Name) and node.node.name in loops


@lru_cache(maxsize=1)
def default_template() -> bytes:
    """The Word file that comes with the program: letterhead, rows beside the address, title, text, and the foot on every page."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    document.core_properties.title = "Brevmall"
    document.core_properties.author = ""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.7), Cm(1.9)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    for name, size in (("Title", 18), ("Heading 1", 13), ("Heading 2", 12), ("Heading 3", 10.5)):
        _plain_style(document.styles[name], size)
    document.add_paragraph("{{ avsandare }}")
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.paragraphs[0].text = "{%p for rad in uppgifter %}"
    left.add_paragraph("{{ rad.etikett }}: {{ rad.varde }}").paragraph_format.space_after = Pt(2)
    left.add_paragraph("{%p endfor %}")
    right.paragraphs[0].text = "{{ till }}"
    document.add_paragraph("{{ titel }}", style="Title")
    document.add_paragraph("{{ syfte }}")
    document.add_paragraph(f"{{{{ {BODY} }}}}")
    foot = section.footer.paragraphs[0]
    foot.text = "{{ fot }}"
    for run in foot.runs:
        run.font.size = Pt(7.5)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _plain_style(style: Any, size: float) -> None:
    """Black and Arial: the letters of a kommun, not of a word processor."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), True
    style.font.color.rgb = RGBColor(0x11, 0x11, 0x11)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name in ("w:ascii", "w:hAnsi"):
        fonts.set(qn(name), "Arial")
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break


def field_help() -> tuple[tuple[str, str], ...]:
    """Each field with what it is, for whoever changes the template."""
    return tuple((name, str(text)) for name, text in common_words()["wordfält"].items())
