"""One-time links: how a receiver without an account reads what was disclosed, and answers it.

The kommun makes the link, shows it and its code once, and lets them go by different roads. Nothing but hashes are kept; the
code's is made with the link in it, so that neither can be found from what the database holds.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..facts import end_of
from ..models import AnswerLink, Case, Disclosure, DisclosureState, LinkDoor, Person, Road
from ..rules.answer_forms import inbox_rules
from ..rules.consents import lock_consents
from ..rules.disclosures import check_still_covered, is_still_covered
from ..rules.permissions import Need
from .core import action, tell

TOKEN_BYTES, LONGEST = 32, 160
# Who ended a link whose consent no longer holds. Its door stays until its time is out, so that the page can say who closed it.
CONSENT_ENDED = "samtycket gäller inte längre"
OPEN = (DisclosureState.SENT, DisclosureState.RECEIVED)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that was just made. `token` and `code` are told here and nowhere else, ever again."""

    link: AnswerLink
    token: str
    code: str


@action("answer_link.make", needs=Need.WRITE)
def make_link(*, disclosure: Disclosure, sent_to: str, link_road: str, code_road: str, by: Actor) -> NewLink:
    """A link and a code for somebody named in `sent_to`. The ones made before for the same disclosure end."""
    roads = inbox_rules()["engångslänk"]["vägar"]
    disclosure.refresh_from_db(fields=["state"])
    if problems := _problems(disclosure, sent_to, link_road, code_road):
        raise Refused(problems)
    lock_consents(disclosure.case)
    check_still_covered(disclosure, at=timezone.now())
    for link in live_links(disclosure).select_for_update():
        shut(link, by=by.name)
    now, token, code = timezone.now(), secrets.token_urlsafe(TOKEN_BYTES), _new_code()
    link = AnswerLink.objects.create(
        owner_id=by.authority_id,
        disclosure=disclosure,
        sent_to=f"{sent_to.strip()}. Länken lämnas {_within(roads[link_road])}, koden {_within(roads[code_road])}.",
        token_sha256=hash_of_token(token),
        code_sha256=hash_of_code(token, code),
        made_at=now,
        made_by=by.name,
        valid_until=_until(disclosure, now),
    )
    LinkDoor.objects.create(
        token_sha256=link.token_sha256, leads_to_id=by.authority_id, valid_until=link.valid_until
    )
    until = timezone.localdate(link.valid_until)
    tell(disclosure.case, by=by, kind="answer_link.make", subject=disclosure.pk, until=until)
    about(link, category="utlämnande", link_road=link_road, code_road=code_road)
    return NewLink(link, token, code)


@action("answer_link.end", needs=Need.WRITE)
def end_link(*, link: AnswerLink, by: Actor) -> AnswerLink:
    """The link no longer opens anything. Ending it twice is ending it once."""
    link.refresh_from_db(from_queryset=AnswerLink.objects.select_for_update())
    if link.ended_at is None:
        shut(link, by=by.name)
        case = Disclosure.objects.select_related("case__person").get(pk=link.disclosure_id).case
        tell(case, by=by, kind="answer_link.end", subject=link.disclosure_id)
    about(link, category="utlämnande")
    return link


def shut(link: AnswerLink, *, by: str) -> None:
    """The row and its door, for actions that say the rest."""
    link.ended_at, link.ended_by = timezone.now(), by
    link.save(update_fields=["ended_at", "ended_by"])
    LinkDoor.objects.filter(token_sha256=link.token_sha256).delete()


def shut_links_to(person: Person, *, by: Actor) -> int:
    """Ends every link that leads to the person, for actions that say the rest; gives how many."""
    found = AnswerLink.objects.filter(disclosure__case__person=person, ended_at__isnull=True)
    links = list(found.select_related("disclosure__case").order_by("pk"))
    for link in links:
        shut(link, by=by.name)
        tell(link.disclosure.case, by=by, kind="answer_link.end", subject=link.disclosure_id)
    return len(links)


def close_links_without_consent(case: Case, *, by: Actor) -> None:
    """Ends the links of the case whose disclosure went by a consent that no longer covers it, for actions that end a consent. One
    that stands on another ground goes on."""
    found = AnswerLink.objects.filter(disclosure__case=case, ended_at__isnull=True)
    links = found.select_related("disclosure").defer("disclosure__packet", "disclosure__snapshot")
    for link in links.order_by("pk"):
        link.disclosure.case = case
        if not is_still_covered(link.disclosure, at=timezone.now()):
            close(link)
            tell(case, by=by, kind="answer_link.end", subject=link.disclosure_id)


def close(link: AnswerLink) -> None:
    """The link opens nothing for want of consent. A consent given later does not open it again."""
    link.ended_at, link.ended_by = timezone.now(), CONSENT_ENDED
    link.save(update_fields=["ended_at", "ended_by"])


def live_links(disclosure: Disclosure) -> QuerySet[AnswerLink]:
    """The links that still open something."""
    return AnswerLink.objects.filter(disclosure=disclosure, ended_at__isnull=True)


def hash_of_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def hash_of_code(token: str, code: str) -> str:
    """The link is part of it: who has the database and not the link can't try codes against it."""
    return sha256(f"{token}:{clean_code(code)}".encode()).hexdigest()


def clean_code(code: str) -> str:
    """As it is compared: however it was written down."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _new_code() -> str:
    rules = inbox_rules()["engångslänk"]
    signs, length = str(rules["kodens_tecken"]), int(rules["kodens_längd"])
    code = "".join(secrets.choice(signs) for _ in range(length))
    return f"{code[: length // 2]}-{code[length // 2 :]}"


def _within(text: str) -> str:
    """The text as it stands within a sentence."""
    return text[:1].lower() + text[1:]


def _until(disclosure: Disclosure, now: datetime) -> datetime:
    """Some weeks, and never a day that the receiver may still answer, or be reminded, before it has passed."""
    rules = inbox_rules()["engångslänk"]
    usual = now + timedelta(days=int(rules["gäller_dagar"]))
    if disclosure.answer_by is None:
        return usual
    last = disclosure.answer_by + timedelta(days=int(rules["efter_svarsdag"]))
    return max(usual, end_of(last) - timedelta(seconds=1))


def _problems(disclosure: Disclosure, sent_to: str, link_road: str, code_road: str) -> dict[str, str]:
    """Why no link can be made: field → sentence."""
    roads = inbox_rules()["engångslänk"]["vägar"]
    if disclosure.road != Road.LINK or disclosure.state not in OPEN:
        return {
            "": "En länk kan bara göras för ett underlag som är skickat med engångslänk och väntar på svar."
        }
    if disclosure.case.person.is_protected:
        return {"": "Personen har skyddade uppgifter. Lämna underlaget på papper i stället för med en länk."}
    problems = {}
    if not sent_to.strip():
        problems["till"] = "Skriv vem som ska få länken."
    elif len(sent_to) > LONGEST:
        problems["till"] = f"Skriv kortare, högst {LONGEST} tecken."
    if link_road not in roads:
        problems["lankens_vag"] = "Välj hur länken lämnas."
    if code_road not in roads:
        problems["kodens_vag"] = "Välj hur koden lämnas."
    elif code_road == link_road:
        problems["kodens_vag"] = "Koden får inte gå samma väg som länken. Välj en annan väg."
    return problems
