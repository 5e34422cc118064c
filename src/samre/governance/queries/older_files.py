"""Files that were fetched before a newer version of the map was taken into the draft: whose they are, and put together with it."""

from __future__ import annotations

from collections.abc import Mapping

from samre.pathway.writing.merge import merged

from ..maps import texts_of
from ..models import Draft, MapVersion
from ..rules.heads import chart_in, with_chart
from ..rules.packing import content_of
from .drafts import draft_texts


def older_version(draft: Draft, texts: Mapping[str, str]) -> MapVersion | None:
    """The version the files began from, where the draft builds on a later one; None where they are of the same."""
    versions = MapVersion.objects.filter(keeper_id=draft.keeper_id).order_by("-number")
    named = versions.filter(chart=chart_in(texts), number__lte=draft.based_on.number).first()
    if named is None:
        return None
    if _before(draft, named, texts):
        return versions.filter(number__lt=named.number).first()
    return None if named.number == draft.based_on.number else named


def _before(draft: Draft, named: MapVersion, texts: Mapping[str, str]) -> bool:
    """Whether the files are what this draft was laid with before another draft was published with that id."""
    return draft.revisions.filter(content=content_of(texts), at__lt=named.at).exists()


def fetched(draft: Draft) -> dict[str, str]:
    """A draft's files as they are fetched: once it is laid, to the letter what is decided on. While it is written on they have the
    id of the version it builds on: another draft may be published with the id that this one was laid with, and its files are
    then to be known as older."""
    texts = draft_texts(draft)
    if not draft.is_open or chart_in(texts) in ("", draft.based_on.chart):
        return texts
    return with_chart(texts, draft.based_on.chart)


def together(draft: Draft, older: MapVersion, texts: Mapping[str, str]) -> dict[str, str]:
    """What the files change since their version, on the one the draft builds on. Where both changed the same the files stand."""
    return merged(texts_of(older), texts, texts_of(draft.based_on))[0]
