"""Consultations and meetings: no name that points her out, no end without a result, the preview (R16, R23, R24)."""

from __future__ import annotations

from .breaks import Break, change, put

RULES = "samre.casework.rules.consultations"
ACTIONS = "samre.casework.actions.consultations"
ENDINGS = "samre.casework.actions.consultation_endings"
REPLIES = "samre.casework.actions.consultation_replies"
MEETINGS = "samre.casework.actions.meetings"
MINUTES = "samre.casework.actions.minutes"
TESTS = "tests/casework/actions/test_consultations.py::"
SENDING, ENDING = TESTS + "TestSending::", TESTS + "TestEnding::"
CORPUS = "tests/casework/rules/test_consultations.py::"
PREVIEWS = "tests/web/test_previews.py::TestAMeeting::"
CALLING = "tests/casework/actions/test_meetings.py::TestCalling::"
WRITING = "tests/casework/actions/test_meetings.py::TestMinutes::"

BREAKS = (
    Break(
        "R23",
        "the guard is off without a name",
        put(f"{RULES}:check_anonymous", lambda case, texts: {}),
        SENDING + "test_what_points_the_person_out_is_refused_at_its_field_and_stored_nowhere",
    ),
    Break(
        "R23",
        "the other fields are stored when one is refused",
        change(
            f"{ACTIONS}:write_consultation",
            "    _check_texts(consultation, texts, asked)\n",
            "    consultation.question = texts['fraga']\n    consultation.save(update_fields=['question'])\n"
            "    try:\n        _check_texts(consultation, texts, asked)\n"
            "    except Refused as refused:\n        return consultation\n",
        ),
        SENDING + "test_what_points_the_person_out_is_refused_at_its_field_and_stored_nowhere",
    ),
    Break(
        "R23",
        "person numbers and telephone numbers pass",
        put("samre.identifiers.sensitive_text:find_identifiers", lambda text, names=(): ()),
        CORPUS + "test_every_way_to_point_somebody_out_is_found",
    ),
    Break(
        "R23",
        "names pass",
        put(f"{RULES}:_capitals", lambda plain: ()),
        CORPUS + "test_every_way_to_point_somebody_out_is_found",
    ),
    Break(
        "R23",
        "numbers in words and streets pass",
        put(f"{RULES}:_spelled", lambda plain: ()),
        CORPUS + "test_every_way_to_point_somebody_out_is_found",
    ),
    Break(
        "R23",
        "whole days pass",
        change(f"{RULES}:_patterns", "for kind, pattern in (*days, ", "for kind, pattern in ("),
        CORPUS + "test_every_way_to_point_somebody_out_is_found",
    ),
    Break(
        "R23",
        "what the case knows is not looked for",
        put(f"{RULES}:_details", lambda plain, details: ()),
        CORPUS + "TestWhatTheCaseKnows::test_names_and_details_of_the_case_are_looked_for",
    ),
    Break(
        "R23",
        "her age is told to the year",
        change(f"{RULES}:age_span", 'start = age - age % rules["spann"]', "return f'{age} år'"),
        CORPUS + "test_an_age_is_told_as_one_that_many_have",
    ),
    Break(
        "R23",
        "the copy has her name",
        change(
            "samre.casework.documents.consultation_copy:consultation_copy",
            "rows = [] if consultation.is_anonymous else named_rows(case)",
            "rows = named_rows(case)",
        ),
        SENDING + "test_an_anonymous_copy_says_nothing_of_the_person_or_the_case",
    ),
    Break(
        "R23",
        "the copy leads to the case",
        change(f"{ACTIONS}:_deliver", "source_ref=question.pk,", "source_ref=case.pk,"),
        SENDING + "test_an_anonymous_copy_says_nothing_of_the_person_or_the_case",
    ),
    Break(
        "R23",
        "an answer points her out",
        put(f"{RULES}:check_anonymous_reply", lambda text: {}),
        TESTS + "TestAnswers::test_an_answer_that_points_somebody_out_is_refused_on_both_sides",
    ),
    Break(
        "R23",
        "what was typed too late is kept",
        put("samre.accounts.kept_forms:NEVER_KEPT_PREFIX", "inget-"),
        "tests/web/test_consultations.py::TestConsultationPages::"
        "test_a_text_without_a_name_that_comes_too_late_is_not_kept",
    ),
    Break(
        "R24",
        "the preview of a question is another than what goes",
        change(
            "samre.web.pages.talks:copies",
            "consultation.age_span = age_span(consultation.case.person, on=on)",
            "pass",
        ),
        "tests/web/test_previews.py::TestAConsultation::test_without_a_name_each_party_reads_what_was_looked_through",
    ),
    Break(
        "R24",
        "a calling has more than was looked through",
        change(
            f"{MEETINGS}:_call", "snapshot=copy.snapshot,", "snapshot={**copy.snapshot, 'foot': 'Annat'},"
        ),
        PREVIEWS + "test_calling_and_minutes_are_read_as_they_were_looked_through",
    ),
    Break(
        "R24",
        "a calling or minutes go as they are now, whatever was looked through",
        put("samre.casework.actions.talks:check_as_shown", lambda copy, shown: None),
        PREVIEWS + "test_what_a_colleague_adds_meanwhile_has_to_be_looked_through",
    ),
    Break(
        "R16",
        "a name goes to a party without consent",
        change(f"{ACTIONS}:_deliver", "if not consultation.is_anonymous:", "if False:"),
        SENDING + "test_a_name_needs_consent_to_each_party_for_everything_told",
    ),
    Break(
        "R16",
        "words of what nobody ticked go with the name",
        put("samre.casework.documents.named_texts:uncovered", lambda *_: []),
        "tests/casework/actions/test_named_consultations.py::TestWhatIsTold::"
        "test_words_of_a_category_go_when_it_is_ticked_and_consented_to",
    ),
    Break(
        "R16",
        "what she keeps back need not be read",
        change(f"{ACTIONS}:send_consultation", "if not exceptions_seen and", "if False and"),
        "tests/casework/actions/test_named_consultations.py::TestExceptions::"
        "test_it_is_not_sent_before_what_she_keeps_back_has_been_read",
    ),
    Break(
        "R15",
        "a name goes after the withdrawal",
        put("samre.casework.rules.talks:check_covers", lambda *_, **__: []),
        SENDING + "test_a_consent_that_was_withdrawn_lets_nothing_out",
    ),
    Break(
        "R16",
        "a unit without consent is called",
        put(f"{MEETINGS}:meeting_grounds", lambda *_: []),
        CALLING + "test_a_unit_without_consent_is_left_out_with_the_reason_and_called_later",
    ),
    Break(
        "R16",
        "somebody is called before the person's yes",
        change(f"{MEETINGS}:call_meeting", '["ja_krävs"] and', '["ja_krävs"] and False and'),
        CALLING + "test_nobody_is_called_before_the_persons_yes",
    ),
    Break(
        "R16",
        "minutes go to whoever was not called",
        change(f"{MINUTES}:share_minutes", "if one.called_at is not None", "if True"),
        "tests/casework/actions/test_meeting_guard.py::TestWhoGetsIt::test_minutes_go_to_nobody_who_was_not_called",
    ),
    Break(
        "svar",
        "a consultation is closed without a result",
        change(f"{ENDINGS}:close_consultation", "if problems:", "if False:"),
        ENDING + "test_it_is_not_closed_without_a_result_in_words_and_a_plan",
    ),
    Break(
        "svar",
        "a consultation is closed without a note",
        change(f"{ENDINGS}:close_consultation", "sign_result(", "(lambda *_, **__: None)("),
        ENDING + "test_closed_it_leaves_a_signed_note_with_question_answers_and_plan",
    ),
    Break(
        "svar",
        "what has been answered is dropped",
        change(f"{ENDINGS}:drop_consultation", "if replied:", "if False:"),
        ENDING + "test_what_was_answered_is_not_dropped_and_what_is_dropped_is_taken_back",
    ),
    Break(
        "R45",
        "a SIP is shared with gaps",
        put(f"{MINUTES}:_check_sip", lambda *_: None),
        WRITING + "test_a_sip_is_shared_whole_or_not_at_all",
    ),
    Break(
        "svar",
        "a meeting is closed before its minutes are shared as they are",
        change(
            f"{MINUTES}:close_meeting",
            "if last is None or last.version != meeting.shared_version:",
            "if False:",
        ),
        WRITING + "test_it_is_closed_only_after_sharing_what_stands_there_and_with_a_result",
    ),
)
