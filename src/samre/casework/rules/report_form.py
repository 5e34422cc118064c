"""Whether a week or a report of work ability may be kept, and is whole enough to send. Words of `insatser.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from samre.accounts.acts import Refused
from samre.certificate.wording import in_words

from .interventions import intervention_rules
from .placements import guard
from .settings import pathway_now
from .stairs import WEEK, Plan, Tally, monday

CHOICES = ("hur", "stegring", "ring")
SEP = "_"


def check_week(choices: Mapping[str, str], text: str, *, start: date, plan: Plan, on: date) -> dict[str, str]:
    """The choices of a weekly note, each one of its list. Raises Refused with what is missing or must not be there."""
    words = intervention_rules()["vecka"]
    problems = {
        name: f"Svara på ”{words[name]['fråga']}”."
        for name in CHOICES
        if choices.get(name) not in words[name]["val"]
    }
    if not text.strip():
        problems["text"] = "Skriv en mening om vad som fungerade eller gjorde det svårare."
    elif len(text) > words["text"]["längst"]:
        problems["text"] = f"Skriv kortare, högst {words['text']['längst']} tecken."
    else:
        problems |= _guarded({"text": text})
    if not monday(on) - timedelta(days=WEEK) <= start <= monday(on):
        problems["vecka"] = "Skriv om den här veckan eller den förra."
    elif start + timedelta(days=WEEK) <= plan.starts_on or start > plan.ends_on:
        problems["vecka"] = f"Insatsen pågår från {in_words(plan.starts_on)} till {in_words(plan.ends_on)}."
    if problems:
        raise Refused(problems)
    return {name: choices[name] for name in CHOICES}


def check_report(content: Mapping[str, Any]) -> None:
    """What can't be kept even in a draft: diagnoses, numbers and names, and texts too long."""
    words, problems = intervention_rules()["rapport"], {}
    texts = _texts(content)
    for field, text in texts.items():
        kind, _, name = field.partition(SEP)
        most = words["exempel_längst"] if kind == "exempel" else words["frågor"][name]["längst"]
        if len(text) > most:
            where = words["områden"][name]["namn"] if kind == "exempel" else words["frågor"][name]["fråga"]
            problems[field] = f"Skriv kortare under ”{where}”, högst {most} tecken."
    problems |= _guarded(texts)
    if problems:
        raise Refused(problems)


def check_whole(content: Mapping[str, Any], plan: Plan, *, on: date) -> tuple[date, date]:
    """The period of a report that can be sent. Raises Refused with everything that is missing."""
    check_report(content)
    words, problems = intervention_rules()["rapport"], {}
    first, last = _day(content.get("first")), _day(content.get("last"))
    if first is None or not plan.starts_on <= first <= plan.ends_on:
        problems["forsta"] = f"Skriv en dag från {in_words(plan.starts_on)} till {in_words(plan.ends_on)}."
    if last is None or last > min(on, plan.ends_on) or (first is not None and last < first):
        problems["sista"] = "Skriv periodens sista dag: efter den första, och senast i dag."
    areas = content.get("areas") or {}
    rated = [code for code in words["områden"] if (areas.get(code) or {}).get("level") in words["skala"]]
    for code in rated:
        if not str(areas[code].get("example") or "").strip():
            problems[f"exempel_{code}"] = words["exempel_saknas"].format(
                område=words["områden"][code]["namn"]
            )
    if len(rated) < words["minst_områden"]:
        problems["omraden"] = needed_words()
    for name, row in words["frågor"].items():
        if row.get("krävs") and not str((content.get("answers") or {}).get(name) or "").strip():
            problems[f"svar_{name}"] = f"Svara på ”{row['fråga']}”"
    problems |= _fact_problems(content.get("facts") or {})
    if problems:
        raise Refused(problems)
    assert first is not None
    assert last is not None
    return first, last


def needed_words() -> str:
    """How many of the areas a report has to judge."""
    words = intervention_rules()["rapport"]
    told = words["områden_behövs"]
    return str(told).format(
        antal=words["minst_områden"], alla=len(words["områden"]), inte=words["inte_provat"]
    )


def told_report(content: Mapping[str, Any], counted: Tally, *, signed: str) -> dict[str, Any]:
    """The report as it is sent and kept: the areas that were tried, the answers, the counted hours, and who signs."""
    words = intervention_rules()["rapport"]
    areas = content.get("areas") or {}
    return {
        "first": content["first"],
        "last": content["last"],
        "is_final": bool(content.get("is_final")),
        "areas": {
            code: {"level": areas[code]["level"], "example": areas[code]["example"].strip()}
            for code in words["områden"]
            if (areas.get(code) or {}).get("level") in words["skala"]
        },
        "answers": {
            name: text
            for name in words["frågor"]
            if (text := str((content.get("answers") or {}).get(name) or "").strip())
        },
        "facts": {
            name: value
            for name in words["kartan"]
            if (value := (content.get("facts") or {}).get(name)) not in (None, "")
        },
        "tally": counted.as_told(),
        "signed": signed,
    }


def _texts(content: Mapping[str, Any]) -> dict[str, str]:
    """What is written in a report: field of the form → text."""
    words = intervention_rules()["rapport"]
    areas, answers = content.get("areas") or {}, content.get("answers") or {}
    return {
        f"exempel{SEP}{code}": str((areas.get(code) or {}).get("example") or "") for code in words["områden"]
    } | {f"svar{SEP}{name}": str(answers.get(name) or "") for name in words["frågor"]}


def _guarded(texts: Mapping[str, str]) -> dict[str, str]:
    return guard(texts, refusal=str(intervention_rules()["rapport"]["ingen_diagnos"]))


def check_values(content: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the map's own questions and the steps of the scale, for a report that came in any shape."""
    words = intervention_rules()["rapport"]
    wrong = {
        f"niva_{code}": "Välj ett av stegen."
        for code, row in (content.get("areas") or {}).items()
        if row.get("level") and row["level"] not in words["skala"]
    }
    return wrong | _fact_problems(content.get("facts") or {})


def _fact_problems(facts: Mapping[str, Any]) -> dict[str, str]:
    """The map's own questions: a value of the map, or left open."""
    problems = {}
    for name in intervention_rules()["rapport"]["kartan"]:
        value, fact = facts.get(name), pathway_now().facts[name]
        if value in (None, ""):
            continue
        if fact.choices and value not in {choice.id for choice in fact.choices}:
            problems[f"karta_{name}"] = "Välj ett av svaren."
        elif not fact.choices and not (isinstance(value, int) and _inside(value, fact.minimum, fact.maximum)):
            problems[f"karta_{name}"] = f"Skriv ett heltal från {fact.minimum} till {fact.maximum}."
    return problems


def _inside(value: int, low: int | None, high: int | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
