"""What is published, who reads it, and what it does to the cases that follow it (K7–K13)."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from samre.governance import append_only
from samre.governance.models.base import Final

from ..breaking import Broken
from ..samverkan_breaks.breaks import Break, change

PUBLISHING = "samre.governance.rules.publishing"
QUERIES = "samre.governance.queries"
MAPS = "samre.governance.maps"
MOVING = "samre.casework.moving"
BACK = "samre.pathway.exchange.bpmn_back"
TESTS = "tests/governance/test_drafts.py::"
DOORS = "tests/governance/test_every_door.py::"
CASES = "tests/casework/test_moving.py::"


def database_forgets(broken: Broken) -> None:
    """Neither the models nor the database say that a row never changes. The test's own transaction takes it back."""
    broken.patch.setattr(Final, "save", models.Model.save)
    broken.patch.setattr(Final, "delete", models.Model.delete)
    append_only.remove(connection)


def guards_come_back(broken: Broken) -> None:
    """Reading a BPMN file takes its conditions over the map's own."""
    from samre.pathway.exchange import bpmn_back
    from samre.pathway.writing.edit import Put, edited

    real = bpmn_back.merged

    def merged(texts: Any, pathway: Any, sketch: Any, drawn: Any) -> Any:
        found = real(texts, pathway, sketch, drawn)
        at = ("steg", "S05", "vägar", 0, "villkor")
        return bpmn_back.Merged(edited(found.texts, [Put("steg.yaml", at, "falskt")]), found.left_out)

    broken.put(f"{BACK}:merged", merged)


def nothing_is_written_down(broken: Broken) -> None:
    from samre.accounts import acts

    broken.patch.setattr(acts.Act, "record", lambda _self, **_more: None)


BREAKS = (
    Break(
        "K7",
        "a published version is changed and taken away",
        database_forgets,
        TESTS + "test_a_published_version_never_changes",
    ),
    Break(
        "K7",
        "files that were exchanged behind the program are read",
        change("samre.governance.rules.packing:opened", "if content_of(texts) != content:", "if False:"),
        DOORS + "test_a_version_that_is_not_as_it_was_published_is_read_by_nobody",
    ),
    Break(
        "K7",
        "something else than what was decided on is published",
        change("samre.governance.rules.packing:opened", "if content_of(texts) != content:", "if False:"),
        DOORS + "test_what_was_exchanged_after_the_decision_is_not_published",
    ),
    Break(
        "K8",
        "a draft nobody has decided on is published",
        change(f"{PUBLISHING}:check_publishable", "draft.state != DraftState.APPROVED or draft.decided_revision is None", "False"),
        DOORS + "test_nothing_is_published_that_nobody_decided",
    ),
    Break(
        "K8",
        "an older draft is published over a newer version",
        change(f"{PUBLISHING}:check_publishable", "if newest is None or newest.pk != draft.based_on_id:", "if False:"),
        TESTS + "test_a_draft_of_an_older_version_is_not_published_over_a_newer",
    ),
    Break(
        "K9",
        "a draft of another keeper's map is read",
        change(f"{QUERIES}.drafts:find_draft", "filter(pk=draft, keeper_id=keeper)", "filter(pk=draft)"),
        DOORS + "test_nobody_of_another_keeper_finds_a_draft_or_a_version",
    ),
    Break(
        "K9",
        "a version of another keeper's map is read",
        change(f"{QUERIES}.published:find_followed", "objects.filter(keeper_id=keeper)", "objects.all()"),
        DOORS + "test_nobody_of_another_keeper_finds_a_draft_or_a_version",
    ),
    Break(
        "K9",
        "an agenda takes up what another keeper has",
        change("samre.governance.actions.sittings:_points", "filter(pk=id_, keeper_id=keeper)", "filter(pk=id_)"),
        "tests/governance/test_sittings.py::test_a_point_about_what_another_keeper_has_is_refused",
    ),
    Break(
        "K10",
        "the kommun's own layer is gone when a new version comes",
        change(f"{MAPS}:find_map", "_with_layer(_read(begun), followed.layer)", "_read(begun)"),
        DOORS + "test_a_kommuns_own_value_stays_when_the_shared_map_gets_a_new_version",
    ),
    Break(
        "K10",
        "anybody writes a kommun's own values",
        change("samre.governance.rules.permissions:check_local", "actor.role != Role.PROCESS_LEAD or", ""),
        DOORS + "test_a_layer_is_written_by_its_own_kommun_only",
    ),
    Break(
        "K10",
        "a kommun stretches a limit of the law",
        change("samre.pathway.changes.layers:_check_days", "if limit.statutory and item.value > limit.days:", "if False:"),
        DOORS + "test_a_limit_of_the_law_is_not_stretched_by_a_kommun",
    ),
    Break(
        "K11",
        "a case moves though the change lies behind it",
        change(f"{MOVING}:move_ahead", " if course.is_ahead]", "]"),
        CASES + "test_another_limit_for_a_step_that_is_going_on_lies_behind_and_takes_a_yes",
    ),
    Break(
        "K11",
        "another next step is no change",
        change(f"{MOVING}:Course.is_ahead", "self.before == self.after and", ""),
        CASES + "test_a_case_that_would_get_another_next_step_takes_a_yes",
    ),
    Break(
        "K11",
        "a yes holds for a version that was never read",
        change(f"{MOVING}:_version_read", "if chart != to.id:", "if False:"),
        CASES + "test_only_who_may_write_in_the_case_says_yes_and_to_what_she_has_read",
    ),
    Break(
        "K12",
        "a condition drawn in another program becomes the map's",
        guards_come_back,
        "tests/pathway/exchange/test_bpmn.py::test_a_new_name_comes_back_and_a_new_condition_does_not",
    ),
    Break(
        "K13",
        "what is done to the map stands in no log",
        nothing_is_written_down,
        TESTS + "test_a_change_goes_from_draft_to_version_with_what_differs_in_words",
    ),
)  # fmt: skip
