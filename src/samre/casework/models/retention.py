"""Gallring: lists of what is to go, approvals, what stays behind, and what must wait; and requests for extracts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import User
from samre.sealing.fields import SealedTextField

from .base import AppendOnly, Owned, Stamped
from .cases import Case
from .persons import Person


class Hold(Owned, Stamped):
    """A reason not to remove a case yet: a trial, a review by an authority."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    reason = SealedTextField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)


class DisposalRun(Owned, Stamped):
    """One gallring: a dry run makes the list, another person approves it, then it is carried out."""

    due_year = models.PositiveSmallIntegerField()
    list_sha256 = models.CharField(max_length=64)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by_name = models.CharField(max_length=120, blank=True)
    done_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="disposal_one_going_on",
                fields=["owner"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="disposal_approved_before_done",
                condition=Q(done_at__isnull=True) | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="disposal_four_eyes",
                condition=Q(approved_by__isnull=True) | Q(by__isnull=True) | ~Q(approved_by=models.F("by")),
            ),
        ]


class DisposalItem(Owned):
    """One case on the list: remove or preserve, by which rule, and whether it has been done."""

    run = models.ForeignKey(DisposalRun, on_delete=models.CASCADE, related_name="items")
    case_ref = models.UUIDField()
    case_number = models.CharField(max_length=20)
    rule = models.CharField(max_length=40)
    verdict = models.CharField(max_length=12)
    last_note_on = models.DateField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)


class Tombstone(models.Model):
    """That a row was removed: its table and id and nothing else. After a restore the same rows are removed again."""

    owner = models.ForeignKey("accounts.Authority", on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=60)
    row = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="tombstone_once", fields=["table", "row"])]


class SubjectRequest(Owned, Stamped):
    """A person's request for her data (registerutdrag): when it came, by when it must be answered, and what was given."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="requests")
    received_on = models.DateField()
    due_on = models.DateField()
    prolonged_to = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.CharField(max_length=120, blank=True)
    withheld = models.JSONField(default=list)


class Maintenance(models.Model):
    """Stands there only inside the transaction of an approved gallring or a change of keys, and lets the triggers through."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12)
    why = models.CharField(max_length=80)


class ExportPackage(Owned, AppendOnly, Stamped):
    """That a case was preserved: the package's hash and where it was handed over, before it was removed here.

    `case_revision`: the case as it was when the hand-over had been noted. What is written to it afterwards is in no archive.
    """

    case_ref = models.UUIDField()
    case_revision = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    handed_to = models.CharField(max_length=120)
