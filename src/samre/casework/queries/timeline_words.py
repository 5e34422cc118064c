"""What `tidslinje.yaml` says of an event: a sentence with its blanks filled in from the event's codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from samre.certificate.wording import in_words
from samre.definitions import read_yaml
from samre.pathway.model import Pathway

from ..models import ActivityMark, AnswerKind, NoteKind, PlanFollowUp, Protection, Record, Representative
from ..rules.consultations import consultation_rules
from ..rules.deadlines import deadline_rules
from ..rules.settings import case_rules

BLANK = re.compile(r"\{(\w+)\}")
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """One event in words: its group and icon, what always stands, what is added, and whether it is shown in grey."""

    group: str
    icon: str
    text: str
    more: str
    dimmed: bool


@lru_cache(maxsize=1)
def timeline_rules() -> Mapping[str, Any]:
    """tidslinje.yaml as it stands."""
    return dict(read_yaml("tidslinje.yaml"))


def groups() -> Mapping[str, str]:
    """The groups events can be chosen by: id → name, in order."""
    return {id_: row["namn"] for id_, row in timeline_rules()["grupper"].items()}


def kinds_of(group: str) -> tuple[str, ...]:
    """The kinds of event in a group."""
    return tuple(kind for kind, row in timeline_rules()["händelser"].items() if row["grupp"] == group)


def words_of(kind: str, data: Data, *, pathway: Pathway, heading: str = "") -> Words:
    """The event in words. `heading`: of the note, decision basis or task it is about. A blank that can't be filled is left out
    together with what stands around it in `mer`; in the sentence itself it becomes empty."""
    rules = timeline_rules()
    row = rules["händelser"].get(kind, rules["okänd"])
    icon = row.get("ikon") or rules["grupper"][row["grupp"]]["ikon"]
    known = {**data, "heading": heading}

    def fill(match: re.Match[str]) -> str:
        return BLANKS[match[1]](known, pathway) if match[1] in BLANKS else ""

    more = [BLANK.sub(fill, part) for part in row.get("mer", []) if all(map(fill, BLANK.finditer(part)))]
    text = BLANK.sub(fill, row["text"]).strip(" :")
    return Words(row["grupp"], icon, text, ", ".join(more), bool(row.get("nedtonad")))


def _day(data: Data, key: str) -> str:
    """A day in words; a text that is no day (a name) as it is."""
    value = str(data.get(key) or "")
    try:
        return in_words(date.fromisoformat(value))
    except ValueError:
        return value


def _step(data: Data, key: str, pathway: Pathway) -> str:
    step = pathway.steps.get(str(data.get(key) or ""))
    return (step.short or step.name) if step else str(data.get(key) or "")


def _party(data: Data, pathway: Pathway) -> str:
    actor = pathway.actors.get(str(data.get("party") or ""))
    return (actor.short or actor.name) if actor else str(data.get("party") or "")


def _inside(label: str) -> str:
    """A label inside a sentence: a small letter first, but SGI stays SGI."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _facts(data: Data, pathway: Pathway) -> str:
    own = case_rules()["uppgifter_utanför_kartan"]
    names = data.get("facts") or ()
    labels = [
        pathway.facts[name].label if name in pathway.facts else own.get(name, {}).get("etikett", name)
        for name in names
    ]
    return ", ".join(_inside(label) if i else label for i, label in enumerate(labels))


def _goal(data: Data, pathway: Pathway) -> str:
    goal = pathway.goals.get(str(data.get("outcome") or ""))
    return goal.name if goal else str(data.get("outcome") or "")


def _form(data: Data, pathway: Pathway) -> str:
    form = pathway.forms.get(str(data.get("paper") or ""))
    return form.name if form else str(data.get("paper") or "")


def _choice(choices: Any, value: object) -> str:
    return str(dict(choices).get(value, value or ""))


def _own_words(*path: str) -> Callable[[object], str]:
    """A code of arenden.yaml in its words."""

    def read(code: object) -> str:
        rows: Any = case_rules()
        for part in path:
            rows = rows[part]
        row = rows.get(code, code or "")
        if isinstance(row, Mapping):
            return str(row.get("namn") or row.get("rubrik") or code)
        return str(row)

    return read


