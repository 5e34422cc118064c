"""The pages of deviations: two clicks from a step of a case, nothing of the case kept, handled and counted."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from tests.accounts.factories import log_in
from tests.casework.factories import make_case, make_caseworker
from tests.governance.agreement_factories import Insurer, in_force, make_insurer
from tests.governance.factories import Federation, make_federation

from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment
from samre.audit.models import Event
from samre.casework.models import Case
from samre.governance.actions.versions import follow_map
from samre.governance.models import Deviation

pytestmark = pytest.mark.django_db
LIST = "/kartan/avvikelser"


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def insurer(federation: Federation) -> Insurer:
    found = make_insurer()
    in_force(federation, found)
    return found


def as_(who: Actor) -> Client:
    return log_in(Client(), Assignment.objects.get(pk=who.assignment_id))


def case_of(federation: Federation, **more: str) -> tuple[Case, Actor]:
    """A case begun on the map that came along, in a kommun that has since begun to follow the förbund's."""
    assignment, by = make_caseworker()
    case = make_case(by, **more)  # type: ignore[arg-type]
    begun = date(2026, 11, 1)
    follow_map(keeper=federation.keeper, follower=by.authority_id, since=begun, by=federation.lead)
    return case, actor_for(assignment)


def report(client: Client, **more: str) -> str:
    given = {"steg": "S14", "part": "FK", "slag": "inget_svar", "mening": ""} | more
    answer = client.post(f"{LIST}/ny", given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_the_form_knows_the_step_and_the_party_and_a_kind_sends_it(
    federation: Federation, insurer: Insurer
) -> None:
    client = as_(federation.caseworker)
    page = client.get(f"{LIST}/ny?steg=S14&part=FK").content.decode()
    assert "<strong>Ansökan om samordning</strong><br>Försäkringskassan" in page
    assert f'value="FK:{insurer.authority}" selected' in page
    address = report(client, part=f"FK:{insurer.authority}")
    assert "Avvikelsen är anmäld" in client.get(address).content.decode()
    assert Deviation.objects.get().against_id == insurer.authority


def test_without_a_step_or_a_party_it_is_said_at_the_field(federation: Federation) -> None:
    answer = as_(federation.caseworker).post(f"{LIST}/ny", {"slag": "annat"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for name in ("steg", "part", "mening"):
        assert f'href="#{name}"' in page and f'id="fel-{name}"' in page


def test_a_person_of_the_case_and_a_first_name_are_refused_and_nothing_of_the_case_is_kept(
    federation: Federation, insurer: Insurer
) -> None:
    case, by = case_of(federation, name="Zorba Quist")
    client = as_(by)
    for text in ("zorba quist fick inget svar.", "Anna fick vänta.", "Det var den 3 maj."):
        given = {"steg": "S14", "part": "FK", "slag": "inget_svar", "mening": text, "arende": str(case.pk)}
        answer = client.post(f"{LIST}/ny", given)
        assert answer.status_code == 422, text
        assert "aldrig om en person" in answer.content.decode()
    assert not Deviation.objects.exists()
    address = report(client, arende=str(case.pk), part=f"FK:{insurer.authority}")
    assert f'href="/arenden/{case.pk}"' in client.get(address).content.decode()
    row = Deviation.objects.get()
    kept = [str(getattr(row, field.attname)) for field in row._meta.concrete_fields]
    assert not any(str(case.pk) in value or case.number in value for value in kept)
    event = Event.objects.filter(action="deviation.report", outcome="ok").get()
    assert str(case.pk) not in str(event.__dict__)


def test_it_is_sent_answered_and_closed_by_those_who_may(federation: Federation, insurer: Insurer) -> None:
    reporter, lead, partner = as_(federation.caseworker), as_(federation.lead), as_(insurer.partner)
    one = report(reporter, part=f"FK:{insurer.authority}").split("?")[0]
    assert "Skicka till parten" not in reporter.get(one).content.decode()
    assert lead.post(one, {"gor": "skicka", "fråga": ""}).status_code == 302
    assert partner.post(one, {"gor": "avsluta", "resultat": "Klart."}).status_code == 403
    assert partner.post(one, {"gor": "svar", "svar": "Vi hade ingen ersättare."}).status_code == 302
    assert lead.post(one, {"gor": "atgard", "åtgärd": "En brevlåda, klar den 1 februari."}).status_code == 302
    answer = lead.post(one, {"gor": "avsluta", "resultat": ""})
    assert answer.status_code == 422
    assert 'href="#resultat"' in answer.content.decode()
    assert lead.post(one, {"gor": "avsluta", "resultat": "Gruppen har en brevlåda."}).status_code == 302
    page = reporter.get(one).content.decode()
    assert "Gruppen har en brevlåda." in page and "Parten svarade" in page
    counted = lead.get(LIST).content.decode()
    assert '<td data-label="Antal" class="follow-number">1</td>' in counted


def test_a_party_without_an_account_in_an_agreement_in_force_is_rung_and_nothing_is_called_sent(
    federation: Federation,
) -> None:
    lead = as_(federation.lead)
    one = report(as_(federation.caseworker)).split("?")[0]
    assert "Spara frågan, jag ringer" in lead.get(one).content.decode()
    page = lead.post(one, {"gor": "skicka", "fråga": ""}, follow=True).content.decode()
    assert "Ring dem och skriv ner svaret" in page
    assert "kickad" not in page


def test_whoever_reported_is_told_when_it_is_closed_and_finds_it_again(
    federation: Federation, insurer: Insurer
) -> None:
    reporter, lead = as_(federation.caseworker), as_(federation.lead)
    one = report(reporter, part=f"FK:{insurer.authority}").split("?")[0]
    assert "Din avvikelse" not in reporter.get("/arenden").content.decode()
    lead.post(one, {"gor": "avsluta", "resultat": "Gruppen har en brevlåda."})
    home = reporter.get("/arenden").content.decode()
    assert f'href="{one}"' in home and "Din avvikelse om Försäkringskassan: avslutad" in home
    assert f'href="{one}"' in reporter.get(LIST).content.decode()


def test_what_waits_for_the_person_is_about_the_one_who_answers_for_the_step(
    federation: Federation, insurer: Insurer
) -> None:
    page = as_(federation.caseworker).get(f"{LIST}/ny?steg=S14&part=IND").content.decode()
    assert f'value="FK:{insurer.authority}" selected' in page


def test_a_mistake_is_taken_back(federation: Federation) -> None:
    client = as_(federation.caseworker)
    one = report(client).split("?")[0]
    assert client.post(one, {"gor": "aterkallad"}).status_code == 302
    assert "Inget svar" not in client.get(f"{LIST}?visa=oppna").content.decode()
    assert "Återkallad" in client.get(f"{LIST}?visa=mina").content.decode()


def test_another_forbunds_deviation_is_not_there(federation: Federation) -> None:
    one = report(as_(federation.caseworker)).split("?")[0]
    assert as_(federation.outsider).get(one).status_code == 404
    assert as_(federation.outsider).post(one, {"gor": "skicka"}).status_code == 404


def test_whoever_follows_no_shared_map_is_told_whom_to_ask(federation: Federation) -> None:
    assert "Säg till er processledare" in as_(federation.outsider).get(f"{LIST}/ny").content.decode()


def test_the_step_of_a_case_leads_there_where_the_kommun_follows_a_map(federation: Federation) -> None:
    case, by = case_of(federation)
    page = as_(by).get(f"/arenden/{case.pk}").content.decode()
    assert f"{LIST}/ny?steg=" in page and "Samarbetet brast här" in page
