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
from .consents import Consent, ConsentEvent, ConsentScope, FollowUpConsent, GivenHow, PreparedConsent
from .consultations import (
    Consultation,
    ConsultationForm,
    ConsultationMode,
    ConsultationQuestion,
    ConsultationReply,
    ConsultationState,
    OfferedTime,
)
from .disclosures import AnswerKind, Disclosure, DisclosureAnswer, DisclosureState, Road
from .facts import FactEntry, SourceKind
from .inbox import AnswerLink, Delivery, DeliveryAnswer, DeliveryKind, LinkDoor
from .interventions import Intervention
from .meetings import (
    AgendaPoint,
    AgreedMeasure,
    Meeting,
    MeetingKind,
    MeetingReply,
    MeetingState,
    Minutes,
    Participant,
)
from .notes import CopyMark, DecisionBasis, Note, NoteDraft, NoteKind, Objection
from .papers import Letterhead, OwnForm, PaperDraft
from .persons import IdentityKind, NameKey, Person, Protection, Representative
from .placements import (
    Attendance,
    Placement,
    PlacementReport,
    PlacementState,
    WeekDraft,
    WeeklyNote,
    WorkReport,
)
from .plans import ActivityMark, Participation, Plan, PlanActivity, PlanFollowUp, PlanState
from .records import Record, RecordNumber
from .retention import DisposalItem, DisposalRun, ExportPackage, Hold, Maintenance, SubjectRequest, Tombstone
from .reviews import Review
from .steps import Deadline, OpenStep, StepState, Task

__all__ = [
    "ActivityMark",
    "AgendaPoint",
    "AgreedMeasure",
    "AnswerKind",
    "AnswerLink",
    "Attendance",
    "Case",
    "CaseAssignment",
    "CaseEvent",
    "CaseNumber",
    "CasePeriod",
    "CaseState",
    "CertificateFile",
    "Consent",
    "ConsentEvent",
    "ConsentScope",
    "Consultation",
    "ConsultationForm",
    "ConsultationMode",
    "ConsultationQuestion",
    "ConsultationReply",
    "ConsultationState",
    "CopyMark",
    "Deadline",
    "DecisionBasis",
    "Delivery",
    "DeliveryAnswer",
    "DeliveryKind",
    "Disclosure",
    "DisclosureAnswer",
    "DisclosureState",
    "DisposalItem",
    "DisposalRun",
    "EmergencyAccess",
    "ExportPackage",
    "FactEntry",
    "FollowUpConsent",
    "GivenHow",
    "Handover",
    "Hold",
    "IdentityKind",
    "Intervention",
    "LastSeen",
    "Letterhead",
    "LinkDoor",
    "Maintenance",
    "Meeting",
    "MeetingKind",
    "MeetingReply",
    "MeetingState",
    "Minutes",
    "NameKey",
    "Note",
    "NoteDraft",
    "NoteKind",
    "Objection",
    "OfferedTime",
    "OpenStep",
    "OwnForm",
    "PaperDraft",
    "Participant",
    "Participation",
    "Person",
    "Placement",
    "PlacementReport",
    "PlacementState",
    "Plan",
    "PlanActivity",
    "PlanFollowUp",
    "PlanState",
    "PreparedConsent",
    "Protection",
    "Record",
    "RecordNumber",
    "Representative",
    "Review",
    "Road",
    "SourceKind",
    "StepState",
    "SubjectRequest",
    "Task",
    "Tombstone",
    "Turn",
    "Unchangeable",
    "WeekDraft",
    "WeeklyNote",
    "WorkReport",
]
