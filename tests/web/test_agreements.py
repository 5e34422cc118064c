"""The pages of an agreement: written, signed, decided, followed; and who may do what."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case, make_caseworker
from tests.governance.agreement_factories import Insurer, in_force, make_insurer, make_whole
from tests.governance.factories import Federation, make_federation

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.accounts.roles import Role
from samre.casework.actions.steps import choose_step, wait_for
from samre.governance.actions.agreement_signing import lay_for_signing
from samre.governance.actions.versions import follow_map
from samre.governance.models import Agreement, AgreementState

pytestmark = pytest.mark.django_db
LIST = "/kartan/overenskommelse"


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def insurer() -> Insurer:
    return make_insurer()


def as_(who: Actor) -> Client:
    return log_in(Client(), Assignment.objects.get(pk=who.assignment_id))


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found[1]


def head(*, begins: int = 0) -> dict[str, str]:
    first = timezone.localdate() + timedelta(days=begins)
    return {
        "rubrik": "Överenskommelse i Prov",
        "fran": first.isoformat(),
        "till": "",
        "granskas": (first + timedelta(days=300)).isoformat(),
    }


def test_it_is_written_signed_and_decided_through_the_pages(federation: Federation, insurer: Insurer) -> None:
    lead, board = as_(federation.lead), as_(federation.board)
    one = lead.post(f"{LIST}/ny", head())["Location"].split("?")[0]
    for name, actor, authority in (
        ("Provkommun", "KOM", federation.caseworker.authority_id),
        ("Försäkringskassan", "FK", insurer.authority),
    ):
        form = {"namn": name, "aktorer": actor, "myndighet": str(authority), "gor": "spara"}
        seen = revision(lead.get(f"{one}/parter/ny").content.decode())
        party = lead.post(f"{one}/parter/ny", form | {"revision": seen})["Location"].split("?")[0]
    page = lead.get(party).content.decode()
    assert "Lagen ger 30 dagar" in page
    promises = {"gor": "ataganden", "steg": "S14", "text-S14": "Svarar på ansökan.", "dagar-S14": "21"}
    assert lead.post(party, promises | {"revision": revision(page)}).status_code == 302
    shown = lead.get(one).content.decode()
    assert "Utkast: Överenskommelse i Prov" in shown and "21 dagar" in shown
    assert lead.post(one, {"gor": "lagg", "revision": revision(shown)}).status_code == 302
    agreement = Agreement.objects.get()
    for side in agreement.parties.all():
        signed = {
            "gor": "underskrift",
            "part": str(side.pk),
            "undertecknare": "Gun Falk",
            "titel": "Chef",
            "dag": timezone.localdate().isoformat(),
            "sätt": "papper",
        }
        assert lead.post(one, signed).status_code == 302
    assert "Besluta att den gäller" not in lead.get(one).content.decode()
    assert board.post(one, {"gor": "besluta"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.SIGNED
    assert agreement.sha256 in board.get(one).content.decode()
    assert "Hur den hålls" in as_(insurer.partner).get(one).content.decode()


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(
    federation: Federation, insurer: Insurer
) -> None:
    agreement = make_whole(federation, insurer)
    lead, one = as_(federation.lead), f"{LIST}/{agreement.pk}"
    answer = lead.post(f"{LIST}/ny", head() | {"granskas": "", "rubrik": "Min rubrik"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#granskas"' in page and 'id="fel-granskas"' in page and "Min rubrik" in page
    office = agreement.parties.get(name="Försäkringskassan")
    answer = lead.post(
        f"{one}/parter/{office.pk}",
        {
            "gor": "ataganden",
            "steg": "S14",
            "text-S14": "Mitt åtagande",
            "dagar-S14": "40",
            "revision": str(agreement.revision),
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#S14"' in page and "kan inte vara längre än lagen" in page
    assert "Mitt åtagande" in page and 'value="40"' in page
    answer = lead.post(f"{one}/parter/{office.pk}", {"gor": "spara", "namn": "", "revision": "1"})
    assert answer.status_code == 409


def test_a_signature_that_lacks_something_opens_its_own_form_again(
    federation: Federation, insurer: Insurer
) -> None:
    agreement = make_whole(federation, insurer)
    lay_for_signing(agreement=agreement.pk, revision=agreement.revision, by=federation.lead)
    party = agreement.parties.get(name="Provkommun")
    answer = as_(federation.lead).post(
        f"{LIST}/{agreement.pk}",
        {"gor": "underskrift", "part": str(party.pk), "undertecknare": "Gun Falk", "sätt": "papper"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#titel"' in page and 'id="titel"' in page and 'value="Gun Falk"' in page


def test_the_document_is_a_pdf_with_the_check_sum(federation: Federation, insurer: Insurer) -> None:
    agreement = in_force(federation, insurer)
    answer = as_(federation.caseworker).get(f"{LIST}/{agreement.pk}/overenskommelse.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.content == as_(federation.board).get(f"{LIST}/{agreement.pk}/overenskommelse.pdf").content


def test_what_is_written_is_not_read_by_those_who_neither_write_nor_decide(
    federation: Federation, insurer: Insurer
) -> None:
    agreement = make_whole(federation, insurer)
    for who in (federation.caseworker, federation.outsider, insurer.partner):
        for page in ("", "/overenskommelse.pdf"):
            assert as_(who).get(f"{LIST}/{agreement.pk}{page}").status_code == 404
    assert as_(federation.board).get(f"{LIST}/{agreement.pk}").status_code == 200
    assert as_(federation.board).get(f"{LIST}/{agreement.pk}/text").status_code == 403


def test_what_is_laid_has_no_pages_to_change_it_on(federation: Federation, insurer: Insurer) -> None:
    agreement = in_force(federation, insurer)
    for page in ("text", "parter/ny", f"parter/{agreement.parties.first().pk}"):
        assert as_(federation.lead).get(f"{LIST}/{agreement.pk}/{page}").status_code == 404


def test_it_is_renewed_and_ended_through_the_pages(federation: Federation, insurer: Insurer) -> None:
    agreement = in_force(federation, insurer)
    one = f"{LIST}/{agreement.pk}"
    new = as_(federation.lead).post(f"{one}/fornya", head(begins=100))["Location"].split("?")[0]
    assert Agreement.objects.get(renews=agreement).parties.count() == 2
    assert "Klar att underteckna" in as_(federation.lead).get(new).content.decode()
    board = as_(federation.board)
    answer = board.post(one, {"gor": "avsluta", "dag": "", "skäl": ""})
    assert answer.status_code == 422
    today = timezone.localdate().isoformat()
    assert board.post(one, {"gor": "avsluta", "dag": today, "skäl": "Kommunen lämnar."}).status_code == 302


def test_a_kommun_sees_its_own_numbers_and_the_forbund_and_the_parties_counts_without_small_ones(
    federation: Federation, insurer: Insurer
) -> None:
    agreement = in_force(federation, insurer)
    page = f"{LIST}/{agreement.pk}/uppfoljning"
    own = as_(federation.second_lead).get(page).content.decode()
    assert "er egen kommuns ärenden" in own and "Provkommun" in own
    shared = as_(federation.board).get(page).content.decode()
    assert "alla kommuner som följer kartan" in shared
    theirs = as_(insurer.partner).get(page).content.decode()
    assert "Försäkringskassan" in theirs and ">Provkommun</h2>" not in theirs
    assert as_(federation.caseworker).get(page).status_code == 403


def test_one_answer_that_is_waited_for_is_a_number_to_the_kommun_and_hidden_from_the_others(
    federation: Federation, insurer: Insurer
) -> None:
    agreement = in_force(federation, insurer)
    assignment, by = make_caseworker()
    case = make_case(by)
    step = choose_step(case=case, step="S14", reason="Personen behöver samordning.", by=by)
    wait_for(step=step, party="FK", until=timezone.localdate() + timedelta(days=30), then="Ring.", by=by)
    begun = timezone.localdate() - timedelta(days=1)
    follow_map(keeper=federation.keeper, follower=by.authority_id, since=begun, by=federation.lead)
    page = f"{LIST}/{agreement.pk}/uppfoljning"
    manager = make_assignment(role=Role.MANAGER, unit=assignment.unit)
    own = log_in(Client(), manager).get(page).content.decode()
    assert '<td data-label="Väntar" class="follow-number">1</td>' in own
    for who in (federation.board, federation.lead, insurer.partner):
        shared = as_(who).get(page).content.decode()
        assert "för få tillfällen" in shared
        assert "1 steg har för få tillfällen för att visas" in shared
    assert "Provkommun" not in own


def test_those_without_a_part_in_the_map_do_not_come_in(federation: Federation) -> None:
    for role in (Role.ASF, Role.REVIEWER, Role.ADMINISTRATOR):
        assert log_in(Client(), make_assignment(role=role)).get(LIST).status_code == 403
