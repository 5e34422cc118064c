"""The rows of a disclosure as the ground, the consent and the guard judge them now. Read anew each time; nothing is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from samre.accounts.acts import Refused

from ..models import Case, Disclosure
from ..queries.known_names import names_of_others
from ..rules.consent_lists import category_names, in_sentence
from ..rules.consents import Cover, covers_and_gaps
from ..rules.disclosures import GroundRow, asks_for, disclosure_rules, find_ground, judge_ground
from ..rules.guard import Alarm, Own, judge_texts, struck
from .items import CERTIFICATE, FILE, NOTE, Item

# What the receiver is asked is written for this and can be written otherwise: nothing in it is struck out or excused.
ASKED = "fraga"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A chosen field. `category` is the item's, or for a note what whoever chose it said. `mask`: what the guard finds is struck
    out; `why`: it goes all the same."""

    item: Item
    category: str
    mask: bool = False
    why: str = ""

    @property
    def categories(self) -> tuple[str, ...]:
        return (self.category, *self.item.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came of it. `problems`: field or row → sentence; empty when it may go. `texts` and `objections`: each row's words as
    they would go. `covers`: the consent of each category (empty on another ground). `touched`: the consents with exceptions that
    free words may touch besides. `exceptions`: what the person keeps back, by category."""

    rows: tuple[Row, ...]
    ground: GroundRow | None
    problems: Mapping[str, str]
    alarms: Mapping[str, tuple[Alarm, ...]]
    texts: Mapping[str, tuple[str, ...]]
    objections: Mapping[str, tuple[str, ...]]
    covers: Mapping[str, Cover] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    touched: Mapping[str, Cover] = field(default_factory=dict)

    @property
    def exceptions(self) -> dict[str, tuple[str, ...]]:
        found = {category: cover.words for category, cover in self.covers.items() if cover.words}
        for category, cover in self.touched.items():
            # What is excepted from everything is told once.
            if not set(cover.words) <= {word for words in found.values() for word in words}:
                found.setdefault(category, cover.words)
        return found


def chosen_rows(items: Iterable[Mapping[str, Any]], there: Sequence[Item]) -> tuple[Row, ...]:
    """The rows that were chosen, in the material's order. Raises Refused where one is no longer there."""
    wanted = {str(one["field"]): one for one in items}
    rows = tuple(
        Row(
            item=item,
            category=item.category or str(wanted[item.field].get("category", "")),
            mask=bool(wanted[item.field].get("mask")),
            why=str(wanted[item.field].get("why", "")),
        )
        for item in there
        if item.field in wanted
    )
    if len(rows) < len(wanted):
        raise Refused(asks_for("okänt_fält"))
    return rows


def judge(disclosure: Disclosure, rows: Sequence[Row], *, ground: str, reason: str, at: datetime) -> Judged:
    """Everything that has to hold before the rows may go to the receiver on a ground."""
    case, found = disclosure.case, find_ground(ground, disclosure.receiver_kind)
    categories = list(dict.fromkeys(code for row in rows for code in row.categories))
    problems = judge_ground(
        ground,
        kind=disclosure.receiver_kind,
        categories=categories,
        reason=reason,
        on_request=disclosure.on_request,
    )
    covers, missing = _covers(disclosure, categories, at) if found and found.by_consent else ({}, {})
    problems |= _obstacles(rows, covers, missing)
    reach = _reach(disclosure, at) if found and found.by_consent else {}
    covered, kept = _covered(case, found, reach), reach["kontakt"].exceptions if "kontakt" in reach else ()
    others = names_of_others(case, [disclosure.asked, *(text for row in rows for text in _guarded(row))])
    own, alarms, texts, objections = own_of(case), {}, {}, {}
    for row in rows:
        words = _guarded(row)
        found_alarms = judge_texts(
            row.item.field, words, own=own, others=others, covered=covered - _excepted(reach), kept=kept
        )
        alarms[row.item.field] = found_alarms
        said = struck(words, found_alarms) if row.mask else words
        own_texts = len(row.item.texts) if words else 0
        texts[row.item.field] = tuple(said[:own_texts]) or row.item.texts
        objections[row.item.field] = tuple(said[own_texts:])
        if told := _unsettled(row, found_alarms):
            problems.setdefault(row.item.field, told)
    # An exception in the person's own words may be about anything: it can't forbid every word of the question.
    open_to = covered - _excepted(reach, by_code=True)
    if asked := judge_texts(ASKED, [disclosure.asked], own=own, others=others, covered=open_to, kept=kept):
        problems[ASKED] = " ".join(alarm.sentence for alarm in asked)
    is_free = bool(disclosure.asked) or any(_guarded(row) for row in rows)
    return Judged(
        rows=tuple(rows),
        ground=found,
        problems=problems,
        alarms={name: found_alarms for name, found_alarms in alarms.items() if found_alarms},
        texts=texts,
        objections=objections,
        covers=covers,
        missing=missing,
        touched={code: cover for code, cover in reach.items() if is_free and cover.words},
    )


def own_of(case: Case) -> Own:
    """How the person herself is pointed out."""
    person = case.person
    ways = tuple(str(value) for value in person.contact.values() if value)
    return Own(name=person.name, number=person.number or "", ways=(*ways, case.number))


def _guarded(row: Row) -> tuple[str, ...]:
    """What somebody wrote freely: the row's own words, then the person's objections."""
    if not row.item.is_guarded:
        return ()
    return (*row.item.texts, *(text for _, text in row.item.objections))


def _covers(
    disclosure: Disclosure, categories: Iterable[str], at: datetime
) -> tuple[dict[str, Cover], dict[str, str]]:
    """The consent of each category, and what is missing, in the words of the rule."""
    return covers_and_gaps(
        disclosure.case,
        receiver=disclosure.receiver_id,
        unit=disclosure.receiver_unit_id,
        categories=categories,
        purpose=disclosure.purpose,
        at=at,
    )


def _reach(disclosure: Disclosure, at: datetime) -> dict[str, Cover]:
    """The consent of every category that may go to the receiver, whether it was chosen or not."""
    return _covers(disclosure, category_names(), at)[0]


def _covered(case: Case, ground: GroundRow | None, reach: Mapping[str, Cover]) -> frozenset[str]:
    """Every category that could go to the receiver on the ground: words of others are told. Who a protected person is goes on
    none (R52)."""
    if ground is None:
        return frozenset()
    every = frozenset(category_names()) if ground.categories is None else ground.categories
    found = frozenset(reach) if ground.by_consent else every
    return found - {"kontakt"} if case.person.is_protected else found


def _excepted(reach: Mapping[str, Cover], *, by_code: bool = False) -> frozenset[str]:
    """The categories that something is kept back from; who she is stays let out but for the ways she has named."""
    found = {one for one, cover in reach.items() if (cover.exceptions if by_code else cover.words)}
    return frozenset(found) - {"kontakt"}


def _obstacles(
    rows: Iterable[Row], covers: Mapping[str, Cover], missing: Mapping[str, str]
) -> dict[str, str]:
    words, problems = disclosure_rules(), {}
    for row in rows:
        item, cover = row.item, covers.get(row.category)
        lacks = [missing[code] for code in row.categories if code in missing]
        if item.obstacle:
            problems[item.field] = item.obstacle
        elif item.kind == NOTE and row.category not in category_names():
            problems[item.field] = asks_for("anteckningens_kategori")
        elif lacks:
            problems[item.field] = " ".join(dict.fromkeys(lacks))
        elif item.kind == FILE and (
            row.mask or any(covers[one].words for one in row.categories if one in covers)
        ):
            problems[item.field] = asks_for("fil_stryks_inte")
        elif cover is not None and (kept := _kept_back(item, cover)):
            told = ", ".join(in_sentence(word) for word in kept)
            problems[item.field] = str(words["hinder"]["undantaget"]).format(undantag=told)
    return problems


def _kept_back(item: Item, cover: Cover) -> tuple[str, ...]:
    """What the person has excepted that this field is part of; empty where nothing is."""
    fields = disclosure_rules()["undantagna_fält"]
    kind, _, rest = item.field.partition(":")
    name = f"{kind}:{rest.rpartition(':')[2]}" if kind == CERTIFICATE else item.field
    told = dict(zip(cover.exceptions, cover.words, strict=False))
    found = [told.get(code, code) for code in cover.exceptions if name in fields.get(code, ())]
    if item.code in cover.withheld and not found:
        return (item.label,)
    return tuple(found)


def _unsettled(row: Row, alarms: Sequence[Alarm]) -> str:
    """What the guard still wants done with a row; empty when it is done."""
    if row.mask:
        return ""
    left = [alarm.sentence for alarm in alarms if alarm.is_hard or not row.why.strip()]
    return " ".join(left)
