"""What differs between two versions in one short sentence for each thing: the news, and what a caseworker reads first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from samre.certificate.wording import in_words
from samre.pathway.changes.diff import ORDER, Change, diff
from samre.pathway.model import Pathway
from samre.pathway.wording import days_words

from ..maps import pathway_in
from ..models import Draft
from ..rules.amounts import amount
from .change_words import part_of_change, place_of_change
from .draft_changes import read_map
from .drafts import draft_texts

# What is longer is said to be changed; the words themselves stand in the fold.
_SHORT = 60
# A time limit's days, and the words beside them.
_LIMIT, _WORDED = "frist", "tiden i ord"
# A row of a thing is new or gone as a whole.
_ROWS = ("väg till", "krav", "svaret", "lagens frist")


@dataclass(frozen=True, slots=True)
class Brief:
    """A thing that differs: a sentence, and every difference of it in full where the sentence does not say all."""

    text: str
    whole: tuple[Change, ...] = ()
    id: str = ""
    thing: str = ""
    moves: bool = False

    def __str__(self) -> str:
        return self.text


def briefly(changes: Sequence[Change], old: Pathway, new: Pathway) -> tuple[Brief, ...]:
    """One sentence for each thing; first what can give somebody another next step."""
    things: dict[tuple[str, str], list[Change]] = {}
    for change in sorted(changes, key=lambda one: one.act == "borta"):
        things.setdefault((change.thing, change.id), []).append(change)
    found = (_brief(tuple(group), old, new) for group in things.values())
    return tuple(sorted(found, key=lambda one: not one.moves))


def brief_of(draft: UUID, revision: int | None = None) -> tuple[Brief, ...]:
    """What a draft changes against the version it began from, as it was saved then; empty where it can't be read."""
    row = Draft.objects.select_related("based_on").get(pk=draft)
    new = read_map(draft_texts(row, revision)).pathway
    if new is None:
        return ()
    old = pathway_in(row.based_on)
    return briefly([one for one in diff(old, new) if one.thing != "kartan"], old, new)


def _brief(changes: tuple[Change, ...], old: Pathway, new: Pathway) -> Brief:
    first = changes[0]
    place = place_of_change(first, old, new)
    if first.thing == "steget":
        place = place.removeprefix("Steg ")
    said: list[str] = []
    only_named: list[str] = []
    for change in changes:
        told = _told(change, old, new)
        (said if told else only_named).append(told or _part(change, old, new))
    if only_named:
        named = ", ".join(dict.fromkeys(only_named))
        said.append(f"ändrat: {named}" if not said else f"också ändrat: {named}")
    return Brief(
        text=f"{place}: {'. '.join(_capital(one) if at else one for at, one in enumerate(said))}.",
        whole=changes if only_named or any(one.part == _LIMIT for one in changes) else (),
        id=first.id,
        thing=first.thing,
        moves=any(one.moves for one in changes),
    )


def _told(change: Change, old: Pathway, new: Pathway) -> str:
    """The difference in a few words; empty where it takes too many."""
    if not change.part:
        return change.how
    if change.thing == "steget" and change.part == _LIMIT:
        return _limit(old.steps[change.id].limit.days, new.steps[change.id].limit.days)
    if change.thing == "värdet" and (spans := "; ".join(_spans(change.id, old, new))):
        return spans
    if change.part == ORDER:
        return f"står nu {change.after} i turordningen"
    if change.part.startswith(_ROWS):
        return _row(change, old, new)
    if change.before and change.after and max(len(change.before), len(change.after)) <= _SHORT:
        return f"{change.part} är ”{change.after}” i stället för ”{change.before}”"
    return ""


def _limit(before: int, after: int) -> str:
    if before == after:
        return ""
    return f"tiden är {days_words(after)} i stället för {days_words(before)}"


def _row(change: Change, old: Pathway, new: Pathway) -> str:
    if change.before and change.after:
        return ""
    told = change.after or change.before
    named = _part(change, old, new)
    if not named.startswith("väg till"):
        if len(told) > 2 * _SHORT:
            return ""
        named = f"{named} ”{told}”"
    return f"{'nytt: ' if change.after else 'borttaget: '}{named}"


def _part(change: Change, old: Pathway, new: Pathway) -> str:
    return _WORDED if change.part == _LIMIT else part_of_change(change, old, new)


def _spans(id_: str, old: Pathway, new: Pathway) -> Iterator[str]:
    """The amounts that were not there before, each with its first day."""
    was, is_ = old.values.get(id_), new.values.get(id_)
    if was is None or is_ is None:
        return
    for start, _, number in is_.spans:
        if not any((start, number) == (first, amount) for first, _, amount in was.spans):
            yield f"{amount(number, is_.unit)} från den {in_words(start)}"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
