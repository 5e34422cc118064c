"""A map is proved as it stands on the day it begins to hold: its dated values are those of that day."""

from __future__ import annotations

from datetime import date

from django.db.models import Model

from samre.accounts.acts import Refused
from samre.pathway.model import Pathway

from ..models import ChangeRequest, Commitment, Deviation, Draft, DraftRevision, MapVersion
from .heads import as_version
from .packing import unpack
from .proving import Proved, prove


def check_first_day(draft: Draft, *, revision: int, valid_from: date, on: date) -> dict[str, str]:
    """A revision's files as the version they would be on their first day. Raises Refused when the map has faults then."""
    texts = unpack(DraftRevision.objects.get(draft=draft, number=revision).files)
    begun = as_version(draft, texts, valid_from=valid_from)
    proved = prove(begun, on=on)
    if proved.pathway is not None:
        _check_lengths(proved.pathway)
    if proved.errors:
        raise Refused(
            {"gäller_från": f"Kartan har fel den dag den börjar gälla, {valid_from}: {_first(proved)}"}
        )
    return begun


def _check_lengths(pathway: Pathway) -> None:
    """Raises Refused for a name or an id that is longer than what is kept of it where people work with the map."""
    longest = _longest(MapVersion, "name")
    if len(pathway.name) > longest:
        raise Refused(f"Kartans namn är för långt. Skriv högst {longest} tecken.")
    for ids, most in (
        (pathway.steps, _longest(Commitment, "step")),
        (pathway.actors, _longest(Deviation, "actor")),
        ((*pathway.facts, *pathway.goals, *pathway.contacts, *pathway.forms, *pathway.laws, *pathway.values,
          *pathway.programmes),
         _longest(ChangeRequest, "thing_id")),
    ):  # fmt: skip
        if long := next((id_ for id_ in ids if len(id_) > most), None):
            raise Refused(f"Förkortningen ”{long}” på kartan är för lång. Skriv högst {most} tecken.")


def _longest(model: type[Model], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", None) or 0)


def _first(proved: Proved) -> str:
    """One of the faults, in words."""
    found = [item.message for item in proved.mistakes]
    found += [f"{item.text} {item.detail}".strip() for item in proved.failed]
    found += [f"Övningsfallet {item.name} landar inte där det ska." for item in proved.astray]
    found += [item.message for item in proved.misdrawn]
    return (*found, *proved.undrawn)[0]
