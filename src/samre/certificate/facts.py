"""What a certificate can fill in on the map: proposals with source. What is not clearly said is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from .checks import Finding
from .definition import DEFINITIONS, MET, Checks, load_checks
from .language import Sentence, touches
from .model import Certificate, Code, Quantity
from .rules_chain import Look
from .rules_frame import able_sentences, written
from .verdict import missing_count
from .wording import in_words

_WHOLE_SENTENCE = 10_000
_TEXTS = ("resurs", "åtgärd", "övrigt", "A", "prognos", "behandling", "miljö")


@dataclass(frozen=True, slots=True)
class FactValue:
    """A proposed value for a fact, where it comes from in Swedish, and the question ids it was read from."""

    value: str | int | bool | date
    source: str
    parts: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def load_texts(path: Path | None = None) -> Mapping[str, Any]:
    """certificate_texts.yaml as it stands: headings, code words, and how codes become facts."""
    source = path or DEFINITIONS / "certificate_texts.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: Mapping[str, Any] = yaml.load(source.read_text(encoding="utf-8"), Loader=loader)
    return loaded


def facts_from(
    certificate: Certificate, findings: Sequence[Finding], *, on: date, checks: Checks | None = None
) -> dict[str, FactValue]:
    """Proposals by fact id, for `findings` of the same certificate on the day `on`.

    intyg (utgatt, giltigt), intyg_till (last day), intyg_brister (gaps that block, counted), grad (highest
    that holds today, per cent), nedsattning, rehab_behov, vard_forst, timmar (hours a week, lower end of a
    span). An expired certificate says nothing of today: it gives only intyg, intyg_till and intyg_brister.
    """
    rules = checks or load_checks()
    look = Look(rules.read(certificate), rules, on)
    words = load_texts()["fakta"]
    signed = written(certificate)
    source = words["källa" if signed else "källa_utan_datum"].format(
        blankett=look.reading.form.label, datum=in_words(signed) if signed else ""
    )
    found: dict[str, tuple[str | int | bool | date | None, tuple[str, ...]]] = {
        "intyg": (_state(findings, words), look.reading.ids("period")),
        "intyg_till": (look.reading.ends, look.reading.ids("period")),
        "intyg_brister": (missing_count(findings, checks=rules), ()),
    }
    if found["intyg"][0] == "giltigt" and not look.reading.spreads_infection:
        found |= _about_today(look, findings, words)
    return {
        id_: FactValue(value, source, parts) for id_, (value, parts) in found.items() if value is not None
    }


def _state(findings: Sequence[Finding], words: Mapping[str, Any]) -> str | None:
    outcomes: Mapping[str, str] = words["intyg"]["utfall"]
    return next((outcomes.get(finding.outcome) for finding in findings if finding.id == "K1"), None)


def _about_today(
    look: Look, findings: Sequence[Finding], words: Mapping[str, Any]
) -> dict[str, tuple[str | int | bool | date | None, tuple[str, ...]]]:
    reading = look.reading
    hours, hours_from = hours_a_week(look)
    return {
        "grad": (_degree(look, words), reading.ids("period")),
        "nedsattning": (_lasting(look, words), reading.ids("prognos", "prognos_månader")),
        "rehab_behov": (_needs_rehabilitation(look, words), reading.ids("åtgärd")),
        "vard_forst": (_care_first(look, findings, hours), reading.ids("behandling", "övrigt")),
        "timmar": (hours if hours is None or hours <= words["timmar_högst"] else None, hours_from),
    }


def _degree(look: Look, words: Mapping[str, Any]) -> int | None:
    current = [
        grade.percent
        for grade in look.reading.grades
        if grade.percent in words["grader"]
        and (grade.period.start or date.min) <= look.on <= (grade.period.end or date.max)
    ]
    return max((percent for percent in current if percent is not None), default=None)


def _lasting(look: Look, words: Mapping[str, Any]) -> str | None:
    """How long capacity is reduced, if code and text say one thing only."""
    reading = look.reading
    if reading.says("finns_besvär") is False:
        return "nej"
    said = {_by_code(look, words["nedsattning"]), *_by_text(look)} - {None}
    return said.pop() if len(said) == 1 else None


def _by_code(look: Look, words: Mapping[str, Any]) -> str | None:
    codes = {code.code for code in look.reading.codes("prognos")}
    if codes & set(words["tillfallig"]) or codes & set(words["efter_tid"]):
        timed = codes & look.codes("prognos", "tid") or not codes & set(words["efter_tid"])
        return "tillfallig" if timed else None
    if codes & set(words["minst_1_ar"]):
        version = look.reading.certificate.version.partition(".")[0]
        return "minst_1_ar" if version in words["minst_1_ar_versioner"] else None
    months = _months(look)
    if months is None:
        return None
    return "tillfallig" if months <= words["månader_högst"] else "minst_1_ar"


def _months(look: Look) -> int | None:
    for part in look.reading.parts("prognos_månader"):
        value = part.value
        if isinstance(value, Quantity) and value.value is not None and value.value.is_finite():
            return int(value.value)
        if isinstance(value, str) and value.strip().isdigit() and len(value.strip()) < 4:
            return int(value.strip())
    return None


def _by_text(look: Look) -> Iterable[str]:
    sentences = [s for s in look.reading.sentences("prognos", "övrigt") if not s.has("osäkert", plain=False)]
    if _stated(look, sentences, "stadigvarande", within=_WHOLE_SENTENCE):
        yield "stadigvarande"
    elif _stated(look, sentences, "minst_ett_år", within=1):
        yield "minst_1_ar"


def _stated(look: Look, sentences: Sequence[Sentence], name: str, *, within: int) -> bool:
    """True if the list occurs without a negation at most `within` words before it."""
    return any(
        not look.checks.lexicon.denied(sentence, hit, within=within)
        for sentence in sentences
        for hit in sentence.hits.get(name, ())
    )


def _needs_rehabilitation(look: Look, words: Mapping[str, Any]) -> bool | None:
    reading = look.reading
    codes = {code.code for code in reading.codes("åtgärd") if isinstance(code, Code)}
    wanted, refused = codes & set(words["rehab_ja"]), codes & set(words["rehab_nej"])
    texts = touches(reading.sentences("åtgärd", "övrigt", "prognos"), "rehab_behov")
    yes = bool(wanted) or reading.says("rehab_ja") is True or texts
    no = bool(refused) or reading.says("rehab_ja") is False
    return None if yes == no else yes


def _care_first(look: Look, findings: Sequence[Finding], hours: int | None) -> bool | None:
    sentences = look.reading.sentences(*_TEXTS)
    first, beside = touches(sentences, "vård_först", plain=False), touches(sentences, "samtidigt")
    able = hours is not None and any(finding.id == "K9" and finding.status == MET for finding in findings)
    if first == (beside or able):
        return None
    return first


def hours_a_week(look: Look) -> tuple[int | None, tuple[str, ...]]:
    """Hours a week the person can take part, and where it says so, if a sentence on ability gives figures."""
    for sentence in able_sentences(look):
        hours = _hours(look, sentence)
        if hours is not None:
            return hours, look.reading.holding(sentence.text)
    return None, ()


def _hours(look: Look, sentence: Sentence) -> int | None:
    text = _digits(look, sentence.text.lower())
    daily = look.checks.patterns["timmar_dag"].search(text)
    if daily:
        return int(daily[1]) * int(daily[2])
    weekly = look.checks.patterns["timmar_vecka"].search(text)
    return int(weekly[1]) if weekly else None


def _digits(look: Look, text: str) -> str:
    return " ".join(str(look.checks.numerals.get(word, word)) for word in text.split())
