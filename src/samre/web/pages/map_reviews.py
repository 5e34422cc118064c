"""What the review of a draft shows: what differs, the law paragraph by paragraph, what is missing, and what is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.roles import Role
from samre.casework.rules.deadlines import working_day
from samre.governance.models import Decision, Draft, DraftState, LawMark, MapVersion, Sitting
from samre.governance.queries.brief_changes import brief_of
from samre.governance.queries.drafts import writes_map
from samre.governance.queries.names import signer_of
from samre.governance.queries.proofs import Warned, proof_of, warned
from samre.governance.queries.published import DecisionShown, decision_shown
from samre.governance.queries.sittings import held_now
from samre.governance.rules.law_texts import text_address
from samre.governance.rules.news import proposed_news
from samre.governance.rules.permissions import who_wrote, why_not_mark
from samre.governance.rules.proof_places import heading_of
from samre.governance.rules.proving import Proved
from samre.governance.rules.reviewing import Kind, Paragraph, obstacles, paragraphs, text_mark, who_marks

from ..forms.problems import Problems
from .map_drafts import DraftPage, draft_page
from .map_impact import OpenShown, open_cases
from .map_versions import DAYS_TO_REVIEW
from .review_grounds import Checks, Trial, trials_of, unchecked_in

NOTICES = {
    "lagrum": "Bedömningen är sparad. Den gäller så länge förslaget säger samma sak.",
    "dagen": "Första dagen är satt. Allt om förslaget visas nu så som kartan står den dagen.",
    "lagt": "Förslaget ligger nu för beslut i styrgruppen.",
    "tillbaka": "Förslaget går att skriva på igen.",
    "beslutat": "Beslutet är sparat.",
}
# How many days ahead a new version is proposed to begin: time to tell everybody and change the A4 on the wall.
DAYS_TO_BEGIN = 14
_KEY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphShown:
    """A paragraph to read. `key` names its fields and changes with its words; `chosen` and `note` are what stands in them.
    `same_as`: the paragraph above where the same change has been told already."""

    key: str
    paragraph: Paragraph
    url: str
    chosen: str
    note: str
    by_name: str
    error: str
    same_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """A draft under review. `missing`: what has to be done first, each with where; `decisions`: what has been decided before;
    `begins`: the day it was laid for, else the one that is in it; `has_passed`: whether that day has been; `as_of`: the first day
    that is in it, where it has another than the version it builds on; `who_marks`: who reads the law; `not_mine`: why that is not
    the reader, empty when it is; `trials`: what came of its runs; `unchecked`: amounts nobody has compared with a source."""

    base: DraftPage
    paragraphs: tuple[ParagraphShown, ...]
    unread: int
    wrong: int
    missing: tuple[tuple[str, str], ...]
    warned: tuple[tuple[str, Warned], ...]
    decisions: tuple[DecisionShown, ...]
    verdicts: tuple[tuple[str, str], ...]
    begins: date | None
    as_of: date | None
    review: date | None
    proposed: Mapping[str, str]
    is_reviewed: bool
    is_approved: bool
    has_passed: bool
    who_marks: str
    not_mine: str
    may_mark: bool
    may_submit: bool
    may_take_back: bool
    may_decide: bool
    may_publish: bool
    wrote_it: bool
    trials: tuple[Trial, ...] = ()
    unchecked: Checks = field(default_factory=Checks)
    notice: str = ""
    problems: Problems = field(default_factory=Problems)

    @property
    def read_by(self) -> tuple[str, ...]:
        """Who has compared it with the law."""
        return tuple(dict.fromkeys(one.by_name for one in self.paragraphs if one.by_name))


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidePage:
    """What the steering group decides on. `open`: what it would do to the open cases, where there is something to decide.
    `only_reads`: who decides, and why the reader does not; empty for one who does when it lies for decision."""

    review: ReviewPage
    only_reads: str
    open: OpenShown | None
    outcomes: tuple[tuple[str, str, str], ...]
    sittings: tuple[Sitting, ...]
    problems: Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPage:
    """What is published, and the words it is told with. `open`: what it would do to the open cases, where it can be published."""

    review: ReviewPage
    open: OpenShown | None
    number: int
    news: str
    problems: Problems


_OUTCOMES = {
    Decision.Outcome.APPROVED: "Förslaget kan publiceras som en ny version.",
    Decision.Outcome.RETURNED: "Förslaget går tillbaka och skrivs vidare. Skriv vad som ska göras.",
    Decision.Outcome.DECLINED: "Förslaget blir inte av i den här formen.",
}


def review_page(
    actor: Actor, draft: Draft, *, notice: str = "", problems: Problems | None = None
) -> ReviewPage:
    """The review of a draft, for who looks at it."""
    on, writes = timezone.localdate(), writes_map(actor)
    problems = Problems() if problems is None else problems
    proved = proof_of(draft, on=on)
    found = () if proved.pathway is None else paragraphs(draft, proved.pathway)
    wrote, not_mine = actor.user_id in who_wrote(draft), why_not_mark(actor, draft)
    decides = actor.role == Role.BOARD and actor.authority_id == draft.keeper_id
    is_reviewed = draft.state == DraftState.REVIEWED
    as_of = _first_day(draft, proved)
    is_laid = draft.is_decided_on or draft.state == DraftState.PUBLISHED
    begins = draft.valid_from if is_laid else as_of
    decided = draft.decisions.select_related("draft", "sitting", "by").order_by("-at")
    return ReviewPage(
        base=draft_page(actor, draft),
        paragraphs=_told_once(_shown(one, proved.pathway, problems, actor) for one in found),
        unread=sum(one.mark is None for one in found),
        wrong=sum(one.mark is not None and one.mark.verdict == LawMark.Verdict.WRONG for one in found),
        missing=tuple(
            (one.text, _where(draft, one.kind)) for one in obstacles(draft, revision=draft.revision, on=on)
        ),
        warned=_warned(draft, proved),
        decisions=tuple(decision_shown(row, actor) for row in decided),
        verdicts=tuple(LawMark.Verdict.choices),
        begins=begins,
        as_of=as_of,
        review=draft.next_review if is_laid else None,
        proposed=_proposed_days(as_of, on),
        is_reviewed=is_reviewed,
        is_approved=draft.state == DraftState.APPROVED,
        has_passed=draft.ended_at is None and begins is not None and begins < on,
        who_marks=who_marks(draft),
        not_mine=not_mine,
        may_mark=not not_mine and draft.ended_at is None,
        may_submit=writes and draft.is_open,
        may_take_back=writes and draft.is_decided_on,
        may_decide=decides and is_reviewed and not wrote,
        may_publish=writes and draft.state == DraftState.APPROVED,
        wrote_it=decides and is_reviewed and wrote,
        trials=trials_of(draft),
        unchecked=Checks()
        if proved.pathway is None
        else unchecked_in(draft.keeper_id, proved.pathway, on=proved.day),
        notice=notice,
        problems=problems,
    )


def decide_page(actor: Actor, draft: Draft, *, problems: Problems) -> DecidePage:
    """The draft as it lies before the steering group, with the form of the decision."""
    review = review_page(actor, draft)
    return DecidePage(
        review=review,
        only_reads=_why_not_decide(actor, draft),
        open=open_cases(actor, draft) if review.may_decide else None,
        outcomes=tuple(
            (outcome.value, outcome.label, hint)
            for outcome, hint in _OUTCOMES.items()
            if not (review.has_passed and outcome == Decision.Outcome.APPROVED)
        ),
        sittings=held_now(draft.keeper_id, on=timezone.localdate()),
        problems=problems,
    )


def _why_not_decide(actor: Actor, draft: Draft) -> str:
    """Who decides on a draft and why the reader does not, in words; empty for one who may."""
    sits = actor.role == Role.BOARD and actor.authority_id == draft.keeper_id
    group = f"{'Någon annan i styrgruppen' if sits else 'Styrgruppen'} hos {draft.keeper.name} beslutar."
    if actor.user_id in who_wrote(draft):
        return f"{group} Du har själv skrivit på förslaget. Den som har skrivit beslutar aldrig."
    if sits:
        return ""
    if actor.role == Role.BOARD:
        return f"{group} Du sitter inte i den."
    return f"{group} Som {Role(actor.role).label.lower()} läser du förslaget men beslutar inte."


def publish_page(actor: Actor, draft: Draft, *, problems: Problems) -> PublishPage:
    """The draft that has the steering group's yes, with the news as it is proposed or was typed."""
    review = review_page(actor, draft)
    newest = MapVersion.objects.filter(keeper_id=draft.keeper_id).defer("files").latest("number")
    typed = problems.values.get("nyhet")
    return PublishPage(
        review=review,
        open=open_cases(actor, draft) if review.may_publish else None,
        number=newest.number + 1,
        news=_news(draft) if typed is None else typed,
        problems=problems,
    )


