"""One letter that is being written: what its form may know of the case, its parts with what was changed, and their paper."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.certificate.read import from_json
from samre.certificate.wording import in_words
from samre.pathway.model import Pathway

from ..documents.forms.known import CertificateTold, Covered, Known, StepTold
from ..documents.forms.letterhead import sender_for
from ..documents.forms.own import FILLERS
from ..documents.forms.written import finished, parts_of
from ..documents.paper import Paper
from ..documents.paper_parts import Edits, OneOf, Part
from ..documents.paper_text import paper_text
from ..documents.part_blocks import edited
from ..models import Case, CasePeriod, CertificateFile, Deadline, OpenStep, PaperDraft, StepState
from ..rules.disclosures import ground_of
from ..rules.paper_words import form_words
from ..rules.settings import case_rules, pathway_of
from .case_facts import case_standing
from .case_frame import actor_name, step_name
from .letter_answers import letter_answers
from .letter_contacts import contacts_known, receiver_of
from .letter_covers import letter_covers, letter_not_covered
from .letter_offers import letter_offers
from .timeline_words import deadline_name

# What of a letter is no part of its text.
RECEIVER, ANSWER_BY, WAY = "till", "svar_senast", "hur"
BY_US = "ja-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A draft as it stands: its parts, and the paper they make today.

    `to`: the receiver's lines. `way`: how it gets there ("nej": the person brings it, "" where the form has no such choice);
    `cover`: the consent it is sent on. `digest`: of the paper, so that what is finished is what was looked at.
    """

    draft: PaperDraft
    known: Known
    parts: tuple[Part, ...]
    paper: Paper
    to: str
    answer_by: date | None
    way: str
    cover: Covered | None
    needs_way: bool

    @property
    def digest(self) -> str:
        return hashlib.sha256(paper_text(self.paper).encode()).hexdigest()

    @property
    def telling(self) -> Mapping[str, Any]:
        """What the form tells of, to whom and what for, where the kommun sends it: on consent, or on a ground of its own."""
        words = form_words(self.draft.form)
        return dict(words.get("samtycke" if self.cover else "lämnar_ut", {}))

    @property
    def ground(self) -> str:
        """The ground of its own that it is sent on, in words; empty where consent or nothing lets it out."""
        words = {} if self.cover else form_words(self.draft.form).get("lämnar_ut", {})
        return ground_of(words["grund"]).name.lower() if words else ""

    @property
    def asked_of(self) -> str:
        """Which of the receivers of the form was chosen; empty where there are none to choose among."""
        return next(
            (part.chosen for part in self.parts if isinstance(part, OneOf) and part.id == "mottagare"), ""
        )

    @property
    def receiver_kind(self) -> str:
        """What kind of receiver it goes to."""
        return str(self.telling.get("mottagare") or self.asked_of)

    @property
    def needs_receiver(self) -> bool:
        """Whether the paper goes to somebody."""
        words = form_words(self.draft.form)
        return (
            "till" in words or "till_personen" in words or any(part.id == "mottagare" for part in self.parts)
        )


def find_draft(case: Case, draft: UUID) -> PaperDraft | None:
    """The draft, for actions; None where the case has none with that id."""
    found = (
        PaperDraft.objects.filter(case=case, pk=draft, dropped_at__isnull=True)
        .select_related("record")
        .first()
    )
    if found is not None:
        found.case = case
    return found


def written(
    draft: PaperDraft, actor: Actor, *, edits: Edits | None = None, on: date | None = None
) -> Written:
    """A draft with its own edits, or with `edits` that are not kept yet."""
    changed = draft.edits if edits is None else edits
    day = on or timezone.localdate()
    answer_by = _answer_by(draft, changed)
    known = known_of(draft.case, actor, draft.form, about=draft.about, answer_by=answer_by, on=day)
    filled = FILLERS[draft.form](known)
    parts = edited(parts_of(draft.form, known, filled), changed)
    to = str(changed.get(RECEIVER, {}).get("text", receiver_of(draft.form, known, parts)))
    way = next((part.chosen for part in parts if isinstance(part, OneOf) and part.id == WAY), "")
    return Written(
        draft=draft,
        known=known,
        parts=parts,
        paper=finished(draft.form, known, filled, parts, to=to),
        to=to,
        answer_by=answer_by,
        way=way,
        cover=next((item for item in known.covered if way == f"{BY_US}{item.receiver}"), None),
        needs_way=any(isinstance(part, OneOf) and part.id == WAY for part in parts),
    )


