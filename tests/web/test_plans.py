"""The pages of the plan: from the library to fastställd, refused at the gap, changed into a version, taken along as a file."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case
from tests.casework.plan_factories import make_activity, make_draft, make_plan

from samre.accounts.actors import actor_for
from samre.casework.actions.steps import choose_step
from samre.casework.models import Case, Plan, PlanState, Record
from samre.web.forms.plans import form_of

pytestmark = pytest.mark.django_db


class Desk:
    """A case and its handler, logged in."""

    def __init__(self, client: Client) -> None:
        self.assignment = make_assignment()
        self.by = actor_for(self.assignment)
        self.case = Case.objects.get(pk=make_case(self.by, name="Alva Provsson").pk)
        self.client = log_in(client, self.assignment)
        self.at = reverse("web:plan", args=[self.case.pk])
        self.drafted = reverse("web:plan-draft", args=[self.case.pk])

    def text(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def form(self, **more: str) -> dict[str, Any]:
        """The draft's form as it stands, with what is typed over it."""
        draft = Plan.objects.get(case=self.case, state=PlanState.DRAFT)
        shown = form_of(draft)
        data: dict[str, Any] = {**shown.values, "revision": str(draft.revision)}
        for letter, rows in (("a", shown.activities), ("d", shown.milestones)):
            data[letter] = [row["line"] for row in rows]
            data |= {
                f"{letter}.{row['line']}.{name}": text
                for row in rows
                for name, text in row.items()
                if name != "line"
            }
        return data | more

    def send(self, doing: str, **more: str) -> Any:
        return self.client.post(self.drafted, self.form(**more) | {"gor": doing})


@pytest.fixture
def desk(client: Client) -> Desk:
    return Desk(client)


def test_a_plan_is_begun_and_offered_what_is_typical_of_the_steps(desk: Desk) -> None:
    assert "Ingen plan är fastställd" in desk.text(desk.at)
    choose_step(case=desk.case, step="S12", reason="Prövas nu.", by=desk.by)
    assert desk.client.post(desk.at, {"gor": "borja"})["Location"] == desk.drafted
    text = desk.text(desk.drafted)
    assert "Besöka platsen och bestämma starttid" in text
    assert "Pröva förmågan" in text
    assert "Ett utkast väntar" in desk.text(desk.at)


def test_one_click_adds_a_row_of_the_library_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.client.post(desk.at, {"gor": "borja"})
    answer = desk.send("bib:S12-1", samre="Ring Sara.")
    assert "klart=tillagd" in answer["Location"]
    draft = Plan.objects.get()
    (row,) = draft.activities
    assert (row["responsible"], row["due"]) == ("IND", "2026-12-05")
    assert draft.if_worse == "Ring Sara."
    desk.send("bib:S12-d")
    assert Plan.objects.get().milestones[0]["text"] == "Vi vet vad personen klarar i verkligheten"
    desk.send(f"bort:{row['line']}")
    assert Plan.objects.get().activities == []
    assert desk.send("bib:hittepå").status_code == 422


def test_the_library_of_another_step_is_shown_when_asked_for(desk: Desk) -> None:
    desk.client.post(desk.at, {"gor": "borja"})
    answer = desk.send("spara", visa_steg="S20")
    assert "Träffa studie- och yrkesvägledare" in desk.text(answer["Location"].partition("#")[0])


def test_gaps_are_told_at_their_places_and_what_was_typed_is_saved(desk: Desk) -> None:
    desk.client.post(desk.at, {"gor": "borja"})
    answer = desk.send("faststall", mal_text="Jag arbetar deltid.")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fel: Plan, utkast" in text
    for place in ("mal", "behov", "egna_mal", "samre", "delaktighet"):
        assert f'id="fel-{place}"' in text, place
        assert f'href="#{place}"' in text, place
        assert f'id="{place}"' in text, place
    assert 'href="#aktiviteter"' in text
    assert "Jag arbetar deltid." in text
    assert Plan.objects.get().goal_text == "Jag arbetar deltid."
    assert "kontrollera" in desk.send("kontrollera")["Location"]
    assert "saker fattas" in desk.text(f"{desk.drafted}?kontrollera=1")


def test_a_row_with_gaps_is_told_at_its_fields(desk: Desk) -> None:
    line = make_activity()["line"]
    make_draft(
        desk.case, desk.by, activities=[make_activity(line=line, responsible="", text="") | {"due": ""}]
    )
    text = desk.send("faststall").content.decode()
    for part in ("text", "vem", "dag"):
        assert f'id="fel-a.{line}.{part}"' in text
        assert f'id="a.{line}.{part}"' in text


