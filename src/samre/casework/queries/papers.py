"""The letters and forms of a case: those the step asks for, all others, those begun, and those that have gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samre.accounts.actors import Actor
from samre.accounts.protected import ColleagueNames
from samre.pathway.model import Pathway

from ..documents.forms.own import FILLERS
from ..models import Case, OpenStep, PaperDraft, Record
from ..models.steps import LIVE
from ..rules.paper_words import paper_words
from ..rules.settings import pathway_of
from .case_frame import HIDDEN, step_name

NEWEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A form that can be written. `page`: the name of the page where it is made, empty when it is written here.
    `is_ours`: False for another authority's own blankett, which is only pointed at."""

    id: str
    name: str
    text: str
    page: str
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A letter that is being written."""

    id: UUID
    form: str
    name: str
    begun_at: datetime
    begun_by: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRow:
    """A letter that has gone, as it was kept. `party` is hidden where the person is protected; `sha` is the start of the hash."""

    id: UUID
    draft: UUID | None
    number: str
    name: str
    party: str
    on: date
    sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersPage:
    """Letters and forms of a case. `step`: the step that `recommended` are for."""

    step: str
    recommended: tuple[FormRow, ...]
    others: tuple[FormRow, ...]
    drafts: tuple[DraftRow, ...]
    sent: tuple[SentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersCard:
    """For the hub: the forms of the step that goes on, how many drafts there are, and the newest that went."""

    recommended: tuple[FormRow, ...]
    drafts: int
    sent: tuple[SentRow, ...]


def papers_page(case: Case, actor: Actor) -> PapersPage:
    """Four queries."""
    pathway = pathway_of(case.pathway)
    steps = _live_steps(case)
    named = _forms_of(pathway, [*steps, case.recommended])
    ours = [id_ for id_ in pathway.forms if is_made_here(id_)]
    return PapersPage(
        step=step_name(pathway, steps[0] if steps else case.recommended) if named else "",
        recommended=tuple(_row(pathway, id_) for id_ in named),
        others=tuple(_row(pathway, id_) for id_ in sorted(ours, key=_place) if id_ not in named),
        drafts=_drafts(case, actor, pathway),
        sent=sent_papers(case),
    )


def papers_card(case: Case, on: date) -> PapersCard:
    """The same in short."""
    pathway = pathway_of(case.pathway)
    named = _forms_of(pathway, [*_live_steps(case), case.recommended])
    return PapersCard(
        recommended=tuple(_row(pathway, id_) for id_ in named if is_made_here(id_)),
        drafts=PaperDraft.objects.filter(
            case=case, finished_at__isnull=True, dropped_at__isnull=True
        ).count(),
        sent=sent_papers(case)[:NEWEST],
    )


def sent_papers(case: Case) -> tuple[SentRow, ...]:
    """Every letter that was finished in the case, the newest first."""
    pathway, hidden = pathway_of(case.pathway), case.person.is_protected
    drafts = PaperDraft.objects.filter(case=case, record__isnull=False).select_related("record")
    found = [(draft, draft.record) for draft in drafts.defer("edits", "record__content") if draft.record]
    found.sort(key=lambda pair: (pair[1].registered_on, pair[1].number), reverse=True)
    return tuple(_sent(draft, record, pathway, hidden=hidden) for draft, record in found)


def is_made_here(form: str) -> bool:
    """Whether the form is the kommun's own: written from a case, here or on its own page."""
    return form in FILLERS or form in paper_words()["egna_sidor"]


def _live_steps(case: Case) -> list[str]:
    rows = OpenStep.objects.filter(case=case, state__in=LIVE).order_by("due", "pk")
    return list(rows.values_list("step", flat=True))


def _forms_of(pathway: Pathway, steps: Iterable[str]) -> list[str]:
    """The forms that the steps name, each once, in the order of the steps."""
    named = (form for id_ in steps if id_ in pathway.steps for form in pathway.steps[id_].forms)
    return list(dict.fromkeys(named))


def _row(pathway: Pathway, id_: str) -> FormRow:
    form = pathway.forms[id_]
    return FormRow(
        id=id_,
        name=form_name(pathway, id_),
        text=form.text,
        page=paper_words()["egna_sidor"].get(id_, ""),
        is_ours=is_made_here(id_),
    )


def _place(form: str) -> int:
    return int(form[1:]) if form[1:].isdigit() else 0


def _drafts(case: Case, actor: Actor, pathway: Pathway) -> tuple[DraftRow, ...]:
    names = ColleagueNames(actor.authority_id)
    rows = PaperDraft.objects.filter(case=case, finished_at__isnull=True, dropped_at__isnull=True).defer(
        "edits"
    )
    return tuple(
        DraftRow(
            id=row.pk,
            form=row.form,
            name=form_name(pathway, row.form),
            begun_at=row.at,
            begun_by=names.of(row.by_name),
            changed_at=row.changed_at,
        )
        for row in rows.order_by("-at", "-pk")
    )


def form_name(pathway: Pathway, form: str) -> str:
    """What a form is called on the map; its id where the map no longer has it."""
    return pathway.forms[form].name if form in pathway.forms else form


def _sent(draft: PaperDraft, record: Record, pathway: Pathway, *, hidden: bool) -> SentRow:
    return SentRow(
        id=record.pk,
        draft=draft.pk,
        number=record.number,
        name=form_name(pathway, draft.form),
        party=HIDDEN if hidden else record.party,
        on=record.registered_on,
        sha=record.sha256[:12],
    )
