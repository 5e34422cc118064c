"""Disclosure: the ground, who it does not concern, the frozen copy, the proviso, the preview (R11, R20–R22, R24)."""

from __future__ import annotations

from django.db import connection

from samre.casework import append_only

from ..breaking import Broken
from .breaks import Break, change, put

RULES = "samre.casework.rules.disclosures"
ACTIONS = "samre.casework.actions.disclosures"
SENDING = "samre.casework.actions.disclosure_sending"
JUDGED = "samre.casework.documents.judged"
MATERIAL = "samre.casework.documents.material"
SNAPSHOTS = "samre.casework.documents.snapshots"
ORDERS = "samre.casework.actions.placement_sending"
TESTS = "tests/casework/actions/test_disclosures.py::"
ASKED, SENT = TESTS + "TestWhatIsAskedFor::", TESTS + "TestWhatIsSent::"
LETTERS = "tests/web/test_sent_letters.py::TestOnConsent::"
WORDS = "tests/casework/actions/test_disclosed_words.py::"
ORDERING = "tests/casework/actions/test_placements.py::TestOrdering::"


def no_triggers(broken: Broken) -> None:
    """The test's own transaction takes it back."""
    append_only.remove(connection)


def everybody_writes(broken: Broken) -> None:
    broken.change(
        "samre.casework.rules.permissions:find_ground",
        "if by.authority_id != case.owner_id:",
        "if False:",
        "else None",
        "else _MANAGER",
    )


