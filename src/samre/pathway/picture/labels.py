"""What is written in a box, and how high that makes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model import Pathway
from .routing import Rect
from .sheet import (
    ACTOR,
    BADGE_HEIGHT,
    BADGE_WIDTH,
    MARK,
    NAME,
    NEED,
    PAD,
    TAGS,
    Box,
    DrawingError,
    Mark,
    Text,
)
from .sketch import BoxText, Sketch


@dataclass(frozen=True, slots=True)
class Label:
    """What is to be written in a box, before it has a place."""

    id: str
    kind: str
    number: str
    name: str
    need: str
    actor: str
    actor_name: str
    tags: tuple[str, ...]
    expires: bool
    is_main: bool

    @property
    def marks(self) -> float:
        """The room that the small signs at the end of the first name line take."""
        return MARK * self.expires


def number_of(id_: str) -> str:
    """What a box is called on paper: a step's number without S and leading zero, a goal's id as it is."""
    return id_[1:].lstrip("0") if id_[:1] == "S" and id_[1:].isdigit() else id_


def label_of(id_: str, pathway: Pathway, plan: Sketch) -> Label:
    """The words of a step or goal: from the sketch, else the map\'s own short name; its ways that are not lines become tags."""
    text = plan.texts.get(id_, BoxText())
    if id_ in pathway.goals:
        goal = pathway.goals[id_]
        name = text.name or goal.short or goal.name
        return Label(
            id_, "goal", number_of(id_), name, text.need, "", "", _arriving(id_, pathway, plan), False, True
        )
    step = pathway.steps[id_]
    lane = next((lane for lane in plan.lanes if step.responsible in lane.actors), plan.lanes[-1])
    actor = pathway.actors[step.responsible]
    shown = (
        (text.actor or actor.short or actor.name)
        if len(lane.actors) > 1 and step.responsible != lane.actors[0]
        else ""
    )
    drawn = {target for source, target in plan.lines if source == id_}
    silent = drawn | set(plan.everywhere)
    tags = tuple(
        number_of(target) for target in dict.fromkeys(way.target for way in step.ways) if target not in silent
    )
    name = text.name or step.short or step.name
    is_main = id_ in plan.everywhere or any(id_ in way for way in plan.lines)
    return Label(
        id_, "step", number_of(id_), name, text.need, step.responsible, shown, tags, step.expires, is_main
    )


def _arriving(goal: str, pathway: Pathway, plan: Sketch) -> tuple[str, ...]:
    """The steps whose ways lead to a goal that no line reaches: it says itself where one comes from."""
    if any(target == goal for _, target in plan.lines):
        return ()
    steps = pathway.steps.values()
    return tuple(
        sorted(
            (number_of(step.id) for step in steps if any(way.target == goal for way in step.ways)), key=_rank
        )
    )


def _rank(number: str) -> tuple[int, str]:
    return len(number), number


def texts_of(label: Label, width: float) -> tuple[tuple[Text, ...], float]:
    """The texts of a box, placed as if its corner were at 0, 0; and the height they need."""
    beside, inside = BADGE_WIDTH + 3.0, width - 2 * PAD
    above, role, face = (
        (label.number, "goal", TAGS) if label.kind == "goal" else (label.actor_name, "actor", ACTOR)
    )
    left, baseline = (PAD, 9.6 + NAME.leading) if above else (beside, 8.8)
    names = NAME.wrap(label.name, width=width - left - PAD, first=width - left - PAD - label.marks)
    texts = [Text(role, above, beside, 8.4, face)] if above else []
    texts += [Text("name", line, left, baseline + NAME.leading * n, NAME) for n, line in enumerate(names)]
    baseline += NAME.leading * (len(names) - 1)
    needs = NEED.wrap(label.need, width=inside)
    texts += [
        Text("need", line, PAD, baseline + 0.8 + NEED.leading * (n + 1), NEED) for n, line in enumerate(needs)
    ]
    if label.tags:
        texts.append(_tags(label, texts, width))
    return tuple(texts), max(text.y for text in texts) + 4.0


def _tags(label: Label, texts: Sequence[Text], width: float) -> Text:
    """The tags at the end of the last line, else of the first name line, else on a line of their own."""
    right = width - PAD
    first = next(text for text in texts if text.role == "name")
    arrow = "← " if label.kind == "goal" else "→ "
    for tags in (arrow + separator.join(label.tags) for separator in (" · ", " ")):
        room = right - TAGS.width(tags) - 4.0
        for line in (texts[-1], first):
            marks = label.marks if line is first else 0.0
            if line.rect.right <= room - marks:
                return Text("tags", tags, right - marks, line.y, TAGS, "end")
        if TAGS.width(tags) <= right - PAD:
            break
    return Text("tags", tags, right, texts[-1].y + TAGS.leading + 0.6, TAGS, "end")


def box_of(label: Label, rect: Rect, texts: Sequence[Text], lane: str, band: str) -> Box:
    """The box with its texts (placed around 0, 0) moved to `rect`, in points. Raises DrawingError for a text too wide."""
    placed = tuple(Text(t.role, t.text, t.x + rect.x, t.y + rect.y, t.face, t.anchor) for t in texts)
    first = next(text for text in placed if text.role == "name")
    for text in placed:
        check_width(
            text,
            rect.right
            - PAD / 2
            - text.rect.x
            - (label.marks if text is first or text.role == "actor" else 0.0),
            label.id,
        )
    return Box(
        id=label.id,
        kind=label.kind,
        number=label.number,
        name=label.name.replace("\u00ad", ""),
        actor=label.actor,
        lane=lane,
        band=band,
        rect=rect,
        badge=Rect(rect.x, rect.y, BADGE_WIDTH, BADGE_HEIGHT),
        texts=placed,
        tags=label.tags,
        marks=tuple(_marks(label, rect)),
        is_main=label.is_main,
    )


def _marks(label: Label, rect: Rect) -> Iterator[Mark]:
    if label.expires:
        yield Mark("expires", (rect.right, rect.y))


def check_width(text: Text, room: float, where: str) -> None:
    """Raise DrawingError naming the text and the box when it is wider than `room` points."""
    if text.face.width(text.text) > room + 0.01:
        raise DrawingError(
            f"»{text.text}« ryms inte i {where} på kartan. Ge rutan ett kortare namn i ritning.yaml, "
            "eller sätt | där ordet får brytas."
        )
