"""May this person see what was delivered? Own unit of the own authority, the role that the kind is for, and not closed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from hashlib import blake2b
from uuid import UUID

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied
from samre.accounts.roles import Role
from samre.certificate.wording import in_words

from ..models import Delivery, DeliveryKind
from .answer_forms import inbox_rules

# Which kinds each role has in its inbox. Orders of insatser are in nobody's: /platser is the only way to them (`rules/places.py`).
KINDS: dict[str, frozenset[str]] = {
    Role.PARTNER: frozenset(DeliveryKind.values) - {DeliveryKind.PLACEMENT},
    Role.ASF: frozenset({DeliveryKind.DISCLOSURE, DeliveryKind.MEETING}),
}
# What is no delivery of its own but the word beside one: the consent it came by was withdrawn, or its last day has passed. In
# `Delivery.answered_as`; their words stand under `samtycke_upphört` in inkorg.yaml.
WITHDRAWN, RUN_OUT = "aterkallat", "utgatt"
ENDED = (WITHDRAWN, RUN_OUT)
# Signs that are not mistaken for each other when they are read out.
REFERENCE_SIGNS, REFERENCE_LENGTH = "ABCDEFHJKLMNPRTUVXY34679", 8
_HALF = f"[{REFERENCE_SIGNS}]{{{REFERENCE_LENGTH // 2}}}"
_REFERENCE = re.compile(rf"(?<!\w)({_HALF}) ?({_HALF})(?!\w)")
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


def ended_words(how: str, where: str, day: date) -> str:
    """That the consent has ended (`ENDED`), as it is said in one place of `samtycke_upphört`."""
    words: Mapping[str, str] = inbox_rules()["samtycke_upphört"][how]
    return words[where].format(dag=in_words(day))


def reference_of(source_ref: UUID) -> str:
    """What both sides call what was sent, where it has no reference of its own: worked out from the sender's row, to which it does
    not lead back."""
    number = int.from_bytes(blake2b(source_ref.bytes, digest_size=8).digest(), "big")
    found = ""
    while len(found) < REFERENCE_LENGTH:
        number, which = divmod(number, len(REFERENCE_SIGNS))
        found += REFERENCE_SIGNS[which]
    return found


def references_in(text: str) -> frozenset[str]:
    """What could be references in a text, as they are kept: in two halves or in one."""
    return frozenset(first + last for first, last in _REFERENCE.findall(text))


def written_reference(reference: str) -> str:
    """In two halves, as it is read out; one that has a dash of its own stands as it is."""
    if "-" in reference:
        return reference
    half = len(reference) // 2
    return f"{reference[:half]} {reference[half:]}" if half else reference
