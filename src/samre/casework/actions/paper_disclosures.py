"""A letter that the kommun sends about somebody is a disclosure: with ground, assessor and frozen copy in the same register as
everything else that is let out (R11, R21)."""

from __future__ import annotations

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied

from ..documents.letter_copy import letter_snapshot
from ..documents.snapshots import sha256_of
from ..models import Disclosure, DisclosureState, PaperDraft, Record, Road
from ..models.base import stamp
from ..queries.paper_drafts import Written
from ..rules.disclosures import BY_CONSENT, asks_for, disclosure_rules, ground_of
from ..rules.inbox import written_reference
from ..rules.paper_words import form_words, paper_words
from .disclosures import new_reference
from .talks import sign_result


def disclose_paper(
    *, draft: PaperDraft, whole: Written, record: Record, packet: bytes, by: Actor
) -> Disclosure | None:
    """The letter in the register of disclosures; None where the person brings it herself, or it goes to her.

    For the action that finishes the letter: it holds the lock that a withdrawal takes, and has asked for the consent.
    """
    told = _told(whole)
    if told is None:
        return None
    if by.user_id is None:
        raise Denied(asks_for("bedömare"))
    ground, provisions = told
    words, cover, now = whole.telling, whole.cover, timezone.now()
    consents = dict(cover.consents) if cover else {}
    disclosure = Disclosure(
        **stamp(by),
        # The letter's own id: finished once, it is let out once.
        id=draft.pk,
        case=draft.case,
        state=DisclosureState.SENT,
        receiver_id=cover.receiver if cover else None,
        receiver_kind=whole.receiver_kind,
        receiver_name=", ".join(whole.paper.receiver),
        road=Road.PAPER,
        purpose=words["ändamål"],
        asked=whole.paper.purpose,
        items=[
            {"field": f"brev:{draft.form}", "category": code}
            | ({"consent": str(consents[code])} if code in consents else {})
            for code in words["kategorier"]
        ],
        ground=ground,
        consent_id=next(iter(consents.values()), None),
        reason=whole.paper.title if cover is None else "",
        assessed_by=by.name,
        assessed_title=by.title,
        assessed_at=now,
        answer_by=whole.answer_by,
        reference=new_reference(by),
        packet=packet,
        sent_at=now,
    )
    disclosure.snapshot = letter_snapshot(
        disclosure,
        whole.paper,
        provisions=provisions,
        valid_to=str(cover.valid_to) if cover else "",
        number=record.number,
        pdf_sha256=record.sha256,
    )
    disclosure.sha256 = sha256_of(disclosure.snapshot)
    disclosure.save(force_insert=True)
    _journal(disclosure, whole, by=by)
    return disclosure


def _told(whole: Written) -> tuple[str, tuple[str, ...]] | None:
    """The ground it goes on and its provisions; None where we let nothing out."""
    if whole.cover is not None:
        ground = ground_of(BY_CONSENT)
        return ground.code, ground.provisions
    words = form_words(whole.draft.form).get("lämnar_ut")
    if not words:
        return None
    asked = paper_words()["förmån"].get(whole.asked_of, {})
    ground = ground_of(words["grund"])
    return ground.code, (*ground.provisions, *([asked["lagrum"]] if asked else []))


def _journal(disclosure: Disclosure, whole: Written, *, by: Actor) -> None:
    """The note that says what was let out, to whom and why."""
    words, frozen = disclosure_rules()["anteckning"], disclosure.snapshot
    text = words["text"].format(
        mottagare=disclosure.receiver_name,
        ändamål=frozen["purpose"]["name"],
        grund=frozen["ground"]["name"],
        lagrum=", ".join(frozen["ground"]["provisions"]),
        vem=disclosure.assessed_by,
        titel=disclosure.assessed_title,
        innehåll=whole.paper.title,
        referens=written_reference(disclosure.reference),
        summa=disclosure.sha256,
    )
    sign_result(
        disclosure.case,
        heading=str(words["rubrik"]).format(mottagare=disclosure.receiver_name)[:120],
        text=text,
        source=words["källa"],
        happened_at=timezone.now(),
        by=by,
    )
