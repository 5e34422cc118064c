"""Fields whose values are sealed before they reach the database, and opened when they come back.

A sealed value can't be searched, compared or sorted by the database: every look-up but `isnull` is refused. What has to
be found gets a column of its own with `keyring().look_up(…)`.
"""

from __future__ import annotations

import json
from typing import Any

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models

from .keyring import keyring


class SealedField(models.Field):  # type: ignore[type-arg]  # Django itself has no Field[…]
    """What the sealed fields share. A subclass says how a value becomes bytes and back."""

    empty_strings_allowed = False

    def get_internal_type(self) -> str:
        return "BinaryField"

    def to_bytes(self, value: Any) -> bytes:
        raise NotImplementedError

    def from_bytes(self, data: bytes) -> Any:
        raise NotImplementedError

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        return connection.Database.Binary(keyring().seal(self.to_bytes(value)))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else self.from_bytes(keyring().open(bytes(value)))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            f"{self.model.__name__}.{self.name} är förseglat och kan inte sökas med ”{lookup_name}”. "
            "Sök i en kolumn som är gjord med keyring().look_up, eller öppna raderna och jämför."
        )

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(
            f"{type(obj).__name__}.{self.name} är förseglat och skrivs inte ut i klartext (dumpdata)."
        )

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            hint = "Ha en kolumn bredvid med keyring().look_up och sätt index på den."
            found.append(
                checks.Error("Ett förseglat fält kan inte ha index.", hint=hint, obj=self, id="sealing.E001")
            )
        return found


class SealedTextField(SealedField):
    """Text, sealed. The empty text is sealed too: that nothing was written is also a fact about somebody."""

    empty_strings_allowed = True

    def to_bytes(self, value: Any) -> bytes:
        if value == b"":  # what Django's schema editor gives as the default of a new column
            value = ""
        if not isinstance(value, str):
            raise TypeError(f"{self.name} ska vara text, inte {type(value).__name__}.")
        return value.encode()

    def from_bytes(self, data: bytes) -> str:
        return data.decode()


class SealedBytesField(SealedField):
    """Bytes, sealed: a stored letter, an uploaded file."""

    def to_bytes(self, value: Any) -> bytes:
        if not isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(f"{self.name} ska vara bytes, inte {type(value).__name__}.")
        return bytes(value)

    def from_bytes(self, data: bytes) -> bytes:
        return data


class SealedJSONField(SealedField):
    """Anything JSON can say, sealed. JSON's null can't be told from no value: None is stored as NULL."""

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, data: bytes) -> Any:
        return json.loads(data)
