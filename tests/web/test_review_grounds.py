"""What a decision rests on beside the proof: amounts from memory are told, and gone when somebody has compared them."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from tests.governance.factories import Federation, make_draft, make_federation, save, texts_of_draft
from tests.governance.practice_factories import answer, group_in, make_open_run
from tests.web.proof_pages import as_, text_of

from samre.definitions import current
from samre.governance.actions.first_days import set_first_day
from samre.governance.actions.law_checks import check_law
from samre.governance.actions.practice import close_run
from samre.governance.maps import pathway_in
from samre.governance.models import Draft
from samre.pathway.writing.edit import Put, edited
from samre.web.pages.review_grounds import unchecked_in

pytestmark = pytest.mark.django_db
AMOUNT = "prisbasbelopp"


def test_an_amount_from_memory_is_told_at_the_review_until_somebody_has_compared_it() -> None:
    federation = make_federation(folder=current())
    draft, lead = make_draft(federation), as_(federation.lead)
    review = f"/kartan/forslag/{draft.pk}/granska"
    seen = text_of(lead.get(review))
    assert "Källa: Egen uppgift. Beloppet är hämtat ur minnet." in seen
    check_law(
        keeper=federation.keeper,
        kind="värde",
        thing_id=AMOUNT,
        found="oforandrad",
        source="scb.se",
        by=federation.lead,
    )
    assert "hämtat ur minnet" not in text_of(lead.get(review))
    left = unchecked_in(federation.keeper, pathway_in(federation.version), on=timezone.localdate())
    assert AMOUNT not in {one.id for one in (*left.unread, *left.again)}
    assert left.unread
    assert all(one.has_source for one in left.again)


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def test_a_practice_run_is_told_with_what_came_of_it(federation: Federation) -> None:
    run = make_open_run(federation)
    assert run.draft_id is not None
    review = f"/kartan/forslag/{run.draft_id}/granska"
    assert "Provkörningar : ingen är avslutad" in text_of(as_(federation.board).get(review))
    answer(run, group_in(run, "Haren"), "S08", "S05")
    answer(run, group_in(run, "Laxen"), "oklart", "S08")
    close_run(run=run.pk, by=federation.lead)
    assert (
        f"{run.title} , på sparning {run.draft_revision}: 2 av 4 svar som kartan, grupperna oense i 2 av 2 fall"
        in text_of(as_(federation.board).get(review))
    )


def test_a_practice_run_is_told_with_the_save_it_tried_and_whether_more_than_the_first_day_is_changed(
    federation: Federation,
) -> None:
    run = make_open_run(federation)
    draft = run.draft
    assert draft is not None
    close_run(run=run.pk, by=federation.lead)
    review, tried = f"/kartan/forslag/{draft.pk}/granska", f"{run.title} , på sparning {run.draft_revision}"
    draft.refresh_from_db()
    set_first_day(draft=draft.pk, revision=draft.revision, valid_from=date(2027, 1, 1), by=federation.lead)
    seen = text_of(as_(federation.board).get(review))
    assert tried in seen
    assert "ändrat sedan dess" not in seen
    texts = texts_of_draft(Draft.objects.get(pk=draft.pk))
    save(draft, federation, {**texts, "karta.yaml": "# En rad till.\n" + texts["karta.yaml"]})
    assert "ändrat sedan dess" not in text_of(as_(federation.board).get(review))
    save(draft, federation, edited(texts, [Put("steg.yaml", ("steg", "S08", "råd"), "Ring först.")]))
    assert f"{tried} (utkastet är ändrat sedan dess):" in text_of(as_(federation.board).get(review))


def test_a_draft_that_cannot_be_read_is_told_as_changed_since_the_practice_run(
    federation: Federation,
) -> None:
    run = make_open_run(federation)
    draft = run.draft
    assert draft is not None
    close_run(run=run.pk, by=federation.lead)
    save(draft, federation, {**texts_of_draft(draft), "karta.yaml": "karta: [\n"})
    answer = as_(federation.board).get(f"/kartan/forslag/{draft.pk}/granska")
    assert answer.status_code == 200
    assert "utkastet är ändrat sedan dess" in text_of(answer)


def test_an_amount_is_told_as_it_is_on_the_day_the_map_begins_to_hold(federation: Federation) -> None:
    draft = make_draft(federation)
    unread = Put("varden.yaml", ("värden", "pensionsfraga", "kontrollera"), "Kontrollera talet.")
    save(draft, federation, edited(texts_of_draft(draft), [unread]))
    review = f"/kartan/forslag/{draft.pk}/granska"
    assert ", 63 år. " in text_of(as_(federation.board).get(review))
    set_first_day(draft=draft.pk, revision=2, valid_from=date(2027, 1, 1), by=federation.lead)
    told = text_of(as_(federation.board).get(review))
    assert ", 64 år. " in told
    assert ", 63 år. " not in told
