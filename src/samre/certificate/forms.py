"""What each form asks: the definitions in YAML, checked when loaded and compiled to the rules `technical` runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from .model import Code, Period, Quantity, Value

DEFINITION = "2026-11"
KINDS = frozenset({"text", "janej", "datum", "kod", "diagnos", "period", "antal", "heltal"})

_COMMON = "common.yaml"
_FORM_KEYS = frozenset(
    {"form", "namn", "typ", "typkoder", "version", "ärver", "källa", "kontrollerad", "bort", "frågor"}
)
_FORM_KEYS |= {"regler", "json", "gammal_xml", "tilläggsfrågor", "öppen"}
_QUESTION_KEYS = frozenset(
    {"namn", "antal", "instans", "krävs_om", "krävs_utom", "får_om", "inte_om", "delsvar"}
)
_PART_KEYS = frozenset(
    {"namn", "typ", "roll", "kodverk", "koder", "unik", "valfri", "om", "krävs_om", "får_om"}
)
_PART_KEYS |= {"inte_om", "längst", "minst", "mest", "enhet"}
_RULE_KEYS = frozenset({"regel", "delsvar", "frågor", "namn", "efter", "först", "sedan", "när", "kod"})
_RULES = frozenset({"par", "samma-kodverk", "utan-överlapp", "ensam-kod", "minst-en", "ordning"})


class DefinitionError(Exception):
    """A form definition that can't be used: which file, what was found, what is allowed."""


@dataclass(frozen=True, slots=True)
class Condition:
    """True where any delsvar of `tests` has one of its values. Read within the answer where the question is the same."""

    tests: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class PartRule:
    """What a delsvar may hold and when it must, may or may not be there."""

    id: str
    name: str
    kind: str
    role: str | None
    systems: tuple[str, ...]
    codes: frozenset[str]
    code_order: tuple[str, ...]
    unique: bool
    optional: bool
    required_if: Condition | None
    allowed_if: Condition | None
    forbidden_if: Condition | None
    max_length: int | None
    low: int | None
    high: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """How often a question may be answered, when it must be, and its delsvar."""

    id: str
    name: str
    low: int
    high: int
    numbered: bool
    required_if: Condition | None
    required_unless: Condition | None
    allowed_if: Condition | None
    forbidden_if: Condition | None
    parts: Mapping[str, PartRule]


@dataclass(frozen=True, slots=True)
class CrossRule:
    """A rule over several answers. `kind` is one of the names in `_RULES`; `ids` are delsvar or question ids."""

    kind: str
    ids: tuple[str, ...]
    name: str = ""
    after: str = ""
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class JsonMap:
    """Where the fields of the writing systems' JSON go. `.` stands for the field's own value."""

    type: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    diagnoses: tuple[tuple[str, str], ...] = ()
    diagnoses_repeat: bool = False
    flat_diagnoses: tuple[tuple[str, str, str, str, str], ...] = ()
    ticks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Form:
    """One form in one version, such as FK 7804 version 1."""

    form: str
    name: str
    type: str
    type_codes: frozenset[str]
    version: str
    source: str
    checked: str
    supplementary: bool
    open: bool
    questions: Mapping[str, QuestionRule]
    parts: Mapping[str, PartRule]
    rules: tuple[CrossRule, ...]
    json: JsonMap
    old_xml: Mapping[str, Any]

    def misfits(self, parts: Iterable[tuple[str, str, Value]], *, codes: bool = False) -> int:
        """How badly (question id, part id, value) triples fit this form: unknown ids and wrong kinds of value, counted.

        With `codes`, codes outside the form's lists count too.
        """
        count = 0
        for question, part, value in parts:
            rule = self.parts.get(part)
            if rule is None:
                count += 1 if question in self.questions else 2
            elif not _kind_fits(rule.kind, value) or (
                codes and rule.codes and isinstance(value, Code) and value.code not in rule.codes
            ):
                count += 1
        return count


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes beyond which a file is refused. `size` in bytes, `depth` in levels, `text` and `header` in characters."""

    size: int
    depth: int
    answers: int
    parts: int
    all_parts: int
    text: int
    header: int
    notices: int
    problems: int


@dataclass(frozen=True, slots=True)
class DiagnosisCode:
    """The shape of a diagnosis code: pattern, greatest length, and the categories where three characters are too few."""

    pattern: str
    max_length: int
    four_characters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms of one definition, and what they share."""

    all: tuple[Form, ...]
    limits: Limits
    diagnosis_code: DiagnosisCode
    systems: Mapping[str, str]
    id_systems: Mapping[str, str]
    commonest: tuple[str, ...]
    supplementary_from: int
    supplementary_to: int
    json_without_answers: frozenset[str]

    def versions(self, type_code: str) -> tuple[Form, ...]:
        """The forms that a file's type code names, oldest version first; empty if none is known."""
        code = normal_type(type_code)
        return tuple(form for form in self.all if code in form.type_codes)

    def find(self, type_code: str, version: str) -> Form | None:
        """The form a type code and a version (such as `1` or `2.0`) name. The nearest version where that one is unknown."""
        known = self.versions(type_code)
        major = version.strip().partition(".")[0]
        return next((form for form in known if form.version == major), None) or (known[-1] if known else None)

    def named(self, name: str) -> tuple[Form, ...]:
        """The versions of the form a person calls `FK 7804`, `FK7804` or `LISJP`, oldest first."""
        wanted = normal_type(name)
        return tuple(f for f in self.all if wanted == normal_type(f.form) or wanted in f.type_codes)

    def is_supplementary(self, question: str) -> bool:
        """Whether a question id is one of the receiver's own questions (9001 and up)."""
        return (
            len(question) == 4
            and question.isdigit()
            and (self.supplementary_from <= int(question) <= self.supplementary_to)
        )


