"""Forms that call an action: what was wrong, told at the field, with everything that was typed kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError
from django.http import HttpRequest
from django.utils import timezone

from samre.accounts.acts import Denied, Refused, Stale, log_denied

from ..faults import is_about_another
from .days import DayError, swedish_day

WHOLE = ""
ANOTHERS = (
    "Det gick inte att spara: formuläret hänvisar till något som inte finns längre, eller som hör till något annat. "
    "Ladda om sidan och försök igen. Ingenting är sparat."
)
ISO_LENGTH = 10
_log = logging.getLogger("django.request")


@dataclass(frozen=True, slots=True)
class Problems:
    """What came of a form. False when all went well; `result` is then what the action gave.

    `fields`: field name ("" = the form as a whole) → Swedish sentence. `values`: what was typed, to show again. `is_stale`:
    somebody else changed the same thing meanwhile, so that what stands now has to be shown beside. `is_denied`: the writer
    may not. `seen`: the revision that the form was written from.
    In a template: `{{ problems.fields|get:"datum" }}`, `{{ problems.whole }}`, `{{ problems.values|get:"datum" }}`,
    `{{ problems|revision:page.revision }}`.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    is_stale: bool = False
    is_denied: bool = False
    seen: str = ""
    result: object = None

    def __bool__(self) -> bool:
        return bool(self.fields)

    @property
    def whole(self) -> str:
        """The sentence that belongs to no field."""
        return self.fields.get(WHOLE, "")

    @property
    def first(self) -> str:
        """The first field with a problem: where the focus goes."""
        return next((name for name in self.fields if name), "")

    @property
    def status(self) -> int:
        """The answer's HTTP status for a whole page."""
        if not self.fields:
            return 200
        return 403 if self.is_denied else 409 if self.is_stale else 422

    def status_for(self, request: HttpRequest) -> int:
        """As `status`; htmx only swaps in what went well, so a fragment with problems is 200."""
        return 200 if request.headers.get("HX-Request") else self.status


def tried(request: HttpRequest, form_values: Mapping[str, str], call: Callable[[], object]) -> Problems:
    """Calls an action for a form. Refused, Stale and Denied become problems; what was typed stays in `values`."""
    seen = request.POST.get("revision", "")
    try:
        return Problems(result=call())
    except Refused as refused:
        return Problems(refused.problems, form_values, seen=seen)
    except Stale as stale:
        return Problems({WHOLE: stale.reason}, form_values, is_stale=True, seen=seen)
    except Denied as denied:
        log_denied(denied)
        return Problems({WHOLE: denied.reason}, form_values, is_denied=True, seen=seen)
    except IntegrityError as error:
        # The action has been rolled back whole. An id that no page of ours gave is the likeliest; the log tells if it was ours.
        if not is_about_another(error):
            raise
        _log.error("formuläret pekade på något annat", exc_info=True, extra={"request": request})
        return Problems({WHOLE: ANOTHERS}, form_values, seen=seen)


@contextmanager
def all_together() -> Iterator[dict[str, str]]:
    """Collects the problems of several fields and raises them in one Refused: `with all_together() as wrong: …`."""
    wrong: dict[str, str] = {}
    yield wrong
    if wrong:
        raise Refused(wrong)


def typed(request: HttpRequest, *names: str) -> dict[str, str]:
    """The named fields as they were sent, without blanks around; empty where they were not."""
    return {name: request.POST.get(name, "").strip() for name in names}


def check_lengths(fields: Mapping[str, str], longest: Mapping[str, int], wrong: dict[str, str]) -> None:
    """Adds a problem for every field that is longer than what can be kept."""
    for name, most in longest.items():
        if len(fields.get(name, "")) > most:
            wrong[name] = f"Skriv kortare, högst {most} tecken. Längre text hör hemma i en anteckning."


def read_date(text: str, name: str, wrong: dict[str, str], *, missing: str = "") -> date | None:
    """A day out of a form field, however it is written. None when empty; with `missing` (a sentence) that is a problem."""
    if not text:
        if missing:
            wrong[name] = missing
        return None
    try:
        iso = swedish_day(text, this_year=timezone.localdate().year, ahead=True)
    except DayError as error:
        wrong[name] = str(error)
        return None
    if len(iso) < ISO_LENGTH:
        wrong[name] = "Skriv hela datumet: år, månad och dag, till exempel 2026-12-01."
        return None
    return date.fromisoformat(iso)