def _talk(data: Data) -> str:
    """Which sort of consultation or meeting it was."""
    rules = consultation_rules()
    row = rules["former"].get(data.get("form")) or rules["möten"].get(data.get("meeting")) or {}
    return str(row.get("namn", ""))


def task_words(kind: str, about: str, text: str, pathway: Pathway) -> str:
    """A task in the words of arenden.yaml."""
    row = case_rules()["bevaka"].get(kind, {"rubrik": "{text}"})
    fact, step = pathway.facts.get(about), pathway.steps.get(about)
    named = fact.label if fact else (step.short or step.name) if step else deadline_name(about)
    filled = BLANK.sub(lambda match: {"text": text, "om": named}.get(match[1], ""), row["rubrik"])
    return filled.replace("()", "").strip(" :") or "Bevaka"


def deadline_name(rule: str) -> str:
    """What a last day is called in frister.yaml; its id where there is no such rule any more."""
    known = deadline_rules().get(rule)
    return known.name if known else rule


def _version(data: Data) -> str:
    """`version 3`, of a map's id; empty where the id tells no number."""
    number = re.search(r"-v(\d+)$", str(data.get("version") or ""))
    return f"version {number[1]}" if number else ""


# Every blank there is, with what fills it from the event's data.
BLANKS: Mapping[str, Callable[[Data, Pathway], str]] = {
    "steg": lambda data, pathway: _step(data, "step", pathway),
    "rekommenderat": lambda data, pathway: (
        _step(data, "recommended", pathway) if data.get("recommended") != data.get("step") else ""
    ),
    "part": _party,
    "tidigare": lambda data, _: str(data.get("earlier") or ""),
    "till": lambda data, _: _day(data, "until"),
    "senast": lambda data, _: _day(data, "due"),
    "sedan": lambda data, _: _day(data, "since"),
    "kom": lambda data, _: _day(data, "came"),
    "svarade": lambda data, _: _own_words("svar_på_väntan")(data.get("answer")),
    "innan": lambda data, _: _day(data, "before"),
    "svara_senast": lambda data, _: _day(data, "answer_by"),
    "vem": lambda data, _: str(data.get("to") or ""),
    "uppgifter": _facts,
    "källa": lambda data, _: _own_words("källor")(data.get("source")),
    "utfall": _goal,
    "försörjning": lambda data, _: (
        _own_words("försörjning")(data["income"]).lower() if data.get("income") else "personen nåddes inte"
    ),
    "svar": lambda data, _: _choice(AnswerKind.choices, data.get("reply")).lower(),
    "nödskäl": lambda data, _: _own_words("nödåtkomst")(data.get("reason")),
    "version": lambda data, _: _version(data),
    "kartskäl": lambda data, _: _own_words("stanna_på_kartan")(data.get("why")).lower(),
    "skydd": lambda data, _: _choice(Protection.choices, data.get("protection")),
    "nummer": lambda data, _: str(data.get("number") or ""),
    "rättar": lambda data, _: str(data.get("corrects") or ""),
    "slag": lambda data, _: _choice(NoteKind.choices, data.get("note_kind")),
    "system": lambda data, _: _own_words("anteckningar", "verksamhetssystem")(data.get("system")),
    "hur": lambda data, _: _own_words("beslutsunderlag", "hur")(data.get("how")),
    "undantag": lambda data, _: _own_words("beslutsunderlag", "undantag")(data.get("exception")),
    "blankett": lambda data, _: str(data.get("form") or ""),
    "papper": _form,
    "handling": lambda data, _: _own_words("handlingar", "slag")(data.get("record")),
    "riktning": lambda data, _: _choice(Record.Direction.choices, data.get("direction")).lower(),
    "plangång": lambda data, _: _choice(
        (*ActivityMark.Kind.choices, *PlanFollowUp.Outcome.choices), data.get("went")
    ).lower(),
    "mandat": lambda data, _: _choice(Representative.Kind.choices, data.get("mandate")),
    "frist": lambda data, _: deadline_name(str(data.get("rule") or "")),
    "svarat": lambda data, _: str(data.get("count") or ""),
    "samtal": lambda data, _: _talk(data),
    "rubrik": lambda data, _: str(data["heading"]),
    "bevakning": lambda data, pathway: task_words(
        str(data.get("task") or ""), str(data.get("about") or ""), str(data["heading"]), pathway
    ),
}
