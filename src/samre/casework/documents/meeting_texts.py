"""What the guard says of a meeting: what a calling or minutes may not tell the units that get them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from samre.accounts.acts import Refused
from samre.accounts.models import Unit
from samre.identifiers.sensitive_text import Kind

from ..models import AgreedMeasure, Meeting, Minutes, Participant
from ..queries.known_names import names_of_others
from ..rules.consent_lists import category_names, in_sentence
from ..rules.consultations import clean, consultation_rules, too_much
from ..rules.guard import Alarm, judge_texts
from ..rules.talks import unit_covers, unit_name
from .judged import own_of

# A place of a meeting has an address or a number to call; whoever comes has a name. Neither points out anybody else.
_BELONGS: Mapping[str, frozenset[str]] = {
    "plats": frozenset({Kind.ADDRESS, Kind.PHONE}),
    "namn": frozenset(Kind),
}


# Words and the category they reveal (empty: they point somebody out) → the units they may not go to.
Told = dict[tuple[tuple[str, ...], str], list[str]]


@dataclass(frozen=True, slots=True)
class TextAlarm:
    """What the guard says of one field. `is_hard`: it points somebody out and has to be written otherwise; else a reason
    will do."""

    field: str
    label: str
    sentence: str
    is_hard: bool


def calling_texts(meeting: Meeting, seats: Sequence[Participant]) -> dict[str, list[str]]:
    """What somebody wrote freely in a calling, by the field it stands in. Where a protected person's meeting is, is not told."""
    hidden = meeting.case.person.is_protected
    return {
        "syfte": [meeting.purpose],
        "plats": [] if hidden else [meeting.place],
        "tolk": [meeting.interpreter],
        "namn": [] if hidden else [seat.name for seat in seats if seat.kind != Participant.Kind.OWN],
        "del": [seat.part for seat in seats],
        "punkt": [one.text for one in meeting.agenda.filter(dropped_at=None).order_by("number")],
    }


def minutes_texts(
    meeting: Meeting, minutes: Minutes, measures: Sequence[AgreedMeasure]
) -> dict[str, list[str]]:
    """What somebody wrote freely in minutes and what was agreed, by the field it stands in."""
    return {
        "text": [minutes.text],
        "behov": [meeting.needs],
        "atgard": [text for one in measures for text in (one.who, one.what)],
    }


def meeting_alarms(
    meeting: Meeting,
    units: Iterable[Unit],
    texts: Mapping[str, Sequence[str]],
    seats: Sequence[Participant],
) -> tuple[TextAlarm, ...]:
    """What points out somebody who is not at the meeting, or a protected person herself, and words of what no consent lets out to
    one of the units; field by field, all units together."""
    case, rules, units = meeting.case, consultation_rules(), list(units)
    covers = unit_covers(
        case,
        units,
        categories=category_names(),
        purpose=rules["möten"][meeting.kind]["ändamål"],
        at=timezone.now(),
    )
    at_the_table = {seat.name for seat in seats}
    known = names_of_others(case, [text for listed in texts.values() for text in listed])
    others = [name for name in known if case.person.is_protected or name not in at_the_table]
    told: dict[tuple[str, bool], Told] = {}
    for unit in units:
        covered = {category for category, cover in covers[unit.pk].items() if cover is not None}
        if case.person.is_protected:
            covered.discard("kontakt")
        for field, listed in texts.items():
            for alarm in judge_texts(field, listed, own=own_of(case), others=others, covered=covered):
                if left := _left(alarm, _BELONGS.get(field, frozenset())):
                    note_alarm(told.setdefault((field, left.is_hard), {}), left, unit)
    return tuple(
        TextAlarm(field, str(rules["vakt_möte"]["var"][field]), alarm_sentences(field, found), is_hard)
        for (field, is_hard), found in told.items()
    )


def check_meeting_texts(
    meeting: Meeting,
    unit: Unit,
    texts: Mapping[str, Sequence[str]],
    seats: Sequence[Participant],
    reasons: Mapping[str, str],
) -> dict[str, str]:
    """Field → why its words go all the same, of the fields that needed it. Raises Refused, field → sentence, for what is neither
    written otherwise nor given a reason. Nothing goes to anybody before then."""
    problems: dict[str, list[str]] = {}
    used = {}
    for alarm in meeting_alarms(meeting, [unit], texts, seats):
        why = clean(reasons.get(alarm.field, ""))
        if alarm.is_hard or not why:
            problems.setdefault(alarm.field, []).append(alarm.sentence)
        elif problem := too_much(why, "skäl"):
            problems.setdefault(alarm.field, []).append(problem)
        else:
            used[alarm.field] = why
    if problems:
        raise Refused({field: " ".join(sentences) for field, sentences in problems.items()})
    return used


def _left(alarm: Alarm, belongs: frozenset[str]) -> Alarm | None:
    """The alarm without what belongs in the field; None where nothing else is left."""
    places = tuple((number, found) for number, found in alarm.places if found.kind not in belongs)
    words = tuple(dict.fromkeys(found.text for _, found in places))
    return replace(alarm, places=places, words=words) if places else None


def note_alarm(told: Told, alarm: Alarm, unit: Unit) -> None:
    """Adds a unit to those that the same words may not go to."""
    category = "" if alarm.is_hard else alarm.places[0][1].kind
    told.setdefault((alarm.words, category), []).append(unit_name(unit))


def alarm_sentences(field: str, told: Told) -> str:
    """Which words, where they stand and what to do about them; the units they may not go to in one breath."""
    rules, names = consultation_rules()["vakt_möte"], category_names()
    sentences = []
    for (words, category), units in told.items():
        row = "pekar_ut" if not category else "täcks_inte" if category in names else "aldrig"
        sentences.append(
            str(rules[row]).format(
                var=rules["var"][field],
                ord=", ".join(f"»{word}«" for word in words),
                kategori=in_sentence(names.get(category, "")),
                enhet=" och ".join(dict.fromkeys(units)),
            )
        )
    return " ".join(sentences)
