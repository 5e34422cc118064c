"""A newer version of the map taken into a draft: what both had changed, and the first day that was set in the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from samre.certificate.wording import in_words
from samre.pathway.writing.merge import Clash, merged

from ..models import Draft, MapVersion
from .heads import as_based, as_version, first_day_in, wrong_day
from .packing import unpack

Texts = Mapping[str, str]


def set_day_of(draft: Draft, texts: Texts) -> date | None:
    """The first day that was set in a draft's files; None where it is that of the version it builds on."""
    day = first_day_in(texts)
    return None if day == draft.based_on.valid_from else day


def put_together(draft: Draft, texts: Texts, newest: MapVersion) -> tuple[dict[str, str], Sequence[Clash]]:
    """A draft's files with what the newest version changes since the one it builds on. Its own stands where both changed."""
    base = as_based(draft, unpack(draft.based_on.files))
    return merged(base, as_based(draft, texts), unpack(newest.files))


def with_day(draft: Draft, texts: Texts, day: date | None, *, today: date) -> tuple[dict[str, str], str]:
    """The files with the first day that was set before, where the draft can still begin then; and what is said where it can't."""
    if day is None or day == draft.based_on.valid_from:
        return dict(texts), ""
    if wrong_day(draft, day, today=today):
        return dict(texts), f" Första dagen som var satt, den {in_words(day)}, går inte längre. Sätt en ny."
    return as_version(draft, texts, valid_from=day), ""


def said_of(number: int, day: str, clashes: Sequence[Clash]) -> str:
    """What the save says: also of the first day, and what both had changed."""
    said = f"Hämtade in version {number}.{day}"
    if not clashes:
        return said
    many = "1 sak var ändrad" if len(clashes) == 1 else f"{len(clashes)} saker var ändrade"
    return f"{said} {many} på båda håll, och utkastets gäller: {'; '.join(map(str, clashes))}."
