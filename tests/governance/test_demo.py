"""The demo's work with the map: begun once, by those it says, and never outside the demo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from samre.accounts.actions.demo import make_demo_accounts
from samre.accounts.acts import Refused
from samre.accounts.models import Authority
from samre.definitions import current, read_yaml
from samre.governance.demo import make_demo_map
from samre.governance.models import (
    ChangeRequest,
    Deviation,
    DeviationState,
    Draft,
    MapVersion,
    PracticeAnswer,
    PracticeComment,
    PracticeRun,
    PracticeState,
    RequestState,
    Scenario,
    Sitting,
)
from samre.governance.queries.agreements import in_force_for
from samre.pathway.reading.load import load_pathway
from samre.web.forms.simulation import read_simulation

pytestmark = pytest.mark.django_db


def test_it_is_begun_once_with_something_under_way(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    today = timezone.localdate()
    make_demo_accounts()
    assert make_demo_map(on=today)
    assert not make_demo_map(on=today)
    version = MapVersion.objects.get()
    assert Authority.objects.filter(kind="kommun", map_stamp__gt=0).count() == 3
    assert version.next_review > today + timedelta(days=90)
    assert Draft.objects.get().revision == 2
    states = list(ChangeRequest.objects.order_by("number").values_list("state", flat=True))
    assert states == [RequestState.TAKEN, RequestState.NEW, RequestState.NEW]
    assert Sitting.objects.get().on > today


def test_the_forbund_has_work_behind_it(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    today = timezone.localdate()
    make_demo_accounts()
    make_demo_map(on=today, write=lambda run: f"Protokoll {run.number}".encode())
    keeper = MapVersion.objects.get().keeper_id
    agreement = in_force_for(keeper, on=today)
    assert agreement is not None
    assert agreement.valid_from < today - timedelta(days=90)
    assert agreement.parties.filter(signed_on__lt=agreement.valid_from).count() == 6
    assert all(party.commitments.exists() for party in agreement.parties.all())
    deviation = Deviation.objects.get()
    assert deviation.state == DeviationState.CLOSED
    assert deviation.party == "Region Mellanå"
    run = PracticeRun.objects.get()
    assert run.state == PracticeState.CLOSED
    assert bytes(run.protocols.get().document) == b"Protokoll 1"
    assert PracticeAnswer.objects.filter(group__run=run, seconds__gt=40).count() == 12
    assert PracticeComment.objects.filter(group__run=run).count() == 2
    assert Scenario.objects.filter(keeper_id=keeper).count() == 2


def test_a_saved_setting_of_the_demo_is_a_form_that_can_be_run() -> None:
    pathway = load_pathway(current())
    for name, values in read_yaml("demo_styrgrupp.yaml")["lägen"].items():
        typed = {f"{side}-{key}": str(value) for side in "ab" for key, value in values.items()}
        shared = {key: str(values[key]) for key in ("veckor", "fro")}
        asked = read_simulation(typed | shared, pathway, is_one_map=True)
        known = {one.name for one in asked.fields}
        assert not asked.problems, (name, asked.problems)
        assert {f"a-{key}" for key in values} - {"a-veckor", "a-fro"} <= known, name


def test_nothing_made_up_comes_among_what_is_real(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = False
    with pytest.raises(Refused, match="demon"):
        make_demo_map(on=timezone.localdate())
    assert not MapVersion.objects.exists()
