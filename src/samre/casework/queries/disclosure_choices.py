"""What can be chosen for a disclosure, category by category, with the consent that lets it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ..documents.items import CERTIFICATE, NOTE, Item
from ..documents.material import material
from ..models import Disclosure
from ..rules.consent_lists import category_names
from ..rules.consents import Cover, covers_and_gaps


@dataclass(frozen=True, slots=True)
class Choice:
    """An item on the page. `chosen`: it is ticked. `proposed`: the gauge asks for it."""

    item: Item
    chosen: bool
    proposed: bool
    category: str


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """A category with what there is in it. `cover`: the consent that lets it out, None with the reason in `why`."""

    category: str
    name: str
    cover: Cover | None
    why: str
    choices: tuple[Choice, ...]

    @property
    def is_open(self) -> bool:
        return any(one.chosen or one.proposed for one in self.choices)

    @property
    def chosen(self) -> int:
        return sum(one.chosen for one in self.choices)


def choice_groups(
    disclosure: Disclosure, *, proposed: Iterable[str], on: date, picked: Sequence[str] | None = None
) -> tuple[tuple[ChoiceGroup, ...], tuple[Choice, ...]]:
    """What can be chosen, category by category, and the notes, which have none of their own. `proposed`: fields of the gauge;
    they are ticked while nothing has been chosen yet. `picked`: what a form that came back had ticked."""
    items = material(disclosure.case, on=on)
    wanted = frozenset(proposed)
    kept = {str(one["field"]): str(one.get("category", "")) for one in disclosure.items}
    covers = _covers(disclosure)
    newest = newest_certificate(items)
    choices = []
    for item in items:
        is_proposed = proposes(item, wanted, newest)
        if picked is not None:
            chosen = item.field in picked
        else:
            cover = covers.get(item.category, (None, ""))[0]
            chosen = item.field in kept if kept else is_proposed and cover is not None
        choices.append(
            Choice(item, chosen and not item.obstacle, is_proposed, kept.get(item.field, item.category))
        )
    groups = tuple(
        ChoiceGroup(code, name, *covers[code], tuple(one for one in choices if one.item.category == code))
        for code, name in category_names().items()
    )
    return tuple(one for one in groups if one.choices), tuple(one for one in choices if one.item.kind == NOTE)


def _covers(disclosure: Disclosure) -> dict[str, tuple[Cover | None, str]]:
    """Category → the consent that lets it out to the receiver now, or why nothing does."""
    if disclosure.receiver_id is None:
        return dict.fromkeys(category_names(), (None, ""))
    covers, gaps = covers_and_gaps(
        disclosure.case,
        receiver=disclosure.receiver_id,
        unit=disclosure.receiver_unit_id,
        categories=category_names(),
        purpose=disclosure.purpose,
        at=timezone.now(),
    )
    return {code: (covers.get(code), gaps.get(code, "")) for code in category_names()}


def newest_certificate(items: Iterable[Item]) -> str:
    """The id of the certificate that comes first: the newest."""
    found = next((item for item in items if item.kind == CERTIFICATE), None)
    return found.field.split(":")[1] if found else ""


def proposes(item: Item, wanted: frozenset[str], newest: str) -> bool:
    """Whether the gauge asks for the item. Of certificates it means the newest."""
    if item.kind != CERTIFICATE:
        return item.field in wanted
    _, certificate, code = item.field.split(":")
    return certificate == newest and f"{CERTIFICATE}:{code}" in wanted
