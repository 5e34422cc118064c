"""Notes, plans, decision bases, the register and papers (R17, R44–R47, R59)."""

from __future__ import annotations

from typing import Any

from ..breaking import Broken
from .breaks import Break, change

PLANS = "samre.casework.rules.plans"
BASES = "samre.casework.rules.policies"
REGISTER = "samre.casework.queries.registers"
NOTES = "tests/web/test_notes.py::TestWhatBelongsTogether::"
WAYS = NOTES + "test_every_way_out_has_the_objection_the_original_and_the_correction"
GAPS = "tests/casework/rules/test_plans.py::test_each_gap_is_named_at_its_own_place"
SETTLING = "tests/casework/actions/test_plans.py::"
MOVES = "tests/casework/actions/test_decision_bases.py::TestMoves::"
RECORDS = "tests/web/test_records.py::"
FORMS = "tests/casework/documents/test_forms.py::"
TEXTS = "tests/casework/documents/test_consent_text.py::"


def closed_at_once(broken: Broken) -> None:
    """A draft may be closed, by the table of moves."""
    from samre.casework.rules.policies import MOVES as TABLE
    from samre.casework.rules.policies import BasisState, Move

    broken.patch.setitem(TABLE, (BasisState.DRAFT, Move.CLOSE), BasisState.CLOSED)


def less_told(broken: Broken) -> None:
    """A language that lacks a word."""
    from samre.casework.documents import consent_text

    real = consent_text.words_in

    def words_in(code: str) -> Any:
        words = dict(real(code))
        if code == "so":
            words.pop("tid_text")
        return words

    broken.put("samre.casework.documents.consent_text:words_in", words_in)


def heavy_words(broken: Broken) -> None:
    from samre.casework.documents import consent_text

    real, more = (
        consent_text.words_in,
        "Informationsöverföringen förutsätter myndighetsutövande handläggning " * 30,
    )
    broken.put(
        "samre.casework.documents.consent_text:words_in",
        lambda code: {**real(code), "jag": f"{more}{real(code)['jag']}"},
    )


def long_sentences(broken: Broken) -> None:
    from samre.casework.rules import paper_words as place

    words = {**place.paper_words()}
    form = {**words["blanketter"]["B2"], "syfte": "Det som ska göras " * 12 + "är svårt."}
    words["blanketter"] = {**words["blanketter"], "B2": form}
    broken.put("samre.casework.rules.paper_words:paper_words", lambda: words)


def consent_first(broken: Broken) -> None:
    """Nothing is written in a case without a consent."""
    broken.change(
        "samre.casework.actions.steps:check_open",
        "if not",
        "if not case.consents.exists():\n        raise Refused('Hämta in samtycke först.')\n    if not",
    )


