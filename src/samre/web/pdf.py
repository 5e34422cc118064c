"""HTML to tagged PDF (PDF/UA-1), the same bytes for the same text: no clock, no network, only our own static files.

`render_pdf` is for every paper the product makes: the map, its bilaga, letters.
"""

from __future__ import annotations

import io
import mimetypes
from base64 import a85encode
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

STATIC = Path(__file__).parent / "static"
BASE_URL = "https://samre.invalid/"  # a name that no network answers to: only makes /static/… a whole address


class NotOurs(ValueError):
    """A paper asked for something that is not one of our own static files."""


def render_pdf(html: str, *, title: str, css: str = "", variant: str = "pdf/ua-1") -> bytes:
    """A complete HTML page as PDF, in the language its `lang` says (Swedish when it says none). `title` becomes the document's
    title; `css` is added to the page's own; `variant` is WeasyPrint's name of the standard (archives want "pdf/a-2u").

    Raises NotOurs when the page asks for anything but our own files under /static/ (and data: addresses).
    """
    from weasyprint import CSS, HTML  # takes a second to import: paid by the first paper, not by every start
    from weasyprint.urls import FatalURLFetchingError

    fonts, fetcher = _fonts(), _fetcher()
    sheets = [CSS(string=css, font_config=fonts, url_fetcher=fetcher)] if css else []
    page = HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
    try:
        raw = page.write_pdf(pdf_variant=variant, font_config=fonts, stylesheets=sheets)
    except FatalURLFetchingError as error:
        raise NotOurs(str(error.__cause__ or error)) from None
    return _mended(bytes(raw), title)


def page_count(raw: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(raw)) as pdf:
        return len(pdf.pages)


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        """Reads our static files from disk and data: addresses; never opens a connection."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if urlsplit(url).scheme == "data":
                return super().fetch(url, headers)
            content, kind = own_file(url)
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    return OwnFiles(allowed_protocols={"data"}, fail_on_errors=True)


def own_file(url: str) -> tuple[bytes, str]:
    """Bytes and media type of our static file at `url`. Raises NotOurs for other addresses and for files not there."""
    path = unquote(urlsplit(url).path)
    file = (STATIC / path.removeprefix("/static/")).resolve()
    is_ours = url.startswith(f"{BASE_URL}static/") and STATIC.resolve() in file.parents and file.is_file()
    if not is_ours:
        raise NotOurs(f"Papperet bad om {url}. Bara egna filer under /static/ får läsas.")
    return file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _mended(raw: bytes, title: str) -> bytes:
    """What WeasyPrint leaves out: the scope of table headings, and title and language where the page has none."""
    import pikepdf

    with pikepdf.open(io.BytesIO(raw)) as pdf:
        if "/Lang" not in pdf.Root:
            pdf.Root.Lang = pikepdf.String("sv")
        pdf.docinfo["/Title"] = title
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:title"] = title
        if "/StructTreeRoot" in pdf.Root:
            _mend_tags(pdf.Root.StructTreeRoot)
        made = _saved(pdf)
    return made if b"pdfaid" not in made else _measurable(made)


def _saved(pdf: Any, **how: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, **how)
    return out.getvalue()


def _measurable(archival: bytes) -> bytes:
    """The file with no stream that ends in a carriage return: before the line feed that follows it looks like half a line break,
    and who measures the stream says that its length is wrong (PDF/A-2, 6.1.7.1). ASCII85 ends in ~>."""
    import pikepdf

    if b"\r\nendstream" not in archival:
        return archival
    with pikepdf.open(io.BytesIO(archival)) as pdf:
        for stream in pdf.objects:
            if not isinstance(stream, pikepdf.Stream):
                continue
            data = stream.read_raw_bytes()
            if data.endswith(b"\r"):
                _armour(stream, data)
        # Streams of objects are written at saving, and end as they end.
        disabled, untouched = pikepdf.ObjectStreamMode.disable, pikepdf.StreamDecodeLevel.none
        return _saved(pdf, object_stream_mode=disabled, stream_decode_level=untouched, compress_streams=False)


def _armour(stream: Any, data: bytes) -> None:
    import pikepdf

    filters = stream.get("/Filter", pikepdf.Array())
    parms = stream.get("/DecodeParms")
    filters = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    parms = [parms] if isinstance(parms, pikepdf.Dictionary) else list(parms or [None] * len(filters))
    stream.write(
        a85encode(data) + b"~>",
        filter=pikepdf.Array([pikepdf.Name.ASCII85Decode, *filters]),
        decode_parms=pikepdf.Array([None, *parms]) if any(parms) else None,
    )


def _mend_tags(root: Any) -> None:
    """Scopes for the headings of every row, lists of nothing but items, and figures whose box is told in points."""
    stack = [root]
    while stack:
        element = stack.pop()
        kids = _kids(element)
        _scope_headings([kid for kid in kids if _tag(kid) in ("/TH", "/TD")])
        if _tag(element) == "/Figure":
            _measure_in_points(element)
        if _tag(element) == "/L":
            kids = _mend_list(element)
        stack.extend(kids)


def _scope_headings(cells: list[Any]) -> None:
    """Give every TH of a row a scope: a row heading when data stands beside it, else a column heading."""
    import pikepdf

    scope = "/Row" if any(_tag(cell) == "/TD" for cell in cells) else "/Column"
    for cell in cells:
        if _tag(cell) == "/TH" and not _has_scope(cell):
            cell.A = pikepdf.Dictionary(O=pikepdf.Name("/Table"), Scope=pikepdf.Name(scope))


def _mend_list(element: Any) -> list[Any]:
    """An L holds items and nothing else (PDF/UA-1 7.6): what stands around them (a div in a dl) goes, and what stands beside the
    body of an item goes into it. Gives its children as they now are."""
    import pikepdf

    items = []
    for kid in _kids(element):
        around = _tag(kid) not in ("/L", "/LI", "/Caption")
        inside = [one for one in _kids(kid) if _tag(one) == "/LI"] if around else []
        for one in inside or [kid]:
            one.P = element
            items.append(one)
    for item in items:
        bodies = [kid for kid in _kids(item) if _tag(kid) == "/LBody"]
        beside = [kid for kid in _kids(item) if _tag(kid) not in ("/Lbl", "/LBody")]
        if _tag(item) == "/LI" and bodies and beside:
            for kid in beside:
                kid.P = bodies[-1]
            bodies[-1].K = pikepdf.Array([*_every_kid(bodies[-1]), *beside])
            item.K = pikepdf.Array([kid for kid in _kids(item) if _tag(kid) in ("/Lbl", "/LBody")])
    element.K = pikepdf.Array(items)
    return items


def _measure_in_points(figure: Any) -> None:
    """WeasyPrint writes a figure's box in CSS pixels; a box larger than its page is one of those."""
    box, page = figure.get("/A", {}).get("/BBox"), figure.get("/Pg")
    if box is None or page is None or float(box[2]) <= float(page.MediaBox[2]) + 1:
        return
    figure.A.BBox = [round(float(side) * 0.75, 2) for side in box]


def _every_kid(element: Any) -> list[Any]:
    """Elements and marked content alike."""
    import pikepdf

    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _kids(element: Any) -> list[Any]:
    import pikepdf

    return [
        kid
        for kid in _every_kid(element)
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") != pikepdf.Name("/MCR")
    ]


def _tag(element: Any) -> str:
    return str(element.get("/S", ""))


def _has_scope(cell: Any) -> bool:
    attributes = cell.get("/A")
    return attributes is not None and "/Scope" in (attributes if not isinstance(attributes, list) else {})
