"""The contact list's forms: a row, who answers for it, and a file."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from samre.accounts.actions.directory import Keeper
from samre.accounts.actors import Actor
from samre.accounts.contact_csv import BadFile
from samre.accounts.directory import FIELDS, chart
from samre.certificate.model import Unreadable

from .carried_file import CarriedFile, open_file
from .problems import typed

NAMES = (*FIELDS, "galler_enhet", "ansvarig", "revision")
ME, MY_UNIT, AS_BEFORE = "jag", "enheten", "som_nu"
FILE = "fil"


def typed_contact(request: HttpRequest) -> dict[str, str]:
    """What was typed. Steps come as boxes, one value for each that is ticked."""
    chosen = [one for one in request.POST.getlist("steg") if one in chart().steps]
    return typed(request, *NAMES) | {"steg": ", ".join(chosen)}


def read_concerned(values: dict[str, str]) -> UUID | None:
    """The unit that the row is about; None where none is chosen."""
    return find_uuid(values.get("galler_enhet", ""))


def read_keeper(values: dict[str, str], actor: Actor) -> Keeper | None:
    """Who answers for the row; None = as before."""
    match values.get("ansvarig", ""):
        case "jag":
            return Keeper(actor.user_id, actor.unit_id)
        case "enheten":
            return Keeper(None, actor.unit_id)
        case text if (unit := find_uuid(text)) is not None:
            return Keeper(None, unit)
    return None


def read_upload(request: HttpRequest, actor: Actor) -> CarriedFile | None:
    """The file that was chosen now, or the one that was shown before; None where there is none. Raises BadFile."""
    if request.META.get("samre.upload_too_big"):
        raise BadFile(
            f"Filen är större än {settings.UPLOAD_CAP_BYTES // (1024 * 1024)} MB. Dela den i flera."
        )
    upload = request.FILES.get(FILE)
    if upload is not None:
        return CarriedFile((upload.name or "")[:120], upload.read())
    try:
        return open_file(request.POST.get("filen", ""), actor)
    except Unreadable as error:
        raise BadFile(str(error)) from error


def find_uuid(text: str) -> UUID | None:
    """An id out of a form; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
