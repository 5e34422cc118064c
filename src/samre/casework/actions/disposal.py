"""Gallring as it is done: a list, somebody else's approval, and only then the removal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about
from samre.accounts.acts import action as act
from samre.accounts.roles import AuthorityKind, Role

from ..disposal.due import due_cases
from ..disposal.removal import lock_file, remove_case
from ..models import Case, DisposalItem, DisposalRun, ExportPackage, Hold
from ..models.base import stamp
from ..rules.disposal import PRESERVE, REMOVE
from ..rules.permissions import Need
from .core import action, tell

BATCH = 50


@act("disposal.plan", kind="disposal")
def plan_disposal(*, by: Actor) -> DisposalRun:
    """The list of what is due today, for somebody else to look at. Removes nothing. Case numbers only, no names."""
    check_role(by, Role.MANAGER)
    on = timezone.localdate()
    if DisposalRun.objects.filter(
        owner_id=by.authority_id, done_at__isnull=True, withdrawn_at__isnull=True
    ).exists():
        raise Refused("Det finns redan en lista som inte är klar. Gör klart eller ta tillbaka den först.")
    run = DisposalRun(**stamp(by), due_year=on.year, list_sha256="")
    items = [
        DisposalItem(
            owner_id=by.authority_id,
            run=run,
            case_ref=due.case,
            case_number=due.number,
            rule=due.judgement.rule,
            verdict=due.judgement.verdict,
            last_note_on=due.last_note_on,
            due_on=due.judgement.due_on,
        )
        for due in due_cases(by.authority_id, on=on)
    ]
    if not items:
        raise Refused("Ingen akt ska gallras eller bevaras i dag.")
    run.list_sha256 = list_hash(items)
    run.save(force_insert=True)
    DisposalItem.objects.bulk_create(items, batch_size=500)
    about(run, count=len(items))
    return run


@act("disposal.approve", kind="disposal")
def approve_disposal(*, run: DisposalRun, list_sha256: str, by: Actor) -> DisposalRun:
    """Somebody else than the one who made the list approves exactly the list she saw."""
    check_role(by, Role.MANAGER, Role.PROCESS_LEAD)
    run = own_run(run, by)
    if run.approved_at is not None:
        raise Refused("Listan är redan godkänd.")
    if run.by_id == by.user_id:
        raise Denied("Den som gjorde listan kan inte godkänna den. Be en kollega granska den.")
    if list_sha256 != list_hash(run.items.all()) or list_sha256 != run.list_sha256:
        raise Refused("Listan är inte den du såg. Läs den igen innan du godkänner.")
    run.approved_at, run.approved_by_id, run.approved_by_name = timezone.now(), by.user_id, by.name
    run.save()
    about(run, count=run.items.count())
    return run


def carry_out_disposal(
    *, run: DisposalRun, by: Actor, progress: Callable[[int, int], bool] = lambda done, of: True
) -> tuple[int, int]:
    """Removes what was approved, case by case: each in a transaction and with an event of its own, so that it can be stopped
    and goes on where it was. Gives (removed, left). What is no longer due is left, and so is what is to be preserved
    until it has been handed over.

    `progress(done, of)` is called after each case; False stops.
    """
    run = _begin(run=run, by=by)
    left = run.items.filter(done_at__isnull=True)
    total, looked_at, removed = left.count(), 0, 0
    # A little at a time: a step of a long list reads no more of it than it gets through.
    while items := list(left.select_related("run").order_by("case_number", "pk")[:BATCH]):
        for item in items:
            removed += remove_item(item=item, by=by)
            looked_at += 1
            if not progress(looked_at, total) and looked_at < total:
                return removed, total - looked_at
    with transaction.atomic():
        run.done_at = timezone.now()
        run.save(update_fields=["done_at"])
    return removed, 0


@act("disposal.carry_out", kind="disposal")
def _begin(*, run: DisposalRun, by: Actor) -> DisposalRun:
    """Whether this may be done at all; who tried and may not stands in the log."""
    check_role(by, Role.MANAGER)
    about(run)
    run = own_run(run, by)
    check_approved(run)
    return run


@act("disposal.remove", kind="disposal")
def remove_item(*, item: DisposalItem, by: Actor) -> int:
    """One case of an approved list. Judged again first: a note, a hold or a new case since the list was made saves it."""
    check_role(by, Role.MANAGER)
    run = own_run(item.run, by)
    check_approved(run)
    about(item, case_id=item.case_ref, rule=item.rule)
    if DisposalItem.objects.filter(pk=item.pk, done_at__isnull=False).exists():
        about(already=True)  # somebody else carries out the same list
        return 0
    lock_file(item.case_ref, owner=by.authority_id)
    still = {
        due.case: due.judgement
        for due in due_cases(by.authority_id, on=timezone.localdate(), cases=frozenset({item.case_ref}))
    }
    judged = still.get(item.case_ref)
    gone = 0
    if judged is not None and judged.verdict == item.verdict and _may_go(item):
        gone = 1
        rows = remove_case(item.case_ref, owner=by.authority_id, why=f"gallring {run.pk}")
        about(item, case_id=item.case_ref, rows=rows)
    else:
        about(item, case_id=item.case_ref, kept=True, written_since=_is_written_to(item))
    item.done_at = timezone.now()
    item.save(update_fields=["done_at"])
    return gone


def _may_go(item: DisposalItem) -> bool:
    if item.verdict == REMOVE:
        return True
    return item.verdict == PRESERVE and handed_over().filter(pk=item.case_ref).exists()


def _is_written_to(item: DisposalItem) -> bool:
    """Whether an archive has the case as it was, and not as it is."""
    packages = ExportPackage.objects.filter(case_ref=item.case_ref)
    return packages.exists() and not handed_over().filter(pk=item.case_ref).exists()


def handed_over() -> QuerySet[Case]:
    """The cases that the archive has as they are: nothing has been written to them since."""
    same = ExportPackage.objects.filter(case_ref=OuterRef("pk"), case_revision=OuterRef("revision"))
    return Case.objects.filter(Exists(same))


@act("disposal.withdraw", kind="disposal")
def withdraw_disposal(*, run: DisposalRun, by: Actor) -> DisposalRun:
    """A list that is not to be carried out after all. It stays, and nothing of it is removed."""
    check_role(by, Role.MANAGER, Role.PROCESS_LEAD)
    run = own_run(run, by)
    if run.done_at is not None or run.withdrawn_at is not None:
        raise Refused("Listan är redan klar eller tillbakatagen.")
    if run.items.filter(done_at__isnull=False).exists():
        raise Refused("Gallringen har börjat. Gör klart den.")
    run.withdrawn_at, run.withdrawn_by = timezone.now(), by.name
    run.save(update_fields=["withdrawn_at", "withdrawn_by"])
    about(run)
    return run


@action("hold.begin", needs=Need.WRITE)
def begin_hold(*, case: Case, reason: str, by: Actor) -> Hold:
    """Nothing of the case is removed until the hold is ended."""
    if not reason.strip():
        raise Refused({"skal": "Skriv varför ärendet inte får gallras ännu."})
    hold = Hold.objects.create(**stamp(by), case=case, reason=reason.strip())
    tell(case, by=by, kind="hold.begin", subject=hold.pk)
    return hold


@action("hold.end", needs=Need.WRITE)
def end_hold(*, hold: Hold, by: Actor) -> Hold:
    """The reason is gone: the case is judged by the rules again."""
    if hold.ended_at is not None:
        raise Refused("Spärren är redan borttagen.")
    hold.ended_at, hold.ended_by = timezone.now(), by.name
    hold.save(update_fields=["ended_at", "ended_by"])
    tell(hold.case, by=by, kind="hold.end", subject=hold.pk)
    return hold


@action("archive.hand_over", needs=Need.WRITE)
def hand_over_archive(
    *, case: Case, sha256: str, package_sha256: str, seen: int, handed_to: str, by: Actor
) -> ExportPackage:
    """The archive has the case: `sha256` from its receipt has to be that of the package as it would be made now.

    `seen`: the case's revision before that package was made; what is written meanwhile is not in it.
    """
    problems = {}
    told, to = sha256.strip().lower(), handed_to.strip()
    longest = ExportPackage._meta.get_field("handed_to").max_length or 0
    if not to:
        problems["mottagare"] = "Skriv vilket arkiv som tog emot paketet."
    elif len(to) > longest:
        problems["mottagare"] = f"Skriv kortare, högst {longest} tecken."
    if told != package_sha256 or seen != case.revision:
        problems["summa"] = (
            "Kontrollsumman är inte arkivpaketets. Kontrollera kvittot. Har ärendet ändrats sedan paketet hämtades ska ett "
            "nytt lämnas över."
        )
    if problems:
        raise Refused(problems)
    package = ExportPackage.objects.create(
        **stamp(by),
        case_ref=case.pk,
        # This action is itself a write to the case.
        case_revision=case.revision + 1,
        sha256=package_sha256,
        handed_to=to,
    )
    tell(case, by=by, kind="archive.hand_over", subject=package.pk)
    about(package, case_id=case.pk, category="arkiv", sha256=package_sha256)
    return package


def check_approved(run: DisposalRun) -> None:
    if run.approved_at is None or run.withdrawn_at is not None:
        raise Refused("Listan är inte godkänd. Be en kollega granska den.")


def check_role(by: Actor, *roles: Role) -> None:
    if by.authority_kind != AuthorityKind.KOMMUN or by.role not in roles:
        raise Denied("Gallring görs av enhetschefen och godkänns av en annan chef eller processledaren.")


def own_run(run: DisposalRun, by: Actor) -> DisposalRun:
    """The list as it is now, locked. Another nämnd's does not exist."""
    found = DisposalRun.objects.select_for_update().filter(pk=run.pk, owner_id=by.authority_id).first()
    if found is None:
        raise Denied("Listan finns inte.")
    return found


def list_hash(items: Iterable[DisposalItem]) -> str:
    """SHA-256 of the list: what was approved is what is carried out."""
    rows = sorted(f"{item.case_ref} {item.verdict} {item.rule} {_day(item.due_on)}" for item in items)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _day(day: date) -> str:
    return day.isoformat()
