"""What a visitor with a one-time link does: opens it with the code, and answers. She has no account, and so no scope of her own:
the door (`LinkDoor`) says which kommun the link leads to, and everything after that is done in the kommun's scope.

What she does is logged in the kommun's chain. The case is locked before the link, as everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hmac import compare_digest

from django.db import transaction
from django.utils import timezone

from samre.accounts.actors import Actor, system_actor
from samre.accounts.acts import Refused, Stale
from samre.accounts.models import Authority
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.audit.log import Who, record

from ..documents.snapshots import receiver_name
from ..models import AnswerLink, Case, DeliveryKind, Disclosure, DisclosureAnswer, LinkDoor
from ..rules.answer_forms import CHOOSE, AnswerForm, answer_form, answer_forms, inbox_rules, read_answer
from ..rules.disclosures import is_still_covered
from .answer_links import CONSENT_ENDED, OPEN, close, hash_of_code, hash_of_token, shut
from .disclosure_answers import take_answer
from .disclosure_reads import note_reading
from .inbox import CHOOSE_ONE

JOB = "engångslänk"
WRONG = "Koden stämmer inte. Skriv den som du fick den."
NAME_LONGEST = 120


class Shut(Exception):
    """The link opens nothing: unknown, ended, out of date or answered. Which of them is not told."""


class Closed(Shut):
    """The kommun has closed it. Told only to her who has the code too."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visitor sees once the code was right: the disclosure, the ways to answer, and how many answers there are."""

    disclosure: Disclosure
    forms: tuple[AnswerForm, ...]
    seen: int


def is_door(token: str) -> bool:
    """Whether the link leads anywhere now."""
    return LinkDoor.objects.filter(token_sha256=hash_of_token(token), valid_until__gt=timezone.now()).exists()


def visit(*, token: str, code: str) -> Visit:
    """Opens the link. Raises Shut, or Refused when the code is wrong; each try counts, and too many end the link."""
    with _at_door(token) as kommun:
        wrong = ""
        with transaction.atomic():
            link = _find(token)
            wrong = _try(link, token, code, kommun)
            is_open = bool(wrong) or _may_be_opened(link, kommun)
            if not wrong and is_open:
                _note_first(link, kommun)
                _log(kommun, link, "answer_link.read")
                return _visit(link.disclosure)
        # Outside the transaction: that the link was shut, and every try, stays written.
        if not is_open:
            raise Closed
        raise Refused({"kod": wrong})


def answer_by_link(
    *,
    token: str,
    code: str,
    kind: str,
    given: Mapping[str, Sequence[str]],
    text: str,
    name: str,
    title: str,
    seen: int | None,
) -> None:
    """The visitor's answer, taken as any other. A receipt leaves the link open for the answer that follows; another ends it."""
    with _at_door(token) as kommun:
        with transaction.atomic():
            link = _find(token)
            wrong = _try(link, token, code, kommun)
            is_open = bool(wrong) or _may_be_opened(link, kommun)
            if not wrong and is_open:
                _answer(link, kommun, kind, given, text.strip(), name.strip(), title.strip(), seen)
        if not is_open:
            raise Closed
        if wrong:
            raise Refused({"kod": wrong})


def _answer(
    link: AnswerLink,
    kommun: Authority,
    kind: str,
    given: Mapping[str, Sequence[str]],
    text: str,
    name: str,
    title: str,
    seen: int | None,
) -> None:
    disclosure = link.disclosure
    form = answer_form(DeliveryKind.DISCLOSURE, disclosure.receiver_kind, kind)
    if form is None:
        raise Refused({CHOOSE: CHOOSE_ONE})
    problems = {} if name else {"namn": "Skriv ditt namn, så att avsändaren vet vem som har svarat."}
    if max(len(name), len(title)) > NAME_LONGEST:
        problems["namn"] = f"Skriv kortare, högst {NAME_LONGEST} tecken."
    try:
        choices = read_answer(form, given, text)
    except Refused as refused:
        problems |= refused.problems
    if problems:
        raise Refused(problems)
    if seen is not None and disclosure.answers.count() > seen:
        raise Stale(
            "Någon annan svarade medan du skrev. Ditt svar är inte skickat ännu: skicka det om det behövs."
        )
    take_answer(
        source_ref=disclosure.pk,
        kind=kind,
        choices=choices,
        text=text,
        came_on=timezone.localdate(),
        answerer=_visitor(disclosure, name, title),
        by=system_actor(kommun, JOB),
    )
    if not form.keeps_waiting:
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        shut(link, by=JOB)
    _log(kommun, link, "answer_link.answer", answer=kind)


