"""Ways as orthogonal lines: the cheapest path through the gutters between boxes, one line after the other.

The ground is a grid of tracks. A line pays for length, bends and crossings; it may share a track only with lines that leave the
same box or reach the same box, so that two ways drawn together always mean what they seem to mean. Deterministic.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Point = tuple[float, float]
Node = tuple[int, int]
Direction = tuple[int, int]
Segment = tuple[Node, Node]

_LEFT, _RIGHT, _UP, _DOWN = (-1, 0), (1, 0), (0, -1), (0, 1)
_DIRECTIONS = (_LEFT, _RIGHT, _UP, _DOWN)
SEPARATION = 3.0  # points between parallel lines that do not belong together
BEND, CROSSING, SHARED = (
    16.0,
    34.0,
    0.55,
)  # in points of extra length; SHARED is the price of a point on a shared track


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in points, y downwards."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """x of the right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """y of the lower edge."""
        return self.y + self.h

    def overlaps(self, other: Rect, *, gap: float = 0.0) -> bool:
        """Whether the two come nearer each other than `gap`."""
        return (
            self.x < other.right + gap
            and other.x < self.right + gap
            and self.y < other.bottom + gap
            and other.y < self.bottom + gap
        )

    def is_crossed_by(self, start: Point, end: Point) -> bool:
        """Whether the orthogonal segment enters the inside of the rectangle."""
        (x1, x2), (y1, y2) = sorted((start[0], end[0])), sorted((start[1], end[1]))
        return x1 < self.right and x2 > self.x and y1 < self.bottom and y2 > self.y


@dataclass(frozen=True, slots=True)
class Port:
    """A place on a box's edge where a line may leave or arrive, and the direction out of the box."""

    at: Point
    out: Direction


class NoWay(ValueError):
    """No line can be drawn between two boxes on this ground."""

    def __init__(self, source: str, target: str) -> None:
        self.source, self.target = source, target
        super().__init__(f"Ingen linje ryms mellan {source} och {target}.")


@dataclass(slots=True)
class Ground:
    """The tracks lines may follow (`xs`, `ys`, sorted), what they must not enter, and the ports of every box."""

    xs: Sequence[float]
    ys: Sequence[float]
    blocked: Mapping[str, Rect]
    ports: Mapping[str, Sequence[Port]]
    _gates: dict[str, list[tuple[Node, Port]]] = field(default_factory=dict)
    _closed: frozenset[Node] = field(init=False)
    _near: tuple[Mapping[int, Sequence[int]], Mapping[int, Sequence[int]]] = field(init=False)

    def __post_init__(self) -> None:
        self._closed = frozenset(node for rect in self.blocked.values() for node in self._inside(rect))
        self._near = (_close_pairs(self.xs), _close_pairs(self.ys))

    def beside(self, segment: Segment) -> Iterable[Segment]:
        """The segments on other tracks that lie too close to this one to be told from it."""
        (a, b), (c, d) = segment
        if a == c:
            return (((near, b), (near, d)) for near in self._near[0].get(a, ()))
        return (((a, near), (c, near)) for near in self._near[1].get(b, ()))

    def _inside(self, rect: Rect) -> Iterable[Node]:
        columns = range(bisect_right(self.xs, rect.x), bisect_left(self.xs, rect.right))
        rows = range(bisect_right(self.ys, rect.y), bisect_left(self.ys, rect.bottom))
        return ((column, row) for column in columns for row in rows)

    def point(self, node: Node) -> Point:
        """Where a node lies, in points."""
        return self.xs[node[0]], self.ys[node[1]]

    def is_free(self, node: Node) -> bool:
        """Whether a line may pass the node."""
        return 0 <= node[0] < len(self.xs) and 0 <= node[1] < len(self.ys) and node not in self._closed

    def gates(self, box: str) -> list[tuple[Node, Port]]:
        """The first free node straight out from each port of the box."""
        if box not in self._gates:
            found = ((self._first_free(port), port) for port in self.ports[box])
            clear = [
                (node, port) for node, port in found if node is not None and self._is_clear(box, port, node)
            ]
            self._gates[box] = clear
        return self._gates[box]

    def _is_clear(self, box: str, port: Port, node: Node) -> bool:
        """Whether the line from a port to its first node stays out of everything but the box's own surroundings."""
        end = self.point(node)
        return not any(
            name != box and rect.is_crossed_by(port.at, end) for name, rect in self.blocked.items()
        )

    def _first_free(self, port: Port) -> Node | None:
        (x, y), (dx, dy) = port.at, port.out
        column = bisect_left(self.xs, x) if dx <= 0 else bisect_right(self.xs, x)
        row = bisect_left(self.ys, y) if dy <= 0 else bisect_right(self.ys, y)
        node = (column - (dx < 0), row - (dy < 0))
        while 0 <= node[0] < len(self.xs) and 0 <= node[1] < len(self.ys):
            if node not in self._closed:
                return node
            node = (node[0] + dx, node[1] + dy)
        return None


