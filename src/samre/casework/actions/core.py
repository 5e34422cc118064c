"""What every write to a case is: permission, one transaction, the next-responsible guarantee, one event in the log."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db.models import F, Model
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import REGISTRY, Act, Refused, acting, check_shape

from ..models import Case, CaseEvent
from ..models.base import stamp
from ..rules.guarantee import check_guarantee
from ..rules.permissions import Need, check_may

P = ParamSpec("P")
R = TypeVar("R")


def action(name: str, *, needs: Need | None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes a keyword-only function with `by=` an action on a case, named `name` ("note.sign").

    The case is the argument `case`, or that of the first argument that has one. It is read anew and locked, what `needs`
    asks for is checked (None: the function opens a new case, or checks by itself), the body runs, the guarantee is
    checked, the case's revision grows and one event is written. Whatever is raised rolls all of it back.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        check_shape(function)
        REGISTRY[name] = f"{function.__module__}.{function.__name__}"

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs["by"]
            assert isinstance(by, Actor)
            with acting(name, kind=name.partition(".")[0], by=by) as act:
                case = _locked(find_case(kwargs))
                if case is not None:
                    act.case_id = act.object_id = str(case.pk)
                if case is not None and needs is not None:
                    act.why = check_may(by, needs, case).text
                result = function(*args, **kwargs)
                _finish(act, case or find_case({"result": result}), result)
            return result

        return wrapper

    return decorate


def find_case(arguments: dict[str, Any]) -> Case | None:
    """The case among the arguments: itself, or what one of them belongs to."""
    for value in arguments.values():
        if isinstance(value, Case):
            return value
    for value in arguments.values():
        owner = getattr(value, "case", None) if isinstance(value, Model) else None
        if isinstance(owner, Case):
            return owner
    return None


def _locked(case: Case | None) -> Case | None:
    """The same object with the row as it is now; nobody else writes to the case until we are done.

    No key lock: what only points to the case (a draft that saves itself) does not wait for us, nor we for it.
    """
    if case is None:
        return None
    try:
        case.refresh_from_db(from_queryset=Case.objects.select_for_update(no_key=True).filter(pk=case.pk))
    except Case.DoesNotExist:
        raise Refused("Ärendet finns inte längre: det har gallrats.") from None
    return case


def _finish(act: Act, case: Case | None, result: object) -> None:
    if isinstance(result, Model) and act.object_id in ("", act.case_id):
        act.object_id = str(result.pk)
    if case is None:
        return
    check_guarantee(case)
    Case.objects.filter(pk=case.pk).update(revision=F("revision") + 1, updated_at=timezone.now())
    act.case_id = str(case.pk)
    act.object_id = act.object_id or str(case.pk)


def tell(
    case: Case, *, by: Actor, kind: str, subject: UUID | None = None, on: date | None = None, **data: object
) -> CaseEvent:
    """Puts a row in the case's timeline. `data`: codes, dates and numbers only; never free text."""
    return CaseEvent.objects.create(
        **stamp(by),
        case=case,
        kind=kind,
        subject=subject,
        happened_on=on or timezone.localdate(),
        data={name: str(value) if isinstance(value, date) else value for name, value in data.items()},
    )
