"""What the pages of an agreement show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Authority
from samre.accounts.roles import Role
from samre.casework.documents.paper import Paper
from samre.governance.maps import keeper_of
from samre.governance.models import Agreement, AgreementParty, AgreementState, SigningWay, Sitting
from samre.governance.queries.agreements import (
    AgreementPage,
    AgreementRow,
    agreements_for,
    authorities_for,
    keeper_for,
)
from samre.governance.queries.names import signer_of
from samre.governance.rules.agreements import Side, is_their_limit, possible_actors, steps_of
from samre.governance.rules.proof_words import box_name
from samre.pathway.model import Step

from ..agreement_papers import agreement_paper
from ..forms.agreements import DAYS, TEXT
from ..forms.problems import Problems

# Where an agreement is on its way, in words.
STAGES = ("Skrivs", "Undertecknas", "Beslutas", "Gäller")
DECIDED = (AgreementState.SIGNED, AgreementState.ENDED)
# Who sees how it is kept: counts alone.
FOLLOWERS = (Role.PROCESS_LEAD, Role.BOARD, Role.MANAGER, Role.PARTNER)
GAPS = {"utan_part": "{part} är inte part", "utan_åtagande": "{part} lovar ingenting här"}
OTHER_GAPS = "Annat än på kartan"
NOTICES = {
    "ny": "Överenskommelsen är påbörjad. Lägg till parterna.",
    "sparad": "Ändringen är sparad.",
    "part": "Parten är sparad.",
    "borttagen": "Parten är borttagen.",
    "lagg": "Överenskommelsen är lagd för underskrift. Nu ändras ingenting i den.",
    "oppna": "Överenskommelsen går att ändra igen. Underskrifterna är borttagna.",
    "underskrift": "Underskriften är noterad.",
    "besluta": "Överenskommelsen är beslutad.",
    "lagg_ner": "Överenskommelsen är nedlagd.",
    "avsluta": "Överenskommelsen upphör den dag du har valt.",
    "fornyad": "En ny överenskommelse är påbörjad med samma parter och åtaganden.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """The agreements the reader may see."""

    rows: tuple[AgreementRow, ...]
    has_map: bool
    may_write: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPage:
    """A form of title and days, and of the text where there is one. `parts`: (id, heading, text)."""

    row: Agreement | None
    values: Mapping[str, str]
    parts: tuple[tuple[str, str, str], ...] = ()
    problems: Problems = field(default_factory=Problems)


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Places of one kind with one party, where the map and the agreement do not meet."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePage:
    """One agreement: the document, where it is, what it lacks and what the reader can do."""

    page: AgreementPage
    paper: Paper
    stages: tuple[tuple[str, bool, bool], ...]
    may_write: bool
    may_note: bool
    may_decide: bool
    may_drop: bool
    begun_by: str
    wrote_it: bool
    is_decided: bool
    follows_up: bool
    sittings: tuple[Sitting, ...]
    ways: tuple[tuple[str, str], ...]
    today: date
    notice: str
    problems: Problems
    signing: str
    gaps: tuple[GapGroup, ...]
    untried: Problems = field(default_factory=Problems)

    @property
    def row(self) -> Agreement:
        return self.page.row

    @property
    def sides(self) -> tuple[tuple[AgreementParty, Side], ...]:
        """The parties with what they promise."""
        return tuple(zip(self.page.parties, self.page.terms.sides, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseField:
    """A step as it is shown in the form of a party. `is_their_limit`: the map's time there is the party's own."""

    step: Step
    name: str
    is_their_limit: bool
    is_chosen: bool
    is_responsible: bool
    text: str
    days: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyPage:
    """A party in the form. `party` is None for a new one."""

    row: Agreement
    party: AgreementParty | None
    values: Mapping[str, str]
    chosen: tuple[str, ...]
    actors: tuple[tuple[str, str], ...]
    authorities: tuple[Authority, ...]
    fields: tuple[PromiseField, ...]
    problems: Problems
    notice: str


def _gap_groups(page: AgreementPage) -> tuple[GapGroup, ...]:
    """What the map says of somebody else is told when there is somebody: a party alone agrees with nobody."""
    found: dict[str, list[str]] = {}
    for gap in page.gaps if len(page.parties) > 1 else ():
        name = GAPS.get(gap.kind, "").format(part=gap.party) or OTHER_GAPS
        is_told = gap.kind in GAPS and gap.step in page.pathway.steps
        found.setdefault(name, []).append(box_name(page.pathway, gap.step) if is_told else gap.text)
    return tuple(GapGroup(name, tuple(lines)) for name, lines in found.items())


def list_page(actor: Actor) -> ListPage:
    keeper = keeper_for(actor)
    return ListPage(
        rows=agreements_for(actor),
        has_map=keeper is not None,
        may_write=keeper is not None and writes(actor, keeper),
    )


def one_page(
    actor: Actor, page: AgreementPage, *, notice: str, problems: Problems, signing: str = ""
) -> OnePage:
    """`signing`: the party whose signature was just tried."""
    row = page.row
    here = _stage(page)
    is_keeper = actor.role == Role.BOARD and actor.authority_id == row.keeper_id
    may_write = writes(actor, row.keeper_id)
    return OnePage(
        page=page,
        paper=agreement_paper(page),
        stages=tuple((name, place < here, place == here) for place, name in enumerate(STAGES)),
        may_write=may_write,
        may_note=may_write or is_keeper,
        may_decide=is_keeper and row.by_id != actor.user_id,
        begun_by=signer_of(row, reader=actor.user_id),
        may_drop=may_write and row.state == AgreementState.WRITTEN and row.by_id == actor.user_id,
        wrote_it=is_keeper and row.by_id == actor.user_id,
        is_decided=row.state in DECIDED,
        follows_up=row.state in DECIDED and actor.role in FOLLOWERS,
        sittings=tuple(Sitting.objects.filter(keeper_id=row.keeper_id).order_by("-on")[:12]),
        ways=tuple(SigningWay.choices),
        today=timezone.localdate(),
        notice=NOTICES.get(notice, ""),
        problems=problems,
        signing=signing,
        gaps=_gap_groups(page),
    )


def party_page(
    page: AgreementPage,
    party: AgreementParty | None,
    *,
    given: Mapping[str, str] | None = None,
    chosen: tuple[str, ...] | None = None,
    promised: Mapping[str, str] | None = None,
    steps: tuple[str, ...] = (),
    problems: Problems | None = None,
    notice: str = "",
) -> PartyPage:
    """`given` and `chosen`: what was typed about the party. `promised` and `steps`: what was typed of its promises."""
    own = tuple(party.actors) if party is not None else ()
    return PartyPage(
        row=page.row,
        party=party,
        values=given if given is not None else _values(party),
        chosen=chosen if chosen is not None else own,
        actors=possible_actors(page.pathway),
        authorities=authorities_for(page.row.keeper_id),
        fields=_fields(page, party, promised, steps, problems or Problems()),
        problems=problems or Problems(),
        notice=NOTICES.get(notice, ""),
    )


def find_party(page: AgreementPage, id_: UUID) -> AgreementParty | None:
    """One of the agreement's parties."""
    return next((party for party in page.parties if party.pk == id_), None)


