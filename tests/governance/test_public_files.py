"""The published map as files: written whole when a version is published, read without the database, the next one by its day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.accounts.factories import actor, make_authority, make_unit

from samre.accounts.roles import AuthorityKind, Role
from samre.governance.actions.versions import adopt_map
from samre.governance.models import MapVersion
from samre.governance.public_files import public_in_force, public_versions
from samre.governance.public_writing import write_public_files
from samre.pathway.reading.load import load_pathway
from samre.web import definition

from .factories import (
    BEGINS,
    REVIEW,
    SMALL,
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
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    return Path(settings.PUBLIC_MAP)


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def publish(federation: Federation) -> MapVersion:
    draft = make_draft(federation)
    texts = texts_of_draft(draft)
    texts["steg.yaml"] = texts["steg.yaml"].replace("dagar: 14, text: Två veckor", "dagar: 7, text: En vecka")
    save(draft, federation, texts)
    lay_for_decision(draft, federation)
    return publish_read(draft=approve(draft, federation).pk, news="Fortare nu.", by=federation.lead)


def test_a_published_version_lies_as_files_that_say_the_same(federation: Federation) -> None:
    write_public_files()
    shown = public_in_force(on=TODAY)
    assert shown is not None
    assert shown.hash == federation.version.hash == load_pathway(shown.folder).hash
    assert shown.keeper == "Prövförbundet"


def test_publishing_writes_them_when_it_is_committed(
    federation: Federation, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        version = publish(federation)
    assert [one.number for one in public_versions()] == [version.number, 1]
    assert public_versions()[0].news == "Fortare nu."


def test_the_coming_version_holds_from_its_day_without_anybody_writing_anything(
    federation: Federation,
) -> None:
    version = publish(federation)
    write_public_files()
    before, after = public_in_force(on=TODAY), public_in_force(on=BEGINS)
    assert before is not None
    assert after is not None
    assert (before.number, after.number) == (1, version.number)


def test_the_public_pages_map_is_read_without_a_question_to_the_database(federation: Federation) -> None:
    write_public_files()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert definition.pathway().hash == federation.version.hash
    assert not asked.captured_queries


def test_where_nobody_keeps_a_map_the_programs_own_is_shown() -> None:
    assert write_public_files() == 0
    assert definition.map_folder() == definition.FOLDER


def test_files_that_somebody_has_written_in_are_put_right(federation: Federation) -> None:
    write_public_files()
    shown = public_in_force(on=TODAY)
    assert shown is not None
    (shown.folder / "steg.yaml").write_text("annat", encoding="utf-8")
    write_public_files()
    assert load_pathway(shown.folder).hash == federation.version.hash


def test_with_two_keepers_none_is_shown_until_one_is_named(federation: Federation, settings: object) -> None:
    other = make_unit(authority=make_authority(kind=AuthorityKind.FORBUND, name="Andra förbundet"))
    lead = actor(role=Role.PROCESS_LEAD, unit=other)
    adopt_map(keeper=lead.authority_id, folder=SMALL, next_review=REVIEW, by=lead)
    assert write_public_files() == 0
    settings.SAMRE_PUBLIC_KEEPER = "Andra förbundet"  # type: ignore[attr-defined]
    assert write_public_files() == 1
    assert public_versions()[0].keeper == "Andra förbundet"


def test_files_that_have_gone_leave_the_programs_own_map(federation: Federation, folder: Path) -> None:
    write_public_files()
    shown = public_in_force(on=TODAY)
    assert shown is not None
    shown.folder.rename(folder / "borta")
    assert definition.map_folder() == definition.FOLDER
