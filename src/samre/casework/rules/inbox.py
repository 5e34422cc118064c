"""May this person see what was delivered? Own unit of the own authority, the role that the kind is for, and not closed."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

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
# Signs that are not mistaken for each other when they are read out.
REFERENCE_SIGNS, REFERENCE_LENGTH = "ABCDEFHJKLMNPRTUVXY34679", 8
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
    return delivery.answered_as if delivery.answered_as in inbox_rules()["slag"] else delivery.kind


def reference_of(source_ref: UUID) -> str:
    """What both sides call what was sent, where it has no reference of its own: worked out from the sender's row, to which it does
    not lead back."""
    number = int.from_bytes(blake2b(source_ref.bytes, digest_size=8).digest(), "big")
    found = ""
    while len(found) < REFERENCE_LENGTH:
        number, which = divmod(number, len(REFERENCE_SIGNS))
        found += REFERENCE_SIGNS[which]
    return found


def written_reference(reference: str) -> str:
    """In two halves, as it is read out; one that has a dash of its own stands as it is."""
    if "-" in reference:
        return reference
    half = len(reference) // 2
    return f"{reference[:half]} {reference[half:]}" if half else reference
