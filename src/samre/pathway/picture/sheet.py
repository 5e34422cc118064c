"""The A4 as values: its measures, its type, and the frozen parts a drawing is made of. All in points, y downwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .routing import Point, Rect, Route
from .typesetting import Face

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4 portrait
MARGIN = 12.5
HEADER, LANE_HEADER, FOOTER, PHASE_LABEL = 38.0, 17.0, 12.0, 14.0
GUTTER, EDGE, GOAL_GUTTER = 16.7, 8.5, 7.0  # between columns; outside the first and the last; between goals
STRETCH, STACK_GAP, MIN_GAP = 10.0, 2.6, 7.2  # a box may be stretched by; between boxes of a cell; of rows
TRACK, CLEAR = 3.9, 4.4  # between lines; from a box to the first line
PAD, BADGE_WIDTH, BADGE_HEIGHT, MARK = 4.0, 13.5, 10.8, 4.5
GOALS = "mål"

NAME = Face(8.1, "semibold", 9.1)
NEED = Face(8.0, "regular", 8.8)
ACTOR = Face(8.0, "regular", 9.0)
NOTE = Face(7.6, "regular", 8.6)
TAGS = Face(7.2, "semibold", 8.3)
LABEL = Face(8.2, "bold", 10.0)
PHASE = Face(7.6, "bold", 9.0)
SMALLEST = 7.0


class DrawingError(ValueError):
    """The map cannot be drawn readably on one A4; the message says which box or line, and what to do."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text: `x`, `y` of its baseline start (or of its end/middle as `anchor` says)."""

    role: str
    text: str
    x: float
    y: float
    face: Face
    anchor: str = "start"

    @property
    def rect(self) -> Rect:
        """What the text covers, from the height of its capitals to its descenders."""
        width = self.face.width(self.text)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Rect(left, self.y - 0.76 * self.face.size, width, 0.98 * self.face.size)


@dataclass(frozen=True, slots=True)
class Mark:
    """A small sign in the corner `at`; `expires` is a right that can be lost."""

    kind: str
    at: Point


@dataclass(frozen=True, slots=True)
class Box:
    """A step or goal. `number` is what the paper shows (step ids without S), `tags` the ways on that are not lines.

    `is_main`: a line leads to or from it; the other steps are for special situations and are drawn lighter.
    """

    id: str
    kind: str
    number: str
    name: str
    actor: str
    lane: str
    band: str
    rect: Rect
    badge: Rect
    texts: tuple[Text, ...]
    tags: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    is_main: bool = True


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the map, or several side by side, with its heading."""

    id: str
    rect: Rect
    heading: Text


@dataclass(frozen=True, slots=True)
class Band:
    """A phase from side to side, with its label turned a quarter (read from below) around its own middle."""

    id: str
    number: int
    rect: Rect
    label: Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole page in points, origin top left. `panel` is the room kept free for the legend, `glossary` that for the
    abbreviations (None when there is none); `notes` stand beside lines."""

    id: str
    name: str
    hash: str
    valid_from: date
    width: float
    height: float
    header: Rect
    footer: Rect
    panel: Rect | None
    lanes: tuple[Lane, ...]
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    everywhere: tuple[str, ...] = ()
    glossary: Rect | None = None
    abbreviations: tuple[tuple[str, str], ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def steps(self) -> tuple[Box, ...]:
        """The boxes of steps in reading order: phase by phase, row by row."""
        return tuple(box for box in self.boxes if box.kind == "step")

    @property
    def goals(self) -> tuple[Box, ...]:
        """The boxes of goals in reading order."""
        return tuple(box for box in self.boxes if box.kind == "goal")
