"""The steering group's meetings: called with an agenda, minutes written, and signed once; after that nothing of it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about, action
from samre.accounts.roles import Role

from ..models import Agreement, ChangeRequest, Draft, Sitting, SittingPaper
from ..models.base import Kept, signed
from ..rules.nobody import persons_in
from ..rules.numbers import next_number
from ..rules.permissions import check_writes

Point = Mapping[str, str]
Write = Callable[[Sitting], bytes]
PLACE = 120
# What a point can be about: its key in the point, and what it is called.
ABOUT: Mapping[str, tuple[type[Kept], str]] = {
    "draft": (Draft, "ett förslag"),
    "request": (ChangeRequest, "en ruta"),
    "agreement": (Agreement, "en överenskommelse"),
}


@action("sitting.call", kind="sitting")
def call_sitting(
    *, keeper: UUID, on: date, place: str, agenda: Sequence[Point], write: Write | None = None, by: Actor
) -> Sitting:
    """A meeting on a day, with what is to be taken up; drafts that lie for decision are points of their own. `write` makes the
    calling as a document, which is kept. The same calling sent once more is the same meeting."""
    _check_arranges(by, keeper)
    points = _points(agenda, keeper)
    problems = {} if points else {"dagordning": "Skriv minst en punkt."}
    if on < timezone.localdate():
        problems["dag"] = "Välj en dag från i dag."
    if len(place.strip()) > PLACE:
        problems["plats"] = f"Skriv högst {PLACE} tecken."
    problems |= persons_in({"plats": place, "egna_punkter": _titles(agenda)}, are_offices=True)
    if problems:
        raise Refused(problems)
    number = next_number(Sitting, keeper)
    same = Sitting.objects.filter(keeper_id=keeper, on=on, place=place.strip(), by_id=by.user_id, revision=1)
    if again := next((row for row in same.order_by("number") if row.agenda == points), None):
        about(again, points=len(points))
        return again
    sitting = Sitting.objects.create(
        keeper_id=keeper,
        number=number,
        on=on,
        place=place.strip(),
        agenda=points,
        **signed(by),
    )
    if write is not None:
        _keep(sitting, SittingPaper.Kind.CALLING, write(sitting), by)
    about(sitting, points=len(points))
    return sitting


@action("sitting.write", kind="sitting")
def write_minutes(
    *,
    sitting: UUID,
    revision: int,
    present: Sequence[Point],
    minutes: str,
    agenda: Sequence[Point],
    by: Actor,
) -> Sitting:
    """Who came, what was said, and the agenda as it became."""
    row = _unsigned(sitting, by)
    if row.revision != revision:
        raise Stale("Någon annan har skrivit i protokollet. Läs det först, och gör sedan din ändring igen.")
    names = "\n".join(" ".join(one.values()) for one in present)
    if problems := persons_in({"protokoll": minutes, "tillagt": _titles(agenda), "närvarande": names}):
        raise Refused(problems)
    row.present = [
        {"name": one["name"].strip(), "for": one.get("for", "").strip()}
        for one in present
        if one["name"].strip()
    ]
    row.minutes, row.agenda, row.revision = minutes.strip(), _points(agenda, row.keeper_id), revision + 1
    row.minutes_by_id = by.user_id
    row.save(update_fields=["present", "minutes", "agenda", "revision", "minutes_by"])
    about(row, revision=row.revision)
    return row


@action("sitting.sign", kind="sitting")
def sign_minutes(*, sitting: UUID, revision: int, write: Write | None = None, by: Actor) -> Sitting:
    """The minutes are signed by somebody in the steering group: what was read is what stands. `write` makes them as a document,
    which is kept."""
    row = _unsigned(sitting, by)
    if by.role != Role.BOARD:
        raise Denied("Protokollet justeras av någon i styrgruppen.")
    if row.minutes_by_id == by.user_id and by.user_id is not None:
        raise Denied("Den som skrev protokollet justerar det inte. Be någon annan i styrgruppen.")
    if row.revision != revision:
        raise Stale("Protokollet har ändrats sedan du läste det. Läs det igen innan du justerar.")
    if row.on > timezone.localdate():
        raise Refused("Sammanträdet är inte hållet än. Justera protokollet efteråt.")
    if not row.present:
        raise Refused({"närvarande": "Skriv vilka som var med."})
    row.signed_at, row.signed_by = timezone.now(), by.name
    row.save(update_fields=["signed_at", "signed_by"])
    if write is not None:
        _keep(row, SittingPaper.Kind.MINUTES, write(row), by)
    about(row)
    return row


def _titles(agenda: Sequence[Point]) -> str:
    return "\n".join(point.get("title", "") for point in agenda)


def _keep(row: Sitting, kind: str, document: bytes, by: Actor) -> None:
    SittingPaper.objects.create(
        keeper_id=row.keeper_id,
        sitting=row,
        kind=kind,
        document=document,
        hash=hashlib.sha256(document).hexdigest(),
        **signed(by),
    )


def _unsigned(sitting: UUID, by: Actor) -> Sitting:
    row = Sitting.objects.select_for_update().get(pk=sitting)
    _check_arranges(by, row.keeper_id)
    if row.signed_at is not None:
        raise Denied("Protokollet är justerat och ändras inte.")
    return row


def _check_arranges(by: Actor, keeper: UUID) -> None:
    if by.role == Role.BOARD and by.authority_id == keeper:
        return
    check_writes(by, keeper)


def _points(agenda: Sequence[Point], keeper: UUID) -> list[dict[str, str]]:
    """The points that say something; what one is about is the keeper's own."""
    found = []
    for number, point in enumerate((point for point in agenda if point["title"].strip()), 1):
        about_what = {key: point.get(key, "") for key in ABOUT}
        for key, (model, word) in ABOUT.items():
            id_ = about_what[key]
            if id_ and not model._default_manager.filter(pk=id_, keeper_id=keeper).exists():
                raise Refused({"dagordning": f"Punkt {number} hör till {word} som inte finns."})
        found.append({"title": point["title"].strip(), **about_what})
    return found
