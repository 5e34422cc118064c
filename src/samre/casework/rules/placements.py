"""What may stand in an order and in what comes back, on which ground it is let out, and what is sent. No diagnosis, ever."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from samre.accounts.acts import Denied, Refused
from samre.accounts.models import Authority, Unit
from samre.identifiers.sensitive_text import Kind, find_identifiers, find_words, guard_words
from samre.pathway.model import Pathway

from ..models import Case, Placement
from .consent_lists import category_names, closed_lists, in_sentence
from .consents import Cover, covers_and_gaps
from .interventions import days_of, intervention_rules, words_for
from .stairs import WEEK

CONSENT = "samtycke"
REFERENCE, FIRST_NAME, WHOLE_NAME = "referens", "fornamn", "namn"
# A code of ICD-10 as it is written in a certificate: F32, M54.5, F43.8A.
_ICD = re.compile(r"(?<![\w-])[A-TV-Z][0-9]{2}(?:[.,][0-9]{1,2}|[0-9]{1,2})?[A-Z]?(?![\w-])")
# What can be called in a text of ours: at least six digits, written as people write a number.
_CALLED = re.compile(r"(?<![\w.+-])\+?[0-9(](?:[ /()-]{0,2}[0-9]){5,13}(?![\w-])")
# Telephone and mail to the kommun have to stand in the order.
_REACHED = frozenset({Kind.PHONE, Kind.EMAIL})
_NUMBERS = frozenset({Kind.PERSON_NUMBER, Kind.COORDINATION_NUMBER, Kind.BIRTHDAY})


def find_diagnosis(text: str) -> str:
    """The first word or code in a text that tells a diagnosis or its treatment; empty where there is none."""
    code = _ICD.search(text)
    if code:
        return code[0]
    told = (*intervention_rules()["diagnosord"], *guard_words()["i_beställning"])
    found = find_words(text, {"diagnos": told})
    return found[0].text if found else ""


def guard(
    texts: Mapping[str, str], *, names: Sequence[str] = (), may_reach: Iterable[str] = (), refusal: str = ""
) -> dict[str, str]:
    """What must not be in texts that leave the house: field → sentence. `names`: names that are not told here; `may_reach`: fields
    where a telephone number and a name of ours belong, but nobody of the person's family. `refusal`: the sentence about a
    diagnosis, with {ord}."""
    words = intervention_rules()["beställning"]
    problems: dict[str, str] = {}
    reached = set(may_reach)
    for field, text in texts.items():
        if told := find_diagnosis(text):
            problems[field] = (refusal or words["diagnos_nekas"]).format(ord=told)
            continue
        wanted = _NUMBERS | {Kind.NAME} if field in reached else frozenset(Kind) - _REACHED
        sought = () if field in reached else names
        found = [one for one in find_identifiers(text, names=sought) if one.kind in wanted]
        if found:
            problems[field] = words["identitet_nekas"].format(ord=found[0].text, slag=found[0].kind)
    return problems


def untold_names(name: str, identity: str) -> tuple[str, ...]:
    """The parts of the person's name that an order with this identity does not tell."""
    parts = name.split()
    if identity == WHOLE_NAME:
        return ()
    return tuple(parts[1:]) if identity == FIRST_NAME else tuple(parts)


def never_told() -> frozenset[str]:
    """The fields that nobody is told of a protected person."""
    fields = intervention_rules()["beställning"]["fält"]
    return frozenset(name for name, row in fields.items() if row.get("aldrig_skyddad"))


def absence_words(told: Mapping[str, Any]) -> str:
    """What happens when the person does not come: by whether the handledare has got a number to her."""
    words = intervention_rules()["beställning"]
    return str(words["vid_frånvaro" if told.get("telefon") else "vid_frånvaro_utan_nummer"])


def telephone_in(text: str) -> str:
    """The first telephone number in a text, as a telephone calls it; empty where there is none."""
    found = _CALLED.search(text)
    if found is None:
        return ""
    return "".join(sign for sign in found[0].replace("(0)", "") if sign.isdigit() or sign == "+")


def told_name(name: str, identity: str, *, is_protected: bool) -> str:
    """The name that the supplier gets; empty where the reference stands in its place, always so for a protected person."""
    if is_protected or identity not in (FIRST_NAME, WHOLE_NAME):
        return ""
    return name if identity == WHOLE_NAME else name.split()[0]


@dataclass(frozen=True, slots=True)
class GroundToSend:
    """Why an order may leave the house. `covers`: the consent for each category, where it is by consent."""

    code: str
    covers: Mapping[str, Cover]

    @property
    def consent_id(self) -> Any:
        return next((cover.consent_id for cover in self.covers.values()), None)

    @property
    def exceptions(self) -> tuple[str, ...]:
        """What the person keeps back, in words: for the one who assesses."""
        return tuple(dict.fromkeys(word for cover in self.covers.values() for word in cover.words))


