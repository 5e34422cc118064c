"""Samverkan in a filled database: what the demo's own actions did in a few cases of a kommun, told again in others, row by row.

Every unit of a load works with a unit of its own at each of the other authorities: an inbox is no longer at 200,000 cases than at
2,000.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, reduce
from operator import or_
from random import Random
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment, Authority, Unit, User
from samre.accounts.roles import AuthorityKind, Role
from samre.accounts.scope import acting_in
from samre.sealing.fields import SealedField
from samre.sealing.ids import new_id

from ..models import (
    ActivityMark,
    AgendaPoint,
    AgreedMeasure,
    Attendance,
    Case,
    Consent,
    ConsentEvent,
    ConsentScope,
    Consultation,
    ConsultationQuestion,
    ConsultationReply,
    Delivery,
    DeliveryAnswer,
    Disclosure,
    DisclosureAnswer,
    Intervention,
    Meeting,
    MeetingReply,
    Minutes,
    PaperDraft,
    Participant,
    Placement,
    PlacementReport,
    Plan,
    PlanActivity,
    PlanFollowUp,
    PreparedConsent,
    WeeklyNote,
    WorkReport,
)
from ..rules.inbox import reference_of
from .content import Content, content
from .samverkan import fill_samverkan
from .tables import Ready, Table

# In this order a row never names one that is not yet there.
OWN: tuple[type[models.Model], ...] = (
    Consent, ConsentScope, ConsentEvent, PreparedConsent, Disclosure, DisclosureAnswer, Consultation, ConsultationQuestion,
    ConsultationReply, Meeting, Participant, AgendaPoint, Minutes, MeetingReply, AgreedMeasure, Plan, PlanActivity, ActivityMark,
    PlanFollowUp, Placement, PlacementReport, PaperDraft,
)  # fmt: skip
THEIRS: tuple[type[models.Model], ...] = (Delivery, DeliveryAnswer, Attendance, WeeklyNote, WorkReport)
PARTNERS = {
    AuthorityKind.FK: Role.PARTNER, AuthorityKind.AF: Role.PARTNER, AuthorityKind.REGION: Role.PARTNER, AuthorityKind.ASF: Role.ASF,
}  # fmt: skip
# A stored file would be most of the database, and nothing that is measured reads it.
HEADS: Mapping[type[models.Model], str] = {
    Consent: "samtycke", Disclosure: "skickat", Consultation: "konsultation", Meeting: "möte", Plan: "plan", Placement: "insats",
    PaperDraft: "brev",
}  # fmt: skip
UNIT_NAME, USERNAME = "Påhittad enhet", "påhittad."
BEGAN, CERTIFIED = timedelta(days=400), timedelta(days=60)
FILE = Ready(b"%PDF-1.7 p\xc3\xa5hittad")
EARLIER_DAYS = 14
# As many cases are looked through for what to tell again.
FIRST = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """A row to tell again: its values, sealed ones as bytes."""

    model: type[models.Model]
    id: UUID
    values: Mapping[str, Any]


# Everything that hangs together: a disclosure with its answers, its consent and what the receiver has.
Story = Sequence[Told]
Stories = Mapping[str, Sequence[Story]]


@dataclass(frozen=True, slots=True)
class Partners:
    """The units of other authorities that a unit works with, by authority, and who works there."""

    units: Mapping[UUID, UUID]
    people: Mapping[UUID, UUID]


def stories_of(kommun: Authority, *, texts: Content, seed: int, on: date) -> Stories:
    """Kind (`fördelning.samverkan`) → what was done of it in the kommun, by the demo's own actions. The caller is in its scope."""
    if not Consent.objects.filter(owner=kommun).exists():
        fill_samverkan(kommun, content=texts, seed=seed, on=on)
    # The actions asked every unit there is: what went to those of a load is left out, or somebody would get it twice.
    made = set(Unit.objects.filter(name__startswith=UNIT_NAME).values_list("pk", flat=True)) - set(
        kommun.units.values_list("pk", flat=True)
    )
    rows = {row.id: row for row in _rows(kommun) if not made & set(_uuids(row))}
    found: defaultdict[str, list[Story]] = defaultdict(list)
    for head in [row for row in rows.values() if row.model in HEADS]:
        if head.values.get("result_id") is None and head.values.get("record_id") is None:
            found[_kind(head)].append(_with_all(head, rows))
    return found