def test_a_day_that_can_not_be_read_is_told_and_kept(desk: Desk) -> None:
    make_draft(desk.case, desk.by)
    answer = desk.send("spara", utvarderas="i mars", samre="Skrivet nyss")
    assert answer.status_code == 422
    assert 'value="i mars"' in answer.content.decode()
    assert "Skrivet nyss" in answer.content.decode()


def test_a_whole_plan_is_settled_put_in_the_register_and_read(desk: Desk) -> None:
    make_draft(desk.case, desk.by)
    assert desk.send("faststall")["Location"] == f"{desk.at}?klart=faststalld"
    plan = Plan.objects.get()
    assert plan.number == 1
    assert bytes(Record.objects.get(subject_id=plan.pk).content).startswith(b"%PDF")
    text = desk.text(f"{desk.at}?klart=faststalld")
    assert "Version 1, fastställd" in text
    assert "Jag vill ut bland folk." in text


def test_settled_twice_is_once(desk: Desk) -> None:
    make_draft(desk.case, desk.by)
    form = desk.form() | {"gor": "faststall"}
    for _ in range(2):
        assert desk.client.post(desk.drafted, form).status_code == 302
    assert Plan.objects.count() == 1


def test_changing_shows_what_differs_and_the_old_version_is_read_as_it_was(desk: Desk) -> None:
    first = make_plan(desk.case, desk.by)
    assert desk.client.post(desk.at, {"gor": "borja"})["Location"] == desk.drafted
    on = timezone.localdate()
    typed = {
        "mal_text": "Jag arbetar halvtid.",
        "utvarderas": (on + timedelta(days=60)).isoformat(),
        "delaktighet": "overens",
        "deltog_dag": on.isoformat(),
        "deltog_hur": "telefon",
    }
    assert "faststalld" in desk.send("faststall", **typed)["Location"]
    second = Plan.objects.get(number=2)
    text = desk.text(reverse("web:plan-version", args=[desk.case.pk, second.pk]))
    assert "Ändrat sedan version 1" in text
    assert "<del>Jag arbetar deltid.</del> → <ins>Jag arbetar halvtid.</ins>" in text
    old = desk.text(reverse("web:plan-version", args=[desk.case.pk, first.pk]))
    assert "Jag arbetar deltid." in old
    assert "Jag arbetar halvtid." not in old


