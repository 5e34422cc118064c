"""B4, remiss till ärendekonsultation: one question, what each party is to answer, and room for the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...models import Consultation, ConsultationForm, ConsultationQuestion
from ...rules.consultations import age_span, consultation_rules
from ...rules.talks import unit_name
from ..paper import Answer, Block, Fields, Heading, Paper, Sign, Table, Text
from .b05_team import team_blocks
from .letterhead import Sender, make_paper


def paper(
    consultation: Consultation, questions: Sequence[ConsultationQuestion], *, sender: Sender, on: date
) -> Paper:
    """The referral as it goes out, B4 or B5 by the consultation's form. Without a name there is no name, number or case on it."""
    rules, case = consultation_rules(), consultation.case
    form = rules["former"][consultation.form]["blankett"]
    words = rules["blanketter"]["B4"]
    told = words["rubriker"]
    blocks: list[Block] = [
        Text(words[consultation.mode], quiet=True),
        Heading(told["fråga"]),
        Text(consultation.question),
        Heading(told["bakgrund"]),
        *(Text(line) for line in consultation.background.splitlines() if line.strip()),
    ]
    if consultation.is_anonymous:
        blocks.append(Fields(((told["ålder"], consultation.age_span or age_span(case.person, on=on)),)))
    if consultation.form == ConsultationForm.TEAM:
        blocks += team_blocks(consultation, questions)
    blocks.append(
        Table(
            told["delfrågor"],
            ("Myndighet", "Fråga"),
            tuple((unit_name(one.receiver_unit), one.text) for one in questions),
        )
    )
    blocks += [
        Heading(told["svar"]),
        Answer(told["förslag"], lines=4),
        Answer(told["vem"], lines=3),
        Answer(told["saknas"], lines=2),
        Fields(((told["nästa"], ""),)),
        Sign((told["under"],)),
    ]
    return make_paper(
        form,
        case,
        sender,
        blocks,
        to="\n".join(unit_name(one.receiver_unit) for one in questions),
        on=on,
        identified=not consultation.is_anonymous,
        purpose=rules["blanketter"][form]["syfte"],
        answer_by=consultation.answer_by,
        # Nothing says who she is: nobody can know whom a copy would go to.
        copy=not consultation.is_anonymous,
    )
