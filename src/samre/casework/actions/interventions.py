"""The kommun's catalogue of insatser: added, changed, verified, ended. Nothing is removed, and no person is in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about, action
from samre.accounts.models import Unit
from samre.accounts.roles import AuthorityKind, Role

from ..models import Intervention
from ..rules.interventions import environments, intervention_rules
from ..rules.settings import pathway_now
from .place_queues import tell_queue

EDITORS = frozenset({Role.PROCESS_LEAD, Role.MANAGER})
CODED = {"kind": "leverantörer", "payer": "betalar"}
MOST_HOURS, MOST_WEEKS, MOST_PLACES = 40, 104, 999
# Field of the form → the sentence where it is empty.
NEEDED = {
    "name": ("namn", "Skriv vad insatsen heter."),
    "supplier": ("leverantor", "Skriv vem som ger insatsen."),
    "contact": ("kontakt", "Skriv vem man ringer, med telefon eller e-post."),
}
LONGEST = {"name": 80, "supplier": 80, "place": 120, "for_whom": 300, "contact": 200, "agreement": 80}
FIELDS = {
    "name": "namn",
    "supplier": "leverantor",
    "place": "plats",
    "for_whom": "for_vem",
    "contact": "kontakt",
    "agreement": "avtal",
}


@action("intervention.add", kind="intervention")
def add_intervention(*, fields: Mapping[str, Any], by: Actor) -> Intervention:
    """A new row, verified today by whoever wrote it. The same again is the same row: a form sent twice is one."""
    check_editor(by)
    values = _checked(fields, by)
    same = Intervention.objects.filter(
        owner_id=by.authority_id, ended_on__isnull=True, name=values["name"], supplier=values["supplier"]
    ).first()
    if same is not None:
        if all(getattr(same, field) == value for field, value in values.items()):
            about(same, again=True)
            return same
        raise Refused({"namn": "Leverantören har redan en insats som heter så. Ändra den i stället."})
    added = Intervention.objects.create(
        owner_id=by.authority_id,
        **values,
        verified_on=timezone.localdate(),
        verified_by=by.name,
        changed_by=by.name,
        history=[_done("inlagd", by)],
    )
    about(added)
    return added


@action("intervention.change", kind="intervention")
def change_intervention(
    *, intervention: Intervention, fields: Mapping[str, Any], seen: int, by: Actor
) -> Intervention:
    """What has changed, verified today. `seen`: the revision the writer saw."""
    check_editor(by)
    row = _locked(intervention, by)
    if seen != row.revision:
        raise Stale(
            f"{row.changed_by} har ändrat insatsen medan du skrev. Se vad som står nu och gör om det som behövs. "
            "Ingenting av det du skrev är sparat ännu."
        )
    values = _checked(fields, by)
    taken = Intervention.objects.filter(
        owner_id=by.authority_id, ended_on__isnull=True, name=values["name"], supplier=values["supplier"]
    ).exclude(pk=row.pk)
    if taken.exists():
        raise Refused({"namn": "Leverantören har redan en annan insats som heter så."})
    before = {
        field: _plain(getattr(row, field)) for field, value in values.items() if getattr(row, field) != value
    }
    for field, value in values.items():
        setattr(row, field, value)
    _verified(row, by)
    row.history = [*row.history, _done("ändrad" if before else "kontrollerad", by, before)]
    row.revision += 1
    row.save()
    about(row)
    if "places" in before:
        tell_queue(row.owner_id, row.pk)
    return row


@action("intervention.verify", kind="intervention")
def verify_intervention(*, intervention: Intervention, by: Actor) -> Intervention:
    """Somebody has looked: what stands there is still true."""
    check_editor(by)
    row = _locked(intervention, by)
    if not (row.verified_on == timezone.localdate() and row.verified_by == by.name):
        row.history = [*row.history, _done("kontrollerad", by)]
    _verified(row, by)
    row.save(update_fields=["verified_on", "verified_by", "changed_at", "changed_by", "history"])
    about(row)
    return row


@action("intervention.end", kind="intervention")
def end_intervention(*, intervention: Intervention, by: Actor) -> Intervention:
    """No longer offered from today. It stands greyed; placements that go on go on."""
    check_editor(by)
    row = _locked(intervention, by)
    row.ended_on, row.ended_by = timezone.localdate(), by.name
    row.history = [*row.history, _done("avslutad", by)]
    row.revision += 1
    row.save(update_fields=["ended_on", "ended_by", "history", "revision"])
    about(row)
    return row


def check_editor(by: Actor) -> None:
    """Raises Denied unless the actor looks after the kommun's catalogue."""
    if by.role not in EDITORS or by.authority_kind != AuthorityKind.KOMMUN:
        raise Denied(
            "Bara processledaren och enhetscheferna ändrar i katalogen. Säg till dem vad som är fel."
        )


