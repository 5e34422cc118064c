"""Who writes and who decides, and what has to be true of a change before it is decided on (K1–K6)."""

from __future__ import annotations

from ..samverkan_breaks.breaks import Break, change

PERMISSIONS = "samre.governance.rules.permissions"
VERSIONS = "samre.governance.actions.versions"
PUBLISHING = "samre.governance.rules.publishing"
REVIEWING = "samre.governance.rules.reviewing"
ACTIONS = "samre.governance.actions.drafts"
TESTS = "tests/governance/test_drafts.py::"
DOORS = "tests/governance/test_every_door.py::"
FIRST_DAY = "tests/governance/test_first_day.py::"
READ = "tests/governance/test_reviewing.py::"
SAVED = "DraftRevision.objects.filter(draft=draft)"
NOT_LAID = f'{SAVED}.exclude(what__startswith="Lades")'
AS_WRITTEN = "_save(row, unpack(DraftRevision.objects.get(draft=row, number=row.revision).files),"
LAID = "tests/governance/test_laid.py::"


BREAKS = (
    Break(
        "K1",
        "whoever wrote on it decides",
        change(f"{PERMISSIONS}:who_wrote", "draft.by_id, *saved, *reasons", "None,"),
        TESTS + "test_who_wrote_on_it_does_not_decide",
    ),
    Break(
        "K1",
        "whoever laid it before the group decides",
        change(f"{PERMISSIONS}:who_wrote", SAVED, NOT_LAID),
        FIRST_DAY + "test_who_laid_it_before_the_group_does_not_decide_though_another_wrote_it",
    ),
    Break(
        "K1",
        "whoever explained a warning away decides",
        change(f"{PERMISSIONS}:who_wrote", ", *reasons", ""),
        FIRST_DAY + "test_who_said_why_a_warning_may_stand_does_not_decide",
    ),
    Break(
        "K1",
        "a process leader decides",
        change(f"{PERMISSIONS}:check_decides", "if actor.role != Role.BOARD or", "if"),
        DOORS + "test_a_process_leader_who_has_written_none_of_it_does_not_decide_either",
    ),
    Break(
        "K2",
        "anybody of the map writes on it",
        change(f"{PERMISSIONS}:check_writes", "actor.role != Role.PROCESS_LEAD or", ""),
        TESTS + "test_only_process_leaders_of_the_map_write_on_it",
    ),
    Break(
        "K2",
        "a process leader of another map writes on it",
        change(f"{PERMISSIONS}:check_writes", "or keeper_of(actor.authority_id) != keeper", ""),
        TESTS + "test_only_process_leaders_of_the_map_write_on_it",
    ),
    Break(
        "K3",
        "a map with a hole is laid for decision",
        change(f"{REVIEWING}:_obstacles", "if proved.errors:", "if False:"),
        DOORS + "test_what_is_wrong_is_not_laid_for_decision",
    ),
    Break(
        "K3",
        "a map with a hole is decided on",
        change(f"{PUBLISHING}:check_provable", "if proved.errors:", "if False:"),
        DOORS + "test_nor_decided_on_where_it_came_there_all_the_same",
    ),
    Break(
        "K3",
        "a map with a hole is published",
        change(f"{PUBLISHING}:check_provable", "if proved.errors:", "if False:"),
        DOORS + "test_nor_published_though_it_was_decided",
    ),
    Break(
        "K4",
        "a new warning needs no reason",
        change(f"{REVIEWING}:_obstacles", "if left := unexplained(draft, proved):", "if left := ():"),
        DOORS + "test_what_is_wrong_is_not_laid_for_decision",
    ),
    Break(
        "K4",
        "a reason holds whatever the warning comes to say",
        change(f"{PUBLISHING}:_has_reason", "filter(obligation=obligation, detail=detail)", "filter(obligation=obligation)"),
        DOORS + "test_a_reason_holds_for_the_words_it_was_given_for",
    ),
    Break(
        "K4",
        "a warning nobody has explained is published",
        change(f"{PUBLISHING}:check_provable", "    if left:", "    if False:"),
        DOORS + "test_nor_published_though_it_was_decided",
    ),
    Break(
        "K4",
        "another warning in the same words is an old one",
        change(f"{PUBLISHING}:_said", "item.id, detail_of(item)", '"", detail_of(item)'),
        LAID + "test_another_warning_in_the_same_words_is_new",
    ),
    Break(
        "K4",
        "another amount without a source is an old warning",
        change("samre.governance.rules.proving:detail_of", "str(item)", "item.text"),
        LAID + "test_another_amount_without_a_source_asks_for_a_reason_that_holds_for_it_alone",
    ),
    Break(
        "K5",
        "the law is not read for what the map says on its first day",
        change(f"{ACTIONS}:submit_draft", "check_as_begun(row, revision=row.revision, on=today)", "pass"),
        LAID + "test_what_the_law_is_to_be_read_for_on_the_first_day_is_read_before_it_is_laid",
    ),
    Break(
        "K5",
        "a paragraph that is touched need not be read",
        change(f"{REVIEWING}:_unread", "    if unread:", "    if False:"),
        READ + "test_nothing_is_laid_for_decision_before_the_law_is_read",
    ),
    Break(
        "K5",
        "a paragraph that is to be mended goes through",
        change(f"{REVIEWING}:_unread", "    if wrong:", "    if False:"),
        READ + "test_a_paragraph_to_be_mended_stops_it",
    ),
    Break(
        "K5",
        "a mark holds for words that nobody read",
        change(f"{REVIEWING}:_paragraph", "if mark.text == words", "if True"),
        READ + "test_a_mark_holds_only_for_the_words_that_were_read",
    ),
    Break(
        "K5",
        "a mark holds though something else is taken away than what was read",
        change(f"{REVIEWING}:Paragraph.text", ', *(f"{_NO_MORE}{line}" for line in self.gone)', ""),
        LAID + "test_a_mark_holds_for_what_is_taken_away_too",
    ),
    Break(
        "K5",
        "the yes asks nobody about the law",
        change(f"{ACTIONS}:decide_draft", "check_read(row, revision=revision, on=timezone.localdate())", "pass"),
        READ + "test_a_mark_that_comes_while_the_draft_lies_for_decision_stops_the_yes_and_not_the_no",
    ),
    Break(
        "K5",
        "what is to be mended after the yes is published all the same",
        change(f"{VERSIONS}:publish_draft", "check_read(row, revision=revision, on=timezone.localdate())", "pass"),
        READ + "test_a_mark_that_comes_after_the_yes_stops_the_publication_until_it_is_read_again",
    ),
    Break(
        "K5",
        "whoever wrote on it says that the law is right",
        change(f"{PERMISSIONS}:why_not_mark", "if actor.user_id in who_wrote(draft):", "if False:"),
        DOORS + "test_whoever_wrote_on_it_does_not_say_that_the_law_is_right",
    ),
    Break(
        "K6",
        "who saves last wins",
        change(f"{ACTIONS}:save_draft", "if row.revision != revision:", "if False:"),
        TESTS + "test_two_who_save_at_once_do_not_write_over_each_other",
    ),
    Break(
        "K6",
        "it is written on while it lies for decision",
        change(f"{ACTIONS}:_open", "if row.state != DraftState.WRITTEN:", "if False:"),
        TESTS + "test_a_decision_holds_for_what_was_decided_on_and_for_nothing_later",
    ),
    Break(
        "K6",
        "the group decides on the map of another day than it is published for",
        change(f"{ACTIONS}:submit_draft", "_save(row, begun,", AS_WRITTEN),
        LAID + "test_what_is_laid_is_what_is_published_to_the_letter",
    ),
    Break(
        "K6",
        "a yes is given for a day that has been",
        change(f"{ACTIONS}:decide_draft", "check_not_begun(row, on=timezone.localdate())", "pass"),
        LAID + "test_no_yes_is_given_once_the_first_day_has_passed",
    ),
    Break(
        "K6",
        "a page from before it was laid for another day publishes it",
        change(f"{PUBLISHING}:check_publishable", "if draft.revision != revision:", "if False:"),
        LAID + "test_what_was_read_before_it_was_laid_for_another_day_is_neither_published_nor_taken_back",
    ),
    Break(
        "K6",
        "what was taken back is still decided on",
        change(f"{ACTIONS}:take_back_draft", "DraftState.WRITTEN, None", "DraftState.APPROVED, row.revision"),
        TESTS + "test_a_decision_holds_for_what_was_decided_on_and_for_nothing_later",
    ),
)  # fmt: skip
