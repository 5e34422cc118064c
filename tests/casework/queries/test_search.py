"""Search: by name, person number and case number; protected persons by their whole number only; nothing of other kommuner."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import actor_for
from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.casework.actions.cases import add_colleague, hand_over
from samre.casework.actions.emergencies import open_in_emergency
from samre.casework.models import Case, CaseAssignment
from samre.casework.queries import search as search_module
from samre.casework.queries.openable import openable
from samre.casework.queries.search import Found, Sought, search
from samre.casework.rules.permissions import Need, find_ground

TODAY = date(2026, 11, 21)
NUMBER = "191212121212"


class TestSearch(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()

    def found(self, text: str, **more: Any) -> Found:
        return search(more.get("by", self.by), text, on=TODAY)

    def numbers(self, text: str) -> set[str]:
        return {hit.number for hit in self.found(text).hits}

    def test_a_name_is_found_by_its_parts_and_their_beginnings(self) -> None:
        case = make_case(self.by, name="Åsa-Maria Östersjö Johansson")
        make_case(self.by, name="Asa Johnsson")
        for text in ("åsa", "Maria", "öst joh", "Johans", "JOHANSSO", "johansson åsa", "östersjö"):
            assert self.numbers(text) == {case.number}, text
        assert len(self.numbers("joh")) == 2
        assert self.numbers("ansson") == set()
        assert self.numbers("åsa pettersson") == set()

    def test_a_person_number_is_found_however_it_is_written(self) -> None:
        case = make_case(self.by, name="Tolvan Tolvansson", number=NUMBER)
        for text in (NUMBER, "19121212-1212", "121212+1212", " 1912 1212 1212 "):
            found = self.found(text)
            assert [hit.number for hit in found.hits] == [case.number], text
            assert found.by == Sought.NUMBER
        assert found.hits[0].age == "113 år"

    def test_a_name_is_found_by_who_leaves_the_dots_out(self) -> None:
        case = make_case(self.by, name="Tove Blomnäs")
        assert (
            self.numbers("blomnas") == self.numbers("tove blomn") == self.numbers("Blomnäs") == {case.number}
        )
        make_case(self.by, name="Tove Blomnas")
        assert self.numbers("blomnäs") == {case.number} and len(self.numbers("blomnas")) == 2

    def test_two_of_the_same_name_are_told_apart_by_the_day_of_birth(self) -> None:
        make_case(self.by, name="Tolvan Tolvansson", number=NUMBER)
        hit = self.found("tolvan").hits[0]
        assert (hit.age, hit.born) == ("113 år", "12 december 1912")

    def test_a_case_number_is_found_without_its_year(self) -> None:
        one, other = make_case(self.by), make_case(self.by)
        Case.objects.filter(pk=one.pk).update(number="2026-0118")
        Case.objects.filter(pk=other.pk).update(number="2025-0119")
        _, stranger = make_caseworker()
        Case.objects.filter(pk=make_case(stranger).pk).update(number="2026-0119")
        assert self.numbers("118") == {"2026-0118"} and self.numbers("119") == {"2025-0119"}
        Case.objects.filter(pk=one.pk).update(number="2026-0119")
        found = self.found("0119")
        assert {hit.number for hit in found.hits} == {"2025-0119", "2026-0119"} and found.by == Sought.CASE
        with pytest.raises(Refused, match="för få eller för många"):
            self.found("117")

    def test_a_case_number_is_found_without_its_zeros_its_zeros(self) -> None:
        case = make_case(self.by)
        year, number = case.number.split("-")
        assert self.numbers(case.number) == self.numbers(f"{year}-{int(number)}") == {case.number}

    def test_another_identity_is_found_as_it_was_written(self) -> None:
        case = make_case(self.by)
        assert self.numbers(str(case.person.number)) == {case.number}
        assert self.numbers(str(case.person.number).lower()) == {case.number}

    def test_a_mistyped_number_says_what_is_wrong(self) -> None:
        for text, words in {
            "19121212-1213": "kontrollsiffra",
            "19121312-1212": "födelsedatum",
            "121212": "för få eller för många",
            "": "Skriv ett namn",
            "x": "minst 2 bokstäver",
        }.items():
            with pytest.raises(Refused, match=words):
                self.found(text)

    def test_a_protected_person_is_found_by_her_whole_number_only_and_not_named(self) -> None:
        stranger = actor_for(make_assignment(unit=self.assignment.unit))
        case = make_case(self.by, name="Hemlig Hemligsson", number=NUMBER, protection="markering")
        unknown = make_case(self.by, name="Hemlig Okontrollerad", protection="okand")
        assert self.found("hemlig").hits == () == self.found("hemlig", by=stranger).hits
        for text in (NUMBER, case.number):
            hit, own = self.found(text, by=stranger).hits[0], self.found(text).hits[0]
            assert (hit.name, hit.age, hit.may_open) == ("Skyddade uppgifter", "", False)
            assert (own.name, own.age, own.may_open) == ("Skyddade uppgifter", "", True)
        assert self.found(unknown.number, by=stranger).hits[0].name == "Skyddade uppgifter"

    def test_another_kommuns_people_are_not_found_by_anything(self) -> None:
        _, stranger = make_caseworker()
        case = make_case(stranger, name="Annan Kommun", number=NUMBER)
        Case.objects.filter(pk=case.pk).update(number="2019-0001")
        for text in ("annan", NUMBER, "2019-0001"):
            assert self.found(text).hits == ()
            assert search(stranger, text, on=TODAY).hits != ()

    def test_when_many_have_the_name_nobody_is_shown(self) -> None:
        for number in range(4):
            make_case(self.by, name=f"Anna {'BCDE'[number]}-son")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(search_module, "MOST", 3)
            found = self.found("anna")
        assert found.too_many and found.hits == ()

    def test_three_hits_and_thirty_cost_as_many_questions(self) -> None:
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.found("prov provs")
            return len(queries)

        for _ in range(3):
            make_case(self.by)
        few = asked()
        for _ in range(27):
            make_case(self.by)
        assert len(self.found("prov").hits) == 30
        assert asked() == few <= 7

    def test_the_rarest_part_of_a_name_is_read_by_its_index(self) -> None:
        if connection.vendor != "sqlite":
            self.skipTest("PostgreSQL väljer plan efter statistik")
        make_case(self.by)
        with CaptureQueriesContext(connection) as queries:
            self.found("prov provs")
        named = next(query["sql"] for query in queries if "DISTINCT" in query["sql"])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {named}".replace("%", "%%"))
            plan = [row[3] for row in cursor.fetchall()]
        assert "USING COVERING INDEX namekey_find (owner_id=? AND key=?)" in plan[0], plan
        assert not [line for line in plan if line.startswith("SCAN")], plan


class TestOpenable(TestCase):
    def test_it_says_of_every_case_what_the_one_place_for_permissions_says(self) -> None:
        assignment, by = make_caseworker()
        unit = assignment.unit
        other, manager = make_assignment(unit=unit), make_assignment(unit=unit, role=Role.MANAGER)
        elsewhere = make_assignment(authority=unit.authority)
        away = make_caseworker()[1]
        plain, secret, shared, passed, urgent, past = [
            make_case(by, protection=kind)
            for kind in ("ingen", "markering", "ingen", "okand", "ingen", "ingen")
        ]
        add_colleague(case=shared, user=other.user, by=by)
        hand_over(case=passed, to=other.user, note="Lämnar över.", by=by)
        open_in_emergency(
            case=urgent,
            reason="akut",
            explanation="Personen ringer och är orolig nu.",
            by=actor_for(elsewhere),
        )
        hand_over(case=past, to=other.user, note="Lämnar över.", by=by)
        CaseAssignment.objects.filter(case=past, part="lasning").update(
            until=timezone.localdate() - timedelta(days=1)
        )
        cases = list(Case.objects.select_related("person"))
        board = make_assignment(unit=unit, role=Role.BOARD)
        seen = set()
        for actor in (by, away, *map(actor_for, (other, manager, elsewhere, board))):
            grounds = {case.pk: find_ground(actor, case) for case in cases}
            may = {pk for pk, ground in grounds.items() if ground and Need.READ in ground.needs}
            assert set(openable(actor, cases)) == may
            seen.add(len(may))
        assert len(seen) > 3 and plain.pk and secret.pk
