"""The other side in the demo: what FK, AF and the region have in their inboxes, and what they answered (`demo_inkorg.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.definitions import current, read_yaml
from samre.sealing.ids import new_id

from ..actions.disclosure_sending import send_disclosure
from ..actions.disclosures import assess_disclosure, choose_items, start_disclosure
from ..actions.inbox import answer_delivery, open_delivery
from ..documents.material import material
from ..models import Case, Consent, Delivery, Disclosure
from ..rules.consent_choices import Scope
from ..rules.disclosure_head import Head
from .content import Content
from .samverkan import give_by_word, handler_of

PACKET = "demo_underlag.pdf"


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, Any]:
    return dict(read_yaml("demo_inkorg.yaml"))


def fill(*, authority: Authority, cases: Sequence[Case], content: Content, rng: Random, on: date) -> int:
    """One disclosure for each row, each of another person; how many were sent. Protected people have none."""
    rows = _texts()["utskick"]
    open_to_all = [case for case in cases if not case.person.is_protected]
    # Looked at one by one until there are enough: what can be chosen in a case takes a while to find out.
    mixed = rng.sample(open_to_all, len(open_to_all))
    fit = (case for case in mixed if not _has_exceptions(case) and _choice(case, on=on))
    made = 0
    for row, case in zip(rows, fit, strict=False):
        partner = _partner(row["till"])
        if partner is not None:
            _send(case, row, partner, on=on)
            made += 1
    return made


def _has_exceptions(case: Case) -> bool:
    """Whether the person keeps something back: somebody has to read it before anything goes."""
    return any(consent.exceptions for consent in Consent.objects.filter(case=case).only("exceptions"))


def _partner(kind: str) -> Actor | None:
    found = Assignment.objects.with_names().filter(
        role=Role.PARTNER, unit__authority__kind=kind, unit__authority__is_demo=True
    )
    first = found.order_by("id").first()
    return actor_for(first) if first else None


def _send(case: Case, row: Mapping[str, Any], partner: Actor, *, on: date) -> None:
    by = handler_of(case)
    _consent(case, row, partner, by=by, on=on)
    disclosure = _disclose(case, row, partner, by=by, on=on)
    with acting_in(partner.authority_id):
        delivery = Delivery.objects.get(source_ref=disclosure.pk)
    if row.get("läst"):
        open_delivery(delivery=delivery, by=partner)
    for given in row.get("svar", ()):
        answer_delivery(
            delivery=delivery,
            kind=given["slag"],
            given=_given(given["val"], on=on),
            text=given.get("text", ""),
            by=partner,
        )


def _consent(case: Case, row: Mapping[str, Any], partner: Actor, *, by: Actor, on: date) -> None:
    texts = _texts()["samtycke"]
    scopes = (Scope(partner.authority_id, partner.unit_id, code) for code in texts["kategorier"])
    give_by_word(case, scopes, purpose=row["ändamål"], texts=texts, by=by, on=on)


def _disclose(case: Case, row: Mapping[str, Any], partner: Actor, *, by: Actor, on: date) -> Disclosure:
    head = Head(
        receiver_kind=row["till"],
        purpose=row["ändamål"],
        road="inkorg",
        answer_by=on + timedelta(days=row["svar_om"]),
        asked=row["fråga"],
    )
    assert partner.unit_id is not None
    unit = Unit.objects.select_related("authority").get(pk=partner.unit_id)
    draft = start_disclosure(
        case=case, disclosure_id=new_id(), receiver=unit.authority, unit=unit, head=head, by=by
    )
    items = [{"field": field, "category": ""} for field in _choice(case, on=on)]
    draft = choose_items(disclosure=draft, items=items, seen=draft.revision, by=by)
    draft = assess_disclosure(disclosure=draft, ground="samtycke", seen=draft.revision, by=by)
    packet = (current() / PACKET).read_bytes()
    return send_disclosure(disclosure=draft, seen=draft.sha256, packet=packet, by=by)


def _choice(case: Case, *, on: date) -> list[str]:
    """The person's name and number, and some facts: nothing that was written freely, and nothing without a consent."""
    texts = _texts()
    fit = [
        item.field
        for item in material(case, on=on)
        if item.category in texts["samtycke"]["kategorier"] and not item.is_guarded and not item.obstacle
    ]
    return fit[: int(texts["uppgifter_högst"])]


def _given(chosen: Mapping[str, Any], *, on: date) -> dict[str, list[str]]:
    """As a form sends it; `dag_om` is a day so many days ahead."""
    found = {name: value if isinstance(value, list) else [value] for name, value in chosen.items()}
    if "dag_om" in found:
        found["dag"] = [(on + timedelta(days=int(found.pop("dag_om")[0]))).isoformat()]
    return found
