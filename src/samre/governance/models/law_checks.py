"""That somebody has looked at a law or a number of the map, and what she found: the map itself is not changed by it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .base import Final, Kept, Line, Signed


class LawCheck(Kept, Signed, Final):
    """One look at a law, a dated value or a programme, on the day `on`. The newest counts.

    `places`: the paragraphs that were read, empty when it was all of it. `text` is what the map said when it was looked at
    (sha256, hex): the look holds only while the map says the same. `next_check` is set by the one who looked, or nobody.
    """

    class Found(models.TextChoices):
        SAME = "oforandrad", "Stämmer"
        CHANGED = "andrad", "Har ändrats"

    kind = Line(max_length=8)
    thing_id = Line(max_length=60)
    places = models.JSONField(default=list)
    text = Line(max_length=64)
    found = Line(max_length=10, choices=Found)
    on = models.DateField()
    source = Line(max_length=300)
    note = models.TextField(blank=True)
    next_check = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="law_check_says_where_it_was_read", condition=~Q(source="")),
            models.CheckConstraint(
                name="law_check_says_what_has_changed", condition=Q(found="oforandrad") | ~Q(note="")
            ),
            models.CheckConstraint(
                name="law_check_looks_ahead",
                condition=Q(next_check__isnull=True) | Q(next_check__gt=models.F("on")),
            ),
        ]
