"""What every form begins and ends with: who sends it, to whom, about whom, and that it is no decision."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from samre.accounts.actors import Actor
from samre.accounts.models import User
from samre.certificate.wording import in_words
from samre.pathway.model import Pathway

from ...models import Case, Letterhead, OwnForm
from ...rules.identity import in_print
from ...rules.paper_words import common_words, form_words
from ...rules.settings import pathway_of
from ..paper import TO, Block, NewPage, Paper, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The letterhead and who writes. `handler` is empty where she has protected data of her own: then the unit answers.

    `role`: what she is called in the head. `closing`: the kommun's own line under every letter. `own_texts`: its own text for a
    form. `logo`: a data: address.
    """

    authority: str
    unit: str
    handler: str = ""
    title: str = ""
    phone: str = ""
    mail: str = ""
    address: tuple[str, ...] = ()
    closing: str = ""
    own_texts: tuple[tuple[str, str], ...] = ()
    logo: str = ""
    role: str = "handläggare"

    @property
    def lines(self) -> tuple[str, ...]:
        """The letterhead, from the top."""
        return tuple(line for line in (self.authority, self.unit, *self.address) if line)

    @property
    def contact(self) -> str:
        """How to reach whoever writes, in one line."""
        return ", ".join(part for part in (self.handler or self.unit, self.phone, self.mail) if part)


def sender_for(case: Case, actor: Actor) -> Sender:
    """Whoever writes, at the case's own unit, on the kommun's own paper. Three queries."""
    writer = (
        User.objects.filter(pk=actor.user_id).only("name", "is_protected").first() if actor.user_id else None
    )
    shown = writer is not None and not writer.is_protected
    return letterhead_of(
        case.owner_id,
        authority=actor.authority_name,
        unit=case.unit.name,
        phone=case.unit.phone,
        mail=case.unit.email,
        handler=actor.name if shown else "",
        title=actor.title if shown else "",
    )


def letterhead_of(owner: UUID, *, authority: str, **more: str) -> Sender:
    """A kommun's own paper. `authority`: what it is called until it has said what its letters call it. Two queries."""
    paper = Letterhead.objects.filter(owner_id=owner).first()
    own = OwnForm.objects.filter(owner_id=owner).exclude(text="").values_list("form", "text")
    return Sender(
        authority=(paper.name if paper else "") or authority,
        address=tuple(paper.address.splitlines()) if paper else (),
        closing=paper.closing if paper else "",
        own_texts=tuple(own),
        logo=_picture(paper) if paper else "",
        **more,
    )


def _picture(paper: Letterhead) -> str:
    if not paper.logo:
        return ""
    return f"data:{paper.logo_type};base64,{b64encode(bytes(paper.logo)).decode()}"


def head(
    case: Case,
    sender: Sender,
    *,
    to: str,
    on: date,
    identified: bool,
    with_number: bool = True,
    consent: str = "",
    answer_by: date | None = None,
) -> tuple[tuple[str, str], ...]:
    """The rows under the letterhead. `identified`: a paper inside secrecy, with name, number and case; else none of them.

    `with_number`: False where the receiver has no need of the number and the case (an employer). A protected person's name and
    number are lines to write on by hand: they are put in no file of ours that leaves.
    """
    words = common_words()["etiketter"]
    rows = [(TO, to.strip())] if to.strip() else []
    rows.append((words["datum"], in_words(on)))
    if identified:
        person = case.person
        hidden = person.is_protected
        number = "" if hidden else in_print(person.identity_kind, person.number or "")
        whose = (words["namn"], "" if hidden else person.name)
        own = [(words["ärende"], case.number), whose, (words["personnummer"], number)]
        rows += own if with_number else [whose]
    if consent:
        rows.append((words["samtycke"], consent))
    if answer_by:
        rows.append((words["svar_senast"], in_words(answer_by)))
    named = ", ".join(part for part in (sender.handler, sender.title.lower()) if part)
    writer = ((words[sender.role], named), (words["telefon"], sender.phone), (words["epost"], sender.mail))
    return (*rows, *(row for row in writer if row[1]))


def version_text(pathway: Pathway) -> str:
    """`SAMRE-kartan, version 2026-11 (a1b2c3d4)`: name, version and the start of the content's hash."""
    return f"{pathway.name}, version {pathway.id.removeprefix('samre-')} ({pathway.hash[:8]})"


def foot(pathway: Pathway) -> str:
    """What stands at the foot of every page: that it is no decision, and by which map it was made (R9)."""
    return str(common_words()["fot"].format(karta=version_text(pathway)))


def make_paper(
    form: str,
    case: Case,
    sender: Sender,
    blocks: Iterable[Block],
    *,
    to: str,
    on: date,
    identified: bool = True,
    with_number: bool = True,
    title: str = "",
    purpose: str = "",
    consent: str = "",
    answer_by: date | None = None,
    copy: bool = True,
    language: str = "sv",
) -> Paper:
    """A whole paper of a form: head and foot around `blocks`. It is called as the form is on the map, its purpose is that of
    `blankettmallar.yaml`. `copy`: the person gets one, and the paper says so."""
    pathway, words = pathway_of(case.pathway), form_words(form)
    ends = [dict(sender.own_texts).get(form, ""), sender.closing, common_words()["kopia"] if copy else ""]
    return Paper(
        form=form,
        title=title or pathway.forms[form].name,
        purpose=purpose or words.get("syfte", ""),
        sender=sender.lines,
        head=head(
            case,
            sender,
            to=to,
            on=on,
            identified=identified,
            with_number=with_number,
            consent=consent,
            answer_by=answer_by,
        ),
        blocks=_with_ends(tuple(blocks), [Text(text, quiet=True) for text in ends if text]),
        foot=foot(pathway),
        pathway=pathway.id,
        written_on=on,
        identified=identified,
        language=language,
        logo=sender.logo,
    )


def _with_ends(blocks: tuple[Block, ...], ends: list[Text]) -> tuple[Block, ...]:
    """The last lines of the letter go before a page to answer on."""
    page = next((place for place, block in enumerate(blocks) if isinstance(block, NewPage)), len(blocks))
    return (*blocks[:page], *ends, *blocks[page:])
