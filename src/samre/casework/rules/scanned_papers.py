"""Papers that were scanned: what a file is, by what stands in it. Name and stated type are not believed."""

from __future__ import annotations

from .consent_lists import consent_rules

_BEGINNINGS = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}


def media_type_of(content: bytes) -> str:
    """The media type of a PDF, JPEG or PNG; empty for everything else."""
    for media in consent_rules()["papper"]["filslag"]:
        if content.startswith(_BEGINNINGS[media]):
            return str(media)
    return ""