@contextmanager
def _at_door(token: str) -> Iterator[Authority]:
    """In the scope of the kommun that the link leads to. A link that leads nowhere is logged too."""
    door = (
        LinkDoor.objects.select_related("leads_to")
        .filter(token_sha256=hash_of_token(token), valid_until__gt=timezone.now())
        .first()
    )
    if door is None:
        _log_unknown()
        raise Shut
    with acting_in(door.leads_to_id):
        yield door.leads_to


def _find(token: str) -> AnswerLink:
    """The link, locked after its case. Raises Shut where it no longer opens anything."""
    found = AnswerLink.objects.filter(token_sha256=hash_of_token(token))
    case = found.values_list("disclosure__case_id", flat=True).first()
    if case is None:
        raise Shut
    list(Case.objects.select_for_update(no_key=True).filter(pk=case).values_list("pk"))
    link = found.select_for_update(of=("self",)).select_related("disclosure__case__person").first()
    if link is None or link.valid_until <= timezone.now():
        raise Shut
    if (link.ended_at is not None and link.ended_by != CONSENT_ENDED) or link.disclosure.state not in OPEN:
        raise Shut
    return link


def _try(link: AnswerLink, token: str, code: str, kommun: Authority) -> str:
    """Empty when the code is right; else what to say. The last try there is ends the link."""
    if compare_digest(link.code_sha256, hash_of_code(token, code)):
        return ""
    link.attempts += 1
    link.save(update_fields=["attempts"])
    left = int(inbox_rules()["engångslänk"]["försök"]) - link.attempts
    if left <= 0:
        shut(link, by=JOB)
    _log(kommun, link, "answer_link.read", outcome="denied", why="fel kod", left=max(left, 0))
    if left <= 0:
        return "Koden var fel för många gånger. Länken gäller inte längre. Ring den som skickade den."
    return f"{WRONG} Du har {left} försök kvar." if left > 1 else f"{WRONG} Du har ett försök kvar."


def _may_be_opened(link: AnswerLink, kommun: Authority) -> bool:
    """Whether it may be read. Each opening lets it out anew, read before or not: consent has to hold now (R15). To her who has
    become protected no link leads (R52). A link that may not be opened is ended."""
    why = ""
    if link.disclosure.case.person.is_protected:
        why = "personen har skyddade uppgifter"
        shut(link, by=JOB)
    elif not _has_consent(link):
        why = CONSENT_ENDED
        if link.ended_at is None:
            close(link)
    if why:
        _log(kommun, link, "answer_link.read", outcome="denied", why=why)
    return not why


def _has_consent(link: AnswerLink) -> bool:
    return link.ended_at is None and is_still_covered(link.disclosure, at=timezone.now())


def _note_first(link: AnswerLink, kommun: Authority) -> None:
    """The first opening is told in the case."""
    if link.opened_at is None:
        link.opened_at = timezone.now()
        link.save(update_fields=["opened_at"])
        note_reading(
            source_ref=link.disclosure_id,
            answerer=_visitor(link.disclosure, "", ""),
            by=system_actor(kommun, JOB),
        )


def _visit(disclosure: Disclosure) -> Visit:
    return Visit(
        disclosure=disclosure,
        forms=answer_forms(DeliveryKind.DISCLOSURE, disclosure.receiver_kind),
        seen=DisclosureAnswer.objects.filter(disclosure=disclosure).count(),
    )


def _visitor(disclosure: Disclosure, name: str, title: str) -> Actor:
    """Who answers, as she says herself: no user, and of no authority that has rows here."""
    return Actor(
        user_id=None,
        name=name,
        title=title,
        assignment_id=None,
        role=Role.PARTNER,
        unit_id=None,
        unit_name="",
        authority_id=disclosure.receiver_id or disclosure.owner_id,
        authority_name=receiver_name(disclosure)[:120],
        authority_kind=disclosure.receiver_kind,
    )


def _log(
    kommun: Authority,
    link: AnswerLink,
    action: str,
    *,
    outcome: str = "ok",
    why: str = "den som har länken och koden",
    **detail: str | int | bool,
) -> None:
    record(
        who=system_actor(kommun, JOB).who,
        chain=str(kommun.pk),
        action=action,
        kind="answer_link",
        object_id=str(link.pk),
        case_id=str(link.disclosure.case_id),
        category="utlämnande",
        why=why,
        outcome=outcome,
        detail=detail,
    )


def _log_unknown() -> None:
    """Somebody tried a link that leads nowhere: in the installation's own chain, since it is nobody's."""
    nobody = Who(user="", name=JOB, title="", assignment="", role="besökare", unit="", authority="")
    record(
        who=nobody,
        chain="",
        action="answer_link.read",
        kind="answer_link",
        outcome="denied",
        why="okänd länk",
    )
