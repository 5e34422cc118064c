"""The text of a consent: what the person reads or hears before she says yes, in each language, and the exact bytes that are kept.

The words lie in `definitions/VERSION/samtycke/LANGUAGE.yaml`. A translation that no authorised translator has reviewed says so in
its own language and in Swedish, and stands beside the Swedish text, never in its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from samre.accounts.models import Authority, Unit
from samre.certificate.wording import in_words
from samre.definitions import read_yaml

from ..models import Case, Representative
from ..rules.consent_choices import ConsentChoices
from ..rules.consent_lists import consent_rules
from .paper import Block, Fields, Heading, Points, Text

SWEDISH = "sv"
NO_BREAK = "\u2011"
ISOLATE, POP = "\u2068", "\u2069"
TOLD = ("frivilligt", "bistand", "aterkalla", "svagare", "lag")
# The same five when another authority tells the kommun.
TOLD_TO_US = ("frivilligt", "bistand", "till_oss_aterkalla", "till_oss_svagare", "till_oss_lag")


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the consent text. `reviewed_by` and `reviewed_on` are empty until somebody authorised has read it."""

    code: str
    name: str
    own_name: str
    tag: str
    direction: str
    reviewed_by: str
    reviewed_on: str

    @property
    def is_reviewed(self) -> bool:
        return bool(self.reviewed_by and self.reviewed_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFacts:
    """What the blanks of the text are filled with. `receivers`: name → codes of categories. `is_to_us`: another authority tells the
    kommun."""

    discloser: str
    contact: str
    receivers: tuple[tuple[str, tuple[str, ...]], ...]
    purpose: str
    valid_from: date
    valid_to: date
    exceptions: tuple[str, ...]
    own_exception: str
    mandate: str
    reference: str
    is_to_us: bool = False


def languages() -> tuple[Language, ...]:
    """Every language there is a text in, in the order they are shown."""
    found = []
    for code, row in consent_rules()["språk"].items():
        seen = row.get("granskad") or {}
        found.append(
            Language(
                code,
                row["namn"],
                row["eget_namn"],
                row.get("tagg", code),
                row["riktning"],
                str(seen.get("av") or ""),
                str(seen.get("dag") or ""),
            )
        )
    return tuple(found)


def language_of(code: str) -> Language | None:
    return next((one for one in languages() if one.code == code), None)


@lru_cache(maxsize=16)
def words_in(code: str) -> Mapping[str, Any]:
    """The words of a language."""
    return dict(read_yaml(f"samtycke/{code}.yaml"))


def facts_of(case: Case, choices: ConsentChoices, *, reference: str) -> TextFacts:
    """The names and days of a consent."""
    start, end = choices.valid_from, choices.valid_to
    assert start is not None, "choices are checked before they become a text"
    assert end is not None, "choices are checked before they become a text"
    authorities = Authority.objects.in_bulk({one.receiver for one in choices.scopes})
    units = Unit.objects.in_bulk({one.unit for one in choices.scopes if one.unit})
    receivers: dict[str, list[str]] = {}
    for one in choices.scopes:
        name = authorities[one.receiver].name
        if one.unit:
            name = f"{name}, {units[one.unit].name}"
        receivers.setdefault(name, []).append(one.category)
    order = list(words_in(SWEDISH)["kategorier"])
    unit = case.unit
    return TextFacts(
        discloser=discloser_name(case, choices),
        contact=", ".join(part for part in (unit.name, unit.phone, unit.email) if part),
        receivers=tuple(
            (name, tuple(sorted(what, key=order.index))) for name, what in sorted(receivers.items())
        ),
        purpose=choices.purpose,
        valid_from=start,
        valid_to=end,
        exceptions=choices.exceptions,
        own_exception=choices.own_exception,
        mandate=mandate_of(
            Representative.objects.filter(pk=choices.giver).first() if choices.giver else None
        ),
        reference=reference,
        is_to_us=choices.is_to_us,
    )


def discloser_name(case: Case, choices: ConsentChoices) -> str:
    """`Almby kommun, Försörjningsstöd Norr`: who tells."""
    if choices.discloser is None or not choices.is_to_us:
        return f"{case.owner.name}, {case.unit.name}"
    name = Authority.objects.get(pk=choices.discloser).name
    unit = Unit.objects.filter(pk=choices.discloser_unit).first() if choices.discloser_unit else None
    return f"{name}, {unit.name}" if unit else name


def mandate_of(representative: Representative | None) -> str:
    """Kind and scope of a mandate in words; empty for nobody."""
    if representative is None:
        return ""
    return f"{representative.get_kind_display()}: {representative.scope.strip()}"


def consent_blocks(code: str, facts: TextFacts) -> tuple[Block, ...]:
    """The text in one language: which parties, what, why, until when, what not, and the five things to know."""
    language = language_of(code)
    assert language is not None, f"no consent text in {code}"
    return tuple(_blocks(words_in(code), facts, language))


def _blocks(words: Mapping[str, Any], facts: TextFacts, language: Language) -> Iterator[Block]:
    def fill(text: str, **given: object) -> str:
        return text.format(**{name: _apart(str(value), language) for name, value in given.items()})

    if not language.is_reviewed:
        yield from (Text(words["granskas"]), _asks_for_review(language))
    yield Text(fill(words["till_oss_jag" if facts.is_to_us else "jag"], lämnare=facts.discloser))
    if facts.is_to_us:
        yield Text(fill(words["till_oss_provar_sjalv"], lämnare=facts.discloser))
    if facts.mandate:
        yield Text(fill(words["företrädare"], mandat=facts.mandate))
    yield Heading(words["mottagare"])
    for name, categories in facts.receivers:
        yield Text(fill(words["får_veta"], mottagare=name))
        yield Points(tuple(words["kategorier"][one] for one in categories))
    yield Heading(words["undantag"])
    kept_back = [words["undantag_namn"][one] for one in facts.exceptions]
    kept_back += [_apart(facts.own_exception, language)] if facts.own_exception else []
    yield Points(tuple(kept_back)) if kept_back else Text(words["inga_undantag"])
    yield Heading(words["varför"])
    yield Text(words["ändamål"][facts.purpose])
    yield Heading(words["tid"])
    yield Text(
        fill(words["tid_text"], från=_day(facts.valid_from, language), till=_day(facts.valid_to, language))
    )
    yield Heading(words["viktigt"])
    told = TOLD_TO_US if facts.is_to_us else TOLD
    yield Points(tuple(fill(words[one], kontakt=facts.contact, lämnare=facts.discloser) for one in told))
    yield Fields(((words["referens"], _apart(facts.reference, language)),))


def _asks_for_review(language: Language) -> Text:
    """The Swedish of it, for whoever shows the text to the person."""
    return Text(_apart(words_in(SWEDISH)["granskas"], language))


def _day(day: date, language: Language) -> str:
    """In words in Swedish; in other languages as a number that no line breaks."""
    return in_words(day) if language.tag == SWEDISH else str(day).replace("-", NO_BREAK)


def _apart(text: str, language: Language) -> str:
    """A name, a day or a number in a text from right to left keeps its own direction (Unicode isolates)."""
    return f"{ISOLATE}{text}{POP}" if language.direction == "rtl" else text


def shown_page(code: str, facts: TextFacts) -> bytes:
    """What is shown: the Swedish text, and beside it the one in another language. The same choices give the same bytes."""
    codes = [code] if is_swedish(code) else [code, SWEDISH]
    return "\n".join(_article(one, facts) for one in codes).encode()


def is_swedish(code: str) -> bool:
    """Swedish of either kind stands alone; what is in another language stands beside it."""
    language = language_of(code)
    return language is not None and language.tag == SWEDISH


def digest(shown: bytes) -> str:
    return hashlib.sha256(shown).hexdigest()


def _article(code: str, facts: TextFacts) -> str:
    language, words = language_of(code), words_in(code)
    assert language is not None
    lines = [f'<article class="consent-text" lang="{language.tag}" dir="{language.direction}">']
    lines.append(f"<h3>{escape(words['titel'])}</h3>")
    swedish = _asks_for_review(language)
    for block in consent_blocks(code, facts):
        html = _html(block)
        lines.append(html.replace("<p>", f'<p lang="{SWEDISH}" dir="ltr">') if block == swedish else html)
    return "\n".join([*lines, "</article>"])


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h4>{escape(block.text)}</h4>"
    if isinstance(block, Points):
        items = "".join(f"<li>{escape(item)}</li>" for item in block.items)
        return f"<ul>{items}</ul>"
    if isinstance(block, Fields):
        rows = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in block.rows
        )
        return f"<dl>{rows}</dl>"
    assert isinstance(block, Text)
    return f"<p>{escape(block.text)}</p>"
