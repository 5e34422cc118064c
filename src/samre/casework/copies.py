"""What a social enterprise was given and wrote is removed when its access has ended for so long (gallring.yaml, R5, R50).

The kommun's own file is weeded by its own rules; this is the enterprise's copy, which nobody can open any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from django.db import transaction

from samre.accounts.actors import system_actor
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind
from samre.accounts.scope import acting_in
from samre.audit.log import record
from samre.definitions import read_yaml

from .disposal.removal import remove_copy
from .models import Delivery

JOB = "gallring av kopior"


@lru_cache(maxsize=1)
def days_kept() -> int:
    """How long a copy lies closed before it is removed."""
    rules = read_yaml("gallring.yaml")
    return int(rules["hos_socialt_företag"]["dagar_efter_slut"])


def remove_ended_copies(now: datetime) -> int:
    """Removes what has lain closed for so long at every social enterprise; gives the number of deliveries."""
    enterprises = Authority.objects.filter(kind=AuthorityKind.ASF).order_by("pk")
    return sum(_remove_at(enterprise, now) for enterprise in enterprises)


def _remove_at(enterprise: Authority, now: datetime) -> int:
    before, count = now - timedelta(days=days_kept()), 0
    with acting_in(enterprise.pk):
        for delivery in Delivery.objects.filter(owner=enterprise, closed_at__lt=before).only("pk", "kind"):
            _remove(enterprise, delivery)
            count += 1
    return count


def _remove(enterprise: Authority, delivery: Delivery) -> None:
    with transaction.atomic():
        remove_copy(delivery.pk, owner=enterprise.pk, why=JOB)
        record(
            who=system_actor(enterprise, JOB).who,
            chain=str(enterprise.pk),
            action="delivery.remove",
            kind="delivery",
            object_id=str(delivery.pk),
            category=delivery.kind,
            why="tiden för kopian är ute",
        )
