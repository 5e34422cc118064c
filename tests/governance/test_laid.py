"""What the steering group reads is what is published: a draft is laid as the version it would be, with its id and its first day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from samre.accounts.acts import Refused, Stale
from samre.governance.actions.drafts import (
    decide_draft,
    give_reason,
    mark_law,
    rebase_draft,
    submit_draft,
    take_back_draft,
)
from samre.governance.actions.first_days import set_first_day
from samre.governance.actions.versions import publish_draft
from samre.governance.maps import pathway_in, texts_of
from samre.governance.models import Draft, DraftRevision
from samre.governance.queries.draft_changes import differences
from samre.governance.queries.proofs import proof_of
from samre.governance.rules.heads import as_version
from samre.governance.rules.proving import Proved, prove
from samre.governance.rules.publishing import unexplained
from samre.governance.rules.reviewing import obstacles, paragraphs
from samre.pathway.changes.diff import diff
from samre.pathway.model import Pathway
from samre.pathway.writing.edit import Plain, Put, edited

from .factories import Federation, approve, make_draft, make_federation, publish_read, save, texts_of_draft

pytestmark = pytest.mark.django_db
TODAY, NEW_YEAR, LATER = date(2026, 11, 22), date(2027, 1, 1), date(2027, 3, 1)
AGAIN = date(2028, 1, 1)
SFB = ("lagar.yaml", "lagar", "SFB")
# A limit of the law's that follows from the number that is another from the new year.
PAST_THE_AGE = Put("steg.yaml", ("steg", "S14", "öppen_när"), "alder < värde.pensionsfraga")
# An amount of the small map's that nobody has read a source for.
UNREAD = "källa.pensionsfraga"


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def saved(federation: Federation, *puts: Put) -> Draft:
    """A draft with another advice at S08, and what else is put in it."""
    draft = make_draft(federation)
    changes = [Put("steg.yaml", ("steg", "S08", "frist", "dagar"), 21), *puts]
    save(draft, federation, edited(texts_of_draft(draft), changes))
    return draft


def lay(draft: Draft, federation: Federation, begins: date = NEW_YEAR) -> Draft:
    draft.refresh_from_db()
    laid = submit_draft(
        draft=draft.pk, revision=draft.revision, valid_from=begins, next_review=AGAIN, by=federation.lead
    )
    draft.refresh_from_db()
    return laid


def shown(draft: Draft) -> Pathway:
    proved = proof_of(draft, on=TODAY)
    assert proved.pathway is not None
    return proved.pathway


def in_law(value: Plain, *more: Plain) -> Put:
    return Put(SFB[0], (*SFB[1:], *map(str, more)), value)


def test_what_is_laid_is_what_is_published_to_the_letter(federation: Federation) -> None:
    draft = saved(federation)
    lay(draft, federation)
    read = texts_of_draft(draft)
    approve(draft, federation)
    version = publish_read(draft=draft.pk, by=federation.lead)
    assert texts_of(version) == read
    assert version.decided is not None
    assert version.decided.hash == version.content
    assert version.hash == DraftRevision.objects.get(draft=draft, number=version.decided.revision).hash
    assert (pathway_in(version).id, pathway_in(version).valid_from) == (version.chart, NEW_YEAR)


def test_a_number_that_is_another_on_the_first_day_is_read_before_the_decision(
    federation: Federation,
) -> None:
    draft = saved(federation)
    lay(draft, federation)
    found = differences(texts_of(draft.based_on), texts_of_draft(draft))
    lines = [line for thing in found.things for line in thing.lines]
    assert ("Ålder är minst 63 år", "Ålder är minst 64 år") in [(one.before, one.after) for one in lines]
    told = [str(one) for one in diff(pathway_in(draft.based_on), shown(draft)) if one.thing != "kartan"]
    approve(draft, federation)
    assert publish_read(draft=draft.pk, by=federation.lead).changes == told


def test_a_version_that_is_drawn_anew_says_how(federation: Federation) -> None:
    draft = make_draft(federation)
    lane = Put("ritning.yaml", ("ritning", "banor", "person", "namn"), "Den sjukskrivna")
    save(draft, federation, edited(texts_of_draft(draft), [lane]))
    lay(draft, federation)
    approve(draft, federation)
    told = publish_read(draft=draft.pk, by=federation.lead).changes
    assert [one for one in told if "Ritningen" in one] == [
        "Ritningen: banan Personen heter nu Den sjukskrivna."
    ]


def test_the_history_says_that_it_was_laid_and_for_which_day(federation: Federation) -> None:
    draft = saved(federation)
    lay(draft, federation)
    row = DraftRevision.objects.get(draft=draft, number=draft.revision)
    assert (row.number, row.what) == (3, "Lades för beslut, för att gälla från den 1 januari 2027.")
    assert row.by_id == federation.lead.user_id


def test_taken_back_it_can_be_laid_for_another_day(federation: Federation) -> None:
    draft = saved(federation)
    lay(draft, federation)
    take_back_draft(draft=draft.pk, revision=draft.revision, by=federation.lead)
    lay(draft, federation, date(2026, 12, 1))
    assert shown(draft).valid_from == date(2026, 12, 1)
    approve(draft, federation)
    assert publish_read(draft=draft.pk, by=federation.lead).valid_from == date(2026, 12, 1)


def test_what_was_read_before_it_was_laid_for_another_day_is_neither_published_nor_taken_back(
    federation: Federation,
) -> None:
    draft = saved(federation)
    lay(draft, federation)
    approve(draft, federation)
    seen = draft.revision
    take_back_draft(draft=draft.pk, revision=seen, by=federation.second_lead)
    lay(draft, federation, date(2026, 12, 15))
    approve(draft, federation)
    with pytest.raises(Stale, match="på nytt sedan du öppnade sidan"):
        publish_draft(draft=draft.pk, revision=seen, news="Gäller från 1 januari.", by=federation.lead)
    with pytest.raises(Stale, match="Lades för beslut"):
        take_back_draft(draft=draft.pk, revision=seen, by=federation.lead)


def test_a_yes_is_for_the_day_it_was_laid_for(federation: Federation) -> None:
    draft = saved(federation)
    lay(draft, federation)
    approve(draft, federation)
    Draft.objects.filter(pk=draft.pk).update(valid_from=LATER)
    with pytest.raises(Stale, match="en annan dag"):
        publish_read(draft=draft.pk, by=federation.lead)


def test_no_yes_is_given_once_the_first_day_has_passed(federation: Federation) -> None:
    draft = saved(federation)
    lay(draft, federation)
    with time_machine.travel(datetime(2027, 1, 2, 12, tzinfo=UTC)):
        with pytest.raises(Refused, match="har passerat"):
            approve(draft, federation)
        returned = decide_draft(
            draft=draft.pk,
            revision=draft.revision,
            outcome="aterremiss",
            reason="Ny dag.",
            by=federation.board,
        )
    assert returned.outcome == "aterremiss"


def test_what_the_law_is_to_be_read_for_on_the_first_day_is_read_before_it_is_laid(
    federation: Federation,
) -> None:
    draft = saved(federation, PAST_THE_AGE)
    read_all(draft, federation)
    assert not obstacles(draft, revision=draft.revision, on=TODAY)
    with pytest.raises(Refused, match="1 lagrum är inte läst") as refused:
        lay(draft, federation)
    assert "gäller_från" in refused.value.problems
    draft.refresh_from_db()
    assert draft.revision == 2
    set_first_day(draft=draft.pk, revision=2, valid_from=NEW_YEAR, by=federation.lead)
    draft.refresh_from_db()
    assert "64 år" in "".join(paragraphs(draft, shown(draft))[0].new)
    read_all(draft, federation)
    assert lay(draft, federation).state == "granskas"


def read_all(draft: Draft, federation: Federation) -> None:
    draft.refresh_from_db()
    for one in paragraphs(draft, shown(draft)):
        mark_law(
            draft=draft.pk, law=one.law, place=one.place, text=one.text, verdict="stammer", note="",
            by=federation.second_lead,
        )  # fmt: skip


def test_a_mark_holds_for_what_is_taken_away_too(federation: Federation) -> None:
    """The same words stand in place of others once a newer version has been taken in."""
    commitment = ("steg", "S14", "åtagande")
    draft = saved(federation, Put("steg.yaml", commitment, "Försäkringskassan prövar."))
    early = saved(federation, Put("steg.yaml", commitment, "Försäkringskassan prövar och skriver varför."))
    for one in (draft, early):
        read_all(one, federation)
    lay(early, federation)
    publish_read(draft=approve(early, federation).pk, by=federation.lead)
    rebase_draft(draft=draft.pk, revision=draft.revision, by=federation.lead)
    draft.refresh_from_db()
    assert any("skriver varför" in "".join(one.gone) for one in paragraphs(draft, shown(draft)))
    assert [one.kind for one in obstacles(draft, revision=draft.revision, on=TODAY)] == ["law"]


def test_a_first_day_alone_changes_nothing(federation: Federation) -> None:
    draft = make_draft(federation)
    row = set_first_day(draft=draft.pk, revision=1, valid_from=LATER, by=federation.lead)
    assert row.what == "Första dagen sattes till den 1 mars 2027."
    assert [one.kind for one in obstacles(draft, revision=2, on=TODAY)] == ["change"]


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2026, 10, 31)])
def test_a_first_day_has_not_been(federation: Federation, day: date) -> None:
    draft = make_draft(federation)
    with pytest.raises(Refused) as refused:
        set_first_day(draft=draft.pk, revision=1, valid_from=day, by=federation.lead)
    assert "gäller_från" in refused.value.problems


def test_a_newer_version_is_taken_in_though_both_have_a_first_day(federation: Federation) -> None:
    late, early = (
        saved(federation),
        saved(federation, Put("steg.yaml", ("steg", "S08", "råd"), "Ring först.")),
    )
    for draft in (late, early):
        lay(draft, federation)
    approve(early, federation)
    publish_read(draft=early.pk, by=federation.lead)
    take_back_draft(draft=late.pk, revision=late.revision, by=federation.lead)
    late.refresh_from_db()
    taken = rebase_draft(draft=late.pk, revision=late.revision, by=federation.lead)
    assert taken.what == "Hämtade in version 2."


def test_what_the_map_in_force_is_warned_of_the_same_day_is_not_new(federation: Federation) -> None:
    draft = saved(federation)
    texts = as_version(draft, texts_of_draft(draft), valid_from=date(2027, 6, 1))
    proved = prove(texts, on=TODAY)
    assert "lagkontroll.SFB" in [item.id for item in proved.warnings]
    assert unexplained(draft, proved) == ()


def test_what_the_draft_itself_lets_pass_before_the_first_day_asks_for_a_reason_when_it_is_laid(
    federation: Federation,
) -> None:
    draft = saved(federation, in_law(date(2026, 12, 20), "nästa_kontroll"))
    with pytest.raises(Refused, match="1 varning är ny"):
        lay(draft, federation)
    set_first_day(draft=draft.pk, revision=2, valid_from=NEW_YEAR, by=federation.lead)
    give_reason(draft=draft.pk, obligation="lagkontroll.SFB", reason="Läses i januari.", by=federation.lead)
    lay(draft, federation)
    approve(draft, federation)
    with time_machine.travel(datetime(2026, 12, 30, 12, tzinfo=UTC)):
        version = publish_read(draft=draft.pk, by=federation.lead)
    assert [one["id"] for one in version.proof["let_through"]] == ["lagkontroll.SFB"]


def test_another_amount_without_a_source_asks_for_a_reason_that_holds_for_it_alone(
    federation: Federation,
) -> None:
    draft = saved(federation)
    assert UNREAD in [item.id for item in prove_of(draft).warnings]
    assert unexplained(draft, prove_of(draft)) == ()
    for number in (55, 56):
        save(draft, federation, edited(texts_of_draft(draft), [amount_of(number)]))
        assert [item.id for item in unexplained(draft, prove_of(draft))] == [UNREAD]
        give_reason(draft=draft.pk, obligation=UNREAD, reason="Läses snart.", by=federation.lead)
        assert unexplained(draft, prove_of(draft)) == ()


def amount_of(number: int) -> Put:
    spans: Plain = [{"från": date(2025, 1, 1), "till": None, "värde": number}]
    return Put("varden.yaml", ("värden", "pensionsfraga", "perioder"), spans)


def prove_of(draft: Draft) -> Proved:
    return prove(texts_of_draft(draft), on=TODAY)


def test_another_warning_in_the_same_words_is_new(federation: Federation) -> None:
    assert timezone.localdate() < NEW_YEAR
    programme: dict[str, Plain] = {
        "namn": "Prövoplats", "aktör": "KOM", "gäller_från": date(2024, 1, 1), "gäller_till": date(2025, 12, 31)
    }  # fmt: skip
    first = saved(federation, Put("varden.yaml", ("program", "provplats"), programme))
    give_reason(draft=first.pk, obligation="program.provplats", reason="Ett nytt kommer.", by=federation.lead)
    lay(first, federation)
    approve(first, federation)
    publish_read(draft=first.pk, by=federation.lead)
    second = make_draft(federation)
    texts = edited(texts_of_draft(second), [Put("varden.yaml", ("program", "annat"), programme)])
    new = unexplained(second, prove(texts, on=TODAY))
    assert [item.id for item in new] == ["program.annat"]
