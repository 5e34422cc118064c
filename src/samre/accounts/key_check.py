"""Whether the keys are those of the database. With others nothing is read and nothing written: a person who is known would be
taken for a new one, and what was sealed could be opened by neither the old keys nor the new."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connections, transaction
from django.db.models import BinaryField, ExpressionWrapper, F

from samre.sealing.fields import SealedField
from samre.sealing.keyfile import KeyLost
from samre.sealing.keyring import Keyring, guard_first_keys, keyring

from .models import KeyCheck
from .models.key_checks import KNOWN, PURPOSE

OTHER_KEYS = (
    "Nyckelfilen hör inte till den här databasen: det som är förseglat går inte att öppna med den. "
    "Lägg tillbaka rätt nyckelfil (SAMRE_KEYS_FILE) från säkerhetskopian."
)
_log = logging.getLogger("samre.keys")
_proved: list[Keyring] = []


def prove_keys() -> None:
    """Raises KeyLost unless the key file is there, is whole and belongs to the database. Asks the database once for each
    version of the file; otherwise it costs a look at the file's date."""
    ring = keyring()
    if _proved and _proved[0] is ring:
        return
    try:
        _compare(ring)
    except KeyLost as error:
        _log.error("%s", error)
        raise
    _proved[:] = [ring]


def prove_after_migrate(*, using: str, **_: Any) -> None:
    """post_migrate: writes the check where it is missing. Keys that are missing or wrong are told by whoever needs them."""
    if using != "default" or KeyCheck._meta.db_table not in connections[using].introspection.table_names():
        return
    try:
        _compare(keyring())
    except KeyLost as error:
        _log.warning("%s", error)


def is_anything_sealed() -> bool:
    """Whether new keys would lock anything in. A database that doesn't answer may hold anything."""
    try:
        tables = set(connections["default"].introspection.table_names())
        if KeyCheck._meta.db_table in tables and KeyCheck.objects.exists():
            return True
        return any(True for _ in _one_of_each(tables))
    except DatabaseError:
        return True


def watch_first_keys() -> None:
    """The demo makes its own keys, but never beside what others have sealed."""
    guard_first_keys(is_anything_sealed)


def _compare(ring: Keyring) -> None:
    check = KeyCheck.objects.values_list("looked_up", _stored("sealed")).filter(pk=1).first()
    if check is None:
        _open_samples(ring)
        with transaction.atomic():
            KeyCheck.objects.bulk_create(
                [KeyCheck(pk=1, sealed=KNOWN, looked_up=ring.look_up(PURPOSE, "", KNOWN))],
                ignore_conflicts=True,
            )
        return
    looked_up, sealed = bytes(check[0]), bytes(check[1])
    try:
        fits = ring.open(sealed) and looked_up in ring.look_ups(PURPOSE, "", KNOWN)
    except KeyLost:
        fits = False
    if not fits:
        raise KeyLost(OTHER_KEYS)


def _open_samples(ring: Keyring) -> None:
    """A database from before the check: something of each kind has to open."""
    for token in _one_of_each(set(connections["default"].introspection.table_names())):
        try:
            ring.open(token)
        except KeyLost:
            raise KeyLost(OTHER_KEYS) from None


def _one_of_each(tables: set[str]) -> Iterator[bytes]:
    for model in apps.get_models():
        if model._meta.db_table not in tables or model is KeyCheck:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SealedField):
                rows = model._base_manager.filter(**{f"{field.attname}__isnull": False})
                token = rows.values_list(_stored(field.attname), flat=True).first()
                if token is not None:
                    yield bytes(token)


def _stored(name: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(name), output_field=BinaryField())
