"""What the pages where a draft is written show: lists of things, and the form of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from samre.governance.queries.draft_changes import Differences, Flaw
from samre.governance.queries.map_things import VALUE, Reference, Texts, choices
from samre.governance.rules.map_parts import ANSWERS, CONDITION, FACT, Field, Kind
from samre.pathway.reading.expressions import Scope

from ..forms.map_mistakes import label_of
from ..forms.map_rows import Pick
from ..forms.map_things import fields_of, is_there
from ..forms.problems import Problems
from .map_conditions import Picker, Reading, dom, picker_of, reading_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShown:
    """A field as the page shows it. `rows` and `parts` have fields of their own; `saved`: what another has saved meanwhile;
    `is_written`: a condition that is written by hand just now."""

    name: str
    dom: str
    label: str
    shape: str
    help: str = ""
    row: str = ""
    value: Any = ""
    error: str = ""
    is_required: bool = False
    is_fixed: bool = False
    options: tuple[tuple[str, str, Any], ...] = ()
    parts: tuple[FieldShown, ...] = ()
    rows: tuple[RowShown, ...] = ()
    reading: Reading | None = None
    picker: Picker | None = None
    saved: str = ""
    warning: str = ""
    is_written: bool = False

    @property
    def in_row(self) -> bool:
        """Whether it is a part of a row or a group, where there is less room."""
        return "." in self.name


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of fields, folded up under its title unless there is something to do in it."""

    title: str
    fields: tuple[FieldShown, ...]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingPage:
    """The form of one thing. `unsaved`: it was changed by a button and not saved yet; `broken`: it can be saved in spite of its
    mistakes."""

    kind: Kind
    id: str
    name: str
    is_new: bool
    may_write: bool
    revision: int
    sections: tuple[tuple[str, tuple[FieldShown, ...]], ...]
    befores: tuple[tuple[str, str], ...] = ()
    before: str = ""
    new_id: str = ""
    references: tuple[Reference, ...] = ()
    asks_removal: bool = False
    flaws: tuple[Flaw, ...] = ()
    changes: Differences = field(default_factory=Differences)
    faults: int | None = None
    notice: str = ""
    unsaved: bool = False
    broken: bool = False
    told: tuple[Told, ...] = ()
    doubts: tuple[Told, ...] = ()
    id_choices: tuple[tuple[str, str], ...] = ()
    number: str = ""
    words: Words | None = None
    problems: Problems = field(default_factory=Problems)


@dataclass(frozen=True, slots=True)
class Told:
    """Something wrong or doubtful in the list over the form: which field, what it is called, and what about it."""

    dom: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """What who writes conditions by hand calls a thing, and its answers: the word and what it stands for."""

    word: str
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form is made from: the files, what can be named in conditions, values, problems and the condition being built."""

    kind: Kind
    texts: Texts
    scope: Scope
    values: Mapping[str, Any]
    problems: Problems = field(default_factory=Problems)
    pick: Pick = field(default_factory=Pick)
    theirs: Mapping[str, Any] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = False


def told_at(kind: Kind, said: Mapping[str, str]) -> tuple[Told, ...]:
    """What is wrong or doubtful, field by field, as the list over the form tells it: one row each."""
    return tuple(
        Told(dom(name), label_of(kind, name), line)
        for name, text in said.items()
        if name
        for line in text.splitlines()
    )


def words_of(kind: Kind, id_: str, values: Mapping[str, Any]) -> Words | None:
    """What a thing is called in a condition that is written by hand; None where no condition can name it."""
    if not id_ or kind.slug not in (FACT, CONDITION, VALUE):
        return None
    pairs = ((str(row["nyckel"]), str(row["text"])) for row in values.get("val") or () if row["nyckel"])
    return Words(f"värde.{id_}" if kind.slug == VALUE else id_, tuple(pairs) if kind.slug == FACT else ())


def sections_of(form: Form) -> tuple[tuple[str, tuple[FieldShown, ...]], ...]:
    """The fields of a form under their headings."""
    shown = [item for item in fields_of(form.kind) if is_there(item, dict(form.values)) or form.is_new]
    return tuple(
        (name, tuple(_field(form, item, item.key, form.values.get(item.key)) for item in rows))
        for name, rows in groupby(shown, key=lambda item: item.section)
    )


def _field(form: Form, item: Field, name: str, value: Any) -> FieldShown:
    text = str(value or "")
    is_condition = item.shape == "villkor"
    options = _options(form, item, value)
    return FieldShown(
        name=name,
        dom=dom(name),
        label=item.label,
        shape=_shape(item, options),
        help=_help(form, item),
        row=item.row,
        value="\n".join(value or ()) if item.shape == "lista" else value,
        error=form.problems.fields.get(name, ""),
        is_required=item.is_required,
        is_fixed=item.is_fixed and not form.is_new,
        options=options,
        parts=_parts(form, item, name, value or {}) if item.shape == "del" else (),
        rows=_rows(form, item, name, value or ()),
        reading=reading_of(text, form.scope) if is_condition else None,
        picker=picker_of(form.pick, text, form.texts, form.scope)
        if is_condition and form.pick.at == name
        else None,
        saved=as_text(item, form.theirs[name]) if name in form.theirs else "",
        warning=form.warnings.get(name, ""),
        is_written=is_condition and form.pick.written == name,
    )


def _shape(item: Field, options: tuple[tuple[str, str, Any], ...]) -> str:
    """How the field is shown: an id that is made is only carried, and a share or an answer without answers is typed."""
    if item.is_made and not item.parts and item.shape != "par":
        return "gömt"
    if item.shape == "vikter" and options:
        return "andelar"
    return "rad" if item.of == ANSWERS and not options else item.shape


def _help(form: Form, item: Field) -> str:
    """The field's help; of a new thing also for which answer to another field it is there."""
    if not form.is_new or not item.only:
        return item.help
    fields = {one.key: one for one in form.kind.fields}
    wanted = " ".join(f"»{fields[key].options.get(value, value)}«" for key, value in item.only.items())
    return f"Bara för {wanted}. {item.help}".strip()


