"""Through the pages: a button pressed twice begins one thing, and what was begun by mistake is given up."""

from __future__ import annotations

import pytest
from tests.governance.agreement_factories import in_force, make_agreement, make_insurer
from tests.governance.factories import Federation, make_draft, make_federation
from tests.governance.practice_factories import group_in, make_open_run, make_run
from tests.web.test_map_reviews import as_, text_of

from samre.accounts.models import User
from samre.governance.models import Agreement, Draft, PracticeRun

pytestmark = pytest.mark.django_db
HEAD = {"rubrik": "Vår överenskommelse", "fran": "2027-01-01", "till": "", "granskas": "2027-12-01"}
AGREEMENTS, RUNS = "/kartan/overenskommelse", "/kartan/provkorning"


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def test_begun_twice_leads_to_the_same_page_without_an_error(federation: Federation) -> None:
    lead, draft = as_(federation.lead), make_draft(federation)
    old = in_force(federation, make_insurer())
    for address, fields in (
        ("/kartan/versioner", {"gor": "borja", "rubrik": "Kortare tid", "varför": "Många väntar."}),
        (f"{AGREEMENTS}/ny", HEAD),
        (f"{AGREEMENTS}/{old.pk}/fornya", HEAD),
        (f"{RUNS}/ny", {"rubrik": "I oktober", "syfte": "Går det?", "karta": f"f:{draft.pk}"}),
    ):
        first, second = (lead.post(address, fields) for _ in range(2))
        assert (first.status_code, second.status_code) == (302, 302), address
        assert first["Location"] == second["Location"]
        assert lead.get(second["Location"]).status_code == 200
    assert (Draft.objects.count(), Agreement.objects.count(), PracticeRun.objects.count()) == (2, 3, 1)


def test_an_agreement_begun_by_mistake_is_dropped_on_its_page(federation: Federation) -> None:
    row, lead = make_agreement(federation), as_(federation.lead)
    address = f"{AGREEMENTS}/{row.pk}"
    assert "Lägg ner överenskommelsen" in text_of(lead.get(address))
    assert "Lägg ner överenskommelsen" not in text_of(as_(federation.second_lead).get(address))
    assert as_(federation.second_lead).post(address, {"gor": "lagg_ner"}).status_code == 403
    page = text_of(lead.post(address, {"gor": "lagg_ner"}, follow=True))
    assert "Överenskommelsen är nedlagd." in page
    assert "innan någon hade undertecknat. Den gäller inte." in page
    assert "Lägg ner" not in page
    assert "Lägg till en part" not in page
    assert row.title not in text_of(lead.get(AGREEMENTS))
    assert lead.get(f"{address}/text").status_code == 404
    assert lead.post(address, {"gor": "lagg_ner"}).status_code == 422


def test_a_colleague_with_protected_data_is_not_named_to_others_when_she_drops_it(
    federation: Federation,
) -> None:
    row, address = make_agreement(federation), "/kartan/overenskommelse/{}"
    User.objects.filter(pk=federation.lead.user_id).update(is_protected=True)
    as_(federation.lead).post(address.format(row.pk), {"gor": "lagg_ner"})
    page = text_of(as_(federation.second_lead).get(address.format(row.pk)))
    assert "la ner överenskommelsen" in page
    assert federation.lead.name not in page


def test_a_run_prepared_by_mistake_is_dropped_on_its_page(federation: Federation) -> None:
    run, lead = make_run(federation), as_(federation.lead)
    address = f"{RUNS}/{run.pk}"
    assert "Lägg ner provkörningen" in text_of(lead.get(address))
    assert "Lägg ner provkörningen" not in text_of(as_(federation.second_lead).get(address))
    page = text_of(lead.post(address, {"gor": "lagg_ner"}, follow=True))
    assert "Provkörningen är nedlagd. Ingen grupp hann gå med." in page
    assert "Lägg ner provkörningen" not in page
    assert "Öppna med kod" not in page
    for listed in (RUNS, f"/kartan/forslag/{run.draft_id}/provkorning"):
        assert run.title not in text_of(lead.get(listed))
    assert lead.post(address, {"gor": "oppna"}).status_code == 403


def test_a_run_that_somebody_has_joined_has_no_way_to_drop_it(federation: Federation) -> None:
    run, lead = make_open_run(federation), as_(federation.lead)
    group_in(run)
    assert "Lägg ner" not in text_of(lead.get(f"{RUNS}/{run.pk}"))
    assert lead.post(f"{RUNS}/{run.pk}", {"gor": "lagg_ner"}).status_code == 422
