"""Sealed fields: sealed in the table, the value itself in Python, and never searched by the database."""

from __future__ import annotations

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models

from samre.sealing.fields import SealedTextField
from samre.sealing.keyfile import make_first_keys
from samre.sealing.keyring import KeyLost, keyring


def stored(column: str = "receiver") -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM letters_letter ORDER BY id")
        return [bytes(row[0]) for row in cursor.fetchall() if row[0] is not None]


def test_a_value_is_sealed_in_the_table_and_whole_in_python(letters) -> None:
    made = letters.objects.create(receiver="Åsa Ek", body=b"%PDF\x00", facts={"barn": 2, "ort": "Vik"})
    found = letters.objects.get(pk=made.pk)
    assert (found.receiver, found.body, found.facts) == ("Åsa Ek", b"%PDF\x00", {"barn": 2, "ort": "Vik"})
    for column, words in (("receiver", "Åsa".encode()), ("body", b"PDF"), ("facts", b"Vik")):
        assert words not in stored(column)[0]
        assert keyring().open(stored(column)[0])


def test_many_at_once_are_sealed_too(letters) -> None:
    letters.objects.bulk_create([letters(receiver=name) for name in ("Åsa", "Bo", "Cia")])
    assert letters.objects.order_by("pk").values_list("receiver", flat=True)[1] == "Bo"
    assert letters.objects.order_by("pk").values("receiver")[2] == {"receiver": "Cia"}
    rows = list(letters.objects.order_by("pk"))
    for row in rows:
        row.receiver += " Ek"
    letters.objects.bulk_update(rows, ["receiver"])
    assert [row.receiver for row in letters.objects.order_by("pk")] == ["Åsa Ek", "Bo Ek", "Cia Ek"]
    letters.objects.update(receiver="Du")
    assert {keyring().open(token) for token in stored()} == {b"Du"}


def test_no_value_is_null_and_the_empty_text_is_a_value(letters) -> None:
    letters.objects.create(receiver=None)
    letters.objects.create(receiver="")
    assert [row.receiver for row in letters.objects.order_by("pk")] == [None, ""]
    assert letters.objects.filter(receiver__isnull=True).count() == 1
    assert len(stored()) == 1 and stored()[0] != b""


@pytest.mark.parametrize(
    "lookup", ["receiver", "receiver__contains", "receiver__in", "facts__gt", "body__startswith"]
)
def test_the_database_cannot_be_asked_what_a_sealed_value_is(letters, lookup: str) -> None:
    with pytest.raises(FieldError, match="förseglat"):
        letters.objects.filter(**{lookup: "Åsa"})


def test_another_kind_of_value_is_refused_rather_than_guessed(letters) -> None:
    with pytest.raises(TypeError, match="ska vara text"):
        letters.objects.create(receiver=b"\xc5sa")
    with pytest.raises(TypeError, match="ska vara bytes"):
        letters.objects.create(body="Åsa")


def test_with_the_wrong_key_a_row_is_an_error_and_not_ciphertext(
    letters, key_file, settings, tmp_path
) -> None:
    letters.objects.create(receiver="Åsa")
    settings.SAMRE_KEYS_FILE = tmp_path / "andra.json"
    make_first_keys(settings.SAMRE_KEYS_FILE)
    with pytest.raises(KeyLost):
        letters.objects.get()
    with pytest.raises(KeyLost):
        list(letters.objects.values("receiver"))


def test_a_damaged_row_is_an_error(letters) -> None:
    made = letters.objects.create(receiver="Åsa")
    with connection.cursor() as cursor:
        damaged = connection.Database.Binary(stored()[0][:-4])
        cursor.execute("UPDATE letters_letter SET receiver = %s", [damaged])
    with pytest.raises(KeyLost):
        letters.objects.get(pk=made.pk)


def test_a_sealed_value_is_not_dumped_in_the_clear(letters) -> None:
    letters.objects.create(receiver="Åsa")
    with pytest.raises(FieldError, match="klartext"):
        serializers.serialize("json", letters.objects.all())


def test_a_sealed_field_with_an_index_is_stopped_by_the_checks() -> None:
    class Register(models.Model):
        name = SealedTextField(db_index=True)

        class Meta:
            app_label = "letters"

    assert [fault.id for fault in Register._meta.get_field("name").check()] == ["sealing.E001"]
