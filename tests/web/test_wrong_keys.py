"""With a key file that is missing, damaged or another database's nothing is read, nothing is written, and the page says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.accounts.factories import log_in
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.key_check import OTHER_KEYS, is_anything_sealed, prove_keys
from samre.accounts.models import KeyCheck
from samre.casework.models import Case, FactEntry, Task
from samre.sealing import rotate
from samre.sealing.keyfile import KeyLost, make_first_keys, read_rings, write_rings
from samre.sealing.keyring import keyring
from samre.sealing.rotate import reseal

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    """Keys of the test's own, which the database has met."""
    settings.SAMRE_KEYS_FILE = tmp_path / "keys.json"
    make_first_keys(settings.SAMRE_KEYS_FILE)
    KeyCheck.objects.all().delete()
    prove_keys()
    return settings.SAMRE_KEYS_FILE


def remove(file: Path) -> None:
    file.unlink()


def damage(file: Path) -> None:
    file.write_text('{"sealing": [', encoding="utf-8")


def replace(file: Path) -> None:
    file.unlink()
    make_first_keys(file)


def replace_look_up(file: Path) -> None:
    other = file.with_name("other.json")
    make_first_keys(other)
    write_rings(file, {**read_rings(file), "look_up": read_rings(other)["look_up"]})


WRONG = [remove, damage, replace, replace_look_up]


@pytest.mark.parametrize("spoil", WRONG)
def test_no_page_behind_the_login_reads_or_writes_under_wrong_keys(
    file: Path, spoil: Callable[[Path], None], settings: Any
) -> None:
    settings.DEMO = True
    assignment, actor = make_caseworker()
    case = make_case(actor)
    client = Client(raise_request_exception=False)
    log_in(client, assignment)
    assert client.get(f"/arenden/{case.pk}").status_code == 200
    whole = file.read_bytes()
    before = Case.objects.count(), FactEntry.objects.count(), Task.objects.count()
    spoil(file)
    answers = [
        client.get("/arenden"),
        client.get(f"/arenden/{case.pk}"),
        client.post(f"/arenden/{case.pk}/bevaka", {"text": "Ring", "dag": "2026-12-01", "gor": "ny"}),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert "Nyckeln saknas eller är fel" in answer.content.decode()
    health = Client(raise_request_exception=False).get("/halsa")
    assert health.status_code == 503 and "nycklarna: saknas eller är fel" in health.content.decode()
    assert (Case.objects.count(), FactEntry.objects.count(), Task.objects.count()) == before
    file.write_bytes(whole)
    assert client.get(f"/arenden/{case.pk}").status_code == 200
    assert client.get("/halsa").status_code == 200


def test_the_demo_makes_no_new_keys_beside_what_is_sealed(file: Path, settings: Any) -> None:
    settings.DEMO = True
    file.unlink()
    with pytest.raises(KeyLost):
        keyring()
    assert not file.exists()


def test_a_database_from_before_the_check_does_not_take_other_keys_for_its_own(file: Path) -> None:
    make_case(make_caseworker()[1], name="Kanarie Fågelsson")
    KeyCheck.objects.all().delete()
    assert is_anything_sealed()
    replace(file)
    with pytest.raises(KeyLost, match="hör inte till"):
        prove_keys()
    assert not KeyCheck.objects.exists()


def test_a_change_of_keys_takes_the_check_along(file: Path) -> None:
    rotate.add_key(file)
    prove_keys()
    list(reseal([KeyCheck]))
    write_rings(file, {name: ring[:1] for name, ring in read_rings(file).items()})
    prove_keys()
    replace(file)
    with pytest.raises(KeyLost) as found:
        prove_keys()
    assert str(found.value) == OTHER_KEYS
