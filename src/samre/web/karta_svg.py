"""The ink of the map: one SVG template for screen, paper and PDF, filled from a Drawing.

Works without Django's settings, so that the command line can draw too. Every number is a finished text before it reaches the
template, and no style attribute is written: the page's content security policy refuses them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from django.template import Context, Engine
from django.template.base import Template

from samre.pathway.model import Pathway, Status
from samre.pathway.picture.drawing import Band, Box, Drawing, Text, number_of
from samre.pathway.picture.routing import Point, Rect, Route
from samre.pathway.picture.typesetting import Face

Mode = Literal["paper", "screen", "mini"]
TEMPLATES = Path(__file__).parent / "templates"
FONTS = "Inter, 'Liberation Sans', Arimo, Arial, 'Nimbus Sans', 'DejaVu Sans Condensed', sans-serif"
MOTTO = "Rätt person, rätt underlag, rätt myndighet"
PURPOSE = ("För den som är sjukskriven utan SGI:", "vägen till arbete, studier eller rätt ersättning.")

INK, SOFT, PAPER = "#17211f", "#4c5957", "#ffffff"
OTHERS = "#4c5957"
ACTOR_INK = {
    "KOM": "#0f4c4a",
    "AME": "#0f4c4a",
    "LSS": "#0f4c4a",
    "FK": "#3b3a86",
    "AF": "#8a3b12",
    "REG": "#8c1d4f",
    "IND": "#17211f",
}
STATUS_NAMES: Mapping[str, str] = {
    "här": "Här är ni",
    "klar": "Klar",
    "öppen": "Öppen",
    "kan bli öppen": "Kan bli öppen",
    "inte aktuell": "Inte aktuell",
}
LEGEND = Face(8.0, "regular", 9.2)
WORD = Face(7.6, "semibold", 8.7)
MEANING = Face(7.6, "regular", 8.7)
STATUS_ICONS: Mapping[str, str] = {
    "här": "▶",
    "klar": "✓",
    "öppen": "●",
    "kan bli öppen": "?",
    "inte aktuell": "–",
}
MINI, MINI_LOW, LOW = (
    19.0,
    13.5,
    20.0,
)  # digits of the small map in tall and in low boxes; a box lower than LOW is low
_CORNER, _ARROW = 3.2, 4.2


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark on the map: the step where the case is, the status of others by step id, and one actor's steps."""

    here: str | None = None
    actor: str | None = None
    status: Mapping[str, Status] = field(default_factory=dict)

    def of(self, step: str) -> str:
        """`här`, a status, or an empty text."""
        return "här" if step == self.here else self.status.get(step, "")


def render_svg(
    drawing: Drawing,
    pathway: Pathway,
    *,
    mode: Mode = "paper",
    marks: Marks | None = None,
    link: str = "/karta/{id}",
) -> str:
    """The drawing as one `<svg>` element.

    `paper` is a picture with a text alternative; `screen` has every box as a link (`link`, with the box's id) in reading order.
    """
    return _template("mini" if mode == "mini" else "karta").render(
        Context(_context(drawing, pathway, mode, marks or Marks(), link), use_l10n=False)
    )


def alternative_text(drawing: Drawing, pathway: Pathway) -> str:
    """What the picture says to someone who does not see it, in two sentences; the whole content is the table in the bilaga."""
    phases = ", ".join(_lower_first(phase.name) for phase in pathway.phases.values())
    goals = ", ".join(_lower_first(goal.name) for goal in pathway.goals.values())
    return (
        f"{drawing.name}: {len(drawing.steps)} numrerade steg i faserna {phases}, ordnade efter vem som ansvarar, "
        f"med vägar till målen {goals}. Samma innehåll finns som tabell i bilagan."
    )


