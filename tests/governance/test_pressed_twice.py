"""A button pressed twice begins one thing: the same words by the same person, while it is open, are the same row."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from samre.accounts.acts import Refused
from samre.governance.actions.agreements import renew_agreement, write_agreement
from samre.governance.actions.drafts import begin_draft, drop_draft
from samre.governance.actions.law_checks import prepare_value
from samre.governance.actions.practice import open_run, prepare_run
from samre.governance.actions.practice_cases import add_worked_cases
from samre.governance.actions.requests import answer_request, ask_for_change, reply_to_question
from samre.governance.models import (
    Agreement,
    AgreementParty,
    ChangeRequest,
    Draft,
    DraftRevision,
    PracticeRun,
    RequestAnswer,
)
from samre.pathway.reading.load import load_texts
from samre.pathway.writing.edit import Put, edited

from .agreement_factories import in_force, make_insurer
from .factories import (
    Federation,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    publish_read,
    save,
    texts_of_draft,
)

pytestmark = pytest.mark.django_db
HEAD = {"valid_from": date(2027, 1, 1), "valid_to": date(2028, 12, 31), "review_on": date(2027, 12, 1)}


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def test_a_draft_begun_twice_is_one_draft_with_one_save(federation: Federation) -> None:
    words: dict[str, Any] = {"keeper": federation.keeper, "title": "Kortare tid", "why": "Många väntar."}
    twice = [begin_draft(**words, by=federation.lead) for _ in range(2)]
    assert twice[0].pk == twice[1].pk
    assert (Draft.objects.count(), DraftRevision.objects.count()) == (1, 1)


def test_the_same_words_by_somebody_else_or_after_the_first_was_dropped_are_another_draft(
    federation: Federation,
) -> None:
    words: dict[str, Any] = {"keeper": federation.keeper, "title": "Kortare tid", "why": "Många väntar."}
    first = begin_draft(**words, by=federation.lead)
    theirs = begin_draft(**words, by=federation.second_lead)
    drop_draft(draft=first.pk, by=federation.lead)
    again = begin_draft(**words, by=federation.lead)
    assert len({first.pk, theirs.pk, again.pk}) == 3


def test_the_same_words_after_the_first_was_written_on_are_another_draft(federation: Federation) -> None:
    words: dict[str, Any] = {"keeper": federation.keeper, "title": "Kortare tid", "why": "Många väntar."}
    first = begin_draft(**words, by=federation.lead)
    save(first, federation, texts_of_draft(first))
    assert begin_draft(**words, by=federation.lead).pk != first.pk


def test_the_same_words_once_a_newer_version_is_out_are_a_draft_of_that_one(federation: Federation) -> None:
    words: dict[str, Any] = {"keeper": federation.keeper, "title": "Kortare tid", "why": "Många väntar."}
    first = begin_draft(**words, by=federation.lead)
    other = make_draft(federation)
    shorter = edited(texts_of_draft(other), [Put("steg.yaml", ("steg", "S08", "frist", "dagar"), 21)])
    save(other, federation, shorter)
    lay_for_decision(other, federation)
    newest = publish_read(draft=approve(other, federation).pk, by=federation.lead)
    again = begin_draft(**words, by=federation.lead)
    assert again.pk != first.pk
    assert again.based_on == newest


def prepare(
    federation: Federation, number: int = 66, source: str = "SFS 2028:1", **more: Any
) -> DraftRevision:
    return prepare_value(
        keeper=federation.keeper,
        value_id="pensionsfraga",
        first_day=date(2029, 1, 1),
        number=number,
        source=source,
        **{"by": federation.lead} | more,
    )


def test_a_number_prepared_twice_in_a_new_draft_is_one_draft_with_one_save_of_it(
    federation: Federation,
) -> None:
    twice = [prepare(federation) for _ in range(2)]
    assert twice[0] == twice[1]
    assert (Draft.objects.count(), DraftRevision.objects.count()) == (1, 2)


def test_a_number_prepared_twice_in_a_chosen_draft_is_saved_there_once(federation: Federation) -> None:
    draft = make_draft(federation)
    twice = [prepare(federation, draft=draft.pk) for _ in range(2)]
    assert twice[0] == twice[1]
    assert [row.number for row in DraftRevision.objects.order_by("number")] == [1, 2]


def test_a_mistyped_number_is_put_right_in_a_new_draft_and_that_too_may_be_pressed_twice(
    federation: Federation,
) -> None:
    wrong, right, again = prepare(federation, 666), prepare(federation, 66), prepare(federation, 66)
    assert wrong.draft_id != right.draft_id
    assert right == again
    right.draft.refresh_from_db()
    spans = load_texts(texts_of_draft(right.draft)).values["pensionsfraga"].spans
    assert spans[-1] == (date(2029, 1, 1), None, 66)


@pytest.mark.parametrize("more", [{"number": 67}, {"source": "SFS 2028:2"}])
def test_another_number_or_source_from_the_same_day_is_not_taken_for_the_first(
    federation: Federation, more: dict[str, Any]
) -> None:
    first = prepare(federation)
    with pytest.raises(Refused, match="redan förberett"):
        prepare(federation, **more, draft=first.draft_id)


def test_a_number_that_the_map_in_force_has_already_is_not_said_to_be_prepared(
    federation: Federation,
) -> None:
    value = load_texts(texts_of_draft(make_draft(federation))).values["pensionsfraga"]
    (start, number) = next((start, number) for start, _, number in value.spans if start == date(2027, 1, 1))
    with pytest.raises(Refused, match="redan förberett"):
        prepare_value(
            keeper=federation.keeper,
            value_id=value.id,
            first_day=start,
            number=int(number),
            source=value.source,
            by=federation.lead,
        )


@pytest.fixture
def request_of_change(federation: Federation) -> ChangeRequest:
    return ask_for_change(thing="steget", thing_id="S08", wrong="För länge.", by=federation.caseworker)


def answer(
    federation: Federation, request: UUID, state: str, text: str = "Ja.", **more: Any
) -> RequestAnswer:
    return answer_request(request=request, state=state, text=text, **{"by": federation.lead} | more)


def test_a_request_answered_twice_has_one_answer_and_one_draft(
    federation: Federation, request_of_change: ChangeRequest
) -> None:
    given: dict[str, Any] = {"request": request_of_change.pk, "state": "antagen", "begin": "Ändra ruta 8"}
    twice = [answer(federation, **given) for _ in range(2)]
    assert twice[0] == twice[1]
    assert (Draft.objects.count(), RequestAnswer.objects.count()) == (1, 1)


@pytest.mark.parametrize("state", ["fraga", "avslagen"])
def test_a_question_or_a_no_given_twice_is_given_once(
    federation: Federation, request_of_change: ChangeRequest, state: str
) -> None:
    for _ in range(2):
        answer(federation, request_of_change.pk, state)
    assert RequestAnswer.objects.count() == 1


def test_another_answer_is_given_though_the_request_stays_where_it_was(
    federation: Federation, request_of_change: ChangeRequest
) -> None:
    one, other = make_draft(federation), make_draft(federation)
    answer(federation, request_of_change.pk, "antagen", draft=one.pk)
    answer(federation, request_of_change.pk, "antagen", draft=one.pk, text="Ja, i vår.")
    answer(
        federation,
        request_of_change.pk,
        "antagen",
        draft=one.pk,
        text="Ja, i vår.",
        by=federation.second_lead,
    )
    answer(
        federation,
        request_of_change.pk,
        "antagen",
        draft=other.pk,
        text="Ja, i vår.",
        by=federation.second_lead,
    )
    request_of_change.refresh_from_db()
    assert request_of_change.draft == other
    assert RequestAnswer.objects.count() == 4


def test_the_same_question_is_asked_once_more_when_the_first_has_been_answered(
    federation: Federation, request_of_change: ChangeRequest
) -> None:
    answer(federation, request_of_change.pk, "fraga", "Gäller det alla?")
    reply_to_question(request=request_of_change.pk, text="Ja.", by=federation.caseworker)
    answer(federation, request_of_change.pk, "fraga", "Gäller det alla?")
    assert RequestAnswer.objects.count() == 3


def test_an_agreement_begun_twice_is_one_agreement(federation: Federation) -> None:
    twice = [write_agreement(title="Vår överenskommelse", **HEAD, by=federation.lead) for _ in range(2)]
    assert twice[0].pk == twice[1].pk
    assert Agreement.objects.count() == 1
    other = write_agreement(title="Vår andra överenskommelse", **HEAD, by=federation.lead)
    assert other.number == 2


def test_an_agreement_renewed_twice_is_renewed_once_with_its_parties(federation: Federation) -> None:
    old = in_force(federation, make_insurer())
    parties = AgreementParty.objects.count()
    twice = [renew_agreement(agreement=old.pk, **HEAD, by=federation.lead) for _ in range(2)]
    assert twice[0].pk == twice[1].pk
    assert (Agreement.objects.count(), AgreementParty.objects.count()) == (2, 2 * parties)


def test_a_practice_run_prepared_twice_is_one_run(federation: Federation) -> None:
    draft = make_draft(federation)
    said: dict[str, Any] = {"keeper": federation.keeper, "title": "I oktober", "purpose": "Går det?"}
    twice = [prepare_run(**said, draft=draft.pk, by=federation.lead) for _ in range(2)]
    assert twice[0].pk == twice[1].pk
    assert PracticeRun.objects.count() == 1


def test_a_practice_run_on_what_has_been_saved_since_or_after_the_first_was_opened_is_another(
    federation: Federation,
) -> None:
    draft = make_draft(federation)
    said: dict[str, Any] = {"keeper": federation.keeper, "title": "I oktober", "purpose": "Går det?"}
    first = prepare_run(**said, draft=draft.pk, by=federation.lead)
    save(draft, federation, texts_of_draft(draft))
    second = prepare_run(**said, draft=draft.pk, by=federation.lead)
    add_worked_cases(run=second.pk, cases=["L01"], by=federation.lead)
    open_run(run=second.pk, by=federation.lead)
    third = prepare_run(**said, draft=draft.pk, by=federation.lead)
    assert [first.number, second.number, third.number] == [1, 2, 3]