BREAKS = (
    Break(
        "R17",
        "without a consent nothing is done in the case",
        consent_first,
        "tests/casework/test_without_consent.py::TestWithoutConsent::"
        "test_a_case_goes_from_application_to_its_end_with_nobody_told_anything",
    ),
    Break(
        "R44",
        "the objection is not in the text that leaves",
        change(
            "samre.casework.documents.notes_text:_note_text",
            "for objection in note.objections",
            "for objection in ()",
        ),
        WAYS,
    ),
    Break(
        "R44",
        "the objection is not in the data that leave",
        change(
            "samre.casework.documents.notes_text:_note_json", "for row in note.objections", "for row in ()"
        ),
        WAYS,
    ),
    Break(
        "R44",
        "the objection is not in what is let out",
        change("samre.casework.documents.snapshots:_row", "if item.objections else ()", "if False else ()"),
        "tests/casework/actions/test_disclosed_words.py::TestOtherPeople::"
        "test_the_persons_objection_goes_with_the_note_and_into_the_paper",
    ),
    Break(
        "R44",
        "the objection is not on the paper that is let out",
        change("samre.casework.documents.packet:_rows", 'for said in row["objections"]', "for said in ()"),
        "tests/casework/actions/test_disclosed_words.py::TestOtherPeople::"
        "test_the_persons_objection_goes_with_the_note_and_into_the_paper",
    ),
    Break(
        "R45",
        "a plan without needs",
        change(f"{PLANS}:_gaps", '("goal_text", "needs")', '("goal_text",)'),
        GAPS,
    ),
    Break(
        "R45",
        "a plan that nobody leads",
        change(f"{PLANS}:_gaps", "if plan.lead not in pathway.actors:", "if False:"),
        GAPS,
    ),
    Break(
        "R45",
        "a plan without her own goals",
        change(f"{PLANS}:_gaps", "if not plan.own_goals.strip() and", "if False and"),
        GAPS,
    ),
    Break(
        "R45",
        "an activity that is nobody's",
        change(f"{PLANS}:_of_rows", 'if row["responsible"] not in pathway.actors:', "if False:"),
        GAPS,
    ),
    Break(
        "R45",
        "an activity without a day",
        change(f"{PLANS}:_of_rows", 'if not row["due"]:', "if False:"),
        GAPS,
    ),
    Break(
        "R45",
        "a plan that does not say how she took part",
        change(
            f"{PLANS}:_of_participation", "if plan.participation not in Participation.values:", "if False:"
        ),
        GAPS,
    ),
    Break(
        "R45",
        "a plan with gaps is settled",
        change("samre.casework.actions.plans:settle_plan", "if gaps:", "if False:"),
        SETTLING + "test_a_plan_with_gaps_is_refused_at_each_of_them_and_stays_a_draft",
    ),
    Break(
        "R45",
        "months go by without a follow-up",
        change(f"{PLANS}:follow_up_days", "min(plan.follow_up_months, most_months())", "12"),
        SETTLING + "test_it_is_followed_up_at_least_every_third_month_until_it_ends",
    ),
    Break(
        "R46",
        "a basis is closed that nobody was shown",
        closed_at_once,
        MOVES + "test_every_way_to_closed_goes_through_being_shown_or_excepted",
    ),
    Break(
        "R46",
        "no move is refused",
        change(f"{BASES}:check_move", "if after is None:", "if False:"),
        MOVES + "test_every_move_from_every_state_does_what_the_table_says_and_no_other",
    ),
    Break(
        "R46",
        "it is closed while she may still answer",
        change(f"{BASES}:check_move", "on <= basis.answer_by", "False"),
        MOVES + "test_the_last_day_to_answer_is_the_person_s_whole_day",
    ),
    Break(
        "R46",
        "neither when nor how she was shown it is asked for",
        change("samre.casework.actions.decision_bases:communicate_basis", "if problems:", "if False:"),
        "tests/casework/actions/test_decision_bases.py::TestWords::"
        "test_what_is_shown_takes_a_day_a_way_and_time_to_answer",
    ),
    Break(
        "R47",
        "the public register tells the party",
        change(f"{REGISTER}:public_register", '"public_subject",', '"party",'),
        RECORDS + "test_the_public_register_is_open_to_the_manager_and_names_nobody",
    ),
    Break(
        "R47",
        "the public register tells the case",
        change(f"{REGISTER}:public_register", '"secrecy_authority",\n    )', '"case__number",\n    )'),
        RECORDS + "test_the_public_register_is_open_to_the_manager_and_names_nobody",
    ),
    Break(
        "R47",
        "everybody at the nämnd reads party and subject",
        change(f"{REGISTER}:register_page", "is_open=row.case_id in may", "is_open=True"),
        RECORDS + "test_party_and_subject_are_shown_to_whoever_may_open_the_case_and_nobody_else",
    ),
    Break(
        "R47",
        "the mark of secrecy says no provision",
        change(f"{REGISTER}:_row", "{row.secrecy_provision}, ", ""),
        RECORDS + "test_the_mark_shows_provision_day_and_authority",
    ),
    Break(
        "R47",
        "numbers are given twice",
        change("samre.casework.actions.records:next_record_number", "counter.last += 1", "counter.last = 1"),
        "tests/casework/actions/test_records.py::TestRegister::"
        "test_records_are_numbered_by_year_and_carry_the_mark_of_their_provision",
    ),
    Break(
        "R47",
        "an answer from the inbox is not registered",
        change("samre.casework.actions.disclosure_answers:_keep", "_register(answer, by=by)", "pass"),
        "tests/casework/actions/test_disclosure_answers.py::TestAnswers::"
        "test_what_comes_is_put_in_the_register_whatever_the_road",
    ),
    Break(
        "R47",
        "an answer to a question is not registered",
        change(
            "samre.casework.actions.consultation_replies:add_reply", "_register(reply, case, by=by)", "pass"
        ),
        "tests/casework/actions/test_consultations.py::TestAnswers::test_an_answer_is_put_in_the_register",
    ),
    Break(
        "R47",
        "what is said of a meeting is not registered",
        change(
            "samre.casework.actions.meeting_replies:add_meeting_reply",
            "_register(reply, case, by=by)",
            "pass",
        ),
        "tests/casework/actions/test_meetings.py::TestMinutes::"
        "test_words_of_another_authority_are_put_in_the_register_and_a_bare_yes_is_not",
    ),
    Break(
        "R47",
        "a letter that goes is not registered",
        change("samre.casework.actions.plans:settle_plan", "keep_paper(", "dict("),
        SETTLING + "test_the_paper_is_put_in_the_register_when_the_plan_is_settled",
    ),
    Break(
        "R59",
        "a language lacks a word",
        less_told,
        TEXTS + "test_each_language_has_every_word_and_every_blank",
    ),
    Break(
        "R59",
        "a consent in the words of an office",
        heavy_words,
        TEXTS + "test_the_swedish_text_is_read_by_whoever_reads_a_newspaper",
    ),
    Break(
        "R59",
        "a text nobody has reviewed does not say so",
        change("samre.casework.documents.consent_text:Language.is_reviewed", "return ", "return True or "),
        TEXTS + "test_what_nobody_has_reviewed_says_so_in_both_languages_and_stands_beside_the_swedish",
    ),
    Break(
        "R59",
        "a letter that cannot be read",
        long_sentences,
        FORMS + "test_a_form_is_written_in_plain_swedish",
    ),
    Break(
        "R59",
        "a paper without a title",
        change("samre.web.pdf:render_pdf", "_mended(bytes(raw), title)", "_mended(bytes(raw), '')"),
        "tests/web/test_papers.py::TestPaper::test_every_form_is_tagged_titled_and_in_swedish",
    ),
    Break(
        "R59",
        "a paper without tags",
        change("samre.web.pdf:render_pdf", "pdf_variant=variant", "pdf_variant=None"),
        "tests/web/test_papers.py::TestPaper::test_every_form_is_tagged_titled_and_in_swedish",
    ),
)
