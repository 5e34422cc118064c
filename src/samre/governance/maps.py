"""Which map an authority follows: the only seam between the versions kept here and those who read a map.

What an authority follows is read once for each `map_stamp` of it; every change that matters gives it a new stamp, in its own
transaction. So a page asks nothing, and nobody reads an old map a moment longer than the row she is acting under.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import F

from samre.accounts.models import Authority
from samre.accounts.scope import current_authority, current_map_stamp
from samre.pathway.changes.layers import Local, layered
from samre.pathway.model import Pathway
from samre.pathway.reading.load import load_texts

from .models import Following, LocalValue, MapVersion
from .rules.packing import opened

_MOST = 64


@dataclass(frozen=True, slots=True)
class Followed:
    """The versions of the map an authority follows, newest first, as (first day, row's id, chart), and its own layer."""

    versions: tuple[tuple[date, UUID, str], ...]
    layer: tuple[Local, ...]


def find_map(authority: UUID, *, on: date) -> Pathway | None:
    """The map an authority follows on a day, with its own layer. None where it follows the one that came with the program."""
    followed = _followed_by(authority)
    begun = next((row for begins, row, _ in followed.versions if begins <= on), None)
    return None if begun is None else _with_layer(_read(begun), followed.layer)


def find_chart(chart: str, authority: UUID) -> Pathway | None:
    """The version with an id, as an authority reads it; None where no keeper's published version has it."""
    row = _row_of(chart, authority)
    return None if row is None else _with_layer(_read(row), _followed_by(authority).layer)


def find_texts(chart: str, authority: UUID) -> dict[str, str] | None:
    """The files of the version with an id; None where it is no keeper's, as the one that came with the program."""
    row = _row_of(chart, authority)
    return None if row is None else _files_of(row)


def _row_of(chart: str, authority: UUID) -> UUID | None:
    row = next((row for _, row, id_ in _followed_by(authority).versions if id_ == chart), None)
    if row is None:
        row = MapVersion.objects.filter(chart=chart, number__gt=1).values_list("pk", flat=True).first()
    return row


def locally(pathway: Pathway, authority: UUID) -> Pathway:
    """The map with an authority's own layer over it."""
    return _with_layer(pathway, _followed_by(authority).layer)


def keeper_of(authority: UUID) -> UUID | None:
    """Whose map an authority follows; a keeper follows its own. None where it follows the map that came with the program."""
    following = Following.objects.filter(follower_id=authority, until__isnull=True).values_list(
        "keeper_id", flat=True
    )
    keeper = following.first()
    if keeper is not None:
        return keeper
    return authority if MapVersion.objects.filter(keeper_id=authority).exists() else None


def followers_of(keeper: UUID) -> tuple[UUID, ...]:
    """The authorities that follow a keeper's map now."""
    rows = Following.objects.filter(keeper_id=keeper, until__isnull=True).order_by("follower_id")
    return tuple(rows.values_list("follower_id", flat=True))


def touch(*authorities: UUID) -> None:
    """Says, in the caller's transaction, that the map of these authorities has changed."""
    Authority.objects.filter(pk__in=authorities).update(map_stamp=F("map_stamp") + 1)


def find_in_force(keeper: UUID, *, on: date) -> MapVersion | None:
    """The version of a keeper's map that holds on a day: the newest that has begun. None before the first."""
    begun = MapVersion.objects.filter(keeper_id=keeper, valid_from__lte=on)
    return begun.defer("files").order_by("-valid_from", "-number").first()


def pathway_in(version: MapVersion) -> Pathway:
    """The map of a version as it was published, without anybody's layer."""
    return _read(version.pk)


def texts_of(version: MapVersion) -> dict[str, str]:
    """The files of a version by name."""
    return _files_of(version.pk)


def layer_of(authority: UUID) -> tuple[Local, ...]:
    """The own values an authority has now, in the order of the map's things."""
    rows = LocalValue.objects.filter(keeper_id=authority, ended_at__isnull=True).order_by(
        "thing", "thing_id", "part"
    )
    return tuple(_local(row) for row in rows)


def _followed_by(authority: UUID) -> Followed:
    stamp = current_map_stamp() if current_authority() == authority else None
    if stamp is None:
        stamp = Authority.objects.values_list("map_stamp", flat=True).get(pk=authority)
    return _followed(authority, stamp) if stamp else Followed((), ())


@lru_cache(maxsize=_MOST)
def _followed(authority: UUID, _stamp: int) -> Followed:
    keeper = keeper_of(authority)
    versions = MapVersion.objects.filter(keeper_id=keeper).order_by("-valid_from", "-number")
    rows = tuple(versions.values_list("valid_from", "pk", "chart")) if keeper else ()
    return Followed(rows, layer_of(authority))


@lru_cache(maxsize=_MOST)
def _read(version: UUID) -> Pathway:
    """What is published never changes, so it is read once."""
    return load_texts(_files_of(version))


def _files_of(version: UUID) -> dict[str, str]:
    return opened(*MapVersion.objects.values_list("files", "content").get(pk=version))


_layered: dict[tuple[int, tuple[Local, ...]], tuple[Pathway, Pathway]] = {}


def _with_layer(pathway: Pathway, layer: Iterable[Local]) -> Pathway:
    """Kept, so that what is worked out once per map object (questions, populations) is not worked out for each page."""
    items = tuple(layer)
    if not items:
        return pathway
    found = _layered.get((id(pathway), items))
    if found is not None and found[0] is pathway:
        return found[1]
    made = layered(pathway, items)
    while len(_layered) >= _MOST:
        _layered.pop(next(iter(_layered)), None)
    _layered[id(pathway), items] = (pathway, made)
    return made


def _local(row: LocalValue) -> Local:
    return Local(row.thing, row.thing_id, row.part, _plain(row.value), _plain(row.over), row.why)  # type: ignore[arg-type]


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
