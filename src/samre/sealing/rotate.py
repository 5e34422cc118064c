"""Changing keys while the system runs: add a key, seal everything anew, drop the old keys when nothing needs them.

The command is `samre keys`. A model whose look-up columns are made with `keyring().look_up` has a method
`renew_look_ups()` that computes them anew from what is sealed and gives the names of the columns that changed.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import OperationalError, models, transaction
from django.db.models import BinaryField, ExpressionWrapper, F, Value

from .fields import SealedField
from .keyfile import KeyLost, alone_with, make_first_keys, new_key, read_rings, write_rings
from .keyring import keyring

# Small enough that whoever saves beside it waits for a fraction of a second, with a pause to let her in.
BATCH = 100
PAUSE_SECONDS = 0.01
TRIES = 6
RINGS = ("sealing", "look_up")
# A write that began under the old key must have ended before that key may go. Longer than any request.
SETTLE_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class RingState:
    """How many keys each ring holds and whether others can read the file. Never the keys themselves."""

    sealing: int
    look_up: int
    is_private: bool


@dataclass(frozen=True, kw_only=True)
class Resealed:
    """What `reseal` did with one model."""

    model: str
    rows: int
    changed: int


def show(file: Path) -> RingState:
    """What the key file holds. Raises KeyLost."""
    rings = read_rings(file)
    private = not file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return RingState(sealing=len(rings["sealing"]), look_up=len(rings["look_up"]), is_private=private)


def new(file: Path) -> None:
    """Makes the first key file. Raises KeyLost where there is one: what it sealed could not be opened again."""
    if not make_first_keys(file):
        raise KeyLost(f"{file.name} finns redan och skrivs inte över. Byt nyckel med ”samre keys rotate”.")


def add_key(file: Path, *, rings: Iterable[str] = RINGS) -> RingState:
    """Puts a new key first in the rings. From now on it seals; the older still open."""
    with alone_with(file):
        found = read_rings(file)
        for name in rings:
            found[name] = [new_key(), *found[name]]
        write_rings(file, found)
    return show(file)


def sealed_models(all_models: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """Those with something to renew: sealed fields or look-ups. Give it `apps.get_models()`."""
    return [model for model in all_models if sealed_fields(model) or hasattr(model, "renew_look_ups")]


def sealed_fields(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.local_concrete_fields if isinstance(field, SealedField)]


def reseal(
    all_models: Iterable[type[models.Model]],
    *,
    batch: int = BATCH,
    around: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Iterator[Resealed]:
    """Seals everything anew under the newest key, and computes the look-ups anew; one result for each model.

    May be broken off and started again: what is done is recognised and left. A row that somebody changes meanwhile
    keeps her change. `around` is entered inside the transaction of each batch: what makes the database let a sealed
    column of an append-only row through. Raises KeyLost at the first value that no key opens.
    """
    for model in sealed_models(all_models):
        rows = changed = 0
        for keys in _primary_keys(model, batch):
            rows += len(keys)

            def renew(model: type[models.Model] = model, keys: list[Any] = keys) -> int:
                with transaction.atomic(), around():
                    return _reseal_fields(model, keys) + _renew_look_ups(model, keys)

            changed += patiently(renew)
        yield Resealed(model=model._meta.label, rows=rows, changed=changed)


def patiently(batch: Callable[[], int]) -> int:
    """What the batch gives. Where a lock could not be had in time it is done again, after ever longer pauses."""
    for attempt in range(1, TRIES + 1):
        try:
            done = batch()
            time.sleep(PAUSE_SECONDS)
            return done
        except OperationalError:
            if attempt == TRIES:
                raise
            time.sleep(PAUSE_SECONDS * 10**attempt if attempt < 3 else 10.0)
    raise AssertionError("TRIES is at least one")


def in_need(all_models: Iterable[type[models.Model]], *, batch: int = BATCH) -> dict[str, int]:
    """How many values of each model only the old keys serve; empty when the old keys can go."""
    found: dict[str, int] = {}
    for model in sealed_models(all_models):
        for keys in _primary_keys(model, batch):
            tokens = (token for _, _, token in _tokens(model, keys))
            count = sum(not keyring().is_newest(token) for token in tokens)
            count += sum(bool(row.renew_look_ups()) for row in _with_look_ups(model, keys))
            if count:
                found[model._meta.label] = found.get(model._meta.label, 0) + count
    return found


def drop_old_keys(
    file: Path, all_models: Iterable[type[models.Model]], *, settle_seconds: float = SETTLE_SECONDS
) -> RingState:
    """Leaves only the newest key of each ring. Raises KeyLost while any value still needs an older one."""
    with alone_with(file):
        age = time.time() - file.stat().st_mtime
        if age < settle_seconds:
            raise KeyLost(
                f"Den nyaste nyckeln är bara {int(age)} sekunder gammal. Vänta tills den har funnits i "
                f"{int(settle_seconds)} sekunder, så att inget skrivs med den gamla, och gör om från reseal."
            )
        needed = in_need(all_models)
        if needed:
            where = ", ".join(f"{label} ({count})" for label, count in needed.items())
            raise KeyLost(f"De gamla nycklarna behövs än: {where}. Kör ”samre keys rotate” klart först.")
        write_rings(file, {name: ring[:1] for name, ring in read_rings(file).items()})
    return show(file)


def _primary_keys(model: type[models.Model], batch: int) -> Iterator[list[Any]]:
    rows = model._base_manager.order_by("pk").values_list("pk", flat=True)
    keys = list(rows[:batch])
    while keys:
        yield keys
        keys = list(rows.filter(pk__gt=keys[-1])[:batch])


def _tokens(model: type[models.Model], keys: list[Any]) -> Iterator[tuple[Any, str, bytes]]:
    """(primary key, field, token as stored) of everything sealed in the rows."""
    names = sealed_fields(model)
    raw = [ExpressionWrapper(F(name), output_field=BinaryField()) for name in names]
    if names:
        for key, *tokens in model._base_manager.filter(pk__in=keys).values_list("pk", *raw):
            yield from (
                (key, name, bytes(token))
                for name, token in zip(names, tokens, strict=True)
                if token is not None
            )


def _reseal_fields(model: type[models.Model], keys: list[Any]) -> int:
    ring, changed = keyring(), 0
    for key, name, token in list(_tokens(model, keys)):
        if ring.is_newest(token):
            continue
        fresh = Value(ring.seal(ring.open(token)), output_field=BinaryField())
        stored = ExpressionWrapper(F(name), output_field=BinaryField())
        # Only if it is still what was read: somebody may have written a new value in between.
        row = model._base_manager.annotate(stored_token=stored).filter(pk=key, stored_token=token)
        changed += row.update(**{name: fresh})
    return changed


def _with_look_ups(model: type[models.Model], keys: list[Any]) -> Iterator[Any]:
    if hasattr(model, "renew_look_ups"):
        yield from model._base_manager.filter(pk__in=keys)


def _renew_look_ups(model: type[models.Model], keys: list[Any]) -> int:
    changed = 0
    for row in _with_look_ups(model, keys):
        names = row.renew_look_ups()
        if names:
            changed += model._base_manager.filter(pk=row.pk).update(
                **{name: getattr(row, name) for name in names}
            )
    return changed
