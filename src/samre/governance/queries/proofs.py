"""What was shown of a draft as it was last saved, and of the version in force; warnings with who let them stand, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from samre.accounts.actors import Actor
from samre.definitions import current
from samre.pathway.proof.report import Obligation

from ..maps import find_in_force, keeper_of, texts_of
from ..models import Draft, MapVersion, WarningReason
from ..rules.packing import texts_in
from ..rules.proving import Proved, detail_of, prove
from ..rules.publishing import unexplained
from .drafts import draft_texts
from .names import signer_of

Standing = Literal["new", "reasoned", "old"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a warning may stand, and who said so when; a published version keeps the words alone."""

    text: str
    by_name: str = ""
    by_authority: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning. `standing`: it is new and asks for a reason, somebody has given one, or the published map warns of it too.
    `earlier`: a reason that was given when the warning said something else. `words`: the mark of what it says now."""

    item: Obligation
    standing: Standing
    words: str
    reason: Reason | None = None
    earlier: Reason | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """The version that holds for somebody. `number` is 0 for the map that came with the program; `reasons` say, by obligation, why
    a warning was let through."""

    number: int
    name: str
    valid_from: date
    texts: Mapping[str, str]
    reasons: Mapping[str, str] = field(default_factory=dict)


def proof_of(draft: Draft, *, on: date) -> Proved:
    """What is shown of a draft as it was last saved; the same files are not proved twice."""
    return prove(draft_texts(draft), on=on)


def warned(draft: Draft, proved: Proved) -> tuple[Warned, ...]:
    """The warnings of a draft: those that ask for a reason first, then those with one, then those that were there before."""
    new = {item.id for item in unexplained(draft, proved)}
    given = _reasons(draft)
    found = [_warned(item, new, given) for item in proved.warnings]
    order: tuple[Standing, ...] = ("new", "reasoned", "old")
    return tuple(sorted(found, key=lambda one: order.index(one.standing)))


def version_in_force(actor: Actor, *, on: date) -> InForce | None:
    """The version that holds where the actor works, before its first day too; the program's own where she follows nobody's."""
    keeper = keeper_of(actor.authority_id)
    if keeper is None:
        return InForce(0, "", on, texts_in(current()))
    version = find_in_force(keeper, on=on) or _first(keeper)
    if version is None:
        return None
    reasons = version.proof.get("reasons", {})
    return InForce(version.number, version.name, version.valid_from, texts_of(version), reasons)


def let_through(version: InForce, proved: Proved) -> tuple[Warned, ...]:
    """The warnings of the version in force, with the reason each was published with."""
    given = {id_: Reason(text) for id_, text in version.reasons.items()}
    return tuple(Warned(item, "old", "", given.get(item.id)) for item in proved.warnings)


def _first(keeper: UUID) -> MapVersion | None:
    return MapVersion.objects.filter(keeper_id=keeper).defer("files").order_by("number").first()


def _warned(item: Obligation, new: set[str], given: Mapping[tuple[str, str], Reason]) -> Warned:
    words = detail_of(item)
    reason = given.get((item.id, words))
    earlier = next((one for (id_, said), one in given.items() if id_ == item.id and said != words), None)
    if reason is not None:
        return Warned(item, "reasoned", words, reason)
    return Warned(item, "new" if item.id in new else "old", words, earlier=earlier)


def _reasons(draft: Draft) -> dict[tuple[str, str], Reason]:
    """The newest reason for each warning and wording."""
    rows: list[WarningReason] = list(draft.reasons.select_related("by").order_by("at"))
    return {
        (row.obligation, row.detail): Reason(row.reason, signer_of(row), row.by_authority, row.at)
        for row in rows
    }
