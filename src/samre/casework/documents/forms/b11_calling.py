"""B11, kallelse till möte: what it is to lead to, when and where, who comes, the person's own questions, and a reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from samre.accounts.protected import ColleagueNames
from samre.certificate.wording import in_words

from ...models import Meeting, Participant
from ...rules.consultations import consultation_rules
from ..meeting_copy import participant_name, participant_part, place_words, when_words
from ..paper import Block, Choices, Fields, Heading, Paper, Points, Table, Text
from .letterhead import Sender, make_paper


def paper(meeting: Meeting, participants: Sequence[Participant], *, sender: Sender, on: date) -> Paper:
    """The calling letter. Of a protected person's meeting it says how, not where."""
    rules = consultation_rules()
    words = rules["blanketter"]["B11"]
    told = words["rubriker"]
    agenda = list(meeting.agenda.filter(dropped_at=None).order_by("number"))
    name = str(rules["möten"][meeting.kind]["kallelse"])
    own = tuple(point.text for point in agenda if point.is_persons)
    blocks: list[Block] = [
        Fields(
            (
                (told["tid"], when_words(meeting)),
                (told["plats"], place_words(meeting)),
                (told["tolk"], meeting.interpreter or words["tolk_nej"]),
                (told["protokoll"], ColleagueNames(meeting.owner_id).of(meeting.keeper)),
            )
        ),
        Heading(told["syfte"]),
        Text(meeting.purpose),
        _called(meeting, participants, told),
        Heading(told["dagordning"]),
        Points(tuple(point.text for point in agenda if not point.is_persons), numbered=True),
    ]
    if own:
        blocks += [Heading(told["egna"]), Points(own)]
    if meeting.agreed_on:
        blocks.append(Text(words["ja"].format(dag=in_words(meeting.agreed_on))))
    blocks += [
        Text(words["rätt"]),
        Text(words["tillsammans"]),
        Heading(told["svar"]),
        Choices(told["kommer"], tuple((choice, False) for choice in words["val"]), several=False),
        Fields(((told["rader"], ""),)),
    ]
    return make_paper(
        "B11",
        meeting.case,
        sender,
        blocks,
        to="\n".join(
            participant_name(meeting, one) for one in participants if one.kind != Participant.Kind.OWN
        ),
        on=on,
        title=words["ändrad"].format(namn=name) if meeting.changed_at else name,
        purpose=words["syfte"],
        answer_by=meeting.answer_by,
    )


def _called(meeting: Meeting, participants: Sequence[Participant], told: Mapping[str, str]) -> Block:
    """Who is called, and what for where anybody has said it."""
    rows = tuple((participant_name(meeting, one), participant_part(meeting, one)) for one in participants)
    if any(part for _, part in rows):
        return Table(told["deltagare"], (told["namn"], told["del"]), rows)
    return Fields(((told["deltagare"], "\n".join(name for name, _ in rows)),))
