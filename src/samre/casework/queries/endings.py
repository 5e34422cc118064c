"""What goes on with others in a case, and what becomes of each when the case is closed (avslut.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db.models import Count, Model

from samre.definitions import read_yaml

from ..models import (
    Case,
    CaseEvent,
    Consultation,
    ConsultationState,
    Disclosure,
    DisclosureState,
    Meeting,
    MeetingState,
    PaperDraft,
    Placement,
    PlacementState,
    Plan,
    PlanState,
    PreparedConsent,
)
from ..models.plans import PlanFollowUp
from ..rules.consultations import consultation_rules
from ..rules.paper_words import form_words
from ..rules.placements import shown_supplier
from .disclosures import shown_receiver

FIRST = "forst"
# The event of a closing, and what in it says how many of each kind ended with the case; its steps and tasks are counted too.
CLOSED, ENDED, STEPS, TASKS = "case.close", "ended", "steg", "bevakning"


@dataclass(frozen=True, slots=True)
class Ending:
    """One thing that goes on. `kind`: its row of avslut.yaml; `what` and `then`: it, and what becomes of it, in words."""

    kind: str
    row: Model
    what: str
    then: str
    stands_first: bool

    @property
    def id(self) -> str:
        return str(self.row.pk)


@lru_cache(maxsize=1)
def ending_rules() -> Mapping[str, Any]:
    """avslut.yaml as it stands."""
    return dict(read_yaml("avslut.yaml"))


def case_endings(case: Case, *, at: datetime) -> tuple[Ending, ...]:
    """All that goes on, in the order it is dealt with."""
    rows = ending_rules()["rader"]
    found = [
        Ending(
            kind=kind,
            row=row,
            what=str(rows[kind]["vad"]).format(namn=name),
            then=str(rows[kind]["sen"]),
            stands_first=rows[kind]["gör"] == FIRST,
        )
        for kind, row, name in (
            *_talks(case, at),
            *_plans(case),
            *_placements(case),
            *_disclosures(case),
            *_texts(case),
        )
    ]
    order = list(rows)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def contradictions(endings: tuple[Ending, ...]) -> dict[str, str]:
    """Outcome → what to read before it is chosen: it says that there is something which the closing takes away."""
    kinds = {one.kind for one in endings}
    rows = ending_rules()["motsägs"]
    return {outcome: str(row["text"]) for outcome, row in rows.items() if row["rad"] in kinds}


def ended_with(case: Case) -> tuple[str, ...] | None:
    """What was ended with the case when it was closed last, a sentence each, for the receipt; None where that was not kept."""
    event = CaseEvent.objects.filter(case=case, kind=CLOSED).order_by("-at", "-pk").first()
    if event is None or ENDED not in event.data:
        return None
    words, found = ending_rules()["kvitto"]["rader"], []
    for kind, row in words.items():
        if count := int(event.data[ENDED].get(kind, 0)):
            found.append(str(row["en" if count == 1 else "flera"]).format(antal=count))
    return tuple(found)


def endings_mark(endings: tuple[Ending, ...]) -> str:
    """What was shown, so that nothing else is done."""
    return sha256(" ".join(sorted(f"{one.kind}:{one.id}" for one in endings)).encode()).hexdigest()[:16]


def _talks(case: Case, at: datetime) -> Iterator[tuple[str, Model, str]]:
    names = consultation_rules()
    states = (ConsultationState.DRAFT, ConsultationState.SENT)
    rows = Consultation.objects.filter(case=case, state__in=states).annotate(said=Count("questions__replies"))
    for talk in rows.order_by("at", "pk"):
        held = talk.starts_at is not None and talk.starts_at <= at
        is_first = talk.state == ConsultationState.SENT and (talk.said or held)
        is_draft = talk.state == ConsultationState.DRAFT
        kind = "konsultation" if is_first else "konsultation_utkast" if is_draft else "konsultation_obesvarad"
        yield kind, talk, talk.question or names["former"][talk.form]["namn"]
    gone = (MeetingState.CANCELLED, MeetingState.CLOSED)
    for meeting in Meeting.objects.filter(case=case).exclude(state__in=gone).order_by("starts_at", "pk"):
        coming = meeting.starts_at > at and meeting.state != MeetingState.SHARED
        yield "mote_kommande" if coming else "mote", meeting, meeting.get_kind_display()


def _plans(case: Case) -> Iterator[tuple[str, Model, str]]:
    plan = Plan.objects.filter(case=case, state=PlanState.SETTLED).order_by("-number").first()
    ends = PlanFollowUp.Outcome.ENDS
    if plan is not None and not plan.follow_ups.filter(outcome=ends).exists():
        yield "plan", plan, str(plan.number)
    for draft in Plan.objects.filter(case=case, state=PlanState.DRAFT):
        yield "plan_utkast", draft, ""


def _placements(case: Case) -> Iterator[tuple[str, Model, str]]:
    open_ones = (PlacementState.ORDERED, PlacementState.DRAFT)
    rows = Placement.objects.filter(case=case, state__in=open_ones).select_related("intervention")
    for row in rows.defer("packet").order_by("at", "pk"):
        row.case = case
        yield "insats" if row.state == PlacementState.ORDERED else "insats_utkast", row, shown_supplier(row)


def _disclosures(case: Case) -> Iterator[tuple[str, Model, str]]:
    kinds = {
        DisclosureState.DRAFT: "underlag_utkast",
        DisclosureState.ASSESSED: "underlag_utkast",
        DisclosureState.SENT: "underlag_olast",
        DisclosureState.RECEIVED: "underlag_vantar",
    }
    rows = Disclosure.objects.filter(case=case, state__in=kinds).select_related("receiver", "receiver_unit")
    for row in rows.defer("packet", "snapshot").order_by("at", "pk"):
        row.case = case
        kind = kinds[DisclosureState(row.state)]
        if kind == "underlag_olast" and (row.read_at or row.receiver is None or row.road != "inkorg"):
            kind = "underlag_vantar"
        yield kind, row, shown_receiver(row)


def _texts(case: Case) -> Iterator[tuple[str, Model, str]]:
    drafts = PaperDraft.objects.filter(case=case, finished_at__isnull=True, dropped_at__isnull=True)
    for draft in drafts.order_by("at", "pk"):
        # A letter that was only looked at holds nothing anybody wrote.
        if draft.revision > 1:
            yield "brev_utkast", draft, str(form_words(draft.form).get("namn", draft.form))
    for prepared in PreparedConsent.objects.filter(case=case, is_open=True).order_by("at", "pk"):
        yield "samtycke_text", prepared, ""
