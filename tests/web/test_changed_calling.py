"""A changed calling says what has changed since somebody at the unit read it: old beside new."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from tests.accounts.factories import log_in, make_assignment
from tests.casework.consultation_factories import call, make_meeting, meeting_words
from tests.casework.disclosure_factories import make_inbox
from tests.web.case_pages import CaseTest, text

from samre.accounts.roles import Role
from samre.casework.actions.meetings import change_meeting
from samre.casework.models import AgendaPoint, Delivery

HEAD = "Det här är ändrat"


class TestAChangedCalling(CaseTest):
    def setUp(self) -> None:
        super().setUp()
        self.fk = make_inbox()
        self.meeting = make_meeting(self.case, self.by, [self.fk], kind="avstamning")
        call(self.meeting, self.by)
        self.reader = log_in(Client(), make_assignment(role=Role.PARTNER, unit=self.fk))

    def read_newest(self) -> str:
        newest = Delivery.objects.filter(unit=self.fk).order_by("-delivered_at").first()
        assert newest is not None
        return text(self.reader.get(f"/inkorg/{newest.pk}"))  # type: ignore[arg-type]

    def change(self, **words: object) -> None:
        self.meeting.refresh_from_db()
        change_meeting(
            meeting=self.meeting, words=meeting_words(**words), seen=self.meeting.revision, by=self.by
        )

    def call_again(self) -> None:
        self.meeting.refresh_from_db()
        call(self.meeting, self.by)

    def rows(self, page: str) -> dict[str, str]:
        found = re.search(rf"{HEAD}</h2>(.*?)</section>", page, re.DOTALL)
        assert found
        told = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found[1], re.DOTALL)
        return {label: re.sub(r"<[^>]+>", " ", said) for label, said in told}

    def test_the_first_calling_has_changed_nothing(self) -> None:
        assert HEAD not in self.read_newest()

    def test_another_day_and_place_stand_beside_the_old_ones_and_the_rest_is_not_repeated(self) -> None:
        self.read_newest()
        before = self.meeting.starts_at
        self.change(place="Torget 2", starts_at=before + timedelta(days=1))
        self.call_again()
        rows = self.rows(self.read_newest())
        assert set(rows) == {"Tid", "Plats"}
        assert rows["Tid"].index("Förut:") < rows["Tid"].index("Nu:")
        assert "Torget 2" in rows["Plats"].split("Nu:")[1]
        assert "Torget 2" not in rows["Plats"].split("Nu:")[0]

    def test_a_new_point_of_the_agenda_is_told(self) -> None:
        self.read_newest()
        AgendaPoint.objects.create(
            owner=self.meeting.owner, meeting=self.meeting, number=90, text="Arbetstiden"
        )
        self.change(place="Torget 2")
        self.call_again()
        old, new = self.rows(self.read_newest())["Dagordning"].split("Nu:")
        assert "Arbetstiden" in new
        assert "Arbetstiden" not in old

    def test_what_nobody_read_has_changed_for_nobody(self) -> None:
        self.change(place="Torget 2")
        self.call_again()
        assert HEAD not in self.read_newest()

    def test_where_a_protected_person_was_to_meet_is_not_told_anew(self) -> None:
        self.read_newest()
        Delivery.objects.filter(unit=self.fk).update(is_protected=True)
        self.change(place="Torget 2", starts_at=self.meeting.starts_at + timedelta(days=1))
        self.call_again()
        assert set(self.rows(self.read_newest())) == {"Tid"}
