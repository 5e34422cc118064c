"""Rätt underlag? What a receiver needs for a step: what is there, what is missing, what will be out of date on arrival."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from samre.certificate.checks import Finding, check
from samre.certificate.definition import MISSING, UNCLEAR, form_key
from samre.certificate.model import Certificate
from samre.certificate.read import from_json
from samre.certificate.wording import in_words as day_in_words
from samre.pathway.logic import truth

from ..documents.fact_words import in_words
from ..models import Case, CertificateFile
from ..rules.disclosures import answer_days, disclosure_rules
from .case_facts import CaseStanding, case_standing

DONE, GONE, OLD, UNCLEAR_NEED = "klart", "saknas", "gammalt", "oklart"
ON_FACT, ON_CERTIFICATE, ON_PERSON = "uppgift", "intyg", "person"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing the receiver needs. `status`: klart, saknas, gammalt or oklart; `why` in words when it is not done. `mended_at`
    says where it is mended, and `about` which fact. `fields` are what to choose for it."""

    code: str
    text: str
    status: str
    status_name: str
    why: str
    mended_at: str
    about: str
    fields: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        return self.status == DONE


@dataclass(frozen=True, slots=True)
class Gauge:
    """What is needed for one hand-over. `arrives`: the day the answer is expected; `purpose` is what it is as a rule for.
    `certificate`: the one that is meant, "" where there is none; `instead` says it when that is not of the form that is meant."""

    code: str
    name: str
    source: str
    purpose: str
    arrives: date
    needs: tuple[Need, ...]
    certificate: str = ""
    instead: str = ""

    @property
    def done(self) -> int:
        return sum(need.is_done for need in self.needs)

    @property
    def sentence(self) -> str:
        """`3 av 5 klart`"""
        return str(disclosure_rules()["klart"]).format(klara=self.done, alla=len(self.needs))

    @property
    def is_ready(self) -> bool:
        return self.done == len(self.needs)

    @property
    def fields(self) -> frozenset[str]:
        """Every field that is proposed."""
        return frozenset(field for need in self.needs for field in need.fields)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the needs are judged by."""

    standing: CaseStanding
    certificate: Certificate | None
    row: CertificateFile | None
    findings: Mapping[str, Finding]
    arrives: date
    case: Case


def gauge(case: Case, *, step: str, receiver_kind: str, on: date) -> Gauge | None:
    """The gauge for handing over to a kind of receiver at a step of the map; at a step it knows nothing of, that of the receiver.
    None where nothing is written about the receiver."""
    found = _row_for(step, receiver_kind)
    if found is None:
        return None
    code, row = found
    forms = tuple(row.get("intyg", ()))
    look = _look(case, forms, on=on, arrives=on + timedelta(days=answer_days(receiver_kind)))
    needs = tuple(_need(one, look) for one in row["behöver"])
    meant, instead = _certificate_id(look), _instead(look, forms)
    return Gauge(code, row["namn"], row["källa"], row["ändamål"], look.arrives, needs, meant, instead)


@lru_cache(maxsize=256)
def _row_for(step: str, receiver_kind: str) -> tuple[str, Mapping[str, Any]] | None:
    """The row that is about this step; else the one of the receiver that is about no step or comes last."""
    rows = [
        (code, row)
        for code, row in disclosure_rules()["underlag"].items()
        if receiver_kind in row["mottagare"]
    ]
    exact = [one for one in rows if step in one[1]["steg"]]
    general = [one for one in rows if not one[1]["steg"]]
    return next(iter([*exact, *general, *rows]), None)


def steps_of(receiver_kind: str) -> frozenset[str]:
    """The steps at which something is as a rule handed over to that kind of receiver."""
    rows = disclosure_rules()["underlag"].values()
    return frozenset(step for row in rows if receiver_kind in row["mottagare"] for step in row["steg"])


def _look(case: Case, forms: Sequence[str], *, on: date, arrives: date) -> _Look:
    """With the newest certificate of these forms, and what came before it; the newest of any form where there is none of them."""
    rows = sorted(
        CertificateFile.objects.filter(case=case).defer("original", "likeness"),
        key=lambda row: (row.signed_on or row.received_on, row.at),
    )
    while rows and not _is_of(rows[-1], forms) and any(_is_of(row, forms) for row in rows):
        rows.pop()
    read = [from_json(row.read) for row in rows]
    latest = read[-1] if read else None
    findings = check(latest, on=on, previous=read[:-1]) if latest else ()
    return _Look(
        standing=case_standing(case, on=on),
        certificate=latest,
        row=rows[-1] if rows else None,
        findings={finding.id: finding for finding in findings},
        arrives=arrives,
        case=case,
    )


def _is_of(row: CertificateFile, forms: Sequence[str]) -> bool:
    return form_key(row.form) in {form_key(name) for name in forms}


def _instead(look: _Look, forms: Sequence[str]) -> str:
    """That the certificate is not of the form that is meant, and which it is; empty where it is, or where any form will do."""
    if look.row is None or not forms or _is_of(look.row, forms):
        return ""
    return _said(
        "annan_blankett",
        behövs=" eller ".join(forms),
        har=look.row.form or "läkarintyget",
        dag=day_in_words(look.row.signed_on or look.row.received_on),
    )


Judgement = tuple[str, str, str, str]


def _need(row: Mapping[str, Any], look: _Look) -> Need:
    judge = next(JUDGES[name] for name in JUDGES if name in row)
    status, why, mended_at, about = judge(row, look)
    return Need(
        code=row["kod"],
        text=row["text"],
        status=status,
        status_name=disclosure_rules()["lägen"][status],
        why=why,
        mended_at=mended_at,
        about=about,
        fields=tuple(row["fält"]),
    )


def _said(name: str, **values: str) -> str:
    return str(disclosure_rules()["brister"][name]).format(**values)


def _by_requirement(row: Mapping[str, Any], look: _Look) -> Judgement:
    """A condition of the map: true, false or unknown by what has been told; what is only presumed is unknown."""
    step, _, name = row["krav"].partition(".")
    requirement = next(one for one in look.standing.pathway.steps[step].requires if one.id == name)
    facts = [field.removeprefix("uppgift:") for field in row["fält"] if field.startswith("uppgift:")]
    holds = truth(requirement.condition, look.standing.facts.told)
    if holds is True:
        return _fresh_facts(facts[:1], look)
    about = facts[0] if facts else ""
    if holds is None:
        return _unknown(about, look)
    fact = look.standing.fact(about)
    value = look.standing.facts.values.get(about)
    why = _said("uppgift_fel", värde=in_words(fact, value)) if fact else requirement.text
    return GONE, why, ON_FACT, about


def _by_fact(row: Mapping[str, Any], look: _Look) -> Judgement:
    name = row["uppgift"]
    value = look.standing.facts.told.get(name)
    if value is None:
        return _unknown(name, look)
    if "är" in row and value not in row["är"]:
        fact = look.standing.fact(name)
        return GONE, _said("uppgift_fel", värde=in_words(fact, value) if fact else str(value)), ON_FACT, name
    return _fresh_facts([name], look)


def _fresh_facts(names: Sequence[str], look: _Look) -> Judgement:
    """Known, and still so when it is read."""
    for name in names:
        weighed = look.standing.known.weighed.get(name)
        until = weighed.source.valid_to if weighed and weighed.source else None
        if until is not None and until < look.arrives:
            why = _said("uppgift_blir_gammal", dag=day_in_words(until), svar=day_in_words(look.arrives))
            return OLD, why, ON_FACT, name
    return DONE, "", ON_FACT, names[0] if names else ""


def _unknown(name: str, look: _Look) -> Judgement:
    weighed = look.standing.known.weighed.get(name)
    if weighed is not None and weighed.in_conflict:
        return UNCLEAR_NEED, _said("uppgift_konflikt"), ON_FACT, name
    if weighed is not None and weighed.expired is not None and weighed.expired.valid_to is not None:
        return OLD, _said("uppgift_gammal", dag=day_in_words(weighed.expired.valid_to)), ON_FACT, name
    if name in look.standing.facts.presumed:
        return GONE, _said("uppgift_antas"), ON_FACT, name
    return GONE, _said("uppgift_okänd"), ON_FACT, name


def _by_checks(row: Mapping[str, Any], look: _Look) -> Judgement:
    """The checks of the läkarintyg: a gap is missing, what can't be told is unclear."""
    if look.certificate is None:
        return GONE, _said("intyg_saknas"), ON_CERTIFICATE, ""
    found = [look.findings[id_] for id_ in row["kontroller"] if id_ in look.findings]
    for status, state in ((MISSING, GONE), (UNCLEAR, UNCLEAR_NEED)):
        if told := [one.reason for one in found if one.status == status]:
            return state, _said("kontroll", skäl=" ".join(told)), ON_CERTIFICATE, _certificate_id(look)
    return DONE, "", ON_CERTIFICATE, _certificate_id(look)


