"""A law or a number is looked at, and a new number is prepared before its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about, action
from samre.accounts.models import Authority
from samre.certificate.wording import in_words
from samre.pathway.model import DatedValue, Pathway
from samre.pathway.reading.load import DefinitionError, load_texts
from samre.pathway.writing.edit import Put, edited

from ..maps import find_in_force, pathway_in
from ..models import Draft, DraftRevision, DraftState, LawCheck, MapVersion
from ..models.base import signed
from ..queries.law_watch import places_of
from ..rules.amounts import amount
from ..rules.law_texts import LAW, mark_of
from ..rules.nobody import persons_in
from ..rules.packing import unpack
from ..rules.permissions import check_writes
from .drafts import begin_draft, save_draft

SOURCE, TITLE, FILE = 300, 120, "varden.yaml"


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is to hold from a day: the number with this id, and where it was read."""

    id: str
    first_day: date
    number: int
    source: str

    @property
    def told(self) -> str:
        """What the value's source says of it, after where the earlier numbers were read."""
        return f"Från {in_words(self.first_day)}: {self.source}"

    def begins_in(self, value: DatedValue | None) -> bool:
        """Whether the value has this number from this day."""
        spans = () if value is None else value.spans
        return any((start, number) == (self.first_day, self.number) for start, _, number in spans)


@action("law.check", kind="law")
def check_law(
    *,
    keeper: UUID,
    kind: str,
    thing_id: str,
    found: str,
    source: str,
    note: str = "",
    places: Sequence[str] = (),
    next_check: date | None = None,
    by: Actor,
) -> LawCheck:
    """That the actor has looked today, where, and whether it still says what the map says. `places`: only these paragraphs."""
    check_writes(by, keeper)
    today, pathway = timezone.localdate(), _in_force(keeper)
    mark = mark_of(pathway, kind, thing_id)
    if not mark:
        raise Refused("Det finns inte längre på kartan.")
    known = places_of(pathway).get(thing_id, {}) if kind == LAW else {}
    problems = persons_in({"källa": source, "anmärkning": note}, are_offices=True)
    if found not in LawCheck.Found.values:
        problems["fann"] = "Välj om det stämmer eller har ändrats."
    if not source.strip() or len(source) > SOURCE:
        problems["källa"] = f"Skriv var du läste, högst {SOURCE} tecken."
    if found == LawCheck.Found.CHANGED and not note.strip():
        problems["anmärkning"] = "Skriv vad som har ändrats."
    if next_check is not None and next_check <= today:
        problems["nästa"] = "Välj en dag efter i dag."
    if any(place not in known for place in places):
        problems["lagrum"] = "Välj bland lagrummen på kartan."
    if problems:
        raise Refused(problems)
    row = LawCheck.objects.create(
        keeper_id=keeper, kind=kind, thing_id=thing_id, text=mark, found=found, on=today, source=source.strip(),
        note=note.strip(), next_check=next_check, places=[] if set(places) == set(known) else list(places), **signed(by),
    )  # fmt: skip
    about(row, law=thing_id, found=found)
    return row


@action("law.prepare", kind="map_draft")
def prepare_value(
    *,
    keeper: UUID,
    value_id: str,
    first_day: date,
    number: int,
    source: str,
    draft: UUID | None = None,
    by: Actor,
) -> DraftRevision:
    """A number that is to hold from a coming day, written into a draft (new without `draft`). What holds now ends before it.

    Sent once more it is the save that the first made.
    """
    check_writes(by, keeper)
    known = _in_force(keeper).values.get(value_id)
    if known is None:
        raise Refused("Värdet finns inte längre på kartan.")
    prepared = _Prepared(value_id, first_day, number, source.strip())
    row = _begun(keeper, prepared, known, by) if draft is None else _chosen(keeper, draft)
    if again := _saved_in(row, prepared):
        about(row, value=value_id)
        return again
    texts = unpack(DraftRevision.objects.get(draft=row, number=row.revision).files)
    value = _value_in(texts, value_id)
    problems = persons_in({"källa": source})
    if first_day <= timezone.localdate():
        problems["dag"] = "Välj en dag efter i dag. Är det redan fel, rätta värdet i ett förslag."
    elif any(start >= first_day for start, _, _ in value.spans):
        problems["dag"] = (
            "Ett värde är redan förberett från den dagen eller senare. Är det fel, rätta det i ett utkast."
        )
    if not source.strip() or len(source) > SOURCE:
        problems["källa"] = f"Skriv var det nya värdet står, högst {SOURCE} tecken."
    if problems:
        raise Refused(problems)
    about(row, value=value_id)
    return save_draft(
        draft=row.pk,
        revision=row.revision,
        texts=edited(texts, _switch(value, prepared)),
        what=f"{value.name}: {amount(number, value.unit)} från {in_words(first_day)}.",
        by=by,
    )