def _parts(form: Form, item: Field, name: str, value: Mapping[str, Any]) -> tuple[FieldShown, ...]:
    return tuple(_field(form, part, f"{name}.{part.key}", value.get(part.key)) for part in item.parts)


def _rows(form: Form, item: Field, name: str, rows: Any) -> tuple[RowShown, ...]:
    parts = item.parts
    if item.shape == "par":
        parts = (
            Field(key="nyckel", label=item.key_label, shape="rad", is_required=True, is_made=item.is_made),
            Field(key="text", label=item.text_label, shape="rad", is_required=True),
        )
    elif item.shape != "rader":
        return ()
    return tuple(_row(form, parts, f"{name}.{number}", row) for number, row in enumerate(rows))


def _row(form: Form, parts: tuple[Field, ...], name: str, row: Mapping[str, Any]) -> RowShown:
    fields = tuple(_field(form, part, f"{name}.{part.key}", row.get(part.key)) for part in parts)
    said = [_said(one) for one in fields if one.shape in ("rad", "en", "tal", "dag") and one.value]
    needs = any(one.error or one.picker or (one.reading and one.reading.mistakes) for one in fields)
    title = str(row.get("text") or "")
    if title and row.get("till"):
        title = f"{said[0]}: {title}"
    return RowShown(title or " ".join(said), fields, needs or not any(row.values()))


def _said(shown: FieldShown) -> str:
    """A field's value as a title says it."""
    return next((label for _, label, chosen in shown.options if chosen), str(shown.value))


def _options(form: Form, item: Field, value: Any) -> tuple[tuple[str, str, Any], ...]:
    """What can be chosen, and whether it is; of shares, the share of each answer."""
    if item.shape == "vikter":
        return _shares(form, str(value or ""))
    if item.shape not in ("en", "flera"):
        return ()
    if item.of == ANSWERS:
        known = _answers(form)
        if not known:
            return ()
    else:
        known = tuple(item.options.items()) if item.options else choices(form.texts, item.of)
    chosen = [value] if item.shape == "en" else list(value or ())
    found = [(id_, name, id_ in chosen) for id_, name in known]
    ids = {id_ for id_, _, _ in found}
    # What is written and no longer there stays to be seen.
    gone = "" if item.is_numbers else " (finns inte)"
    return (*found, *((one, f"{one}{gone}", True) for one in chosen if one and one not in ids))


def _answers(form: Form) -> tuple[tuple[str, str], ...]:
    """The answers of the question in the form: id and words. None for a number or a day."""
    match form.values.get("typ"):
        case "ja_nej":
            return ("ja", "Ja"), ("nej", "Nej")
        case "val":
            rows = form.values.get("val") or ()
            return tuple((str(row["nyckel"]), str(row["text"])) for row in rows if row["nyckel"])
    return ()


def _shares(form: Form, written: str) -> tuple[tuple[str, str, str], ...]:
    """Each answer with its share: first those that have one, as they are written."""
    words = dict(_answers(form))
    given = {name: share.strip() for name, _, share in (line.partition(":") for line in written.splitlines())}
    if not words:
        return ()
    return tuple((id_, words.get(id_, id_), given.get(id_, "")) for id_ in dict.fromkeys([*given, *words]))


def as_text(item: Field, value: Any) -> str:
    """A value in one line, to be read beside another."""
    if isinstance(value, list):
        return "; ".join(as_text(item, one) for one in value) or "ingenting"
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values() if one)
    return str(value) or "ingenting"
