"""Takes the demo's cases away again. Only cases of authorities marked as fictional, and only where the demo is on.

The access log keeps what it has: nothing in the program can take from it. Accounts of the demo stay; those of a load go.
"""

from __future__ import annotations

from django.db import models, transaction

from samre.accounts.actors import system_actor
from samre.accounts.models import Assignment, Authority, Unit, User
from samre.accounts.row_security import owned_models
from samre.accounts.scope import acting_in
from samre.audit.log import record

from ..append_only import DISPOSAL, maintenance
from .bulk_samverkan import UNIT_NAME, USERNAME
from .load import JOB, check_demo
from .tables import delete_of

WHY = "samre demo remove"


def remove_cases() -> int:
    """Removes every case of the fictional kommuner with all that is in it, and what it has sent to fictional partners; gives how
    many rows. Raises Refused outside the demo."""
    check_demo()
    return sum(_empty(authority) for authority in Authority.objects.filter(is_demo=True).order_by("id"))


def _empty(authority: Authority) -> int:
    with acting_in(authority.pk), transaction.atomic():
        with maintenance(DISPOSAL, WHY):
            rows = sum(delete_of(model, authority.pk) for model in _owned())
        units = Unit.objects.filter(authority=authority, name__startswith=UNIT_NAME)
        made = Assignment.objects.filter(unit__in=units)
        users = list(made.values_list("user_id", flat=True))
        made.delete()
        units.delete()
        User.objects.filter(pk__in=users, username__startswith=USERNAME, assignments__isnull=True).delete()
        if rows:
            who = system_actor(authority, JOB).who
            record(who=who, chain=str(authority.pk), action="demo.remove", kind="case", detail={"rows": rows})
    return rows


def _owned() -> list[type[models.Model]]:
    """Every model of the case file with an owner. Foreign keys are checked when all of it is gone."""
    return [model for model in owned_models() if model._meta.app_label == "casework"]