def normal_type(code: str) -> str:
    """A type code or form name as the definitions compare it: upper case, without spaces, dots and hyphens."""
    return "".join(character for character in code.upper() if character.isalnum() or character == "_")


@lru_cache(maxsize=8)
def load(path: Path | None = None) -> Forms:
    """The forms in `path` (a directory of YAML), or those of the package. Raises DefinitionError with file and key."""
    directory: Traversable = path or files("samre.definitions") / DEFINITION / "certificate"
    texts = {
        entry.name: entry.read_text("utf-8") for entry in directory.iterdir() if _is_form_file(entry.name)
    }
    raw = {name.removesuffix(".yaml"): _parse(name, text) for name, text in texts.items()}
    forms = [_checked_form(name, raw) for name in sorted(raw)]
    return _forms(forms, _parse(_COMMON, (directory / _COMMON).read_text("utf-8")))


def _is_form_file(name: str) -> bool:
    stem, _, version = name.removesuffix(".yaml").rpartition("-")
    return name.endswith(".yaml") and bool(stem) and version.isdigit()


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        found = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise DefinitionError(f"{name}: filen är inte giltig YAML: {error}") from error
    if not isinstance(found, dict):
        raise DefinitionError(f"{name}: filen ska vara en lista av nycklar och värden.")
    return found