def categories_told(order: Mapping[str, Any]) -> tuple[str, ...]:
    """The categories of data that an order holds, by its fields that are filled in."""
    fields = intervention_rules()["beställning"]["fält"]
    told = {row["kategori"] for name, row in fields.items() if order.get(name)}
    return tuple(code for code in category_names() if code in told)


def grounds_for(receiver_kind: str) -> dict[str, str]:
    """The grounds that an order to this kind of receiver can rest on: code → name."""
    return {
        code: str(row["namn"])
        for code, row in closed_lists()["grunder"].items()
        if receiver_kind in row["mottagare"] and not row.get("på_begäran") and "se_upp" not in row
    }


def check_ground(
    case: Case,
    *,
    ground: str,
    reason: str,
    receiver: Authority,
    unit: Unit,
    receiver_kind: str,
    categories: Sequence[str],
    at: datetime,
) -> GroundToSend:
    """What lets the order out. Raises Denied with each category that nothing covers, Refused where the ground is not whole."""
    row = closed_lists()["grunder"].get(ground)
    if row is None or ground not in grounds_for(receiver_kind):
        raise Refused({"grund": "Välj på vilken grund beställningen lämnas ut."})
    if row.get("skäl") and not reason.strip():
        raise Refused({"skal": "Skriv varför det är nödvändigt att lämna ut uppgifterna."})
    if ground != CONSENT:
        names = category_names()
        beyond = [in_sentence(names[one]) for one in categories if one not in row.get("kategorier", names)]
        if beyond:
            raise Denied(
                f"Grunden täcker inte {', '.join(beyond)}. Hämta in samtycke, eller ta bort det ur beställningen."
            )
        return GroundToSend(ground, {})
    purpose = str(intervention_rules()["beställning"]["ändamål"])
    covers, gaps = covers_and_gaps(
        case, receiver=receiver.pk, unit=unit.pk, categories=categories, purpose=purpose, at=at
    )
    if gaps:
        raise Denied(" ".join(gaps.values()))
    return GroundToSend(ground, covers)


def proviso_for(receiver_kind: str) -> str:
    """The förbehåll that goes with an order to a private party (R22); empty towards the kommun's own."""
    if not closed_lists()["mottagarslag"].get(receiver_kind, {}).get("enskild"):
        return ""
    purpose = closed_lists()["ändamål"][intervention_rules()["beställning"]["ändamål"]]
    return str(closed_lists()["förbehåll"]["text"]).format(ändamål=f"att {in_sentence(purpose)}").strip()


def receiver_kind_of(kind: str) -> str:
    """The kind of receiver (samverkan.yaml) of a kind of supplier; empty where it has none here."""
    return str(intervention_rules()["leverantörer"].get(kind, {}).get("mottagarslag", ""))


def shown_supplier(placement: Placement) -> str:
    """The supplier in what others read of the case: for a protected person only what kind it is (R52)."""
    intervention = placement.intervention
    if intervention is None:
        return ""
    hidden = placement.case.person.is_protected
    return words_for("leverantörer", intervention.kind) if hidden else intervention.supplier


def report_dates(starts_on: date, ends_on: date, *, every_weeks: int) -> tuple[date, ...]:
    """When a report is to have come: every so many weeks (0: only at the end), and last when the time after the end is out."""
    last = ends_on + timedelta(days=days_of("frist_efter_slut_dagar"))
    found, day = [], starts_on
    while every_weeks > 0 and (day := day + timedelta(days=WEEK * every_weeks)) < ends_on:
        found.append(day)
    return (*found, last)


def snapshot_of(
    placement: Placement, *, sender: str, pathway: Pathway, proviso: str, is_protected: bool, name: str
) -> dict[str, Any]:
    """Exactly what the supplier gets: nothing of the case but what the order says. Days as ISO texts, so that it can be hashed."""
    order, intervention = placement.order, placement.intervention
    assert placement.starts_on is not None
    assert placement.ends_on is not None
    assert intervention is not None
    dates = report_dates(placement.starts_on, placement.ends_on, every_weeks=int(order.get("every_weeks", 0)))
    return {
        "reference": placement.reference,
        "name": told_name(name, str(order.get("benamning", "")), is_protected=is_protected),
        "intervention": intervention.name,
        "starts_on": placement.starts_on.isoformat(),
        "ends_on": placement.ends_on.isoformat(),
        "weekdays": list(order.get("weekdays", [])),
        "stairs": list(order.get("stairs", [])),
        "report_dates": [day.isoformat() for day in dates],
        "fields": {
            field: str(order[field])
            for field in intervention_rules()["beställning"]["fält"]
            if field != "benamning" and order.get(field) and not (is_protected and field in never_told())
        },
        "sender": sender,
        "proviso": proviso,
        "pathway": pathway.id,
    }


def hash_of(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of the snapshot as canonical JSON."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
