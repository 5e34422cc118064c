"""What can be chosen for a disclosure, category by category, with the consent that lets it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ..documents.items import CERTIFICATE, FILE, NOTE, PLAN, REPORT, Item
from ..models import Disclosure
from ..rules.consent_lists import category_names
from ..rules.consents import Cover, covers_and_gaps
from ..rules.disclosures import disclosure_rules
from .gauge import Gauge
from .given_before import Given

Covers = dict[str, tuple[Cover | None, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """An item on the page. `chosen`: it is ticked. `proposed`: the gauge asks for it. `is_ended`: of a certificate that has ended,
    and nobody has asked for it. `is_asked`: the receiver has asked for it in her answer. `given_on`: the day she got it;
    `is_changed` since then."""

    item: Item
    chosen: bool
    proposed: bool
    category: str
    is_ended: bool = False
    is_asked: bool = False
    given_on: date | None = None
    is_changed: bool = False


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
        return any(one.chosen or one.proposed or one.is_asked for one in self.choices)

    @property
    def current(self) -> tuple[Choice, ...]:
        return tuple(one for one in self.choices if not one.is_ended)

    @property
    def ended(self) -> tuple[Choice, ...]:
        return tuple(one for one in self.choices if one.is_ended)

    @property
    def chosen(self) -> int:
        return sum(one.chosen for one in self.choices)


def choice_groups(
    disclosure: Disclosure,
    items: Iterable[Item],
    covers: Covers,
    *,
    found: Gauge | None,
    picked: Sequence[str] | None = None,
    asked: frozenset[str] | None = None,
    given: Mapping[str, Given] | None = None,
) -> tuple[tuple[ChoiceGroup, ...], tuple[Choice, ...]]:
    """What can be chosen of the material, category by category, and the notes, which have none of their own. What the gauge asks
    for is ticked while nothing has been chosen yet. `picked`: what a form that came back had ticked. `asked`: the
    fields that the receiver asks for besides what she was `given`: they are ticked then, and what she has already is not."""
    kept = {str(one["field"]): str(one.get("category", "")) for one in disclosure.items}
    choices = []
    for item in items:
        is_proposed = found is not None and proposes(item, found.fields, found.certificate)
        is_asked = asked is not None and _asks(item, asked, found)
        before = (given or {}).get(item.field)
        has_it = before is not None and before.is_still(item)
        if picked is not None:
            chosen = item.field in picked
        else:
            cover = covers.get(item.category, (None, ""))[0]
            wanted = (is_proposed or is_asked) and not (asked is not None and has_it and not _names_her(item))
            chosen = item.field in kept if kept else wanted and cover is not None
        chosen = chosen and not item.obstacle
        choices.append(
            Choice(
                item,
                chosen,
                is_proposed,
                category=kept.get(item.field, item.category),
                is_ended=_has_ended(item) and not (chosen or is_proposed or is_asked),
                is_asked=is_asked,
                given_on=before.on if before else None,
                is_changed=not has_it,
            )
        )
    groups = tuple(
        ChoiceGroup(code, name, *covers[code], tuple(one for one in choices if one.item.category == code))
        for code, name in category_names().items()
    )
    return tuple(one for one in groups if one.choices), tuple(one for one in choices if one.item.kind == NOTE)


def _asks(item: Item, fields: frozenset[str], found: Gauge | None) -> bool:
    """Whether the receiver has asked for it; of the plan and the reports for all there is."""
    if item.kind in (PLAN, REPORT):
        return item.kind in fields
    return proposes(item, fields, found.certificate if found else "")


def _names_her(item: Item) -> bool:
    """Without it the receiver can't tell whom what she gets is about, whatever she got before."""
    return item.field in disclosure_rules()["mer"]["alltid"]


def _has_ended(item: Item) -> bool:
    return (
        item.kind in (CERTIFICATE, FILE)
        and item.holds_to is not None
        and item.holds_to < timezone.localdate()
    )


def covers_of(disclosure: Disclosure) -> Covers:
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


def proposes(item: Item, wanted: frozenset[str], meant: str) -> bool:
    """Whether the gauge asks for the item. Of certificates it means one (`meant`, its id)."""
    if item.kind != CERTIFICATE:
        return item.field in wanted
    _, certificate, code = item.field.split(":")
    return certificate == meant and f"{CERTIFICATE}:{code}" in wanted
