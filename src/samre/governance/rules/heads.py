"""The head of a map's files: which version it is and the day it begins to hold. Its dated values are those of that day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.text import slugify

from samre.accounts.models import Authority
from samre.certificate.wording import in_words
from samre.pathway.reading.yaml_files import written_data
from samre.pathway.writing.edit import Put, edited
from samre.pathway.writing.steps import CHART

from ..models import Draft

_HEAD = "karta"


def headed(texts: Mapping[str, str], *, chart: str, valid_from: date) -> dict[str, str]:
    """The files with this id and this first day; as they are where they have no head to write in."""
    if _head(texts) is None:
        return dict(texts)
    return edited(texts, [Put(CHART, (_HEAD, "id"), chart), Put(CHART, (_HEAD, "gäller_från"), valid_from)])


def with_chart(texts: Mapping[str, str], chart: str) -> dict[str, str]:
    """The files with this id, where they have a head."""
    return edited(texts, [Put(CHART, (_HEAD, "id"), chart)]) if _head(texts) is not None else dict(texts)


def chart_in(texts: Mapping[str, str]) -> str:
    """The id that stands in the files; empty where none does."""
    return str((_head(texts) or {}).get("id", ""))


def first_day_in(texts: Mapping[str, str]) -> date | None:
    """The day that the files say they hold from; None where they say none."""
    try:
        return date.fromisoformat(str((_head(texts) or {}).get("gäller_från", "")))
    except ValueError:
        return None


def without_head(texts: Mapping[str, str]) -> object:
    """What the files say beside which version they are and when they begin to hold, to be compared."""
    data = written_data(texts.get(CHART, ""))
    head = {name: value for name, value in (_head(texts) or {}).items() if name not in ("id", "gäller_från")}
    chart = {**data, _HEAD: head} if isinstance(data, Mapping) else data
    return {name: text for name, text in texts.items() if name != CHART}, chart


def as_version(draft: Draft, texts: Mapping[str, str], *, valid_from: date) -> dict[str, str]:
    """A draft's files as the version they would be published as: the next after the one it builds on, holding from a day."""
    number = draft.based_on.number + 1
    return headed(texts, chart=chart_id(draft.keeper, number), valid_from=valid_from)


def as_based(draft: Draft, texts: Mapping[str, str]) -> dict[str, str]:
    """The files with the head of the version the draft builds on."""
    return headed(texts, chart=draft.based_on.chart, valid_from=draft.based_on.valid_from)


def wrong_day(draft: Draft, valid_from: date, *, today: date) -> str:
    """Why a draft can't begin to hold that day; empty where it can."""
    base = draft.based_on
    if valid_from < today:
        return "Välj en dag från i dag."
    if valid_from < base.valid_from:
        return f"Version {base.number} börjar gälla {base.valid_from}. Välj den dagen eller en senare."
    return ""


def set_words(valid_from: date) -> str:
    """What the draft's history says when its first day is set."""
    return f"Första dagen sattes till den {in_words(valid_from)}."


def laid_words(valid_from: date) -> str:
    """What the draft's history says when it is laid before the steering group."""
    return f"Lades för beslut, för att gälla från den {in_words(valid_from)}."


def chart_id(keeper: Authority, number: int) -> str:
    """The id of a new version, its keeper's alone: `tre-aar-v2`. Numbers are given once, so ids are too."""
    stem = _stem(keeper.short)
    others = Authority.objects.exclude(pk=keeper.pk).values_list("short", flat=True)
    # The end of the key is drawn by lot; its beginning is the time, and those made at once have it in common.
    own = f"-{str(keeper.pk)[-8:]}" if any(_stem(short) == stem for short in others) else ""
    return f"{stem}{own}-v{number}"


def _stem(short: str) -> str:
    """What an authority's short name is at the beginning of an id: cut, so that names alike at the start have the same."""
    return slugify(short.replace("å", "a").replace("ä", "a").replace("ö", "o"))[:20].strip("-") or "karta"


def _head(texts: Mapping[str, str]) -> Mapping[str, object] | None:
    data = written_data(texts.get(CHART, ""))
    head = data.get(_HEAD) if isinstance(data, Mapping) else None
    return head if isinstance(head, Mapping) else None
