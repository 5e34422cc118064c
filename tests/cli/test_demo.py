"""`samre demo load` and `samre demo remove`; `samre demo` itself is told in test_maps and test_endings."""

from __future__ import annotations

from typing import Any

import pytest

from samre.casework.models import Case
from samre.cli.errors import FOUND, OK

from .conftest import Samre


@pytest.mark.django_db
def test_load_says_how_much_and_how_fast_and_the_second_time_that_all_is_there(
    samre: Samre, settings: Any
) -> None:
    settings.DEMO = True
    outcome = samre("demo", "load", "--cases", "30")
    assert outcome.code == OK
    assert outcome.out.startswith("30 ärenden, ")
    assert "rader/s" in outcome.out
    assert samre("demo", "load", "--cases", "30").out == "Alla 30 ärenden finns redan.\n"
    assert Case.objects.count() == 30


@pytest.mark.django_db
def test_remove_takes_the_cases_away_and_says_so(samre: Samre, settings: Any) -> None:
    settings.DEMO = True
    samre("demo", "load", "--cases", "5")
    assert samre("demo", "remove").out.endswith("rader är borttagna.\n")
    assert samre("demo", "remove").out == "Det fanns inga påhittade ärenden.\n"
    assert not Case.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [("load",), ("remove",)])
def test_outside_the_demo_it_is_refused_with_what_to_do(
    arguments: tuple[str], samre: Samre, settings: Any
) -> None:
    settings.DEMO = False
    outcome = samre("demo", *arguments)
    assert outcome.code == FOUND
    assert "Starta med SAMRE_DEMO=1." in outcome.err
    assert not Case.objects.exists()
