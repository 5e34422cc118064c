"""One thing in a case that can be let out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samre.pathway.nodes import FactValue

PERSON, FACT, CERTIFICATE, FILE, STEP, NOTE, PLAN, REPORT = (
    "person",
    "uppgift",
    "intyg",
    "intygsfil",
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
    `objections` (day, the person's words) go with it wherever it goes (SoL 14:6). A whole file holds more than its `category`:
    `also` the others, `stated` what in it nobody wrote freely. Nothing can be struck out of it. `sha256` is the file's, `warning`
    what whoever chooses it has to know.
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
    also: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    sha256: str = ""
    warning: str = ""

    @property
    def kind(self) -> str:
        return self.field.partition(":")[0]

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category that it tells something of."""
        return (self.category, *self.also)