def _by_last_day(_row: Mapping[str, Any], look: _Look) -> Judgement:
    """Whether the certificate still holds when the answer is expected."""
    if look.row is None:
        return GONE, _said("intyg_saknas"), ON_CERTIFICATE, ""
    last = look.row.ends_on
    if last is None:
        return UNCLEAR_NEED, _said("intyg_utan_slut"), ON_CERTIFICATE, _certificate_id(look)
    if last < look.arrives:
        why = _said("intyg_slutar", dag=day_in_words(last), svar=day_in_words(look.arrives))
        return OLD, why, ON_CERTIFICATE, _certificate_id(look)
    return DONE, "", ON_CERTIFICATE, _certificate_id(look)


def _by_form(row: Mapping[str, Any], look: _Look) -> Judgement:
    if look.row is None:
        return GONE, _said("intyg_saknas"), ON_CERTIFICATE, ""
    if _is_of(look.row, row["blankett"]):
        return DONE, "", ON_CERTIFICATE, _certificate_id(look)
    names = " eller ".join(row["blankett"])
    return (
        GONE,
        _said("blankett", har=look.row.form or "okänt", behövs=names),
        ON_CERTIFICATE,
        _certificate_id(look),
    )


def _by_person(row: Mapping[str, Any], look: _Look) -> Judgement:
    person = look.case.person
    if person.is_protected:
        return UNCLEAR_NEED, _said("person_skyddad"), ON_PERSON, ""
    has = {"namn": bool(person.name), "nummer": bool(person.number)}
    labels = disclosure_rules()["person"]
    gone = [labels[name]["etikett"] for name in row["person"] if not has[name]]
    if gone:
        return GONE, _said("person", etikett=", ".join(gone)), ON_PERSON, ""
    return DONE, "", ON_PERSON, ""


def _certificate_id(look: _Look) -> str:
    return str(look.row.pk) if look.row else ""


JUDGES: Mapping[str, Callable[[Mapping[str, Any], _Look], Judgement]] = {
    "krav": _by_requirement,
    "uppgift": _by_fact,
    "kontroller": _by_checks,
    "intyg_till_svar": _by_last_day,
    "blankett": _by_form,
    "person": _by_person,
}
