"""Drafts, signed notes, corrections, objections and copies (R38, R42–R44)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import TestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_draft, make_note, note_fields

from samre.accounts.actors import actor_for
from samre.accounts.acts import Denied, Refused
from samre.accounts.models import User
from samre.audit.models import Event
from samre.casework.actions.cases import add_colleague, close_case, hand_over
from samre.casework.actions.drafts import (
    AlreadySigned,
    Differs,
    discard_draft,
    save_draft,
)
from samre.casework.actions.notes import add_objection, mark_copied, sign_draft
from samre.casework.actions.tasks import put_task
from samre.casework.models import CaseEvent, CopyMark, Note, NoteDraft, Objection, Unchangeable
from samre.casework.queries.notes import drafts_of, note_family, own_drafts
from samre.casework.rules.note_words import LONGEST, clean_fields
from samre.sealing.ids import new_id

CANARY = "kanariefågel i text"


class NoteCase(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by)
        self.colleague = actor_for(make_assignment(unit=self.assignment.unit))
        add_colleague(case=self.case, user=User.objects.get(pk=self.colleague.user_id), by=self.by)


class TestDrafts(NoteCase):
    def test_what_is_typed_is_kept_again_and_again(self) -> None:
        draft = make_draft(self.case, self.by, text="Först")
        later = save_draft(
            case=self.case,
            draft_id=draft.pk,
            fields=note_fields(text="Sedan"),
            seen=draft.revision,
            by=self.by,
        )
        assert (later.fields["text"], later.revision) == ("Sedan", 2)
        assert NoteDraft.objects.get().fields["text"] == "Sedan"

    def test_two_browsers_on_the_same_draft_the_second_is_told_and_nothing_is_overwritten(self) -> None:
        draft = make_draft(self.case, self.by, text="Först")
        save_draft(case=self.case, draft_id=draft.pk, fields=note_fields(text="Ena"), seen=1, by=self.by)
        with pytest.raises(Differs, match="Båda texterna") as told:
            save_draft(
                case=self.case, draft_id=draft.pk, fields=note_fields(text="Andra"), seen=1, by=self.by
            )
        assert told.value.saved.fields["text"] == "Ena"
        assert NoteDraft.objects.get().fields["text"] == "Ena"

    def test_two_browsers_that_both_begin_the_same_draft_are_told_too(self) -> None:
        draft = make_draft(self.case, self.by, text="Ena")
        with pytest.raises(Differs):
            save_draft(
                case=self.case, draft_id=draft.pk, fields=note_fields(text="Andra"), seen=0, by=self.by
            )

    def test_the_same_text_twice_is_no_conflict(self) -> None:
        draft = make_draft(self.case, self.by, text="Lika")
        again = save_draft(
            case=self.case, draft_id=draft.pk, fields=note_fields(text="Lika"), seen=0, by=self.by
        )
        assert again.revision == 1

    def test_only_its_writer_sees_a_draft(self) -> None:
        draft = make_draft(self.case, self.by)
        assert [row.id for row in own_drafts(self.by, self.case)] == [draft.pk]
        assert own_drafts(self.colleague, self.case) == ()
        assert drafts_of(self.colleague) == ()
        with pytest.raises(Refused, match="finns inte"):
            save_draft(case=self.case, draft_id=draft.pk, fields=note_fields(), seen=1, by=self.colleague)
        with pytest.raises(Refused):
            sign_draft(draft=draft, seen=1, by=self.colleague)
        with pytest.raises(Refused, match="kollegas"):
            discard_draft(draft=draft, by=self.colleague)

    def test_the_list_over_all_cases_has_no_headings(self) -> None:
        make_draft(self.case, self.by, rubrik="Depression")
        assert own_drafts(self.by, self.case)[0].heading == "Depression"
        assert drafts_of(self.by)[0].heading == ""

    def test_nobody_without_the_right_to_write_saves_a_draft(self) -> None:
        stranger = actor_for(make_assignment(unit=self.assignment.unit))
        with pytest.raises(Denied):
            make_draft(self.case, stranger)
        hand_over(case=self.case, to=User.objects.get(pk=self.colleague.user_id), note="Din nu.", by=self.by)
        with pytest.raises(Denied, match="inte skriva"):
            make_draft(self.case, self.by)

    def test_a_draft_corrects_no_note_of_another_case(self) -> None:
        elsewhere = make_note(make_case(self.by), self.by)
        with pytest.raises(Refused, match="finns inte i ärendet"):
            make_draft(self.case, self.by, corrects=elsewhere)
        assert not NoteDraft.objects.exists()

    def test_a_draft_is_thrown_away_by_its_writer(self) -> None:
        discard_draft(draft=make_draft(self.case, self.by), by=self.by)
        assert not NoteDraft.objects.exists()

    def test_saving_a_draft_neither_changes_the_case_nor_its_timeline(self) -> None:
        self.case.refresh_from_db()
        before, events = self.case.revision, CaseEvent.objects.count()
        make_draft(self.case, self.by)
        self.case.refresh_from_db()
        assert (self.case.revision, CaseEvent.objects.count()) == (before, events)
        assert Event.objects.filter(action="draft.save", case_id=str(self.case.pk)).count() == 1

    def test_the_reminder_of_a_draft_goes_when_it_is_signed_or_thrown_away(self) -> None:
        for end in (
            lambda draft: sign_draft(draft=draft, seen=1, by=self.by),
            lambda draft: discard_draft(draft=draft, by=self.by),
        ):
            draft = make_draft(self.case, self.by)
            task = put_task(
                case=self.case,
                kind="utkast",
                about_what=str(draft.pk),
                due_on=timezone.localdate(),
                by=self.by,
            )
            assert task is not None
            end(draft)
            task.refresh_from_db()
            assert task.done_by == self.by.name
            self.case.refresh_from_db()
            assert self.case.watch_on is None

    def test_nothing_is_shortened_in_silence(self) -> None:
        draft = make_draft(self.case, self.by, rubrik="r" * (LONGEST["rubrik"] + 3))
        with pytest.raises(Refused) as told:
            sign_draft(draft=draft, seen=1, by=self.by)
        assert told.value.problems["rubrik"].startswith("Det är 3 tecken för mycket")
        assert len(NoteDraft.objects.get().fields["rubrik"]) == LONGEST["rubrik"] + 3


class TestSigning(NoteCase):
    def test_a_signed_note_has_everything_the_law_asks_for(self) -> None:
        note = make_note(self.case, self.by, text="Ett\r\ntvå")
        note.refresh_from_db()
        assert (note.number, note.kind, note.text) == (1, "egen_uppgift", "Ett\ntvå")
        assert (note.by_name, note.by_title, note.by_authority) == (
            self.by.name,
            self.by.title,
            self.by.authority_name,
        )
        assert note.event_at < note.at
        assert note.source == "Personen i telefon"
        assert note.is_whole
        assert not NoteDraft.objects.exists()

    def test_numbers_follow_each_other_in_each_case(self) -> None:
        other = make_case(self.by)
        assert [make_note(self.case, self.by).number for _ in range(3)] == [1, 2, 3]
        assert make_note(other, self.by).number == 1

    def test_gallring_counts_from_the_last_note(self) -> None:
        make_note(self.case, self.by)
        self.case.refresh_from_db()
        assert self.case.last_note_on == timezone.localdate()
        with time_machine.travel(timezone.now() + timedelta(days=40)):
            make_note(self.case, self.by)
            self.case.refresh_from_db()
            assert self.case.last_note_on == timezone.localdate()

    def test_a_double_click_signs_once(self) -> None:
        draft = make_draft(self.case, self.by)
        first = sign_draft(draft=draft, seen=1, by=self.by)
        again = sign_draft(draft=draft, seen=1, by=self.by)
        assert first.pk == again.pk == draft.pk
        assert Note.objects.count() == 1
        assert CaseEvent.objects.filter(kind="note.sign").count() == 1

    def test_what_is_typed_after_signing_is_not_saved_into_the_note_and_its_writer_is_told(self) -> None:
        note = make_note(self.case, self.by)
        with pytest.raises(AlreadySigned, match="anteckning 1") as told:
            save_draft(case=self.case, draft_id=note.pk, fields=note_fields(text="Mer"), seen=1, by=self.by)
        assert told.value.note.pk == note.pk

    def test_the_id_of_a_colleague_s_note_is_no_draft_of_mine(self) -> None:
        note = make_note(self.case, self.by)
        with pytest.raises(Refused, match="finns inte"):
            save_draft(case=self.case, draft_id=note.pk, fields=note_fields(), seen=0, by=self.colleague)

    def test_a_text_nobody_has_seen_is_not_signed(self) -> None:
        draft = make_draft(self.case, self.by)
        save_draft(case=self.case, draft_id=draft.pk, fields=note_fields(text="Ny"), seen=1, by=self.by)
        with pytest.raises(Differs):
            sign_draft(draft=draft, seen=1, by=self.by)
        assert not Note.objects.exists()

    def test_a_note_can_be_signed_after_the_case_is_closed(self) -> None:
        close_case(
            case=self.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Arbete.",
            by=self.by,
        )
        assert make_note(self.case, self.by).number == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("slag", "", "Fakta och bedömning"),
        ("slag", "skvaller", "Fakta och bedömning"),
        ("rubrik", "  ", "rubrik"),
        ("text", "\n\t ", "vad som har hänt"),
        ("kalla", "", "kommer från"),
        ("dag", "", "vilken dag"),
        ("dag", "i går", "vilken dag"),
        ("dag", "1812-01-01", "vilken dag"),
        ("tid", "", "vilken tid"),
        ("tid", "25:10", "vilken tid"),
        ("dag", "2026-11-22", "inte varit än"),
        ("tid", "23:59", "inte varit än"),
    ],
)
def test_a_note_without_what_the_law_asks_for_is_not_signed(field: str, value: str, told: str) -> None:
    _, by = make_caseworker()
    case = make_case(by)
    today = timezone.localdate().isoformat()
    draft = make_draft(case, by, **{"dag": today, field: value})
    with pytest.raises(Refused) as refused:
        sign_draft(draft=draft, seen=1, by=by)
    assert list(refused.value.problems) == [field]
    assert told in refused.value.problems[field]
    assert not Note.objects.exists()
    assert NoteDraft.objects.get().fields[field] == value


class TestUnchangeable(NoteCase):
    def refused_by_the_database(self, statement: str, *values: object) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)

    def test_code_can_neither_change_nor_remove_a_note(self) -> None:
        note = make_note(self.case, self.by)
        note.number = 7
        with pytest.raises(Unchangeable):
            note.save()
        with pytest.raises(Unchangeable):
            note.delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(heading="Annat")
        with pytest.raises(DatabaseError), transaction.atomic():
            Note.objects.all().delete()

    def test_the_database_refuses_to_change_or_remove_what_is_signed(self) -> None:
        note = make_note(self.case, self.by)
        add_objection(note=note, text="Så var det inte.", by=self.by)
        mark_copied(note=note, system="viva", by=self.by)
        for model in (Note, Objection, CopyMark):
            table = model._meta.db_table
            self.refused_by_the_database(f"UPDATE {table} SET by_name = %s", "Någon annan")
            self.refused_by_the_database(f"DELETE FROM {table}")
        self.refused_by_the_database(f"UPDATE {Note._meta.db_table} SET number = 9")
        self.refused_by_the_database(f"UPDATE {Note._meta.db_table} SET text = %s", b"x")
        note.refresh_from_db()
        assert note.is_whole

    def test_a_note_changed_behind_the_triggers_says_so(self) -> None:
        note = make_note(self.case, self.by)
        note.text = "Något annat"
        assert not note.is_whole


class TestBeside(NoteCase):
    def test_a_correction_stands_beside_the_original_with_its_reason(self) -> None:
        note = make_note(self.case, self.by)
        later = make_note(self.case, self.colleague, corrects=note, skal="Fel dag.", text="Rätt")
        assert (later.corrects_id, later.correction_reason, later.number) == (note.pk, "Fel dag.", 2)
        note.refresh_from_db()
        assert note.text == note_fields()["text"]
        assert CaseEvent.objects.get(kind="note.correct").data["corrects"] == 1

    def test_a_correction_takes_a_reason(self) -> None:
        note = make_note(self.case, self.by)
        draft = make_draft(self.case, self.by, corrects=note, skal=" ")
        with pytest.raises(Refused) as told:
            sign_draft(draft=draft, seen=1, by=self.by)
        assert list(told.value.problems) == ["skal"]

    def test_a_correction_of_a_correction_stands_beside_the_first(self) -> None:
        note = make_note(self.case, self.by)
        second = make_note(self.case, self.by, corrects=note, skal="Fel dag.")
        third = make_note(self.case, self.by, corrects=second, skal="Fel tid.")
        assert third.corrects_id == note.pk

    def test_an_objection_is_kept_in_the_person_s_words_once(self) -> None:
        note = make_note(self.case, self.by)
        first = add_objection(note=note, text=" Så var det inte. ", by=self.by)
        again = add_objection(note=note, text="Så var det inte.", by=self.by)
        assert first.pk == again.pk
        self.case.refresh_from_db()
        assert self.case.last_note_on == timezone.localdate()
        assert Objection.objects.get().text == "Så var det inte."

    def test_an_empty_objection_and_one_from_tomorrow_are_refused(self) -> None:
        note = make_note(self.case, self.by)
        with pytest.raises(Refused) as told:
            add_objection(note=note, text="", said_on=timezone.localdate() + timedelta(days=1), by=self.by)
        assert set(told.value.problems) == {"invandning", "sagt_dag"}

    def test_a_note_is_marked_as_copied_once_for_each_system(self) -> None:
        note = make_note(self.case, self.by)
        mark_copied(note=note, system="treserva", by=self.by)
        mark_copied(note=note, system="treserva", by=self.colleague)
        mark_copied(note=note, system="viva", by=self.colleague)
        assert CopyMark.objects.count() == 2
        with pytest.raises(Refused):
            mark_copied(note=note, system="hemmabygget", by=self.by)

    def test_a_copy_lacks_what_is_added_later_and_can_be_made_again(self) -> None:
        note = make_note(self.case, self.by)
        mark_copied(note=note, system="viva", by=self.by)
        add_objection(note=note, text="Så var det inte.", said_on=timezone.localdate(), by=self.by)
        family = note_family(self.case, self.by, note.pk)
        assert family is not None
        assert family.systems_behind == ("Viva",)
        assert "viva" not in family.systems
        mark_copied(note=note, system="viva", by=self.by)
        again = note_family(self.case, self.by, note.pk)
        assert again is not None
        assert again.systems == ("viva",)

    def test_the_log_and_the_timeline_know_nothing_of_what_is_written(self) -> None:
        note = make_note(self.case, self.by, text=CANARY, rubrik=CANARY, kalla=CANARY)
        make_note(self.case, self.by, corrects=note, skal=CANARY)
        add_objection(note=note, text=CANARY, by=self.by)
        discard_draft(draft=make_draft(self.case, self.by, text=CANARY), by=self.by)
        for model in (Event, CaseEvent):
            rows = list(model.objects.values())
            assert rows
            assert CANARY not in str(rows)

    def test_what_is_written_is_sealed_in_the_database(self) -> None:
        note = make_note(self.case, self.by, text=CANARY, rubrik=CANARY, kalla=CANARY)
        add_objection(note=note, text=CANARY, by=self.by)
        make_draft(self.case, self.by, text=CANARY)
        with connection.cursor() as cursor:
            for model in (Note, Objection, NoteDraft):
                cursor.execute(f"SELECT * FROM {model._meta.db_table}")
                found = b"".join(
                    bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
                    for row in cursor
                    for v in row
                )
                assert CANARY.encode() not in found


class TestAnyWords(PropertyTestCase):
    """Whatever is typed comes back as it was typed."""

    @settings(max_examples=25, deadline=None)
    @given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=200))
    def test_a_draft_gives_back_what_was_typed(self, text: str) -> None:
        _, by = make_caseworker()
        case = make_case(by)
        saved = save_draft(case=case, draft_id=new_id(), fields={"text": text}, seen=0, by=by)
        assert NoteDraft.objects.get(pk=saved.pk).fields == clean_fields({"text": text})
        assert saved.fields["text"].split() == text.replace("\x00", "").split()
