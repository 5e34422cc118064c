"""Versions of the map: what is published and never changes, who follows whose map, and a kommun's own layer over it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import Authority, User

from .base import Final, Kept, Line, Signed


class MapVersion(Kept, Signed, Final):
    """A published version of a map. Cases are pinned to `chart`, the id that stands in its karta.yaml.

    `files` is the whole content (`governance/rules/packing.py`), `hash` the map's and `content` that of everything (sha256, hex).
    `changes` are the sentences that say what differs from `based_on`; `proof` how many obligations were proved and what was let
    through with which reason. `decided` is the decision it was published on; empty only for the version the program came with.
    """

    number = models.PositiveIntegerField()
    chart = Line(max_length=40)
    name = Line(max_length=120)
    hash = Line(max_length=64)
    content = Line(max_length=64)
    files = models.BinaryField()
    valid_from = models.DateField()
    next_review = models.DateField()
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    changes = models.JSONField(default=list)
    proof = models.JSONField(default=dict)
    news = models.TextField(blank=True)
    decided = models.ForeignKey("governance.Decision", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="map_version_number_once", fields=["keeper", "number"]),
            # The first is the one the program came with, and several may begin with it.
            models.UniqueConstraint(
                name="map_version_chart_once", fields=["chart"], condition=Q(number__gt=1)
            ),
            models.CheckConstraint(
                name="map_version_decided_but_the_first", condition=Q(number=1) | Q(decided__isnull=False)
            ),
            models.CheckConstraint(
                name="map_version_reviewed_after_it_begins",
                condition=Q(next_review__gt=models.F("valid_from")),
            ),
        ]


class Following(Kept, Signed):
    """That an authority follows a keeper's map, from a day until another. One at a time."""

    follower = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="following_one_at_a_time", fields=["follower"], condition=Q(until__isnull=True)
            )
        ]


class VersionRead(Kept):
    """That somebody has read what is new in a version, and taken care of the map on her wall. Read again when it begins to hold."""

    version = models.ForeignKey(MapVersion, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()


class LocalValue(Kept, Signed):
    """An own value over the shared map (`pathway/changes/layers.py`): kept by the kommun itself. Another value is another row.

    `over` is what the shared map said when it was written; `ended_*` when it was taken away or replaced.
    """

    thing = Line(max_length=12)
    thing_id = Line(max_length=60)
    part = Line(max_length=40)
    value = models.JSONField()
    over = models.JSONField(null=True)
    why = Line(max_length=300)
    ended_at = models.DateTimeField(null=True)
    ended_by = Line(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="local_value_one_at_a_time",
                fields=["keeper", "thing", "thing_id", "part"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="local_value_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.CheckConstraint(name="local_value_has_a_reason", condition=~Q(why="")),
        ]
