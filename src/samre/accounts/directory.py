"""Reading the contact list: who may see it, how old each row is, and what is shown at a step, in a letter and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import yaml

from samre.certificate.wording import in_words
from samre.definitions import current
from samre.pathway.model import Pathway
from samre.pathway.reading.load import cached

from .actors import Actor
from .models import Authority, Contact, ContactEvent, User
from .models.directory import ContactQuerySet
from .protected import HIDDEN_COLLEAGUE, shown_user
from .roles import AuthorityKind, Role
from .scope import acting_in

# Whose own list it is. Nothing in it is about a client, so that those who meet no person's data may read it as well.
READERS = frozenset({Role.CASEWORKER, Role.MANAGER, Role.PROCESS_LEAD, Role.BOARD})
KEEPERS = frozenset({Role.CASEWORKER, Role.MANAGER, Role.PROCESS_LEAD})
IMPORTERS = frozenset({Role.MANAGER, Role.PROCESS_LEAD})
# At another authority: only the rows about her own unit.
PARTNERS = frozenset({Role.PARTNER})

# Column of the file → field of the row.
FIELDS: Mapping[str, str] = {
    "part": "party",
    "myndighet": "authority_name",
    "enhet": "unit_name",
    "funktion": "function",
    "namn": "name",
    "for_vad": "matter",
    "steg": "steps",
    "telefon": "phone",
    "e_post": "email",
    "adress": "address",
    "webb": "web",
    "tider": "hours",
}


@lru_cache(maxsize=1)
def directory_rules() -> Mapping[str, Any]:
    """kontakter.yaml as it stands."""
    return dict(yaml.safe_load((current() / "kontakter.yaml").read_text(encoding="utf-8")))


def chart() -> Pathway:
    """The map: its actors, contacts and steps."""
    return cached(current())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One row as it is shown. `days`: since it was verified, None = never; `is_stale`: that is too long ago, or never.
    `steps`: id and short name of every step it is shown at; `own_steps` those that stand in the row itself."""

    id: UUID
    owner: UUID
    list_of: str
    party: str
    party_name: str
    function: str
    function_name: str
    authority: str
    unit: str
    name: str
    matter: str
    own_steps: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    phone: str
    email: str
    address: str
    web: str
    hours: str
    keeper: str
    verified_on: date | None
    verified_by: str
    days: int | None
    is_stale: bool
    checked: str
    is_ended: bool
    revision: int

    @property
    def title(self) -> str:
        """What it is called in a list: the unit, else the authority."""
        return self.unit or self.authority

    @property
    def dial(self) -> str:
        """The phone number as an address; empty when there is none."""
        kept = "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")
        return f"tel:{kept}" if any(sign.isdigit() for sign in kept) else ""

    @property
    def address_lines(self) -> tuple[str, ...]:
        """The row as the address of a letter."""
        parts = (self.authority, self.unit, *self.address.split(","))
        return tuple(line for part in parts if (line := part.strip()))

    @property
    def lines(self) -> tuple[str, ...]:
        """The row as lines of a letter."""
        who = ", ".join(part for part in (self.authority, self.unit) if part)
        is_told = self.unit and self.unit.casefold()[:-1] in self.function_name.casefold()
        asked = ", ".join(part for part in (self.name, "" if is_told else self.function_name) if part)
        reach = [
            f"Telefon: {self.phone}" if self.phone else "",
            f"E-post: {self.email}" if self.email else "",
            f"Webb: {self.web}" if self.web else "",
            f"Adress: {self.address}" if self.address else "",
            f"Tider: {self.hours}" if self.hours else "",
        ]
        return tuple(line for line in (who, asked, *reach) if line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event of a row: what, when, by whom, and what stood there before (label, text)."""

    kind: str
    words: str
    at: datetime
    by: str
    before: tuple[tuple[str, str], ...]


def contacts_of(
    owner: UUID, *, on: date, party: str = "", step: str = "", only_stale: bool = False, ended: bool = False
) -> tuple[Reach, ...]:
    """The list of one authority, in the order of the map's actors. `ended`: what has been taken out of it instead."""
    rows = Contact.objects.filter(owner_id=owner, ended_at__isnull=not ended)
    if party:
        rows = rows.filter(party=party)
    found = _shown(rows.in_order(), on=on)
    order = {actor: place for place, actor in enumerate(chart().actors)}
    return tuple(
        sorted(
            (
                row
                for row in found
                if (not only_stale or row.is_stale) and (not step or step in {one for one, _ in row.steps})
            ),
            key=lambda row: order.get(row.party, len(order)),
        )
    )


def for_step(rows: Sequence[Reach], step: str, *, party: str = "") -> tuple[Reach, ...]:
    """Whom of a list to turn to in a step of the map. With `party`, the one that is waited for: those of it at the step, else
    all of it, else whoever stands at the step."""
    here = tuple(row for row in rows if step in {id_ for id_, _ in row.steps})
    if not party:
        return here
    theirs = tuple(row for row in here if row.party == party)
    return theirs or tuple(row for row in rows if row.party == party) or here


def contacts_for_step(owner: UUID, step: str, *, on: date, party: str = "") -> tuple[Reach, ...]:
    """The same out of an authority's list as it stands. Two queries."""
    return for_step(contacts_of(owner, on=on), step, party=party)


def letter_contact(owner: UUID, *, on: date, party: str, step: str = "") -> Reach | None:
    """Whom of a party a letter goes to at a step: one that post reaches before others. None when the list has nobody of it."""
    found = [row for row in contacts_for_step(owner, step, on=on, party=party) if row.party == party]
    every = [row for row in contacts_of(owner, on=on, party=party) if row.address] if found else []
    return next((row for row in (*found, *every) if row.address), found[0] if found else None)


def contact_lines(owner: UUID, *, on: date, step: str = "", party: str = "") -> tuple[str, ...]:
    """The first contact of a step or party as lines of a letter; none when the list has none."""
    found = contacts_for_step(owner, step, on=on, party=party)
    return found[0].lines if found else ()


def contacts_about(actor: Actor, *, on: date) -> tuple[Reach, ...]:
    """Every kommun's rows about the actor's own unit, for her to say whether they are true.

    The only reading across authorities in the list: each kommun is asked in its own scope, for these rows alone.
    """
    found: list[Reach] = []
    for kommun in Authority.objects.filter(kind=AuthorityKind.KOMMUN).order_by("name"):
        with acting_in(kommun.pk):
            rows = Contact.objects.filter(owner=kommun, concerns_id=actor.unit_id).current().in_order()
            found += _shown(rows, on=on, list_of=kommun.short)
    return tuple(found)


def find_contact(actor: Actor, contact_id: UUID) -> Contact | None:
    """The row where the actor may see it: in her own authority's list, or of any list where it is about her unit."""
    if actor.role in READERS:
        return Contact.objects.filter(owner_id=actor.authority_id, pk=contact_id).first()
    if actor.role not in PARTNERS:
        return None
    for kommun in Authority.objects.filter(kind=AuthorityKind.KOMMUN).order_by("name"):
        with acting_in(kommun.pk):
            row = Contact.objects.filter(owner=kommun, pk=contact_id, concerns_id=actor.unit_id).first()
        if row is not None:
            return row
    return None


def show_contact(contact: Contact, *, on: date) -> Reach:
    """One row as it is shown."""
    with acting_in(contact.owner_id):
        rows = Contact.objects.filter(pk=contact.pk)
        return _shown(rows, on=on, list_of=contact.owner.short)[0]


def history_of(contact: Contact) -> tuple[Happened, ...]:
    """What has happened to a row, newest first."""
    words, hidden = directory_rules()["orden"]["händelser"], hidden_names()
    with acting_in(contact.owner_id):
        events = list(
            ContactEvent.objects.filter(contact=contact).select_related("by").order_by("-at", "-id")
        )
    return tuple(
        Happened(
            kind=event.kind,
            words=str(words[event.kind]),
            at=event.at,
            by=_hidden_in(event.by_name, hidden),
            before=_before(event, hidden),
        )
        for event in events
    )


def undoable(contact: Contact, actor: Actor) -> ContactEvent | None:
    """The actor's own verification, where it is the last that happened to the row; None where there is nothing to take back."""
    with acting_in(contact.owner_id):
        last = ContactEvent.objects.filter(contact=contact).order_by("-at", "-id").first()
    is_own = last is not None and last.kind == ContactEvent.Kind.VERIFIED and last.by_id == actor.user_id
    return last if is_own else None


def hidden_names() -> frozenset[str]:
    """Names of staff with protected data of their own, whoever they work for: none of them is shown."""
    return frozenset(User.objects.filter(is_protected=True).values_list("name", flat=True))


def steps_of(contact: Contact, pathway: Pathway) -> tuple[str, ...]:
    """Where a row is shown: at its own steps, and at those the map gives to its function. In the map's order."""
    return tuple(
        step.id
        for step in pathway.steps.values()
        if step.id in contact.steps or (contact.function and step.contact == contact.function)
    )


def _shown(rows: ContactQuerySet, *, on: date, list_of: str = "") -> list[Reach]:
    pathway, rules = chart(), directory_rules()
    listed = list(rows.select_related("kept_by", "kept_by_unit"))
    hidden = hidden_names() if any(row.name or row.verified_by for row in listed) else frozenset()
    return [_reach(row, pathway, rules, hidden, on=on, list_of=list_of) for row in listed]


def _reach(
    row: Contact,
    pathway: Pathway,
    rules: Mapping[str, Any],
    hidden: frozenset[str],
    *,
    on: date,
    list_of: str,
) -> Reach:
    actor, function, days = (
        pathway.actors.get(row.party),
        pathway.contacts.get(row.function),
        row.days_since(on),
    )
    return Reach(
        id=row.pk,
        owner=row.owner_id,
        list_of=list_of,
        party=row.party,
        party_name=(actor.short or actor.name) if actor else row.party,
        function=row.function,
        function_name=function.name if function else "",
        authority=row.authority_name,
        unit=row.unit_name,
        name=_hidden_in(row.name, hidden),
        matter=row.matter,
        own_steps=tuple(row.steps),
        steps=tuple(
            (id_, pathway.steps[id_].short or pathway.steps[id_].name) for id_ in steps_of(row, pathway)
        ),
        phone=row.phone,
        email=row.email,
        address=row.address,
        web=row.web,
        hours=row.hours,
        keeper=_keeper(row, rules),
        verified_on=row.verified_on,
        verified_by=_hidden_in(row.verified_by, hidden),
        days=days,
        is_stale=days is None or days > int(rules["varning_dagar"]),
        checked=checked_words(row.verified_on, on=on),
        is_ended=row.ended_at is not None,
        revision=row.revision,
    )


def checked_words(verified: date | None, *, on: date) -> str:
    """`Kontrollerad 3 november 2026`; past the warning `Senast kontrollerad för 112 dagar sedan`."""
    words, rules = directory_rules()["orden"], directory_rules()
    if verified is None:
        return str(words["aldrig"])
    days = (on - verified).days
    if days > int(rules["varning_dagar"]):
        return str(words["gammal"]).format(dagar=days)
    return str(words["i_dag"]) if days <= 0 else str(words["nyss"]).format(dag=in_words(verified))


def _keeper(row: Contact, rules: Mapping[str, Any]) -> str:
    parts = [
        shown_user(row.kept_by) if row.kept_by else "",
        row.kept_by_unit.name if row.kept_by_unit else "",
    ]
    return ", ".join(part for part in parts if part) or str(rules["orden"]["utan_ansvarig"])


def _hidden_in(text: str, hidden: frozenset[str]) -> str:
    """The text with the name of whoever is protected taken out of it: `Sara Lind, Enhet Norr`."""
    name, comma, rest = text.partition(", ")
    return f"{HIDDEN_COLLEAGUE}{comma}{rest}" if name in hidden and name else text


def _before(event: ContactEvent, hidden: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Label and text of what was changed, as it was before; empty for other events."""
    if event.kind != ContactEvent.Kind.CHANGED:
        return ()
    pathway, columns = chart(), directory_rules()["kolumner"]
    told = []
    for column, field in FIELDS.items():
        if field in event.before:
            text = _hidden_in(value_text(field, event.before[field], pathway), hidden)
            told.append((str(columns[column]["rubrik"]), text or "–"))
    return tuple(told)


def value_text(field: str, value: Any, pathway: Pathway) -> str:
    """A field of a row in words: steps by their ids, a party and a function by what the map calls them."""
    if field == "steps":
        return ", ".join(value)
    if field == "party":
        actor = pathway.actors.get(str(value))
        return (actor.short or actor.name) if actor else str(value)
    if field == "function":
        function = pathway.contacts.get(str(value))
        return function.name if function else str(value)
    return str(value)
