"""B5, remiss till Resursteam: what a referral to the team says beside the question, and each authority with its consent."""

from __future__ import annotations

from collections.abc import Sequence

from samre.certificate.wording import in_words

from ...models import Consent, Consultation, ConsultationQuestion
from ...rules.consultations import consultation_rules
from ..paper import Block, Heading, Table, Text


def team_blocks(consultation: Consultation, questions: Sequence[ConsultationQuestion]) -> list[Block]:
    """The person's own expectations, what is needed practically, risk, and the authorities with their consent."""
    words = consultation_rules()["blanketter"]["B5"]
    told = words["rubriker"]
    parts = (
        (told["förväntan"], consultation.expectations),
        (told["praktiskt"], consultation.practical),
        (told["risk"], consultation.urgency),
    )
    blocks: list[Block] = []
    for heading, text in parts:
        blocks += [Heading(heading), Text(text)]
    rows = tuple(
        (one.receiver.short, one.receiver_unit.name, _consent(consultation, one)) for one in questions
    )
    columns = (told["myndighet"], told["enhet"], told["samtycke"])
    return [*blocks, Table(told["myndigheter"], columns, rows)]


def _consent(consultation: Consultation, question: ConsultationQuestion) -> str:
    """Until when the person has consented, by the consent that ends first; "Utan namn" where none is needed."""
    words = consultation_rules()["blanketter"]["B5"]["samtycke"]
    ids = {ground["consent"] for ground in question.grounds}
    if consultation.is_anonymous or not ids:
        return str(words["nej"] if consultation.is_anonymous else "")
    ends = min(Consent.objects.filter(pk__in=ids).values_list("valid_to", flat=True))
    return str(words["ja"].format(dag=in_words(ends)))
