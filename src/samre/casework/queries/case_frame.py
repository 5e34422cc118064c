"""What stands on top of every page of a case: whose it is, whose turn it is, since when and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.protected import shown_user
from samre.certificate.wording import in_words
from samre.pathway.model import Pathway

from ..models import Case, OpenStep, Person, StepState, Turn
from ..models.persons import Protection
from ..models.steps import LIVE
from ..rules.identity import in_print
from ..rules.permissions import Ground, Need
from ..rules.settings import case_rules, is_ours, pathway_of
from .shut_waits import ShutWait, shut_waits

HIDDEN = "Skyddade uppgifter"


@dataclass(frozen=True, slots=True)
class CaseFrame:
    """The head of a case page.

    `name`, `age` ("34 år") and `identity` are empty of what is protected: `name` is then "Skyddade uppgifter" and the other
    two are empty. `who` has the next step ("Du", "Vårdcentralen Almby"); `sentence` says the same with the day, `since` how
    long ("Väntat 9 dagar."), and how long ago its day was. `notice` tells somebody who reads on special grounds which.
    `in_vain`: steps that wait for an answer that can't come; then it is ours to go on.
    """

    id: UUID
    number: str
    title: str
    name: str
    age: str
    identity: str
    protected: bool
    protection: str
    interpreter: str
    handler: str
    unit: str
    is_open: bool
    phase: str
    step: str
    who: str
    sentence: str
    since: str
    since_on: date | None
    due_on: date | None
    is_overdue: bool
    waits: bool
    may_write: bool
    notice: str
    in_vain: tuple[ShutWait, ...] = ()

    @property
    def vain_steps(self) -> frozenset[UUID]:
        return frozenset(one.step for one in self.in_vain)

    @property
    def may_change(self) -> bool:
        """Whether facts and steps can be changed now: the reader may write, and the case is open."""
        return self.may_write and self.is_open


def case_frame(case: Case, actor: Actor, ground: Ground) -> CaseFrame:
    """The head for a case that the gate has let `actor` into on `ground`. One query, the steps; one more where any waits."""
    on = timezone.localdate()
    pathway = pathway_of(case.pathway)
    live = list(OpenStep.objects.filter(case=case, state__in=LIVE)) if case.next_step_id else []
    step = next((one for one in live if one.pk == case.next_step_id), None)
    person = case.person
    hidden = person.is_protected
    who = who_is_next(case, step, actor, pathway)
    mine = case.handler_id == actor.user_id
    in_vain = shut_waits(case) if any(one.state == StepState.WAITING for one in live) else ()
    shut = next((one for one in in_vain if step and one.step == step.pk), None)
    return CaseFrame(
        id=case.pk,
        number=case.number,
        title=f"Ärende {case.number}",
        name=HIDDEN if hidden else person.name,
        age="" if hidden else age_in_words(person, on=on),
        identity="" if hidden else in_print(person.identity_kind, person.number or ""),
        protected=hidden,
        protection=Protection(person.protection).label if hidden else "",
        interpreter=person.interpreter,
        handler=handler_name(case),
        unit=case.unit.name,
        is_open=case.is_open,
        phase=pathway.phases[case.phase].name if case.phase in pathway.phases else "",
        step=step_name(pathway, step.step) if step else "",
        who=who,
        sentence=_in_vain(case, step, shut, pathway, mine=mine)
        if step and shut
        else _sentence(case, step, who, pathway, mine=mine),
        since=_since(case, on=on),
        since_on=case.next_since,
        due_on=case.next_due,
        is_overdue=is_late(case, on=on),
        waits=case.turn == Turn.OTHERS,
        may_write=Need.WRITE in ground.needs,
        notice=_notice(ground),
        in_vain=in_vain,
    )


def age_in_words(person: Person, *, on: date) -> str:
    """`34 år`, empty when the day of birth is not known."""
    born = person.born
    if born is None:
        return ""
    return f"{on.year - born.year - ((on.month, on.day) < (born.month, born.day))} år"


def who_is_next(case: Case, step: OpenStep | None, actor: Actor, pathway: Pathway) -> str:
    """Who has the next step, as the reader would say it. A protected person's places are told by their kind only."""
    if not case.is_open:
        return ""
    if case.turn != Turn.OTHERS:
        return "Du" if case.handler_id == actor.user_id else handler_name(case)
    named = step.party if step and not case.person.is_protected else ""
    return named or actor_name(pathway, case.next_party)


