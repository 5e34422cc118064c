"""Utlämnande: to whom and what, the secrecy assessment by somebody with a name, and sending exactly what was assessed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about
from samre.accounts.models import Authority, Unit

from ..documents.forms.letterhead import sender_for
from ..documents.judged import Judged, chosen_rows, judge
from ..documents.material import material
from ..documents.snapshots import Snapshot, build_snapshot, sha256_of
from ..models import Case, Disclosure, DisclosureState, OpenStep
from ..models.base import stamp
from ..queries.known_names import names_of_others
from ..rules.consents import lock_consents
from ..rules.disclosure_head import Head, check_head
from ..rules.disclosures import asks_for, proviso_for, why_closed
from ..rules.inbox import REFERENCE_LENGTH, REFERENCE_SIGNS
from ..rules.permissions import Need
from .core import action
from .steps import check_open

_HEAD = ("receiver_kind", "receiver_name", "road", "purpose", "asked", "on_request", "answer_by")
CHANGED = "Någon har ändrat utlämnandet medan du skrev. Se vad som står nu. Ingenting av det du skrev är sparat ännu."


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What would go, or went: the snapshot, its hash, and how it was judged."""

    snapshot: Snapshot
    sha256: str
    judged: Judged


@action("disclosure.start", needs=Need.WRITE)
def start_disclosure(
    *,
    case: Case,
    disclosure_id: UUID,
    receiver: Authority | None,
    unit: Unit | None,
    head: Head,
    step: OpenStep | None = None,
    seen: int = 0,
    by: Actor,
) -> Disclosure:
    """A draft: who is to get something, what for and by which road. The same id again is the same draft, with its head anew;
    `seen`: its revision as it was read, 0 for one that was not there."""
    check_open(case)
    there = Disclosure.objects.filter(pk=disclosure_id).first()
    if there is not None and there.case_id != case.pk:
        raise Refused(asks_for("annat_ärende"))
    disclosure = there or Disclosure(
        **stamp(by), id=disclosure_id, case=case, reference=new_reference(by), items=[]
    )
    disclosure.case = case
    if there is not None and _is_same(there, receiver, unit, head, step):
        _fresh(there, seen=None)
        about(there, again=True)
        return there
    if there is not None:
        _fresh(there, seen=seen)
    names = (case.person.name, *names_of_others(case, [head.asked]))
    if problems := check_head(case, head, receiver=receiver, unit=unit, names=names):
        raise Refused(problems)
    disclosure.receiver, disclosure.receiver_unit, disclosure.step = receiver, unit, step
    for name in _HEAD:
        setattr(disclosure, name, getattr(head, name))
    _undo_assessment(disclosure)
    disclosure.save(force_insert=there is None)
    about(disclosure, category="utlämnande", receiver=head.receiver_kind)
    return disclosure


@action("disclosure.choose", needs=Need.WRITE)
def choose_items(
    *, disclosure: Disclosure, items: Sequence[Mapping[str, Any]], seen: int, by: Actor
) -> Disclosure:
    """What is to be let out: `[{"field", "category"}]`. What was assessed before has to be assessed again."""
    _fresh(disclosure, seen=seen)
    wanted = [_item(one) for one in items]
    if not wanted:
        raise Refused({"innehall": asks_for("innehåll")})
    rows = chosen_rows(wanted, material(disclosure.case, on=timezone.localdate()))
    if problems := {row.item.field: row.item.obstacle for row in rows if row.item.obstacle}:
        raise Refused(problems)
    disclosure.items = wanted
    _undo_assessment(disclosure)
    disclosure.save()
    about(disclosure, category="utlämnande", count=len(rows))
    return disclosure


@action("disclosure.assess", needs=Need.WRITE)
def assess_disclosure(
    *,
    disclosure: Disclosure,
    ground: str,
    reason: str = "",
    settled: Mapping[str, Mapping[str, Any]] | None = None,
    exceptions_seen: bool = False,
    seen: int,
    by: Actor,
) -> Disclosure:
    """The secrecy assessment, by whoever acts. `settled`: per field, what to do with what the guard found: `mask` it, or `why` it
    goes. Raises Refused with a sentence for every row that may not go: nothing is assessed until all of them may.
    """
    _fresh(disclosure, seen=seen)
    if by.user_id is None:
        raise Denied(asks_for("bedömare"))
    decided = settled or {}
    disclosure.items = [_item({**one, **decided.get(one["field"], {})}) for one in disclosure.items]
    judged = _judge(disclosure, ground=ground, reason=reason)
    problems = dict(judged.problems)
    if not judged.rows:
        problems["innehall"] = asks_for("innehåll")
    if judged.exceptions and not exceptions_seen:
        problems["undantag_sett"] = asks_for("undantag_sett")
    if problems:
        raise Refused(problems)
    disclosure.items = [_item(one) | _consent_of(str(one["field"]), judged) for one in disclosure.items]
    disclosure.ground, disclosure.reason = ground, reason.strip()
    disclosure.consent_id = next((cover.consent_id for cover in judged.covers.values()), None)
    disclosure.proviso = proviso_for(disclosure.receiver_kind, disclosure.purpose)
    disclosure.assessed_by, disclosure.assessed_title = by.name, by.title
    disclosure.assessed_at, disclosure.state = timezone.now(), DisclosureState.ASSESSED
    disclosure.sha256 = sha256_of(build_snapshot(disclosure, judged, sender_for(disclosure.case, by)))
    disclosure.revision += 1
    disclosure.save()
    about(disclosure, category="utlämnande", ground=ground, count=len(judged.rows))
    return disclosure


