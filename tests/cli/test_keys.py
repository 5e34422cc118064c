"""`samre keys`: one change at a time, which gives way to those who work and says so when it gets nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from samre.accounts.key_check import prove_keys
from samre.accounts.models import KeyCheck
from samre.casework.alone import alone_at
from samre.cli.errors import FOUND, OK
from samre.sealing import rotate
from samre.sealing.keyfile import make_first_keys, read_rings

from .conftest import Samre

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rotate, "PAUSE_SECONDS", 0)
    settings.SAMRE_KEYS_FILE = tmp_path / "keys.json"
    make_first_keys(settings.SAMRE_KEYS_FILE)
    KeyCheck.objects.all().delete()
    prove_keys()
    return settings.SAMRE_KEYS_FILE


@pytest.mark.parametrize("verb", ["rotate", "drop"])
def test_a_change_beside_another_is_refused_and_leaves_the_keys_alone(
    file: Path, samre: Samre, verb: str
) -> None:
    before = read_rings(file)
    with alone_at("keys"):
        outcome = samre("keys", verb)
    assert (outcome.code, read_rings(file)) == (FOUND, before)
    assert "pågår redan" in outcome.err
    assert samre("keys", "rotate").code == OK
    assert len(read_rings(file)["sealing"]) == len(before["sealing"]) + 1


def test_a_batch_that_does_not_get_its_lock_is_tried_again(file: Path) -> None:
    left = [OperationalError("locked"), OperationalError("locked")]

    def batch() -> int:
        if left:
            raise left.pop()
        return 3

    assert rotate.patiently(batch) == 3


def test_a_change_that_gets_nowhere_says_how_to_go_on(
    file: Path, samre: Samre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> int:
        raise OperationalError("locked")

    monkeypatch.setattr(rotate, "TRIES", 1)
    monkeypatch.setattr(rotate, "_reseal_fields", locked)
    outcome = samre("keys", "rotate")
    assert outcome.code == FOUND and "--continue" in outcome.err