def _locked(intervention: Intervention, by: Actor) -> Intervention:
    row = (
        Intervention.objects.select_for_update()
        .filter(pk=intervention.pk, owner_id=by.authority_id, ended_on__isnull=True)
        .first()
    )
    if row is None:
        raise Refused("Insatsen är avslutad. Ladda om sidan för att se vad som står nu.")
    return row


def _done(what: str, by: Actor, before: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    """A row of the history: `what` is one of `historik` in insatser.yaml, `before` what stood in the columns that were changed."""
    done: dict[str, Any] = {"at": timezone.now().isoformat(), "by": by.name, "what": what}
    return done | ({"before": dict(before)} if before else {})


def _plain(value: object) -> object:
    """A column's value as it is kept in the history."""
    if isinstance(value, Unit):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _verified(row: Intervention, by: Actor) -> None:
    row.verified_on, row.verified_by = timezone.localdate(), by.name
    row.changed_at, row.changed_by = timezone.now(), by.name


def _checked(fields: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The values of the columns. Raises Refused with every problem at its field."""
    problems: dict[str, str] = {}
    values: dict[str, Any] = {name: str(fields.get(name) or "").strip() for name in FIELDS}
    for name, (field, sentence) in NEEDED.items():
        if not values[name]:
            problems[field] = sentence
    for name, most in LONGEST.items():
        if len(values[name]) > most:
            problems[FIELDS[name]] = f"Skriv kortare, högst {most} tecken."
    rules = intervention_rules()
    for name, part in CODED.items():
        values[name] = str(fields.get(name) or "")
        if values[name] not in rules[part]:
            problems["slag" if name == "kind" else "betalar"] = "Välj ett av alternativen."
    values["levels"] = _known(fields.get("levels"), rules["nivåer"])
    values["environments"] = _known(fields.get("environments"), environments())
    values["steps"] = _known(fields.get("steps"), pathway_now().steps)
    if not values["levels"]:
        problems["nivaer"] = "Välj minst en nivå, så att insatsen går att hitta."
    values |= _span(fields, "hours", ("timmar_fran", "timmar_till"), MOST_HOURS, problems)
    values |= _span(fields, "weeks", ("veckor_fran", "veckor_till"), MOST_WEEKS, problems)
    values["places"] = _whole(fields.get("places"), 0, MOST_PLACES, "platser", problems)
    agreement_to = fields.get("agreement_to")
    values["agreement_to"] = agreement_to if isinstance(agreement_to, date) else None
    values["unit"] = _unit(fields.get("unit"), values["kind"], by, problems)
    if problems:
        raise Refused(problems)
    return values


def _known(given: object, rows: Mapping[str, object]) -> list[str]:
    chosen = {str(code) for code in given} if isinstance(given, list | tuple | set | frozenset) else set()
    return [code for code in rows if code in chosen]


def _span(
    fields: Mapping[str, Any], stem: str, names: tuple[str, str], most: int, problems: dict[str, str]
) -> dict[str, int]:
    low = _whole(fields.get(f"{stem}_from"), 1, most, names[0], problems)
    high = _whole(fields.get(f"{stem}_to"), 1, most, names[1], problems)
    if not problems.keys() & set(names) and high < low:
        problems[names[1]] = "Det högsta kan inte vara lägre än det lägsta."
    return {f"{stem}_from": low, f"{stem}_to": high}


def _whole(value: object, least: int, most: int, field: str, problems: dict[str, str]) -> int:
    if isinstance(value, int) and least <= value <= most:
        return value
    problems[field] = f"Skriv ett heltal från {least} till {most}."
    return least


def receiving_units(by: Actor) -> Q:
    """The units an insats can be ordered from: those of social enterprises, and the kommun's own."""
    return Q(is_active=True) & (
        Q(authority__kind=AuthorityKind.ASF) | Q(authority_id=by.authority_id) & ~Q(pk=by.unit_id)
    )


def _unit(given: object, kind: str, by: Actor, problems: dict[str, str]) -> Unit | None:
    """The supplier's unit: a social enterprise's for one, the kommun's own for AME; None where there is none."""
    if given in (None, ""):
        return None
    wanted = {"asf": Q(authority__kind=AuthorityKind.ASF), "ame": Q(authority_id=by.authority_id)}
    unit_id = given if isinstance(given, UUID) else None
    found = (
        Unit.objects.filter(receiving_units(by), wanted.get(kind, Q(pk__in=[])), pk=unit_id).first()
        if unit_id
        else None
    )
    if found is None:
        problems["enhet"] = "Enheten hör inte till den sortens leverantör. Välj en annan, eller lämna tomt."
    return found
