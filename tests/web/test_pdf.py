"""Papers that an archive keeps for ever: what its own checks of them measure."""

from __future__ import annotations

import io
import zlib

import page
import pikepdf
import pytest

from samre.web.pdf import _measurable, render_pdf

# WeasyPrint leaves its colour profile open.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
# What it is compressed to ends in a carriage return too: the last byte of its checksum.
TWELVE = b"\x0c"
PLAIN = b"1 0 0 1 0 0 cm\r"


@pytest.fixture
def unmeasurable() -> bytes:
    """A paper for the archive with streams that end in a carriage return: one as it is, one compressed, one in two steps."""
    made = render_pdf(
        '<html lang="sv"><title>Akt</title><h1>Akt</h1><p>Slut.', title="Akt", variant="pdf/a-2u"
    )
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        whole = pikepdf.Stream(pdf, TWELVE)
        pdf.Root.Streams = pikepdf.Array(
            [pdf.make_indirect(pikepdf.Stream(pdf, PLAIN)), pdf.make_indirect(whole)]
        )
        pdf.save(out, compress_streams=False)
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        compressed = pdf.Root.Streams[1]
        data = zlib.compress(TWELVE)
        parms = pikepdf.Array([pikepdf.Dictionary(Predictor=1)])
        compressed.write(data, filter=pikepdf.Array([pikepdf.Name.FlateDecode]), decode_parms=parms)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def told(raw: bytes) -> set[str]:
    return {one.rule_id for one in page.validate_pdf_bytes(raw, profile="2u").failures}


def test_no_stream_in_the_archive_ends_in_half_a_line_break(unmeasurable: bytes) -> None:
    assert "PDFA2U-STREAM-LENGTH-001" in told(unmeasurable)
    mended = _measurable(unmeasurable)
    assert "PDFA2U-STREAM-LENGTH-001" not in told(mended)
    assert b"\r\nendstream" not in mended
    with pikepdf.open(io.BytesIO(mended)) as pdf:
        assert [one.read_bytes() for one in pdf.Root.Streams] == [PLAIN, TWELVE]


def test_a_paper_that_can_be_measured_is_as_it_was() -> None:
    made = render_pdf('<html lang="sv"><title>Akt</title><h1>Akt</h1>', title="Akt", variant="pdf/a-2u")
    assert _measurable(made) == made
