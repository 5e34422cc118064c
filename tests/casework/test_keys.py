"""Keys are changed under a running system: everything can be read and found before, during and after, and a lost key is said."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.apps import apps
from django.conf import settings
from django.test import TestCase
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.adapters import KeyAdapter
from samre.accounts.models import KeyCheck, StaffKeys, User
from samre.casework import keys
from samre.casework.actions.notes import Note
from samre.casework.actions.persons import find_person
from samre.casework.append_only import KEYS, maintenance
from samre.casework.models import CaseEvent, NameKey, Person
from samre.casework.rules.identity import KnownIdentity
from samre.sealing import rotate
from samre.sealing.keyfile import KeyLost, make_first_keys
from samre.sealing.rotate import reseal


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "keys.json"
    make_first_keys(file)
    monkeypatch.setattr(settings, "SAMRE_KEYS_FILE", file)
    return file


class TestKeys(TestCase):
    def setUp(self) -> None:
        # The database of these tests begins with keys of its own.
        KeyCheck.objects.all().delete()
        self.by = make_caseworker()[1]
        self.case = make_case(self.by, name="Kanarie Fågelsson", number="191212121212")
        self.identity = KnownIdentity("personnummer", "191212121212", None)
        self.file = Path(settings.SAMRE_KEYS_FILE)

    def age(self) -> None:
        """As if the newest key had been there for an hour."""
        hour_ago = time.time() - 3600
        os.utime(self.file, (hour_ago, hour_ago))

    def test_a_person_is_read_and_found_at_every_stage(self) -> None:
        rotate.add_key(self.file)
        assert find_person(self.by.authority_id, self.identity) is not None
        assert sum(result.changed for result in keys.renew_all()) > 0
        self.age()
        state = keys.drop_old(self.file)
        assert (state.sealing, state.look_up) == (1, 1)
        found = find_person(self.by.authority_id, self.identity)
        assert found is not None
        assert found.name == "Kanarie Fågelsson"
        assert NameKey.objects.filter(person=found).exists()

    def test_old_keys_stay_while_anything_needs_them(self) -> None:
        rotate.add_key(self.file)
        self.age()
        with pytest.raises(KeyLost, match="behövs än"):
            keys.drop_old(self.file)

    def test_a_second_round_changes_nothing(self) -> None:
        rotate.add_key(self.file)
        list(keys.renew_all())
        assert sum(result.changed for result in keys.renew_all()) == 0

    def test_what_is_never_changed_keeps_everything_but_its_seal(self) -> None:
        before = list(CaseEvent.objects.values_list("pk", "kind", "at", "data"))
        rotate.add_key(self.file)
        list(keys.renew_all())
        assert list(CaseEvent.objects.values_list("pk", "kind", "at", "data")) == before
        assert Note.objects.count() == 0

    def test_the_code_of_a_second_factor_still_works_when_the_old_key_is_gone(self) -> None:
        user = User.objects.get(pk=self.by.user_id)
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        rotate.add_key(self.file)
        list(reseal(apps.get_models(), around=lambda: maintenance(KEYS, "prov")))
        list(keys.renew_look_ups())
        self.age()
        with pytest.raises(KeyLost, match=r"mfa\.Authenticator \(1\)"):
            keys.drop_old(self.file)
        assert sum(result.changed for result in keys.renew_all()) == 1
        self.age()
        keys.drop_old(self.file)
        kept = Authenticator.objects.get(user=user)
        assert KeyAdapter().decrypt(kept.data["secret"]) == secret
        code = format_hotp_value(hotp_value(secret, yield_hotp_counters_from_time().__next__()))
        assert TOTP(kept).validate_code(code)

    def test_a_lost_key_is_an_error_and_never_ciphertext(self) -> None:
        self.file.unlink()
        make_first_keys(self.file)
        with pytest.raises(KeyLost):
            Person.objects.get(pk=self.case.person_id)

    def test_staff_numbers_can_not_be_keyed_anew_and_are_emptied(self) -> None:
        StaffKeys.objects.create(owner_id=self.by.authority_id, user_id=self.by.user_id, number_key=b"x" * 32)
        assert keys.staff_without_look_ups(clear=False) == 1
        assert keys.staff_without_look_ups(clear=True) == 1
        assert keys.staff_without_look_ups(clear=False) == 0
