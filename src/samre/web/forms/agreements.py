"""The forms of an agreement, as they are sent and as they are shown again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from samre.accounts.acts import Refused
from samre.governance.models import Agreement
from samre.governance.rules.agreements import Promise

from .problems import all_together, read_date
from .whole_numbers import whole_number

TITLE, FROM, TO, REVIEW = "rubrik", "fran", "till", "granskas"
HEAD = (TITLE, FROM, TO, REVIEW)
PART, STEP, TEXT, DAYS = "del-", "steg", "text-", "dagar-"


@dataclass(frozen=True, slots=True)
class Days:
    """When an agreement begins, ends (None: it has no last day) and has to be gone through."""

    begins: date
    ends: date | None
    review: date


def read_days(values: dict[str, str]) -> Days:
    """The three days of the form. Raises Refused for what can't be read."""
    with all_together() as wrong:
        begins = read_date(values[FROM], FROM, wrong, missing="Skriv vilken dag den börjar gälla.")
        ends = read_date(values[TO], TO, wrong)
        review = read_date(values[REVIEW], REVIEW, wrong, missing="Skriv när den senast ska gås igenom.")
    assert begins is not None
    assert review is not None
    return Days(begins, ends, review)


def shown_head(row: Agreement) -> dict[str, str]:
    """Title and days as the form's fields."""
    return {
        TITLE: row.title,
        FROM: row.valid_from.isoformat(),
        TO: row.valid_to.isoformat() if row.valid_to else "",
        REVIEW: row.review_on.isoformat(),
    }


def read_promises(posted: QueryDict) -> tuple[Promise, ...]:
    """The ticked steps with their text and days. Raises Refused for days that are no number."""
    wrong, found = {}, []
    for step in posted.getlist(STEP):
        text, days = posted.get(f"{TEXT}{step}", ""), posted.get(f"{DAYS}{step}", "").strip()
        number = whole_number(days) if days else None
        if days and number is None:
            wrong[step] = "Skriv antalet dagar med siffror, eller lämna tomt."
        found.append(Promise(step, text.strip(), number))
    if wrong:
        raise Refused(wrong)
    return tuple(found)
