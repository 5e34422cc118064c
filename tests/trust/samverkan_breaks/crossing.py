"""What the other side sees: the copy and nothing else, no longer than it may (R4, R5, R15), and that an answer is waited for."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from samre.accounts.roles import Role
from samre.casework.models import DeliveryKind, Disclosure

from ..breaking import Broken
from .breaks import Break, change, put

INBOX = "samre.casework.queries.inbox"
MAY = "samre.casework.rules.inbox"
LINKS = "samre.casework.actions.link_visits"
PLACES = "samre.casework.rules.places"
ORDERED = "samre.casework.rules.ordered_places"
PLACEMENTS = "samre.casework.actions.placements"
CROSS = "tests/web/test_answers_cross.py::"
LINK = "tests/web/test_answer_links.py::"
SHUT = "tests/web/test_answer_links_shut.py::TestConsent::"
DOOR = "tests/casework/actions/test_place_is_the_door.py::"
ENDED = "tests/web/test_consent_ended.py::"
EFFECTS = "tests/casework/actions/test_consent_effects.py::Effects::"
UNANSWERED = "tests/casework/test_unanswered.py::TestAnInbox::"


def read_from_the_case(broken: Broken) -> None:
    """The receiver's page is made of the kommun's rows as they are now."""
    from samre.casework.documents.judged import chosen_rows
    from samre.casework.documents.material import material
    from samre.casework.queries import inbox

    real = inbox.opened

    def opened(delivery: Any, actor: Any) -> Any:
        sent = Disclosure.objects.get(pk=delivery.source_ref)
        rows = chosen_rows(sent.items, material(sent.case, on=timezone.localdate()))
        told = [{"label": row.item.label, "texts": list(row.item.texts)} for row in rows]
        delivery.snapshot = {**delivery.snapshot, "sections": [{"heading": "Nu", "rows": told}]}
        return real(delivery, actor)

    broken.put(f"{INBOX}:opened", opened)


def answered_again(broken: Broken) -> None:
    broken.change(f"{LINKS}:_answer", "shut(link, by=JOB)", "pass")
    broken.change(f"{LINKS}:_find", " or link.disclosure.state not in OPEN", "")


def no_last_day(broken: Broken) -> None:
    for door in ("_at_door", "is_door"):
        broken.change(f"{LINKS}:{door}", ", valid_until__gt=timezone.now()", "")
    broken.change(f"{LINKS}:_find", " or link.valid_until <= timezone.now()", "")


def links_outlive_their_consent(broken: Broken) -> None:
    broken.put("samre.casework.actions.answer_links:close_links_without_consent", lambda case, by: None)
    broken.change(f"{LINKS}:_may_be_opened", "elif not _has_consent(link):", "elif False:")


def orders_in_the_inbox(broken: Broken) -> None:
    from samre.casework.rules.inbox import KINDS

    broken.patch.setitem(KINDS, Role.ASF, frozenset(DeliveryKind.values))
    broken.change(
        "samre.casework.rules.places:check_door", "if delivery.kind == DeliveryKind.PLACEMENT:", "if False:"
    )


BREAKS = (
    Break(
        "R4",
        "the receiver reads the case as it is now",
        read_from_the_case,
        CROSS + "TestNothingButTheCopy::test_what_is_changed_after_sending_is_not_seen",
    ),
    Break(
        "R4",
        "what nobody chose is in the copy",
        change(
            "samre.casework.documents.judged:chosen_rows",
            "if item.field in wanted",
            "if item.category != 'kontakt' or item.field in wanted",
            "wanted[item.field]",
            "wanted.get(item.field, {})",
        ),
        CROSS + "TestNothingButTheCopy::test_what_was_not_chosen_is_nowhere",
    ),
    Break(
        "R4",
        "the copy leads back to the case",
        change(
            "samre.casework.documents.snapshots:build_snapshot",
            '"kind": "utlamnande",',
            '"kind": "utlamnande", "case": str(disclosure.case_id),',
        ),
        "tests/casework/actions/test_disclosures.py::TestWhatIsSent::"
        "test_the_receivers_copy_is_the_same_and_carries_no_id_of_the_case",
    ),
    Break(
        "R4",
        "units share an inbox",
        change(f"{INBOX}:_own", ", unit_id=actor.unit_id", ""),
        CROSS + "TestNothingButTheCopy::test_a_colleague_at_another_unit_of_the_same_authority_never_sees_it",
    ),
    Break(
        "R4",
        "what was taken back is still open",
        change(f"{MAY}:check_own_and_open", "if delivery.closed_at is not None:", "if False:"),
        CROSS + "TestAcross::test_what_was_taken_back_is_closed_at_the_next_click",
    ),
    Break(
        "R4",
        "any code opens a link",
        change(f"{LINKS}:_try", "if compare_digest(", "if True or compare_digest("),
        LINK + "TestAnswering::test_a_wrong_code_answers_nothing",
    ),
    Break(
        "R4",
        "a link is answered again and again",
        answered_again,
        LINK + "TestAnswering::test_the_answer_becomes_facts_with_her_as_source_and_the_link_ends",
    ),
    Break(
        "R4",
        "codes can be tried without end",
        change(f"{LINKS}:_try", "if left <= 0:\n        shut(link, by=JOB)", "if False:\n        pass"),
        LINK + "TestTheWayIn::test_a_few_wrong_codes_end_the_link_for_good",
    ),
    Break(
        "R4",
        "a link has no last day",
        no_last_day,
        LINK + "TestTheWayIn::test_it_ends_with_its_time_and_the_round_clears_it_away",
    ),
    Break(
        "R15",
        "a link is read after the withdrawal",
        links_outlive_their_consent,
        SHUT + "test_what_nobody_has_read_is_not_read_after_it_is_withdrawn",
    ),
    Break(
        "R15",
        "a link is read after the consent has run out",
        change(f"{LINKS}:_may_be_opened", "elif not _has_consent(link):", "elif False:"),
        SHUT + "test_it_closes_when_the_consent_runs_out_before_any_round",
    ),
    Break(
        "R15",
        "a link is made after the withdrawal",
        change(
            "samre.casework.actions.answer_links:make_link",
            "check_still_covered(",
            "(lambda *_, **__: None)(",
        ),
        SHUT + "test_no_link_is_made_once_it_is_withdrawn",
    ),
    *(
        Break(
            "R15",
            f"{what} takes no lock",
            change(f"samre.casework.actions.{place}", lock, "pass"),
            f"tests/casework/test_locks_on_the_way_out.py::TestTheLock::{test}",
        )
        for what, place, lock, test in (
            ("a disclosure", "disclosures:_judge", "lock_consents(disclosure.case)", "test_a_disclosure"),
            ("a link", "answer_links:make_link", "lock_consents(disclosure.case)", "test_a_link"),
            ("an order", "placement_sending:send_placement", "lock_consents(case)", "test_an_order"),
            (
                "a question",
                "consultations:send_consultation",
                "lock_consents(case)",
                "test_a_question_with_a_name",
            ),
            ("a calling", "meetings:call_meeting", "lock_consents(case)", "test_a_calling"),
            ("minutes", "minutes:share_minutes", "lock_consents(case)", "test_minutes"),
        )
    ),
    Break(
        "R15",
        "a calling stays open after the withdrawal",
        put("samre.casework.actions.consent_effects:_close_callings", lambda case, receivers, by: None),
        EFFECTS + "test_the_receiver_finds_the_calling_closed_at_the_next_request",
    ),
    Break(
        "R15",
        "nobody looks at an insats whose consent is gone",
        put(
            "samre.casework.actions.consent_effects:_watch_placements", lambda case, receivers, how, by: None
        ),
        EFFECTS + "test_an_insats_goes_on_but_the_handler_is_told",
    ),
    Break(
        "R15",
        "a receiver never hears of the withdrawal",
        put("samre.casework.actions.consent_effects:_tell_who_got_something", lambda case, receivers: None),
        ENDED + "TestUnderlag::test_it_stays_readable_and_says_that_the_person_withdrew_and_on_which_day",
    ),
    Break(
        "R15",
        "a question with a name is answered after the withdrawal",
        put("samre.casework.actions.consent_effects:_close_questions", lambda case, receivers, how, by: None),
        ENDED + "TestQuestion::test_one_with_a_name_is_read_but_not_answered_and_the_kommun_sees_why",
    ),
    Break(
        "R15",
        "a calling waits for an answer when the meeting has been",
        put("samre.casework.actions.minutes:_end_calling", lambda seat: None),
        ENDED + "TestCalling::test_it_closes_when_the_minutes_are_shared_whatever_comes_after",
    ),
    Break(
        "R5",
        "a place is seen for ever",
        change(f"{PLACES}:check_place", "if on > last_day_shown(", "if False and on > last_day_shown("),
        "tests/casework/actions/test_placements.py::TestTheEnd::"
        "test_after_the_last_day_and_the_time_for_the_report_it_is_closed_by_itself",
    ),
    Break(
        "R5",
        "an ended place is still open",
        change(
            f"{PLACEMENTS}:close_access", "receiver = placement.receiver", "return 0\n    receiver = None"
        ),
        "tests/web/test_places.py::TestWhoMaySee::test_ended_is_gone_at_the_next_request",
    ),
    Break(
        "R5",
        "what else was told stays when the place is over",
        change(f"{PLACEMENTS}:close_access", "if has_place(", "if True or has_place("),
        DOOR + "TestWhatElseIsTold::test_it_closes_with_the_place",
    ),
    Break(
        "R5",
        "an enterprise is told of somebody who has no place there",
        change(f"{ORDERED}:why_no_place", "kind != AuthorityKind.ASF", "True"),
        DOOR + "TestWhatElseIsTold::test_nothing_is_let_out_where_she_has_no_place",
    ),
    Break(
        "R5",
        "it is sent though the place is over",
        change(
            "samre.casework.actions.disclosure_sending:send_disclosure",
            "if missing := why_no_place(",
            "if missing := (lambda *_, **__: '')(",
        ),
        DOOR + "TestWhatElseIsTold::test_nor_sent_when_the_place_is_over_meanwhile",
    ),
    Break(
        "R5",
        "an order lies in the inbox as well",
        orders_in_the_inbox,
        DOOR + "TestTheDoor::test_an_order_is_in_no_inbox_neither_while_it_goes_on_nor_after",
    ),
    Break(
        "R5",
        "nobody closes what is out of time",
        put("samre.casework.placement_rounds:_close", lambda row: None),
        DOOR + "TestWhatElseIsTold::test_the_nightly_round_closes_it_when_the_time_is_out",
    ),
    Break(
        "R5",
        "the places of another unit are seen",
        change("samre.casework.queries.asf_places:_of_unit", "Q(unit_id=actor.unit_id),", "Q(),"),
        "tests/web/test_places.py::TestWhoMaySee::test_a_handledare_elsewhere_finds_nothing",
    ),
    Break(
        "svar",
        "nobody is reminded",
        put("samre.casework.rules.reminder_ladder:rung_of", lambda kind, answer_by, on: None),
        UNANSWERED + "test_it_is_reminded_before_at_and_after_and_then_the_manager_is_asked",
    ),
    Break(
        "svar",
        "the ladder stops at its first rung",
        change("samre.casework.rules.reminder_ladder:rung_of", "due[-1]", "due[0]"),
        UNANSWERED + "test_it_is_reminded_before_at_and_after_and_then_the_manager_is_asked",
    ),
    Break(
        "svar",
        "the tasks stay when the answer has come",
        put("samre.casework.actions.inbox_reminders:settle_reminders", lambda disclosure, by: 0),
        UNANSWERED + "test_an_answer_ends_the_tasks_and_a_receipt_does_not",
    ),
)
