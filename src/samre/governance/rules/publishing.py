"""When a draft may be laid before the steering group, and when it may be published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from samre.accounts.acts import Refused, Stale
from samre.pathway.proof.report import Obligation

from ..maps import texts_of
from ..models import Decision, Draft, DraftRevision, DraftState, MapVersion
from .packing import opened, unpack
from .proof_places import heading_of
from .proving import Proved, detail_of, prove


def check_provable(draft: Draft, *, revision: int, on: date) -> Proved:
    """What was shown of a revision. Raises Refused when there are errors, or warnings that nobody has given a reason for."""
    row = DraftRevision.objects.get(draft=draft, number=revision)
    proved = prove(unpack(row.files), on=on)
    if proved.errors:
        many = "1 fel" if proved.errors == 1 else f"{proved.errors} fel"
        raise Refused(
            f"Kartan har {many}. En karta med fel kan inte beslutas eller publiceras. Rätta det under Bevis."
        )
    left = unexplained(draft, proved)
    if left:
        many = "1 varning" if len(left) == 1 else f"{len(left)} varningar"
        raise Refused(f"{many} är ny och saknar skäl. Rätta, eller skriv under Bevis varför den får stå.")
    return proved


def unexplained(draft: Draft, proved: Proved) -> tuple[Obligation, ...]:
    """The warnings that are new with the draft and that nobody has given a reason for. One that the version it builds on gives the
    same day, in the same words, is not new: a day that passes for a law stops no draft."""
    there = {_said(item) for item in prove(texts_of(draft.based_on), on=proved.day).warnings}
    new = (item for item in proved.warnings if _said(item) not in there)
    return tuple(item for item in new if not _has_reason(draft, item.id, detail_of(item)))


def let_through(draft: Draft, proved: Proved) -> Iterator[dict[str, str]]:
    """The warnings that stand although they are new: which each is, what it says in words, and why it may stand."""
    assert proved.pathway is not None
    for item in proved.warnings:
        reason = draft.reasons.filter(obligation=item.id, detail=detail_of(item)).order_by("-at").first()
        if reason is not None:
            said = heading_of(proved.pathway, item)
            yield {"id": item.id, "text": f"{said}.", "reason": reason.reason}


def check_publishable(draft: Draft, *, revision: int, on: date) -> tuple[Decision, Proved]:
    """The decision a draft that was read as `revision` is published on, and its proof. Raises Refused or Stale with what
    has to be done first."""
    if draft.state != DraftState.APPROVED or draft.decided_revision is None:
        raise Refused("Styrgruppen har inte godkänt förslaget än.")
    if draft.revision != revision:
        raise Stale(
            "Förslaget har lagts för beslut på nytt sedan du öppnade sidan. Läs det, och nyheten, innan du publicerar."
        )
    if draft.revision != draft.decided_revision:
        raise Stale("Förslaget har ändrats efter beslutet. Lägg det för beslut igen.")
    newest = MapVersion.objects.filter(keeper_id=draft.keeper_id).order_by("-number").first()
    if newest is None or newest.pk != draft.based_on_id:
        raise Stale(
            "En nyare version har publicerats sedan förslaget skrevs. Hämta in den i förslaget först."
        )
    check_not_begun(draft, on=on)
    decision = draft.decisions.filter(
        outcome=Decision.Outcome.APPROVED, revision=draft.decided_revision
    ).latest("at")
    _check_kept(draft, decision)
    proved = check_provable(draft, revision=draft.decided_revision, on=on)
    if proved.pathway is None or proved.pathway.valid_from != draft.valid_from:
        raise Stale("Det som godkändes börjar gälla en annan dag. Ta tillbaka förslaget och lägg det igen.")
    return decision, proved


def _check_kept(draft: Draft, decision: Decision) -> None:
    """Raises NotAsKept when the files are other than those that were decided on."""
    saved = DraftRevision.objects.get(draft=draft, number=decision.revision)
    opened(saved.files, decision.hash)


def check_not_begun(draft: Draft, *, on: date) -> None:
    """Raises Refused once the day a draft was laid for has passed: what is decided and published begins on that day."""
    if draft.valid_from is None or draft.valid_from < on:
        raise Refused(
            "Dagen då kartan skulle börja gälla har passerat. Ta tillbaka förslaget och lägg det för en ny dag."
        )


def _said(item: Obligation) -> tuple[str, str]:
    return item.id, detail_of(item)


def _has_reason(draft: Draft, obligation: str, detail: str) -> bool:
    return draft.reasons.filter(obligation=obligation, detail=detail).exists()
