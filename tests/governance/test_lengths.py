"""No text of the map's owners is longer than its column: SQLite would keep it, and PostgreSQL would fall on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from samre.accounts.acts import Refused
from samre.governance.actions.drafts import mark_law, restore_revision, save_draft
from samre.governance.actions.practice import prepare_run
from samre.governance.models import LawMark, PracticeRun, WarningReason
from samre.governance.rules.first_day import check_first_day

from .factories import BEGINS, Federation, make_draft, make_federation, save, texts_of_draft

pytestmark = pytest.mark.django_db

BOUNDED = [
    pytest.param(model, field, id=f"{model.__name__}.{field.name}")
    for model in apps.get_app_config("governance").get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, models.CharField)
]


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.mark.parametrize(("model", "field"), BOUNDED)
def test_no_column_takes_more_than_it_holds_however_it_is_written(
    model: type[models.Model], field: models.CharField[str, str]
) -> None:
    assert field.max_length
    long = "å" * (field.max_length + 1)
    rows: Any = model._default_manager
    row = model(**{field.name: long})
    for write in (
        lambda: models.Model.save(row),
        lambda: rows.bulk_create([row]),
        lambda: rows.update(**{field.name: long}),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert str(field.max_length) in refused.value.problems[""]


def test_there_are_columns_to_try() -> None:
    assert len(BOUNDED) > 50


def test_what_fits_is_kept_to_its_last_letter(federation: Federation) -> None:
    draft = make_draft(federation)
    run = prepare_run(
        keeper=federation.keeper, title="å" * 120, purpose="", draft=draft.pk, by=federation.lead
    )
    assert PracticeRun.objects.get(pk=run.pk).title == "å" * 120


def test_a_text_that_is_too_long_is_told_by_how_it_begins(federation: Federation) -> None:
    draft = make_draft(federation)
    draft.title = f"Kortare svarstid hos regionen {'å' * 120}"
    with pytest.raises(Refused, match=r"”Kortare svarstid hos regionen å+…” är för långt. Skriv högst 120"):
        draft.save()


def test_what_a_save_did_is_cut_where_the_things_it_changed_have_long_names(federation: Federation) -> None:
    draft = make_draft(federation)
    texts = texts_of_draft(draft)
    saved = save_draft(
        draft=draft.pk, revision=1, texts=texts, what=f"Ändrade {'å' * 4000}.", by=federation.lead
    )
    assert len(saved.what) == 300
    assert saved.what.startswith("Ändrade å")
    assert saved.what.endswith("å…")
    assert restore_revision(draft=draft.pk, revision=2, restored=1, by=federation.lead).number == 3


def test_a_law_and_a_place_of_any_length_are_marked_and_read_again(federation: Federation) -> None:
    draft = make_draft(federation, by=federation.second_lead)
    law, place = "l" * 200, "3 kap. 5 § " * 40
    mark_law(
        draft=draft.pk, law=law, place=place, text="Står här", verdict="stammer", note="", by=federation.lead
    )
    mark = LawMark.objects.get(draft=draft)
    assert (mark.law, mark.place) == (law, place)
    assert not isinstance(WarningReason._meta.get_field("obligation"), models.CharField)


@pytest.mark.parametrize(("id_", "most"), [("S08", 12), ("KOM", 8), ("fk_samordning", 60), ("provplats", 60)])
def test_a_map_with_an_id_longer_than_what_can_be_kept_of_it_is_not_laid(
    federation: Federation, id_: str, most: int
) -> None:
    draft = make_draft(federation)
    long = id_ + "x" * most
    texts = {name: text.replace(id_, long) for name, text in texts_of_draft(draft).items()}
    save(draft, federation, texts)
    with pytest.raises(Refused, match=f"”{long}” på kartan är för lång. Skriv högst {most}"):
        check_first_day(draft, revision=2, valid_from=BEGINS, on=BEGINS)
