"""The papers of a practice run: a sheet for each case to tick by hand, and the protocol to the steering group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.template.loader import render_to_string

from samre.accounts.models import Authority
from samre.casework.documents.fact_words import written_day
from samre.casework.documents.paper import Block, Fields, Heading, Paper, Points, Sign, Table, Text
from samre.governance.models import Confidence, PracticeRun
from samre.governance.queries.names import signer_of
from samre.governance.queries.practice import cases_in, on_what, outcome_of
from samre.governance.rules.practice_maps import map_of

from .pages.practice_maps import lanes_of, outside, told_in
from .pages.practice_results import CaseShown, box_rows, case_shown, in_cases, in_time, of_all, tells_number
from .paper_files import paper_pdf
from .pdf import render_pdf

SIZES = ("a4", "a5")
FOOT = "Underlag, inte beslut. Alla personer i fallen är påhittade."
CSS = Path(__file__).resolve().parent / "css"


def sheets_pdf(run: PracticeRun, *, size: str) -> bytes:
    """A sheet for each case, with every step of the map to tick."""
    pathway = map_of(run)
    context = {
        "run": run,
        "size": size,
        "sheets": [(case, told_in(pathway, case)) for case in cases_in(run)],
        "lanes": lanes_of(run),
        "outside": outside(),
        "confidences": Confidence.labels,
        "foot": FOOT,
        "on_what": on_what(run),
    }
    html = render_to_string("practice_runs/sheets.html", context)
    return render_pdf(html, title=f"Provkörning {run.number}: {run.title}", css=_sheet_css())


def protocol_pdf(run: PracticeRun, *, on: date) -> bytes:
    """The protocol of a closed run, as the steering group is given it."""
    return paper_pdf(protocol_paper(run, on=on))


def protocol_paper(run: PracticeRun, *, on: date) -> Paper:
    """The protocol as blocks: what was tried by whom, what came of it, case by case, and what was said of boxes."""
    keeper = Authority.objects.get(pk=run.keeper_id)
    opened = written_day(run.opened_at.date().isoformat()) if run.opened_at else ""
    return Paper(
        form="",
        title=f"Protokoll från provkörning {run.number}",
        sender=(keeper.name,),
        head=(
            ("Rubrik", run.title),
            ("Karta", on_what(run)),
            ("Provkördes", opened),
            ("Leddes av", f"{signer_of(run)}, {run.by_authority}"),
            ("Skrivet", written_day(on.isoformat())),
        ),
        blocks=tuple(_blocks(run)),
        foot=FOOT,
        pathway=map_of(run).id,
        written_on=on,
        purpose=run.purpose,
    )


def _blocks(run: PracticeRun) -> Iterator[Block]:
    outcome, pathway = outcome_of(run), map_of(run)
    cases = [case_shown(one, pathway, run, ()) for one in outcome.cases]
    whole = outcome.whole
    yield Heading("Vad som kom fram")
    if run.minutes:
        yield from (Text(part) for part in run.minutes.split("\n\n") if part.strip())
    else:
        yield Text("Den som ledde provkörningen har inte skrivit något eget.")
    yield Heading("I siffror")
    yield Fields(
        (
            (
                "Grupper",
                f"{len(outcome.groups)} ({', '.join(outcome.groups)})" if outcome.groups else "Ingen",
            ),
            (
                "Svar som kartans",
                of_all(sum(one.result.same for one in outcome.cases), whole.placed) or "Inga svar",
            ),
            (
                "Svar med tvekan",
                of_all(sum(one.result.hesitant for one in outcome.cases), whole.placed) or "Inga svar",
            ),
            (
                "Oenighet mellan grupperna",
                in_cases(outcome) or "Går inte att räkna med färre än två grupper",
            ),
            ("Hälften svarade inom", in_time(whole.median_seconds) or "Ingen svarade på telefon"),
        )
    )
    if tells_number(len(outcome.groups)):
        yield Text(
            "Talet efter oenigheten går från 0, där alla grupper svarar lika, till 1, där inga två svarar lika.",
            quiet=True,
        )
    yield Heading("Fall för fall")
    for number, case in enumerate(cases, 1):
        yield from _case_blocks(number, case)
    boxes = [box for box in box_rows(outcome, pathway) if box.said]
    if boxes:
        yield Heading("Kommentarer om rutor på kartan")
        for box in boxes:
            yield Heading(box.name, 3)
            yield Points(tuple(f"{group}: {text}" for group, text in box.said))
    yield Sign(("Datum", "Den som ledde provkörningen"))


def _case_blocks(number: int, case: CaseShown) -> Iterator[Block]:
    yield Heading(f"{number}. {case.case.name}", 3)
    yield Text(case.case.story)
    yield Text(
        f"Kartans svar: {case.answer}." + (f" Det kan bli {case.candidates}." if case.candidates else "")
    )
    if not case.bars:
        yield Text("Ingen grupp placerade fallet.")
        return
    rows = tuple((bar.name, str(bar.count), bar.groups, bar.meets_words) for bar in case.bars)
    yield Text(_agreement(case))
    yield Table("Så svarade grupperna", ("Svar", "Antal", "Grupper", "Mot kartan"), rows)
    if case.said:
        yield Points(tuple(f"{group}: {text}" for group, text in case.said))


def _agreement(case: CaseShown) -> str:
    """How the groups stand to each other, with hesitation where there was any."""
    told = [case.agreement]
    if case.hesitant:
        told.append(f"{case.hesitant} {'grupp' if case.hesitant == 1 else 'grupper'} tvekade")
    if case.time:
        told.append(f"Hälften svarade inom {case.time}")
    return f"{'. '.join(told)}."


@lru_cache(maxsize=1)
def _sheet_css() -> str:
    return (CSS / "practice_sheet.css").read_text(encoding="utf-8")
