"""What has to be done before a draft may be laid before the steering group: proved, explained, and read against the law."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from samre.accounts.acts import Refused
from samre.pathway.changes.claims import claims, touched
from samre.pathway.model import LawRef, Pathway

from ..maps import pathway_in, texts_of
from ..models import Draft, DraftRevision, LawMark, MapVersion
from .heads import as_based
from .packing import unpack
from .permissions import has_expert
from .proving import prove
from .publishing import unexplained

Kind = Literal["change", "newer", "proof", "warnings", "law", "wrong"]

_NO_MORE = "inte längre: "


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that is missing, and what kind of thing: where it is done follows from that."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph on whose strength the draft says something new. `name` in full, `new` what it says now and did not before,
    `gone` what it said before, `rest` what is as it was. `mark` holds for these words; `earlier` was given for others."""

    law: str
    place: str
    name: str
    new: tuple[str, ...]
    rest: tuple[str, ...]
    gone: tuple[str, ...]
    mark: LawMark | None = None
    earlier: LawMark | None = None

    @property
    def text(self) -> str:
        """What a mark on it holds for: what it says, and what it no longer says."""
        return "\n".join(
            sorted((self.name, *self.new, *self.rest, *(f"{_NO_MORE}{line}" for line in self.gone)))
        )


def paragraphs(draft: Draft, pathway: Pathway) -> tuple[Paragraph, ...]:
    """The paragraphs that a draft touches, in the order of the map, each with the law expert's newest mark."""
    marks = list(draft.marks.select_related("by").order_by("-at"))
    old = pathway_in(draft.based_on)
    before = claims(old)
    return tuple(
        _paragraph(ref, before.get(ref, ()), lines, marks) for ref, lines in touched(old, pathway).items()
    )


def obstacles(draft: Draft, *, revision: int, on: date) -> tuple[Obstacle, ...]:
    """Everything that is missing, in the order it is best done."""
    return tuple(_obstacles(draft, revision, on))


def check_reviewed(draft: Draft, *, revision: int, on: date) -> None:
    """Raises Refused with everything that is missing."""
    found = obstacles(draft, revision=revision, on=on)
    if found:
        raise Refused(" ".join(one.text for one in found))


def check_as_begun(draft: Draft, *, revision: int, on: date) -> None:
    """Raises Refused, at the first day, with what is missing of a revision that has its first day in it: the map says something
    else then than it did as it was written."""
    if found := obstacles(draft, revision=revision, on=on):
        missing = " ".join(one.text for one in found)
        told = f"Den dagen säger kartan något annat än i dag. {missing} Välj Sätt första dagen, så går det att läsa."
        raise Refused({"gäller_från": told})


def check_read(draft: Draft, *, revision: int, on: date) -> None:
    """Raises Refused while a paragraph the draft touches is not read, or is to be mended."""
    proved = prove(_texts(draft, revision), on=on)
    found = () if proved.pathway is None else tuple(_unread(draft, proved.pathway))
    if found:
        raise Refused(" ".join(one.text for one in found))


def who_marks(draft: Draft) -> str:
    """Who says whether a draft agrees with the law, as a sentence."""
    if has_expert(draft.keeper_id):
        return "Den lagkunniga läser lagtexten och bedömer varje lagrum som ändringen rör."
    return (
        "Ni har ingen lagkunnig. Då läser en processledare eller någon i styrgruppen, som inte har skrivit på förslaget, "
        "lagtexten och bedömer varje lagrum."
    )


def text_mark(text: str) -> str:
    """sha256 (hex) of what stood at a paragraph when it was read."""
    return hashlib.sha256(text.encode()).hexdigest()


def _texts(draft: Draft, revision: int) -> Mapping[str, str]:
    return unpack(DraftRevision.objects.get(draft=draft, number=revision).files)


def _obstacles(draft: Draft, revision: int, on: date) -> Iterator[Obstacle]:
    texts = _texts(draft, revision)
    proved = prove(texts, on=on)
    if proved.pathway is not None and as_based(draft, texts) == as_based(draft, texts_of(draft.based_on)):
        yield Obstacle("change", "Förslaget ändrar ingenting än.")
        return
    newest = MapVersion.objects.filter(keeper_id=draft.keeper_id).defer("files").order_by("-number").first()
    if newest is not None and newest.pk != draft.based_on_id:
        yield Obstacle(
            "newer", f"Version {newest.number} har publicerats sedan förslaget började. Hämta in den först."
        )
    if proved.errors:
        many = "1 fel" if proved.errors == 1 else f"{proved.errors} fel"
        yield Obstacle("proof", f"Kartan har {many}. En karta med fel kan inte beslutas eller publiceras.")
    if left := unexplained(draft, proved):
        many = "1 varning är ny" if len(left) == 1 else f"{len(left)} varningar är nya"
        yield Obstacle("warnings", f"{many} och saknar skäl.")
    if proved.pathway is not None:
        yield from _unread(draft, proved.pathway)


def _unread(draft: Draft, pathway: Pathway) -> Iterator[Obstacle]:
    found = paragraphs(draft, pathway)
    wrong = [one for one in found if one.mark and one.mark.verdict == LawMark.Verdict.WRONG]
    unread = [one for one in found if one.mark is None]
    if unread:
        many = "1 lagrum är inte läst." if len(unread) == 1 else f"{len(unread)} lagrum är inte lästa."
        yield Obstacle("law", f"{many} {who_marks(draft)}")
    if wrong:
        many = "1 lagrum ska rättas" if len(wrong) == 1 else f"{len(wrong)} lagrum ska rättas"
        listed = ", ".join(f"{one.law} {one.place}".strip() for one in wrong)
        yield Obstacle("wrong", f"{many}: {listed}. Rätta förslaget, eller be den som bedömde att läsa igen.")


def _paragraph(ref: LawRef, was: tuple[str, ...], lines: tuple[str, ...], marks: list[LawMark]) -> Paragraph:
    name, *said = lines
    found = Paragraph(
        law=ref.law,
        place=ref.where,
        name=name,
        new=tuple(line for line in said if line not in was),
        rest=tuple(line for line in said if line in was),
        gone=tuple(line for line in was[1:] if line not in said),
    )
    own = [mark for mark in marks if (mark.law, mark.place) == (ref.law, ref.where)]
    words = text_mark(found.text)
    mark = next((mark for mark in own if mark.text == words), None)
    earlier = next((mark for mark in own if mark.text != words), None) if mark is None else None
    return replace(found, mark=mark, earlier=earlier)
