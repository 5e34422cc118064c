"""Consent (R12–R19, R25)."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from samre.casework import append_only
from samre.casework.models.base import AppendOnly

from ..breaking import Broken
from .breaks import Break, change

RULES = "samre.casework.rules.consents"
CHOICES = "samre.casework.rules.consent_choices"
SAID = "samre.casework.rules.consent_said"
ACTIONS = "samre.casework.actions.consents"
COVER = "tests/casework/rules/test_consents.py::CoverTest::"
GIVING = "tests/casework/actions/test_consents.py::GivingTest::"
LACKING = "tests/casework/actions/test_consents.py::LackingTest::"
SINCE = "tests/casework/actions/test_consents.py::SinceTest::"
KEPT = "tests/casework/actions/test_consent_kept.py::TestKept::"
FOLLOW_UP = "tests/casework/actions/test_consents.py::FollowUpConsentTest::"
DISCLOSED = "tests/casework/actions/test_disclosed_by_consent.py::TestConsent::"


def remembered(broken: Broken) -> None:
    """What covered something once covers it for ever."""
    from samre.casework.rules import consents

    kept: dict[Any, Any] = {}
    real = consents.find_covers

    def find_covers(case: Any, **asked: Any) -> Any:
        found = real(case, **asked)
        for receiver, covers in found.items():
            for category, cover in covers.items():
                covers[category] = kept.setdefault((case.pk, receiver, category), cover) or cover
        return found

    broken.put(f"{RULES}:find_covers", find_covers)


def database_forgets(broken: Broken) -> None:
    """Neither the models nor the database say that a row never changes. The test's own transaction takes it back."""
    broken.patch.setattr(AppendOnly, "save", models.Model.save)
    append_only.remove(connection)