def _inherit(name: str, raw: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The definition with what it inherits filled in: questions one by one, JSON fields one by one, the rest whole."""
    own = raw[name]
    if "ärver" not in own:
        return own
    if own["ärver"] not in raw:
        raise DefinitionError(
            f"{name}.yaml: ärver {own['ärver']!r}, som inte finns. Välj bland {sorted(raw)}."
        )
    parent = _inherit(own["ärver"], raw)
    left_out = set(own.get("bort", ()))
    questions = {key: value for key, value in parent["frågor"].items() if key not in left_out} | own.get(
        "frågor", {}
    )
    return (
        parent
        | own
        | {"frågor": questions, "json": _inherit_json(parent.get("json", {}), own.get("json", {}))}
    )


def _inherit_json(parent: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    left_out = set(own.get("bort", ()))
    fields = {key: value for key, value in parent.get("fält", {}).items() if key not in left_out}
    return parent | own | {"fält": fields | own.get("fält", {})}


def _checked_form(name: str, raw: Mapping[str, dict[str, Any]]) -> Form:
    try:
        return _form(name, _inherit(name, raw))
    except KeyError as error:
        raise DefinitionError(f"{name}.yaml: nyckeln {error} saknas.") from error


def _form(name: str, raw: dict[str, Any]) -> Form:
    _check_keys(f"{name}.yaml", raw, _FORM_KEYS)
    questions = {id_: _question(f"{name}.yaml fråga {id_}", id_, spec) for id_, spec in raw["frågor"].items()}
    parts = {id_: part for question in questions.values() for id_, part in question.parts.items()}
    return Form(
        form=raw["form"],
        name=raw["namn"],
        type=raw["typ"],
        type_codes=frozenset(normal_type(code) for code in raw["typkoder"]),
        version=raw["version"],
        source=raw["källa"],
        checked=str(raw["kontrollerad"]),
        supplementary=raw["tilläggsfrågor"],
        open=raw.get("öppen", False),
        questions=questions,
        parts=parts,
        rules=tuple(_rule(f"{name}.yaml", spec) for spec in raw.get("regler", ())),
        json=_json_map(raw.get("json", {}), questions, parts),
        old_xml=raw.get("gammal_xml", {}),
    )


def _question(where: str, id_: str, raw: dict[str, Any]) -> QuestionRule:
    _check_keys(where, raw, _QUESTION_KEYS)
    low, high = raw.get("antal", (0, 99))
    return QuestionRule(
        id=id_,
        name=raw["namn"],
        low=low,
        high=high,
        numbered=raw.get("instans", False),
        required_if=_condition(raw.get("krävs_om")),
        required_unless=_condition(raw.get("krävs_utom")),
        allowed_if=_condition(raw.get("får_om")),
        forbidden_if=_condition(raw.get("inte_om")),
        parts={key: _part(f"{where} delsvar {key}", key, spec) for key, spec in raw["delsvar"].items()},
    )


def _part(where: str, id_: str, raw: dict[str, Any]) -> PartRule:
    _check_keys(where, raw, _PART_KEYS)
    if raw["typ"] not in KINDS:
        raise DefinitionError(f"{where}: typ {raw['typ']!r} finns inte. Välj bland {sorted(KINDS)}.")
    both = _condition(raw.get("om"))
    return PartRule(
        id=id_,
        name=raw["namn"],
        kind=raw["typ"],
        role=raw.get("roll"),
        systems=tuple(raw.get("kodverk", ())),
        codes=frozenset(raw.get("koder", ())),
        code_order=tuple(raw.get("koder", ())),
        unique=raw.get("unik", False),
        optional=raw.get("valfri", False) or both is not None or "krävs_om" in raw,
        required_if=_condition(raw.get("krävs_om")) or both,
        allowed_if=_condition(raw.get("får_om")) or both,
        forbidden_if=_condition(raw.get("inte_om")),
        max_length=raw.get("längst"),
        low=raw.get("minst"),
        high=raw.get("mest"),
        unit=raw.get("enhet", ""),
    )


def _rule(where: str, raw: dict[str, Any]) -> CrossRule:
    _check_keys(where, raw, _RULE_KEYS)
    kind = raw["regel"]
    if kind not in _RULES:
        raise DefinitionError(f"{where}: regel {kind!r} finns inte. Välj bland {sorted(_RULES)}.")
    ids = raw.get("delsvar") or raw.get("frågor") or (raw["först"], raw["sedan"])
    return CrossRule(
        kind=kind,
        ids=(ids,) if isinstance(ids, str) else tuple(ids),
        name=raw.get("namn", raw.get("kod", "")),
        after=raw.get("efter", ""),
        when=_condition(raw.get("när")),
    )


def _condition(raw: Mapping[str, list[str]] | None) -> Condition | None:
    if not raw:
        return None
    return Condition(tuple((part, frozenset(str(value) for value in values)) for part, values in raw.items()))


def _json_map(
    raw: dict[str, Any], questions: Mapping[str, QuestionRule], parts: Mapping[str, PartRule]
) -> JsonMap:
    """The JSON fields of a form. Fields inherited from a form whose questions this one lacks fall away."""

    def kept(targets: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
        return {key: ids for key, ids in targets.items() if next(iter(ids)).partition(".")[0] in questions}

    fields = {key: part for key, part in raw.get("fält", {}).items() if part in parts}
    lists = {
        key: ids
        for key, ids in raw.get("listor", {}).items()
        if next(iter(ids.values())).partition(".")[0] in questions
    }
    answers, flat = kept(raw.get("grunder", {})), raw.get("platta_diagnoser", ())
    ticks, choices = raw.get("kryss", {}), raw.get("val", {})
    names = {key.partition(".")[0] for key in fields} | set(lists) | set(answers) | set(ticks) | set(choices)
    names |= {name for row in flat for name in row[:3]} | ({"diagnoser"} if raw.get("diagnoser") else set())
    return JsonMap(
        type=raw.get("typ", ""),
        fields=fields,
        answers=answers,
        lists=lists,
        diagnoses=tuple((text, code) for text, code in raw.get("diagnoser", ())),
        diagnoses_repeat=raw.get("diagnoser_upprepas", False),
        flat_diagnoses=tuple(tuple(row) for row in flat),
        ticks=ticks,
        choices=choices,
        chosen=raw.get("vald", {}),
        names=frozenset(names),
    )


def _forms(forms: list[Form], raw: dict[str, Any]) -> Forms:
    limits, code = raw["gränser"], raw["diagnoskod"]
    return Forms(
        all=tuple(sorted(forms, key=lambda form: (form.type, int(form.version)))),
        limits=Limits(
            size=limits["storlek"],
            depth=limits["djup"],
            answers=limits["svar"],
            parts=limits["delsvar"],
            all_parts=limits["delsvar_i_allt"],
            text=limits["text"],
            header=limits["rubrik"],
            notices=limits["anmärkningar"],
            problems=limits["fel"],
        ),
        diagnosis_code=DiagnosisCode(code["mönster"], code["längst"], tuple(code["minst_fyra_tecken"])),
        systems=raw["kodsystem"],
        id_systems={root: kind for kind, roots in raw["identiteter"].items() for root in roots},
        commonest=tuple(raw["vanligast_först"]),
        supplementary_from=raw["tilläggsfrågor_från"],
        supplementary_to=raw["tilläggsfrågor_till"],
        json_without_answers=frozenset(raw["json_utan_svar"]),
    )


def _check_keys(where: str, raw: Mapping[str, Any], allowed: frozenset[str]) -> None:
    unknown = set(raw) - allowed
    if unknown:
        raise DefinitionError(
            f"{where}: nyckeln {sorted(unknown)[0]!r} finns inte. Tillåtna: {sorted(allowed)}."
        )


def _kind_fits(kind: str, value: Value) -> bool:
    if isinstance(value, Code):
        return kind in ("kod", "diagnos")
    if isinstance(value, Period):
        return kind == "period"
    if isinstance(value, Quantity):
        return kind in ("antal", "heltal")
    return kind in ("text", "janej", "datum", "heltal")
