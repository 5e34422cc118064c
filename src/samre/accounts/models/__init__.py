"""One file per noun; Django finds them here."""

from __future__ import annotations

from .assignments import Assignment
from .authorities import Authority, Unit
from .directory import Contact, ContactEvent
from .identities import Identity
from .kept_forms import KeptForm
from .key_checks import KeyCheck
from .staff_keys import StaffKeys
from .users import User

__all__ = [
    "Assignment",
    "Authority",
    "Contact",
    "ContactEvent",
    "Identity",
    "KeptForm",
    "KeyCheck",
    "StaffKeys",
    "Unit",
    "User",
]
