"""»Den här rutan stämmer inte«: asked by anybody who uses the map, answered, taken into a draft, and done when it is published."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.accounts.factories import actor

from samre.accounts.acts import Denied, Refused
from samre.accounts.models import User
from samre.accounts.roles import Role
from samre.governance.actions.drafts import drop_draft
from samre.governance.actions.requests import answer_request, ask_for_change, note_read, reply_to_question
from samre.governance.models import ChangeRequest, RequestState
from samre.governance.queries.requests import find_request, news_for, requests_for, waiting_for
from samre.pathway.writing.edit import Put, edited

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


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def ask(federation: Federation) -> ChangeRequest:
    return ask_for_change(
        thing="steget", thing_id="S08", wrong="Fyra veckor är för länge.", by=federation.caseworker
    )


def test_a_request_goes_from_the_box_to_the_version_it_was_put_in(federation: Federation) -> None:
    request = ask(federation)
    assert (request.number, request.source_id, request.version) == (
        1,
        federation.caseworker.authority_id,
        federation.version,
    )
    draft = make_draft(federation)
    answer_request(
        request=request.pk, state="antagen", text="Vi kortar den.", draft=draft.pk, by=federation.second_lead
    )
    save(
        draft,
        federation,
        edited(texts_of_draft(draft), [Put("steg.yaml", ("steg", "S08", "frist", "dagar"), 21)]),
    )
    lay_for_decision(draft, federation)
    version = publish_read(draft=approve(draft, federation).pk, by=federation.lead)
    request.refresh_from_db()
    assert (request.state, request.published) == (RequestState.DONE, version)
    assert [one.published for one in news_for(federation.caseworker)] == [2]
    assert [answer.text for answer in request.answers.all()] == ["Vi kortar den."]
    with pytest.raises(Refused, match="redan införd"):
        answer_request(request=request.pk, state="avslagen", text="Nej.", by=federation.lead)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"wrong": " "}, "fel"),
        ({"thing_id": "S99"}, "ruta"),
        ({"thing": "hunden"}, "ruta"),
        ({"proposal": "x" * 4001}, "förslag"),
    ],
)
def test_what_is_missing_or_not_there_is_said_at_its_field(
    federation: Federation, more: dict[str, str], field: str
) -> None:
    given = {"thing": "steget", "thing_id": "S08", "wrong": "Fel."} | more
    with pytest.raises(Refused) as refused:
        ask_for_change(**given, by=federation.caseworker)
    assert list(refused.value.problems) == [field]


def test_whoever_follows_no_steering_group_is_told_whom_to_ask(federation: Federation) -> None:
    with pytest.raises(Refused, match="Säg till er processledare"):
        ask_for_change(thing="steget", thing_id="S08", wrong="Fel.", by=federation.outsider)


def test_an_enterprise_and_a_reviewer_do_not_ask(federation: Federation) -> None:
    for role in (Role.ASF, Role.REVIEWER, Role.ADMINISTRATOR):
        with pytest.raises(Denied):
            ask_for_change(thing="steget", thing_id="S08", wrong="Fel.", by=actor(role=role))


def test_only_process_leaders_answer_and_always_in_words(federation: Federation) -> None:
    request = ask(federation)
    for who in (federation.caseworker, federation.board, federation.outsider):
        with pytest.raises(Denied):
            answer_request(request=request.pk, state="avslagen", text="Nej.", by=who)
    with pytest.raises(Refused) as refused:
        answer_request(request=request.pk, state="antagen", text="", draft=uuid4(), by=federation.lead)
    assert set(refused.value.problems) == {"svar", "utkast"}
    with pytest.raises(Refused) as refused:
        answer_request(request=request.pk, state="infort", text="Ja.", by=federation.lead)
    assert set(refused.value.problems) == {"beslut"}


def test_a_person_is_never_named_in_what_is_written_about_the_map(federation: Federation) -> None:
    for wrong in (
        "Gäller 19501017-2483.",
        "Dottern Maja säger något annat.",
        "Gäller ärende nummer 2026-1234.",
    ):
        with pytest.raises(Refused, match="aldrig om en person"):
            ask_for_change(thing="steget", thing_id="S08", wrong=wrong, by=federation.caseworker)
    with pytest.raises(Refused, match="namn ”Provsson”"):
        ask_for_change(
            thing="steget",
            thing_id="S08",
            wrong="Fel.",
            proposal="Så att Provsson slipper vänta.",
            names=["Anna Provsson"],
            by=federation.caseworker,
        )
    assert not ChangeRequest.objects.exists()


def test_an_offices_number_is_let_through_when_the_writer_says_that_it_is_one(federation: Federation) -> None:
    given = {"thing": "steget", "thing_id": "S08", "wrong": "Rätt nummer är 0771-524 524."}
    with pytest.raises(Refused, match="kryssa i det"):
        ask_for_change(**given, by=federation.caseworker)
    request = ask_for_change(**given, are_offices=True, by=federation.caseworker)
    assert request.wrong.endswith("524.")
    with pytest.raises(Refused, match="personnummer"):
        ask_for_change(
            thing="steget",
            thing_id="S08",
            wrong="19501017-2483",
            are_offices=True,
            by=federation.caseworker,
        )


def test_a_question_back_is_answered_by_the_one_who_asked_and_by_nobody_else(federation: Federation) -> None:
    request = ask(federation)
    answer_request(request=request.pk, state="fraga", text="Gäller det alla?", by=federation.lead)
    assert [one.number for one in news_for(federation.caseworker)] == [1]
    assert waiting_for(federation.lead) == 0
    with pytest.raises(Denied, match="Bara den som sa till"):
        reply_to_question(request=request.pk, text="Ja.", by=federation.second_lead)
    note_read(request.pk, federation.caseworker)
    assert news_for(federation.caseworker) == ()
    reply_to_question(request=request.pk, text="Ja, alla.", by=federation.caseworker)
    with pytest.raises(Refused, match="Ingen fråga"):
        reply_to_question(request=request.pk, text="Ja.", by=federation.caseworker)
    assert (waiting_for(federation.lead), news_for(federation.caseworker)) == (1, ())
    shown = find_request(federation.second_lead, request.pk)
    assert shown is not None
    assert [(one.text, one.is_askers) for one in shown.said] == [
        ("Gäller det alla?", False),
        ("Ja, alla.", True),
    ]


def test_taken_into_a_draft_that_is_begun_for_it_it_waits_again_when_the_draft_is_dropped(
    federation: Federation,
) -> None:
    request = ask(federation)
    answer_request(
        request=request.pk,
        state="antagen",
        text="Vi kortar den.",
        begin="Kortare planering",
        by=federation.lead,
    )
    request.refresh_from_db()
    assert request.draft is not None
    assert (request.draft.title, request.draft.why) == ("Kortare planering", "Fyra veckor är för länge.")
    drop_draft(draft=request.draft.pk, by=federation.lead)
    request.refresh_from_db()
    assert (request.state, request.draft) == (RequestState.NEW, None)
    assert waiting_for(federation.second_lead) == 1


def test_whoever_asked_reads_her_own_and_those_who_answer_for_the_map_read_all(
    federation: Federation,
) -> None:
    request = ask(federation)
    colleague = actor(role=Role.CASEWORKER)
    for who, sees in (
        (federation.caseworker, 1),
        (federation.board, 1),
        (federation.second_lead, 1),
        (federation.outsider, 0),
        (colleague, 0),
    ):
        assert len(requests_for(who)) == sees
        assert (find_request(who, request.pk) is not None) == bool(sees)
    assert len(requests_for(federation.board, box="S08", state="ny")) == 1
    assert requests_for(federation.board, state="avslagen") == requests_for(federation.board, box="S09") == ()


def test_a_colleague_with_protected_data_is_named_to_nobody_but_herself(federation: Federation) -> None:
    request = ask(federation)
    User.objects.filter(pk=federation.caseworker.user_id).update(is_protected=True)
    for who, name in (
        (federation.lead, "Skyddad medarbetare"),
        (federation.board, "Skyddad medarbetare"),
        (federation.caseworker, federation.caseworker.name),
    ):
        shown = find_request(who, request.pk)
        assert shown is not None
        assert shown.by_name == name
