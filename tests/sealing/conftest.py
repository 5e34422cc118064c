"""A key file of one's own, and a small table of sealed letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection, models

from samre.sealing.fields import SealedBytesField, SealedJSONField, SealedTextField
from samre.sealing.keyfile import make_first_keys
from samre.sealing.keyring import keyring


class Letter(models.Model):
    """Stands in for what the case file seals. Its app is not installed, so nobody else meets it."""

    receiver = SealedTextField(null=True)
    receiver_key = models.BinaryField(default=b"")
    body = SealedBytesField(null=True)
    facts = SealedJSONField(null=True)

    class Meta:
        app_label = "letters"

    def renew_look_ups(self) -> list[str]:
        fresh = keyring().look_up("letter.receiver", "vik", self.receiver or "")
        if bytes(self.receiver_key) == fresh:
            return []
        self.receiver_key = fresh
        return ["receiver_key"]


@pytest.fixture
def letters(db: None) -> type[Letter]:
    kinds = {
        "sqlite": ("integer PRIMARY KEY AUTOINCREMENT", "BLOB"),
        "postgresql": ("bigserial PRIMARY KEY", "bytea"),
    }
    key, sealed = kinds[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE letters_letter (id {key}, receiver {sealed} NULL, receiver_key {sealed} NOT NULL,"
            f" body {sealed} NULL, facts {sealed} NULL)"
        )
    return Letter


@pytest.fixture
def key_file(tmp_path: Path, settings) -> Path:
    """The keys of this test only."""
    path = tmp_path / "nycklar.json"
    make_first_keys(path)
    settings.SAMRE_KEYS_FILE = path
    return path
