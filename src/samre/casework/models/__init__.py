"""One file per noun; Django finds them here."""

from __future__ import annotations

from .base import Unchangeable
from .cases import (
    Case,
    CaseAssignment,
    CaseEvent,
    CaseNumber,
    CasePeriod,
    CaseState,
    EmergencyAccess,
    Handover,
    LastSeen,
    Turn,
)
from .certificates import CertificateFile
from .facts import FactEntry, SourceKind
from .notes import CopyMark, DecisionBasis, Note, NoteDraft, NoteKind, Objection
from .persons import IdentityKind, NameKey, Person, Protection, Representative
from .records import Record, RecordNumber
from .retention import DisposalItem, DisposalRun, ExportPackage, Hold, Maintenance, SubjectRequest, Tombstone
from .reviews import Review
from .steps import Deadline, OpenStep, StepState, Task

__all__ = [
    "Case",
    "CaseAssignment",
    "CaseEvent",
    "CaseNumber",
    "CasePeriod",
    "CaseState",
    "CertificateFile",
    "CopyMark",
    "Deadline",
    "DecisionBasis",
    "DisposalItem",
    "DisposalRun",
    "EmergencyAccess",
    "ExportPackage",
    "FactEntry",
    "Handover",
    "Hold",
    "IdentityKind",
    "LastSeen",
    "Maintenance",
    "NameKey",
    "Note",
    "NoteDraft",
    "NoteKind",
    "Objection",
    "OpenStep",
    "Person",
    "Protection",
    "Record",
    "RecordNumber",
    "Representative",
    "Review",
    "SourceKind",
    "StepState",
    "SubjectRequest",
    "Task",
    "Tombstone",
    "Turn",
    "Unchangeable",
]
