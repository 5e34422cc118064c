"""Registerutdrag: everything about a person in one nämnd, table by table, as the person can read it (GDPR art. 15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils import timezone

from samre.accounts.protected import ColleagueNames
from samre.definitions import read_yaml
from samre.pathway.model import Pathway

from ..disposal.removal import parts_of
from ..models import Case, CopyMark, LastSeen, Note, NoteDraft, Objection, Person
from ..rules.settings import pathway_now
from .recipients import Recipient, recipients
from .told_values import told_value


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: label and value in words, in the order they are told; empty ones left out."""

    id: str
    case: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table in words. `withheld`: how many rows are held back, by ground."""

    table: str
    heading: str
    rows: tuple[Row, ...]
    withheld: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Extract:
    """All that is told to a person, who has been told something about her, and the grounds for what she is not told."""

    made_on: date
    authority: str
    recipients: tuple[Recipient, ...]
    sections: tuple[Section, ...]
    withheld: tuple[tuple[str, str, int], ...]

    @property
    def rows(self) -> int:
        return sum(len(section.rows) for section in self.sections)


@lru_cache(maxsize=1)
def extract_words() -> Mapping[str, Any]:
    """registerutdrag.yaml as it stands."""
    return dict(read_yaml("registerutdrag.yaml"))


def person_models() -> list[type[models.Model]]:
    """Every table with rows about a person, the person first."""
    return [Person, *(model for model, _ in reversed(parts_of(Person)))]


def subject_extract(
    person: Person,
    *,
    on: date,
    holds_back: bool = True,
    case: Case | None = None,
    with_staff_traces: bool = True,
) -> Extract:
    """Everything about `person` in her nämnd, or only what belongs to one `case` and to herself.

    Drafts and what concerns somebody else are held back, and counted; for the archive nothing is (`holds_back=False`), but
    drafts and who looked last are not part of the file (`with_staff_traces=False`).
    """
    pathway, names = pathway_now(), ColleagueNames(person.owner_id)
    paths = dict(parts_of(Person))
    numbers = {one.pk: one.number for one in Case.objects.filter(person=person)}
    sections = []
    for model in person_models():
        table = extract_words()["tabeller"][model.__name__]
        if not table["fält"] or (not with_staff_traces and model in (LastSeen, NoteDraft)):
            continue
        rows = [person] if model is Person else _rows(model, paths[model], person, case)
        grounds = [(row, _ground(row) if holds_back else "") for row in rows]
        told = tuple(
            Row(
                str(row.pk),
                numbers.get(getattr(row, "case_id", None) or person.pk, ""),
                tuple(_lines(row, table, pathway, names)),
            )
            for row, ground in grounds
            if not ground
        )
        held = Counter(ground for _, ground in grounds if ground)
        if told or held:
            sections.append(Section(model.__name__, table["rubrik"], told, held))
    told_to = recipients(person, extract_words()["lämnat"], case=case)
    return Extract(on, person.owner.name, told_to, tuple(sections), tuple(_withheld(sections)))


def extract_json(extract: Extract) -> dict[str, Any]:
    """The same as data, with Swedish keys."""
    words = extract_words()
    return {
        "rubrik": words["rubrik"],
        "myndighet": extract.authority,
        "gjort": extract.made_on.isoformat(),
        "tabeller": [
            {
                "tabell": section.heading,
                "rader": [
                    ({"Ärende": row.case} if row.case else {}) | dict(row.lines) for row in section.rows
                ],
            }
            for section in extract.sections
        ],
        "undanhållet": [{"vad": what, "lag": law, "antal": number} for what, law, number in extract.withheld],
        "mottagare": [
            {"till": one.to, "vad": one.what, "dag": timezone.localdate(one.at).isoformat()}
            for one in extract.recipients
        ]
        or words["inga_mottagare"],
    }


def _rows(model: type[models.Model], path: str, person: Person, case: Case | None) -> list[models.Model]:
    fields = model._meta.local_concrete_fields
    names = [field.name for field in fields]
    order = [name for name in ("at", "opened_on", "since", "received_on", "id") if name in names]
    told = {*extract_words()["tabeller"][model.__name__]["fält"], "by", "note"}
    related = [field.name for field in fields if field.is_relation and field.name in told]
    rows = model._base_manager.filter(**{path: person}).order_by(*order)
    if case is not None and (of_case := dict(parts_of(Case)).get(model, "pk" if model is Case else "")):
        rows = rows.filter(**{of_case: case.pk})
    return list(rows.select_related(*related) if related else rows)


def _ground(row: models.Model) -> str:
    """The ground on which a row is held back; empty when it is told."""
    if isinstance(row, NoteDraft):
        return "arbetsmaterial"
    if isinstance(row, Note) and row.about_others:
        return "annan_person"
    return ""


def _withheld(sections: Iterable[Section]) -> Iterable[tuple[str, str, int]]:
    grounds = extract_words()["grunder"]
    for section in sections:
        for ground, number in section.withheld.items():
            row = grounds[ground]
            yield f"{section.heading}: {row['namn']}", row["lag"], number


# Who did something, written down as a name.
STAFF = ("ended_by", "done_by", "closed_by", "met_by", "delivered_by")


def _lines(
    row: models.Model, table: Mapping[str, Any], pathway: Pathway, names: ColleagueNames
) -> Iterable[tuple[str, str]]:
    words = extract_words()
    if isinstance(row, Objection | CopyMark):
        yield words["gäller_anteckning"], f"{row.note.number}: {row.note.heading}"
    stamped = {name: label for name, label in words["gemensamt"].items() if hasattr(row, name)}
    written = []
    for name, label in {**table["fält"], **stamped}.items():
        text = told_value(row, name, pathway, words)
        if name in STAFF and names.of(text) != text:
            text = str(words["skyddad_personal"])
        if text and name in stamped and name not in table["fält"]:
            written.append(text)
        elif text:
            yield table["fält"].get(name, label), text
    if written:
        yield words["skrivet"], ", ".join(written)
