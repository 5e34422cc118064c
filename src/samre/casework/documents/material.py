"""What there is in a case that could be let out: every field with its category, its words and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from samre.accounts.protected import colleague_name
from samre.certificate.model import Certificate
from samre.certificate.read import from_json
from samre.certificate.summary import read_back
from samre.certificate.wording import in_words as day_in_words

from ..models import Case, CertificateFile, Note, Objection, OpenStep, Representative, SourceKind
from ..models.steps import LIVE
from ..queries.case_facts import CaseStanding, case_standing, source_in_words
from ..queries.case_frame import actor_name, step_name
from ..rules.consent_lists import closed_lists
from ..rules.disclosures import disclosure_rules
from ..rules.identity import in_print
from ..rules.settings import pathway_of
from ..rules.weighing import Statement
from .fact_words import in_words
from .items import CERTIFICATE, FACT, FILE, NOTE, PERSON, STEP, Item
from .material_work import plan_items, report_items


def material(case: Case, *, on: date) -> tuple[Item, ...]:
    """Everything in the case that can be let out, in the order it is read. What is only presumed or worked out is not there:
    only what somebody has said."""
    standing = case_standing(case, on=on)
    return (
        *_of_person(case, on=on),
        *_of_facts(standing),
        *_of_certificates(case),
        *_of_steps(case),
        *plan_items(case),
        *report_items(case),
        *_of_notes(case),
    )


@lru_cache(maxsize=1)
def category_of_fact() -> Mapping[str, str]:
    """Which category each fact of the map belongs to."""
    rows = closed_lists()["kategorier"].items()
    return {fact: category for category, row in rows for fact in row["uppgifter"]}


def _of_person(case: Case, *, on: date) -> Iterator[Item]:
    """Name, number, contact, language and who speaks for her. Nothing of a protected person points her out (R52)."""
    person, rows = case.person, disclosure_rules()["person"]
    values = {
        "namn": person.name,
        "nummer": in_print(person.identity_kind, person.number or ""),
        "sprak": person.language,
        "tolk": person.interpreter,
        "foretradare": "; ".join(_mandates(case, on=on)),
    }
    for code, row in rows.items():
        text = values.get(code) or str(person.contact.get(row.get("kontakt", ""), "") or "")
        if text:
            hidden = person.is_protected and row["kategori"] == "kontakt"
            yield Item(
                field=f"{PERSON}:{code}",
                category=row["kategori"],
                label=row["etikett"],
                texts=("Skyddade uppgifter" if hidden else text,),
                obstacle=disclosure_rules()["hinder"]["skyddad"] if hidden else "",
            )


def _mandates(case: Case, *, on: date) -> Iterator[str]:
    """Kind and scope of each mandate that holds: never who has it, who is somebody else."""
    rows = Representative.objects.filter(person_id=case.person_id, ended_at__isnull=True, valid_from__lte=on)
    for row in rows.order_by("valid_from", "pk"):
        if row.valid_to is None or row.valid_to >= on:
            yield f"{row.get_kind_display()}: {row.scope}"


def _of_facts(standing: CaseStanding) -> Iterator[Item]:
    words, categories = disclosure_rules()["hinder"], category_of_fact()
    for name, weighed in standing.known.weighed.items():
        fact = standing.fact(name)
        if fact is None or name not in categories or not (weighed.in_conflict or weighed.value is not None):
            continue
        said = weighed.source
        yield Item(
            field=f"{FACT}:{name}",
            category=categories[name],
            label=fact.label,
            texts=(words["konflikt"] if weighed.in_conflict else in_words(fact, weighed.value),),
            source=_source_of(said, standing) if said else "",
            said_on=timezone.localdate(said.at) if said else None,
            holds_to=said.valid_to if said else None,
            code=name,
            value=weighed.value,
            obstacle=words["konflikt"] if weighed.in_conflict else "",
        )


def _source_of(said: Statement, standing: CaseStanding) -> str:
    """Who said it. A name is told of an authority and a certificate; what is written about other sources stays here."""
    if said.source in (SourceKind.AUTHORITY, SourceKind.CERTIFICATE):
        return standing.facts.sources.get(said.fact) or source_in_words(said.source, "")
    return source_in_words(said.source, "")


def _of_certificates(case: Case) -> Iterator[Item]:
    """Each heading of each certificate, newest first: the diagnosis apart from the rest."""
    rows = (
        CertificateFile.objects.filter(case=case)
        .defer("original", "likeness")
        .annotate(has_file=Q(original__isnull=False))
    )
    for row in sorted(rows, key=lambda one: (one.signed_on or one.received_on, one.at), reverse=True):
        certificate = from_json(row.read)
        day = row.signed_on or row.received_on
        form = row.form or "Läkarintyg"
        group = f"{form}, {day_in_words(day)}"
        for section in read_back(certificate):
            kind = _section(section.heading)
            lines = [
                f"{line.label}: {line.text}" if line.label else line.text
                for line in section.lines
                if line.text not in disclosure_rules()["intyget_säger_inget"]
            ]
            if not lines:
                continue
            yield Item(
                field=f"{CERTIFICATE}:{row.pk}:{kind['kod']}",
                category=kind["kategori"],
                label=section.heading,
                texts=tuple(lines),
                group=group,
                source=form,
                said_on=day,
                holds_to=row.ends_on,
                is_guarded=kind.get("vakt", True),
            )
        if row.has_file:
            yield _whole_file(case, row, group, certificate)


def _whole_file(case: Case, row: CertificateFile, group: str, certificate: Certificate) -> Item:
    """The file itself, as an annex. What was typed in from paper has none. Each text is a heading with its lines."""
    words = disclosure_rules()["intygsfil"]
    sections: dict[bool, list[str]] = {True: [], False: []}
    for one in read_back(certificate):
        lines = (f"{line.label}: {line.text}" if line.label else line.text for line in one.lines)
        sections[bool(_section(one.heading).get("vakt", True))].append("\n".join([one.heading, *lines]))
    first, *also = words["kategorier"]
    return Item(
        field=f"{FILE}:{row.pk}",
        category=first,
        also=tuple(also),
        label=words["etikett"],
        texts=tuple(sections[True]),
        stated=tuple(sections[False]),
        group=group,
        source=group,
        said_on=row.signed_on or row.received_on,
        holds_to=row.ends_on,
        is_guarded=True,
        sha256=row.sha256,
        warning=words["varning"],
        obstacle=disclosure_rules()["hinder"]["skyddad"] if case.person.is_protected else "",
    )


def _section(heading: str) -> dict[str, Any]:
    """What a heading of the certificate belongs to. One that nobody has placed is treated as the most sensitive."""
    rows = disclosure_rules()["intygsavsnitt"]
    return dict(rows.get(heading) or {"kod": "ovrigt", "kategori": "diagnos"})


def _of_steps(case: Case) -> Iterator[Item]:
    """What is going on: the step and by when. Who else has it is named by kind only."""
    pathway = pathway_of(case.pathway)
    for step in OpenStep.objects.filter(case=case, state__in=LIVE).order_by("since", "pk"):
        holder = actor_name(pathway, step.waiting_for or step.responsible)
        until = step.waiting_until or step.due
        yield Item(
            field=f"{STEP}:{step.pk}",
            category="planering",
            label="Pågår nu",
            texts=(f"{step_name(pathway, step.step)}: {holder}, senast {day_in_words(until)}",),
            said_on=step.since,
        )


def _of_notes(case: Case) -> Iterator[Item]:
    """Each note with its corrections and the person's objections, never one without the others (R44)."""
    objections = Prefetch("objections", Objection.objects.order_by("at", "pk"))
    corrections = Note.objects.prefetch_related(objections).order_by("number")
    originals = (
        Note.objects.filter(case=case, corrects__isnull=True)
        .select_related("by")
        .prefetch_related(objections, Prefetch("corrections", corrections))
    )
    for note in originals.order_by("-number"):
        family = [note, *note.corrections.all()]
        others = any(one.about_others for one in family)
        yield Item(
            field=f"{NOTE}:{note.pk}",
            category="",
            label=f"Anteckning {note.number}",
            texts=(note.heading, *(text for one in family for text in _note_texts(one))),
            source=f"{shown_author(note)}, {note.by_title}",
            said_on=timezone.localdate(note.event_at),
            is_guarded=True,
            obstacle=disclosure_rules()["vakt"]["om_andra"] if others else "",
            objections=tuple((said.said_on, said.text) for one in family for said in one.objections.all()),
        )


def shown_author(note: Note) -> str:
    """Who wrote it, as anybody outside may know her."""
    return colleague_name(note.by_name, is_protected=note.by is not None and note.by.is_protected)


def _note_texts(note: Note) -> tuple[str, ...]:
    """What was written, with its kind and where it comes from. All of it is written freely, so the guard reads all of it."""
    kind = note.get_kind_display()
    if note.corrects_id is None:
        return (f"{kind}. {note.text}", f"Källa: {note.source}")
    day = timezone.localdate(note.at)
    return (f"Rättelse {day}: {note.text} (Skäl: {note.correction_reason})", f"Källa: {note.source}")
