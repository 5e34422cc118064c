"""Letters from a case: begun, changed, finished once, or thrown away. What is finished is what was looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about
from samre.accounts.acts import action as plain_action
from samre.identifiers.person_numbers import find_person_numbers
from samre.identifiers.sensitive_text import Kind, find_identifiers, find_patterns, find_words, guard_words

from ..documents.forms.own import FILLERS
from ..documents.judged import own_of
from ..documents.paper import Paper
from ..documents.paper_data import paper_data
from ..documents.paper_parts import Picks, Questions
from ..models import Case, CertificateFile, PaperDraft, Record
from ..models.base import stamp
from ..queries.known_names import names_of_others
from ..queries.paper_drafts import ANSWER_BY, BY_US, RECEIVER, WAY, Written, written
from ..rules.consents import lock_consents
from ..rules.disclosures import disclosure_rules
from ..rules.paper_words import form_words, paper_words
from ..rules.permissions import Need, check_may
from .core import action
from .deeds import say_sent
from .paper_disclosures import disclose_paper
from .papers import keep_paper
from .standing import restate

LONGEST, EXCEPTIONS_SEEN = 4000, "undantag_sett"
NO_TEXT = (ANSWER_BY, RECEIVER, WAY)
POINTS_OUT = (Kind.NAME, Kind.PERSON_NUMBER, Kind.COORDINATION_NUMBER, Kind.BIRTHDAY)
TOO_LONG = f"Skriv kortare, högst {LONGEST} tecken."
HAS_NUMBER = "Det ser ut som ett personnummer. Ta bort det. Personens nummer står redan överst på pappret."
GONE = "Brevet är redan klart eller borttaget. Det ändras inte."


class DraftChanged(Stale):
    """Somebody else changed the letter meanwhile: nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(
            "Någon har ändrat brevet medan du skrev. Det du skrev står kvar här. Spara igen om din text ska gälla."
        )


@action("paper.start", needs=Need.WRITE)
def start_paper(
    *, case: Case, draft_id: UUID, form: str, about_id: UUID | None = None, by: Actor
) -> PaperDraft:
    """A letter of a form. `draft_id` was given to the page's form, so that the same click twice is one letter; so is one that
    was begun before and that nobody has written in yet. `about_id`: the läkarintyg it asks about."""
    if form not in FILLERS:
        raise Refused("Välj vilket brev det ska vara.")
    if about_id is not None and not CertificateFile.objects.filter(case=case, pk=about_id).exists():
        raise Refused("Läkarintyget finns inte i ärendet. Öppna brevet från intyget igen.")
    if form_words(form).get("om_intyg") and not CertificateFile.objects.filter(case=case).exists():
        raise Refused(
            "Det finns inget läkarintyg att komplettera. Lägg in intyget först, eller skriv Brev till vården."
        )
    there = _begun(case, draft_id, form, about_id)
    if there is not None:
        about(there, form=form)
        return there
    draft = PaperDraft(**stamp(by), id=draft_id, case=case, form=form, about=about_id)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        raise Refused("Brevet gick inte att börja. Försök en gång till.") from None
    about(draft, form=form)
    return draft


# No action on the case: it is saved while it is written, and neither moves nor tells anything.
@plain_action("paper.change", kind="paper")
def change_paper(*, draft: PaperDraft, edits: Mapping[str, Any], seen: int, by: Actor) -> PaperDraft:
    """Other words. `edits`: all of them, as `paper_parts` reads them; `seen`: the revision the writer had in front of her."""
    ground = check_may(by, Need.WRITE, draft.case)
    about(draft, case_id=draft.case_id, why=ground.text)
    now = PaperDraft.objects.select_for_update().get(pk=draft.pk)
    if now.finished_at is not None or now.dropped_at is not None:
        raise Refused(GONE)
    _check_texts(edits)
    if now.edits == edits:
        return now
    if now.revision != seen:
        raise DraftChanged
    now.edits, now.revision = dict(edits), now.revision + 1
    now.changed_at, now.changed_by = timezone.now(), by.name
    now.save(update_fields=["edits", "revision", "changed_at", "changed_by"])
    return now


@action("paper.finish", needs=Need.WRITE)
def finish_paper(
    *,
    draft: PaperDraft,
    shown: str,
    render: Callable[[Paper], bytes],
    exceptions_seen: bool = False,
    by: Actor,
) -> Record:
    """The letter is done: kept as PDF with its hash, in the register and in the timeline.

    `shown`: the digest of the paper that was looked at; another one, because a text or the case has changed, is Stale.
    A letter that we send needs a consent that covers it now (Denied), or a ground of its own, and is a disclosure; one that the
    person brings needs none. `exceptions_seen`: the writer has read it against what the person keeps back.
    """
    lock_consents(draft.case)
    now = PaperDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    now.case = draft.case
    if now.record is not None:
        return now.record
    whole = written(now, by)
    if whole.digest != shown:
        raise Stale("Brevet har ändrats sedan du läste det. Läs igenom det igen.")
    _check_whole(whole)
    if whole.cover is not None and whole.cover.exceptions and not exceptions_seen:
        raise Refused({EXCEPTIONS_SEEN: disclosure_rules()["brev"]["undantag"]})
    content = render(whole.paper)
    record = keep_paper(
        case=draft.case,
        paper=whole.paper,
        content=content,
        party=", ".join(whole.paper.receiver),
        direction=form_words(now.form).get("riktning", Record.Direction.OUT),
        about=now.pk,
        by=by,
    )
    now.record, now.finished_at, now.finished_by = record, timezone.now(), by.name
    now.party, now.kept = whole.to, paper_data(whole.paper)
    now.save(update_fields=["record", "finished_at", "finished_by", "party", "kept"])
    say_sent(draft.case, now.form, on=timezone.localdate(), by=by)
    restate(draft.case, on=timezone.localdate())
    let_out = disclose_paper(draft=now, whole=whole, record=record, packet=content, by=by)
    about(
        record,
        category="brev",
        form=now.form,
        on_consent=whole.cover is not None,
        ground=let_out.ground if let_out else "",
    )
    return record


