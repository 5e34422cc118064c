"""What a form makes of an action that says no."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from tests.accounts.factories import make_unit

from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.models import Unit
from samre.sealing.ids import new_id
from samre.web.forms.problems import Problems, all_together, read_date, tried

REQUEST = RequestFactory().post("/")


def _raise(error: Exception) -> Problems:
    def call() -> None:
        raise error

    return tried(REQUEST, {"datum": "i morgon"}, call)


def test_what_goes_well_gives_its_result_and_no_problems() -> None:
    found = tried(REQUEST, {}, lambda: 7)
    assert not found
    assert found.result == 7


@pytest.mark.parametrize(
    ("error", "status", "field"),
    [(Refused({"datum": "Fel."}), 422, "datum"), (Stale("Nytt."), 409, ""), (Denied("Nej."), 403, "")],
)
def test_every_no_is_told_where_it_belongs_and_what_was_typed_stays(
    error: Exception, status: int, field: str
) -> None:
    found = _raise(error)
    assert found.status == status
    assert field in found.fields
    assert found.values == {"datum": "i morgon"}


def test_htmx_swaps_a_form_with_problems() -> None:
    request = RequestFactory().post("/", headers={"HX-Request": "true"})
    assert _raise(Refused("Fel.")).status_for(request) == 200


def _read_three_dates() -> None:
    with all_together() as wrong:
        read_date("", "fran", wrong, missing="Skriv en dag.")
        read_date("maj 2026", "till", wrong)
        assert read_date("12 maj 2026", "dag", wrong) == date(2026, 5, 12)


def test_problems_of_several_fields_come_at_once() -> None:
    with pytest.raises(Refused) as refused:
        _read_three_dates()
    assert set(refused.value.problems) == {"fran", "till"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["an id that is taken", "an id that is nowhere"])
def test_an_id_that_is_another_s_is_told_in_words_and_nothing_is_written(what: str) -> None:
    unit = make_unit()

    def call() -> None:
        with transaction.atomic():
            if what == "an id that is taken":
                Unit.objects.create(pk=unit.pk, authority=unit.authority, name="Annan")
            Unit.objects.create(authority_id=new_id(), name="Ingens")

    problems = tried(REQUEST, {"namn": "Annan"}, call)
    assert problems.status == 422
    assert "Ingenting är sparat" in problems.whole
    assert problems.values == {"namn": "Annan"}
    assert Unit.objects.count() == 1


@pytest.mark.django_db
def test_what_the_database_refuses_for_another_reason_is_a_fault_of_ours() -> None:
    with pytest.raises(IntegrityError):
        tried(REQUEST, {}, lambda: Unit.objects.create(authority=make_unit().authority, name=None))
