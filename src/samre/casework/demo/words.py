"""What stands in the notes of a fictional case: texts of `demo_arenden.yaml`, chosen by where the case is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .lives import Moment, Written

if TYPE_CHECKING:
    from .telling import Telling

NOW_AND_THEN = 0.25  # a meeting that nobody wrote down


def note(telling: Telling, number: int) -> None:
    """The note of a meeting, if there is one, and what was added to it afterwards."""
    life, rng = telling.life, telling.rng
    meeting, is_last = telling.meetings[number], number == len(telling.meetings) - 1
    if number == 0:
        if life.figure.story:
            row = {
                "slag": "faktum",
                "rubrik": "Nulägesbild",
                "källa": "{namn}, på plats",
                "text": life.figure.story,
            }
            _write(telling, meeting, row)
        _write(telling, meeting, _one_of(telling, "öppning"))
    elif is_last and telling.fate == "glömt":
        _write(telling, meeting, _one_of(telling, "glömd"))
    elif is_last and telling.fate == "avslutat":
        _write(telling, meeting, _one_of(telling, "avslut"))
    elif rng.random() > NOW_AND_THEN:
        _write(telling, meeting, _one_of(telling, _where(telling, meeting)))
    if is_last and any(item.fact == "barn_i_hushallet" for item in life.said):
        _write(telling, meeting, _one_of(telling, "barn"))
    if is_last:
        _afterwards(telling)


def draft(telling: Telling) -> None:
    """Now and then somebody has begun on a note."""
    if telling.fate == "levande" and telling.rng.random() < 0.07:
        telling.life.draft = telling.rng.randrange(len(telling.content["utkast"]))


def _where(telling: Telling, meeting: Moment) -> str:
    step = telling.current
    asked = step is not None and step.waits and step.waiting_for != "IND" and step.when.day < meeting.day
    if asked and telling.rng.random() < 0.4:
        return "väntan"
    return telling.pathway.steps[step.step].phase if step is not None else "start"


def _one_of(telling: Telling, where: str) -> dict[str, Any]:
    """A text that has not been used in this case; any where all have."""
    rows = [row for row in telling.content["anteckningar"] if row["när"] == where]
    used = {note.heading for note in telling.life.notes}
    fresh = [row for row in rows if row["rubrik"] not in used]
    found: dict[str, Any] = telling.rng.choice(fresh or rows)
    return found


def _write(telling: Telling, meeting: Moment, row: dict[str, Any]) -> None:
    life = telling.life
    step = telling.current
    party = (step.party or step.waiting_for) if step is not None else ""
    said = {
        "namn": life.figure.first_name,
        "part": party or telling.rng.choice(telling.content["vård"]),
        "steg": telling.pathway.steps[step.step].short if step is not None else "",
        "dag": f"{meeting.day}",
    }
    when = telling.now(meeting.day)
    life.notes.append(
        Written(
            when=when,
            happened=when.at - timedelta(minutes=telling.rng.randrange(10, 3 * 60)),
            kind=row["slag"],
            heading=row["rubrik"],
            text=row["text"].strip().format_map(said) if "{" in row["text"] else row["text"].strip(),
            source=row["källa"].format_map(said),
            copied=telling.chance("kopierad_anteckning"),
        )
    )
    _tell_of(telling, len(life.notes) - 1)


def _tell_of(telling: Telling, number: int) -> None:
    one = telling.life.notes[number]
    corrects = {"corrects": one.corrects + 1} if one.corrects is not None else {}
    telling.life.tell(
        one.when,
        "note.correct" if one.corrects is not None else "note.sign",
        ("anteckning", number),
        number=number + 1,
        note_kind=one.kind,
        **corrects,
    )


def _afterwards(telling: Telling) -> None:
    """A correction beside a note, with an objection to it now and then."""
    life, rng = telling.life, telling.rng
    if not life.notes or not telling.chance("rättad_anteckning"):
        return
    number, row = rng.randrange(len(life.notes)), telling.content["rättelse"]
    original, when = life.notes[number], telling.now(telling.meetings[-1].day)
    life.notes.append(
        Written(
            when=when,
            happened=original.happened - timedelta(days=1),
            kind=original.kind,
            heading=original.heading,
            text=row["text"],
            source=original.source,
            corrects=number,
            correction_reason=row["skäl"],
            objection=telling.content["invändning"] if rng.random() < 0.5 else "",
        )
    )
    _tell_of(telling, len(life.notes) - 1)