BREAKS = (
    Break(
        "R11",
        "nothing is a ground too",
        change(f"{RULES}:find_ground", "if row.code == code", "if True"),
        ASKED + "test_without_a_ground_or_on_another_receivers_ground_nothing_is_assessed",
    ),
    Break(
        "R11",
        "a ground for one receiver is used towards another",
        change(f"{RULES}:grounds_for", "if (code == own", "if (True or code == own"),
        ASKED + "test_without_a_ground_or_on_another_receivers_ground_nothing_is_assessed",
    ),
    Break(
        "R11",
        "a provision lets out more than it covers",
        change(f"{RULES}:judge_ground", "if row.categories is not None and", "if False and"),
        ASKED + "test_a_provision_lets_out_only_the_categories_it_covers",
    ),
    Break(
        "R11",
        "what has to have a reason needs none",
        change(f"{RULES}:judge_ground", "if row.needs_reason and", "if False and"),
        ASKED + "test_a_ground_that_takes_a_reason_or_a_request_asks_for_it",
    ),
    Break(
        "R11",
        "what goes only on request goes unasked",
        change(f"{RULES}:judge_ground", "if row.on_request and", "if False and"),
        ASKED + "test_a_ground_that_takes_a_reason_or_a_request_asks_for_it",
    ),
    Break(
        "R11",
        "the system assesses by itself",
        change(f"{ACTIONS}:assess_disclosure", "if by.user_id is None:", "if False:"),
        ASKED + "test_the_assessment_has_a_name_and_is_made_by_a_person",
    ),
    Break(
        "R11",
        "another authority's people decide",
        everybody_writes,
        ASKED + "test_nobody_of_another_authority_does_anything",
    ),
    Break(
        "R11",
        "a new consent is not the one on record",
        change(f"{ACTIONS}:freeze", 'raise Stale(asks_for("samtycket_ändrat"))', "pass"),
        "tests/casework/actions/test_disclosed_by_consent.py::TestConsent::"
        "test_a_new_consent_after_the_assessment_is_assessed_again_and_is_the_one_on_record",
    ),
    Break(
        "R11",
        "a letter goes on half a consent",
        change(
            "samre.casework.queries.letter_covers:letter_covers",
            'if covers and len(covers) == len(asked["kategorier"]):',
            "if covers:",
        ),
        "tests/web/test_papers.py::TestConsent::test_consent_for_a_part_of_it_is_not_enough",
    ),
    Break(
        "R11",
        "a letter goes without being a disclosure",
        change("samre.casework.actions.paper_drafts:finish_paper", "disclose_paper(", "(lambda **_: None)("),
        LETTERS + "test_it_stands_in_the_register_of_disclosures_with_ground_consent_and_assessor",
    ),
    Break(
        "R20",
        "a letter names somebody else",
        put("samre.casework.actions.paper_drafts:_pointing_out", lambda whole: {}),
        "tests/web/test_letter_guard.py::TestNames::test_somebody_else_is_named_in_no_letter_that_we_send",
    ),
    Break(
        "R20",
        "a note about somebody else rides along",
        change(f"{MATERIAL}:_of_notes", "if others else", "if False else"),
        WORDS + "TestOtherPeople::test_a_note_about_somebody_else_never_goes",
    ),
    Break(
        "R20",
        "who speaks for her is named",
        change(f"{MATERIAL}:_mandates", "{row.scope}", "{row.scope} {row.name}"),
        WORDS + "TestOtherPeople::test_who_speaks_for_her_is_told_by_kind_and_mandate_and_never_by_name",
    ),
    Break(
        "R20",
        "the names of others are not looked for",
        put("samre.casework.queries.known_names:names_of_others", lambda case, texts: ()),
        WORDS + "TestOtherPeople::test_a_name_of_somebody_around_the_person_has_to_be_struck_out",
    ),
    Break(
        "R20",
        "a reason lets somebody else's name out",
        change(f"{JUDGED}:_unsettled", "alarm.is_hard or ", ""),
        WORDS + "TestOtherPeople::test_a_name_of_somebody_around_the_person_has_to_be_struck_out",
    ),
    Break(
        "R20",
        "what is struck out goes all the same",
        change(
            f"{JUDGED}:judge", "said = struck(words, found_alarms) if row.mask else words", "said = words"
        ),
        WORDS + "TestOtherPeople::test_a_name_of_somebody_around_the_person_has_to_be_struck_out",
    ),
    Break(
        "R20",
        "an order names the family",
        put("samre.casework.rules.placements:find_identifiers", lambda text, names=(): ()),
        "tests/casework/actions/test_order_guard.py::TestAnOrder::test_the_family_is_not_named_in_any_field",
    ),
    Break(
        "R20",
        "a calling names the family",
        put("samre.casework.documents.meeting_texts:check_meeting_texts", lambda *_: {}),
        "tests/casework/actions/test_meeting_guard.py::TestWhatIsWritten::test_a_calling_points_out_nobody_else",
    ),
    Break(
        "R20",
        "a consultation names the family",
        put("samre.casework.documents.named_texts:pointing_out_others", lambda *_: {}),
        "tests/casework/actions/test_consultations.py::TestSending::"
        "test_others_are_pointed_out_with_no_consent_of_theirs",
    ),
    Break(
        "R21",
        "more is kept than what was assessed",
        change(
            f"{SENDING}:send_disclosure",
            "disclosure.packet, disclosure.sha256 = frozen.snapshot,",
            "disclosure.packet, disclosure.sha256 = {**frozen.snapshot, 'more': 1},",
        ),
        SENT + "test_the_snapshot_is_what_was_assessed_and_its_hash_can_be_worked_out_again",
    ),
    Break(
        "R21",
        "the hash is of something else",
        put(f"{SNAPSHOTS}:sha256_of", lambda snapshot: "0" * 64),
        SENT + "test_the_snapshot_is_what_was_assessed_and_its_hash_can_be_worked_out_again",
    ),
    Break(
        "R21",
        "a letter has another hash than its own",
        put("samre.casework.actions.paper_disclosures:sha256_of", lambda snapshot: "0" * 64),
        LETTERS + "test_what_it_holds_is_what_was_read_and_its_sum_is_right",
    ),
    Break(
        "R21",
        "it is not put in the register",
        change(f"{SENDING}:_write_down", "add_record(", "dict("),
        SENT + "test_it_is_registered_noted_in_the_journal_and_told",
    ),
    Break(
        "R21",
        "the journal has no note of it",
        change(f"{SENDING}:_write_down", "sign_result(", "(lambda *_, **__: None)("),
        SENT + "test_it_is_registered_noted_in_the_journal_and_told",
    ),
    Break(
        "R21",
        "what was sent can be changed",
        no_triggers,
        SENT + "test_after_it_is_sent_the_database_lets_nothing_of_it_change_but_how_it_went",
    ),
    Break(
        "R21", "raw SQL changes what was sent", no_triggers, SENT + "test_raw_sql_changes_no_snapshot_either"
    ),
    Break(
        "R22",
        "the proviso is left out",
        change(f"{RULES}:proviso_for", "if not is_private(kind):", "if True:"),
        WORDS + "TestPrivateReceivers::test_the_proviso_goes_with_it_into_snapshot_and_paper",
    ),
    Break(
        "R22",
        "the proviso is not on the paper",
        change("samre.casework.documents.packet:_first_page", 'if snapshot["proviso"]:', "if False:"),
        WORDS + "TestPrivateReceivers::test_the_proviso_goes_with_it_into_snapshot_and_paper",
    ),
    Break(
        "R22",
        "an order has no proviso",
        put("samre.casework.rules.placements:proviso_for", lambda kind: ""),
        ORDERING + "test_sent_it_is_frozen_delivered_registered_and_waited_for",
    ),
    Break(
        "R24",
        "the preview is another than what goes",
        change(
            "samre.web.views.disclosure_check:_check_page",
            "snapshot_view(frozen.snapshot)",
            "snapshot_view({**frozen.snapshot, 'sections': frozen.snapshot['sections'][:1]})",
        ),
        "tests/web/test_disclosures.py::TestTheWholeWay::"
        "test_the_preview_is_what_the_receiver_reads_word_for_word",
    ),
    Break(
        "R24",
        "nobody compares what was seen with what goes",
        change(f"{SENDING}:_check_packet", "if seen != frozen.sha256:", "if False:"),
        SENT + "test_another_hash_than_the_one_that_was_seen_is_not_sent",
    ),
    Break(
        "R24",
        "what has changed since it was assessed goes",
        change(f"{ACTIONS}:freeze", "if sha256_of(snapshot) != disclosure.sha256:", "if False:"),
        SENT + "test_what_changes_in_the_case_before_has_to_be_assessed_again",
    ),
    Break(
        "R24",
        "a letter goes that nobody has read",
        change("samre.casework.actions.paper_drafts:finish_paper", "if whole.digest != shown:", "if False:"),
        "tests/web/test_papers.py::TestFinishing::test_a_letter_that_changed_since_it_was_read_is_not_finished",
    ),
    Break(
        "R24",
        "an order goes that nobody looked through",
        change(f"{ORDERS}:send_placement", "if hash_of(snapshot) != seen:", "if False:"),
        ORDERING + "test_what_was_not_looked_through_is_not_sent",
    ),
)
