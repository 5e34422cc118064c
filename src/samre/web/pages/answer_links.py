"""What a visitor with a one-time link sees, once the code was right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from samre.casework.actions.link_visits import Visit
from samre.casework.queries.inbox import mark_of

from ..forms.answer_form import Given, ShownForm, shown_form
from ..forms.problems import Problems
from .inbox import AnswerKindLink, in_time, ways
from .snapshots import SnapshotView, snapshot_view


@dataclass(frozen=True, slots=True)
class VisitPage:
    """What was sent and the ways to answer it. `code` goes with every form: it is all that says who the visitor is."""

    snapshot: SnapshotView
    sender: str
    mark: str
    when: str
    urgency: str
    code: str
    seen: int
    ways: tuple[AnswerKindLink, ...]
    form: ShownForm | None
    name: str
    title: str
    name_error: str
    problem: str
    has_file: bool


def visit_page(
    visit: Visit,
    fields: Mapping[str, str],
    *,
    on: date,
    given: Given | None = None,
    problems: Problems | None = None,
) -> VisitPage:
    """The page; `fields["svar"]` is the answer whose form is open, with what was typed in it."""
    one, wrong = visit.disclosure, (problems or Problems())
    form = next((form for form in visit.forms if form.kind == fields["svar"]), None)
    when, urgency = in_time(one.answer_by, on=on)
    snapshot = one.snapshot if isinstance(one.snapshot, Mapping) else {}
    sender = snapshot.get("sender")
    return VisitPage(
        snapshot=snapshot_view(snapshot),
        sender=str(sender.get("name", "")) if isinstance(sender, Mapping) else "",
        mark=mark_of(one.sha256),
        when=when,
        urgency=urgency,
        code=fields["kod"],
        seen=visit.seen,
        ways=ways(visit.forms, fields["svar"]),
        form=shown_form(form, given or {}, fields["text"], wrong.fields) if form else None,
        name=fields["namn"],
        title=fields["titel"],
        name_error=wrong.fields.get("namn", ""),
        problem=wrong.whole or wrong.fields.get("svar", "") or wrong.fields.get("kod", ""),
        has_file=one.packet is not None,
    )
