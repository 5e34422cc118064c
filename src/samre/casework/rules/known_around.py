"""What a case knows that would point its person out: names of her and of those around her, numbers and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from samre.identifiers.person_numbers import plain_signs
from samre.identifiers.sensitive_text import names_of_kin

from ..models import (
    AgreedMeasure,
    Case,
    CaseAssignment,
    Consent,
    Note,
    OpenStep,
    Participant,
    Representative,
)

# Fewer signs than this of a known address or telephone number point nobody out.
_KNOWN_SIGNS = 6
# Older notes than these name nobody that a question of today would.
_NEWEST_NOTES = 100
_PLACE = re.compile(r"(?<!\w)[^\W\d_a-zåäö][^\W\d_]{2,}")


class Known:
    """`names` are looked for part by part, with and without the s of the owner, wherever they stand; `details` sign by sign."""

    def __init__(self, names: Iterable[str], details: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(name for name in names if name.strip()))
        self.details = tuple(
            dict.fromkeys(signs for detail in details if len(signs := _signs(detail)) >= _KNOWN_SIGNS)
        )


def known_in(case: Case) -> Known:
    """Everybody and every way to reach them that the case names. The number of queries does not depend on how many they are."""
    person = case.person
    speakers = list(Representative.objects.filter(person_id=person.pk))
    parties = [step.party for step in OpenStep.objects.filter(case=case) if step.party]
    contact = [str(value) for value in (person.contact or {}).values()]
    return Known(
        [
            person.name,
            case.handler.name,
            *(one.name for one in speakers),
            *_around(case),
            *(place for value in contact for place in _PLACE.findall(value)),
        ],
        [person.number or "", case.number, *contact, *parties, *(one.contact for one in speakers)],
    )


def _around(case: Case) -> Iterator[str]:
    """Those who have had the case, those who heard her, came to a meeting with her or are to do something, and kin in the notes."""
    assigned = CaseAssignment.objects.filter(case=case).select_related("user")
    yield from (one.user.name for one in assigned)
    yield from Consent.objects.filter(case=case).values_list("witness", flat=True)
    support = (Participant.Kind.SUPPORT, Participant.Kind.OTHER)
    yield from Participant.objects.filter(meeting__case=case, kind__in=support).values_list("name", flat=True)
    yield from AgreedMeasure.objects.filter(case=case).values_list("who", flat=True)
    notes = Note.objects.filter(case=case).order_by("-at", "-pk")
    for text in notes.values_list("text", flat=True)[:_NEWEST_NOTES]:
        yield from names_of_kin(text)


def _signs(text: str) -> str:
    return "".join(sign for sign in plain_signs(text)[0].casefold() if sign.isalnum())
