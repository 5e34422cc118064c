"""Steps as they are taken: chosen, waited for, come back, finished."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, Stale, about
from samre.accounts.protected import ColleagueNames
from samre.pathway.person.limits import due as last_day

from ..due import law_day
from ..models import Case, OpenStep, StepState
from ..models.base import stamp
from ..models.steps import LIVE
from ..rules.permissions import Need
from ..rules.settings import is_ours, pathway_of
from .core import action, tell
from .standing import restate, stand

ANSWERED = "step.answered"

# The longest of each text, by the field it is written in.
LONGEST = {"utfall": 300, "sedan": 300, "namn": 120}


@action("step.choose", needs=Need.WRITE)
def choose_step(
    *,
    case: Case,
    step: str,
    reason: str = "",
    party: str = "",
    due: date | None = None,
    by: Actor,
) -> OpenStep:
    """Opens a step in the case, beside those already open. Another than the recommended one takes a reason."""
    check_open(case)
    on = timezone.localdate()
    opened = add_step(case=case, step=step, reason=reason, party=party, due=due, on=on, by=by)
    restate(case, on=on)
    return opened


@action("step.wait", needs=Need.WRITE)
def wait_for(
    *, step: OpenStep, party: str, until: date, then: str, name: str = "", seen: str = "", by: Actor
) -> OpenStep:
    """We wait for another party: until when, and what we do then. On that day the step comes back by itself."""
    check_live(step, seen)
    on = timezone.localdate()
    pathway = pathway_of(step.case.pathway)
    problems = {}
    if party not in pathway.actors or is_ours(party):
        problems["part"] = "Välj vem ni väntar på."
    if until <= on:
        problems["till"] = "Välj en dag som kommer, så att steget kommer tillbaka den dagen."
    elif (law := law_day(step, on=on)) and until > law:
        problems["till"] = past_law(law, on=on)
    if not then.strip():
        problems["sedan"] = "Skriv vad ni gör om svaret inte har kommit den dagen."
    problems |= too_long(sedan=then, namn=name)
    if problems:
        raise Refused(problems)
    waited_for = step.waiting_for
    step.state = StepState.WAITING
    step.waiting_for, step.waiting_since, step.waiting_until, step.waiting_then = (
        party,
        on,
        until,
        then.strip(),
    )
    # The name belongs to the one it was given for.
    same = party in (waited_for, step.responsible)
    step.party = name or (step.party if same else "")
    step.save()
    tell(step.case, by=by, kind="step.wait", subject=step.pk, step=step.step, party=party, until=until)
    restate(step.case, on=on)
    return step


@action("step.return", needs=Need.WRITE)
def take_back(
    *,
    step: OpenStep,
    answered: bool,
    answer: str = "",
    came_on: date | None = None,
    seen: str = "",
    by: Actor,
) -> OpenStep:
    """The waiting is over: the answer came (`answer`: what it was, as a code), or the day did. It is our turn."""
    check_live(step, seen)
    if step.state != StepState.WAITING:
        raise Refused("Steget väntar inte på någon.")
    on = timezone.localdate()
    waited_for, since = step.waiting_for, step.waiting_since
    # What it takes to wait again, should the answer have been noted by mistake.
    before = {"until": step.waiting_until, "begun": step.since, "before": step.due}
    step.state, step.since = StepState.ACTIVE, on
    # A day of the law is the law's, whoever had the turn, and no other day comes after it.
    if not step.due_is_law:
        law, day = law_day(step, on=on), max(step.due, on) if answered else on
        step.due, step.due_is_law = (law, True) if law and day >= law else (day, False)
    step.waiting_for, step.waiting_since, step.waiting_until, step.waiting_then = (
        "",
        None,
        None,
        step.waiting_then,
    )
    step.save()
    more: dict[str, Any] = {"answer": answer, "came": came_on or on, **before} if answered else {}
    tell(
        step.case,
        by=by,
        kind=ANSWERED if answered else "step.unanswered",
        subject=step.pk,
        step=step.step,
        party=waited_for,
        since=since,
        **more,
    )
    restate(step.case, on=on)
    return step


@action("step.finish", needs=Need.WRITE)
def finish_step(
    *,
    step: OpenStep,
    outcome: str,
    followed_by: str = "",
    reason: str = "",
    party: str = "",
    due: date | None = None,
    dropped: bool = False,
    seen: str = "",
    by: Actor,
) -> OpenStep:
    """Ends a step, and opens the one that follows. The last open step can't end without another in its place.

    Without `followed_by` the other open steps go on; where there is none, the recommended step is opened.
    """
    check_live(step, seen)
    case, on = step.case, timezone.localdate()
    step.state = StepState.DROPPED if dropped else StepState.DONE
    step.ended_at, step.ended_by, step.outcome = timezone.now(), by.name, outcome.strip()
    step.waiting_for, step.waiting_since, step.waiting_until = "", None, None
    if problems := too_long(utfall=step.outcome, namn=party):
        raise Refused(problems)
    if not step.outcome:
        raise Refused({"utfall": "Välj eller skriv vad steget ledde till."})
    others = OpenStep.objects.filter(case=case, state__in=LIVE).exclude(pk=step.pk)
    if not followed_by and not others.exists():
        followed_by = stand(case, on=on).evaluation.primary or ""
        if not followed_by or followed_by == step.step:
            raise Refused(
                {"nasta": "Välj nästa steg. Ett öppet ärende har alltid ett nästa steg med en ansvarig."}
            )
    step.save()
    tell(case, by=by, kind="step.drop" if dropped else "step.finish", subject=step.pk, step=step.step)
    if followed_by:
        add_step(case=case, step=followed_by, reason=reason, party=party, due=due, on=on, by=by)
    restate(case, on=on)
    return step


@action("step.move", needs=Need.WRITE)
def move_date(*, step: OpenStep, due: date, why: str, seen: str = "", by: Actor) -> OpenStep:
    """Another last day for a step that is ours, with the reason. A last day of the law can't be moved."""
    check_live(step, seen)
    on = timezone.localdate()
    if step.due_is_law:
        raise Refused({"datum": "Dagen står i lag och kan inte flyttas."})
    if due < on:
        raise Refused({"datum": "Dagen har redan varit. Välj en dag som kommer."})
    if not why.strip():
        raise Refused({"skal": "Skriv varför dagen flyttas."})
    law = law_day(step, on=on)
    if law and due > law:
        raise Refused({"datum": past_law(law, on=on)})
    before, step.due, step.due_is_law = step.due, due, due == law
    step.save(update_fields=["due", "due_is_law"])
    tell(step.case, by=by, kind="step.move", subject=step.pk, step=step.step, before=before, due=due)
    restate(step.case, on=on)
    return step


