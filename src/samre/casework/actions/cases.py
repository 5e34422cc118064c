"""Cases: opened, handed over, closed, opened again. (Read in an emergency: `emergencies.py`.)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about
from samre.accounts.models import Assignment, User
from samre.accounts.protected import shown_user
from samre.accounts.roles import CASE_ROLES

from ..models import (
    Case,
    CaseAssignment,
    CaseNumber,
    CasePeriod,
    CaseState,
    Handover,
    OpenStep,
    Person,
    SourceKind,
    Task,
)
from ..models.base import stamp
from ..models.cases import in_force
from ..models.steps import LIVE, StepState
from ..queries.endings import CLOSED, ENDED, STEPS, TASKS
from ..rules.identity import KnownIdentity
from ..rules.permissions import Need
from ..rules.policies import unfinished
from ..rules.settings import case_rules, days, pathway_now, pathway_of
from .case_endings import end_all
from .core import action, tell
from .facts import add_statements
from .persons import add_person, find_person
from .standing import restate, stand
from .steps import add_step, check_open

BORN = "fodd"


@action("case.open", needs=None)
def open_case(
    *,
    identity: KnownIdentity | None,
    name: str,
    facts: Mapping[str, object] | None = None,
    source: str = SourceKind.PERSON,
    protection: str,
    language: str = "",
    interpreter: str = "",
    opened_on: date | None = None,
    learn: Callable[[Case], object] | None = None,
    by: Actor,
) -> Case:
    """A new case at the actor's unit with her as handler, its facts, and its first step: the map's, or the start.

    `protection` of a new person: what was found in the population register (`Protection`; "okand" where nobody has looked).
    `learn` is called with the case before its first step is chosen: what it adds (a läkarintyg) counts. Raises Refused when
    the person already has an open case, or the facts can't be used.
    """
    on = timezone.localdate()
    if not by.may_have_cases or by.unit_id is None or by.user_id is None:
        raise Refused("Byt till ett uppdrag som socialsekreterare eller enhetschef för att öppna ett ärende.")
    person = find_person(by.authority_id, identity) if identity else None
    if person is None:
        person = add_person(
            identity=identity,
            name=name,
            protection=protection,
            language=language,
            interpreter=interpreter,
            by=by,
        )
    elif person.is_protected and not is_named(by, person):
        raise Denied(
            "Personen har skyddade uppgifter och är känd hos er. Bara de namngivna handläggarna kan öppna ett nytt ärende. "
            "Kontakta enhetschefen."
        )
    already = Case.objects.filter(person=person, state=CaseState.OPEN).first()
    if already is not None:
        raise Refused(
            {"nummer": f"Personen har redan ett öppet ärende: {already.number}. Öppna det i stället."}
        )
    case = Case(
        owner_id=by.authority_id,
        unit_id=by.unit_id,
        person=person,
        number=next_number(by, on=on),
        handler_id=by.user_id,
        opened_on=opened_on or on,
        pathway=pathway_now().id,
    )
    _first_rows(case, person, facts or {}, source, learn, on=on, by=by)
    about(case, case_id=case.pk)
    return case


def is_named(by: Actor, person: Person) -> bool:
    """Whether she handles, or handles beside somebody, a case of the person today."""
    return CaseAssignment.objects.filter(
        in_force(timezone.localdate()),
        Q(user_id=by.user_id),
        case__person=person,
        part__in=(CaseAssignment.Part.MAIN, CaseAssignment.Part.CO),
    ).exists()


def _first_rows(
    case: Case,
    person: Person,
    facts: Mapping[str, object],
    source: str,
    learn: Callable[[Case], object] | None,
    *,
    on: date,
    by: Actor,
) -> None:
    """The case, its period, handler, facts and first step: rows that only hold together."""
    # The case row names its next step, which names its case: the step's id is known before either is written.
    first = OpenStep()
    case.next_step_id, case.next_party = first.pk, "?"
    case.next_since = case.next_due = case.urgent_on = on
    case.save(force_insert=True)
    CasePeriod.objects.create(owner_id=by.authority_id, case=case, opened_on=case.opened_on)
    give_part(case, user_id=by.user_id, part=CaseAssignment.Part.MAIN, on=on, by=by)
    earlier = Case.objects.filter(person=person, state=CaseState.CLOSED).order_by("-closed_on", "-pk").first()
    words: dict[str, Any] = {"earlier": earlier.number} if earlier else {}
    tell(case, by=by, kind="case.open", subject=case.pk, **words)
    if person.born is not None and BORN not in facts:
        add_statements(
            case=case,
            values={BORN: person.born.isoformat()},
            source=SourceKind.AUTHORITY,
            source_name="personnumret",
            valid_from=person.born,
            valid_to=None,
            by=by,
        )
    if facts:
        add_statements(
            case=case, values=facts, source=source, source_name="", valid_from=on, valid_to=None, by=by
        )
    if learn is not None:
        learn(case)
    add_first_step(case, first, on=on, by=by)
    restate(case, on=on)


def add_first_step(case: Case, first: OpenStep, *, on: date, by: Actor) -> None:
    """Opens the recommended step, or the start where the map can't tell yet. `first` gives the row its id."""
    recommended = stand(case, on=on).evaluation.primary
    code = recommended or pathway_of(case.pathway).first_step
    opened = add_step(
        case=case, step=code, reason="", party="", due=None, on=on, by=by, first=True, id_=first.pk
    )
    case.next_step = opened


