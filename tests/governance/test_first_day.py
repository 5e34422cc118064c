"""The day a version begins: proved as it stands then, never before the one it builds on, and decided by somebody who has not
proposed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.roles import Role
from samre.governance.actions.drafts import decide_draft, give_reason, submit_draft
from samre.governance.maps import find_in_force, pathway_in
from samre.governance.models import Draft, MapVersion
from samre.governance.rules.proving import detail_of, prove
from samre.pathway.writing.edit import Plain, Put, edited

from .factories import (
    BEGINS,
    REVIEW,
    Federation,
    approve,
    make_draft,
    make_federation,
    publish_read,
    save,
    small_texts,
    texts_of_draft,
)

pytestmark = pytest.mark.django_db
NEW_YEAR, LATE = date(2027, 1, 1), date(2028, 1, 1)


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def with_days(federation: Federation, days: int, spans: Sequence[Plain] = ()) -> Draft:
    """A draft with another limit at S08 and, where given, other spans of a value that a condition reads."""
    draft = make_draft(federation)
    changes = [Put("steg.yaml", ("steg", "S08", "frist", "dagar"), days)]
    if spans:
        value = {
            "perioder": spans,
            "källa": "Förbundets beslut, provat här",
            "kontrollerad": date(2026, 11, 1),
        }
        changes += [Put("varden.yaml", ("värden", "pensionsfraga", key), part) for key, part in value.items()]
    save(draft, federation, edited(texts_of_draft(draft), changes))
    return draft


def lay(draft: Draft, federation: Federation, begins: date) -> Draft:
    return submit_draft(draft=draft.pk, revision=2, valid_from=begins, next_review=LATE, by=federation.lead)


def published(federation: Federation, days: int, begins: date) -> MapVersion:
    draft = with_days(federation, days)
    lay(draft, federation, begins)
    return publish_read(draft=approve(draft, federation).pk, by=federation.lead)


def test_a_version_never_begins_before_the_one_it_builds_on(federation: Federation) -> None:
    published(federation, 21, NEW_YEAR)
    with pytest.raises(Refused, match="Version 2 börjar gälla 2027-01-01"):
        lay(with_days(federation, 14), federation, BEGINS)
    third = published(federation, 14, NEW_YEAR)
    assert find_in_force(federation.keeper, on=NEW_YEAR) == third


def test_a_value_that_has_run_out_by_the_first_day_stops_the_draft(federation: Federation) -> None:
    draft = with_days(federation, 21, [{"från": date(2025, 1, 1), "till": date(2026, 12, 31), "värde": 63}])
    with pytest.raises(Refused, match=r"den dag den börjar gälla, 2027-01-01.*inget värde den 2027-01-01"):
        lay(draft, federation, NEW_YEAR)
    assert lay(draft, federation, BEGINS).state == "granskas"


def test_the_map_is_proved_with_the_values_of_its_first_day(federation: Federation) -> None:
    draft = with_days(
        federation,
        21,
        [
            {"från": date(2025, 1, 1), "till": date(2026, 12, 31), "värde": 63},
            {"från": NEW_YEAR, "till": None, "värde": 0},
        ],
    )
    assert not prove(texts_of_draft(draft), on=BEGINS).errors
    with pytest.raises(Refused, match=r"den dag den börjar gälla, 2027-01-01.*alltid sant"):
        lay(draft, federation, NEW_YEAR)


def test_what_is_published_can_be_read_on_its_first_day(federation: Federation) -> None:
    version = published(federation, 21, NEW_YEAR)
    assert pathway_in(version).valid_from == NEW_YEAR


def test_a_reason_holds_the_day_after_too() -> None:
    texts = dict(small_texts())
    texts["varden.yaml"] = texts["varden.yaml"].replace("gäller_till: null", "gäller_till: 2024-12-31")
    said = [
        detail_of(item)
        for on in (date(2026, 11, 22), date(2026, 11, 23))
        for item in prove(texts, on=on).warnings
        if item.id == "program.provplats"
    ]
    assert len(said) == 2
    assert said[0] == said[1]


def test_who_laid_it_before_the_group_does_not_decide_though_another_wrote_it(federation: Federation) -> None:
    draft = with_days(federation, 21)
    also_lead = replace(federation.board, role=Role.PROCESS_LEAD)
    submit_draft(draft=draft.pk, revision=2, valid_from=BEGINS, next_review=REVIEW, by=also_lead)
    with pytest.raises(Denied, match="själv skrivit"):
        decide_draft(
            draft=draft.pk, revision=2, outcome="bifall", reason="Alla är med på det.", by=federation.board
        )


def test_who_said_why_a_warning_may_stand_does_not_decide(federation: Federation) -> None:
    draft = make_draft(federation)
    texts = texts_of_draft(draft)
    texts["varden.yaml"] = texts["varden.yaml"].replace("gäller_till: null", "gäller_till: 2024-12-31")
    save(draft, federation, texts)
    also_lead = replace(federation.board, role=Role.PROCESS_LEAD)
    give_reason(draft=draft.pk, obligation="program.provplats", reason="Ett nytt är på väg.", by=also_lead)
    lay(draft, federation, BEGINS)
    with pytest.raises(Denied, match="själv skrivit"):
        decide_draft(
            draft=draft.pk, revision=2, outcome="bifall", reason="Alla är med på det.", by=federation.board
        )


def test_what_is_laid_before_the_group_is_what_was_read(federation: Federation) -> None:
    draft = with_days(federation, 21)
    save(
        draft,
        federation,
        edited(texts_of_draft(draft), [Put("steg.yaml", ("steg", "S08", "frist", "dagar"), 3)]),
    )
    with pytest.raises(Stale, match="Frist ändrad"):
        lay(draft, federation, BEGINS)
    draft.refresh_from_db()
    assert draft.state == "skrivs"


def test_a_map_whose_name_is_longer_than_what_can_be_kept_is_not_laid(federation: Federation) -> None:
    draft = make_draft(federation)
    save(draft, federation, edited(texts_of_draft(draft), [Put("karta.yaml", ("karta", "namn"), "x" * 121)]))
    with pytest.raises(Refused, match="namn är för långt"):
        lay(draft, federation, BEGINS)
