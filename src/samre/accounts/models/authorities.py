"""Authorities and their units."""

from __future__ import annotations

from django.db import models

from samre.sealing.ids import new_id

from ..roles import AuthorityKind


class Authority(models.Model):
    """A body that acts in its own name: a kommun's socialnämnd, Försäkringskassan, a social enterprise.

    A kommun owns its cases: it is the tenant, and every row about a person names it as `owner`. `map_stamp` changes when the map it
    follows, or its own layer over it, does: 0 as long as it follows the map that came with the program.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=AuthorityKind)
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=40)
    is_demo = models.BooleanField(default=False)
    map_stamp = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="authority_kind_known", condition=models.Q(kind__in=AuthorityKind.values)
            ),
            models.UniqueConstraint(name="authority_name_once", fields=["name"]),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A part of an authority where people work: a mottagning, an office, a workshop."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="unit_name_once", fields=["authority", "name"])]

    def __str__(self) -> str:
        return self.name
