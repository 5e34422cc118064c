"""How a kommun's letters look is set by its process lead or its administrator. Nothing here is about a person."""

from __future__ import annotations

import io

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about, action
from samre.accounts.roles import AuthorityKind, Role
from samre.identifiers.person_numbers import find_person_numbers

from ..documents.word_template import Unusable, check_template
from ..models import Letterhead, OwnForm
from ..queries.letterheads import form_names

ROLES = (Role.PROCESS_LEAD, Role.ADMINISTRATOR)
LONGEST_LINE, MOST_LINES, LONGEST_TEXT = 80, 4, 600
LOGO_BYTES, LOGO_PIXELS = 300 * 1024, 4000
CHANGED = "Någon har ändrat samma sida medan du skrev. Det du skrev står kvar. Spara igen om det ska gälla."
HAS_NUMBER = "Det ser ut som ett personnummer. Det hör inte hemma i en mall."


@action("letterhead.change", kind="letterhead")
def change_letterhead(*, name: str, address: str, closing: str, seen: int, by: Actor) -> Letterhead:
    """Name and address lines of the letterhead, and the line under every letter."""
    _check_may(by)
    address = "\n".join(line.strip() for line in address.splitlines() if line.strip())
    problems = _wrong_texts({"kommun": name, "adress": address, "avslutning": closing})
    if len(name.strip()) > LONGEST_LINE:
        problems["kommun"] = f"Skriv kortare, högst {LONGEST_LINE} tecken."
    if len(address.splitlines()) > MOST_LINES or any(
        len(line) > LONGEST_LINE for line in address.splitlines()
    ):
        problems["adress"] = f"Högst {MOST_LINES} rader med {LONGEST_LINE} tecken på varje."
    if problems:
        raise Refused(problems)
    row = _own_letterhead(by, seen=seen)
    row.name, row.address, row.closing = name.strip(), address, closing.strip()
    return _kept(row, by)


@action("letterhead.set_logo", kind="letterhead")
def set_logo(*, content: bytes | None, by: Actor) -> Letterhead:
    """The picture in the letterhead, None for none. PNG and JPEG only: an SVG is a program."""
    _check_may(by)
    media = ""
    if content is not None:
        media = _picture_type(content)
    row = _own_letterhead(by)
    row.logo, row.logo_type = content, media
    return _kept(row, by)


@action("own_form.change", kind="own_form")
def change_own_form(*, form: str, text: str, seen: int, by: Actor) -> OwnForm:
    """The kommun's own text at the end of a form."""
    _check_may(by)
    if problems := _wrong_texts({"text": text}):
        raise Refused(problems)
    row = _own_form(by, form)
    if row.revision != seen:
        raise Stale(CHANGED)
    row.text = text.strip()
    return _kept_form(row)


@action("own_form.set_word", kind="own_form")
def set_word_template(*, form: str, name: str, content: bytes | None, by: Actor) -> OwnForm:
    """The kommun's own Word file for a form, None to go back to the one that comes with the program."""
    _check_may(by)
    if content is not None:
        try:
            check_template(content)
        except Unusable as error:
            raise Refused({"fil": str(error)}) from error
    row = _own_form(by, form)
    row.word, row.word_name = content, name[:120] if content is not None else ""
    return _kept_form(row)


def _check_may(by: Actor) -> None:
    if by.role not in ROLES or by.authority_kind != AuthorityKind.KOMMUN:
        raise Denied("Bara kommunens processledare eller administratör ändrar brevmallarna.")


def _wrong_texts(texts: dict[str, str]) -> dict[str, str]:
    found = {}
    for name, text in texts.items():
        if len(text) > LONGEST_TEXT:
            found[name] = f"Skriv kortare, högst {LONGEST_TEXT} tecken."
        elif any(find_person_numbers(text, telephone=True)):
            found[name] = HAS_NUMBER
    return found


def _own_letterhead(by: Actor, *, seen: int | None = None) -> Letterhead:
    row = Letterhead.objects.select_for_update().filter(owner_id=by.authority_id).first()
    if seen is not None and seen != (row.revision if row else 0):
        raise Stale(CHANGED)
    return row or Letterhead(owner_id=by.authority_id, revision=0)


def _kept(row: Letterhead, by: Actor) -> Letterhead:
    row.revision, row.changed_at, row.changed_by_id = row.revision + 1, timezone.now(), by.user_id
    row.save()
    about(row)
    return row


def _own_form(by: Actor, form: str) -> OwnForm:
    if form not in form_names():
        raise Refused("Blanketten finns inte.")
    row = OwnForm.objects.select_for_update().filter(owner_id=by.authority_id, form=form).first()
    return row or OwnForm(owner_id=by.authority_id, form=form, revision=0)


def _kept_form(row: OwnForm) -> OwnForm:
    row.revision += 1
    row.save()
    about(row, form=row.form)
    return row


def _picture_type(content: bytes) -> str:
    """The media type of a picture that can be printed. Raises Refused."""
    from PIL import Image, UnidentifiedImageError

    if len(content) > LOGO_BYTES:
        raise Refused({"logotyp": "Bilden är större än 300 kB. Spara en mindre."})
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            kind, size = str(picture.format), picture.size
            picture.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused({"logotyp": "Bilden gick inte att läsa. Spara den som PNG eller JPEG."}) from error
    if max(size) > LOGO_PIXELS:
        raise Refused({"logotyp": f"Bilden är för stor. Högst {LOGO_PIXELS} bildpunkter på varje håll."})
    return f"image/{kind.lower()}"
