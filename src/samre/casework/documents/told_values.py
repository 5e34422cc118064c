"""A value of a row as the person can read it: the map's names, the kommun's words for its codes, days as days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import reduce
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from samre.accounts.models import User
from samre.certificate.wording import in_words
from samre.pathway.model import Pathway

from ..models import CaseEvent, FactEntry, Task
from ..queries.timeline_words import words_of
from ..rules.consent_lists import closed_lists, consent_rules
from ..rules.consultations import consultation_rules
from ..rules.interventions import intervention_rules
from ..rules.plans import plan_rules
from ..rules.settings import case_rules, days
from .told_answers import fact_answer, fact_label, told_answers

STUCK_DAYS = "stillastående_dagar"
_DAY = len("2026-11-22")


def told_value(row: models.Model, name: str, pathway: Pathway, words: Mapping[str, Any]) -> str:
    """The value of the column `name` in words; empty where there is none. `words`: registerutdrag.yaml."""
    shown = getattr(row, f"get_{name}_display", None)
    if shown is not None:
        return str(shown())
    value = getattr(row, name)
    staff = getattr(row, "by", None) if name == "by_name" else value
    if isinstance(staff, User) and staff.is_protected:
        return str(words["skyddad_personal"])
    if isinstance(row, CaseEvent) and name == "kind":
        return words_of(row.kind, row.data, pathway=pathway).text
    if isinstance(row, CaseEvent) and name == "data":
        return plain_words(_codes_of_event(row.data, pathway), words["nycklar"])
    if isinstance(row, FactEntry) and name == "value":
        return plain_words(fact_answer(row.fact, value, pathway))
    if isinstance(row, Task) and name == "about":
        return _about(value, pathway)
    if (told := told_answers(row, name, pathway)) is not None:
        return plain_words(told, words["nycklar"])
    coded = words["koder"].get(f"{type(row).__name__}.{name}")
    if coded and not isinstance(value, Mapping):
        codes = value if isinstance(value, list) else str(value).split()
        return _coded([str(code) for code in codes], coded)
    return _of_the_map(name, value, pathway) or plain_words(value, words["nycklar"])


def plain_words(value: object, keys: Mapping[str, str] | None = None) -> str:
    """Days, moments, yes and no, lists and tables in Swedish. `keys`: what the keys of a table are called."""
    if value is None or value == "" or value == {} or value == []:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{in_words(local.date())} kl. {local:%H.%M}"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, Mapping):
        names = keys or {}
        told = ((names.get(key, key), plain_words(part, keys)) for key, part in value.items())
        return "; ".join(f"{key}: {text}" for key, text in told if text)
    if isinstance(value, list | tuple):
        return ", ".join(text for part in value if (text := plain_words(part, keys)))
    return in_words(day) if (day := _day(value)) else str(value)


def _day(value: object) -> date | None:
    """The day that a text is, as it stands in what is sealed."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == _DAY else None
    except ValueError:
        return None


def _about(text: str, pathway: Pathway) -> str:
    """What a task is about, as far as it says anything: a fact or a day, never the number of a row."""
    parts = [part for part in text.split(":") if not _is_id(part)]
    return ", ".join(plain_words(fact_label(part, pathway)) for part in parts)


def _is_id(text: str) -> bool:
    """Whether it is the number of a row of ours, which says nothing to anybody."""
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _of_the_map(name: str, value: object, pathway: Pathway) -> str:
    """What the map calls it; empty where the column is none of the map's, or the map no longer has it."""
    if name in ("step", "recommended") and value in pathway.steps:
        return pathway.steps[str(value)].name
    if name in ("responsible", "waiting_for", "next_party", "lead", "party") and value in pathway.actors:
        return pathway.actors[str(value)].name
    if name == "fact" and value in pathway.facts:
        return pathway.facts[str(value)].label
    if name == "outcome" and value in pathway.goals:
        return pathway.goals[str(value)].name
    return pathway.phases[str(value)].name if name == "phase" and value in pathway.phases else ""


def _codes_of_event(data: Mapping[str, Any], pathway: Pathway) -> dict[str, Any]:
    """The data of an event with the map's and the kommun's own words for its codes."""
    told = {key: _of_the_map(key, value, pathway) or value for key, value in data.items()}
    if party := pathway.actors.get(str(data.get("party"))):
        told["party"] = party.name
    if "source" in data:
        told["source"] = case_rules()["källor"].get(data["source"], data["source"])
    if "about" in data:
        told["about"] = _about(str(data["about"]), pathway)
    if "task" in data:
        told["task"] = _coded([str(data["task"])], ["bevaka"])
    if "facts" in data:
        told["facts"] = [pathway.facts[one].label if one in pathway.facts else one for one in data["facts"]]
    return told


def _coded(codes: list[str], path: list[str]) -> str:
    """Codes in the words of arenden.yaml, or of the file that the path begins with."""
    first, *rest = path
    rows: Mapping[str, Any] = _FILES[first]() if first in _FILES else case_rules()[first]
    rows = reduce(_into, rest, rows)
    return ", ".join(_word(rows.get(code, code)) for code in codes)


def _into(part: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The part below; "*" is all of them together."""
    return {code: row for rows in part.values() for code, row in rows.items()} if key == "*" else part[key]


_FILES = {
    "samtycke.yaml": consent_rules,
    "samverkan.yaml": closed_lists,
    "konsultation.yaml": consultation_rules,
    "planering.yaml": plan_rules,
    "insatser.yaml": intervention_rules,
}


def _word(row: Any) -> str:
    text = row.get("namn") or row.get("rubrik") or "" if isinstance(row, Mapping) else row
    return (
        str(text)
        .replace("{dagar}", str(days(STUCK_DAYS)))
        .replace(": {om}", "")
        .replace("{text}", "Bevakning")
    )
