"""The forms that can be written from a case, by their ids on the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import (
    b01_care,
    b02_supplement,
    b06_employment,
    b07_coordination,
    b13_lasting,
    b14_follow_up,
    b15_closing,
    b16_benefits,
    b17_review,
    b18_employer,
)
from .known import Filled, Known

FILLERS: Mapping[str, Callable[[Known], Filled]] = {
    "B1": b01_care.fill,
    "B2": b02_supplement.fill,
    "B6": b06_employment.fill,
    "B7": b07_coordination.fill,
    "B13": b13_lasting.fill,
    "B14": b14_follow_up.fill,
    "B15": b15_closing.fill,
    "B16": b16_benefits.fill,
    "B17": b17_review.fill,
    "B18": b18_employer.fill,
}
