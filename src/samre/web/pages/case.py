"""The case page: where on the map, who has the next step, what to find out, and what to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from samre.accounts.scope import current_authority
from samre.casework.queries.case_facts import CaseStanding
from samre.casework.queries.case_frame import CaseFrame
from samre.casework.queries.case_page import CasePage, StepLine
from samre.casework.rules.outside import CHILDREN
from samre.casework.rules.settings import case_rules
from samre.governance.maps import find_texts
from samre.pathway.kept import kept_per_map
from samre.pathway.model import Because, Named, Pathway, Status
from samre.pathway.picture.drawing import Drawing, DrawingError, draw
from samre.pathway.picture.sketch import FILE as SKETCH
from samre.pathway.picture.sketch import sketch_of

from .. import definition
from ..forms.case_answer import CHOSEN, FACT
from ..forms.problems import Problems
from ..karta_svg import Marks, render_svg
from .case_facts import Conflict, Expired, FactForm, asks_for, conflicts_in, doubts_in, expired_in, fact_form
from .karta import current_drawing
from .place import Reason, StepCard, reasons, step_card

Statuses = tuple[tuple[str, Status], ...]
Painter = Callable[[str, Statuses], str]


@dataclass(frozen=True, slots=True)
class LiveStep:
    """An open step: its line in the case, and what the map says of it (None where it has left the map). `contact`: whom to
    call while somebody else has it."""

    line: StepLine
    card: StepCard | None
    contact: Named | None
    is_recommended: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """All the case page shows. `again`: the form of an answer that could not be kept, where nothing else asks for it.
    `recommended`: the map's next step when it is not open in the case yet; `agrees`: it is.
    `candidates`: what it can turn out to be while that can't be told, `open_now` the one that can be begun."""

    frame: CaseFrame
    page: CasePage
    picture: str
    here: str
    phases: tuple[str, ...]
    live: tuple[LiveStep, ...]
    next: LiveStep | None
    recommended: StepCard | None
    agrees: bool
    candidates: tuple[StepCard, ...]
    open_now: StepCard | None
    expired_rights: tuple[StepCard, ...]
    presumed: tuple[Reason, ...]
    conflicts: tuple[Conflict, ...]
    expired: tuple[Expired, ...]
    doubts: tuple[str, ...]
    ask: FactForm | None
    more: tuple[FactForm, ...]
    about_left: int
    children: FactForm | None
    again: FactForm | None
    notice: str
    problems: Problems
    greets: bool = False

    @property
    def phase_number(self) -> int:
        """Where in the row of phases the next step lies, from 1."""
        return self.phases.index(self.frame.phase) + 1 if self.frame.phase in self.phases else 0

    @property
    def steps_open(self) -> frozenset[str]:
        """The steps that are open in the case."""
        return frozenset(item.line.step for item in self.live)

    @property
    def trouble(self) -> str:
        """What was wrong, where no form on the page has a place for it."""
        if self.problems.values.get(CHOSEN):
            return " ".join(self.problems.fields.values())
        forms = [form.input.id for form in (self.ask, self.children, self.again) if form is not None]
        return "" if self.problems.values.get(FACT) in forms else " ".join(self.problems.fields.values())


def case_view(
    frame: CaseFrame,
    page: CasePage,
    *,
    notice: str = "",
    problems: Problems | None = None,
    greets: bool = False,
) -> CaseView:
    """The page in words. `notice`: the name of the receipt in `arenden.yaml` for what was just done. `greets`: it tells which
    step a new case was opened with."""
    standing, problems = page.standing, problems or Problems()
    live = tuple(_live(standing, line) for line in page.steps)
    steps = {line.step for line in page.steps}
    primary = standing.evaluation.primary
    cards = {id_: card_of(standing, id_) for id_ in _shown(standing)}
    candidates = () if primary else tuple(cards[id_] for id_ in standing.evaluation.candidates)
    asks, about_left = asks_for(standing, problems=problems) if frame.may_change else ((), 0)
    children = _children_form(page, problems) if frame.may_change else None
    here = page.next_step.step if page.next_step else ""
    return CaseView(
        frame=frame,
        page=page,
        picture=picture(standing, here),
        here=here,
        phases=tuple(phase.name for phase in standing.pathway.phases.values()) if frame.phase else (),
        live=live,
        next=next((item for item in live if item.line == page.next_step), None),
        recommended=cards[primary] if primary and primary not in steps else None,
        agrees=primary in steps,
        candidates=candidates,
        open_now=next((card for card in candidates if card.status == "öppen" and card.id not in steps), None),
        expired_rights=tuple(card for card in cards.values() if card.expired),
        presumed=_presumed(standing),
        conflicts=conflicts_in(standing, problems),
        expired=expired_in(standing),
        doubts=doubts_in(standing),
        ask=asks[0] if asks else None,
        more=asks[1:],
        about_left=about_left,
        children=children,
        again=_again(standing, problems, (*asks[:1], children)) if frame.may_change else None,
        notice=notice_text(notice),
        problems=problems,
        greets=greets and frame.may_change and page.next_step is not None,
    )


