"""One file per noun; Django finds them here."""

from __future__ import annotations

from .assignments import Assignment
from .authorities import Authority, Unit
from .users import User

__all__ = ["Assignment", "Authority", "Unit", "User"]
