"""The text of the signed note that ends a consultation or a meeting: what was asked, what each said, and what was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from samre.certificate.wording import in_words

from ..models import AgreedMeasure, Case, Consultation, Meeting, MeetingReply, Minutes
from ..rules.consultations import consultation_rules
from ..rules.settings import pathway_of
from ..rules.talks import unit_name


def consultation_result(consultation: Consultation, measures: Sequence[AgreedMeasure], result: str) -> str:
    """The whole of a consultation in plain text."""
    rules = consultation_rules()
    words = rules["anteckning"]["delar"]
    parts = [
        f"{words['fråga']}: {consultation.question}",
        f"{words['sätt']}: {rules['sätt'][consultation.mode]['namn']}",
    ]
    questions = consultation.questions.select_related("receiver_unit__authority").prefetch_related("replies")
    for question in questions.order_by("number"):
        replies = sorted(question.replies.all(), key=lambda one: (one.at, one.pk))
        said = [
            f"{in_words(reply.came_on)}: {answer_name('konsultation', reply.kind)}. {reply.text}".strip()
            for reply in replies
        ] or [words["obesvarad"]]
        parts.append("\n".join([f"{words['svar']}, {unit_name(question.receiver_unit)}", *said]))
    parts.append(f"{words['utfall']}\n{result}")
    parts.append(f"{words['plan']}\n" + "\n".join(measure_lines(consultation.case, measures)))
    return "\n\n".join(parts)


def meeting_result(
    meeting: Meeting,
    minutes: Minutes,
    measures: Sequence[AgreedMeasure],
    comments: Iterable[MeetingReply],
    result: str,
) -> str:
    """The whole of a meeting in plain text, with the minutes as they were shared."""
    words = consultation_rules()["anteckning"]["delar"]
    held = timezone.localtime(meeting.starts_at)
    parts = [
        f"{meeting.get_kind_display()} {in_words(held.date())}. {meeting.purpose}",
        f"{words['protokoll']}\n{minutes.text}",
    ]
    said = [f"{one.by_name}, {one.by_authority}: {one.text}" for one in comments if one.text]
    if said:
        parts.append(f"{words['synpunkter']}\n" + "\n".join(said))
    parts.append(f"{words['utfall']}\n{result}")
    if measures:
        parts.append(f"{words['plan']}\n" + "\n".join(measure_lines(meeting.case, measures)))
    return "\n\n".join(parts)


def answer_name(group: str, kind: str) -> str:
    """A kind of answer in words."""
    row = consultation_rules()["svar"].get(group, {}).get(kind)
    return str(row["namn"]) if row else kind


def measure_lines(case: Case, measures: Iterable[AgreedMeasure]) -> list[str]:
    """Who does what by when, a line each."""
    row = str(consultation_rules()["anteckning"]["rad"])
    return [
        row.format(
            vem=party_name(case, measure.party, measure.who),
            vad=measure.what.rstrip("."),
            dag=in_words(measure.due_on),
        )
        for measure in measures
    ]


def party_name(case: Case, party: str, who: str = "") -> str:
    """A party of the map, and which of its kind: "Vården, Vårdcentralen Almby"."""
    actor = pathway_of(case.pathway).actors.get(party)
    name = (actor.short or actor.name) if actor else party
    return f"{name}, {who}" if who else name
