"""The head of a disclosure: to whom, what for, by which road. What is missing is told field by field (R11, R13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.identifiers.sensitive_text import find_identifiers, guard_words

from ..models import Case, Road
from .consent_lists import closed_lists, purpose_names
from .disclosures import asks_for, receiver_kinds
from .ordered_places import why_no_place

OWN_UNIT = "kommun"
INBOX_ROLES = (Role.PARTNER, Role.ASF)
LONGEST = {"fraga": 600, "mottagarens_namn": 120}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is chosen first. `receiver_name` is for somebody without an account here; `asked` is what the receiver has asked for
    (`on_request`) or is asked to do."""

    receiver_kind: str
    purpose: str
    road: str
    answer_by: date | None
    asked: str = ""
    on_request: bool = False
    receiver_name: str = ""


def kind_of(authority: Authority, case: Case) -> str:
    """Which kind of receiver an authority is; empty for one that can be none."""
    if authority.pk == case.owner_id:
        return OWN_UNIT
    known = closed_lists()["mottagarslag"]
    return authority.kind if authority.kind in known and authority.kind != AuthorityKind.KOMMUN else ""


def has_inbox(unit: Unit, *, on: date) -> bool:
    """Whether somebody at the unit opens an inbox here."""
    return Assignment.objects.in_force(on).filter(unit=unit, role__in=INBOX_ROLES).exists()


def check_head(
    case: Case, head: Head, *, receiver: Authority | None, unit: Unit | None, names: Sequence[str]
) -> dict[str, str]:
    """Field → sentence for what is missing or can't be. `names`: whose names may not stand in what is asked."""
    problems = _check_receiver(case, head, receiver, unit)
    if head.purpose not in purpose_names():
        problems["andamal"] = asks_for("ändamål")
    if head.road not in Road.values:
        problems["vag"] = asks_for("väg")
    elif head.road == Road.INBOX and (unit is None or not has_inbox(unit, on=timezone.localdate())):
        problems["vag"] = asks_for("ingen_inkorg")
    if head.on_request and not head.asked.strip():
        problems["fraga"] = asks_for("bett_om")
    if found := find_identifiers(head.asked, names=names):
        told = ", ".join(f"”{one.text}”" for one in found)
        problems["fraga"] = str(guard_words()["i_fältet"]).format(ord=told)
    if head.answer_by is None:
        problems["svar_senast"] = asks_for("svar_senast")
    elif head.answer_by <= timezone.localdate():
        problems["svar_senast"] = asks_for("svarsdag")
    for name, text in (("fraga", head.asked), ("mottagarens_namn", head.receiver_name)):
        if len(text) > LONGEST[name]:
            problems[name] = f"Skriv kortare, högst {LONGEST[name]} tecken."
    return problems


def _check_receiver(case: Case, head: Head, receiver: Authority | None, unit: Unit | None) -> dict[str, str]:
    if head.receiver_kind not in receiver_kinds():
        return {"mottagare": asks_for("mottagare")}
    if head.receiver_kind not in closed_lists()["mottagarslag"]:
        named = head.receiver_name.strip()
        return {} if named and receiver is None else {"mottagarens_namn": asks_for("mottagarens_namn")}
    if receiver is None or unit is None:
        return {"mottagare": asks_for("mottagare")}
    fits = kind_of(receiver, case) == head.receiver_kind and unit.authority_id == receiver.pk
    is_there = unit.is_active and unit.pk != case.unit_id
    if not (fits and is_there):
        return {"mottagare": asks_for("okänd_mottagare")}
    missing = why_no_place(case, head.receiver_kind, unit, on=timezone.localdate())
    return {"mottagare": missing} if missing else {}
