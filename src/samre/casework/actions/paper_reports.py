"""A report of work ability on paper, from somebody without an account: in the register, the journal and the map's facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about
from samre.certificate.wording import in_words

from ..documents.forms.b10_report import area_rows, fact_rows
from ..models import Case, OpenStep, Record, SourceKind, StepState
from ..rules.interventions import intervention_rules
from ..rules.permissions import Need
from ..rules.report_form import check_report, check_values
from ..rules.settings import pathway_of
from .core import action, tell
from .facts import add_statements
from .records import add_record
from .standing import restate
from .step_answers import note_answer
from .steps import check_open
from .talks import sign_result
from .tasks import TOO_OLD, open_tasks, settle

TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReport:
    """What stands on the paper. `party`: an actor of the map; `sender`: what it is called; `content` as `web/forms/report.py` reads
    it; `scan`: the paper itself and its media type."""

    party: str
    sender: str
    writer: str
    came_on: date | None
    content: Mapping[str, Any]
    scan: tuple[bytes, str] | None = None

    @property
    def period(self) -> tuple[date, date] | None:
        """Its first and last day, where both are days and in order."""
        try:
            first, last = (date.fromisoformat(str(self.content[name])) for name in ("first", "last"))
        except ValueError:
            return None
        return (first, last) if first <= last <= (self.came_on or last) else None


@action("paper_report.register", needs=Need.WRITE)
def register_paper_report(*, case: Case, report: PaperReport, by: Actor) -> Record:
    """The paper as a document, its words as a signed note, its facts with the sender as their source; a step that waited for it
    is our turn. Raises Refused with everything that is missing."""
    check_open(case)
    _check(report)
    assert report.came_on is not None
    assert report.period is not None
    words = intervention_rules()
    lines = "\n".join(_lines(report, case))
    content, media = report.scan or (lines.encode(), TEXT)
    record = add_record(
        case=case,
        direction=Record.Direction.IN,
        kind=words["kommer_in"]["slag"],
        party=report.sender,
        subject=words["kommer_in"]["rapport"],
        registered_on=report.came_on,
        content=content,
        media_type=media,
        by=by,
    )
    told = words["pappersrapport"]["anteckning"]
    sign_result(
        case,
        heading=told["rubrik"].format(från=report.sender)[:120],
        text=lines,
        source=told["källa"].format(från=report.sender, vem=report.writer),
        happened_at=timezone.make_aware(datetime.combine(report.came_on, time.min)),
        by=by,
    )
    _take_facts(case, report, by=by)
    _answered(case, report, by=by)
    about(record, category="insats", party=report.party)
    restate(case, on=timezone.localdate())
    return record


def _check(report: PaperReport) -> None:
    """What is missing or must not be there."""
    words, problems = intervention_rules()["pappersrapport"], {}
    asks = words["saknas"]
    if report.party not in words["parter"]:
        problems["part"] = asks["part"]
    if not report.writer.strip():
        problems["skriven_av"] = asks["vem"]
    for name, text in (("skriven_av", report.writer), ("fran", report.sender)):
        if len(text) > words["längst"]:
            problems[name] = f"Skriv kortare, högst {words['längst']} tecken."
    if report.came_on is None:
        problems["kom"] = asks["kom"]
    elif report.came_on > timezone.localdate():
        problems["kom"] = "Dagen har inte varit än."
    if report.period is None:
        problems["sista"] = asks["period"]
    if report.scan is None and not any(_words(report.content)):
        problems["innehall"] = asks["innehåll"]
    problems |= check_values(report.content)
    try:
        check_report(report.content)
    except Refused as refused:
        problems |= refused.problems
    if problems:
        raise Refused(problems)


def _words(content: Mapping[str, Any]) -> Iterator[str]:
    """Everything somebody typed of it."""
    yield from (str(row.get("example") or row.get("level") or "") for row in content["areas"].values())
    yield from (str(text or "") for text in content["answers"].values())
    yield from (str(value) for value in content["facts"].values() if value not in (None, ""))


def _lines(report: PaperReport, case: Case) -> Iterator[str]:
    """The report in words, without the areas that nobody tried."""
    words, content = intervention_rules()["rapport"], report.content
    assert report.period is not None
    first, last = report.period
    yield f"{words['period']}: {in_words(first)} till {in_words(last)}"
    yield f"Skriven av: {report.writer}"
    for name, level, example in area_rows(content):
        if level != words["inte_provat"] or example:
            yield f"{name}: {level}. {example}".rstrip(". ")
    for name, row in words["frågor"].items():
        if text := str(content["answers"].get(name) or "").strip():
            yield f"{row['fråga']} {text}"
    given = {name: value for name, value in content["facts"].items() if value not in (None, "")}
    yield from (f"{label}: {value}" for label, value in fact_rows(given, pathway_of(case.pathway)))


def _take_facts(case: Case, report: PaperReport, *, by: Actor) -> None:
    facts = {name: value for name, value in report.content["facts"].items() if value not in (None, "")}
    if not facts or report.period is None or report.came_on is None:
        return
    add_statements(
        case=case,
        values=facts,
        source=SourceKind.AUTHORITY,
        source_name=report.sender,
        valid_from=report.period[1],
        valid_to=None,
        by=by,
    )
    tell(case, by=by, kind="fact.enter", facts=sorted(facts), source=SourceKind.AUTHORITY.value)
    settle(open_tasks(case, TOO_OLD, list(facts)), by=by)


def _answered(case: Case, report: PaperReport, *, by: Actor) -> None:
    """A step that waits for the sender is our turn again."""
    waiting = OpenStep.objects.filter(case=case, state=StepState.WAITING, waiting_for=report.party)
    step = waiting.order_by("since", "pk").first()
    if step is not None and report.came_on is not None:
        step.case = case
        note_answer(
            step=step, answer=intervention_rules()["kommer_in"]["svar"], came_on=report.came_on, by=by
        )
