"""Everything about a person is told, table by table, or held back on a ground that is named."""

from __future__ import annotations

import re

from django.template.loader import render_to_string
from django.test import TestCase
from django.utils import timezone
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.consultation_factories import askable, call, make_meeting
from tests.casework.consultation_factories import make_sent as make_asked
from tests.casework.disclosure_factories import make_inbox, make_sent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.placement_factories import (
    make_enterprise,
    make_placement,
    make_supervisor,
    report_content,
)
from tests.casework.plan_factories import make_plan

from samre.casework.actions.asf_work import mark_day, save_report, send_report, write_week
from samre.casework.actions.cases import close_case, reopen_case
from samre.casework.actions.facts import enter_facts
from samre.casework.documents.subject_extract import (
    extract_json,
    extract_words,
    person_models,
    subject_extract,
)
from samre.casework.models import NoteDraft, Person
from samre.web.subject_papers import extract_context


def test_every_table_about_persons_has_its_words_and_every_column_is_told_or_has_a_reason() -> None:
    words = extract_words()
    common = {*words["gemensamt"], *words["utelämnas_alltid"]}
    problems = []
    for model in person_models():
        table = words["tabeller"].get(model.__name__)
        if table is None:
            problems.append(f"{model.__name__}: saknas")
            continue
        named = {*table["fält"], *table.get("utelämnas", {})}
        columns = {field.name for field in model._meta.local_concrete_fields}
        problems += [f"{model.__name__}.{name}: saknas" for name in sorted(columns - named - common)]
        problems += [f"{model.__name__}.{name}: finns inte" for name in sorted(named - columns)]
    assert not problems, "\n".join(["", *problems, "→ skriv i registerutdrag.yaml"])


def test_no_table_that_is_gone_has_words() -> None:
    assert set(extract_words()["tabeller"]) == {model.__name__ for model in person_models()}


class TestExtract(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kanarie Fågelsson", facts={"sgi": "noll"})
        enter_facts(case=self.case, values={"grad": 50}, source="personen", by=self.by)

    def everything(self) -> str:
        extract = subject_extract(self.case.person, on=timezone.localdate())
        return "\n".join(
            f"{label}: {text}"
            for section in extract.sections
            for row in section.rows
            for label, text in row.lines
        )

    def test_it_speaks_of_days_steps_and_answers_in_words(self) -> None:
        told = self.everything()
        assert "Namn: Kanarie Fågelsson" in told
        assert "21 november 2026" in told
        assert "oppet" not in told

    def test_both_periods_of_a_case_that_was_opened_again_are_told(self) -> None:
        close_case(
            case=self.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Kanariens skäl",
            by=self.by,
        )
        reopen_case(case=self.case, why="Åter sjuk", by=self.by)
        assert "Kanariens skäl" in self.everything()

    def test_a_consent_that_the_person_gave_herself_is_told_with_all_that_belongs_to_it(self) -> None:
        make_consent(self.case, self.by, to=[make_receiver(name="Provkassan")], categories=("diagnos",))
        told = self.everything()
        assert "Vittne: Vera Vittne" in told
        assert "Uppgifter: Diagnos" in told
        assert "Till: Provkassan" in told
        assert "Händelse: Lämnat" in told

    def test_what_others_answered_and_what_was_planned_is_told_in_words_and_days_never_as_codes(self) -> None:
        make_plan(self.case, self.by)
        unit = make_enterprise()
        _, supervisor = make_supervisor(unit)
        placement, delivery = make_placement(self.case, self.by, unit)
        choices = {"hur": "battre", "stegring": "lagom", "ring": "nej"}
        day = timezone.localdate()
        mark_day(delivery=delivery, day=day, status="ledig", minutes=0, by=supervisor)
        write_week(delivery=delivery, week=day, choices=choices, text="Bra.", by=supervisor)
        draft = save_report(delivery=delivery, content=report_content(placement), seen=0, by=supervisor)
        send_report(delivery=delivery, seen=draft.revision, by=supervisor)
        told = self.everything()
        for words in (
            "Mål: Arbete\n",
            "Aktiviteter: Besöka platsen (Personen, senast 11 december 2026)",
            "Hur ni talades vid: I ett möte",
            "Grund för att lämna ut: Personens samtycke",
            "Hur har veckan gått?: Bättre än väntat",
            "21 november 2026: Ledig",
            "Komma i tid: Klarar med lite stöd. Kom i tid sju dagar av åtta.",
            "Prövad arbetsförmåga: Delvis: regelbundet på deltid; Timmar i veckan: 12",
            "till: 21 november 2026",
        ):
            assert words in told, words
        assert not re.findall(r"\d{4}-\d\d-\d\d|[0-9a-f]{8}-[0-9a-f]{4}|battre|fornamn", told)

    def test_everybody_who_has_been_told_something_is_named_and_nobody_who_was_asked_without_a_name(
        self,
    ) -> None:
        extract = subject_extract(self.case.person, on=timezone.localdate())
        assert extract_json(extract)["mottagare"] == extract_words()["inga_mottagare"]
        fk, (region,), enterprise = make_inbox(), askable("region"), make_enterprise()
        make_asked(self.case, self.by, [region])
        assert not subject_extract(self.case.person, on=timezone.localdate()).recipients
        make_sent(self.case, self.by, to=fk, fields=("uppgift:sgi",))
        make_placement(self.case, self.by, enterprise)
        make_asked(self.case, self.by, [fk], mode="med_namn")
        call(make_meeting(self.case, self.by, [region]), self.by)
        extract = subject_extract(self.case.person, on=timezone.localdate())
        to = {unit: f"{unit.authority.name}, {unit.name}" for unit in (fk, region, enterprise)}
        assert [(one.to, one.what) for one in extract.recipients] == [
            (to[fk], "underlag för att samordna rehabiliteringen mellan myndigheterna"),
            (to[enterprise], "beställning av en insats"),
            (to[fk], "fråga med ditt namn i en ärendekonsultation"),
            (to[region], "kallelse till möte"),
        ]
        assert extract_json(extract)["mottagare"][1] == {
            "till": to[enterprise],
            "vad": "beställning av en insats",
            "dag": "2026-11-21",
        }
        page = render_to_string("subject_requests/_extract.html", extract_context(extract))
        assert f"{to[region]}: kallelse till möte, 21 november 2026" in page
        assert extract_words()["inga_mottagare"] not in page

    def test_a_draft_is_held_back_and_counted_with_its_paragraph(self) -> None:
        NoteDraft.objects.create(
            owner_id=self.case.owner_id,
            case=self.case,
            author_id=self.by.user_id,
            fields={"text": "hemligt utkast"},
            updated_at=timezone.now(),
        )
        extract = subject_extract(self.case.person, on=timezone.localdate())
        assert "hemligt utkast" not in self.everything()
        assert [(law, number) for _, law, number in extract.withheld] == [("Lag (2018:218) 5 kap. 2 §", 1)]

    def test_nothing_of_another_person_is_told(self) -> None:
        make_case(self.by, name="Sidor Vidgren")
        assert "Vidgren" not in self.everything()
        assert Person.objects.count() == 2
