"""Settings of the simulation under a name: saved, given another name, removed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about, action
from samre.accounts.models import Authority

from ..models import Scenario
from ..models.base import signed
from ..queries.scenarios import keeper_for
from ..rules.nobody import persons_in
from ..rules.permissions import SIMULATORS

NAME, MOST, LONGEST, FIELDS = 60, 50, 40, 40
INSTEAD = "Skriv vad ni antar."


@action("scenario.save", kind="scenario")
def save_scenario(*, name: str, values: Mapping[str, str], by: Actor) -> Scenario:
    """The numbers of one setting, as they were typed."""
    if by.role not in SIMULATORS:
        raise Denied("Bara processledare och styrgrupp sparar lägen.")
    keeper = keeper_for(by)
    _one_at_a_time(keeper)
    _check_name(name, keeper)
    if Scenario.objects.filter(keeper_id=keeper).count() >= MOST:
        raise Refused(f"Det finns redan {MOST} sparade lägen. Ta bort något först.")
    if not values or len(values) > FIELDS or any(len(text) > LONGEST for text in values.values()):
        raise Refused("Det finns inga tal att spara. Fyll i läget och räkna först.")
    # As they were typed: nobody has read them as numbers yet.
    if persons_in({name: f"{name} {text}" for name, text in values.items()}):
        raise Refused("Ett av talen kan peka ut någon. Skriv bara tal om det ni antar.")
    row = Scenario.objects.create(
        keeper_id=keeper, source_id=by.authority_id, name=name.strip(), values=dict(values), **signed(by)
    )
    about(row)
    return row


@action("scenario.rename", kind="scenario")
def rename_scenario(*, scenario: UUID, name: str, by: Actor) -> Scenario:
    """Another name for the same numbers."""
    row = _own(scenario, by)
    _one_at_a_time(row.keeper_id)
    _check_name(name, row.keeper_id, than=row)
    row.name = name.strip()
    row.save(update_fields=["name"])
    about(row)
    return row


@action("scenario.remove", kind="scenario")
def remove_scenario(*, scenario: UUID, by: Actor) -> None:
    """Nobody can open it any more."""
    row = _own(scenario, by)
    about(row)
    row.delete()


def _own(scenario: UUID, by: Actor) -> Scenario:
    row = Scenario.objects.select_for_update().filter(pk=scenario, keeper_id=keeper_for(by)).first()
    if row is None:
        raise Refused("Läget finns inte längre.")
    if row.source_id != by.authority_id or by.role not in SIMULATORS:
        raise Denied("Bara den arbetsplats som sparade läget ändrar det.")
    return row


def _one_at_a_time(keeper: UUID) -> None:
    """Who gives a name at the same time waits, and is then told that it is taken."""
    Authority.objects.select_for_update(no_key=True).get(pk=keeper)


def _check_name(name: str, keeper: UUID, *, than: Scenario | None = None) -> None:
    others = Scenario.objects.filter(keeper_id=keeper, name=name.strip())
    if than is not None:
        others = others.exclude(pk=than.pk)
    problems = persons_in({"namn": name}, instead=INSTEAD)
    if not name.strip() or len(name.strip()) > NAME:
        problems["namn"] = f"Skriv ett namn på högst {NAME} tecken."
    elif others.exists():
        problems["namn"] = "Det finns redan ett läge som heter så. Välj ett annat namn."
    if problems:
        raise Refused(problems)
