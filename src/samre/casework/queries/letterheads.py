"""How a kommun's own letters look."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from samre.accounts.actors import Actor

from ..models import Case, Letterhead, OwnForm
from ..rules.paper_words import paper_words
from ..rules.settings import pathway_now


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFormRow:
    """A form and what the kommun has made its own of it."""

    id: str
    name: str
    has_text: bool
    word_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterheadPage:
    """The kommun's letterhead and its forms. `authority`: what stands there until it has its own."""

    authority: str
    name: str
    address: str
    closing: str
    has_logo: bool
    revision: int
    forms: tuple[OwnFormRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFormPage:
    """One form as the kommun has it."""

    id: str
    name: str
    text: str
    word_name: str
    revision: int


def letterhead_page(actor: Actor) -> LetterheadPage:
    """Two queries."""
    row = find_letterhead(actor) or Letterhead(revision=0)
    own = {one.form: one for one in OwnForm.objects.filter(owner_id=actor.authority_id).defer("word")}
    return LetterheadPage(
        authority=actor.authority_name,
        name=row.name,
        address=row.address,
        closing=row.closing,
        has_logo=bool(row.logo_type),
        revision=row.revision,
        forms=tuple(_row(id_, name, own.get(id_)) for id_, name in form_names().items()),
    )


def own_form_page(actor: Actor, form: str) -> OwnFormPage | None:
    """One form; None where there is none of that id."""
    name = form_names().get(form)
    if name is None:
        return None
    row = OwnForm.objects.filter(owner_id=actor.authority_id, form=form).defer("word").first()
    return OwnFormPage(
        id=form,
        name=name,
        text=row.text if row else "",
        word_name=row.word_name if row else "",
        revision=row.revision if row else 0,
    )


def find_letterhead(actor: Actor) -> Letterhead | None:
    return Letterhead.objects.filter(owner_id=actor.authority_id).first()


def word_template(case: Case, form: str) -> bytes | None:
    """The kommun's own Word file for a form; None where it has none."""
    return own_word(case.owner_id, form)


def own_word(authority: UUID, form: str) -> bytes | None:
    """The same by the authority's id."""
    row = OwnForm.objects.filter(owner_id=authority, form=form).only("word").first()
    return bytes(row.word) if row and row.word else None


def form_names() -> dict[str, str]:
    """The kommun's own forms by their names, in order."""
    forms, written = pathway_now().forms, paper_words()
    ours = sorted({*written["blanketter"], *written["egna_sidor"]}, key=lambda id_: int(id_[1:]))
    return {id_: forms[id_].name for id_ in ours if id_ in forms}


def _row(id_: str, name: str, own: OwnForm | None) -> OwnFormRow:
    return OwnFormRow(
        id=id_, name=name, has_text=bool(own and own.text), word_name=own.word_name if own else ""
    )
