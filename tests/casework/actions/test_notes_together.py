"""Several at once: one draft is signed once, numbers have no gaps, and nobody's text is overwritten unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_draft, note_fields

from samre.casework.actions import drafts
from samre.casework.actions.drafts import AlreadySigned, Differs, save_draft
from samre.casework.actions.notes import sign_draft
from samre.casework.models import CaseEvent, Note, NoteDraft
from samre.sealing.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call gave, or the exception it raised, all begun at the same moment."""
    found: list[object] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], object]) -> None:
        start.wait()
        try:
            found[place] = call()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_one_draft_signed_four_times_at_once_is_one_note() -> None:
    _, by = make_caseworker()
    draft = make_draft(make_case(by), by)
    copies = [NoteDraft.objects.select_related("case__person").get(pk=draft.pk) for _ in range(4)]
    found = at_once(*(lambda copy=copy: sign_draft(draft=copy, seen=1, by=by) for copy in copies))
    assert {getattr(one, "pk", one) for one in found} == {draft.pk}
    assert Note.objects.count() == 1
    assert CaseEvent.objects.filter(kind="note.sign").count() == 1


def test_four_notes_signed_at_once_have_four_numbers() -> None:
    _, by = make_caseworker()
    case = make_case(by)
    drafts = [make_draft(case, by, text=str(number)) for number in range(4)]
    fresh = [NoteDraft.objects.select_related("case__person").get(pk=draft.pk) for draft in drafts]
    at_once(*(lambda one=one: sign_draft(draft=one, seen=1, by=by) for one in fresh))
    assert sorted(Note.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_of_four_texts_saved_at_once_one_stands_and_the_others_are_told() -> None:
    _, by = make_caseworker()
    case = make_case(by)
    draft = make_draft(case, by)

    def save(text: str) -> Callable[[], object]:
        return lambda: save_draft(case=case, draft_id=draft.pk, fields=note_fields(text=text), seen=1, by=by)

    found = at_once(*(save(f"text {number}") for number in range(4)))
    told = [one for one in found if isinstance(one, Differs)]
    saved = [one for one in found if isinstance(one, NoteDraft)]
    assert (len(saved), len(told)) == (1, 3)
    assert NoteDraft.objects.get().fields["text"] == saved[0].fields["text"]


def test_a_draft_does_not_get_the_id_of_a_note_that_was_signed_while_it_was_on_its_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, by = make_caseworker()
    case, draft_id = make_case(by), new_id()
    look = drafts.find_draft
    given = {"case": case, "draft_id": draft_id, "seen": 0, "by": by}

    def look_and_be_overtaken(**asked: object) -> NoteDraft | None:
        found = look(**asked)  # type: ignore[arg-type]
        monkeypatch.setattr(drafts, "find_draft", look)
        sign_draft(draft=save_draft(**given, fields=note_fields()), seen=1, by=by)
        return found

    monkeypatch.setattr(drafts, "find_draft", look_and_be_overtaken)
    with pytest.raises(AlreadySigned):
        save_draft(**given, fields=note_fields(text="En annan text."))
    assert not NoteDraft.objects.filter(pk=draft_id).exists()
