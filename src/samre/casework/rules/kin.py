"""What two people may have in common without being the same: a surname, an address. For log review only."""

from __future__ import annotations

import re

from samre.identifiers.names import sought_parts

PLACE = "person.address"
# A flat, a postcode and the town say nothing more about where the house is.
_FLAT = re.compile(r"\b(?:lgh|lägenhet|vån|våning|tr)\b.*", re.IGNORECASE)
_POSTCODE = re.compile(r"\b\d{3} ?\d{2}\b.*", re.DOTALL)


def surnames(name: str) -> frozenset[str]:
    """The last name, and each part of a double one, as they are looked up; empty for a single name."""
    words = name.split()
    return frozenset(sought_parts(words[-1])) if len(words) > 1 else frozenset()


def plain_address(text: str) -> str:
    """Street and number in one form: `storgatan12b`. Empty where there is no street with a number."""
    street = _FLAT.sub("", _POSTCODE.sub("", text.replace("\n", ",").split(",")[0]))
    plain = "".join(sign for sign in street.casefold() if sign.isalnum())
    return plain if re.search(r"[^\W\d]\w*\d", plain) else ""


def small_key(key: bytes) -> int:
    """A 32-byte look-up as the number that `NameKey.key` holds of the same one."""
    return int.from_bytes(key[:8], "big") >> 1
