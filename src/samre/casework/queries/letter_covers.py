"""Which consents a letter can be sent on by the kommun itself; and why none can, for the one who writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from ..documents.forms.known import Covered
from ..models import Case, ConsentScope
from ..rules.consent_lists import category_names, closed_lists, in_sentence, purpose_names
from ..rules.consents import find_covers, standing_scopes
from ..rules.paper_words import form_words, paper_words


def letter_covers(case: Case, form: str) -> tuple[Covered, ...]:
    """The receivers that a consent covers for all that the form tells."""
    asked = form_words(form).get("samtycke")
    if not asked:
        return ()
    now = timezone.now()
    scopes = (
        standing_scopes(case, at=now)
        .filter(receiver__kind=asked["mottagare"], category__in=asked["kategorier"])
        .select_related("receiver")
    )
    authorities = {scope.receiver_id: scope.receiver for scope in scopes}
    told = find_covers(
        case,
        receivers=[(id_, None) for id_ in authorities],
        categories=asked["kategorier"],
        purpose=asked["ändamål"],
        at=now,
    )
    found = []
    for authority in authorities.values():
        offered = told[authority.pk, None]
        covers = {category: cover for category, cover in offered.items() if cover is not None}
        if covers and len(covers) == len(asked["kategorier"]):
            found.append(
                Covered(
                    receiver=authority.pk,
                    name=authority.name,
                    valid_to=min(cover.valid_to for cover in covers.values()),
                    consents=tuple((category, cover.consent_id) for category, cover in covers.items()),
                    exceptions=tuple(
                        dict.fromkeys(word for cover in covers.values() for word in cover.words)
                    ),
                )
            )
    return tuple(sorted(found, key=lambda item: item.name))


def letter_not_covered(case: Case, form: str) -> str:
    """What each consent to the form's kind of receiver lacks, and what would cover all that the form tells."""
    asked = form_words(form).get("samtycke")
    if not asked:
        return ""
    scopes = (
        standing_scopes(case, at=timezone.now())
        .filter(receiver__kind=asked["mottagare"], consent__discloser_id=case.owner_id)
        .select_related("receiver", "receiver_unit", "consent")
        .defer("consent__shown", "consent__paper")
    )
    of_each: dict[str, list[ConsentScope]] = {}
    for scope in scopes.order_by("receiver__name", "pk"):
        of_each.setdefault(scope.receiver.name, []).append(scope)
    words = paper_words()["lämnas"]
    why = [
        one
        for name, own in of_each.items()
        for one in _lacks(name, own, asked, hidden=case.person.is_protected)
    ]
    if not why:
        kind = closed_lists()["mottagarslag"][asked["mottagare"]]["namn"]
        why = [words["varför"]["inget"].format(slag=in_sentence(kind))]
    needs = words["behövs"].format(
        ändamål=purpose_names()[asked["ändamål"]], uppgifter=_named(asked["kategorier"])
    )
    return str(words["samtycke_saknas"]).format(varför="\n".join(why), behövs=needs)


def _lacks(name: str, scopes: list[ConsentScope], asked: Mapping[str, Any], *, hidden: bool) -> Iterator[str]:
    """What is wrong with the consents to one receiver: the purpose, else the unit, else what they are about. `hidden`: of a
    protected person, whose places are not told."""
    words = paper_words()["lämnas"]["varför"]
    right = [one for one in scopes if one.consent.purpose == asked["ändamål"]]
    if not right:
        given = dict.fromkeys(one.consent.purpose for one in scopes)
        told = " eller ".join(f"”{purpose_names()[purpose]}”" for purpose in given)
        yield words["ändamål"].format(mottagare=name, ändamål=told)
        return
    whole = {one.category for one in right if one.receiver_unit is None}
    units = dict.fromkeys(
        words["en_enhet"] if hidden else one.receiver_unit.name for one in right if one.receiver_unit
    )
    if units and not set(asked["kategorier"]) <= whole:
        yield words["enhet"].format(mottagare=name, enhet=" och ".join(units))
    lacking = [code for code in asked["kategorier"] if code not in {one.category for one in right}]
    if lacking:
        yield words["uppgifter"].format(mottagare=name, uppgifter=_named(lacking))


def _named(codes: list[str]) -> str:
    """Categories in a sentence: their names have commas of their own."""
    return "; ".join(in_sentence(category_names()[code]) for code in codes)