def writes(actor: Actor, keeper: UUID) -> bool:
    """Whether the actor is one of those who write about a keeper's map."""
    return actor.role == Role.PROCESS_LEAD and keeper_of(actor.authority_id) == keeper


def _stage(page: AgreementPage) -> int:
    if page.row.state == AgreementState.WRITTEN:
        return 0
    if page.row.state == AgreementState.SIGNING:
        return 2 if page.is_signed_by_all else 1
    return 3


def _values(party: AgreementParty | None) -> dict[str, str]:
    if party is None:
        return dict.fromkeys(("namn", "myndighet", "undertecknare", "titel"), "")
    return {
        "namn": party.name,
        "myndighet": str(party.authority_id or ""),
        "undertecknare": party.signatory,
        "titel": party.signatory_title,
    }


def _fields(
    page: AgreementPage,
    party: AgreementParty | None,
    promised: Mapping[str, str] | None,
    steps: tuple[str, ...],
    problems: Problems,
) -> tuple[PromiseField, ...]:
    if party is None:
        return ()
    own = {one.step: one for one in party.commitments.all()}
    found = []
    for step in steps_of(page.pathway, tuple(party.actors)):
        kept = own.get(step.id)
        actors = tuple(party.actors)
        theirs = is_their_limit(page.pathway, step, actors)
        days = kept.days if kept else step.limit.days if theirs else None
        is_responsible = step.responsible in party.actors
        text = kept.text if kept else step.commitment if is_responsible else ""
        typed = promised or {}
        found.append(
            PromiseField(
                step=step,
                name=box_name(page.pathway, step.id),
                is_their_limit=theirs,
                is_chosen=step.id in steps if promised is not None else kept is not None,
                is_responsible=is_responsible,
                text=typed.get(f"{TEXT}{step.id}", text),
                days=typed.get(f"{DAYS}{step.id}", str(days or "")),
                error=problems.fields.get(step.id, ""),
            )
        )
    return tuple(found)
