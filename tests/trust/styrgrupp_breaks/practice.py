"""What is written about the map is never about a person, and what a group in a practice run sees (K14–K16)."""

from __future__ import annotations

from ..breaking import Broken
from ..samverkan_breaks.breaks import Break, change

NOBODY = "samre.governance.rules.nobody:persons_in"
GROUPS = "samre.governance.queries.practice_groups"
PLACING = "samre.governance.actions.practice_groups"
TESTS = "tests/governance/test_practice.py::"
ROOM = "tests/web/test_practice_room.py::TestTheRoom::"


def nobody_looks(broken: Broken) -> None:
    broken.change(NOBODY, "find_identifiers(text, names=names)", "()")


BREAKS = (
    Break(
        "K14",
        "a person stands in what is said of a box",
        nobody_looks,
        "tests/governance/test_requests.py::test_a_person_is_never_named_in_what_is_written_about_the_map",
    ),
    Break(
        "K14",
        "a person stands in what a group says",
        nobody_looks,
        TESTS + "test_nothing_about_a_person_is_kept_in_any_text_of_a_run",
    ),
    Break(
        "K14",
        "a person stands in a deviation",
        change("samre.governance.rules.deviations:wrong_text", "find_identifiers(text, names=names)", "()"),
        "tests/governance/test_deviations.py::test_a_sentence_about_somebody_is_refused_and_not_repeated",
    ),
    Break(
        "K14",
        "a person stands in an agreement",
        nobody_looks,
        "tests/governance/test_agreements.py::test_it_is_about_steps_and_parties_never_about_a_person",
    ),
    Break(
        "K14",
        "a person stands in what is said of a law",
        nobody_looks,
        "tests/governance/test_reviewing.py::test_what_is_written_of_the_law_names_no_person",
    ),
    Break(
        "K15",
        "an answer is taken after the end",
        change(f"{PLACING}:_place", "if run.state != PracticeState.OPEN and not paper:", "if False:"),
        TESTS + "test_what_is_sent_after_the_end_is_refused_with_a_reason",
    ),
    Break(
        "K15",
        "a box is said something of after the end",
        change(f"{PLACING}:_comment", "if run.state != PracticeState.OPEN:", "if False:"),
        TESTS + "test_what_is_sent_after_the_end_is_refused_with_a_reason",
    ),
    Break(
        "K15",
        "a code on a screen lets in for ever",
        change(f"{GROUPS}:holds", "timezone.now() < ends", "True"),
        ROOM + "test_a_code_that_has_run_out_is_no_way_in",
    ),
    Break(
        "K15",
        "any key is a group's",
        change(f"{GROUPS}:find_group", "print_of(secret) in group.keys", "True"),
        TESTS + "test_a_key_is_not_kept_and_a_wrong_one_is_nobodys",
    ),
    Break(
        "K16",
        "a group sees where the others placed a case",
        change(f"{GROUPS}:answers_of", "filter(group=group)", "filter(group__run=group.run)"),
        ROOM + "test_a_group_sees_nothing_of_what_the_others_answer",
    ),
    Break(
        "K16",
        "a group of one run answers in another",
        change("samre.web.views.practice_room:_group_in", " and group.run_id == run.pk", ""),
        ROOM + "test_a_group_of_one_run_is_nobody_in_another",
    ),
)
