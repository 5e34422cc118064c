"""A kommun's own layer over the shared map: a value set, replaced or taken away. What the map says beneath is remembered."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about, action
from samre.accounts.models import Authority
from samre.pathway.changes.layers import LayerError, Local, Thing, Value, check_local, shared_value

from ..maps import find_in_force, keeper_of, pathway_in, touch
from ..models import LocalValue
from ..models.base import signed
from ..queries.local_values import is_anothers_promise
from ..rules.nobody import persons_in
from ..rules.permissions import check_local as check_may

WHY = 300


@action("local.set", kind="local")
def set_local(*, thing: Thing, thing_id: str, part: str, value: Value, why: str, by: Actor) -> LocalValue:
    """The kommun's own value in place of the shared map's. The one it had before ends."""
    check_may(by)
    if not why.strip():
        raise Refused({"varför": "Skriv varför kommunen har ett eget värde."})
    if len(why.strip()) > WHY:
        raise Refused({"varför": f"Skriv högst {WHY} tecken."})
    # How an office is reached is what an own value often is.
    if problems := persons_in({"varför": why, "värde": _text(value)}, are_offices=True):
        raise Refused(problems)
    keeper = keeper_of(by.authority_id)
    version = None if keeper is None else find_in_force(keeper, on=timezone.localdate())
    if version is None:
        raise Refused("Kommunen följer ingen gemensam karta.")
    shared = pathway_in(version)
    if is_anothers_promise(shared, thing, thing_id, part):
        raise Refused(
            {
                "värde": "Vad en annan myndighet gör i sitt steg står på den gemensamma kartan. Föreslå en ändring där."
            }
        )
    try:
        over = shared_value(shared, thing, thing_id, part)
        check_local(shared, Local(thing, thing_id, part, value, over if over is not None else ""))
    except LayerError as error:
        raise Refused({"värde": str(error)}) from None
    # Who presses at the same time waits here, and her value then takes the place of this one.
    Authority.objects.select_for_update(no_key=True).get(pk=by.authority_id)
    _end(LocalValue.objects.filter(thing=thing, thing_id=thing_id, part=part), by)
    row = LocalValue.objects.create(
        keeper_id=by.authority_id, thing=thing, thing_id=thing_id, part=part, value=_json(value), over=_json(over), why=why.strip(),
        **signed(by),
    )  # fmt: skip
    touch(by.authority_id)
    about(row, box=thing_id, part=part)
    return row


@action("local.clear", kind="local")
def clear_local(*, local: UUID, by: Actor) -> None:
    """The shared map's value holds again."""
    check_may(by)
    if not _end(LocalValue.objects.filter(pk=local), by):
        raise Refused("Värdet är redan borttaget.")
    touch(by.authority_id)
    about(local)


def _end(rows: QuerySet[LocalValue], by: Actor) -> int:
    own = rows.filter(keeper_id=by.authority_id, ended_at__isnull=True)
    return own.update(ended_at=timezone.now(), ended_by=by.name)


def _json(value: Value | None) -> object:
    return list(value) if isinstance(value, tuple) else value


def _text(value: Value) -> str:
    return "\n".join(value) if isinstance(value, tuple) else str(value)
