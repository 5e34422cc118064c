"""The first day of a draft is told as it is: the one that is set, that it has passed, and that it stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from tests.governance.factories import Federation, approve, make_federation
from tests.governance.test_laid import LATER, NEW_YEAR, lay, saved, shown
from tests.web.proof_pages import as_, text_of

from samre.governance.actions.drafts import rebase_draft
from samre.governance.actions.first_days import set_first_day
from samre.governance.actions.versions import publish_draft
from samre.governance.models import Draft, MapVersion
from samre.pathway.writing.edit import Put

pytestmark = pytest.mark.django_db
ADVICE = Put("steg.yaml", ("steg", "S08", "råd"), "Ring först.")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Any, settings: Any) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def read(draft: Draft, who: Any, page: str) -> str:
    return text_of(as_(who).get(f"/kartan/forslag/{draft.pk}/{page}"))


def html(draft: Draft, federation: Federation, page: str) -> str:
    return as_(federation.lead).get(f"/kartan/forslag/{draft.pk}/{page}").content.decode()


def take_back(draft: Draft, federation: Federation) -> None:
    form = {"gor": "tillbaka", "revision": str(draft.revision)}
    assert as_(federation.lead).post(f"/kartan/forslag/{draft.pk}/granska", form).status_code == 302
    draft.refresh_from_db()


def set_day(draft: Draft, federation: Federation, day: date) -> None:
    set_first_day(draft=draft.pk, revision=draft.revision, valid_from=day, by=federation.lead)
    draft.refresh_from_db()


def test_taken_back_and_set_to_another_day_it_is_told_with_that_day(federation: Federation) -> None:
    draft = saved(federation)
    lay(draft, federation)
    assert "Gäller från 1 januari 2027" in read(draft, federation.board, "beslut")
    take_back(draft, federation)
    set_day(draft, federation, LATER)
    seen = read(draft, federation.board, "beslut")
    assert "Gäller från 1 mars 2027" in seen
    assert "januari" not in seen
    assert "Nästa översyn Inte bestämt" in seen


def test_that_the_first_day_has_passed_is_told_before_the_button(federation: Federation) -> None:
    draft = saved(federation)
    lay(draft, federation)
    passed = "Första dagen, den 1 januari 2027, har passerat."
    for page in ("beslut", "granska"):
        assert passed not in read(draft, federation.board, page)
    assert "Godkänns" in read(draft, federation.board, "beslut")
    with time_machine.travel(datetime(2027, 1, 1, 12, tzinfo=UTC)):
        assert passed not in read(draft, federation.board, "beslut")
    with time_machine.travel(datetime(2027, 1, 2, 12, tzinfo=UTC)):
        for page in ("beslut", "granska"):
            seen = read(draft, federation.board, page)
            assert f"{passed} Styrgruppen kan återremittera eller avslå förslaget, men inte godkänna" in seen
        seen = read(draft, federation.board, "beslut")
        assert "Återremitteras" in seen
        assert "Godkänns" not in seen
    approve(draft, federation)
    assert passed not in read(draft, federation.lead, "publicera")
    assert '<button type="submit" class="ds-button">Publicera' in html(draft, federation, "publicera")
    assert f"/{draft.pk}/publicera" in html(draft, federation, "granska")
    with time_machine.travel(datetime(2027, 1, 2, 12, tzinfo=UTC)):
        for page in ("publicera", "granska"):
            seen = read(draft, federation.lead, page)
            assert f"{passed} Förslaget kan inte publiceras. Ta tillbaka det under Granska" in seen
        assert '<button type="submit" class="ds-button">Publicera' not in html(draft, federation, "publicera")
        assert f"/{draft.pk}/publicera" not in html(draft, federation, "granska")
        assert "En processledare kan ta tillbaka det" in read(draft, federation.board, "granska")


def test_that_a_day_that_was_set_has_passed_is_told_while_it_is_written_on(federation: Federation) -> None:
    draft = saved(federation)
    set_day(draft, federation, NEW_YEAR)
    with time_machine.travel(datetime(2027, 1, 2, 12, tzinfo=UTC)):
        seen = read(draft, federation.lead, "granska")
    assert "Första dagen, den 1 januari 2027, har passerat. Välj en ny första dag" in seen


def test_what_is_published_is_not_told_to_have_passed(federation: Federation) -> None:
    draft = saved(federation)
    publish(draft, federation, NEW_YEAR)
    with time_machine.travel(datetime(2027, 1, 2, 12, tzinfo=UTC)):
        seen = read(draft, federation.board, "beslut")
    assert "har passerat" not in seen
    assert "Gäller från 1 januari 2027" in seen


def publish(draft: Draft, federation: Federation, day: date) -> MapVersion:
    lay(draft, federation, day)
    approve(draft, federation)
    return publish_draft(draft=draft.pk, revision=draft.revision, by=federation.lead)


def test_a_first_day_that_was_set_stays_when_a_newer_version_is_taken_in(federation: Federation) -> None:
    draft, other = saved(federation), saved(federation, ADVICE)
    set_day(draft, federation, LATER)
    publish(other, federation, NEW_YEAR)
    taken = rebase_draft(draft=draft.pk, revision=draft.revision, by=federation.lead)
    draft.refresh_from_db()
    assert taken.what == "Hämtade in version 2."
    assert shown(draft).valid_from == LATER
    assert "Så som kartan står den 1 mars 2027" in read(draft, federation.lead, "granska")


def test_a_first_day_that_cannot_stay_is_told_in_the_save(federation: Federation) -> None:
    draft, other = saved(federation), saved(federation, ADVICE)
    set_day(draft, federation, NEW_YEAR)
    publish(other, federation, LATER)
    taken = rebase_draft(draft=draft.pk, revision=draft.revision, by=federation.lead)
    draft.refresh_from_db()
    assert taken.what.startswith(
        "Hämtade in version 2. Första dagen som var satt, den 1 januari 2027, går inte längre. Sätt en ny."
    )
    assert shown(draft).valid_from == LATER
