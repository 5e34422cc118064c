"""The server is killed in the middle of what crosses between authorities: afterwards either all of it was done or none of it.

`kill -9` leaves no time to clean up: the process that answers is a child of the test's, killed by itself at one write after
another, and before and after what it did was committed. Then the same form is sent again, as somebody does who got no answer.
"""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.casework import consultation_factories as talks
from tests.casework import disclosure_factories as told
from tests.casework import placement_factories as places
from tests.casework.consent_factories import make_consent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.inbox_factories import make_partner
from tests.casework.paper_factories import make_draft as make_letter
from tests.trust.filled import Filled, forms_on

from samre.accounts.models import Unit
from samre.accounts.scope import acting_in
from samre.audit.chain import verify
from samre.audit.sink import alarms, stream
from samre.casework import append_only
from samre.casework.actions.agreed_measures import agree_measure
from samre.casework.actions.consultation_replies import add_reply
from samre.casework.actions.paper_drafts import change_paper
from samre.casework.models import (
    Case,
    Consent,
    ConsentEvent,
    Consultation,
    Delivery,
    DeliveryAnswer,
    Disclosure,
    DisclosureAnswer,
    DisclosureState,
    Note,
    PaperDraft,
    Record,
)
from samre.casework.models.base import Owned

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="PostgreSQL lever i en egen process: tests/postgres"
    ),
]
# Every write would take minutes; these and the commits find a second transaction, which is what would leave things half done.
WRITES = (1, 3, 7, 15, 30, 60, 120)
MOST_COMMITS = 12


class Desk:
    """A case, somebody logged in to it, and the form that is sent."""

    def __init__(self) -> None:
        self.assignment, self.by = make_caseworker()
        with acting_in(self.by.authority_id):
            made = make_case(self.by, name="Alva Provsson", number="195010172483", facts={"sgi": "noll"})
            self.case = Case.objects.get(pk=made.pk)
        self.client = log_in(Client(raise_request_exception=False), self.assignment)
        self.at = f"/arenden/{self.case.pk}/samverkan"

    def form(self, address: str, button: str, *, client: Client | None = None) -> Filled:
        found = [one for one in forms_on(client or self.client, address) if one.button[1] == button]
        assert found, f"{address} har ingen knapp {button}"
        return found[0]


def kept() -> str:
    """A sum over every row about a person, of both authorities; not that somebody was there and tried again."""
    total = hashlib.sha256()
    for model in sorted(apps.get_app_config("casework").get_models(), key=lambda one: one.__name__):
        if issubclass(model, Owned):
            names = [field.attname for field in model._meta.concrete_fields]
            if model is Case:
                names = [name for name in names if name not in ("revision", "updated_at")]
            for row in model._default_manager.order_by("pk").values_list(*names):
                total.update(repr(row).encode())
    return total.hexdigest()


def killed_at(form: Filled, client: Client, *, write: int = 0, before: int = 0, after: int = 0) -> bool:
    """Sends the form in a process that is killed at its nth write, or before or after its nth commit; whether it was."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            _die_at(write, before, after)
            form.send(client)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _die_at(write: int, before: int, after: int) -> None:
    counted = {"write": 0, "commit": 0}
    database = connections["default"]
    commit = database._commit

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def each(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            counted["write"] += 1
            if counted["write"] == write:
                die()
        return execute(sql, *rest)

    def committed() -> None:
        counted["commit"] += 1
        if counted["commit"] == before:
            die()
        commit()
        if counted["commit"] == after:
            die()

    database.execute_wrappers.append(each)
    database._commit = committed  # type: ignore[method-assign]


def points() -> Iterator[dict[str, int]]:
    yield from ({"write": number} for number in WRITES)
    for number in range(1, MOST_COMMITS):
        yield {"before": number}
        yield {"after": number}


def all_or_nothing(form: Filled, client: Client, *, done: Callable[[], bool]) -> None:
    """Kills it everywhere; then it is sent, and sent once more."""
    first, is_over = kept(), False
    for point in points():
        if is_over or not killed_at(form, client, **point):
            continue
        now = kept()
        assert verify() == [], point
        assert append_only.missing(connection) == [], point
        if now != first:
            assert done(), f"halvgjort när servern dog vid {point}"
            is_over = True
    assert is_over, "testet dödade aldrig servern efter att allt var gjort"
    whole = kept()
    again = form.send(client)
    assert again.status_code < 500
    assert kept() == whole, "det skickades en gång till"
    assert done()
    stream()
    assert alarms() == []
    assert verify() == []


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> None:
    """The log's separate store knows of no other test's chains."""
    settings.SAMRE_AUDIT_SINK = str(tmp_path / "audit")


@pytest.fixture(autouse=True)
def quick_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a PDF looks like is nothing a dying server changes."""
    for module in ("consultations", "disclosures", "disclosure_check", "meetings", "orders", "papers"):
        monkeypatch.setattr(f"samre.web.views.{module}.paper_pdf", lambda *_: b"%PDF-1.7 prov", raising=False)


def consented(desk: Desk, unit: Unit) -> Consent:
    with acting_in(desk.by.authority_id):
        return make_consent(desk.case, desk.by, to=[unit], categories=told.EVERYTHING)


