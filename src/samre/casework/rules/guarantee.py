"""Nobody between chairs: an open case has a next step with exactly one responsible party and a date."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from ..models import Case, OpenStep
from ..models.steps import LIVE


class NobodyNext(Exception):
    """A write would have left an open case without anybody responsible for a next step. It is rolled back."""


def check_guarantee(case: Case) -> None:
    """Raises NobodyNext unless the case (as it is in the database) is closed without live steps, or open with one that is
    named as its next. The database says the same: CHECK `case_open_has_next_responsible_and_date`."""
    row = Case.objects.values("state", "next_step_id", "next_party", "next_due").get(pk=case.pk)
    live = dict(OpenStep.objects.filter(case_id=case.pk, state__in=LIVE).values_list("id", "responsible"))
    if row["state"] == "avslutat":
        if live:
            raise NobodyNext(f"Ärende {case.number} är avslutat men har öppna steg.")
        return
    if row["next_step_id"] not in live or not live[row["next_step_id"]] or row["next_due"] is None:
        raise NobodyNext(f"Ärende {case.number} skulle stå utan nästa steg, ansvarig och datum.")


@dataclass(frozen=True, slots=True)
class Broken:
    """A case that somebody has been left alone in, with the sentence that says how."""

    case: UUID
    number: str
    sentence: str


# What can be wrong with a case, as SQL over the case `c` and the step it names `s`. None of it rests on the code that writes.
_FAULTS = (
    ("c.next_step_id IS NULL", "har inget nästa steg"),
    ("c.next_step_id IS NOT NULL AND s.id IS NULL", "pekar på ett steg som inte finns"),
    ("s.case_id <> c.id OR s.owner_id <> c.owner_id", "pekar på ett steg i ett annat ärende"),
    ("s.state NOT IN ('pagar', 'vantar')", "pekar på ett steg som är avslutat"),
    ("s.responsible = '' OR c.next_party = ''", "har ingen ansvarig för nästa steg"),
    ("s.due IS NULL OR c.next_due IS NULL OR c.next_since IS NULL", "har inget datum för nästa steg"),
    (
        "s.state = 'vantar' AND (s.waiting_for = '' OR s.waiting_until IS NULL)",
        "väntar utan att det står på vem eller till när",
    ),
    ("c.closed_on IS NOT NULL", "är öppet men har en dag då det avslutades"),
)
_CLOSED = (
    "EXISTS (SELECT 1 FROM casework_openstep l WHERE l.case_id = c.id AND l.state IN ('pagar', 'vantar'))"
)


def broken_cases(owner: UUID | None = None) -> list[Broken]:
    """Every case that breaks the guarantee, found by SQL alone. `owner` None: all authorities the connection can see."""
    rows = " ".join(f"WHEN {fault} THEN {number}" for number, (fault, _) in enumerate(_FAULTS))
    query = (
        "SELECT id, number, fault FROM ("  # nosec B608 - made of the constants above
        f"SELECT c.id, c.number, CASE WHEN c.state = 'avslutat' THEN CASE WHEN {_CLOSED} THEN -1 END "
        f"ELSE CASE {rows} END END AS fault "
        "FROM casework_case c LEFT JOIN casework_openstep s ON s.id = c.next_step_id"
        + (" WHERE c.owner_id = %s" if owner else "")
        + ") found WHERE fault IS NOT NULL ORDER BY number"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [_stored(owner)] if owner else [])
        found = cursor.fetchall()
    return [
        Broken(
            id_ if isinstance(id_, UUID) else UUID(id_),
            number,
            f"Ärende {number} {'är avslutat men har öppna steg' if fault < 0 else _FAULTS[fault][1]}.",
        )
        for id_, number, fault in found
    ]


def _stored(id_: UUID) -> str | UUID:
    """As the database has an id."""
    return id_.hex if connection.vendor == "sqlite" else id_
