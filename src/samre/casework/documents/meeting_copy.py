"""What a participant of another authority gets of a meeting: the calling, and later the minutes. Only on a consent that covers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from samre.accounts.protected import ColleagueNames
from samre.certificate.wording import in_words

from ..models import AgreedMeasure, Meeting, Minutes, Participant
from ..queries.case_frame import HIDDEN
from ..rules.consultations import consultation_rules
from ..rules.settings import pathway_of
from ..rules.talks import unit_name
from .consultation_copy import Copy, consent_ground, frozen, named_rows
from .forms.letterhead import foot
from .talk_results import measure_lines, party_name


def calling_copy(meeting: Meeting, participants: Sequence[Participant]) -> Copy:
    """The calling as a frozen copy: purpose, time, who is called and what is talked about, the person's own questions among it."""
    rules = consultation_rules()
    told = rules["blanketter"]["B11"]["rubriker"]
    rows = [
        *named_rows(meeting.case),
        (told["syfte"], meeting.purpose),
        (told["tid"], when_words(meeting)),
        (told["plats"], place_words(meeting)),
        (told["tolk"], meeting.interpreter),
        (told["protokoll"], meeting.keeper),
    ]
    agenda = list(meeting.agenda.filter(dropped_at=None).order_by("number"))
    words = "kallelse_ändrad" if meeting.changed_at else "kallelse"
    return frozen(
        rules["leverans"][words]["ämne"],
        _shape(
            meeting,
            "kallelse",
            rows,
            [
                (told["deltagare"], [participant_line(meeting, one) for one in participants]),
                (told["dagordning"], [one.text for one in agenda if not one.is_persons]),
                (told["egna"], [one.text for one in agenda if one.is_persons]),
            ],
            words=words,
            version=meeting.calling_version,
        ),
    )


def minutes_copy(meeting: Meeting, minutes: Minutes, measures: Sequence[AgreedMeasure]) -> Copy:
    """The minutes as a frozen copy, with what was agreed; for a SIP also needs, lead and when it is followed up."""
    rules = consultation_rules()
    told, plan = rules["blanketter"]["protokoll"]["rubriker"], rules["blanketter"]["B12"]["rubriker"]
    rows = [
        *named_rows(meeting.case),
        (rules["blanketter"]["B11"]["rubriker"]["tid"], when_words(meeting)),
        (plan["behov"], meeting.needs),
        (plan["leder"], party_name(meeting.case, meeting.lead) if meeting.lead else ""),
        (plan["uppföljning"], in_words(meeting.evaluate_on) if meeting.evaluate_on else ""),
        (told["protokoll"], minutes.text),
    ]
    agreed = [(told["överenskommet"], measure_lines(meeting.case, measures))]
    return frozen(
        rules["leverans"]["protokoll"]["ämne"],
        _shape(meeting, "protokoll", rows, agreed, version=minutes.version),
    )


def _shape(
    meeting: Meeting,
    sort: str,
    rows: Sequence[tuple[str, str]],
    lists: Sequence[tuple[str, Sequence[str]]],
    *,
    words: str = "",
    **more: Any,
) -> dict[str, Any]:
    """As the inbox reads it; `answers` says which answers it takes. `words`: the row of `leverans` that names it, where it is not
    that of its sort."""
    sections: list[dict[str, Any]] = [{"name": "", "rows": [[label, text] for label, text in rows if text]}]
    sections += [{"name": label, "text": "\n".join(points)} for label, points in lists if points]
    return {
        "answers": sort,
        "heading": f"{consultation_rules()['leverans'][words or sort]['rubrik']}: {meeting.get_kind_display()}",
        "sections": sections,
        "ground": consent_ground(),
        "foot": foot(pathway_of(meeting.case.pathway)),
        **more,
    }


def when_words(meeting: Meeting) -> str:
    """`24 november 2026 kl. 10.00–11.00`."""
    start = timezone.localtime(meeting.starts_at)
    end = start + timedelta(minutes=meeting.minutes)
    return f"{in_words(start.date())} kl. {start:%H.%M}–{end:%H.%M}"


def place_words(meeting: Meeting) -> str:
    """How and where; of a protected person's meeting only how."""
    name = str(consultation_rules()["kanaler"][meeting.channel]["namn"])
    if not meeting.place:
        return name
    return f"{name}: {HIDDEN if meeting.case.person.is_protected else meeting.place}"


def participant_line(meeting: Meeting, participant: Participant) -> str:
    """Who is called and what for."""
    name = participant_name(meeting, participant)
    part = participant_part(meeting, participant)
    return f"{name}: {part}" if part else name


def participant_name(meeting: Meeting, participant: Participant) -> str:
    """A participant by name: a unit by its authority's; the person and those around her are not named when she is protected."""
    if participant.receiver_unit is not None:
        own = unit_name(participant.receiver_unit)
        return f"{participant.name}, {own}" if participant.name else own
    kind = Participant.Kind(participant.kind)
    if kind == Participant.Kind.PERSON:
        return str(kind.label)
    if kind == Participant.Kind.OWN:
        return ColleagueNames(meeting.owner_id).of(participant.name)
    hidden = meeting.case.person.is_protected
    return str(kind.label) if hidden or not participant.name else participant.name


def participant_part(meeting: Meeting, participant: Participant) -> str:
    """What somebody does at the meeting; nothing where the person is protected, for it can say who or where she is."""
    hidden = meeting.case.person.is_protected and participant.receiver_unit is None
    return "" if hidden else participant.part
