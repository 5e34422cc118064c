"""The checks as data: loads `definitions/<version>/checks.yaml` with its word lists into frozen objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from .aspects import Form, Reading
from .language import Lexicon
from .model import Certificate

DEFINITIONS = Path(__file__).resolve().parent.parent / "definitions" / "2026-11"
MET, MISSING, UNCLEAR, NOT_APPLICABLE = "uppfyllt", "brist", "oklart", "ej tillämpligt"
STATUSES = (MET, MISSING, UNCLEAR, NOT_APPLICABLE)


class BrokenDefinition(ValueError):
    """checks.yaml says something that cannot be used. `str()` names the file, the place and what to do."""


@dataclass(frozen=True, slots=True)
class OutcomeText:
    """What one outcome of a check means: its status, the reason in words, and the question it leads to."""

    status: str
    reason: str
    question: str


@dataclass(frozen=True, slots=True)
class Check:
    """One of the 18 checks: what it asks, why, how serious a gap is, and its outcomes.

    `thing` names what is asked for so that it fits in a sentence ("vi saknar prognosen").
    """

    id: str
    heading: str
    thing: str
    severity: str
    asks: str
    why: str
    question: str
    sources: tuple[str, ...]
    outcomes: Mapping[str, OutcomeText]


@dataclass(frozen=True, slots=True)
class Exemption:
    """Checks that do not apply in a special kind of certificate, and why."""

    checks: frozenset[str]
    reason: str


@dataclass(frozen=True, slots=True)
class StepNeed:
    """What a step of the map needs from a certificate. `forms` empty: any form will do."""

    id: str
    name: str
    needs: tuple[str, ...]
    proves: tuple[str, ...]
    asks: tuple[str, ...]
    forms: tuple[str, ...]
    refuses_infection: bool


@dataclass(frozen=True, slots=True)
class VerdictRule:
    """Which checks count towards the verdict, from how many gaps it changes, and which ask as soon as they are unclear."""

    counted: frozenset[str]
    asks_when_unclear: frozenset[str]
    ask_from: int
    fail_from: int
    words: Mapping[str, str]


@dataclass(frozen=True)
class Checks:
    """Everything in checks.yaml, ready for use. Loaded once with `load_checks`."""

    version: str
    sources: Mapping[str, str]
    checks: Mapping[str, Check]
    forms: Mapping[str, Form]
    unknown_form: Form
    exemptions: Mapping[str, Exemption]
    limits: Mapping[str, float]
    codes: Mapping[str, Mapping[str, frozenset[str]]]
    degrees: Mapping[str, int]
    verdict: VerdictRule
    steps: tuple[StepNeed, ...]
    step_texts: Mapping[str, str]
    lexicon: Lexicon
    patterns: Mapping[str, re.Pattern[str]]
    numerals: Mapping[str, int]

    def read(self, certificate: Certificate) -> Reading:
        """The certificate by aspect, on the form it names or, if unknown, by the roles of its answers."""
        form = self.forms.get(form_key(certificate.type), self.unknown_form)
        return Reading(
            certificate,
            form=form,
            lexicon=self.lexicon,
            degrees=self.degrees,
            max_characters=int(self.limits["läs_högst_tecken"]),
        )


def form_key(name: str) -> str:
    """A form name without blanks, hyphens and case: "AG 1-14" and "ag114" are the same form."""
    return re.sub(r"[^A-Z0-9]", "", name.upper())


@lru_cache(maxsize=4)
def load_checks(path: Path | None = None) -> Checks:
    """Reads checks.yaml and certificate_words.yaml in directory `path` (the shipped definition by default).

    Raises BrokenDefinition with file and place where something is missing or unknown. Cached per path.
    """
    folder = path or DEFINITIONS
    raw, words = _yaml(folder / "checks.yaml"), _yaml(folder / "certificate_words.yaml")
    try:
        return _checks(raw, words)
    except BrokenDefinition:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BrokenDefinition(f"{folder / 'checks.yaml'}: {error} saknas eller har fel form.") from error


def _yaml(path: Path) -> dict[str, Any]:
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(loaded, dict):
        raise BrokenDefinition(f"{path}: filen ska vara en tabell med rubriker.")
    return loaded


def _checks(raw: dict[str, Any], words: dict[str, Any]) -> Checks:
    codes = {
        group: {name: frozenset(members) for name, members in named.items()}
        for group, named in raw["koder"].items()
        if group != "grad"
    }
    return Checks(
        version=raw["version"],
        sources=raw["källor"],
        checks={id_: _check(id_, row) for id_, row in raw["kontroller"].items()},
        forms=_forms(raw["blanketter"]),
        unknown_form=_form("okänd", raw["okänd_blankett"]),
        exemptions={
            name: Exemption(frozenset(row["kontroller"]), row["skäl"])
            for name, row in raw["undantag"].items()
        },
        limits=raw["gränser"],
        codes=codes,
        degrees=raw["koder"]["grad"],
        verdict=_verdict(raw["utlåtande"]),
        steps=tuple(_step(id_, row) for id_, row in raw["steg"].items()),
        step_texts=raw["steg_texter"],
        lexicon=Lexicon(words["listor"], negations=words["negationer"]),
        patterns={name: re.compile(pattern) for name, pattern in words["mönster"].items()},
        numerals=words["talord"],
    )


def _check(id_: str, row: dict[str, Any]) -> Check:
    outcomes = {}
    for name, outcome in row["utfall"].items():
        status = outcome["status"]
        if status not in STATUSES:
            raise BrokenDefinition(
                f"checks.yaml: {id_}, utfall {name}: status {status!r} finns inte. Välj {STATUSES}."
            )
        question = outcome.get("fråga", row["fråga"]) if status in (MISSING, UNCLEAR) else ""
        outcomes[name] = OutcomeText(status, outcome["skäl"], question)
    return Check(
        id_,
        row["rubrik"],
        row["sak"],
        row["allvar"],
        row["prövar"],
        row["varför"],
        row["fråga"],
        tuple(row["källa"]),
        outcomes,
    )


def _forms(rows: dict[str, dict[str, Any]]) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for name, row in rows.items():
        parent = rows[row["som"]] if "som" in row else {}
        merged = {
            **row,
            "delsvar": {**parent.get("delsvar", {}), **row["delsvar"]},
            "saknas": {**parent.get("saknas", {}), **row.get("saknas", {})},
        }
        form = _form(name, merged)
        forms.update({form_key(known): form for known in _names(name, row)})
    return forms


def _names(name: str, row: Mapping[str, Any]) -> Iterable[str]:
    return name, row["namn"], *row.get("alias", ())


def _form(name: str, row: dict[str, Any]) -> Form:
    return Form(
        name=name,
        label=row["namn"],
        parts={aspect: tuple(ids) for aspect, ids in row.get("delsvar", {}).items()},
        roles={aspect: tuple(roles) for aspect, roles in row.get("roller", {}).items()},
        absent=row.get("saknas", {}),
        traits=frozenset(row.get("drag", ())),
    )


def _verdict(row: dict[str, Any]) -> VerdictRule:
    return VerdictRule(
        frozenset(row["räknas"]),
        frozenset(row["frågar_om_oklart"]),
        row["fråga_från"],
        row["bär_inte_från"],
        row["ord"],
    )


def _step(id_: str, row: dict[str, Any]) -> StepNeed:
    needs, proves, asks, forms = (
        tuple(row.get(key, ())) for key in ("kräver", "bevisar", "fråga", "blanketter")
    )
    return StepNeed(id_, row["namn"], needs, proves, asks, forms, row.get("inte_smitta", False))