def _close_pairs(tracks: Sequence[float]) -> dict[int, list[int]]:
    """For every track the others nearer than SEPARATION."""
    close: dict[int, list[int]] = {}
    for index, track in enumerate(tracks):
        others = range(bisect_right(tracks, track - SEPARATION), bisect_left(tracks, track + SEPARATION))
        if len(others) > 1:
            close[index] = [other for other in others if other != index]
    return close


@dataclass(frozen=True, slots=True)
class Route:
    """A drawn way: corner points from the edge of `source` to the edge of `target`.

    Routes with the same `bundle` run together somewhere and are drawn as one tree.
    """

    source: str
    target: str
    points: tuple[Point, ...]
    bundle: int = 0


@dataclass(slots=True)
class _Path:
    """A route as nodes, with the ports at its ends."""

    start: Port
    nodes: list[Node]
    end: Port

    def directions(self) -> list[tuple[Node, Direction, Direction]]:
        """Every node with the direction the line comes in and goes out by."""
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(self.nodes, self.nodes[1:], strict=False)]
        last = (-self.end.out[0], -self.end.out[1])
        return list(zip(self.nodes, [self.start.out, *steps], [*steps, last], strict=True))

    def segments(self) -> list[Segment]:
        """Every piece between two neighbouring nodes, the lower node first."""
        return [(a, b) if a < b else (b, a) for a, b in zip(self.nodes, self.nodes[1:], strict=False)]


