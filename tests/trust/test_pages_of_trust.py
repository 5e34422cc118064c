"""Emergency access, log review, the log and the person's extract, as pages."""

from __future__ import annotations

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from tests.accounts.factories import log_in, make_assignment, make_unit, make_user
from tests.casework.factories import make_case

from samre.accounts.actors import actor_for
from samre.accounts.models import StaffKeys
from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.casework.actions.emergencies import open_in_emergency
from samre.casework.actions.reviews import pick_until_now
from samre.casework.models import CaseEvent, Record, Review

pytestmark = pytest.mark.django_db
WHY = "Personen ringer och står utan bostad i kväll"
NAME = "Kanariena Fågelsson"


class Office:
    """A unit with a handler and her case, a colleague, a reviewer and an administrator."""

    def __init__(self) -> None:
        self.unit = make_unit()
        self.handler = make_assignment(unit=self.unit, user=make_user(name="Hanna Ledare"))
        self.colleague = make_assignment(unit=self.unit, user=make_user(name="Kim Kollega"))
        self.reviewer = make_assignment(unit=self.unit, role=Role.REVIEWER)
        self.administrator = make_assignment(unit=self.unit, role=Role.ADMINISTRATOR)
        self.case = make_case(actor_for(self.handler), name=NAME)

    def as_(self, assignment, **more) -> Client:
        return log_in(Client(), assignment, **more)

    def url(self, name: str) -> str:
        return reverse(f"web:{name}", args=[self.case.pk])


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_page_that_says_no_leads_to_emergency_access_and_on_to_the_case(office: Office) -> None:
    client = office.as_(office.colleague)
    refused = client.get(office.url("case"))
    assert refused.status_code == 403
    assert office.url("emergency") in refused.content.decode()
    form = client.get(office.url("emergency"))
    assert "Hanna Ledare" in form.content.decode()
    assert NAME not in form.content.decode() + refused.content.decode()
    sent = client.post(office.url("emergency"), {"skal": "akut", "beskrivning": WHY})
    assert sent.headers["Location"] == office.url("case")
    opened = client.get(office.url("case"))
    assert opened.status_code == 200
    assert "Du läser med nödåtkomst till kl." in opened.content.decode()
    assert Review.objects.filter(rule="nödåtkomst").count() == 1
    assert Event.objects.filter(action="case.read").latest("number").why == "nödåtkomst: akut"


def test_after_its_hours_the_case_is_closed_again(office: Office) -> None:
    client = office.as_(office.colleague)
    client.post(office.url("emergency"), {"skal": "akut", "beskrivning": WHY})
    with time_machine.travel(timezone.now() + timedelta(hours=4, seconds=1)):
        assert log_in(Client(), office.colleague).get(office.url("case")).status_code == 403


