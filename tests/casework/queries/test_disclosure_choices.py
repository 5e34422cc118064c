"""What can be chosen: a läkarintyg that has ended does not stand among those that hold."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from samre.casework.documents.items import Item
from samre.casework.models import Disclosure
from samre.casework.queries.disclosure_choices import choice_groups
from samre.casework.rules.consent_lists import category_names

NONE = dict.fromkeys(category_names(), (None, ""))


def certificate(name: str, *, days: int) -> Item:
    """One that holds for so many days from today."""
    return Item(
        field=f"intyg:{name}:period",
        category="sjukskrivning",
        label="Sjukskrivning",
        texts=("Halva dagen",),
        holds_to=timezone.localdate() + timedelta(days=days),
    )


def test_what_has_ended_is_apart_from_what_holds_until_somebody_has_chosen_it() -> None:
    ended, holds = certificate("a", days=-1), certificate("b", days=0)
    (group,), _ = choice_groups(Disclosure(items=[]), [ended, holds], NONE, found=None)
    assert [one.item for one in group.current] == [holds]
    assert [one.item for one in group.ended] == [ended]
    (group,), _ = choice_groups(Disclosure(items=[]), [ended, holds], NONE, found=None, picked=[ended.field])
    assert group.ended == ()
