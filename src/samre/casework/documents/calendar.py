"""Calendar files (iCal) that tell a calendar when, and nobody who looks in it whom or what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

from ..rules.consultations import consultation_rules

ICS = "text/calendar"


def calendar_file(
    *, about: UUID, starts_at: datetime, minutes: int, channel: str, made_at: datetime, hides_place: bool
) -> bytes:
    """One event in an .ics file. Its subject is everybody's, and the reference is a part of `about`, the row's own random id: no
    name, case number or address. `hides_place`: a protected person's, so not even how people meet. No alarm: a telephone shows
    those on a locked screen."""
    rules = consultation_rules()
    words = rules["kalender"]
    event = Event()
    event.add("uid", f"{about.hex}@samre")
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", starts_at.astimezone(UTC) + timedelta(minutes=minutes))
    event.add("summary", f"{words['ämne']}, {words['referens'].format(nummer=reference(about))}")
    event.add("class", "PRIVATE")
    place = str(rules["kanaler"].get(channel, {}).get("i_kalender", ""))
    if place and not hides_place:
        event.add("location", place)
    file = Calendar()
    file.add("prodid", words["produkt"])
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add_component(event)
    return bytes(file.to_ical())


def reference(about: UUID) -> str:
    """`4F2A-91C3`: enough to ask about it by telephone, nothing to look up a person by."""
    last = about.hex[-8:].upper()
    return f"{last[:4]}-{last[4:]}"
