"""Drafts: begun, saved, laid before the steering group, taken back, dropped; reasons for warnings and the law expert's marks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about, action
from samre.accounts.models import Authority
from samre.audit.content import WORD_LIMIT

from ..models import (
    Decision,
    Draft,
    DraftRevision,
    DraftState,
    LawMark,
    MapVersion,
    PracticeCase,
    RequestState,
    Sitting,
    WarningReason,
)
from ..models.base import signed
from ..queries.draft_changes import LONGEST_SAID, cut
from ..queries.names import signer_of
from ..rules.first_day import check_first_day
from ..rules.heads import laid_words, wrong_day
from ..rules.nobody import persons_in
from ..rules.packing import content_of, pack, unpack
from ..rules.permissions import check_decides, check_marks, check_writes
from ..rules.proving import Proved, detail_of, prove
from ..rules.publishing import check_not_begun, check_provable
from ..rules.reviewing import check_as_begun, check_read, check_reviewed, text_mark
from ..rules.taken_in import put_together, said_of, set_day_of, with_day

Texts = Mapping[str, str]


@action("map_draft.begin", kind="map_draft")
def begin_draft(*, keeper: UUID, title: str, why: str, by: Actor) -> Draft:
    """A draft of the newest version. Its first revision is that version as it stands. The same words sent once more by the same
    person, before it has been written on, are the same draft."""
    check_writes(by, keeper)
    problems = {name: words for name, text, words in (
        ("rubrik", title, "Skriv vad ändringen handlar om."), ("varför", why, "Skriv varför kartan behöver ändras."),
    ) if not text.strip()}  # fmt: skip
    problems |= persons_in({"rubrik": title, "varför": why})
    if problems:
        raise Refused(problems)
    Authority.objects.select_for_update(no_key=True).get(pk=keeper)
    newest = MapVersion.objects.filter(keeper_id=keeper).order_by("-number").first()
    if newest is None:
        raise Refused(
            "Det finns ingen karta att ändra. Förbundet tar först över den som följer med programmet."
        )
    words = {"keeper_id": keeper, "title": title.strip(), "why": why.strip(), "based_on": newest}
    same = Draft.objects.filter(**words, by_id=by.user_id, state=DraftState.WRITTEN, revision=1)
    if again := same.order_by("at").first():
        about(again, version=newest.number)
        return again
    draft = Draft.objects.create(**words, **signed(by))
    _save(draft, unpack(newest.files), f"Började från version {newest.number}.", by)
    about(draft, version=newest.number)
    return draft


@action("map_draft.save", kind="map_draft")
def save_draft(*, draft: UUID, revision: int, texts: Texts, what: str, by: Actor) -> DraftRevision:
    """The draft with changed files, proved at once. What can't be read is kept too: nothing that was typed is lost."""
    row = _open(draft, by)
    if row.revision != revision:
        raise Stale(_newer(row))
    saved = _save(row, texts, what, by)
    about(row, revision=saved.number, errors=len(saved.proof["failed"]) + len(saved.proof["mistakes"]))
    return saved


@action("map_draft.restore", kind="map_draft")
def restore_revision(*, draft: UUID, revision: int, restored: int, by: Actor) -> DraftRevision:
    """An earlier revision becomes the newest; those between stay."""
    row = _open(draft, by)
    if row.revision != revision:
        raise Stale(_newer(row))
    earlier = DraftRevision.objects.filter(draft=row, number=restored).first()
    if earlier is None:
        raise Refused("Den sparningen finns inte.")
    about(row, restored=restored)
    return _save(row, unpack(earlier.files), f"Gick tillbaka till sparning {restored}.", by)


@action("map_draft.rebase", kind="map_draft")
def rebase_draft(*, draft: UUID, revision: int, by: Actor) -> DraftRevision:
    """Takes the newest version into a draft that began from an older one. Where both changed the same, the draft's own stands."""
    row = _open(draft, by)
    if row.revision != revision:
        raise Stale(_newer(row))
    newest = MapVersion.objects.filter(keeper_id=row.keeper_id).order_by("-number").first()
    if newest is None or newest.pk == row.based_on_id:
        raise Refused("Utkastet bygger redan på den senaste versionen.")
    own = unpack(DraftRevision.objects.get(draft=row, number=row.revision).files)
    day, (texts, clashes) = set_day_of(row, own), put_together(row, own, newest)
    row.based_on = newest
    row.save(update_fields=["based_on"])
    about(row, version=newest.number, clashes=len(clashes))
    texts, told = with_day(row, texts, day, today=timezone.localdate())
    return _save(row, texts, said_of(newest.number, told, clashes), by)


