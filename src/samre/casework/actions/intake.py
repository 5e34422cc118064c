"""A case out of all that came in at once: the person, what is known, and the läkarintyg it began with."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused
from samre.certificate.model import Certificate

from ..models import Case
from ..rules.identity import KnownIdentity
from .cases import open_case, reopen_case
from .certificates import add_certificate
from .facts import add_statements

# The body alone: the case is not whole until its first step is there, and one event says that it was opened, and with what.
_file_certificate = inspect.unwrap(add_certificate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A läkarintyg on its way into a case that does not exist yet: the file, or what was typed in from paper."""

    data: bytes | None
    typed: Certificate | None
    name: str
    received_on: date
    same_person: bool


def open_with(
    *,
    identity: KnownIdentity,
    name: str,
    facts: Mapping[str, object],
    sources: Mapping[str, str],
    protection: str,
    language: str,
    interpreter: str,
    certificate: Incoming | None,
    by: Actor,
) -> Case:
    """A new case whose first step is chosen with the certificate read. `sources`: where each fact came from. Raises Refused; then
    there is no case."""
    try:
        return open_case(
            identity=identity,
            name=name,
            protection=protection,
            language=language,
            interpreter=interpreter,
            learn=_learning(facts, sources, certificate, by=by),
            by=by,
        )
    except IntegrityError as error:
        raise Refused(
            {"nummer": "Någon annan lade upp samma person i samma stund. Gå tillbaka och kontrollera igen."}
        ) from error


def reopen_with(
    *,
    case: Case,
    why: str,
    facts: Mapping[str, object],
    sources: Mapping[str, str],
    certificate: Incoming | None,
    by: Actor,
) -> Case:
    """A closed case opened again with what is known now and a certificate. Raises Refused or Denied; then it stays closed."""
    return reopen_case(case=case, why=why, learn=_learning(facts, sources, certificate, by=by), by=by)


def _learning(
    facts: Mapping[str, object], sources: Mapping[str, str], certificate: Incoming | None, *, by: Actor
) -> Callable[[Case], None]:
    """What is known of the case before its first step is chosen: the facts, source by source, and the certificate."""
    file = _filing(certificate, by=by)

    def learn(opened: Case) -> None:
        for source in sorted({sources[name] for name in facts}):
            values = {name: value for name, value in facts.items() if sources[name] == source}
            add_statements(
                case=opened,
                values=values,
                source=source,
                source_name="",
                valid_from=timezone.localdate(),
                valid_to=None,
                by=by,
            )
        if file is not None:
            file(opened)

    return learn


def _filing(certificate: Incoming | None, *, by: Actor) -> Callable[[Case], object] | None:
    if certificate is None:
        return None
    return lambda case: _file_certificate(
        case=case,
        data=certificate.data,
        typed=certificate.typed,
        name=certificate.name,
        received_on=certificate.received_on,
        same_person=certificate.same_person,
        by=by,
    )
