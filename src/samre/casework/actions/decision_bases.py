"""Material for a decision: written, shown to the person or excepted, answered, closed. It is never the decision itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, Stale, about
from samre.accounts.acts import action as plain_action

from ..models import Case, DecisionBasis
from ..models.base import stamp
from ..rules.permissions import Need, check_may
from ..rules.policies import BasisState, Move, basis_state, check_move
from ..rules.settings import case_rules
from .core import action, tell


class BasisChanged(Stale):
    """Somebody else changed the text meanwhile: `saved` is what stands there now. Nothing was overwritten."""

    def __init__(self, saved: DecisionBasis) -> None:
        super().__init__(
            "Någon har ändrat underlaget medan du skrev. Båda texterna står här. Välj vilken som ska gälla."
        )
        self.saved = saved


# What each move writes, and nothing else of the row.
SHOWN = ("communicated_on", "communicated_how", "answer_by")
REPLY = ("answered_on", "answer")
COLUMNS = {
    Move.COMMUNICATE: SHOWN,
    Move.EXEMPT: ("exception",),
    Move.ANSWER: REPLY,
    Move.REWORK: ("text", "exception", *SHOWN, *REPLY),
    Move.CLOSE: ("closed_at", "closed_by"),
}


@action("basis.start", needs=Need.WRITE)
def start_basis(*, case: Case, basis_id: UUID, title: str, text: str = "", by: Actor) -> DecisionBasis:
    """A new basis. `basis_id` was given to the form, so that the same form sent twice makes one. BasisChanged when it was sent
    with another text: what stands there is not said to be what was sent."""
    title, text = _title(title), _text(text)
    there = DecisionBasis.objects.filter(pk=basis_id, case=case).first()
    if there is not None:
        if (there.title, there.text) != (title, text):
            raise BasisChanged(there)
        return there
    basis = DecisionBasis(**stamp(by), id=basis_id, case=case, title=title, text=text)
    try:
        with transaction.atomic():
            basis.save(force_insert=True)
    except IntegrityError:
        raise Refused("Underlaget gick inte att spara. Börja ett nytt och klistra in texten där.") from None
    tell(case, by=by, kind="basis.start", subject=basis.pk)
    about(basis)
    return basis


# No action on the case: it is saved as it is typed, and neither moves nor tells anything.
@plain_action("basis.change", kind="basis")
def change_basis(*, basis: DecisionBasis, title: str, text: str, seen: int, by: Actor) -> DecisionBasis:
    """Another text, while it is a draft. `seen` is the revision the writer had in front of her; BasisChanged when there is a
    newer one."""
    check_may(by, Need.WRITE, basis.case)
    about(basis, case_id=basis.case_id)
    now = DecisionBasis.objects.select_for_update().get(pk=basis.pk)
    check_move(now, Move.CHANGE, on=timezone.localdate())
    title, text = _title(title), _text(text)
    if (now.title, now.text) == (title, text):
        return now
    if now.revision != seen:
        raise BasisChanged(now)
    now.title, now.text, now.revision = title, text, now.revision + 1
    now.save(update_fields=["title", "text", "revision"])
    return now


@action("basis.communicate", needs=Need.WRITE)
def communicate_basis(
    *, basis: DecisionBasis, on: date, how: str, answer_by: date, seen: int, by: Actor
) -> DecisionBasis:
    """The person has been shown the material: when, how, and until when she can answer.

    `seen`: the revision of the text that was shown. BasisChanged when there is a newer one, which she has not seen.
    """
    today = timezone.localdate()
    _fresh(basis, Move.COMMUNICATE, seen=seen)
    problems = {}
    if not basis.text.strip():
        problems["text"] = "Skriv underlaget innan det visas för personen."
    if how not in case_rules()["beslutsunderlag"]["hur"]:
        problems["hur"] = "Välj hur personen fick del av underlaget."
    if on > today:
        problems["dag"] = "Dagen har inte varit än. Skriv in det när personen har fått underlaget."
    elif on < timezone.localdate(basis.at):
        problems["dag"] = (
            f"Underlaget påbörjades {timezone.localdate(basis.at)}. Välj den dagen eller en senare."
        )
    if answer_by < today:
        problems["svara_senast"] = "Dagen har redan varit. Välj en dag då personen ännu kan svara."
    elif answer_by <= on:
        problems["svara_senast"] = (
            "Personen behöver tid att svara. Välj en senare dag än den då hon fick underlaget."
        )
    if problems:
        raise Refused(problems)
    basis.communicated_on, basis.communicated_how, basis.answer_by = on, how, answer_by
    return _moved(basis, Move.COMMUNICATE, by=by, on=on, how=how, answer_by=answer_by)


@action("basis.exempt", needs=Need.WRITE)
def exempt_basis(*, basis: DecisionBasis, exception: str, seen: int, by: Actor) -> DecisionBasis:
    """The material is not shown before the decision: which exception of the law applies. `seen`: the revision it is said of."""
    _fresh(basis, Move.EXEMPT, seen=seen)
    if not basis.text.strip():
        raise Refused({"text": "Skriv underlaget först."})
    if exception not in case_rules()["beslutsunderlag"]["undantag"]:
        raise Refused({"undantag": "Välj vilket undantag som gäller."})
    basis.exception = exception
    return _moved(basis, Move.EXEMPT, by=by, exception=exception)


@action("basis.answer", needs=Need.WRITE)
def answer_basis(*, basis: DecisionBasis, on: date, answer: str, by: Actor) -> DecisionBasis:
    """What the person answered, in her own words; also that she has nothing to add."""
    _fresh(basis, Move.ANSWER)
    problems = {}
    if not answer.strip():
        problems["svar"] = "Skriv vad personen svarade. Hade hon inget att tillägga skriver du det."
    if on > timezone.localdate() or (basis.communicated_on and on < basis.communicated_on):
        problems["dag"] = f"Välj en dag från {basis.communicated_on} till i dag."
    if problems:
        raise Refused(problems)
    basis.answered_on, basis.answer = on, answer.strip()
    return _moved(basis, Move.ANSWER, by=by, on=on)


@action("basis.rework", needs=Need.WRITE)
def rework_basis(*, basis: DecisionBasis, by: Actor) -> DecisionBasis:
    """Back to a draft, to be shown again. An answer is not lost: it becomes a part of the material."""
    _fresh(basis, Move.REWORK)
    if basis_state(basis) == BasisState.ANSWERED:
        words = case_rules()["beslutsunderlag"]["svar_i_texten"]
        basis.text += "\n\n" + str(words).format(dag=basis.answered_on, svar=basis.answer)
    basis.communicated_on, basis.communicated_how, basis.answer_by = None, "", None
    basis.answered_on, basis.answer, basis.exception = None, "", ""
    return _moved(basis, Move.REWORK, by=by)


@action("basis.close", needs=Need.WRITE)
def close_basis(*, basis: DecisionBasis, seen: int, by: Actor) -> DecisionBasis:
    """Ready to be decided on, elsewhere and by somebody who may. Nothing in it changes any more: `seen` is the revision that
    whoever closes it has read."""
    _fresh(basis, Move.CLOSE, seen=seen)
    basis.closed_at, basis.closed_by = timezone.now(), by.name
    return _moved(basis, Move.CLOSE, by=by)


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise Refused({"rubrik": "Skriv vad underlaget gäller."})
    if len(title) > 120:
        raise Refused({"rubrik": "Rubriken får vara högst 120 tecken."})
    return title


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _fresh(basis: DecisionBasis, move: Move, *, seen: int | None = None) -> None:
    """The row as it is now, locked; raises Denied when the move can't be made from there, BasisChanged when it no longer is the
    one in revision `seen`."""
    case = basis.case
    basis.refresh_from_db(from_queryset=DecisionBasis.objects.select_for_update())
    basis.case = case
    check_move(basis, move, on=timezone.localdate())
    if seen is not None and basis.revision != seen:
        raise BasisChanged(basis)


def _moved(basis: DecisionBasis, move: Move, *, by: Actor, **data: object) -> DecisionBasis:
    basis.revision += 1
    basis.save(update_fields=["revision", *COLUMNS[move]])
    kinds = {
        Move.COMMUNICATE: "basis.communicate",
        Move.EXEMPT: "basis.exempt",
        Move.ANSWER: "basis.answer",
        Move.REWORK: "basis.rework",
        Move.CLOSE: "basis.close",
    }
    day = data.pop("on", None)
    tell(
        basis.case,
        by=by,
        kind=kinds[move],
        subject=basis.pk,
        on=day if isinstance(day, date) else None,
        **data,
    )
    about(basis, state=basis_state(basis).value)
    return basis