@action("map_draft.reason", kind="map_draft")
def give_reason(*, draft: UUID, obligation: str, reason: str, by: Actor) -> WarningReason:
    """Why a warning of the proof may stand. It holds for what the warning says now."""
    row = _open(draft, by)
    if not reason.strip():
        raise Refused({"skäl": "Skriv varför varningen får stå."})
    problems = persons_in({"skäl": reason})
    if problems:
        raise Refused(problems)
    item = next((item for item in _proof_of(row).warnings if item.id == obligation), None)
    if item is None:
        raise Refused("Varningen finns inte längre.")
    about(row, obligation=obligation[:WORD_LIMIT])
    return WarningReason.objects.create(
        keeper_id=row.keeper_id,
        draft=row,
        obligation=obligation,
        detail=detail_of(item),
        reason=reason.strip(),
        **signed(by),
    )


@action("map_draft.mark_law", kind="map_draft")
def mark_law(*, draft: UUID, law: str, place: str, text: str, verdict: str, note: str, by: Actor) -> LawMark:
    """What the law expert, or the one in her place, says of a paragraph where the draft uses it."""
    row = Draft.objects.select_for_update().get(pk=draft)
    check_marks(by, row)
    if row.ended_at is not None:
        raise Denied("Förslaget är avslutat.")
    if verdict not in LawMark.Verdict.values:
        raise Refused({"bedömning": "Välj om lagrummet stämmer eller ska rättas."})
    if verdict == LawMark.Verdict.WRONG and not note.strip():
        raise Refused({"anmärkning": "Skriv vad som ska rättas."})
    if problems := persons_in({"anmärkning": note}):
        raise Refused(problems)
    about(row, law=law[:WORD_LIMIT], place=place[:WORD_LIMIT], verdict=verdict)
    return LawMark.objects.create(
        keeper_id=row.keeper_id, draft=row, law=law, place=place, text=text_mark(text), verdict=verdict, note=note.strip(),
        **signed(by),
    )  # fmt: skip


@action("map_draft.submit", kind="map_draft")
def submit_draft(*, draft: UUID, revision: int, valid_from: date, next_review: date, by: Actor) -> Draft:
    """Lays the draft before the steering group as it was read, saved as the version it would be on its first day."""
    row = _open(draft, by)
    if row.revision != revision:
        raise Stale(_newer(row))
    today, problems = timezone.localdate(), {}
    if problem := wrong_day(row, valid_from, today=today):
        problems["gäller_från"] = problem
    if next_review <= valid_from:
        problems["nästa_översyn"] = "Välj en dag efter att kartan börjar gälla."
    if problems:
        raise Refused(problems)
    check_reviewed(row, revision=row.revision, on=today)
    begun = check_first_day(row, revision=row.revision, valid_from=valid_from, on=today)
    _save(row, begun, laid_words(valid_from), by)
    check_as_begun(row, revision=row.revision, on=today)
    row.state, row.valid_from, row.next_review = DraftState.REVIEWED, valid_from, next_review
    row.save(update_fields=["state", "valid_from", "next_review"])
    about(row, revision=row.revision)
    return row


@action("map_draft.take_back", kind="map_draft")
def take_back_draft(*, draft: UUID, revision: int, by: Actor) -> Draft:
    """The draft is written on again; what was decided about it no longer counts."""
    row = Draft.objects.select_for_update().get(pk=draft)
    check_writes(by, row.keeper_id)
    if row.state not in (DraftState.REVIEWED, DraftState.APPROVED):
        raise Refused("Förslaget ligger inte för beslut.")
    if row.revision != revision:
        raise Stale(_newer(row))
    row.state, row.decided_revision = DraftState.WRITTEN, None
    row.save(update_fields=["state", "decided_revision"])
    about(row)
    return row


