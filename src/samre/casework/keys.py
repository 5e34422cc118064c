"""Changing the keys under a running system: everything sealed is sealed anew, everything looked up is keyed anew.

`samre keys` calls these as the owner of the tables. May be broken off and started again at any row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from samre.accounts.models import StaffKeys
from samre.accounts.second_factors import renew_secrets
from samre.certificate.state import from_json
from samre.sealing.keyfile import KeyLost
from samre.sealing.keyring import keyring
from samre.sealing.rotate import BATCH, Resealed, RingState, drop_old_keys, patiently, reseal

from .actions.persons import NUMBER, name_keys
from .append_only import KEYS, maintenance
from .models import CertificateFile, NameKey, Person
from .rules.likeness import likeness_key

WHY = "nya nycklar"


def renew_all() -> Iterator[Resealed]:
    """Seals and keys everything anew under the newest keys; one result for each table. Raises KeyLost."""
    yield from reseal(apps.get_models(), around=lambda: maintenance(KEYS, WHY))
    yield from renew_look_ups()
    yield renew_secrets()


def renew_look_ups(*, change: bool = True) -> Iterator[Resealed]:
    """What persons and certificates are found by; with `change=False` only counts what an old key still serves."""
    tables: tuple[tuple[type[Model], Callable[[Any, bool], bool]], ...] = (
        (Person, _renew_person),
        (CertificateFile, _renew_certificate),
    )
    for model, renew in tables:
        rows = changed = 0
        last = None
        while True:
            batch = model._base_manager.order_by("pk")
            part = list(batch.filter(pk__gt=last)[:BATCH] if last else batch[:BATCH])
            if not part:
                break
            last, rows = part[-1].pk, rows + len(part)

            def again(part: list[Model] = part, renew: Callable[[Any, bool], bool] = renew) -> int:
                with transaction.atomic(), maintenance(KEYS, WHY):
                    return sum(renew(row, change) for row in part)

            changed += patiently(again)
        yield Resealed(model=f"{model._meta.label} (sökvärden)", rows=rows, changed=changed)


def drop_old(file: Path, *, settle_seconds: float | None = None) -> RingState:
    """Leaves the newest key of each ring, when nothing needs an older one. Raises KeyLost saying what does."""
    checked = [*renew_look_ups(change=False), renew_secrets(change=False)]
    needed = [result for result in checked if result.changed]
    if needed:
        where = ", ".join(f"{result.model} ({result.changed})" for result in needed)
        raise KeyLost(f"De gamla nycklarna behövs än: {where}. Kör ”samre keys rotate” klart först.")
    settle = {} if settle_seconds is None else {"settle_seconds": settle_seconds}
    return drop_old_keys(file, apps.get_models(), **settle)


def staff_without_look_ups(*, clear: bool) -> int:
    """Staff whose own numbers log review compares with. Only look-ups were kept, so a new look-up key makes them useless:
    they are emptied, and the administrator notes them again."""
    keyed = StaffKeys.objects.exclude(number_key=b"", address_key=b"")
    if clear:
        return keyed.update(number_key=b"", address_key=b"")
    return keyed.count()


def _renew_person(person: Person, change: bool) -> bool:
    key = keyring().look_up(NUMBER, person.owner_id, person.number) if person.number else None
    found_by = {row.key for row in name_keys(person)}
    stored = set(NameKey.objects.filter(person=person).values_list("key", flat=True))
    same = (bytes(person.number_key) if person.number_key else None) == key and stored == found_by
    if not same and change:
        Person.objects.filter(pk=person.pk).update(number_key=key)
        NameKey.objects.filter(person=person).delete()
        NameKey.objects.bulk_create(name_keys(person))
    return not same


def _renew_certificate(certificate: CertificateFile, change: bool) -> bool:
    if not certificate.likeness:
        return False
    key = likeness_key(from_json(certificate.read), certificate.owner_id)
    same = bytes(certificate.likeness) == key
    if not same and change:
        CertificateFile._base_manager.filter(pk=certificate.pk).update(likeness=key)
    return not same