def handler_name(case: Case) -> str:
    """The responsible handler, as colleagues may see her."""
    return shown_user(case.handler)


def actor_name(pathway: Pathway, id_: str) -> str:
    """An actor of the map in short; its id where the map has none such any more."""
    actor = pathway.actors.get(id_)
    return (actor.short or actor.name) if actor else id_


def step_name(pathway: Pathway, id_: str) -> str:
    """A step of the map in short; its id where the map has none such any more."""
    step = pathway.steps.get(id_)
    return (step.short or step.name) if step else id_


def _sentence(case: Case, step: OpenStep | None, who: str, pathway: Pathway, *, mine: bool) -> str:
    texts = case_rules()["ärendets_huvud"]
    if not case.is_open or case.next_due is None:
        closed = case.closed_on
        return str(texts["avslutat"].format(dag=in_words(closed))) if closed else ""
    kind = "väntar" if case.turn == Turn.OTHERS else _ours(step, pathway)
    if is_late(case, on=timezone.localdate()):
        row = texts["sent"][kind]
    else:
        row = texts["söker"]["text"] if case.next_party == texts["söker"]["aktör"] else texts[kind]
    name = step_name(pathway, step.step) if step else ""
    responsible = (step.party or actor_name(pathway, step.responsible)) if step else ""
    if step and case.person.is_protected:
        responsible = actor_name(pathway, step.responsible)
    vems = "din" if mine else "handläggarens"
    return str(row.format(vem=who, vems=vems, steg=name, part=responsible, dag=in_words(case.next_due)))


def _in_vain(case: Case, step: OpenStep, shut: ShutWait, pathway: Pathway, *, mine: bool) -> str:
    """The same of a step whose answer can't come."""
    row = case_rules()["ärendets_huvud"]["förgäves"]
    who = "Du" if mine else handler_name(case)
    return str(row.format(vem=who, part=shut.party, steg=step_name(pathway, step.step)))


def is_late(case: Case, *, on: date) -> bool:
    """Whether the next step's day has passed; the day of an answer that did not come is itself too late, as in the worklist."""
    due = case.next_due
    return due is not None and (due < on or (due == on and case.turn == Turn.OTHERS))


def _ours(step: OpenStep | None, pathway: Pathway) -> str:
    """Which sentence says what we do in a step that is our turn: our own work, or to help or ask the one whose step it is."""
    box = pathway.steps.get(step.step) if step else None
    if box is None or is_ours(box.starts or box.responsible):
        return "vår"
    applicant = case_rules()["ärendets_huvud"]["söker"]["aktör"]
    return "vår_söker" if applicant in (box.starts, box.responsible) else "vår_annan"


def _since(case: Case, *, on: date) -> str:
    if not case.is_open or case.next_since is None:
        return ""
    texts = case_rules()["ärendets_huvud"]
    passed = max((on - case.next_since).days, 0)
    row = texts["väntat" if case.turn == Turn.OTHERS else "legat"]
    text = str(row["i_dag" if passed == 0 else "en" if passed == 1 else "flera"].format(dagar=passed))
    late = (on - case.next_due).days if case.next_due else 0
    if late <= 0:
        return text
    words = texts["försenat"]["en" if late == 1 else "flera"].format(dagar=late)
    return f"{words} {text}"


def clock(at: datetime) -> str:
    """`06.17`, where the office is."""
    return f"{timezone.localtime(at):%H.%M}"


def _notice(ground: Ground) -> str:
    until = clock(ground.until) if ground.until else ""
    return str(case_rules()["ärendets_huvud"]["grund"].get(ground.kind, "")).format(tid=until)
