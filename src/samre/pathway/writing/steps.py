"""A step put into, moved in and taken out of a map: in its own file, in the order of urgency and on the drawing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from ..reading.yaml_files import plain_data
from .edit import Drop, EditError, Plain, Put, edited

STEPS, CHART, SKETCH = "steg.yaml", "karta.yaml", "ritning.yaml"
START = "nytt_ärende"
# A step is written in this order, whatever order it was filled in.
KEYS = (
    "namn", "kort", "fas", "ansvarig", "börjar", "medverkar", "åtagande", "måste_vetas", "underlag", "blanketter", "kontakt", "lag",
    "frist", "lagfrister", "osäkert", "råd", "om_inget_svar", "öppen_när", "kräver", "klar_när", "rätt_som_går_ut", "mål", "vägar",
)  # fmt: skip


def next_step_id(ids: Sequence[str]) -> str:
    """The id of a new step: one more than the highest there is, in as many figures."""
    numbers = [int(found[1]) for id_ in ids if (found := re.fullmatch(r"S(\d+)", id_))]
    return f"S{max(numbers, default=0) + 1:02d}"


def with_field(texts: Mapping[str, str], step: str, key: str, value: Plain) -> dict[str, str]:
    """The step with one of its keys written; an empty value takes the key away."""
    path = ("steg", step, key)
    if value in ("", None, [], (), {}, False):
        return edited(texts, [Drop(STEPS, path)]) if _has_key(texts, step, key) else dict(texts)
    before = KEYS[: KEYS.index(key)] if key in KEYS else ()
    after = next((name for name in reversed(before) if _has_key(texts, step, name)), "")
    return edited(texts, [Put(STEPS, path, value, after)])


def with_step(
    texts: Mapping[str, str], step: str, fields: Mapping[str, Plain], *, before: str
) -> dict[str, str]:
    """A new step, last in the file, and in the order of urgency before the step `before`. The drawing finds it a place."""
    order = _order(texts)
    if step in order:
        raise EditError(f"{step} finns redan.")
    at = order.index(before) if before in order else len(order)
    rows = {key: fields[key] for key in KEYS if fields.get(key) not in ("", None, [], (), {}, False)}
    return edited(
        texts,
        [Put(STEPS, ("steg", step), rows), Put(CHART, ("prioritet",), [*order[:at], step, *order[at:]])],
    )


def with_order(texts: Mapping[str, str], order: Sequence[str]) -> dict[str, str]:
    """The steps in another order of urgency. Raises EditError unless they are the same steps."""
    if sorted(order) != sorted(_order(texts)):
        raise EditError("Turordningen ska ha varje steg exakt en gång.")
    return edited(texts, [Put(CHART, ("prioritet",), list(order))])


def with_start(texts: Mapping[str, str], step: str) -> dict[str, str]:
    """The map with another step that a new case begins in. Raises EditError unless it is a step."""
    if step not in _order(texts):
        raise EditError("Välj vilket steg ett nytt ärende börjar i.")
    return edited(texts, [Put(CHART, (START,), step, "prioritet")])


def without_step(texts: Mapping[str, str], step: str) -> dict[str, str]:
    """The map without a step: not in its file, its order or its drawing, and with no way to it. Conditions are not touched."""
    order = _order(texts)
    if step not in order:
        raise EditError(f"{step} finns inte.")
    changes: list[Put | Drop] = [Drop(STEPS, ("steg", step))]
    changes.append(Put(CHART, ("prioritet",), [id_ for id_ in order if id_ != step]))
    for other in order:
        ways = () if other == step else ways_of(texts, other)
        gone = [number for number, target in enumerate(ways) if target == step]
        if gone and len(gone) == len(ways):
            changes.append(Drop(STEPS, ("steg", other, "vägar")))
        else:
            changes += [Drop(STEPS, ("steg", other, "vägar", number)) for number in reversed(gone)]
    result = edited(texts, changes)
    if SKETCH in result:
        result[SKETCH] = _undrawn(result[SKETCH], step)
    return result


def steps_in(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The steps of the map, as their file has them."""
    return tuple(map(str, _plain(texts[STEPS]).get("steg") or ()))


def targets_of(texts: Mapping[str, str], step: str) -> set[str]:
    """Where the ways from a step lead: other steps, and goals."""
    written = _plain(texts[STEPS])["steg"].get(step) or {}
    ways = written.get("vägar") or ()
    return {str(way.get("till")) for way in ways} | {str(goal) for goal in written.get("mål") or ()}


def ways_of(texts: Mapping[str, str], step: str) -> tuple[str, ...]:
    """Where the ways of a step lead, in their order; none where there is no such step."""
    return tuple(str(way["till"]) for way in _rows(texts, step))


def with_ways_again(
    texts: Mapping[str, str], before: Mapping[str, str], step: str, target: str
) -> dict[str, str]:
    """The map with the ways from a step to another box as the map `before` has them, after the ways the step has now; and with
    their line on the drawing, where there was one.

    Raises EditError where the map `before` has no such way.
    """
    back = [way for way in _rows(before, step) if str(way["till"]) == target]
    if not back:
        raise EditError(f"Det fanns ingen väg från {step} till {target}.")
    texts = _drawn_again(texts, before, step, target)
    there = len(_rows(texts, step))
    if not there:
        return with_field(texts, step, "vägar", back)
    return edited(
        texts, [Put(STEPS, ("steg", step, "vägar", there + number), way) for number, way in enumerate(back)]
    )