def test_what_is_wrong_with_the_reason_is_told_at_the_field_and_the_text_is_kept(office: Office) -> None:
    answer = office.as_(office.colleague).post(
        office.url("emergency"), {"skal": "", "beskrivning": "Det gäller 19121212-1212 i dag"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Välj varför du behöver" in page
    assert "ser ut att innehålla ett personnummer" in page
    assert "Det gäller" in page


def test_a_protected_person_s_page_says_no_without_a_way_around(office: Office) -> None:
    case = make_case(actor_for(office.handler), name=NAME, protection="markering")
    client = office.as_(office.colleague)
    refused = client.get(reverse("web:case", args=[case.pk])).content.decode()
    assert "nodatkomst" not in refused
    assert client.get(reverse("web:emergency", args=[case.pk])).status_code == 403


def test_the_reviewer_sees_who_when_and_why_and_nothing_of_the_person(office: Office) -> None:
    access = open_in_emergency(
        case=office.case, reason="akut", explanation=WHY, by=actor_for(office.colleague)
    )
    client = office.as_(office.reviewer)
    page = client.get(reverse("web:reviews")).content.decode()
    assert "Kim Kollega" in page
    assert office.case.number in page
    review = Review.objects.get()
    one = client.get(reverse("web:review", args=[review.pk])).content.decode()
    assert WHY in one
    assert access.by_name in one
    assert NAME not in page + one
    assert "PROV-" not in page + one


def test_the_reviewer_says_what_she_found_and_the_row_leaves_the_queue(office: Office) -> None:
    open_in_emergency(case=office.case, reason="akut", explanation=WHY, by=actor_for(office.colleague))
    client, review = office.as_(office.reviewer), Review.objects.get()
    url = reverse("web:review", args=[review.pk])
    wrong = client.post(url, {"utfall": "atgard", "atgard": ""})
    assert wrong.status_code == 422
    assert "Skriv vad som ska göras" in wrong.content.decode()
    done = client.post(
        url, {"utfall": "atgard", "atgard": "Enhetschefen talar med medarbetaren"}, follow=True
    )
    assert "Granskningen är sparad" in done.content.decode()
    assert "Kim Kollega" not in done.content.decode()
    assert "Kim Kollega" in client.get(reverse("web:reviews") + "?visa=klara").content.decode()


def test_her_own_reading_has_no_form_and_is_refused_when_sent_anyway(office: Office) -> None:
    both = make_assignment(unit=office.unit, role=Role.REVIEWER, user=office.colleague.user)
    open_in_emergency(case=office.case, reason="akut", explanation=WHY, by=actor_for(office.colleague))
    client, review = office.as_(both), Review.objects.get()
    url = reverse("web:review", args=[review.pk])
    page = client.get(url).content.decode()
    assert "Din egen läsning" in page or "din egen läsning" in page
    assert 'name="utfall"' not in page
    assert client.post(url, {"utfall": "ok"}).status_code == 403
    review.refresh_from_db()
    assert review.reviewed_at is None


def test_a_review_that_is_late_alarms_on_top(office: Office) -> None:
    open_in_emergency(case=office.case, reason="akut", explanation=WHY, by=actor_for(office.colleague))
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        on_the_day = office.as_(office.reviewer).get(reverse("web:reviews")).content.decode()
        assert "skulle redan ha granskats" not in on_the_day
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        after = office.as_(office.reviewer).get(reverse("web:reviews")).content.decode()
        assert "1 läsning skulle redan ha granskats" in after


def test_the_reviewer_picks_by_a_button_and_sees_the_seed(office: Office) -> None:
    office.as_(office.handler).get(office.url("case"))
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        client = office.as_(office.reviewer)
        page = client.post(reverse("web:review-pick"), follow=True).content.decode()
    assert "Urvalet är gjort" in page
    seed = Review.objects.filter(rule="slump").values_list("seed", flat=True)[0]
    assert seed in page


def test_a_flagged_colleague_is_not_named_in_the_review(office: Office) -> None:
    office.colleague.user.is_protected = True
    office.colleague.user.save()
    open_in_emergency(case=office.case, reason="akut", explanation=WHY, by=actor_for(office.colleague))
    page = office.as_(office.reviewer).get(reverse("web:reviews")).content.decode()
    assert "Kim Kollega" not in page
    assert "Skyddad medarbetare" in page


def test_the_queue_asks_as_many_questions_for_three_as_for_twenty(office: Office) -> None:
    counts = []
    for hours, number in ((1, 3), (2, 17)):
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            handler = office.as_(office.handler)
            for _ in range(number):
                case = make_case(actor_for(office.handler), protection="markering")
                handler.get(reverse("web:case", args=[case.pk]))
            until = timezone.now()
            pick_until_now(owner=office.unit.authority, by=actor_for(office.reviewer), until=until)
            client = office.as_(office.reviewer)
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("web:reviews"))
        counts.append(len(asked))
    assert Review.objects.count() > 20
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
def test_whether_the_log_is_whole_is_told_and_noted(office: Office, role: str) -> None:
    client = office.as_(getattr(office, role))
    assert "Ingen än" in client.get(reverse("web:log")).content.decode()
    page = client.post(reverse("web:log")).content.decode()
    assert "Alla händelser är som de skrevs" in page
    assert Event.objects.filter(action="log.verify").count() == 1


def test_the_extract_tells_the_person_when_which_unit_and_why_without_names(office: Office) -> None:
    client = office.as_(office.handler)
    client.get(office.url("case"))
    open_in_emergency(case=office.case, reason="akut", explanation=WHY, by=actor_for(office.colleague))
    page = client.get(office.url("access-extract")).content.decode()
    sheet = page[page.index("trust-sheet") : page.index("trust-give")]
    assert office.unit.name in sheet
    assert "Handläggaren arbetade med ärendet" in sheet
    assert "men något kunde inte vänta" in sheet
    assert "Hanna" not in sheet
    assert "Kim" not in sheet
    assert WHY not in sheet


def test_the_extract_is_the_same_as_pdf_and_text(office: Office) -> None:
    client = office.as_(office.handler)
    client.get(office.url("case"))
    text = client.get(office.url("access-extract-text"))
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Handläggaren arbetade med ärendet" in text.content.decode()
    pdf = client.get(office.url("access-extract-pdf"))
    told = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Vem har läst i mitt ärende?" in told
    assert office.unit.name in told
    assert NAME not in told + text.content.decode()


def test_paper_and_text_ask_for_a_fresh_proof_of_who_it_is(office: Office) -> None:
    client = office.as_(office.handler, fresh=False)
    for name in ("access-extract-pdf", "access-extract-text"):
        answer = client.get(office.url(name))
        assert urlsplit(answer.headers["Location"]).path == reverse("web:prove")


def test_that_the_person_got_the_extract_stands_in_the_case(office: Office) -> None:
    client = office.as_(office.handler)
    wrong = client.post(office.url("access-extract-give"), {"hur": ""})
    assert wrong.status_code == 422
    done = client.post(
        office.url("access-extract-give"),
        {"hur": "mote", "fran": "2026-11-01", "till": "2026-11-21"},
        follow=True,
    )
    assert "antecknat att personen har fått utdraget" in done.content.decode()
    given = CaseEvent.objects.get(kind="access_extract.give")
    assert given.data["how"] == "mote"
    sent = Record.objects.get(subject_id=given.pk)
    assert (sent.direction, sent.kind) == (Record.Direction.OUT, "utdrag")
    assert sent.subject == "Loggutdrag 1 november 2026 till 21 november 2026"


def test_days_the_wrong_way_round_are_told_at_the_field(office: Office) -> None:
    answer = office.as_(office.handler).get(office.url("access-extract") + "?fran=2026-11-20&till=2026-11-01")
    assert answer.status_code == 422
    assert "Byt plats" in answer.content.decode()


def test_the_administrator_notes_a_number_that_nobody_can_read_back(office: Office) -> None:
    client = office.as_(office.administrator)
    url = reverse("web:staff-keys", args=[office.colleague.pk])
    wrong = client.post(url, {"nummer": "19121212-1213", "adress": "Storgatan 1"})
    assert wrong.status_code == 422
    assert "Kontrollera numret" in wrong.content.decode()
    assert "19121212" not in wrong.content.decode()
    assert client.post(url, {"nummer": "19121212-1212", "adress": "Storgatan 1"}).status_code == 302
    page = client.get(url).content.decode()
    assert page.count("Finns") == 2
    assert len(bytes(StaffKeys.objects.get(user=office.colleague.user).number_key)) == 32


def test_another_authority_s_staff_are_not_there(office: Office) -> None:
    url = reverse("web:staff-keys", args=[make_assignment().pk])
    assert office.as_(office.administrator).get(url).status_code == 404