@action("map_draft.drop", kind="map_draft")
def drop_draft(*, draft: UUID, by: Actor) -> Draft:
    """The draft is given up. Everything in it stays to be read; the requests that were taken into it wait again, and the
    cases of practice runs that it kept can be kept in another."""
    row = _open(draft, by)
    row.state, row.ended_at = DraftState.DROPPED, timezone.now()
    row.save(update_fields=["state", "ended_at"])
    PracticeCase.objects.filter(kept_in=row).update(kept_in=None)
    # Who said that a box is wrong still waits for an answer.
    about(
        row, requests=row.requests.filter(state=RequestState.TAKEN).update(state=RequestState.NEW, draft=None)
    )
    return row


@action("map_draft.decide", kind="map_draft")
def decide_draft(
    *, draft: UUID, revision: int, outcome: str, reason: str, sitting: UUID | None = None, by: Actor
) -> Decision:
    """The steering group's decision about the draft as it stands. Four eyes: whoever wrote on it does not decide."""
    row = Draft.objects.select_for_update().get(pk=draft)
    check_decides(by, row)
    if row.state != DraftState.REVIEWED:
        raise Refused("Förslaget ligger inte för beslut.")
    if row.revision != revision:
        raise Stale(_newer(row))
    if outcome not in Decision.Outcome.values:
        raise Refused({"beslut": "Välj vad styrgruppen beslutar."})
    problems = {} if reason.strip() else {"skäl": "Skriv skälen för beslutet."}
    problems |= persons_in({"skäl": reason})
    if problems:
        raise Refused(problems)
    if outcome == Decision.Outcome.APPROVED:
        check_not_begun(row, on=timezone.localdate())
        check_provable(row, revision=revision, on=timezone.localdate())
        check_read(row, revision=revision, on=timezone.localdate())
    held = None if sitting is None else _held(sitting, row.keeper_id)
    saved = DraftRevision.objects.get(draft=row, number=revision)
    decision = Decision.objects.create(
        keeper_id=row.keeper_id, sitting=held, draft=row, revision=revision, hash=saved.content, outcome=outcome,
        reason=reason.strip(), **signed(by),
    )  # fmt: skip
    row.state = DraftState.APPROVED if outcome == Decision.Outcome.APPROVED else DraftState.WRITTEN
    row.decided_revision = revision if outcome == Decision.Outcome.APPROVED else None
    row.save(update_fields=["state", "decided_revision"])
    about(row, revision=revision, outcome=outcome)
    return decision


def _held(sitting: UUID, keeper: UUID) -> Sitting:
    """A meeting that a decision can be made at: its day has come, and its minutes are not signed."""
    row = Sitting.objects.select_for_update().filter(pk=sitting, keeper_id=keeper).first()
    problem = ""
    if row is None:
        problem = "Sammanträdet finns inte."
    elif row.signed_at is not None:
        problem = "Protokollet är redan justerat. Välj ett annat sammanträde."
    elif row.on > timezone.localdate():
        problem = "Sammanträdet är inte hållet än."
    if problem or row is None:
        raise Refused({"sammanträde": problem})
    return row


def _open(draft: UUID, by: Actor) -> Draft:
    """The draft, locked, where it may be written on by `by` now."""
    row = Draft.objects.select_for_update().get(pk=draft)
    check_writes(by, row.keeper_id)
    if row.state != DraftState.WRITTEN:
        raise Denied(f"Förslaget är inte öppet för ändringar: {row.get_state_display().lower()}.")
    return row


def _save(row: Draft, texts: Texts, what: str, by: Actor) -> DraftRevision:
    row.revision += 1
    pathway_hash = ""
    proved = prove(texts, on=timezone.localdate())
    if proved.pathway is not None:
        pathway_hash = proved.pathway.hash
    saved = DraftRevision.objects.create(
        keeper_id=row.keeper_id, draft=row, number=row.revision, what=cut(what, LONGEST_SAID), hash=pathway_hash,
        content=content_of(texts), files=pack(texts), proof=proved.summary(), **signed(by),
    )  # fmt: skip
    row.save(update_fields=["revision"])
    return saved


def _proof_of(row: Draft) -> Proved:
    saved = DraftRevision.objects.get(draft=row, number=row.revision)
    return prove(unpack(saved.files), on=timezone.localdate())


def _newer(row: Draft) -> str:
    last = DraftRevision.objects.select_related("by").get(draft=row, number=row.revision)
    said = f"{signer_of(last)} sparade förslaget {timezone.localtime(last.at):%H:%M}: {last.what}"
    return f"{said} Läs det först, och gör sedan din ändring igen."
