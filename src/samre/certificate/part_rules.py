"""What a single delsvar may hold: one judge for each kind of value the definitions name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache

from .forms import DiagnosisCode, PartRule
from .model import Code, Period, Quantity, Value
from .sheet import either, named
from .values import is_blank, parse_boolean, parse_date, parse_number

Fault = tuple[str, str]


def judge_value(value: Value, rule: PartRule, shape: DiagnosisCode) -> Iterator[Fault]:
    """The faults of a value as (rule name, Swedish sentence). `shape` is how diagnosis codes look."""
    if rule.kind == "diagnos" and isinstance(value, Code):
        yield from _system(value, rule)
        yield from _diagnosis(value.code, rule, shape) if value.code else _no_code(rule)
    else:
        yield from _JUDGES[rule.kind](value, rule)


def judge_text(value: Value, name: str, max_length: int | None = None) -> Iterator[Fault]:
    """The faults of a free text: not text, blank, longer than its box. `name` begins the sentences."""
    if not isinstance(value, str):
        yield "datatyp", f"{name} ska vara text."
    elif is_blank(value):
        yield "blank", f"{name} är tom eller har bara blanksteg."
    elif max_length and len(value.strip()) > max_length:
        yield "längd", f"{name} är {len(value.strip())} tecken. Högst {max_length} får plats."


def _text(value: Value, rule: PartRule) -> Iterator[Fault]:
    return judge_text(value, named(rule), rule.max_length)


def _yes_no(value: Value, rule: PartRule) -> Iterator[Fault]:
    if not isinstance(value, str) or parse_boolean(value) is None:
        yield "datatyp", f"{named(rule)} ska vara ja eller nej (true eller false)."


def _day(value: Value, rule: PartRule) -> Iterator[Fault]:
    if not isinstance(value, str) or parse_date(value) is None:
        yield "datum", f"{named(rule)} är inget giltigt datum. Det ska skrivas ÅÅÅÅ-MM-DD."


def _code(value: Value, rule: PartRule) -> Iterator[Fault]:
    if not isinstance(value, Code):
        yield "datatyp", f"{named(rule)} ska vara en kod, inte text."
        return
    yield from _system(value, rule)
    if not value.code:
        yield from _no_code(rule)
    elif rule.codes and value.code not in rule.codes:
        yield "kod", f"{named(rule)} har koden {value.code[:60]}. Det ska vara {either(rule.code_order)}."


def _system(value: Code, rule: PartRule) -> Iterator[Fault]:
    if rule.systems and value.system not in rule.systems:
        stated = f"kodverket {value.system[:60]}" if value.system else "inget kodverk"
        yield "kodverk", f"{named(rule)} anger {stated}. Det ska vara {either(rule.systems)}."


def _no_code(rule: PartRule) -> Iterator[Fault]:
    yield "kod", f"{named(rule)} saknar kod."


def _diagnosis(code: str, rule: PartRule, shape: DiagnosisCode) -> Iterator[Fault]:
    if len(code) > shape.max_length:
        yield "kodlängd", f"{named(rule)}: {code[:60]} är längre än {shape.max_length} tecken."
    if not _pattern(shape.pattern).fullmatch(code):
        yield (
            "kod",
            f"{named(rule)}: {code[:60]} är ingen diagnoskod. Den ska börja med en bokstav och två siffror.",
        )
    elif len(code) < 4 and code.upper().startswith(shape.four_characters):
        yield "kodlängd", f"{named(rule)}: {code} är för grov. Koden ska ha minst fyra tecken här."


@lru_cache(maxsize=4)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _period(value: Value, rule: PartRule) -> Iterator[Fault]:
    if not isinstance(value, Period):
        yield "datatyp", f"{named(rule)} ska ha ett första och ett sista datum."
    elif value.start is None or value.end is None:
        side = "första" if value.start is None else "sista"
        yield "datum", f"{named(rule)} saknar giltigt {side} datum."
    elif value.start > value.end:
        yield "datumordning", f"{named(rule)} slutar ({value.end}) innan den börjar ({value.start})."


def _amount(value: Value, rule: PartRule) -> Iterator[Fault]:
    if isinstance(value, str):
        value = Quantity(parse_number(value), rule.unit)
    if not isinstance(value, Quantity) or value.value is None:
        yield "datatyp", f"{named(rule)} ska vara ett tal."
        return
    if rule.unit and value.unit != rule.unit:
        stated = value.unit[:20] or "(ingen)"
        yield "enhet", f"{named(rule)} har enheten {stated}. Den ska vara {rule.unit}."
    yield from _within(value.value, rule)


def _whole_number(value: Value, rule: PartRule) -> Iterator[Fault]:
    number = parse_number(value) if isinstance(value, str) else None
    if isinstance(value, Quantity):
        number = value.value
    if number is None or number != int(number):
        yield "datatyp", f"{named(rule)} ska vara ett heltal."
    else:
        yield from _within(number, rule)


def _within(number: Decimal, rule: PartRule) -> Iterator[Fault]:
    if (rule.low is not None and number < rule.low) or (rule.high is not None and number > rule.high):
        span = f"mellan {rule.low} och {rule.high}" if rule.high is not None else f"minst {rule.low}"
        yield "värde", f"{named(rule)} är {number.normalize():f}. Det ska vara {span}."


_JUDGES: dict[str, Callable[[Value, PartRule], Iterator[Fault]]] = {
    "text": _text,
    "janej": _yes_no,
    "datum": _day,
    "kod": _code,
    "diagnos": _code,
    "period": _period,
    "antal": _amount,
    "heltal": _whole_number,
}