def add_step(
    *,
    case: Case,
    step: str,
    reason: str,
    party: str,
    due: date | None,
    on: date,
    by: Actor,
    first: bool = False,
    id_: UUID | None = None,
) -> OpenStep:
    """The row itself, for actions that say the rest. A step that another party owns is waited for from its first day.

    `first`: a case's first step needs no reason. `id_`: the id that the case already names as its next step.
    """
    pathway = pathway_of(case.pathway)
    if step not in pathway.steps:
        raise Refused({"steg": "Välj ett steg på kartan."})
    if problems := too_long(namn=party):
        raise Refused(problems)
    if OpenStep.objects.filter(case=case, step=step, state__in=LIVE).exists():
        raise Refused({"steg": f"{pathway.steps[step].short} är redan öppet i ärendet."})
    standing = stand(case, on=on)
    recommended = standing.evaluation.primary or ""
    if step != recommended and not reason.strip() and not first:
        said = "Kartan rekommenderar ett annat steg" if recommended else "Kartan kan inte säga nästa steg än"
        raise Refused({"skal": f"{said}. Skriv varför ni väljer det här."})
    box = pathway.steps[step]
    last, limit = last_day(pathway, box, standing.known.facts.values, on=on)
    day = last if due is None else due
    is_law = limit.statutory and day == last
    if limit.statutory and day > last:
        raise Refused({"datum": past_law(last, on=on, empty=True)})
    if due is not None and due < on and not is_law:
        raise Refused({"datum": "Dagen har redan varit. Välj en dag som kommer."})
    # An agreed day that has been is today; the law's day stays what it is, and is shown as passed.
    day = day if is_law else max(day, on)
    begins = box.starts or box.responsible
    opened = OpenStep(
        **stamp(by),
        **({"id": id_} if id_ else {}),
        case=case,
        step=step,
        responsible=box.responsible,
        party=party,
        since=on,
        due=day,
        due_is_law=is_law,
        recommended=recommended,
        reason=reason.strip(),
    )
    if not is_ours(begins):
        opened.state = StepState.WAITING
        opened.waiting_for, opened.waiting_since, opened.waiting_until = begins, on, day
        opened.waiting_then = box.escalation or box.advice
    opened.save(force_insert=True)
    tell(case, by=by, kind="step.open", subject=opened.pk, step=step, recommended=recommended, due=day)
    about(step=step, recommended=recommended)
    return opened


def past_law(day: date, *, on: date, empty: bool = False) -> str:
    """Why a day after the law's can't be chosen, and what to do instead. `empty`: the field can be left so."""
    if day >= on:
        return f"Lagens sista dag är {day}. Välj den dagen eller en tidigare."
    if empty:
        return f"Lagens sista dag var {day} och har passerat. Lämna dagen tom, så visas steget som försenat."
    return f"Lagens sista dag var {day} och har passerat. Avsluta steget med vad som hände och välj nästa."


def too_long(**texts: str) -> dict[str, str]:
    """A problem for each text that is longer than what a step keeps: field → sentence."""
    return {
        field: f"Skriv kortare, högst {LONGEST[field]} tecken. Längre text hör hemma i en anteckning."
        for field, text in texts.items()
        if len(text.strip()) > LONGEST[field]
    }


def check_open(case: Case) -> None:
    if not case.is_open:
        raise Refused("Ärendet är avslutat. Öppna det igen för att fortsätta.")


def check_live(step: OpenStep, seen: str = "") -> None:
    """Reads the step anew. `seen`: its mark when the writer saw it; Stale when somebody has changed the step since."""
    check_open(step.case)
    step.refresh_from_db()
    if not step.is_live:
        raise Refused(
            f"Steget är redan avslutat av {ColleagueNames(step.owner_id).of(step.ended_by)}. "
            "Ladda om sidan för att se vad som har hänt."
        )
    if seen and seen != step.mark:
        raise Stale(
            "Någon annan har ändrat steget medan du skrev. Se hur det står nu och gör om det behövs. "
            "Ingenting av det du skrev är sparat ännu."
        )