def _drawn_again(
    texts: Mapping[str, str], before: Mapping[str, str], step: str, target: str
) -> dict[str, str]:
    """The drawing as it was, if only this line has been taken from it; else with the line as one of its own, after the others."""
    result = dict(texts)
    if SKETCH not in texts or SKETCH not in before:
        return result
    leg, now = (step, target), texts[SKETCH].split("\n")
    drawn = _drawn_lines(now)
    if leg not in _legs(before[SKETCH].split("\n")) or leg in _legs(now):
        return result
    if without_drawn_ways(before, step, [target])[SKETCH] == texts[SKETCH]:
        result[SKETCH] = before[SKETCH]
    elif drawn:
        last = drawn[-1]
        indent = now[last].partition("- ")[0]
        result[SKETCH] = "\n".join([*now[: last + 1], f"{indent}- {step} > {target}", *now[last + 1 :]])
    return result


def _drawn_lines(lines: Sequence[str]) -> list[int]:
    """Where the drawing's lines stand among its text's."""
    found, part = [], ""
    for number, line in enumerate(lines):
        head = re.match(r"  (\S.*?):", line)
        part = head[1] if head and not line.startswith("    ") else part
        if part == "linjer" and re.match(r"\s*- ", line):
            found.append(number)
    return found


def _legs(lines: Sequence[str]) -> set[tuple[str, str]]:
    chains = (lines[number].partition("- ")[2].partition("  #")[0] for number in _drawn_lines(lines))
    return {leg for chain in chains for leg in pairwise(name.strip() for name in chain.split(">"))}


def without_drawn_ways(texts: Mapping[str, str], step: str, targets: Collection[str]) -> dict[str, str]:
    """The drawing without the ways from a step to some others: their legs of the lines are gone, and the words beside them."""
    result = dict(texts)
    if not targets or SKETCH not in result:
        return result
    lines: list[str] = []
    written = result[SKETCH].split("\n")
    drawn = set(_drawn_lines(written))
    for number, line in enumerate(written):
        if number in drawn:
            line = _line_without_legs(line, step, targets)
        elif any(re.match(rf"\s*{step} > {target}:", line) for target in targets):
            continue
        if line != _GONE:
            lines.append(line)
    result[SKETCH] = "\n".join(lines)
    return result


def _line_without_legs(line: str, step: str, targets: Collection[str]) -> str:
    """A drawn line cut where it goes from the step to one of the others; nothing where no leg is left."""
    head, _, rest = line.partition("- ")
    rest, mark, comment = rest.partition("  #")
    names = [name.strip() for name in rest.split(">")]
    parts: list[list[str]] = [[names[0]]]
    for before, name in pairwise(names):
        if before == step and name in targets:
            parts.append([])
        parts[-1].append(name)
    if len(parts) == 1:
        return line
    kept = [" > ".join(part) for part in parts if len(part) > 1]
    if kept:
        kept[0] += f"{mark}{comment}"
    return "\n".join(f"{head}- {part}" for part in kept) or _GONE


def _undrawn(text: str, step: str) -> str:
    """The drawing's text without a step: its cell is empty, lines and words about it are gone."""
    lines: list[str] = []
    part = ""
    for line in text.split("\n"):
        head = re.match(r"  (\S.*?):", line)
        part = head[1] if head and not line.startswith("    ") else part
        if part == "rutnät" and re.match(r"\s*- ", line):
            line = re.sub(r"(?<=[\s+])\S+(?=\s|$)", lambda cell: _cell(cell[0], step), line)
        elif part == "linjer" and re.match(r"\s*- ", line):
            line = _line_without(line, step)
        elif re.match(rf"\s*{step}\s*[:>]", line) or re.match(rf"\s*\S+ > {step}:", line):
            continue
        elif part == "överallt" and step in line:
            line = re.sub(rf"\b{step}\b,?\s*", "", line).replace(", ]", "]")
        if line is not None and line != _GONE:
            lines.append(line)
    return "\n".join(lines)


_GONE = "\0"


def _cell(cell: str, step: str) -> str:
    names = [name for name in cell.split("+") if name != step]
    return ("+".join(names) or ".").ljust(len(cell))


def _line_without(line: str, step: str) -> str:
    """A drawn line without the step: what is left of it, longest part; nothing where fewer than two boxes are left."""
    head, _, rest = line.partition("- ")
    parts: list[list[str]] = [[]]
    for name in rest.split(" > "):
        if name.strip() == step:
            parts.append([])
        else:
            parts[-1].append(name.strip())
    if len(parts) == 1:
        return line
    kept = [part for part in parts if len(part) > 1]
    return "\n".join(f"{head}- {' > '.join(part)}" for part in kept) or _GONE


def _order(texts: Mapping[str, str]) -> list[str]:
    return [str(id_) for id_ in _plain(texts[CHART])["prioritet"]]


def _rows(texts: Mapping[str, str], step: str) -> list[dict[str, Any]]:
    return list((_plain(texts[STEPS])["steg"].get(step) or {}).get("vägar") or ())


def _has_key(texts: Mapping[str, str], step: str, key: str) -> bool:
    return key in (_plain(texts[STEPS])["steg"].get(step) or {})


@lru_cache(maxsize=4)
def _plain(text: str) -> Any:
    return plain_data(text)
