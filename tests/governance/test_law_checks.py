"""A law or a number is looked at and the look is kept; a new number is prepared in a draft before its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from samre.accounts.acts import Denied, Refused
from samre.certificate.wording import in_words
from samre.governance.actions.law_checks import check_law, prepare_value
from samre.governance.maps import pathway_in
from samre.governance.models import LawCheck
from samre.governance.models.base import Unchangeable
from samre.governance.queries.law_watch import law_watch, looks_of
from samre.governance.queries.prepared_values import prepared_values
from samre.pathway.model import Pathway
from samre.pathway.reading.load import load_texts

from .factories import Federation, make_draft, make_federation, texts_of_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def watched(federation: Federation, id_: str, pathway: Pathway | None = None):  # type: ignore[no-untyped-def]
    rows = law_watch(
        pathway or pathway_in(federation.version),
        on=timezone.localdate(),
        ahead=60,
        looks=looks_of(federation.keeper),
    )
    return next(row for row in rows if row.id == id_)


def look(federation: Federation, **more: object) -> LawCheck:
    given = {
        "kind": "lag",
        "thing_id": "SFB",
        "found": "oforandrad",
        "source": "riksdagen.se, läst i sin helhet",
    }
    return check_law(keeper=federation.keeper, **(given | more), by=federation.lead)  # type: ignore[arg-type]


def test_what_was_looked_at_today_is_read_today_and_due_on_the_day_that_was_set(
    federation: Federation,
) -> None:
    today = timezone.localdate()
    look(federation, next_check=today + timedelta(days=100))
    row = watched(federation, "SFB")
    assert (row.checked, row.due, row.state) == (today, today + timedelta(days=100), "läst")
    assert [(one.by_name, one.source) for one in row.looks] == [
        (federation.lead.name, "riksdagen.se, läst i sin helhet")
    ]


def test_a_law_is_not_read_until_every_paragraph_of_the_map_is(federation: Federation) -> None:
    before = watched(federation, "SFB")
    first, *rest = [place.where for place in before.places]
    assert rest
    look(federation, places=[first])
    after = watched(federation, "SFB")
    assert after.checked == before.checked
    assert {place.where: place.checked for place in after.places}[first] == timezone.localdate()
    look(federation, places=rest)
    assert watched(federation, "SFB").checked == timezone.localdate()


def test_what_has_changed_stands_first_until_the_map_says_something_else(federation: Federation) -> None:
    look(federation, found="andrad", note="Ny lydelse från årsskiftet.")
    pathway = pathway_in(federation.version)
    rows = law_watch(pathway, on=timezone.localdate(), ahead=60, looks=looks_of(federation.keeper))
    assert (rows[0].id, rows[0].state) == ("SFB", "ändrad")
    mended = replace(pathway.laws["SFB"], note="Ändrad 2027.", checked=timezone.localdate())
    after = watched(federation, "SFB", replace(pathway, laws=pathway.laws | {"SFB": mended}))
    assert (after.state, after.looks) == ("läst", ())


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"source": " "}, "källa"),
        ({"found": "kanske"}, "fann"),
        ({"found": "andrad"}, "anmärkning"),
        ({"places": ["99:9"]}, "lagrum"),
        ({"next_check": date(2020, 1, 1)}, "nästa"),
        ({"thing_id": "XYZ"}, ""),
        ({"note": "Gäller 19501017-2483."}, "anmärkning"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    federation: Federation, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        look(federation, **more)
    assert list(refused.value.problems) == [field]


def test_only_process_leaders_of_the_map_look_and_a_look_never_changes(federation: Federation) -> None:
    given = {
        "keeper": federation.keeper,
        "kind": "lag",
        "thing_id": "SFB",
        "found": "oforandrad",
        "source": "x",
    }
    for who in (federation.board, federation.caseworker, federation.outsider):
        with pytest.raises(Denied):
            check_law(**given, by=who)  # type: ignore[arg-type]
    row = check_law(**given, by=federation.second_lead)  # type: ignore[arg-type]
    with pytest.raises(Unchangeable):
        row.save()


def test_a_number_is_prepared_in_a_draft_and_what_holds_ends_the_day_before(federation: Federation) -> None:
    first = date(timezone.localdate().year + 3, 1, 1)
    saved = prepare_value(
        keeper=federation.keeper,
        value_id="pensionsfraga",
        first_day=first,
        number=66,
        source="Förordning 2028:1",
        by=federation.lead,
    )
    value = load_texts(texts_of_draft(saved.draft)).values["pensionsfraga"]
    assert value.spans[-2:] == (
        (date(2027, 1, 1), first - timedelta(days=1), 64),
        (first, None, 66),
    )
    assert (value.source, value.checked) == ("Förordning 2028:1", timezone.localdate())
    assert saved.what == f"När pensionen ska tas upp: 66 år från {in_words(first)}."
    again = prepare_value(
        keeper=federation.keeper,
        value_id="pensionsfraga",
        first_day=first.replace(year=first.year + 1),
        number=67,
        source="Förordning 2029:1",
        draft=saved.draft_id,
        by=federation.lead,
    )
    told = load_texts(texts_of_draft(again.draft)).values["pensionsfraga"].source
    assert told == f"Förordning 2028:1. Från 1 januari {first.year + 1}: Förordning 2029:1"


def test_what_is_prepared_is_found_and_not_prepared_twice(federation: Federation) -> None:
    first = date(timezone.localdate().year + 3, 1, 1)
    saved = prepare_value(
        keeper=federation.keeper,
        value_id="pensionsfraga",
        first_day=first,
        number=66,
        source="Förordning 2028:1",
        by=federation.lead,
    )
    (found,) = prepared_values(federation.keeper, pathway_in(federation.version), on=timezone.localdate())
    assert (found.value, found.day, found.number) == ("pensionsfraga", first, 66)
    assert found.draft == (saved.draft_id, f"När pensionen ska tas upp från {in_words(first)}", "Skrivs")
    with pytest.raises(Refused, match="redan förberett"):
        prepare_value(
            keeper=federation.keeper,
            value_id="pensionsfraga",
            first_day=first,
            number=67,
            source="x",
            draft=saved.draft_id,
            by=federation.lead,
        )


def test_nothing_is_prepared_for_a_day_that_has_been_or_without_a_source(federation: Federation) -> None:
    draft = make_draft(federation)
    with pytest.raises(Refused) as refused:
        prepare_value(
            keeper=federation.keeper,
            value_id="pensionsfraga",
            first_day=timezone.localdate(),
            number=66,
            source="",
            draft=draft.pk,
            by=federation.lead,
        )
    assert set(refused.value.problems) == {"dag", "källa"}
    with pytest.raises(Refused, match="inga perioder"):
        prepare_value(
            keeper=federation.keeper,
            value_id="riktalder",
            first_day=date(2035, 1, 1),
            number=68,
            source="x",
            draft=draft.pk,
            by=federation.lead,
        )
