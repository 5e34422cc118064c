"""May this person see what was delivered? Own unit of the own authority, the role that the kind is for, and not closed."""

from __future__ import annotations

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied
from samre.accounts.roles import Role

from ..models import Delivery, DeliveryKind
from .answer_forms import inbox_rules

# Which kinds each role has in its inbox. A social enterprise's orders of insatser have a page of their own (/platser).
KINDS: dict[str, frozenset[str]] = {
    Role.PARTNER: frozenset(DeliveryKind.values) - {DeliveryKind.PLACEMENT},
    Role.ASF: frozenset({DeliveryKind.PLACEMENT, DeliveryKind.DISCLOSURE, DeliveryKind.MEETING}),
}
OTHERS = "Det här har inte skickats till din enhet."


def check_may_open(by: Actor, delivery: Delivery) -> None:
    """Raises Denied unless the delivery lies in the actor's own unit's inbox, and is still open."""
    if by.authority_id != delivery.owner_id or by.unit_id != delivery.unit_id:
        raise Denied(OTHERS)
    if delivery.kind not in KINDS.get(by.role, frozenset()):
        raise Denied("Ditt uppdrag ger inte tillgång till det här.")
    if delivery.closed_at is not None:
        raise Denied(
            "Avsändaren har avslutat det här, så det går inte längre att öppna. Behöver du det ändå: kontakta avsändaren."
        )


def answers_of(delivery: Delivery) -> str:
    """Which row of `slag` in inkorg.yaml says how it is answered: the kind's own, unless the snapshot names another."""
    named = str(delivery.snapshot.get("answers", ""))
    return named if named in inbox_rules()["slag"] else delivery.kind
