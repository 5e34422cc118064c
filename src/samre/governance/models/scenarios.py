"""Settings of the simulation under a name: what is assumed of those who come, of answers and of what is scarce."""

from __future__ import annotations

from django.db import models

from samre.accounts.models import Authority

from .base import Kept, Line, Signed


class Scenario(Kept, Signed):
    """One setting (läge): `values` are the numbers as they were typed, by the name of their field without the side's.

    Everybody who works with the keeper's map opens it; those at the authority that saved it (`source`) give it another name or
    remove it.
    """

    source = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    name = Line(max_length=60)
    values = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(name="scenario_name_once", fields=["keeper", "name"])]