@action("paper.drop", needs=Need.WRITE)
def drop_paper(*, draft: PaperDraft, by: Actor) -> None:
    """Throws a letter away that never went: its words with it."""
    now = PaperDraft.objects.select_for_update().get(pk=draft.pk)
    if now.finished_at is not None:
        raise Refused(GONE)
    about(now)
    now.edits, now.dropped_at, now.revision = {}, timezone.now(), now.revision + 1
    now.save(update_fields=["edits", "dropped_at", "revision"])


def _begun(case: Case, draft_id: UUID, form: str, about_id: UUID | None) -> PaperDraft | None:
    untouched = Q(about=about_id, revision=1, finished_at__isnull=True, dropped_at__isnull=True)
    return PaperDraft.objects.filter(Q(pk=draft_id) | untouched, case=case, form=form).order_by("-at").first()


def _check_whole(whole: Written) -> None:
    """What has to be right before a letter goes."""
    problems = {}
    own = whole.known.case.person.is_protected and "till_personen" in form_words(whole.draft.form)
    if whole.needs_receiver and not whole.to.strip() and not own:
        problems[RECEIVER] = "Skriv vem brevet går till."
    if whole.answer_by is not None and whole.answer_by < whole.known.on:
        problems[ANSWER_BY] = "Svarsdagen har passerat. Välj en dag från och med i dag."
    if whole.needs_way and not whole.way:
        problems[WAY] = paper_words()["lämnas"]["saknas"]
    for part in whole.parts:
        if isinstance(part, Picks | Questions) and part.required and not part.texts:
            problems[part.id] = part.required
    problems |= _pointing_out(whole)
    if found := _told_too_much(whole):
        problems[""] = f"Brevet får inte säga något om hälsa eller bidrag. Ta bort: {', '.join(found)}."
    if problems:
        raise Refused(problems)
    if whole.way.startswith(BY_US) and whole.cover is None:
        raise Denied(
            "Samtycket gäller inte längre. Hämta in ett nytt, eller låt personen lämna brevet själv."
        )


def _pointing_out(whole: Written) -> dict[str, str]:
    """Part → sentence where somebody has written who somebody else is, in a letter that we let out: no consent of hers covers that
    (R20). Of a protected person her own name neither (R52). Our own telephone number may stand there."""
    if whole.cover is None and not whole.ground:
        return {}
    case, problems = whole.known.case, {}
    own = own_of(case)
    for part, edit in whole.draft.edits.items():
        text = "" if part in NO_TEXT else "\n".join(_texts(edit))
        names = (*names_of_others(case, [text]), own.name)
        told = [
            one.text
            for one in find_identifiers(text, names=names)
            if one.kind in POINTS_OUT and (case.person.is_protected or not own.is_hers(one))
        ]
        if told:
            shown = ", ".join(f"”{word}”" for word in dict.fromkeys(told))
            problems[part] = str(guard_words()["i_fältet"]).format(ord=shown)
    return problems


def _told_too_much(whole: Written) -> list[str]:
    """Words of what the receiver has no part in, in what somebody wrote over the form's own text."""
    guard, kept_back = guard_words(), form_words(whole.draft.form).get("utan_ord", ())
    text = "\n".join(_texts(whole.draft.edits))
    found = [
        *find_words(text, {name: guard["ord"][name] for name in kept_back}),
        *find_patterns(text, {name: guard["mönster"].get(name, ()) for name in kept_back}),
    ]
    return sorted({item.text for item in found})


def _check_texts(edits: Mapping[str, Any]) -> None:
    problems = {}
    for id_, edit in edits.items():
        for text in _texts(edit):
            if len(text) > LONGEST:
                problems[id_] = TOO_LONG
            elif any(find_person_numbers(text)):
                problems[id_] = HAS_NUMBER
    day = str(edits.get(ANSWER_BY, {}).get("text", ""))
    if day and not _is_day(day):
        problems[ANSWER_BY] = "Skriv ett datum, till exempel 2026-12-12."
    if problems:
        raise Refused(problems)


def _texts(edit: Any) -> list[str]:
    """Every text in an edit, however deep."""
    if isinstance(edit, str):
        return [edit]
    parts = edit.values() if isinstance(edit, Mapping) else edit if isinstance(edit, list | tuple) else ()
    return [text for part in parts for text in _texts(part)]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