@transaction.atomic
def freeze(disclosure: Disclosure, by: Actor) -> Frozen:
    """What goes if it is sent now: built anew, with every rule asked again. Raises Refused where it was not assessed or may no
    longer go, Stale where something in the case has changed since."""
    if disclosure.state != DisclosureState.ASSESSED:
        raise Refused(why_closed(disclosure.state) or asks_for("prövad"))
    judged = _judge(disclosure, ground=disclosure.ground, reason=disclosure.reason)
    if judged.missing:
        raise Denied(" ".join(dict.fromkeys(judged.missing.values())))
    if any(
        _consents_in(one) != _consents_in(_consent_of(str(one["field"]), judged)) for one in disclosure.items
    ):
        raise Stale(asks_for("samtycket_ändrat"))
    if judged.problems:
        raise Refused(" ".join(dict.fromkeys(judged.problems.values())))
    snapshot = build_snapshot(disclosure, judged, sender_for(disclosure.case, by))
    if sha256_of(snapshot) != disclosure.sha256:
        raise Stale(asks_for("ändrat"))
    return Frozen(snapshot=snapshot, sha256=disclosure.sha256, judged=judged)


@action("disclosure.drop", needs=Need.WRITE)
def drop_disclosure(*, disclosure: Disclosure, by: Actor) -> Disclosure:
    """Nothing is let out. The draft stays in the case, struck out."""
    _fresh(disclosure, seen=None)
    disclosure.state = DisclosureState.DROPPED
    disclosure.save(update_fields=["state"])
    about(disclosure, category="utlämnande")
    return disclosure


def _is_same(
    there: Disclosure, receiver: Authority | None, unit: Unit | None, head: Head, step: OpenStep | None
) -> bool:
    """Whether a draft has this very head already: a form that was sent twice."""
    aimed = (receiver and receiver.pk, unit and unit.pk, step and step.pk)
    return aimed == (there.receiver_id, there.receiver_unit_id, there.step_id) and all(
        getattr(there, name) == getattr(head, name) for name in _HEAD
    )


def _judge(disclosure: Disclosure, *, ground: str, reason: str) -> Judged:
    """Under the lock that a withdrawal takes too: nothing is let out after it."""
    lock_consents(disclosure.case)
    rows = chosen_rows(disclosure.items, material(disclosure.case, on=timezone.localdate()))
    return judge(disclosure, rows, ground=ground, reason=reason, at=timezone.now())


def _item(one: Mapping[str, Any]) -> dict[str, Any]:
    """A chosen field as it is kept."""
    kept: dict[str, Any] = {"field": str(one["field"]), "category": str(one.get("category", ""))}
    if one.get("mask"):
        kept["mask"] = True
    if why := " ".join(str(one.get("why", "")).split()):
        kept["why"] = why
    return kept


def _consent_of(field: str, judged: Judged) -> dict[str, Any]:
    """Which consent lets a field out, and which ones with exceptions the assessor has seen besides."""
    category = next((row.category for row in judged.rows if row.item.field == field), "")
    cover = judged.covers.get(category)
    found: dict[str, Any] = {"consent": str(cover.consent_id)} if cover else {}
    if seen := sorted({str(one.consent_id) for one in judged.touched.values()}):
        found["excepting"] = seen
    return found | {"category": category}


def _consents_in(item: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The consents a field was assessed by. A consent never changes, so neither do its exceptions."""
    return str(item.get("consent", "")), tuple(item.get("excepting", ()))


def _undo_assessment(disclosure: Disclosure) -> None:
    """Back to a draft: what was assessed is no longer what would be sent."""
    disclosure.state, disclosure.ground, disclosure.consent = DisclosureState.DRAFT, "", None
    disclosure.reason, disclosure.proviso, disclosure.sha256 = "", "", ""
    disclosure.assessed_by, disclosure.assessed_title, disclosure.assessed_at = "", "", None
    disclosure.revision += 1


def _fresh(disclosure: Disclosure, *, seen: int | None) -> None:
    """The row as it is now, locked. Raises Refused when nothing more can be done with it, Stale when it is another than the one in
    revision `seen`."""
    case = disclosure.case
    check_open(case)
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update())
    disclosure.case = case
    _check_live(disclosure)
    if seen is not None and disclosure.revision != seen:
        raise Stale(CHANGED)


def _check_live(disclosure: Disclosure) -> None:
    if why := why_closed(disclosure.state):
        raise Refused(why)


def new_reference(by: Actor) -> str:
    """What stands on a paper answer: it says nothing, and no two in the nämnd are alike."""
    while True:
        found = "".join(secrets.choice(REFERENCE_SIGNS) for _ in range(REFERENCE_LENGTH))
        if not Disclosure.objects.filter(owner_id=by.authority_id, reference=found).exists():
            return found
