"""An id that a form was given belongs to one case: in another it is refused in words."""

from __future__ import annotations

import pytest
from django.test import TestCase
from tests.casework import consultation_factories as cf
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Refused
from samre.casework.actions.consultations import start_consultation
from samre.casework.actions.meetings import plan_meeting


class TestIdsOfOtherCases(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case, self.other = make_case(self.by), make_case(self.by)
        self.units = cf.askable("fk")

    def test_a_consultation_of_another_case(self) -> None:
        there = cf.make_consultation(self.case, self.by, self.units)
        ids = [unit.pk for unit in self.units]
        with pytest.raises(Refused, match="annat ärende"):
            start_consultation(
                case=self.other,
                consultation_id=there.pk,
                form=there.form,
                mode=there.mode,
                units=ids,
                by=self.by,
            )

    def test_a_meeting_of_another_case(self) -> None:
        there = cf.make_meeting(self.case, self.by, self.units)
        with pytest.raises(Refused, match="annat ärende"):
            plan_meeting(
                case=self.other, meeting_id=there.pk, kind=there.kind, words=cf.meeting_words(), by=self.by
            )
