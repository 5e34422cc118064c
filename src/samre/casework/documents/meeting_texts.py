"""What the guard says of a meeting: what a calling or minutes may not tell the units that get them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from samre.accounts.acts import Refused
from samre.accounts.models import Unit

from ..models import AgreedMeasure, Meeting, Minutes, Participant
from ..queries.known_names import names_of_others
from ..rules.consent_lists import category_names, in_sentence
from ..rules.consultations import consultation_rules
from ..rules.guard import Alarm, judge_texts
from ..rules.talks import find_covers, unit_name
from .judged import own_of


def calling_texts(meeting: Meeting, seats: Sequence[Participant]) -> dict[str, list[str]]:
    """What somebody wrote freely in a calling, by the field it stands in."""
    return {
        "syfte": [meeting.purpose],
        "tolk": [meeting.interpreter],
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


def check_meeting_texts(
    meeting: Meeting, unit: Unit, texts: Mapping[str, Sequence[str]], seats: Sequence[Participant]
) -> None:
    """Raises Refused, field → sentence, for what points out somebody who is not at the meeting, or a protected person herself, and
    for words of what no consent lets out to this unit. Nothing goes to anybody before it is written otherwise."""
    case, rules = meeting.case, consultation_rules()
    covers = find_covers(
        case,
        unit,
        categories=category_names(),
        purpose=rules["möten"][meeting.kind]["ändamål"],
        at=timezone.now(),
    )
    covered = {category for category, cover in covers.items() if cover is not None}
    if case.person.is_protected:
        covered.discard("kontakt")
    at_the_table = {seat.name for seat in seats}
    known = names_of_others(case, [text for listed in texts.values() for text in listed])
    others = [name for name in known if case.person.is_protected or name not in at_the_table]
    own, problems = own_of(case), {}
    for field, listed in texts.items():
        if alarms := judge_texts(field, listed, own=own, others=others, covered=covered):
            told = dict.fromkeys(_sentence(field, alarm, unit) for alarm in alarms)
            problems[field] = " ".join(told)
    if problems:
        raise Refused(problems)


def _sentence(field: str, alarm: Alarm, unit: Unit) -> str:
    """Which words, where they stand and what to do about them."""
    rules, names = consultation_rules()["vakt_möte"], category_names()
    words = ", ".join(f"»{word}«" for word in alarm.words)
    if alarm.is_hard:
        return str(rules["pekar_ut"]).format(var=rules["var"][field], ord=words)
    category = alarm.places[0][1].kind
    row = rules["täcks_inte" if category in names else "aldrig"]
    return str(row).format(
        var=rules["var"][field],
        ord=words,
        kategori=in_sentence(names.get(category, "")) if category in names else "",
        enhet=unit_name(unit),
    )