def known_of(
    case: Case, actor: Actor, form: str, *, about: UUID | None, answer_by: date | None, on: date
) -> Known:
    """The case as a form sees it."""
    pathway = pathway_of(case.pathway)
    standing = case_standing(case, on=on)
    return Known(
        case=case,
        pathway=pathway,
        on=on,
        answer_by=answer_by,
        facts=standing.facts,
        evaluation=standing.evaluation,
        sender=sender_for(case, actor),
        certificate=_certificate(case, about),
        steps=_steps(case, pathway),
        covered=letter_covers(case, form),
        not_covered=letter_not_covered(case, form),
        answers=letter_answers(case, form),
        offers=letter_offers(case, actor, on=on) if form_words(form).get("erbjuder") else (),
        **contacts_known(case, form, standing.evaluation.primary or "", on=on),
        last_days=_last_days(case, form),
        period=_period(case),
    )


def _answer_by(draft: PaperDraft, edits: Edits) -> date | None:
    """The day written, else that of the form counted from the day the letter was begun; a text that is no day is that too."""
    length = form_words(draft.form).get("svarstid_dagar")
    if length is None:
        return None
    text = str(edits.get(ANSWER_BY, {}).get("text", ""))
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate(draft.at) + timedelta(days=int(length))


def _certificate(case: Case, about: UUID | None) -> CertificateTold | None:
    rows = list(CertificateFile.objects.filter(case=case).defer("original", "likeness"))
    rows.sort(key=lambda row: (row.signed_on or row.received_on, row.at, row.pk))
    row = next((row for row in rows if row.pk == about), rows[-1] if rows else None)
    if row is None:
        return None
    return CertificateTold(
        id=row.pk,
        certificate=from_json(row.read),
        signed=row.signed_on,
        first=row.starts_on,
        last=row.ends_on,
        previous=tuple(from_json(one.read) for one in rows[: rows.index(row)]),
    )


def _steps(case: Case, pathway: Pathway) -> tuple[StepTold, ...]:
    hidden = case.person.is_protected
    rows = OpenStep.objects.filter(case=case).order_by("since", "pk")
    return tuple(
        StepTold(
            id=row.step,
            name=step_name(pathway, row.step),
            holder=actor_name(pathway, row.responsible) if hidden or not row.party else row.party,
            ended=timezone.localdate(row.ended_at) if row.ended_at else None,
            done=row.state == StepState.DONE,
            waits_for=actor_name(pathway, row.waiting_for) if row.waiting_for else "",
            until=row.waiting_until,
        )
        for row in rows
    )


def _last_days(case: Case, form: str) -> tuple[tuple[str, date], ...]:
    rules = form_words(form).get("frister", ())
    rows = Deadline.objects.filter(case=case, rule__in=rules, met_on__isnull=True, lapsed=False)
    return tuple((deadline_name(row.rule), row.due) for row in rows.order_by("due", "pk"))


def _period(case: Case) -> Mapping[str, str]:
    """The newest period of the case in words."""
    row = CasePeriod.objects.filter(case=case).order_by("-opened_on", "-pk").first()
    if row is None:
        return {}
    incomes = case_rules()["försörjning"]
    return {
        "mål": row.outcome,
        "försörjning_före": incomes.get(row.income_before, ""),
        "försörjning_efter": incomes.get(row.income_after, ""),
        "öppnat": in_words(row.opened_on),
        "avslutat": in_words(row.closed_on) if row.closed_on else "",
        "skäl": row.reason,
        "följs_upp": "" if row.closed_on is None else "ja" if row.follow_up_on else "nej",
    }