BREAKS = (
    Break(
        "R12",
        "nobody asks where it was given",
        change(f"{SAID}:check_said", "if not said.place.strip():", "if False:"),
        LACKING + "test_none_is_given_that_lacks_a_part",
    ),
    Break(
        "R12",
        "an oral yes takes no witness",
        change(f"{SAID}:_check_how", "if len(said.witness.split()) < 2:", "if False:"),
        LACKING + "test_none_is_given_that_lacks_a_part",
    ),
    Break(
        "R12",
        "what has to be said need not be",
        change(f"{SAID}:_check_reading", 'if set(said.told) != set(rules["sagt"]):', "if False:"),
        LACKING + "test_none_is_given_that_lacks_a_part",
    ),
    Break(
        "R12",
        "an e-signature takes no reference",
        change(f"{SAID}:_check_how", "if not said.signature_ref.strip():", "if False:"),
        LACKING + "test_none_is_given_that_lacks_a_part",
    ),
    Break(
        "R13",
        "it may hold for ever",
        change(f"{CHOICES}:_check_days", "if end > last_day(start):", "if False:"),
        LACKING + "test_none_is_prepared_that_lacks_a_part",
    ),
    Break(
        "R13",
        "anybody may be the receiver",
        change(f"{CHOICES}:_are_known", "return all(", "return True or all("),
        LACKING + "test_receivers_are_named_authorities_of_the_list_and_nobody_else",
    ),
    Break(
        "R13",
        "the förbund may be the receiver",
        change(f"{CHOICES}:receivers_for", 'kind__in=closed_lists()["mottagarslag"], ', ""),
        LACKING + "test_receivers_are_named_authorities_of_the_list_and_nobody_else",
    ),
    Break(
        "R13",
        '"allt" is a category',
        change(f"{CHOICES}:_check_lists", "one.category not in category_names()", "False"),
        "tests/casework/rules/test_consent_choices.py::TestChoices::"
        "test_a_category_and_a_purpose_stand_on_the_lists",
    ),
    Break(
        "R14",
        "the last day is not asked for",
        change(f"{RULES}:standing_scopes", ", consent__valid_to__gte=day", ""),
        COVER + "test_the_last_day_is_whole_to_the_second_where_the_office_is",
    ),
    Break(
        "R14",
        "the day ends at midnight in Greenwich",
        change(
            f"{RULES}:standing_scopes",
            "timezone.localdate(at)",
            "at.astimezone(__import__('datetime').UTC).date()",
        ),
        COVER + "test_the_last_day_is_whole_to_the_second_where_the_office_is",
    ),
    Break(
        "R14",
        "what has run out since it was assessed goes",
        change(f"{RULES}:standing_scopes", ", consent__valid_to__gte=day", ""),
        DISCLOSED + "test_run_out_between_assessment_and_sending_it_does_not_go",
    ),
    Break(
        "R15",
        "a withdrawal is not asked for",
        change(f"{RULES}:unended_scopes", "Q(kind=_WITHDRAWN) | ", ""),
        COVER + "test_a_withdrawn_consent_covers_no_moment_not_even_one_before",
    ),
    Break(
        "R15",
        "a withdrawal holds only from its own moment on",
        change(
            f"{RULES}:unended_scopes",
            "Q(kind=_WITHDRAWN) | Q(kind__in=_ENDS, at__lte=moment)",
            "Q(kind__in=(_WITHDRAWN, *_ENDS), at__lte=at)",
        ),
        COVER + "test_a_withdrawn_consent_covers_no_moment_not_even_one_before",
    ),
    Break(
        "R15",
        "the answer is remembered",
        remembered,
        DISCLOSED + "test_withdrawn_between_assessment_and_sending_it_does_not_go_and_says_why",
    ),
    Break(
        "R15",
        "nobody in the team is told",
        change(f"{ACTIONS}:_tell_the_team", "if case.is_open:", "if False:"),
        SINCE + "test_a_withdrawal_bites_at_once_and_is_one_action",
    ),
    Break(
        "R15",
        "the team is told what it was about",
        change(
            f"{ACTIONS}:withdraw_consent",
            "subject=consent.pk)",
            "subject=consent.pk, about=[one.category for one in consent.scopes.all()])",
        ),
        SINCE + "test_the_team_s_task_and_the_timeline_name_no_receiver_and_no_category",
    ),
    Break(
        "R16",
        "one category opens them all",
        change(f"{RULES}:find_covers", ".filter(category__in=wanted)", "", " if one.category == code", ""),
        COVER + "test_what_was_said_yes_to_is_covered_and_nothing_beside_it",
    ),
    Break(
        "R16",
        "one unit opens the whole authority",
        change(f"{RULES}:_reaches", " and scope.receiver_unit_id in (None, unit)", ""),
        COVER + "test_what_was_said_yes_to_is_covered_and_nothing_beside_it",
    ),
    Break(
        "R16",
        "one receiver opens them all",
        change(f"{RULES}:_reaches", "scope.receiver_id == receiver and ", ""),
        COVER + "test_what_was_said_yes_to_is_covered_and_nothing_beside_it",
    ),
    Break(
        "R16",
        "a yes to one receiver goes for every other",
        change(f"{RULES}:_reaches", "return ", "return True or "),
        DISCLOSED + "test_category_by_receiver_only_what_was_said_goes",
    ),
    Break(
        "R16",
        "one purpose opens them all",
        change(f"{RULES}:_covering", "consent__purpose=purpose, ", ""),
        DISCLOSED + "test_consent_for_another_purpose_is_no_ground",
    ),
    Break(
        "R16",
        "what has been taken away in part still goes",
        change(f"{RULES}:unended_scopes", '.exclude(pk__in=narrowed.values("scope_id"))', ""),
        SINCE + "test_narrowing_takes_away_what_was_named_and_no_more",
    ),
    Break(
        "R16",
        "the consent of any case will do",
        change(f"{RULES}:unended_scopes", ", consent__case=case)\n        .exclude", ")\n        .exclude"),
        COVER + "test_the_consent_of_one_case_covers_no_other",
    ),
    Break(
        "R16",
        "what she keeps back is forgotten",
        change(f"{RULES}:_cover", "for item in scope.consent.exceptions if", "for item in [] if"),
        DISCLOSED + "test_what_the_person_keeps_back_never_goes",
    ),
    Break(
        "R18",
        "what was given can be written over",
        database_forgets,
        GIVING + "test_what_has_been_given_is_never_changed",
    ),
    Break(
        "R18",
        "the text is made anew when it is shown",
        change(
            "samre.web.pages.consents:kept_text",
            "shown = bytes(row.shown)",
            "from samre.casework.documents.consent_text import words_in; shown = bytes(row.shown) + words_in('sv')['jag'].encode()",
        ),
        "tests/web/test_consents.py::SayingYesTest::test_the_text_is_byte_for_byte_what_was_shown_also_when_the_words_change",
    ),
    Break(
        "R18",
        "a text that was changed on its way is said yes to",
        change(
            f"{ACTIONS}:give_consent",
            "if digest(bytes(prepared.shown)) != prepared.shown_sha256:",
            "if False:",
        ),
        KEPT + "test_a_text_changed_on_its_way_is_not_said_yes_to",
    ),
    Break(
        "R18",
        "a text that was changed afterwards is shown as the one",
        change("samre.web.pages.consents:kept_text", "if digest(shown) == row.shown_sha256 else None", ""),
        KEPT + "test_a_text_changed_afterwards_behind_the_triggers_is_not_shown_as_the_one",
    ),
    Break(
        "R19",
        "the need of an interpreter is not asked for",
        change(f"{SAID}:_check_reading", "if said.interpreter_needed is None:", "if False:"),
        LACKING + "test_none_is_given_that_lacks_a_part",
    ),
    Break(
        "R19",
        "a mandate need not cover it",
        change(f"{SAID}:check_said", "and not said.mandate_covers", "and False"),
        LACKING + "test_a_representative_s_mandate_has_to_cover_it",
    ),
    Break(
        "R19",
        "a mandate that is over will do",
        change(f"{CHOICES}:checked", "if choices.giver and", "if False and"),
        GIVING + "test_a_mandate_that_has_ended_gives_no_consent",
    ),
    Break(
        "R19",
        "kind and scope of the mandate are not kept",
        change("samre.casework.documents.consent_text:mandate_of", 'return f"{rep', 'return "" and f"{rep'),
        GIVING + "test_a_representative_in_force_gives_it_with_kind_and_scope_as_they_were",
    ),
    Break(
        "R19",
        "a yes from whoever does not understand is taken",
        change(f"{SAID}:check_said", "and not said.understands:", "and False:"),
        GIVING + "test_doubt_about_capacity_is_no_consent_and_says_where_to_turn",
    ),
    Break(
        "R25",
        "a yes to the follow-up lets out",
        change(
            f"{RULES}:find_covers",
            "for one in own if one.category == code), None)",
            "for one in own if one.category == code), "
            "Cover(case.pk, timezone.localdate(at)) if case.follow_up_consents.filter(is_given=True).exists() else None)",
        ),
        FOLLOW_UP + "test_it_lets_nothing_out_and_tells_the_map_nothing",
    ),
    Break(
        "R25",
        "a yes to letting out is one to the follow-up",
        change(
            f"{ACTIONS}:_replace_earlier",
            "begins =",
            "case.follow_up_consents.create(**stamp(by), is_given=True, said_on=consent.given_on)\n    begins =",
        ),
        FOLLOW_UP + "test_a_consent_to_disclosure_is_none_to_the_follow_up",
    ),
)
