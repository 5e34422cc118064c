"""The agreed plan as it goes back to those who gave their proposal: the question it answers, and who does what by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from samre.certificate.wording import in_words

from ..models import AgreedMeasure, Consultation
from ..rules.consultations import consultation_rules
from ..rules.settings import pathway_of
from .consultation_copy import Copy, consent_ground, frozen, named_rows
from .forms.letterhead import Sender, foot, make_paper
from .paper import Block, Heading, Paper, Text
from .talk_results import measure_lines, party_name


def plan_text(consultation: Consultation, measures: Sequence[AgreedMeasure]) -> str:
    """The plan in words, to begin with. Without a name only the parties are told, nobody of theirs, and months in place of days; of
    a protected person nobody around her is named either."""
    case, is_anonymous = consultation.case, consultation.is_anonymous
    if not is_anonymous and not case.person.is_protected:
        return "\n".join(measure_lines(case, measures))
    row = str(consultation_rules()["anteckning"]["rad"])
    days = (in_words(one.due_on) for one in measures)
    return "\n".join(
        row.format(
            vem=party_name(case, one.party),
            vad=one.what.rstrip("."),
            dag=f"i {day.partition(' ')[2]}" if is_anonymous else day,
        )
        for one, day in zip(measures, days, strict=True)
    )


def plan_copy(consultation: Consultation, text: str, *, sent_on: date) -> Copy:
    """As the inbox shows it. Without a name nothing in it leads to the case."""
    rules, case = consultation_rules(), consultation.case
    words = rules["leverans"]["plan"]
    rows = [] if consultation.is_anonymous else named_rows(case)
    rows.append((words["frågan"], consultation.question))
    snapshot: dict[str, Any] = {
        "answers": "plan",
        "heading": words["rubrik"],
        "sections": [
            {"name": "", "rows": [[label, told] for label, told in rows]},
            {"name": words["planen"], "text": text},
            {"name": "", "text": words[consultation.mode]},
        ],
        "foot": foot(pathway_of(case.pathway)),
        "sent": in_words(sent_on),
    }
    if not consultation.is_anonymous:
        snapshot["ground"] = consent_ground()
    return frozen(words["ämne"], snapshot)


def plan_paper(consultation: Consultation, text: str, *, to: str, sender: Sender, on: date) -> Paper:
    """The same as a document of the register."""
    rules = consultation_rules()
    words = rules["leverans"]["plan"]
    blocks: list[Block] = [
        Text(words[consultation.mode], quiet=True),
        Heading(words["frågan"]),
        Text(consultation.question),
        Heading(words["planen"]),
        *(Text(line) for line in text.splitlines() if line.strip()),
    ]
    return make_paper(
        rules["former"][consultation.form]["blankett"],
        consultation.case,
        sender,
        blocks,
        to=to,
        on=on,
        identified=not consultation.is_anonymous,
        title=words["rubrik"],
        purpose=words["syfte"],
    )