def test_a_colleague_who_saved_first_is_not_overwritten_and_both_texts_are_shown(desk: Desk) -> None:
    make_draft(desk.case, desk.by)
    form = desk.form(mal_text="Min text")
    desk.send("spara", mal_text="Kollegans text")
    answer = desk.client.post(desk.drafted, form | {"gor": "spara"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Min text" in text
    assert "Kollegans text" in text
    assert Plan.objects.get().goal_text == "Kollegans text"
    revision = re.search(r'name="revision" value="(\d+)"', text)
    assert revision
    desk.client.post(desk.drafted, form | {"gor": "spara", "revision": revision[1]})
    assert Plan.objects.get().goal_text == "Min text"


def test_it_is_saved_as_it_is_typed(desk: Desk) -> None:
    make_draft(desk.case, desk.by)
    answer = desk.client.post(
        desk.drafted,
        desk.form(samre="Ring") | {"gor": "spara"},
        headers={"X-Autosave": "1", "HX-Request": "true"},
    )
    assert answer.json()["revision"] == Plan.objects.get().revision
    make_form = desk.form()
    desk.send("slopa")
    late = desk.client.post(desk.drafted, make_form, headers={"X-Autosave": "1"})
    assert (late.status_code, late.json()["signerad"]) == (409, True)


def test_an_activity_is_marked_and_taken_back(desk: Desk) -> None:
    plan = make_plan(
        desk.case, desk.by, activities=[make_activity(due=timezone.localdate() - timedelta(days=2))]
    )
    row = plan.rows.get()
    assert "Försenad" in desk.text(desk.at)
    desk.client.post(desk.at, {"gor": "gjord", "aktivitet": str(row.pk)})
    text = desk.text(desk.at)
    assert "Försenad" not in text
    assert "Gjord" in text
    answer = desk.client.post(desk.at, {"gor": "blev_inte", "aktivitet": str(row.pk), "gang_ord": ""})
    assert answer.status_code == 422
    assert desk.client.post(desk.at, {"gor": "gjord", "aktivitet": "hej"}).status_code == 422


def test_a_follow_up_is_saved_and_one_that_changes_the_plan_opens_a_draft(desk: Desk) -> None:
    make_plan(desk.case, desk.by)
    form = {
        "gor": "uppfoljning",
        "uppfoljd": timezone.localdate().isoformat(),
        "uppfoljd_text": "Det gick bra.",
    }
    wrong = desk.client.post(desk.at, form)
    assert wrong.status_code == 422
    assert "Det gick bra." in wrong.content.decode()
    desk.client.post(desk.at, form | {"uppfoljd_gang": "fortsatter", "uppfoljd_ord": "Roligt."})
    text = desk.text(desk.at)
    assert "Roligt." in text
    assert desk.client.post(desk.at, form | {"uppfoljd_gang": "andras"})["Location"] == desk.drafted


@pytest.mark.parametrize(
    ("form", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("txt", "Prövkommun".encode())]
)
def test_the_plan_is_taken_along_as_a_file_without_a_name_in_its_name(
    desk: Desk, form: str, begins: bytes
) -> None:
    plan = make_plan(desk.case, desk.by)
    answer = desk.client.get(reverse("web:plan-file", args=[desk.case.pk, plan.pk, form]))
    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"] == f'attachment; filename="plan-{desk.case.number}-1.{form}"'


def test_a_file_asks_for_a_fresh_login_and_another_form_is_not_there(desk: Desk) -> None:
    plan = make_plan(desk.case, desk.by)
    address = reverse("web:plan-file", args=[desk.case.pk, plan.pk, "pdf"])
    assert desk.client.get(address.replace("pdf", "exe")).status_code == 404
    assert log_in(Client(), desk.assignment, fresh=False).get(address).status_code == 302


def test_another_case_and_another_kommun_are_not_reached(desk: Desk) -> None:
    mine, other = make_plan(desk.case, desk.by), make_case(desk.by)
    assert desk.client.get(reverse("web:plan-version", args=[other.pk, mine.pk])).status_code == 404
    assert desk.client.get(reverse("web:plan-file", args=[other.pk, mine.pk, "pdf"])).status_code == 404
    stranger = log_in(Client(), make_assignment())
    for page in ("plan", "plan-draft"):
        assert stranger.get(reverse(f"web:{page}", args=[desk.case.pk])).status_code == 404
    colleague = log_in(Client(), make_assignment(unit=desk.assignment.unit))
    assert colleague.get(desk.at).status_code == 403


def test_the_hub_says_how_the_plan_stands(desk: Desk) -> None:
    hub = reverse("web:cooperation", args=[desk.case.pk])
    assert "Ingen plan är fastställd" in desk.text(hub)
    make_plan(
        desk.case,
        desk.by,
        participation="inte_overens",
        participation_words="Nej.",
        activities=[make_activity(due=timezone.localdate() - timedelta(days=2))],
    )
    text = desk.text(hub)
    assert "1 aktivitet försenad" in text
    assert "Personen är inte överens" in text


def test_a_longer_plan_asks_no_more_questions(desk: Desk, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_plan(desk.case, desk.by)
    desk.text(desk.at)
    with CaptureQueriesContext(connection) as few:
        desk.text(desk.at)
    make_plan(desk.case, desk.by, activities=[make_activity(f"Rad {number}") for number in range(9)])
    make_plan(desk.case, desk.by, activities=[make_activity(f"Rad {number}") for number in range(9)])
    with django_assert_num_queries(len(few)):
        desk.text(desk.at)


def test_of_a_protected_person_no_unit_is_named_and_none_is_lost(desk: Desk) -> None:
    person = desk.case.person
    person.protection = "markering"
    person.save()
    row = make_activity("Prova", name="Hemliga verkstan")
    plan = make_plan(desk.case, desk.by, activities=[row], lead_name="Hemliga enheten")
    desk.client.post(desk.at, {"gor": "borja"})
    version = reverse("web:plan-version", args=[desk.case.pk, plan.pk])
    for path in (desk.at, version, desk.drafted, f"{desk.drafted}?kontrollera=1", f"{version}/fil.txt"):
        text = desk.text(path)
        assert "Prova" in text
        assert "Hemliga" not in text
    form = desk.form(samre="Ring.") | {"leder_namn": "", f"a.{row['line']}.namn": ""}
    assert desk.client.post(desk.drafted, form | {"gor": "spara"}).status_code == 302
    draft = Plan.objects.get(state=PlanState.DRAFT)
    assert (draft.if_worse, draft.lead_name) == ("Ring.", "Hemliga enheten")
    assert draft.activities[0]["name"] == "Hemliga verkstan"