def _lower_first(name: str) -> str:
    """The name inside a sentence; one that begins with an abbreviation (SIP, AF) stays as it is."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _template(name: str) -> Template:
    return _engine().get_template(f"karta/{name}.svg")


@cache
def _engine() -> Engine:
    loader = ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])
    return Engine(dirs=[str(TEMPLATES)], loaders=[loader], builtins=["django.template.defaulttags"])


def _context(drawing: Drawing, pathway: Pathway, mode: Mode, marks: Marks, link: str) -> dict[str, object]:
    inks = {box.id: ink_of(box) for box in drawing.boxes}
    bands = [_band(band) for band in drawing.bands]
    return {
        "bands": bands,
        "last_band": bands[-1],
        "mode": mode,
        "is_screen": mode == "screen",
        "is_mini": mode == "mini",
        "width": _n(drawing.width),
        "height": _n(drawing.height),
        "fonts": FONTS,
        "ink": INK,
        "soft": SOFT,
        "title": drawing.name,
        "motto": MOTTO,
        "purpose": PURPOSE,
        "alt": alternative_text(drawing, pathway),
        "version": f"Version {drawing.id.removeprefix('samre-')} · gäller från {drawing.valid_from.isoformat()}",
        "hash": f"Kontrollsumma {drawing.hash[:12]}",
        "header": _rect(drawing.header),
        "map_height": _n(drawing.bands[-1].rect.bottom - drawing.lanes[0].rect.y + 2),
        "footer": _rect(drawing.footer),
        "lanes": [_lane(drawing, pathway, index) for index in range(len(drawing.lanes))],
        "separators": [_n((a.rect.right + b.rect.x) / 2) for a, b in pairwise(drawing.lanes)],
        "bundles": _bundles(drawing, inks),
        "boxes": [_box(box, inks[box.id], pathway, marks, link) for box in drawing.boxes],
        "legend": _legend(drawing, pathway),
        "glossary": _glossary(drawing),
        "notes": [_text(note) for note in drawing.notes],
    }


def ink_of(box: Box) -> str:
    """The colour of a box: its actor's; goals have the ink of the page."""
    return INK if box.kind == "goal" else ACTOR_INK.get(box.actor, OTHERS)


def _band(band: Band) -> dict[str, object]:
    return {
        "id": band.id,
        "rect": _rect(band.rect),
        "label": _text(band.label),
        "is_odd": band.number % 2 == 1,
    }


def _lane(drawing: Drawing, pathway: Pathway, index: int) -> dict[str, object]:
    lane = drawing.lanes[index]
    actors = [box.actor for box in drawing.steps if box.lane == lane.id]
    single = len({ACTOR_INK.get(actor, OTHERS) for actor in actors}) == 1
    rect = Rect(lane.rect.x, lane.rect.y, lane.rect.w, 16.0)
    return {
        "rect": _rect(rect),
        "text": _text(lane.heading),
        "ink": ACTOR_INK.get(actors[0], OTHERS) if single and actors else OTHERS,
    }


def _box(box: Box, ink: str, pathway: Pathway, marks: Marks, link: str) -> dict[str, object]:
    mark = marks.of(box.id)
    mini = MINI_LOW if box.rect.h < LOW else MINI
    actor = pathway.actors.get(box.actor)
    return {
        "id": box.id,
        "kind": box.kind,
        "is_goal": box.kind == "goal",
        "url": link.format(id=box.id),
        "title": f"Mål: {box.name}"
        if box.kind == "goal"
        else f"{box.number}. {box.name}. Ansvarar: {actor.name if actor else ''}",
        "ink": ink,
        "rect": _rect(box.rect),
        "badge": _rect(box.badge),
        "number": box.number,
        "number_at": {"x": _n(box.badge.x + box.badge.w / 2), "y": _n(box.badge.y + 8.3)},
        "texts": [_text(text) for text in box.texts],
        "mark": mark,
        "icon": STATUS_ICONS.get(mark, ""),
        "mark_name": STATUS_NAMES.get(mark, ""),
        "signs": [{"kind": sign.kind, "x": _n(sign.at[0]), "y": _n(sign.at[1])} for sign in box.marks],
        "is_main": box.is_main,
        "is_chosen": box.kind == "step" and marks.actor == box.actor,
        "mini_size": _n(mini),
        "mini_dy": _n(0.36 * mini),
        "middle": {"x": _n(box.rect.x + box.rect.w / 2), "y": _n(box.rect.y + box.rect.h / 2)},
        "actor": box.actor,
    }


def _bundles(drawing: Drawing, inks: Mapping[str, str]) -> list[list[dict[str, object]]]:
    """The routes bundle by bundle; where several colours share a track the most common one lies on top."""
    bundles: dict[int, list[Route]] = {}
    for route in drawing.routes:
        bundles.setdefault(route.bundle, []).append(route)
    drawn = []
    for routes in bundles.values():
        common = Counter(inks[route.source] for route in routes)
        routes.sort(key=lambda route: common[inks[route.source]])
        drawn.append([_route(route, inks[route.source]) for route in routes])
    return drawn


def _route(route: Route, ink: str) -> dict[str, object]:
    points = list(route.points)
    (x1, y1), (x2, y2) = points[-2], points[-1]
    length = abs(x2 - x1) + abs(y2 - y1)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    base = (x2 - dx * _ARROW, y2 - dy * _ARROW)
    head = [(x2, y2), (base[0] - dy * 2.2, base[1] + dx * 2.2), (base[0] + dy * 2.2, base[1] - dx * 2.2)]
    points[-1] = (x2 - dx * (_ARROW - 0.6), y2 - dy * (_ARROW - 0.6))
    return {
        "source": route.source,
        "target": route.target,
        "ink": ink,
        "path": _rounded(points),
        "head": " ".join(f"{_n(x)},{_n(y)}" for x, y in head),
    }


