"""A förbund with a map, two kommuner that follow it, and those who write, decide and use it. Everybody is made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from tests.accounts.factories import actor, make_authority, make_unit

from samre.accounts.actors import Actor
from samre.accounts.roles import AuthorityKind, Role
from samre.governance.actions.drafts import begin_draft, decide_draft, save_draft, submit_draft
from samre.governance.actions.versions import adopt_map, follow_map, publish_draft
from samre.governance.models import Draft, DraftRevision, MapVersion
from samre.governance.rules.packing import texts_in, unpack

SMALL = Path(__file__).parents[1] / "governance" / "small_map"
BEGINS, REVIEW = date(2026, 12, 1), date(2027, 11, 30)


@dataclass(frozen=True)
class Federation:
    """Everybody in a förbund of two kommuner."""

    lead: Actor
    second_lead: Actor
    board: Actor
    caseworker: Actor
    outsider: Actor
    version: MapVersion

    @property
    def keeper(self):  # type: ignore[no-untyped-def]
        return self.board.authority_id


def make_federation(*, name: str = "Prövförbundet", folder: Path = SMALL) -> Federation:
    """The förbund keeps the small map, or the one in `folder`; one process leader is its own, one a kommun's."""
    forbund = make_unit(authority=make_authority(kind=AuthorityKind.FORBUND, name=name))
    kommun, other, apart = make_unit(), make_unit(), make_unit()
    lead = actor(role=Role.PROCESS_LEAD, unit=forbund)
    version = adopt_map(keeper=lead.authority_id, folder=folder, next_review=REVIEW, by=lead)
    for unit in (kommun, other):
        follow_map(keeper=lead.authority_id, follower=unit.authority_id, since=date(2026, 11, 1), by=lead)
    return Federation(
        lead=lead,
        second_lead=actor(role=Role.PROCESS_LEAD, unit=kommun),
        board=actor(role=Role.BOARD, unit=forbund),
        caseworker=actor(role=Role.CASEWORKER, unit=kommun),
        outsider=actor(role=Role.PROCESS_LEAD, unit=apart),
        version=version,
    )


def make_draft(federation: Federation, *, by: Actor | None = None) -> Draft:
    """A draft that nothing has been changed in. The second has words of its own: the same would be the same draft."""
    earlier = Draft.objects.filter(keeper_id=federation.keeper).count()
    return begin_draft(
        keeper=federation.keeper,
        title="Kortare tid för planering" + (f" {earlier + 1}" if earlier else ""),
        why="Personen väntar för länge.",
        by=by or federation.lead,
    )


def texts_of_draft(draft: Draft) -> dict[str, str]:
    """The draft's files as they were last saved."""
    return unpack(DraftRevision.objects.get(draft=draft, number=draft.revision).files)


def lay_for_decision(draft: Draft, federation: Federation) -> Draft:
    draft.refresh_from_db()
    return submit_draft(
        draft=draft.pk, revision=draft.revision, valid_from=BEGINS, next_review=REVIEW, by=federation.lead
    )


def approve(draft: Draft, federation: Federation) -> Draft:
    draft.refresh_from_db()
    decide_draft(
        draft=draft.pk,
        revision=draft.revision,
        outcome="bifall",
        reason="Alla parter är med på det.",
        by=federation.board,
    )
    draft.refresh_from_db()
    return draft


def publish_read(*, draft: UUID, news: str = "", by: Actor) -> MapVersion:
    """A draft published by somebody who has it before her as it now stands."""
    seen = Draft.objects.get(pk=draft).revision
    return publish_draft(draft=draft, revision=seen, news=news, by=by)


@lru_cache(maxsize=1)
def small_texts() -> dict[str, str]:
    return texts_in(SMALL)


def save(
    draft: Draft, federation: Federation, texts: dict[str, str], *, by: Actor | None = None
) -> DraftRevision:
    """The draft saved with these files by the process leader."""
    draft.refresh_from_db()
    saved = save_draft(
        draft=draft.pk, revision=draft.revision, texts=texts, what="Frist ändrad.", by=by or federation.lead
    )
    draft.refresh_from_db()
    return saved
