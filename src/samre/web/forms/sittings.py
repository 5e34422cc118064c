"""The forms of a meeting: what is taken up, and who came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from samre.governance.queries.sittings import Topic

TOPIC, OWN = "punkt", "egna_punkter"
_KINDS = ("draft", "request", "agreement")


def read_agenda(chosen: Sequence[str], own: str, topics: Iterable[Topic]) -> list[dict[str, str]]:
    """The chosen topics in their order, then the lines that were written. A topic that is no longer there is left out."""
    named = {one.key: one.title for one in topics}
    points = [_about(key, named[key]) for key in chosen if key in named]
    return points + [{"title": line.strip()} for line in own.splitlines() if line.strip()]


def read_present(text: str) -> list[dict[str, str]]:
    """One on each line: name, and after a comma what she stands for."""
    found = []
    for line in text.splitlines():
        name, _, stands_for = line.partition(",")
        found.append({"name": name.strip(), "for": stands_for.strip()})
    return [one for one in found if one["name"]]


def shown_present(rows: Iterable[Mapping[str, str]]) -> str:
    """The same, as it is written."""
    return "\n".join(", ".join(filter(None, (row["name"], row.get("for", "")))) for row in rows)


def key_of(point: Mapping[str, str]) -> str:
    """What a point is about, as a topic's key; empty for one of the writer's own."""
    return next((f"{kind}:{point[kind]}" for kind in _KINDS if point.get(kind)), "")


def _about(key: str, title: str) -> dict[str, str]:
    kind, _, id_ = key.partition(":")
    return {"title": title, kind: id_}
