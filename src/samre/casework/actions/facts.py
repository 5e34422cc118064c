"""Writing down what somebody said about the person. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, Stale, about
from samre.accounts.protected import ColleagueNames
from samre.pathway.model import Fact, Pathway
from samre.pathway.nodes import FactValue
from samre.pathway.person.derive import looking_ahead
from samre.pathway.person.facts import read_value

from ..models import Case, CertificateFile, FactEntry, SourceKind
from ..models.base import stamp
from ..rules.consent_lists import consent_rules
from ..rules.consents import standing_scopes
from ..rules.outside import fact_named
from ..rules.permissions import Need
from ..rules.settings import pathway_of
from .core import action, tell
from .standing import restate
from .tasks import TOO_OLD, open_tasks, settle

_UNSEEN = object()


@action("fact.enter", needs=Need.WRITE)
def enter_facts(
    *,
    case: Case,
    values: Mapping[str, object],
    source: str,
    source_name: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    seen: Mapping[str, UUID | None] | None = None,
    by: Actor,
) -> tuple[FactEntry, ...]:
    """Adds one statement per fact in `values` (null = asked, not known) by one source.

    `seen`: the newest entry the writer saw of each fact (None = none); when somebody has added another since, nothing is
    written and Stale says who. Raises Refused with a sentence per impossible value.
    """
    on = timezone.localdate()
    if seen is not None:
        _check_unchanged(case, seen)
    entries = add_statements(
        case=case,
        values=values,
        source=source,
        source_name=source_name,
        valid_from=valid_from or on,
        valid_to=valid_to,
        by=by,
    )
    entries += _said_with_a_no(case, entries, by=by)
    tell(case, by=by, kind="fact.enter", facts=sorted({entry.fact for entry in entries}), source=source)
    settle(open_tasks(case, TOO_OLD, [name for name, value in values.items() if value is not None]), by=by)
    about(count=len(entries), category=source)
    restate(case, on=on)
    return entries


def _said_with_a_no(case: Case, entries: tuple[FactEntry, ...], *, by: Actor) -> tuple[FactEntry, ...]:
    """A no that is written down answers whether she has given her consent, as her own words, unless one holds or it is answered."""
    words = consent_rules()
    said = {entry.fact: entry for entry in entries}
    no = said.get(str(words["uppgift_om_nej"]))
    if no is None or no.value is not True or words["uppgift"] in said:
        return ()
    if standing_scopes(case, at=timezone.now()).filter(consent__discloser_id=case.owner_id).exists():
        return ()
    return add_statements(
        case=case,
        values={str(words["uppgift"]): False},
        source=SourceKind.PERSON,
        source_name="",
        valid_from=no.valid_from,
        valid_to=no.valid_to,
        by=by,
    )


@action("fact.withdraw", needs=Need.WRITE)
def withdraw_fact(*, entry: FactEntry, by: Actor) -> FactEntry:
    """Takes back a statement entered by mistake. Both rows stay; the map no longer reads the first."""
    if entry.withdraws_id is not None or FactEntry.objects.filter(withdraws=entry).exists():
        raise Refused("Uppgiften är redan tillbakatagen.")
    on = timezone.localdate()
    taken_back = FactEntry.objects.create(
        **stamp(by),
        case=entry.case,
        fact=entry.fact,
        value=None,
        source=entry.source,
        source_name=entry.source_name,
        valid_from=on,
        withdraws=entry,
    )
    tell(entry.case, by=by, kind="fact.withdraw", subject=entry.pk, facts=[entry.fact])
    restate(entry.case, on=on)
    return taken_back


def add_statements(
    *,
    case: Case,
    values: Mapping[str, object],
    source: str,
    source_name: str,
    valid_from: date,
    valid_to: date | None,
    by: Actor,
    certificate: CertificateFile | None = None,
) -> tuple[FactEntry, ...]:
    """The rows themselves, for actions that say the rest. Raises Refused with every impossible value."""
    pathway, problems, rows = pathway_of(case.pathway), {}, []
    if source not in SourceKind.values:
        raise Refused({"kalla": "Välj var uppgiften kommer ifrån."})
    if valid_to is not None and valid_to < valid_from:
        raise Refused(
            {"galler_till": f"Uppgiften kan inte sluta gälla {valid_to} när den börjar gälla {valid_from}."}
        )
    for name, value in values.items():
        try:
            known = read_statement(pathway, name, value, on=timezone.localdate())
        except ValueError as error:
            problems[name] = str(error)
            continue
        rows.append(
            FactEntry(
                **stamp(by),
                case=case,
                fact=name,
                value=known,
                source=source,
                source_name=source_name,
                certificate=certificate,
                valid_from=valid_from,
                valid_to=valid_to or _holds_until(pathway.facts.get(name), valid_from),
            )
        )
    if problems:
        raise Refused(problems)
    return tuple(FactEntry.objects.bulk_create(rows))


def read_statement(pathway: Pathway, name: str, value: object, *, on: date) -> FactValue | None:
    """A value typed by its fact, of the map or of `arenden.yaml`; None = not known. ValueError in Swedish when impossible."""
    if value is None:
        return None
    fact = fact_named(pathway, name)
    if fact is None:
        raise ValueError(f"Uppgiften »{name}« finns inte.")
    try:
        return read_value(fact, value, on=on, ahead=name in looking_ahead(pathway))
    except ValueError as error:
        raise ValueError(str(error).replace(f"»{name}«", f"»{fact.label}«")) from error


def _holds_until(fact: Fact | None, start: date) -> date | None:
    if fact is None or fact.valid_days is None:
        return None
    return start + timedelta(days=fact.valid_days)


def _check_unchanged(case: Case, seen: Mapping[str, UUID | None]) -> None:
    for name, entry in seen.items():
        newest = FactEntry.objects.filter(case=case, fact=name).order_by("-at", "-id").first()
        if (newest.pk if newest else None) != entry:
            assert newest is not None or entry is not None
            who = ColleagueNames(case.owner_id).of(newest.by_name) if newest else "någon"
            fact = fact_named(pathway_of(case.pathway), name)
            label = fact.label if fact else name
            raise Stale(
                f"»{label}« ändrades av {who} medan du skrev. Se vad som står nu och svara igen om det behövs. "
                "Ingenting av det du skrev är sparat ännu."
            )
