"""Letters before they are sent, and how a kommun's own letters look."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import Authority, User
from samre.sealing.fields import SealedJSONField, SealedTextField

from .base import Owned, Stamped
from .cases import Case
from .records import Record


class PaperDraft(Owned, Stamped):
    """A letter or form of `blankettmallar.yaml` that is being written, and what was changed in it.

    `edits`: part of the form → what somebody wrote in place of what the case and the definition gave, with that beside
    (`start`), so that nobody sends a text whose ground has changed unseen. `about` is what the form is about (a läkarintyg).
    `record` is the document it became, `kept` the same as data (`documents/paper_data.py`); from then on nothing changes. Dropped,
    its words are taken out of it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="paper_drafts")
    form = models.CharField(max_length=8)
    about = models.UUIDField(null=True)
    edits = SealedJSONField(default=dict)
    party = SealedTextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=120, blank=True)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, null=True, related_name="+")
    kept = SealedJSONField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.CharField(max_length=120, blank=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paperdraft_finished_as_a_record",
                condition=Q(record__isnull=True, finished_at__isnull=True)
                | Q(record__isnull=False, finished_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["case", "-at"],
                name="paperdraft_open",
                condition=Q(finished_at__isnull=True, dropped_at__isnull=True),
            ),
        ]


class Letterhead(models.Model):
    """What a kommun's letters begin and end with: its name as it stands there, address lines, logo, and a line of its own. It is
    about no person."""

    owner = models.OneToOneField(Authority, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    address = models.TextField(blank=True)
    closing = models.TextField(blank=True)
    logo = models.BinaryField(null=True)
    logo_type = models.CharField(max_length=20, blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")


class OwnForm(models.Model):
    """What a kommun has made its own of one form: a text that is added to it, and a Word file it is written into."""

    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    word = models.BinaryField(null=True)
    word_name = models.CharField(max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="ownform_once", fields=["owner", "form"])]
