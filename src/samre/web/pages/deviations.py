"""What the pages of deviations show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from samre.accounts.actors import Actor
from samre.accounts.roles import Role
from samre.governance.models import DeviationState
from samre.governance.queries.agreements import keeper_for
from samre.governance.queries.deviations import (
    DeviationRow,
    account_of,
    count_deviations,
    deviations_for,
    find_deviation,
    likely_party,
    map_of,
    parties_to_choose,
    proposed_party,
    to_answer,
)
from samre.governance.rules.deviations import deviation_rules, kind_name
from samre.pathway.model import Pathway

from ..forms.problems import Problems

STATES = (("oppna", "Öppna"), ("avslutade", "Avslutade"), ("mina", "Mina anmälningar"))
MOST = 100
NOTICES = {
    "anmald": "Avvikelsen är anmäld till processledaren. När parten har svarat står det på din första sida, och sedan under "
    "Avvikelser, Mina anmälningar. Den hör till kartan och inte till något ärende.",
    "aterkallad": "Anmälan är tillbakatagen och räknas inte.",
    "svar": "Svaret är sparat.",
    "atgard": "Åtgärden är sparad.",
    "avsluta": "Avvikelsen är avslutad.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A deviation in words."""

    row: DeviationRow
    step: str
    kind: str

    @property
    def id(self) -> UUID:
        return self.row.row.pk


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """How many of one kind, against one party, in one step."""

    party: str
    step: str
    kind: str
    count: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationsPage:
    """The list. `state` is the tab it shows; `counts` is of all the reader may see; `older`, how many more the tab has; `closed`,
    how many are done with."""

    rows: tuple[Shown, ...]
    older: int
    state: str
    states: tuple[tuple[str, str], ...]
    counts: tuple[CountRow, ...]
    party: str
    parties: tuple[str, ...]
    may_report: bool
    closed: int
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """The short form. `step_name` and `party_name` are what is already known of it."""

    has_map: bool
    steps: tuple[tuple[str, str], ...] = ()
    parties: tuple[tuple[str, str], ...] = ()
    kinds: tuple[tuple[str, str, str], ...] = ()
    step: str = ""
    step_name: str = ""
    party: str = ""
    party_name: str = ""
    case: UUID | None = None
    problems: Problems = field(default_factory=Problems)

    @property
    def is_known(self) -> bool:
        return bool(self.step_name and self.party_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationPage:
    """One deviation with what has been done. `open_form`: the part that is unfolded. `reaches`: the party has an account that is,
    or will be, asked; otherwise somebody rings."""

    shown: Shown
    answer_days: int
    reaches: bool
    case: UUID | None
    notice: str
    open_form: str = ""
    problems: Problems = field(default_factory=Problems)


def list_page(actor: Actor, *, state: str, party: str, notice: str) -> DeviationsPage:
    """What the actor may see, in one of the tabs, of one party or all."""
    chart = map_of(actor)
    tab = state if state in dict(STATES) else _first_tab(actor)
    every = count_deviations(actor)
    parties = tuple(sorted({one.party for one in every}))
    chosen = party if party in parties else ""
    found = deviations_for(actor, state=tab, party=chosen)
    return DeviationsPage(
        rows=tuple(_shown(row, chart) for row in found[:MOST]),
        older=max(len(found) - MOST, 0),
        state=tab,
        states=STATES,
        counts=tuple(
            CountRow(
                party=one.party,
                step=_step(chart, one.step),
                kind=kind_name(one.kind),
                count=one.count,
                open=one.open,
            )
            for one in every
            if not chosen or one.party == chosen
        ),
        party=chosen,
        parties=parties,
        may_report=chart is not None,
        closed=sum(one.count - one.open for one in every if not chosen or one.party == chosen),
        notice=NOTICES.get(notice, ""),
    )


def report_page(
    actor: Actor, given: Mapping[str, str], case: UUID | None, problems: Problems | None = None
) -> ReportPage:
    """The form, with the step and the party somebody came from. `given`: "steg", "part" (a code, or an actor of the map)."""
    chart, keeper = map_of(actor), keeper_for(actor)
    if chart is None or keeper is None:
        return ReportPage(has_map=False, case=case)
    choices = parties_to_choose(keeper)
    codes = {one.code: one.name for one in choices}
    party = given.get("part", "")
    step = given.get("steg", "")
    if party not in codes:
        party = proposed_party(choices, party, actor)
    if not party and step in chart.steps and problems is None:
        party = likely_party(choices, chart.steps[step], actor)
    kinds = deviation_rules()["slag"]
    return ReportPage(
        has_map=True,
        steps=tuple((id_, box.name) for id_, box in chart.steps.items()),
        parties=tuple(codes.items()),
        kinds=tuple((code, one["namn"], one["hjälp"]) for code, one in kinds.items()),
        step=step,
        step_name=chart.steps[step].name if step in chart.steps else "",
        party=party,
        party_name=codes.get(party, ""),
        case=case,
        problems=problems or Problems(),
    )


def show_page(
    actor: Actor, id_: UUID, *, notice: str, case: UUID | None, problems: Problems, todo: str
) -> DeviationPage | None:
    """One the actor may see; None otherwise."""
    found = find_deviation(actor, id_)
    if found is None:
        return None
    row = found.row
    reaches = (
        account_of(row.keeper_id, row.actor, row.against_id) is not None
        if row.state == DeviationState.REPORTED
        else found.was_sent
    )
    return DeviationPage(
        shown=_shown(found, map_of(actor)),
        answer_days=int(deviation_rules()["svarsdagar"]),
        reaches=reaches,
        case=case,
        notice=_asked(row.party, reaches) if notice == "skicka" else NOTICES.get(notice, ""),
        open_form=todo if problems else "",
        problems=problems,
    )


def _first_tab(actor: Actor) -> str:
    """Whoever only reports begins with her own; those who handle or answer, with the open ones."""
    handles = actor.role in (Role.PROCESS_LEAD, Role.BOARD) or to_answer(actor)
    return "mina" if not handles and deviations_for(actor, state="mina") else "oppna"


def _asked(party: str, reaches: bool) -> str:
    if reaches:
        return f"Avvikelsen är skickad. {party} ser den på sin första sida och svarar här."
    return f"Frågan är sparad, men {party} får den inte här. Ring dem och skriv ner svaret."


def _shown(row: DeviationRow, chart: Pathway | None) -> Shown:
    return Shown(row=row, step=_step(chart, row.row.step), kind=kind_name(row.row.kind))


def _step(chart: Pathway | None, id_: str) -> str:
    return chart.steps[id_].name if chart is not None and id_ in chart.steps else id_