def test_a_disclosure_that_is_sent() -> None:
    desk, unit = Desk(), told.make_inbox()
    consented(desk, unit)
    with acting_in(desk.by.authority_id):
        draft = told.choose(
            told.make_draft(desk.case, desk.by, to=unit), desk.by, "person:namn", "uppgift:sgi"
        )
        draft = told.assess(draft, desk.by)
    form = desk.form(f"{desk.at}/lamna-ut/{draft.pk}/kontrollera", "skicka")

    def done() -> bool:
        now = Disclosure.objects.get(pk=draft.pk)
        return now.sent_at is not None and Delivery.objects.filter(source_ref=draft.pk).count() == 1

    all_or_nothing(form, desk.client, done=done)


def sent_to(unit: Unit) -> tuple[Desk, Disclosure, Delivery]:
    desk = Desk()
    consented(desk, unit)
    with acting_in(desk.by.authority_id):
        draft = told.choose(
            told.make_draft(desk.case, desk.by, to=unit), desk.by, "person:namn", "uppgift:sgi"
        )
        sent = told.send(told.assess(draft, desk.by), desk.by)
    with acting_in(unit.authority_id):
        return desk, sent, Delivery.objects.get(source_ref=sent.pk)


def test_an_answer_from_the_other_side() -> None:
    unit = told.make_inbox()
    _, sent, delivery = sent_to(unit)
    client = log_in(Client(raise_request_exception=False), make_partner(unit=unit))
    page = f"/inkorg/{delivery.pk}?svar=mottaget"
    client.get(page)
    form = next(one for one in forms_on(client, page) if ("svar", "mottaget") in one.pairs)

    def done() -> bool:
        ours = DisclosureAnswer.objects.filter(disclosure=sent).count()
        theirs = DeliveryAnswer.objects.filter(delivery=delivery).count()
        return (ours, theirs) == (1, 1) and Delivery.objects.get(pk=delivery.pk).answered_at is not None

    all_or_nothing(form, client, done=done)


def test_what_was_sent_is_taken_back() -> None:
    desk, sent, delivery = sent_to(told.make_inbox())
    form = desk.form(f"{desk.at}/lamna-ut/{sent.pk}", "aterta")

    def done() -> bool:
        closed = Delivery.objects.get(pk=delivery.pk).closed_at is not None
        return closed and Disclosure.objects.get(pk=sent.pk).state == DisclosureState.DROPPED

    all_or_nothing(form, desk.client, done=done)


def test_a_consent_that_is_withdrawn() -> None:
    desk, unit = Desk(), told.make_inbox()
    consent = consented(desk, unit)
    page = f"{desk.at}/samtycke/{consent.pk}/aterkalla"
    form = next(one for one in forms_on(desk.client, page) if one.action == page)
    all_or_nothing(
        form, desk.client, done=lambda: consent.events.filter(kind=ConsentEvent.Kind.WITHDRAWN).count() == 1
    )


def test_a_consultation_that_is_sent_and_one_that_is_closed() -> None:
    desk, units = Desk(), talks.askable("fk", "af")
    with acting_in(desk.by.authority_id):
        talk = talks.write(talks.make_consultation(desk.case, desk.by, units), desk.by)
    page = f"{desk.at}/konsultation/{talk.pk}"
    form = desk.form(f"{page}?visa=granska", "skicka")

    def is_sent() -> bool:
        return Delivery.objects.filter(source_ref__in=talk.questions.values("pk")).count() == len(units)

    all_or_nothing(form, desk.client, done=is_sent)
    with acting_in(desk.by.authority_id):
        question = talk.questions.order_by("number")[0]
        question.consultation = Consultation.objects.get(pk=talk.pk)
        today = timezone.localdate()
        said = {"kind": "forslag", "text": "Samordning.", "came_on": today}
        add_reply(case=desk.case, question=question, **said, by=desk.by)
        sent = question.consultation
        sent.case = desk.case
        agree_measure(
            talk=sent, party="FK", who="Kontoret", what="Ringer", due_on=talks.in_days(5), by=desk.by
        )
    closing = desk.form(page, "avsluta")

    def is_closed() -> bool:
        now = Consultation.objects.get(pk=talk.pk)
        return now.ended_at is not None and Note.objects.filter(case=desk.case).count() == 1

    all_or_nothing(closing, desk.client, done=is_closed)


def test_an_order_of_an_insats() -> None:
    desk, unit = Desk(), places.make_enterprise()
    with acting_in(desk.by.authority_id):
        make_consent(desk.case, desk.by, to=[unit], categories=places.TOLD, purpose="insats")
        draft = places.make_draft(desk.case, desk.by, places.make_intervention(desk.by, unit))
    page = f"{desk.at}/insats/{draft.pk}/granska"
    form = next(one for one in forms_on(desk.client, page) if any(name == "sett" for name, _ in one.pairs))

    def done() -> bool:
        is_there = Delivery.objects.filter(source_ref=draft.pk).count() == 1
        return is_there and Record.objects.filter(case=desk.case).count() == 1

    all_or_nothing(form.with_value("grund", "samtycke"), desk.client, done=done)


def test_a_letter_that_is_finished() -> None:
    desk = Desk()
    with acting_in(desk.by.authority_id):
        letter = make_letter(desk.case, desk.by, "B1")
        change_paper(draft=letter, edits={"till": {"text": "Vårdcentralen", "start": ""}}, seen=1, by=desk.by)
    page = f"{desk.at}/brev/{letter.pk}/klar"
    form = next(one for one in forms_on(desk.client, page) if any(name == "sett" for name, _ in one.pairs))

    def done() -> bool:
        is_finished = PaperDraft.objects.get(pk=letter.pk).finished_at is not None
        return is_finished and Record.objects.filter(case=desk.case).count() == 1

    all_or_nothing(form, desk.client, done=done)
