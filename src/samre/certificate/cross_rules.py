"""Rules over several delsvar or answers: pairs, shared code systems, overlaps, order of dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .forms import CrossRule
from .model import Code, Period, Problem
from .sheet import Sheet, question_of
from .values import parse_date


def judge_together(sheet: Sheet, rule: CrossRule) -> Iterator[Problem]:
    """The problems one rule over several answers finds."""
    return _JUDGES[rule.kind](sheet, rule)


def _pair(sheet: Sheet, rule: CrossRule) -> Iterator[Problem]:
    """Both delsvar or none, in each answer; only after another delsvar where the rule says so."""
    first, second = rule.ids
    for answer in () if sheet.draft else sheet.answers.get(question_of(first), ()):
        present = {part.id for part in answer.parts}
        if (first in present) != (second in present):
            lacking = second if first in present else first
            yield Problem(
                answer.question, "par", f"Delsvar {first} och {second} hör ihop, men {lacking} saknas."
            )
        elif first in present and rule.after and rule.after not in present:
            message = f"Delsvar {first} och {second} får anges först när {rule.after} är besvarat."
            yield Problem(answer.question, "par", message)


def _same_system(sheet: Sheet, rule: CrossRule) -> Iterator[Problem]:
    for answer in sheet.answers.get(question_of(rule.ids[0]), ()):
        codes = [part.value for part in answer.parts if part.id in rule.ids and isinstance(part.value, Code)]
        if len({code.system for code in codes} - {""}) > 1:
            message = f"Diagnoskoderna i fråga {answer.question} ska vara ur samma kodverk."
            yield Problem(answer.question, "kodverk", message)


def _no_overlap(sheet: Sheet, rule: CrossRule) -> Iterator[Problem]:
    """No day may lie in two periods. The official rule for XML lets two of them share a border day."""
    periods = [value for value in sheet.values.get(rule.ids[0], ()) if isinstance(value, Period)]
    spans = sorted((p.start, p.end) for p in periods if p.start and p.end and p.start <= p.end)
    if not spans:
        return
    last_start, last_end = spans[0]
    for start, end in spans[1:]:
        if (start < last_end and end > last_start) if sheet.xml else start <= last_end:
            message = f"Perioderna {last_start}–{last_end} och {start}–{end} överlappar varandra."
            yield Problem(question_of(rule.ids[0]), "överlapp", message)
        if end >= last_end:
            last_start, last_end = start, end


def _lone_code(sheet: Sheet, rule: CrossRule) -> Iterator[Problem]:
    id_ = rule.ids[0]
    codes = [value.code for value in sheet.values.get(id_, ()) if isinstance(value, Code)]
    if rule.name in codes and len(codes) > 1:
        message = f"{rule.name} i delsvar {id_} kan inte kombineras med andra koder."
        yield Problem(question_of(id_), "kombination", message)


def _at_least_one(sheet: Sheet, rule: CrossRule) -> Iterator[Problem]:
    if not sheet.draft and not any(id_ in sheet.answers for id_ in rule.ids):
        message = f"Minst en av frågorna {rule.ids[0]}–{rule.ids[-1]} ({rule.name}) ska besvaras."
        yield Problem(rule.ids[0], "saknas", message)


def _order(sheet: Sheet, rule: CrossRule) -> Iterator[Problem]:
    """The first date may not be later than the second, in answers where `when` holds."""
    first, second = rule.ids
    days = [parse_date(value) for value in sheet.values.get(first, ()) if isinstance(value, str)]
    earlier = [day for day in days if day]
    for answer in sheet.answers.get(question_of(second), ()):
        if rule.when is not None and not sheet.holds(rule.when, answer):
            continue
        for part in answer.parts:
            later = parse_date(part.value) if part.id == second and isinstance(part.value, str) else None
            if later and any(day > later for day in earlier):
                message = f"Datumet i delsvar {first} är senare än {later} i delsvar {second}."
                yield Problem(question_of(first), "datumordning", message)


_JUDGES: dict[str, Callable[[Sheet, CrossRule], Iterator[Problem]]] = {
    "par": _pair,
    "samma-kodverk": _same_system,
    "utan-överlapp": _no_overlap,
    "ensam-kod": _lone_code,
    "minst-en": _at_least_one,
    "ordning": _order,
}
