"""What the pages of the contact list show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.contact_fields import row_text
from samre.accounts.directory import (
    FIELDS,
    IMPORTERS,
    KEEPERS,
    PARTNERS,
    Happened,
    Reach,
    chart,
    contacts_about,
    contacts_of,
    directory_rules,
    history_of,
    show_contact,
    undoable,
)
from samre.accounts.models import Contact, Unit
from samre.accounts.roles import AuthorityKind

from ..forms.problems import Problems

STALE = "gamla"
ENDED = "borttagna"
NOTICES = {
    "stammer": "Kontrollen är sparad.",
    "angra": "Kontrollen är tillbakatagen. Raden är lika gammal som förut.",
    "spara": "Raden är sparad och räknas som kontrollerad i dag.",
    "ny": "Raden finns i listan.",
    "avsluta": "Raden är borttagen ur listan. Den går att lägga tillbaka.",
    "aterstall": "Raden är tillbaka i listan.",
    "fil": "Filen är inläst.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader has chosen in the list."""

    party: str = ""
    step: str = ""
    show: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.party or self.step or self.show)

    @property
    def query(self) -> str:
        """The same choices as an address asks for them: `part=REG&visa=gamla`; empty when nothing is chosen."""
        query = QueryDict(mutable=True)
        query.update(
            {
                name: value
                for name, value in (("part", self.party), ("steg", self.step), ("visa", self.show))
                if value
            }
        )
        return query.urlencode()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """The list in groups: heading and rows. `stale`: how many rows of the whole list nobody has seen to be true in time."""

    groups: tuple[tuple[str, tuple[Reach, ...]], ...]
    total: int
    stale: int
    asked: Asked
    parties: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    may_write: bool
    may_import: bool
    is_partner: bool
    limit: int
    done: UUID | None = None
    notice: str = ""
    problems: Problems = field(default_factory=Problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage:
    """One row, or a new one (`reach` None): its form, what has happened to it, and what the reader may do."""

    id: UUID
    reach: Reach | None
    values: Mapping[str, str]
    ticked: frozenset[str]
    history: tuple[Happened, ...] = ()
    may_write: bool = True
    is_partner: bool = False
    may_undo: bool = False
    verified_today: bool = False
    parties: tuple[tuple[str, str], ...] = ()
    functions: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    keepers: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    problems: Problems = field(default_factory=Problems)


def asked_of(query: QueryDict) -> Asked:
    """What an address asks for; unknown parties and steps are left out."""
    pathway = chart()
    party, step, show = query.get("part", ""), query.get("steg", ""), query.get("visa", "")
    return Asked(
        party if party in pathway.actors else "",
        step if step in pathway.steps else "",
        show if show in (STALE, ENDED) else "",
    )


def list_page(actor: Actor, asked: Asked, **more: object) -> ListPage:
    """The list as the reader may see it: her own authority's, or at another authority what is said about her unit."""
    on, partner = timezone.localdate(), actor.role in PARTNERS
    if partner:
        rows = everything = contacts_about(actor, on=on)
        grouped = groupby(rows, key=lambda row: row.list_of)
    else:
        everything = contacts_of(actor.authority_id, on=on)
        rows = _chosen(actor, asked, everything, on=on)
        grouped = groupby(rows, key=lambda row: row.party_name)
    return ListPage(
        groups=tuple((name, tuple(of)) for name, of in grouped),
        total=len(everything),
        stale=sum(row.is_stale for row in everything),
        asked=asked,
        parties=parties(),
        steps=tuple((id_, f"{id_} {name}") for id_, name, _ in steps()),
        may_write=actor.role in KEEPERS,
        may_import=actor.role in IMPORTERS,
        is_partner=partner,
        limit=int(directory_rules()["varning_dagar"]),
        **more,  # type: ignore[arg-type]
    )


def _chosen(actor: Actor, asked: Asked, everything: tuple[Reach, ...], *, on: date) -> tuple[Reach, ...]:
    if asked.show == ENDED:
        return contacts_of(actor.authority_id, on=on, party=asked.party, step=asked.step, ended=True)
    return tuple(
        row
        for row in everything
        if (not asked.party or row.party == asked.party)
        and (not asked.step or asked.step in {id_ for id_, _ in row.steps})
        and (asked.show != STALE or row.is_stale)
    )


def contact_page(
    actor: Actor,
    contact: Contact | None,
    contact_id: UUID,
    *,
    problems: Problems | None = None,
    notice: str = "",
) -> ContactPage:
    """One row with its form; what was typed goes before what stands."""
    on, problems = timezone.localdate(), problems or Problems()
    reach = show_contact(contact, on=on) if contact else None
    values = dict(problems.values) if problems else first_values(contact, reach)
    if problems.is_stale and contact is not None:
        # What stands now is on the page: saving once more is done with open eyes.
        values["revision"] = str(contact.revision)
    partner = actor.role in PARTNERS
    own = [] if partner else list(Unit.objects.filter(authority_id=actor.authority_id, is_active=True))
    return ContactPage(
        id=contact_id,
        reach=reach,
        values=values,
        ticked=frozenset(values.get("steg", "").replace(",", " ").split()),
        history=history_of(contact) if contact else (),
        may_write=actor.role in KEEPERS | PARTNERS,
        is_partner=partner,
        may_undo=contact is not None and undoable(contact, actor) is not None,
        verified_today=contact is not None and contact.verified_on == on,
        parties=parties(),
        functions=tuple((one.id, one.name) for one in chart().contacts.values()),
        steps=steps(),
        units=() if partner else _others_units(actor),
        keepers=_keepers(own, actor),
        notice=notice,
        problems=problems,
    )


def first_values(contact: Contact | None, reach: Reach | None) -> dict[str, str]:
    """What the form shows before anything is typed in it."""
    if contact is None or reach is None:
        return dict.fromkeys((*FIELDS, "galler_enhet", "revision"), "") | {"ansvarig": "jag"}
    row = {fields: getattr(contact, fields) for fields in FIELDS.values()}
    return {column: row_text(row, column) for column in FIELDS} | {
        "namn": reach.name,
        "galler_enhet": str(contact.concerns_id or ""),
        "ansvarig": "som_nu",
        "revision": str(contact.revision),
    }


def parties() -> tuple[tuple[str, str], ...]:
    """The actors of the map: id and name."""
    return tuple((actor.id, actor.name) for actor in chart().actors.values())


def steps() -> tuple[tuple[str, str, str], ...]:
    """The steps of the map by phase: id, short name, phase."""
    pathway = chart()
    order = {phase: place for place, phase in enumerate(pathway.phases)}
    found = sorted(pathway.steps.values(), key=lambda step: (order[step.phase], step.id))
    return tuple((step.id, step.short or step.name, pathway.phases[step.phase].name) for step in found)


def _others_units(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Units of other authorities that use SAMRE: their own users can say that a row is true."""
    found = (
        Unit.objects.filter(is_active=True)
        .exclude(authority_id=actor.authority_id)
        .exclude(authority__kind=AuthorityKind.KOMMUN)
        .select_related("authority")
        .order_by("authority__name", "name")
    )
    return tuple((str(unit.pk), f"{unit.authority.short}, {unit.name}") for unit in found)


def _keepers(units: list[Unit], actor: Actor) -> tuple[tuple[str, str], ...]:
    others = sorted(units, key=lambda unit: unit.name)
    return (
        ("jag", f"Jag, {actor.name}"),
        ("enheten", f"Min enhet, {actor.unit_name}"),
        *((str(unit.pk), unit.name) for unit in others if unit.pk != actor.unit_id),
    )