def _rounded(points: list[Point]) -> str:
    """A path through the points with rounded corners."""
    parts = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        into, out = _toward(here, before), _toward(here, after)
        parts.append(f"L{_n(into[0])} {_n(into[1])}Q{_n(here[0])} {_n(here[1])} {_n(out[0])} {_n(out[1])}")
    parts.append(f"L{_n(points[-1][0])} {_n(points[-1][1])}")
    return "".join(parts)


def _toward(start: Point, end: Point) -> Point:
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    share = min(_CORNER, length / 2) / length if length else 0.0
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _legend(drawing: Drawing, pathway: Pathway) -> dict[str, object] | None:
    """The legend's rows, placed in the room the drawing keeps free for it."""
    if drawing.panel is None:
        return None
    panel, left = drawing.panel, drawing.panel.x + 8
    rows: list[dict[str, object]] = []
    y = panel.y + 24.0
    for kind, text in _legend_entries(drawing):
        lines = LEGEND.wrap(text, width=panel.w - 52)
        placed = [
            _text(Text("legend", line, left + 38, y + n * LEGEND.leading, LEGEND))
            for n, line in enumerate(lines)
        ]
        rows.append({"kind": kind, "x": _n(left), "y": _n(y - 2.6), "lines": placed})
        y += LEGEND.leading * len(lines) + 2.0
    heading = Text("legend", "Så läser du kartan", left, panel.y + 11.5, Face(8.6, "bold"))
    return {"rect": _rect(panel), "heading": _text(heading), "rows": rows}


def _glossary(drawing: Drawing) -> dict[str, object] | None:
    """What the abbreviations of the map mean, in the room the drawing keeps free for it."""
    if drawing.glossary is None or not drawing.abbreviations:
        return None
    panel, left = drawing.glossary, drawing.glossary.x + 6
    indent = max(WORD.width(word) for word, _ in drawing.abbreviations) + 4
    lines: list[dict[str, str]] = []
    y = panel.y + 24.0
    for word, meaning in drawing.abbreviations:
        lines.append(_text(Text("word", word, left, y, WORD)))
        for line in MEANING.wrap(meaning, width=panel.w - 10 - indent):
            lines.append(_text(Text("meaning", line, left + indent, y, MEANING)))
            y += MEANING.leading
        y += 1.4
    heading = Text("legend", "Förkortningar", left, panel.y + 12, Face(8.6, "bold"))
    rect = Rect(panel.x, panel.y, panel.w, y - panel.y - 2)
    return {"rect": _rect(rect), "heading": _text(heading), "lines": lines}


def _legend_entries(drawing: Drawing) -> list[tuple[str, str]]:
    """The signs that are on this map, each with its words."""
    kinds = {mark.kind for box in drawing.boxes for mark in box.marks}
    always = ", ".join(
        f"{box.number}\u00a0{_lower_first(box.name)}" for box in drawing.boxes if box.id in drawing.everywhere
    )
    everywhere = f"Från alla steg: {always}." if always else ""
    entries = [
        ("main", "Steg med krav. Färg: vem som ansvarar."),
        ("side", "Steg i särskilda lägen."),
        ("line", "Huvudväg till nästa steg."),
        ("tag", "Fler vägar: till steg 7 och steg 21."),
        ("expires", "Rätt som kan gå förlorad: pröva först."),
        ("everywhere", everywhere),
    ]
    return [entry for entry in entries if entry[1] and (entry[0] != "expires" or entry[0] in kinds)]


def _text(text: Text) -> dict[str, str]:
    return {
        "role": text.role,
        "text": text.text,
        "x": _n(text.x),
        "y": _n(text.y),
        "size": _n(text.face.size),
        "weight": {"regular": "400", "semibold": "600", "bold": "700"}[text.face.weight],
        "anchor": text.anchor,
    }


def _rect(rect: Rect) -> dict[str, str]:
    return {
        "x": _n(rect.x),
        "y": _n(rect.y),
        "w": _n(rect.w),
        "h": _n(rect.h),
        "right": _n(rect.right),
        "bottom": _n(rect.bottom),
        "cx": _n(rect.x + rect.w / 2),
        "cy": _n(rect.y + rect.h / 2),
    }


def _n(value: float) -> str:
    """A coordinate as short text: two decimals, no needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


__all__ = ["Marks", "alternative_text", "ink_of", "number_of", "render_svg"]
