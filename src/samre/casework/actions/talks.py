"""What consultations and meetings have in common: read anew and locked, watched, and ended with a signed note (JO 2013/14)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale
from samre.sealing.ids import new_id

from ..documents.consultation_copy import Copy
from ..models import Case, Consultation, Meeting, Note, NoteKind
from ..rules.consultations import clean, consultation_rules, too_much
from .drafts import save_draft
from .notes import sign_draft
from .standing import restate
from .steps import check_open
from .tasks import move, open_tasks, put_task, settle

Talk = TypeVar("Talk", bound=Consultation | Meeting)


def fresh_talk(talk: Talk, *states: str, seen: int | None = None) -> Talk:
    """The row as it is now, locked. Raises Denied when it is in none of `states` (any open one, where none is named), Stale when
    it is another revision than the one `seen`."""
    case = talk.case
    check_open(case)
    rows: QuerySet[Any] = type(talk).objects.select_for_update()
    talk.refresh_from_db(from_queryset=rows)
    talk.case = case
    if not (talk.state in states if states else talk.is_open):
        raise Denied("Det här har gått vidare. Ladda om sidan för att se hur det står nu.")
    if seen is not None and talk.revision != seen:
        raise Stale(
            "Någon annan har ändrat det här medan du skrev. Se hur det står nu. Ingenting av det du skrev är sparat."
        )
    return talk


def watch_for(
    case: Case, what: str, talk: UUID, *, due_on: date | None, follows: bool = False, by: Actor
) -> None:
    """A reminder in Bevaka: `what` is a row of `bevaka` in konsultation.yaml. `follows`: one for another day is moved."""
    if due_on is not None:
        kind = consultation_rules()["bevaka"][what]
        earlier = open_tasks(case, kind, [str(talk)]).exclude(due_on=due_on)
        for task in earlier if follows else ():
            move(task, due_on, by=by)
        put_task(case=case, kind=kind, about_what=str(talk), due_on=due_on, by=by)
        restate(case, on=timezone.localdate())


def stop_watching(case: Case, talk: UUID, *, by: Actor, only: str = "") -> None:
    """The reminders of a consultation or a meeting, when there is nothing left to wait for; or one kind of them."""
    kinds = consultation_rules()["bevaka"]
    names = [only] if only else ["svar", "resultat", "kallelse", "möte"]
    tasks = [task for name in names for task in open_tasks(case, kinds[name], [str(talk)])]
    if settle(tasks, by=by):
        restate(case, on=timezone.localdate())


def sign_result(
    case: Case, *, heading: str, text: str, source: str, happened_at: datetime, by: Actor
) -> Note:
    """The written result, signed by whoever ends it: a note of the kind "åtgärd", never changed afterwards."""
    local = timezone.localtime(min(happened_at, timezone.now()))
    fields = {
        "slag": NoteKind.MEASURE,
        "rubrik": heading,
        "text": text,
        "dag": f"{local:%Y-%m-%d}",
        "tid": f"{local:%H:%M}",
        "kalla": source,
    }
    draft = save_draft(case=case, draft_id=new_id(), fields=fields, seen=0, by=by)
    return sign_draft(draft=draft, seen=draft.revision, by=by)


def reason_given(reason: str) -> str:
    """The reason to end without a result. Raises Refused when there is none, or too much."""
    text = clean(reason)
    problem = too_much(text, "skäl") or ("" if text else str(consultation_rules()["fel"]["skäl"]))
    if problem:
        raise Refused({"skal": problem})
    return text


def check_as_shown(copy: Copy, shown: str) -> None:
    """Raises Stale when what would go now is another than what was looked through (R24). `shown`: its hash, empty where the caller
    made it herself."""
    if shown and shown != copy.sha256:
        raise Stale(
            "Det som skickas har ändrats sedan du läste det. Läs igenom det igen. Ingenting är skickat."
        )
