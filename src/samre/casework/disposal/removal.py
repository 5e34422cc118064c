"""Removing a case whole: every row that points to it, and the person with her last case. Only tombstones are left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import timezone

from ..append_only import DISPOSAL, maintenance
from ..models import Case, Delivery, Person, Tombstone
from . import stones


@cache
def parts_of(root: type[models.Model]) -> tuple[tuple[type[models.Model], str], ...]:
    """Every model whose rows belong to a row of `root`, with the path of lookups to it; the deepest first.

    Found through the app registry, so that a table nobody thought of is removed too. Where there are several ways, one that no
    row can lack: a consent belongs to its case, and seldom to a representative.
    """
    found: dict[type[models.Model], str] = {}
    level: list[tuple[type[models.Model], str]] = [(root, "")]
    while level:
        below: list[tuple[type[models.Model], str]] = []
        for model in apps.get_app_config("casework").get_models():
            ways = [
                (field.null, field.name, path)
                for parent, path in level
                for field in model._meta.local_concrete_fields
                if field.related_model is parent and not _is_aside(field)
            ]
            if ways and model is not root and model not in found:
                _, name, path = min(ways, key=lambda way: way[0])
                found[model] = f"{name}__{path}" if path else name
                below.append((model, found[model]))
        level = below
    return tuple(reversed(found.items()))


def _is_aside(field: models.Field) -> bool:
    """A pointer that says nothing of whom the row belongs to."""
    return field.name in ("next_step", "withdraws", "corrects", "certificate", "owner")


def lock_file(case: UUID, *, owner: UUID) -> bool:
    """Locks all of the person's cases and the person to the end of the caller's transaction: what is judged then is what is
    removed, and nobody writes to it or opens a case for her meanwhile. Whether there is such a case."""
    person = Case.objects.filter(pk=case, owner_id=owner).values_list("person_id", flat=True).first()
    if person is None:
        return False
    # The cases first, as every action does.
    list(Case.objects.select_for_update().filter(person_id=person).order_by("pk").values_list("pk"))
    list(Person.objects.select_for_update().filter(pk=person).values_list("pk"))
    return True


def remove_case(case: UUID, *, owner: UUID, why: str) -> int:
    """Removes a closed case, and its person where it was her last. Gives the number of rows.

    In the caller's transaction, which has locked the file (`lock_file`) before it was judged.
    """
    with maintenance(DISPOSAL, why):
        row = Case.objects.get(pk=case, owner_id=owner)
        gone = list(_rows_of(Case, [case]))
        if not Case.objects.filter(person_id=row.person_id).exclude(pk=case).exists():
            gone += [
                (model, ids)
                for model, ids in _rows_of(Person, [row.person_id])
                if model not in {model for model, _ in gone}
            ]
        return sum(_remove(model, ids, owner) for model, ids in gone)


def remove_copy(delivery: UUID, *, owner: UUID, why: str) -> int:
    """Removes what a receiver was given and every row that belongs to it; gives the number of rows. Its access has ended."""
    with maintenance(DISPOSAL, why):
        gone = list(_rows_of(Delivery, [delivery]))
        return sum(_remove(model, ids, owner) for model, ids in gone)


def remove_rows(rows: Iterable[tuple[str, object]], *, why: str) -> int:
    """Removes rows by table and id: what a restored backup has brought back."""
    by_table: dict[str, list[object]] = {}
    for table, row in rows:
        by_table.setdefault(table, []).append(row)
    removed = 0
    with maintenance(DISPOSAL, why):
        for model in apps.get_app_config("casework").get_models():
            for part in _batches(by_table.get(model._meta.db_table, [])):
                removed += model._base_manager.filter(pk__in=part)._raw_delete(using="default")
    return removed


def _rows_of(root: type[models.Model], ids: list[UUID]) -> Iterator[tuple[type[models.Model], list[object]]]:
    for model, path in parts_of(root):
        yield model, list(model._base_manager.filter(**{f"{path}__in": ids}).values_list("pk", flat=True))
    yield root, list(ids)


def _remove(model: type[models.Model], ids: list[object], owner: UUID) -> int:
    if not ids:
        return 0
    if isinstance(model._meta.pk, models.UUIDField):
        now, table = timezone.now(), model._meta.db_table
        Tombstone.objects.bulk_create(
            [Tombstone(owner_id=owner, table=table, row=UUID(str(row)), at=now) for row in ids],
            ignore_conflicts=True,
        )
        stones.keep(owner, table, ids)
    for part in _batches(ids):
        # Not the collector: it refuses rows that protect each other, though all of them go.
        model._base_manager.filter(pk__in=part)._raw_delete(using="default")
    return len(ids)


def _batches(ids: list[object]) -> Iterator[list[object]]:
    for start in range(0, len(ids), 500):
        yield list(ids[start : start + 500])
