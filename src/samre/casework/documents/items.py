"""One thing in a case that can be let out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samre.pathway.nodes import FactValue

PERSON, FACT, CERTIFICATE, STEP, NOTE, PLAN, REPORT = (
    "person",
    "uppgift",
    "intyg",
    "steg",
    "anteckning",
    "plan",
    "rapport",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A field that can be chosen. `field` is its id ("uppgift:sgi"); `group` the heading it stands under on the page.

    `category` is empty where whoever chooses it says what it is about (a note). `texts` is what the receiver reads. `code` and
    `value`: a fact of the map as data. `is_guarded`: somebody wrote it freely. `obstacle`: why it can't go at all, else empty.
    `objections` (day, the person's words) go with it wherever it goes (SoL 14:6).
    """

    field: str
    category: str
    label: str
    texts: tuple[str, ...]
    group: str = ""
    source: str = ""
    said_on: date | None = None
    holds_to: date | None = None
    code: str = ""
    value: FactValue | None = None
    is_guarded: bool = False
    obstacle: str = ""
    objections: tuple[tuple[date, str], ...] = ()

    @property
    def kind(self) -> str:
        return self.field.partition(":")[0]
