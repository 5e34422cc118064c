"""What somebody at a receiving authority does with a delivery: reads it, and answers with one of the forms of `inkorg.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused

from ..models import Delivery, DeliveryAnswer
from ..post import answer, read_delivery
from ..rules.answer_forms import CHOOSE, answer_form, read_answer
from ..rules.inbox import answers_of

CHOOSE_ONE = "Välj vad ni vill svara."


def open_delivery(*, delivery: Delivery, by: Actor) -> Delivery:
    """Opens it: logged each time, told to the sender the first. Denied when it is closed or another unit's."""
    return read_delivery(delivery=delivery, by=by)


def answer_delivery(
    *,
    delivery: Delivery,
    kind: str,
    given: Mapping[str, Sequence[str]],
    text: str,
    seen: int | None = None,
    by: Actor,
) -> DeliveryAnswer:
    """Answers with what a form sent (`given`: question → values). Refused says which question was wrong."""
    form = answer_form(answers_of(delivery), by.authority_kind, kind)
    if form is None:
        raise Refused({CHOOSE: CHOOSE_ONE})
    text = text.strip()
    choices = read_answer(form, given, text)
    return answer(delivery=delivery, kind=kind, choices=choices, text=text, seen=seen, by=by)