class Cooperation:
    """Tells stories again in a unit's cases, and writes them table by table."""

    def __init__(self, stories: Stories, *, unit: str, on: date, rng: Random) -> None:
        self.stories, self.rng = stories, rng
        told = (row.values for kind in stories.values() for story in kind for row in story)
        self._acted = {values.get("case_id") for values in told}
        self.partners = _make_partners(unit, on=on)
        self._was = dict(Unit.objects.values_list("pk", "authority_id"))
        self._worked = dict(Assignment.objects.values_list("user_id", "unit__authority_id"))
        self.tables = {model: Table(model) for model in (*OWN, *THEIRS)}
        self._theirs: defaultdict[UUID, list[Told]] = defaultdict(list)

    def add(self, case: UUID, handler: Actor) -> None:
        """What happens in one case, by the shares; nothing more in one that somebody acted in."""
        if case in self._acted:
            return
        for kind, share in content()["fördelning"]["samverkan"].items():
            if self.stories.get(kind) and self.rng.random() < share:
                self._tell(self.rng.choice(self.stories[kind]), case, handler)

    def write(self) -> int:
        """The kommun's rows in the caller's scope, and those of each other authority in its own; gives how many."""
        written = sum(self.tables[model].write() for model in OWN)
        for authority, rows in self._theirs.items():
            for row in rows:
                self.tables[row.model].add(row.values)
            with acting_in(authority):
                written += sum(self.tables[model].write() for model in THEIRS)
        self._theirs.clear()
        return written

    def _tell(self, story: Story, case: UUID, handler: Actor) -> None:
        ids = {row.id: new_id() for row in story}
        # An order has its days in its snapshot as well.
        is_dated = any(row.model is Placement for row in story)
        earlier = timedelta(days=0 if is_dated else self.rng.randrange(EARLIER_DAYS))
        for row in story:
            values = {
                name: self._value(row, name, value, ids, case, handler) for name, value in row.values.items()
            }
            values |= {name: value - earlier for name, value in values.items() if isinstance(value, date)}
            if "reference" in values and row.model is not Consent:
                values["reference"] = reference_of(ids[row.id])
            if row.model in THEIRS:
                self._theirs[values["owner_id"]].append(Told(row.model, row.id, values))
            else:
                self.tables[row.model].add(values)

    def _value(
        self, row: Told, name: str, value: Any, ids: Mapping[UUID, UUID], case: UUID, handler: Actor
    ) -> Any:
        if not isinstance(value, UUID):
            return value
        if value in ids:
            return ids[value]
        related = _related(row.model).get(name)
        if related is Case:
            return case
        if related is Unit:
            return self.partners.units.get(self._was[value], value)
        if related is User:
            return self.partners.people.get(self._worked.get(value, value), handler.user_id)
        # A step, a task or a note: this case has none of its own to name.
        return value if related in (None, Authority, Intervention) else None


def _rows(kommun: Authority) -> Iterator[Told]:
    """All there is of samverkan in the kommun's first cases, and what others have from it; each after what it names."""
    cases = list(Case.objects.filter(owner=kommun).order_by("number").values_list("pk", flat=True)[:FIRST])
    ids: set[UUID] = set()
    for model in OWN:
        belongs = Q(case__in=cases) if model in HEADS else _belongs(model, ids)
        for row in _read(model._default_manager.filter(belongs, owner=kommun)):
            ids.add(row.id)
            yield row
    for authority in Authority.objects.filter(kind__in=PARTNERS, is_demo=kommun.is_demo):
        with acting_in(authority.pk):
            for model in THEIRS:
                for row in _read(model._default_manager.filter(_belongs(model, ids), owner=authority)):
                    ids.add(row.id)
                    yield row


def _belongs(model: type[models.Model], ids: set[UUID]) -> Q:
    return reduce(or_, (Q(**{f"{name}__in": ids}) for name in _named(model)))


def _read(rows: models.QuerySet[Any]) -> Iterator[Told]:
    sealed = {one.attname: one for one in rows.model._meta.concrete_fields if isinstance(one, SealedField)}
    for row in rows.order_by("pk"):
        values = {one.attname: getattr(row, one.attname) for one in rows.model._meta.concrete_fields}
        for name, column in sealed.items():
            if values[name] is not None:
                values[name] = FILE if name == "packet" else Ready(column.to_bytes(values[name]))
        yield Told(rows.model, row.pk, values)


def _uuids(row: Told) -> Iterator[UUID]:
    return (value for value in row.values.values() if isinstance(value, UUID))


def _kind(head: Told) -> str:
    """What the share of a story is called."""
    if head.model is Disclosure:
        return "skickat" if head.values["sent_at"] else "påbörjat"
    return HEADS[head.model]


def _with_all(head: Told, rows: Mapping[UUID, Told]) -> Story:
    """The consent it rests on, itself, and all that belongs to it."""
    ids = {head.id} | ({head.values["consent_id"]} & rows.keys() if "consent_id" in head.values else set())
    for row in rows.values():
        if row.model not in HEADS and any(row.values.get(name) in ids for name in _named(row.model)):
            ids.add(row.id)
    return [row for row in rows.values() if row.id in ids]


@cache
def _related(model: type[models.Model]) -> Mapping[str, Any]:
    """Column → what it names, for those that name a row."""
    return {one.attname: one.related_model for one in model._meta.concrete_fields if one.is_relation}


@cache
def _named(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that say what a row belongs to."""
    return (
        ("source_ref",)
        if model is Delivery
        else tuple(name for name, related in _related(model).items() if related in (*OWN, Delivery))
    )


def _make_partners(name: str, *, on: date) -> Partners:
    """A unit with somebody at it for each fictional authority of the kinds that are worked with."""
    units, people = {}, {}
    for authority in Authority.objects.filter(kind__in=PARTNERS, is_demo=True).order_by("id"):
        unit = Unit.objects.create(authority=authority, name=name)
        user = User(
            username=f"{USERNAME}{name.rpartition(' ')[2]}.{authority.kind}", name=f"Prov {authority.short}"
        )
        user.set_unusable_password()
        user.save()
        given = {"valid_from": on - BEGAN, "certified_on": on - CERTIFIED}
        Assignment.objects.create(
            user=user, unit=unit, role=PARTNERS[AuthorityKind(authority.kind)], title="Handläggare", **given
        )
        units[authority.pk], people[authority.pk] = unit.pk, user.pk
    return Partners(units, people)
