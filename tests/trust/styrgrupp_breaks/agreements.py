"""What the parties have agreed on, the meetings of the steering group, and what is counted over several kommuner (K17–K20)."""

from __future__ import annotations

from ..samverkan_breaks.breaks import Break, change

SIGNING = "samre.governance.actions.agreement_signing"
COUNTED = "samre.reporting.agreements"
HANDLING = "samre.governance.actions.deviations"
SITTINGS = "samre.governance.actions.sittings"
TESTS = "tests/governance/test_agreements.py::"
MEETINGS = "tests/governance/test_sittings.py::"
DEVIATIONS = "tests/governance/test_deviations.py::"

BREAKS = (
    Break(
        "K17",
        "an agreement holds before all have signed",
        change(f"{SIGNING}:put_in_force", "if row.parties.filter(signed_on__isnull=True).exists():", "if False:"),
        TESTS + "test_all_sign_and_the_steering_group_puts_it_in_force",
    ),
    Break(
        "K17",
        "an agreement says more than what was signed",
        change(f"{SIGNING}:put_in_force", "if terms_hash(terms_of(row)) != row.sha256:", "if False:"),
        "tests/governance/test_every_door.py::test_a_promise_that_came_after_the_signatures_stops_the_agreement",
    ),
    Break(
        "K17",
        "whoever wrote the agreement decides on it",
        change(f"{SIGNING}:_check_decides", "if row.by_id == by.user_id:", "if False:"),
        TESTS + "test_whoever_wrote_it_does_not_decide_on_it",
    ),
    Break(
        "K17",
        "signatures stay when the text is opened again",
        change(f"{SIGNING}:reopen_agreement", 'row.parties.update(signed_on=None, signed_how="", sitting=None)', "pass"),
        TESTS + "test_opened_again_every_signature_goes",
    ),
    Break(
        "K17",
        "what is being written is read by everybody",
        change("samre.governance.queries.agreements:_readable", "actor.role in WRITERS", "True"),
        TESTS + "test_what_is_being_written_is_read_by_those_who_write_and_decide",
    ),
    Break(
        "K18",
        "minutes are signed that were not read",
        change(f"{SITTINGS}:sign_minutes", "if row.revision != revision:", "if False:"),
        MEETINGS + "test_minutes_that_were_changed_since_they_were_read_are_not_signed",
    ),
    Break(
        "K18",
        "a process leader signs the minutes",
        change(f"{SITTINGS}:sign_minutes", "if by.role != Role.BOARD:", "if False:"),
        MEETINGS + "test_minutes_without_anybody_present_are_not_signed_nor_by_a_process_leader",
    ),
    Break(
        "K18",
        "minutes are signed before the meeting",
        change(f"{SITTINGS}:sign_minutes", "if row.on > timezone.localdate():", "if False:"),
        MEETINGS + "test_minutes_are_not_signed_before_the_meeting",
    ),
    Break(
        "K19",
        "the steering group sees how few the open cases are",
        change("samre.reporting.impact:_told", "suppressed(parts, least=least)", "dict(parts)"),
        "tests/reporting/test_open_impact.py::test_a_few_are_hidden_together_with_the_next_few_and_so_are_the_ways_they_go",
    ),
    Break(
        "K19",
        "a total of a few is told",
        change("samre.reporting.suppression:told_total", "None if 0 < total < least else total", "total"),
        "tests/web/test_moving.py::test_the_federation_sees_counts_without_small_ones",
    ),
    Break(
        "K19",
        "what was kept of the agreement is told person by person",
        change(f"{COUNTED}:_shared", "suppressed(counts, least=least)", "dict(counts)"),
        "tests/reporting/test_waits.py::test_each_kommun_sees_its_own_and_the_forbund_no_small_number",
    ),
    Break(
        "K20",
        "everybody reads everybody's deviations",
        change("samre.governance.queries.deviations:visible_to", "if actor.role == Role.PROCESS_LEAD or (", "if True or ("),
        "tests/governance/test_every_door.py::test_a_kommun_beside_reads_nothing_of_a_deviation_on_the_same_map",
    ),
    Break(
        "K20",
        "somebody else takes a deviation back",
        change(f"{HANDLING}:withdraw_deviation", "if by.user_id is None or row.by_id != by.user_id:", "if False:"),
        DEVIATIONS + "test_a_mistake_is_taken_back_by_who_made_it_while_nobody_handles_it_and_is_not_counted",
    ),
    Break(
        "K20",
        "another party answers",
        change(f"{HANDLING}:answer_deviation", "if not is_theirs:", "if False:"),
        DEVIATIONS + "test_only_process_leaders_handle_and_only_the_party_answers",
    ),
)  # fmt: skip