def next_number(by: Actor, *, on: date) -> str:
    """`2026-0042`: the year and the next number in it. The row is locked until the case is written."""
    counter, _ = CaseNumber.objects.select_for_update().get_or_create(owner_id=by.authority_id, year=on.year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{on.year}-{counter.last:04}"


def give_part(
    case: Case, *, user_id: UUID | None, part: str, on: date, by: Actor, until: date | None = None
) -> CaseAssignment:
    """One part in the case for a user, in place of the one she had."""
    assert user_id is not None
    CaseAssignment.objects.filter(case=case, user_id=user_id, ended_at__isnull=True).update(
        ended_at=timezone.now()
    )
    return CaseAssignment.objects.create(
        **stamp(by), case=case, user_id=user_id, part=part, since=on, until=until
    )


@action("case.hand_over", needs=Need.ASSIGN)
def hand_over(*, case: Case, to: User, note: str, by: Actor) -> Handover:
    """Another handler, with words on the way. She who had it can read for the days of arenden.yaml."""
    check_open(case)
    on = timezone.localdate()
    problems = {}
    if to.pk == case.handler_id:
        problems["till"] = f"{shown_user(to)} har redan ärendet. Välj en annan kollega."
    elif not has_case_role(to, case):
        problems["till"] = (
            f"{shown_user(to)} har inget uppdrag som handläggare hos er. Välj en annan kollega."
        )
    if not note.strip():
        problems["text"] = "Skriv vad kollegan behöver veta: vad som är på gång och vad som kommer härnäst."
    if problems:
        raise Refused(problems)
    before, until = case.handler, on + timedelta(days=days("läsning_efter_överlämning_dagar"))
    give_part(case, user_id=before.pk, part=CaseAssignment.Part.READ, on=on, until=until, by=by)
    give_part(case, user_id=to.pk, part=CaseAssignment.Part.MAIN, on=on, by=by)
    case.handler, case.unit_id = to, _unit_of(to, case)
    case.save(update_fields=["handler", "unit"])
    passed = Handover.objects.create(
        **stamp(by), case=case, from_user=before, to_user=to, note=note.strip(), read_until=until
    )
    tell(case, by=by, kind="case.hand_over", subject=passed.pk, to=to.name, before=before.name, until=until)
    about(passed)
    restate(case, on=on)
    return passed


def has_case_role(user: User, case: Case) -> bool:
    """Whether the user works with cases at the nämnd of this case today."""
    return bool(_units_of(user, case))


def _units_of(user: User, case: Case) -> tuple[UUID, ...]:
    """The units of the case's nämnd where the user works with cases today."""
    today = timezone.localdate()
    rows = (
        Assignment.objects.in_force(today)
        .filter(user=user, unit__authority_id=case.owner_id, role__in=CASE_ROLES)
        .order_by("valid_from", "pk")
    )
    return tuple(rows.values_list("unit_id", flat=True))


def _unit_of(user: User, case: Case) -> UUID:
    """The unit the case is at when the user has it: its own where she works there too, else hers, whose manager then has it."""
    units = _units_of(user, case)
    return case.unit_id if case.unit_id in units or not units else units[0]


@action("case.add_colleague", needs=Need.ASSIGN)
def add_colleague(*, case: Case, user: User, by: Actor) -> CaseAssignment:
    """A co-handler beside the responsible one."""
    check_open(case)
    if user.pk == case.handler_id:
        raise Refused({"till": f"{shown_user(user)} är redan ansvarig handläggare."})
    if not has_case_role(user, case):
        raise Refused({"till": f"{shown_user(user)} har inget uppdrag som handläggare hos er."})
    part = give_part(case, user_id=user.pk, part=CaseAssignment.Part.CO, on=timezone.localdate(), by=by)
    tell(case, by=by, kind="case.add_colleague", subject=part.pk, to=user.name)
    return part


@action("case.close", needs=Need.WRITE)
def close_case(
    *,
    case: Case,
    outcome: str,
    income_before: str,
    income_after: str,
    reason: str,
    closed_on: date | None = None,
    follow_up: bool = False,
    others_told: bool = False,
    seen: str | None = None,
    by: Actor,
) -> Case:
    """Ends the case with an outcome (a goal of the map), the income before and after, and the reason in words.

    Own drafts of notes and open decision bases are dealt with first. `others_told`: the colleagues who have drafts know of it.
    What goes on with others ends as avslut.yaml says; `seen`: the mark of what the writer was shown of it.
    """
    check_open(case)
    on = closed_on or timezone.localdate()
    problems = _left(case, others_told=others_told, by=by)
    period = CasePeriod.objects.get(case=case, closed_on__isnull=True)
    problems |= _closing_problems(period, outcome, income_before, income_after, reason, on)
    if problems:
        raise Refused(problems)
    now = timezone.now()
    ended = end_all(case, seen=seen, by=by)
    case.state, case.closed_on, case.next_step = CaseState.CLOSED, on, None
    case.next_party, case.next_since, case.next_due, case.urgent_on = "", None, None, None
    case.save()
    ended[STEPS] = OpenStep.objects.filter(case=case, state__in=LIVE).update(
        state=StepState.DONE,
        ended_at=now,
        ended_by=by.name,
        outcome=pathway_now().goals[outcome].name,
        waiting_for="",
        waiting_since=None,
        waiting_until=None,
    )
    ended[TASKS] = Task.objects.filter(case=case, done_at__isnull=True).update(done_at=now, done_by=by.name)
    period.closed_on, period.outcome, period.reason = on, outcome, reason.strip()
    period.income_before, period.income_after = income_before, income_after
    period.follow_up_on = months_later(on, days("uppföljning_efter_avslut_månader")) if follow_up else None
    period.save()
    tell(case, by=by, kind=CLOSED, subject=period.pk, on=on, outcome=outcome, **{ENDED: dict(ended)})
    about(case, outcome_code=outcome)
    restate(case, on=on)
    return case


def _left(case: Case, *, others_told: bool, by: Actor) -> dict[str, str]:
    """What has to be dealt with first: field → sentence."""
    left, problems = unfinished(case, user_id=by.user_id), {}
    if left.own_drafts:
        problems["utkast"] = "Du har utkast i ärendet. Signera eller ta bort dem först."
    if left.bases:
        problems["underlag"] = "Det finns öppna beslutsunderlag i ärendet. Stäng dem först."
    if left.others and not others_told:
        names = " och ".join(left.others)
        problems["kollegor"] = (
            f"{names} har osignerade utkast. Säg till innan du avslutar, och kryssa för det."
        )
    return problems


def _closing_problems(
    period: CasePeriod, outcome: str, before: str, after: str, reason: str, on: date
) -> dict[str, str]:
    """What is wrong with the words of a closing: field → sentence. The day lies within the period that is closed."""
    incomes = case_rules()["försörjning"]
    problems = {}
    if outcome not in pathway_now().goals:
        problems["utfall"] = "Välj vad som nåddes."
    if before not in incomes:
        problems["fore"] = "Välj vad personen levde på när ärendet började."
    if after not in incomes:
        problems["efter"] = "Välj vad personen lever på nu."
    if not reason.strip():
        problems["skal"] = "Skriv varför ärendet avslutas."
    if on > timezone.localdate() or on < period.opened_on:
        problems["datum"] = f"Välj en dag från {period.opened_on} till i dag."
    return problems


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def _take_over(case: Case, *, on: date, by: Actor) -> None:
    """She who opens a case again has it, where she who had it works here no longer."""
    assert by.user_id is not None
    CaseAssignment.objects.filter(case=case, part=CaseAssignment.Part.MAIN, ended_at__isnull=True).update(
        ended_at=timezone.now()
    )
    give_part(case, user_id=by.user_id, part=CaseAssignment.Part.MAIN, on=on, by=by)
    case.handler = User.objects.get(pk=by.user_id)
    case.unit_id = _unit_of(case.handler, case)


@action("case.reopen", needs=Need.WRITE)
def reopen_case(*, case: Case, why: str, learn: Callable[[Case], object] | None = None, by: Actor) -> Case:
    """A closed case goes on as a new period, with a first step as for a new one (`learn` as there)."""
    if case.is_open:
        raise Refused("Ärendet är redan öppet.")
    if not why.strip():
        raise Refused({"skal": "Skriv varför ärendet öppnas igen."})
    if Case.objects.filter(person_id=case.person_id, state=CaseState.OPEN).exists():
        raise Refused("Personen har redan ett annat öppet ärende.")
    on, first = timezone.localdate(), OpenStep()
    if not has_case_role(case.handler, case):
        _take_over(case, on=on, by=by)
    case.state, case.closed_on, case.next_step_id = CaseState.OPEN, None, first.pk
    case.next_party = "?"
    case.next_since = case.next_due = case.urgent_on = on
    case.save()
    period = CasePeriod.objects.create(owner_id=by.authority_id, case=case, opened_on=on, reason=why.strip())
    tell(case, by=by, kind="case.reopen", subject=period.pk)
    if learn is not None:
        learn(case)
    add_first_step(case, first, on=on, by=by)
    restate(case, on=on)
    return case
