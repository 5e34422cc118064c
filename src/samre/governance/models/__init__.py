"""The nouns of the map's owners."""

from .agreements import Agreement, AgreementParty, AgreementState, Commitment, SigningWay
from .decisions import Decision, Sitting, SittingPaper
from .deviations import Deviation, DeviationEvent, DeviationState, DeviationStep
from .drafts import Draft, DraftRevision, DraftState, LawMark, WarningReason
from .law_checks import LawCheck
from .practice import (
    Confidence,
    PracticeAnswer,
    PracticeCase,
    PracticeComment,
    PracticeGroup,
    PracticeProtocol,
    PracticeRun,
    PracticeShown,
    PracticeState,
)
from .requests import ChangeRequest, RequestAnswer, RequestState
from .scenarios import Scenario
from .versions import Following, LocalValue, MapVersion, VersionRead

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementState",
    "ChangeRequest",
    "Commitment",
    "Confidence",
    "Decision",
    "Deviation",
    "DeviationEvent",
    "DeviationState",
    "DeviationStep",
    "Draft",
    "DraftRevision",
    "DraftState",
    "Following",
    "LawCheck",
    "LawMark",
    "LocalValue",
    "MapVersion",
    "PracticeAnswer",
    "PracticeCase",
    "PracticeComment",
    "PracticeGroup",
    "PracticeProtocol",
    "PracticeRun",
    "PracticeShown",
    "PracticeState",
    "RequestAnswer",
    "RequestState",
    "Scenario",
    "SigningWay",
    "Sitting",
    "SittingPaper",
    "VersionRead",
    "WarningReason",
]
