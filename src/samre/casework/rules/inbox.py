"""May this person see what was delivered? Own unit of the own authority, the role that the kind is for, and not closed."""

from __future__ import annotations

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied
from samre.accounts.roles import Role

from ..models import Delivery, DeliveryKind
from .answer_forms import inbox_rules

# Which kinds each role has in its inbox. Orders of insatser are in nobody's: /platser is the only way to them (`rules/places.py`).
KINDS: dict[str, frozenset[str]] = {
    Role.PARTNER: frozenset(DeliveryKind.values) - {DeliveryKind.PLACEMENT},
    Role.ASF: frozenset({DeliveryKind.DISCLOSURE, DeliveryKind.MEETING}),
}
OTHERS = "Det här har inte skickats till din enhet."
OTHER_ROLE = "Ditt uppdrag ger inte tillgång till det här."


def check_may_open(by: Actor, delivery: Delivery) -> None:
    """Raises Denied unless the delivery lies in the actor's own unit's inbox, and is still open."""
    if delivery.kind not in KINDS.get(by.role, frozenset()):
        raise Denied(OTHER_ROLE)
    check_own_and_open(by, delivery)


def check_own_and_open(by: Actor, delivery: Delivery) -> None:
    """Raises Denied unless it was sent to the actor's own unit and is still open, whatever it is."""
    if by.authority_id != delivery.owner_id or by.unit_id != delivery.unit_id:
        raise Denied(OTHERS)
    if delivery.closed_at is not None:
        raise Denied(
            "Avsändaren har avslutat det här, så det går inte längre att öppna. Behöver du det ändå: kontakta avsändaren."
        )


def answers_of(delivery: Delivery) -> str:
    """Which row of `slag` in inkorg.yaml says how it is answered: the kind's own, unless the snapshot names another."""
    named = str(delivery.snapshot.get("answers", ""))
    return named if named in inbox_rules()["slag"] else delivery.kind