def _live(standing: CaseStanding, line: StepLine) -> LiveStep:
    card = card_of(standing, line.step) if line.step in standing.pathway.steps else None
    return LiveStep(line, card, contact_for(standing, line), line.step == standing.evaluation.primary)


def contact_for(standing: CaseStanding, line: StepLine) -> Named | None:
    """Whom to call when the one we wait for is slow to answer; None where we wait for nobody."""
    contacts: Mapping[str, str] = case_rules()["påminnelse_kontakt"]
    return standing.pathway.contacts.get(contacts.get(line.holder_id, "")) if line.waits else None


def card_of(standing: CaseStanding, id_: str) -> StepCard:
    """A step for this person on this day."""
    pathway, evaluation = standing.pathway, standing.evaluation
    return step_card(pathway, pathway.steps[id_], evaluation.steps[id_], standing.facts, standing.on)


def _shown(standing: CaseStanding) -> tuple[str, ...]:
    """The steps whose words the page needs: what is recommended or may be, and rights whose time can have run out."""
    evaluation, pathway = standing.evaluation, standing.pathway
    losing = [
        id_
        for id_ in pathway.priority
        if pathway.steps[id_].law_limits and evaluation.steps[id_].status == "inte aktuell"
    ]
    first = [evaluation.primary] if evaluation.primary else list(evaluation.candidates)
    return tuple(dict.fromkeys([*first, *losing]))


def _presumed(standing: CaseStanding) -> tuple[Reason, ...]:
    return reasons(
        standing.pathway,
        (Because(name, standing.facts.values.get(name)) for name in standing.evaluation.presumed),
        standing.facts,
    )


def _children_form(page: CasePage, problems: Problems) -> FactForm | None:
    """The question about children, asked of every case until it is answered."""
    return fact_form(page.standing, CHILDREN, problems=problems) if page.asks_children else None


def _again(standing: CaseStanding, problems: Problems, shown: tuple[FactForm | None, ...]) -> FactForm | None:
    """The form for a fact that could not be answered and that the page no longer asks for: nothing typed is lost."""
    name = problems.values.get(FACT, "") if problems else ""
    if (
        not name
        or problems.values.get(CHOSEN)
        or any(form is not None and form.input.id == name for form in shown)
    ):
        return None
    return fact_form(standing, name, problems=problems)


def notice_text(name: str) -> str:
    """The receipt for what was just done; empty for a name that is none of ours."""
    receipts: Mapping[str, str] = case_rules()["kvitton"]
    return str(receipts.get(name, ""))


def picture(standing: CaseStanding, here: str) -> str:
    """The small map that the case follows, with its next step marked; nothing where that version can't be drawn."""
    status = tuple((id_, result.status) for id_, result in standing.evaluation.steps.items())
    return _painter(standing.pathway)(here, status)


@kept_per_map
def _painter(pathway: Pathway) -> Painter:
    drawing = _drawing(pathway)

    @lru_cache(maxsize=256)
    def paint(here: str, status: Statuses) -> str:
        if drawing is None:
            return ""
        return render_svg(drawing, pathway, mode="mini", marks=Marks(here=here or None, status=dict(status)))

    return paint


def _drawing(pathway: Pathway) -> Drawing | None:
    """A kommun's own words move no box: the drawing is that of the version they lie over."""
    authority = current_authority()
    texts = None if authority is None else find_texts(pathway.id, authority)
    try:
        if texts is not None:
            return draw(pathway, sketch_of(texts[SKETCH], pathway))
        return current_drawing() if pathway.id == definition.pathway().id else None
    except DrawingError:
        return None