def _value_in(texts: Mapping[str, str], value_id: str) -> DatedValue:
    """The number as the draft has it: something may be prepared there already."""
    try:
        value = load_texts(texts).values.get(value_id)
    except DefinitionError:
        raise Refused(
            {"utkast": "Förslaget kan inte läsas än. Rätta det först, eller välj ett nytt."}
        ) from None
    if value is None or not value.spans:
        raise Refused("Det värdet har inga perioder att byta.")
    return value


def _begun(keeper: UUID, prepared: _Prepared, value: DatedValue, by: Actor) -> Draft:
    """A draft for the number alone: the one that the first press began, where nothing has been written since, or a new one."""
    Authority.objects.select_for_update(no_key=True).get(pk=keeper)
    title = f"{value.name} från {in_words(prepared.first_day)}"[:TITLE]
    newest = MapVersion.objects.filter(keeper_id=keeper).order_by("-number").first()
    same = Draft.objects.filter(
        title=title, based_on=newest, by_id=by.user_id, state=DraftState.WRITTEN, revision=2
    ).order_by("at")
    for row in same:
        if _saved_in(row, prepared):
            return row
    return begin_draft(keeper=keeper, title=title, why="Ett nytt värde börjar gälla.", by=by)


def _chosen(keeper: UUID, draft: UUID) -> Draft:
    rows = Draft.objects.select_for_update()
    row = rows.filter(pk=draft, keeper_id=keeper, state=DraftState.WRITTEN).first()
    if row is None:
        raise Refused({"utkast": "Förslaget skrivs inte längre. Välj ett annat."})
    return row


def _saved_in(row: Draft, prepared: _Prepared) -> DraftRevision | None:
    """The draft's newest save, where the draft itself has put this number there from this day, from this source."""
    saved = DraftRevision.objects.get(draft=row, number=row.revision)
    try:
        value = load_texts(unpack(saved.files)).values.get(prepared.id)
    except DefinitionError:
        return None
    if value is None or not (value.source == prepared.source or value.source.endswith(prepared.told)):
        return None
    before = pathway_in(row.based_on).values.get(prepared.id)
    return saved if prepared.begins_in(value) and not prepared.begins_in(before) else None


def _switch(value: DatedValue, prepared: _Prepared) -> list[Put]:
    first_day = prepared.first_day
    at: tuple[str | int, ...] = ("värden", value.id, "perioder")
    puts = []
    last = len(value.spans) - 1
    _, end, _ = value.spans[last]
    if end is None or end >= first_day:
        puts.append(Put(FILE, (*at, last, "till"), first_day - timedelta(days=1)))
    puts.append(Put(FILE, (*at, last + 1), {"från": first_day, "till": None, "värde": prepared.number}))
    # What holds until then keeps where it was read.
    earlier = value.source.rstrip(". ")
    told = f"{earlier}. {prepared.told}" if earlier else prepared.source
    puts.append(Put(FILE, ("värden", value.id, "källa"), told))
    puts.append(Put(FILE, ("värden", value.id, "kontrollerad"), timezone.localdate()))
    return puts


def _in_force(keeper: UUID) -> Pathway:
    version = find_in_force(keeper, on=timezone.localdate())
    if version is None:
        raise Refused("Ingen karta gäller i dag.")
    return pathway_in(version)
