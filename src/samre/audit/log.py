"""Writing to the log. What can't be logged must not be shown: the caller answers LogUnavailable with 503."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.db import DatabaseError, InterfaceError, connection, transaction

from .content import REASON_LIMIT, NotForTheLog, check_words, detail_text
from .hashing import digest, list_digest, values_of
from .models import Event, Outcome, Subject

__all__ = ["LogUnavailable", "NotForTheLog", "Who", "lock_chain", "record"]


class LogUnavailable(Exception):
    """The event could not be written. Nothing it was about may be shown or kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who did it, as named at the time. `assignment`, `unit` and `authority` are what she acted for."""

    user: str
    name: str
    title: str
    assignment: str
    role: str
    unit: str
    authority: str


def record(
    *,
    who: Who,
    chain: str,
    action: str,
    kind: str,
    object_id: str = "",
    case_id: str = "",
    subjects: Iterable[object] = (),
    category: str = "",
    why: str = "",
    outcome: str = Outcome.OK,
    detail: Mapping[str, str | int | bool] | None = None,
) -> Event:
    """Adds an event to the chain and gives it back.

    `action` is noun.verb ("case.read"), `kind` the noun of `object_id`. `subjects` are the ids of the cases a list
    showed: one event for the list, whose `detail` gets their number as `count`. Runs in the caller's transaction and
    holds the chain until that ends, so call it last. Raises NotForTheLog for text or person numbers, and
    LogUnavailable for every fault in the database.
    """
    shown = sorted({str(case) for case in subjects})
    words = asdict(who) | {
        "chain": str(chain),
        "action": action,
        "kind": kind,
        "object_id": str(object_id),
        "case_id": str(case_id),
        "category": category,
        "outcome": str(outcome),
    }
    check_words(words)
    check_words({"why": why}, limit=REASON_LIMIT)
    if words["outcome"] not in Outcome.values:
        raise NotForTheLog(
            f"Händelsens utfall är ”{outcome}”: det ska vara ett av {', '.join(Outcome.values)}."
        )
    detail = dict(detail or {}) | ({"count": len(shown)} if shown else {})
    values = words | {
        "why": why,
        "detail": detail_text(detail),
        "subjects": list_digest(shown) if shown else "",
    }
    try:
        with transaction.atomic(savepoint=False):
            if shown:
                _keep_list(values["subjects"], shown)
            return _append(values)
    except (DatabaseError, InterfaceError) as fault:
        raise LogUnavailable(
            "Händelsen kunde inte skrivas i loggen, så uppgifterna visas inte och inget har sparats. "
            "Försök igen om en stund. Hjälper det inte: kontakta den som sköter driften."
        ) from fault


def _append(values: dict[str, str]) -> Event:
    lock_chain(values["chain"])
    newest = (
        Event.objects.filter(chain=values["chain"]).order_by("-number").values_list("number", "hash").first()
    )
    number, previous = newest or (0, "")
    event = Event(number=number + 1, at=datetime.now(UTC), previous=previous, **values)
    event.hash = digest(values_of(event))
    event.save(force_insert=True)
    return event


def lock_chain(chain: str) -> None:
    """Holds the chain until the transaction ends, so that no two events get the same one before them.

    SQLite has a single writer from the start of the transaction (transaction_mode IMMEDIATE) and needs nothing.
    """
    if connection.vendor == "postgresql":
        key = int.from_bytes(sha256(f"samre.audit|{chain}".encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _keep_list(name: str, case_ids: list[str]) -> None:
    if not Subject.objects.filter(digest=name).exists():
        rows = [Subject(digest=name, case_id=case) for case in case_ids]
        Subject.objects.bulk_create(rows, ignore_conflicts=True)