@dataclass(slots=True)
class _Traffic:
    """What runs where: ways by segment, by node with their directions, and by port."""

    segments: dict[Segment, list[tuple[str, str]]] = field(default_factory=dict)
    nodes: dict[Node, list[tuple[tuple[str, str], Direction, Direction]]] = field(default_factory=dict)
    ports: dict[Point, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, way: tuple[str, str], path: _Path) -> None:
        for segment in path.segments():
            self.segments.setdefault(segment, []).append(way)
        for node, come, go in path.directions():
            self.nodes.setdefault(node, []).append((way, come, go))
        for port in (path.start, path.end):
            self.ports.setdefault(port.at, []).append(way)

    def remove(self, way: tuple[str, str], path: _Path) -> None:
        for segment in path.segments():
            self.segments[segment].remove(way)
        for node, come, go in path.directions():
            self.nodes[node].remove((way, come, go))
        for port in (path.start, path.end):
            self.ports[port.at].remove(way)

    def may_share(self, way: tuple[str, str], others: Iterable[tuple[str, str]]) -> bool:
        """Whether the way may run with the others: all leave one box, or all reach one box."""
        everyone = [way, *others]
        return len({source for source, _ in everyone}) == 1 or len({target for _, target in everyone}) == 1

    def bundles(self, ways: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """A number for each way; ways that share a track or a port have the same."""
        numbers = {way: number for number, way in enumerate(ways)}
        for together in (*self.segments.values(), *self.ports.values()):
            merged = {numbers[way] for way in together}
            if len(merged) > 1:
                numbers = {
                    way: min(merged) if number in merged else number for way, number in numbers.items()
                }
        return numbers

    def price_of_segment(
        self, way: tuple[str, str], segment: Segment, length: float, beside: Iterable[Segment]
    ) -> float | None:
        """What it costs to run along the segment; None when it, or one too close beside it, is taken by other ways."""
        others = self.segments.get(segment)
        if any(self.segments.get(near) for near in beside):
            return None
        if not others:
            return length
        return length * SHARED if self.may_share(way, others) else None

    def price_of_passing(
        self, way: tuple[str, str], node: Node, come: Direction, go: Direction
    ) -> float | None:
        """What it costs to pass the node; None where another way turns or runs the same way."""
        price = BEND if come != go else 0.0
        for other, other_come, other_go in self.nodes.get(node, ()):
            if other[0] == way[0] or other[1] == way[1]:
                continue
            is_plain_crossing = (
                come == go and other_come == other_go and (come[0] == 0) != (other_come[0] == 0)
            )
            if not is_plain_crossing:
                return None
            price += CROSSING
        return price


def route_all(ground: Ground, ways: Sequence[tuple[str, str]], *, rounds: int = 1) -> tuple[Route, ...]:
    """Draw every way, in the order given, then lay each anew beside the others `rounds` times. Raises NoWay."""
    traffic = _Traffic()
    paths: dict[tuple[str, str], _Path] = {}
    for _ in range(rounds + 1):
        before = dict(paths)
        for way in ways:
            if way in paths:
                traffic.remove(way, paths[way])
            paths[way] = _search(ground, traffic, way)
            traffic.add(way, paths[way])
        if paths == before:
            break
    bundles = traffic.bundles(ways)
    return tuple(Route(*way, _corners(ground, paths[way]), bundles[way]) for way in ways)


def _search(ground: Ground, traffic: _Traffic, way: tuple[str, str]) -> _Path:
    """A* from any port of the source to any port of the target; states are nodes with the direction of arrival."""
    ends = {
        node: port
        for node, port in ground.gates(way[1])
        if traffic.may_share(way, traffic.ports.get(port.at, ()))
    }
    origins = {}
    queue: list[tuple[float, float, Node, Direction]] = []
    best: dict[tuple[Node, Direction], float] = {}
    before: dict[tuple[Node, Direction], tuple[Node, Direction] | None] = {}
    goal = _around([ground.point(node) for node in ends])

    def guess(node: Node) -> float:
        x, y = ground.point(node)
        return SHARED * (max(goal.x - x, 0.0, x - goal.right) + max(goal.y - y, 0.0, y - goal.bottom))

    def push(node: Node, come: Direction, price: float, previous: tuple[Node, Direction] | None) -> None:
        if price < best.get((node, come), float("inf")):
            best[node, come] = price
            before[node, come] = previous
            heapq.heappush(queue, (price + guess(node), price, node, come))

    for node, port in ground.gates(way[0]):
        if traffic.may_share(way, traffic.ports.get(port.at, ())):
            origins[node, port.out] = port
            push(node, port.out, 0.0, None)
    finished: tuple[float, tuple[Node, Direction]] | None = None
    while queue:
        estimate, price, node, come = heapq.heappop(queue)
        if finished is not None and estimate >= finished[0]:
            break
        if price > best[node, come]:
            continue
        if node in ends:
            arrive = (-ends[node].out[0], -ends[node].out[1])
            passing = traffic.price_of_passing(way, node, come, arrive)
            if (
                passing is not None
                and come != ends[node].out
                and (finished is None or price + passing < finished[0])
            ):
                finished = (price + passing, (node, come))
        _spread(ground, traffic, way, node, come, price, push)
    if finished is None:
        raise NoWay(*way)
    return _trace(finished[1], before, origins, ends)


def _spread(
    ground: Ground,
    traffic: _Traffic,
    way: tuple[str, str],
    node: Node,
    come: Direction,
    price: float,
    push: Callable[[Node, Direction, float, tuple[Node, Direction] | None], None],
) -> None:
    """Offer every neighbour that may be reached from the node at its price."""
    x, y = ground.point(node)
    back = (-come[0], -come[1])
    for go in _DIRECTIONS:
        neighbour = (node[0] + go[0], node[1] + go[1])
        if go == back or not ground.is_free(neighbour):
            continue
        passing = traffic.price_of_passing(way, node, come, go)
        if passing is None:
            continue
        nx, ny = ground.point(neighbour)
        segment = (node, neighbour) if node < neighbour else (neighbour, node)
        running = traffic.price_of_segment(way, segment, abs(nx - x) + abs(ny - y), ground.beside(segment))
        if running is not None:
            push(neighbour, go, price + passing + running, (node, come))


def _around(points: Sequence[Point]) -> Rect:
    """The smallest rectangle that holds the points; an empty one for none."""
    if not points:
        return Rect(0.0, 0.0, 0.0, 0.0)
    (left, right), (top, bottom) = ((min(side), max(side)) for side in zip(*points, strict=True))
    return Rect(left, top, right - left, bottom - top)


def _trace(
    last: tuple[Node, Direction],
    before: Mapping[tuple[Node, Direction], tuple[Node, Direction] | None],
    origins: Mapping[tuple[Node, Direction], Port],
    ends: Mapping[Node, Port],
) -> _Path:
    states = [last]
    while (previous := before[states[-1]]) is not None:
        states.append(previous)
    states.reverse()
    return _Path(origins[states[0]], [node for node, _ in states], ends[last[0]])


def _corners(ground: Ground, path: _Path) -> tuple[Point, ...]:
    """The path's points where it starts, turns and ends."""
    points = [path.start.at, *(ground.point(node) for node in path.nodes), path.end.at]
    kept = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        is_straight = (before[0] == here[0] == after[0]) or (before[1] == here[1] == after[1])
        if not is_straight:
            kept.append(here)
    return (*kept, points[-1])
