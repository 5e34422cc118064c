"""Insatser of the demo: a catalogue in each kommun, and some people at the social enterprise, with days, weeks and a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from django.utils import timezone

from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.accounts.scope import acting_in
from samre.definitions import read_yaml
from samre.sealing.ids import new_id

from ..actions.asf_work import save_report, send_report, write_week
from ..actions.placement_sending import frozen, send_placement
from ..actions.placements import change_placement, start_placement
from ..documents.forms.b09_order import paper
from ..documents.forms.letterhead import sender_for
from ..models import Attendance, Case, Delivery, Intervention, Placement
from ..models.base import stamp
from ..rules.consent_choices import Scope
from ..rules.interventions import intervention_rules
from ..rules.placements import CONSENT, hash_of
from ..rules.stairs import HOUR, as_rows, plan_of, proposed_stairs
from .content import Content
from .samverkan import give_by_word, handler_of


@lru_cache(maxsize=1)
def demo_interventions() -> Mapping[str, Any]:
    """demo_insatser.yaml as it stands."""
    return dict(read_yaml("demo_insatser.yaml"))


def fill(*, authority: Authority, cases: Sequence[Case], content: Content, rng: Random, on: date) -> int:
    """The catalogue, and where the enterprise works with the kommun, a place each for some of those whom the map sends there."""
    if Intervention.objects.filter(owner=authority).exists():
        return 0
    texts = demo_interventions()
    rows = [_catalogue_row(authority, row, on=on) for row in texts["katalog"]]
    made = len(rows)
    offered = next((row for row in rows if row.unit_id is not None), None)
    if authority.short != texts["kommun"] or offered is None:
        return made
    supervisor = _supervisor(offered.unit)
    if supervisor is None:
        return made
    for case, row in zip(_who(cases), texts["platser"], strict=False):
        _place(case, offered, row, supervisor, on=on)
        made += 1
    return made


def _catalogue_row(authority: Authority, row: Mapping[str, Any], *, on: date) -> Intervention:
    given = dict(row)
    unit = Unit.objects.filter(
        name=given.pop("enhet", ""), authority__kind=AuthorityKind.ASF, authority__is_demo=True
    ).first()
    verified = on - timedelta(days=given.pop("kontrollerad"))
    ends = given.pop("avtal_om_dagar", None)
    lead = Assignment.objects.filter(unit__authority=authority, role=Role.PROCESS_LEAD).first()
    name = lead.user.name if lead else authority.short
    return Intervention.objects.create(
        owner=authority,
        unit=unit,
        verified_on=verified,
        verified_by=name,
        changed_by=name,
        agreement_to=on + timedelta(days=ends) if ends else None,
        **given,
    )


def _supervisor(unit: Unit | None) -> Actor | None:
    found = Assignment.objects.with_names().filter(unit=unit, role=Role.ASF).first() if unit else None
    return actor_for(found) if found else None


def _who(cases: Sequence[Case]) -> Iterator[Case]:
    """Those whom the map sends to try what they can do, then others who can go: nobody with protected data."""
    steps = intervention_rules()["steg"]
    open_to = [case for case in cases if not case.person.is_protected]
    yield from sorted(open_to, key=lambda case: case.recommended not in (steps["prova"], steps["beskriva"]))


def _place(case: Case, offered: Intervention, row: Mapping[str, Any], supervisor: Actor, *, on: date) -> None:
    by, start = handler_of(case), on - timedelta(days=row["började"])
    _consent(case, offered, by=by, on=on)
    placement = _order(case, offered, row, start, by=by)
    with acting_in(supervisor.authority_id):
        delivery = Delivery.objects.get(source_ref=placement.pk)
        _attend(delivery, row["närvaro"], supervisor, on=on)
    if week := row.get("vecka"):
        choices = {name: week[name] for name in ("hur", "stegring", "ring")}
        write_week(
            delivery=delivery,
            week=on - timedelta(days=7),
            choices=choices,
            text=week["text"],
            by=supervisor,
        )
    if report := row.get("rapport"):
        _report(delivery, report, start, supervisor, on=on)


def _consent(case: Case, offered: Intervention, *, by: Actor, on: date) -> None:
    texts, unit = demo_interventions()["samtycke"], offered.unit
    assert unit is not None
    scopes = (Scope(unit.authority_id, unit.pk, code) for code in texts["kategorier"])
    purpose = str(intervention_rules()["beställning"]["ändamål"])
    give_by_word(case, scopes, purpose=purpose, texts=texts, by=by, on=on)


def _order(case: Case, offered: Intervention, row: Mapping[str, Any], start: date, *, by: Actor) -> Placement:
    rules, sender = intervention_rules(), sender_for(case, by)
    went = timezone.make_aware(datetime.combine(start - timedelta(days=6), time(10, 20)))
    insurance = rules["beställning"]["fält"]["forsakring"]["förslag"]
    stairs = proposed_stairs(row["steg"], start_hours=row["start"], weeks=row["veckor"])
    draft = start_placement(
        case=case, placement_id=new_id(), frames={"hours": row["start"], "level": "forrehab"}, by=by
    )
    texts = demo_interventions()
    contact = texts["kontakt"].format(handläggare=by.name, telefon=sender.phone or texts["telefon"])
    draft = change_placement(
        placement=draft,
        seen=draft.revision,
        intervention=offered,
        order={
            **row["order"],
            "kontakt": contact,
            "forsakring": insurance,
            "weekdays": row["dagar"],
            "stairs": as_rows(stairs),
            "begun_seen": start.isoformat(),
            "every_weeks": rules["tider"]["rapport_var_vecka"],
        },
        starts_on=start,
        ends_on=start + timedelta(weeks=row["veckor"]),
        by=by,
    )
    Placement.objects.filter(pk=draft.pk).update(at=went)
    draft.refresh_from_db()
    snapshot = frozen(draft, by)
    return send_placement(
        placement=draft,
        ground=CONSENT,
        reason="",
        seen=hash_of(snapshot),
        paper=paper(case, snapshot, sender, to=offered.supplier, on=start),
        packet=None,
        went=went,
        by=by,
    )


def _attend(delivery: Delivery, told: Sequence[str], supervisor: Actor, *, on: date) -> None:
    """The expected days until yesterday, in order; each was noted in the afternoon."""
    plan = plan_of(delivery.snapshot)
    kinds, day = intervention_rules()["närvaro"], plan.starts_on
    rest = list(told)
    while rest and day < on:
        minutes = plan.minutes_on(day)
        if minutes:
            status = rest.pop(0)
            halves = max(round(minutes / (HOUR // 2)), 1) * (HOUR // 2)
            mark = {"status": status, "minutes": halves if kinds[status].get("tid") else 0}
            at = timezone.make_aware(datetime.combine(day, time(15, 5)))
            Attendance.objects.create(
                **(stamp(supervisor) | {"at": at}), delivery=delivery, day=day, mark=mark
            )
        day += timedelta(days=1)


def _report(
    delivery: Delivery, report: Mapping[str, Any], start: date, supervisor: Actor, *, on: date
) -> None:
    content = {
        "first": start.isoformat(),
        "last": (on - timedelta(days=3)).isoformat(),
        "is_final": False,
        "areas": {
            code: {"level": level, "example": report["exempel"][code]}
            for code, level in report["nivå"].items()
        },
        "answers": report["svar"],
        "facts": report["kartan"],
    }
    draft = save_report(delivery=delivery, content=content, seen=0, by=supervisor)
    send_report(delivery=delivery, seen=draft.revision, by=supervisor)
