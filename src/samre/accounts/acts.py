"""What every write is: keyword-only with `by=`, one transaction, one event in the log, or nothing at all."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from django.db import transaction

from samre.audit.log import record

from .actors import Actor
from .scope import acting_in, current_authority

P = ParamSpec("P")
R = TypeVar("R")

Detail = Mapping[str, str | int | bool]


class Denied(Exception):
    """Somebody may not do this, or not now. `reason` is the Swedish sentence the page shows at the button."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.unlogged: list[Act] = []
        super().__init__(reason)


class Refused(ValueError):
    """What was given can't be used. `problems`: field name ("" for the whole) → Swedish sentence that says what to do."""

    def __init__(self, problems: Mapping[str, str] | str) -> None:
        self.problems = {"": problems} if isinstance(problems, str) else dict(problems)
        super().__init__("\n".join(self.problems.values()))


class Stale(Exception):
    """Somebody else changed the same thing meanwhile. `reason` says who, when and what to do; nothing was written."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(slots=True)
class Act:
    """What a running action has said about itself, for the log."""

    name: str
    by: Actor
    kind: str
    object_id: str = ""
    case_id: str = ""
    category: str = ""
    why: str = ""
    detail: dict[str, str | int | bool] = field(default_factory=dict)

    @property
    def ground(self) -> str:
        """Why somebody could do it, where nothing more is said: what she is there to do."""
        return "systemets eget arbete" if self.by.is_system else f"uppdrag som {self.by.role}"

    def record(self, *, outcome: str = "ok") -> None:
        record(
            who=self.by.who,
            chain=str(self.by.authority_id),
            action=self.name,
            kind=self.kind,
            object_id=self.object_id,
            case_id=self.case_id,
            category=self.category,
            why=self.why or self.ground,
            outcome=outcome,
            detail=self.detail,
        )


_act: ContextVar[Act | None] = ContextVar("samre_act", default=None)
REGISTRY: dict[str, str] = {}


def about(
    thing: object = None,
    *,
    case_id: object = "",
    why: str = "",
    category: str = "",
    **detail: str | int | bool,
) -> None:
    """Says, inside an action, which object it is about, why, and content-free details for the log."""
    act = _act.get()
    if act is None:
        raise RuntimeError("about() says what an action is about: call it inside one")
    if thing is not None:
        act.object_id = str(getattr(thing, "pk", thing))
    act.case_id = str(case_id or act.case_id)
    act.why, act.category = why or act.why, category or act.category
    act.detail.update(detail)


@contextmanager
def acting(name: str, *, kind: str, by: Actor) -> Iterator[Act]:
    """One transaction and its event. A refusal rolls back and is logged by itself."""
    act = Act(name, by, kind)
    token = _act.set(act)
    try:
        with _in_scope_of(by):
            try:
                with transaction.atomic():
                    yield act
                    act.record()
            except Denied as denied:
                denied.unlogged.append(act)
                if not _is_inside_another():
                    log_denied(denied)
                raise
    finally:
        _act.reset(token)


def log_denied(denied: Denied) -> None:
    """Writes down what was refused, once what it was part of has been rolled back. Web calls it where it shows the reason."""
    acts, denied.unlogged = denied.unlogged, []
    for act in acts:
        with _in_scope_of(act.by), transaction.atomic():
            act.record(outcome="denied")


def _is_inside_another() -> bool:
    """Whether a transaction is open around the action, that would take the event with it. A test's own does not count."""
    return any(not block._from_testcase for block in transaction.get_connection().atomic_blocks)


def _in_scope_of(by: Actor) -> AbstractContextManager[None]:
    """A job and a command act for an authority without a request that has put them in its scope."""
    return nullcontext() if current_authority() == by.authority_id else acting_in(by.authority_id)


def action(name: str, *, kind: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes a keyword-only function with `by=` an action named `name` ("assignment.end") on a `kind` of object."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        check_shape(function)
        REGISTRY[name] = f"{function.__module__}.{function.__name__}"

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs["by"]
            assert isinstance(by, Actor)
            with acting(name, kind=kind, by=by):
                return function(*args, **kwargs)

        return wrapper

    return decorate


def check_shape(function: Callable[..., object]) -> None:
    """An action takes everything by keyword, and always who is acting."""
    parameters = inspect.signature(function).parameters
    if "by" not in parameters or any(
        item.kind is not inspect.Parameter.KEYWORD_ONLY for item in parameters.values()
    ):
        raise TypeError(f"{function.__module__}.{function.__name__}: an action takes keywords only, and by=")
