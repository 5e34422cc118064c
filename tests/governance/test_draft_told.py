"""What a draft changes in the drawing is told as what it is, and who has cases is told of it before the decision."""

from __future__ import annotations

import pytest
from tests.accounts.factories import actor
from tests.governance.factories import (
    Federation,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    save,
    texts_of_draft,
)

from samre.accounts.models import Assignment
from samre.accounts.roles import Role
from samre.governance.queries.draft_changes import differences
from samre.governance.queries.drafts import before_decision
from samre.pathway.picture.sketch import FILE
from samre.pathway.writing.steps import with_field

DRAWN = "ritning:\n  linjer:\n    - {}\n  rutor:\n    S43: {{namn: {}, kräver: Intyg}}\n"


def drawn(*, line: str = "S05 > S06", name: str = "Förnya intyget") -> dict[str, str]:
    return {FILE: DRAWN.format(line, name)}


def test_other_words_in_a_box_are_told_as_words() -> None:
    found = differences(drawn(), drawn(name="Förnya i god tid"))
    assert [(one.part, one.before, one.after) for one in found.words] == [
        ("ruta 43", "Förnya intyget, Intyg", "Förnya i god tid, Intyg")
    ]
    assert not found.drawing


def test_another_place_to_break_a_word_is_told_as_nothing_but_the_drawing() -> None:
    found = differences(drawn(), drawn(name="Förnya in|tyget"))
    assert found.drawing
    assert not found.words


def test_another_line_is_told_as_the_drawing() -> None:
    found = differences(drawn(), drawn(line="S05 > S14"))
    assert found.drawing
    assert not found.words
    assert found.redrawn == ("linjen 5 → 14 är ny", "linjen 5 → 6 är borta")


def test_a_box_that_is_moved_is_told_with_where_it_stood() -> None:
    grid = "ritning:\n  banor:\n    kommun: {{namn: Kommunen, kolumner: 2}}\n  rutnät:\n    rehab:\n      - {}\n      - {}\n"
    found = differences({FILE: grid.format("S14 .", ". .")}, {FILE: grid.format(". .", ". S14+S15")})
    assert found.redrawn == (
        "14 flyttas från rehab, rad 1, Kommunen 1 till rehab, rad 2, Kommunen 2",
        "15 ställs i rehab, rad 2, Kommunen 2",
    )


def head_of(federation: Federation) -> object:
    return actor(role=Role.MANAGER, unit=Assignment.objects.get(pk=federation.caseworker.assignment_id).unit)


@pytest.mark.django_db
def test_the_head_of_a_unit_is_told_of_a_draft_from_when_it_is_laid_until_it_holds() -> None:
    federation = make_federation()
    draft, head = make_draft(federation), head_of(federation)
    save(draft, federation, with_field(texts_of_draft(draft), "S08", "råd", "Ring först."))
    assert before_decision(head) == ()
    lay_for_decision(draft, federation)
    assert before_decision(head) == ((draft.pk, draft.title),)
    assert before_decision(federation.caseworker) == before_decision(federation.second_lead) == ()
    approve(draft, federation)
    assert before_decision(head) == ((draft.pk, draft.title),)


@pytest.mark.django_db
def test_the_head_of_a_unit_elsewhere_is_told_nothing() -> None:
    federation = make_federation()
    draft = make_draft(federation)
    save(draft, federation, with_field(texts_of_draft(draft), "S08", "råd", "Ring först."))
    lay_for_decision(draft, federation)
    assert before_decision(actor(role=Role.MANAGER)) == ()