def _first_day(draft: Draft, proved: Proved) -> date | None:
    begins = None if proved.pathway is None else proved.pathway.valid_from
    return None if begins == draft.based_on.valid_from else begins


def _proposed_days(as_of: date | None, on: date) -> Mapping[str, str]:
    """The first day that is set, else one that leaves time to tell everybody; and the day for the next review."""
    begins = as_of if as_of and as_of >= on else working_day(on + timedelta(days=DAYS_TO_BEGIN))
    again = working_day(begins + timedelta(days=DAYS_TO_REVIEW))
    return {"gäller_från": begins.isoformat(), "nästa_översyn": again.isoformat()}


def _news(draft: Draft) -> str:
    if draft.valid_from is None:
        return ""
    return proposed_news([one.text for one in brief_of(draft.pk)], begins=draft.valid_from)


def _told_once(shown: Iterable[ParagraphShown]) -> tuple[ParagraphShown, ...]:
    """Each paragraph; one whose change an earlier one has too names that one."""
    first: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}
    found = []
    for one in shown:
        what = one.paragraph
        name = first.setdefault((what.new, what.gone), what.name)
        found.append(one if name == what.name else replace(one, same_as=name))
    return tuple(found)


def _shown(one: Paragraph, pathway: object, problems: Problems, actor: Actor) -> ParagraphShown:
    key = text_mark(one.text)[:_KEY]
    laws = getattr(pathway, "laws", {})
    url = text_address(laws[one.law]) if one.law in laws else ""
    mark = one.mark
    typed = problems.values.get(f"bedömning-{key}")
    return ParagraphShown(
        key=key,
        paragraph=one,
        url=url,
        chosen=typed if typed is not None else mark.verdict if mark else "",
        note=problems.values.get(f"anmärkning-{key}", mark.note if mark else ""),
        by_name="" if mark is None else signer_of(mark, reader=actor.user_id),
        error=problems.fields.get(f"anmärkning-{key}", ""),
    )


def _warned(draft: Draft, proved: Proved) -> tuple[tuple[str, Warned], ...]:
    """The new warnings, each with what it says in words."""
    if proved.pathway is None:
        return ()
    new = (one for one in warned(draft, proved) if one.standing != "old")
    return tuple((heading_of(proved.pathway, one.item), one) for one in new)


def _where(draft: Draft, kind: Kind) -> str:
    """The page, or the place on this one, where something that is missing is done."""
    if kind in ("law", "wrong"):
        return "#lagrum"
    name = {
        "change": "web:draft-parts",
        "newer": "web:draft",
        "proof": "web:draft-proof",
        "warnings": "web:draft-proof",
    }[kind]
    return reverse(name, args=[draft.pk]) + ("#varningar" if kind == "warnings" else "")
