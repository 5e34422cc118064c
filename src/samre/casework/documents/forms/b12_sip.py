"""B12, samordnad individuell plan, and the minutes of other meetings: needs, who does what, who leads, follow-up (SoL 10:8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from samre.certificate.wording import in_words

from ...models import AgreedMeasure, Meeting, MeetingKind, Minutes, Participant
from ...rules.consultations import consultation_rules
from ..meeting_copy import participant_name, when_words
from ..paper import Block, Fields, Heading, Paper, Points, Sign, Table, Text
from ..talk_results import party_name
from .letterhead import Sender, make_paper


def paper(
    meeting: Meeting,
    minutes: Minutes,
    measures: Sequence[AgreedMeasure],
    participants: Sequence[Participant],
    *,
    sender: Sender,
    on: date,
) -> Paper:
    """What those who were there get to read before the meeting is closed: a SIP as B12, another meeting as minutes."""
    rules, case = consultation_rules(), meeting.case
    words, plan = rules["blanketter"]["protokoll"], rules["blanketter"]["B12"]
    told = plan["rubriker"]
    is_sip = meeting.kind == MeetingKind.SIP
    blocks: list[Block] = [
        Fields(((rules["blanketter"]["B11"]["rubriker"]["tid"], when_words(meeting)),)),
    ]
    if is_sip:
        blocks += [Heading(told["behov"]), *_paragraphs(meeting.needs)]
    blocks.append(
        Table(
            told["insatser"] if is_sip else words["rubriker"]["överenskommet"],
            (told["insats"], told["ansvarig"], told["senast"]),
            tuple((one.what, party_name(case, one.party, one.who), in_words(one.due_on)) for one in measures),
        )
    )
    if is_sip:
        ends = in_words(meeting.evaluate_on) if meeting.evaluate_on else ""
        leads = party_name(case, meeting.lead) if meeting.lead else ""
        blocks.append(Fields(((told["leder"], leads), (told["uppföljning"], ends))))
    blocks += [
        Heading(words["rubriker"]["protokoll"]),
        *_paragraphs(minutes.text),
        Heading(told["deltagare"]),
        Points(tuple(participant_name(meeting, one) for one in participants if one.came)),
    ]
    if is_sip and meeting.agreed_on:
        blocks.append(Text(plan["ja"].format(dag=in_words(meeting.agreed_on))))
    if is_sip:
        blocks.append(Sign(tuple(told["under"])))
    form = rules["möten"][meeting.kind]["blankett"] if is_sip else "B11"
    return make_paper(
        form,
        case,
        sender,
        blocks,
        to="Deltagarna",
        on=on,
        title="" if is_sip else rules["möten"][meeting.kind]["protokoll"],
        purpose=plan["syfte"] if is_sip else "",
    )


def _paragraphs(text: str) -> list[Text]:
    return [Text(line) for line in text.splitlines() if line.strip()]
