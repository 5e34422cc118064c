"""`samre log`: whether the access log is whole, to the separate store with it, and the approved removal of what is old."""

from __future__ import annotations

import argparse
import os

from .commands import Commands, read_day, today
from .errors import FOUND, OK, USAGE, UserError


def add_commands(commands: Commands) -> None:
    """Puts `log` in place."""
    group = commands.group(
        "log",
        text="Prövar loggen över läsningar, skickar den till det separata lagret och gallrar det som är gammalt nog.",
        example="samre log verify",
    )
    verify = group.add(
        "verify",
        text="Går igenom loggens kedja händelse för händelse och säger vad som är ändrat, borta eller tillagt.",
        more="Slutkoden är 1 när något är fel.",
        example="samre log verify\nsamre log verify --authority 'Almby kommun'",
        handler=verify_log,
    )
    _authority(verify, required=False)
    group.add(
        "stream",
        text="Skriver nya händelser till det separata lagret (SAMRE_AUDIT_SINK) och säger om något saknas eller dröjer.",
        more="Körs av sig självt av samre tick. Slutkoden är 1 när något är fel.",
        example="samre log stream",
        handler=stream_log,
    )
    extract = group.add(
        "extract",
        text="Skriver personens utdrag ur loggen: när, vilken enhet och varför. Går också när ärendet är gallrat.",
        example="samre log extract --authority 'Almby kommun' --case 0199e2c4-7f00-7c3a-9d1e-0a2b3c4d5e6f --as tomas.wik",
        handler=extract_log,
    )
    _authority(extract, required=True)
    extract.add_argument(
        "--case", required=True, metavar="ID", help="ärendets id, som det står i ärendets adress"
    )
    extract.add_argument(
        "--from", dest="since", type=read_day, metavar="DAG", help="första dagen (annars allt)"
    )
    extract.add_argument(
        "--to", dest="until", type=read_day, metavar="DAG", help="sista dagen (annars i dag)"
    )
    _as(extract)
    _add_cut(
        group.group(
            "cut",
            text="Gallrar loggen: en föreslår, en annan godkänner.",
            example="samre log cut propose --help",
        )
    )


def _add_cut(group: Commands) -> None:
    propose = group.add(
        "propose",
        text="Föreslår att händelser som är äldre än den minsta tiden tas bort. Inget tas bort än.",
        example="samre log cut propose --authority 'Almby kommun' --as tomas.wik --why 'Årlig gallring'",
        handler=propose_cut,
    )
    approve = group.add(
        "approve",
        text="Godkänner ett förslag. Den som föreslog kan inte godkänna.",
        example="samre log cut approve 4711 --authority 'Almby kommun' --as lotta.brandt --why 'Enligt gallringsplanen'",
        handler=approve_cut,
    )
    approve.add_argument("number", type=int, metavar="NUMMER", help="förslagets händelsenummer")
    carry_out = group.add(
        "carry-out",
        text="Tar bort det som är godkänt. Körs som den som äger databasens tabeller.",
        more="Loggen måste vara hel. Slutkoden är 1 när gallringen inte går att göra.",
        example="samre log cut carry-out --authority 'Almby kommun' --as tomas.wik",
        handler=carry_out_cut,
    )
    for parser in (propose, approve, carry_out):
        _authority(parser, required=True)
        _as(parser)
    for parser in (propose, approve):
        parser.add_argument("--why", required=True, metavar="TEXT", help="varför, med några ord")


def _authority(parser: argparse.ArgumentParser, *, required: bool) -> None:
    text = "myndighetens namn" if required else "bara den här myndighetens kedja (annars alla)"
    parser.add_argument("--authority", required=required, metavar="NAMN", help=text)


def _as(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as",
        dest="user",
        required=True,
        metavar="ANVÄNDARE",
        help="användarnamnet på den som gör det: administratör eller loggranskare hos myndigheten",
    )


def verify_log(args: argparse.Namespace) -> int:
    """Runs `samre log verify`."""
    _set_up()
    from samre.audit import chain, rows, sink, store

    one = _find_authority(args.authority) if args.authority else None
    name = None if one is None else str(one.pk)
    faults = [str(fault) for fault in chain.verify(name)]
    faults += sink.alarms(chain=name)
    walked = sorted({*rows.chains(), *store.chains()}) if name is None else [name]
    events = sum(found.number for each in walked if (found := chain.head(each)))
    print(
        f"Loggen: {len(walked)} kedjor med {events} händelser. {'Allt är helt.' if not faults else 'Det här är fel:'}"
    )
    for fault in faults:
        print(f"  {fault}")
    return FOUND if faults else OK


def stream_log(_: argparse.Namespace) -> int:
    """Runs `samre log stream`."""
    _set_up()
    from samre.audit import sink, store

    try:
        count = sink.stream()
    except (store.StoreDamaged, OSError) as error:
        raise UserError(f"Det separata lagret går inte att skriva till: {error}", code=FOUND) from None
    faults = sink.alarms()
    print(f"{count} nya händelser i det separata lagret.")
    for fault in faults:
        print(f"  {fault}")
    return FOUND if faults else OK


def extract_log(args: argparse.Namespace) -> int:
    """Runs `samre log extract`. That it was made stands in the log, like every other look at a case."""
    _set_up()
    from django.db import transaction

    from samre.accounts.scope import acting_in
    from samre.audit.log import record
    from samre.casework.queries.access_extract import access_extract, first_day

    owner = _find_authority(args.authority)
    who = _who(args.user, owner)
    with acting_in(owner.pk):
        until = args.until or today()
        since = args.since or first_day(args.case) or until
        found = access_extract(owner=owner, case_id=args.case, since=since, until=until, on=today())
        with transaction.atomic():
            record(
                who=who,
                chain=str(owner.pk),
                action="access_extract.text",
                kind="case",
                object_id=args.case,
                case_id=args.case,
                why="utdrag till personen",
            )
    print(found.as_text(), end="")
    return OK


def propose_cut(args: argparse.Namespace) -> int:
    """Runs `samre log cut propose`."""
    _set_up()
    from samre.audit import cuts

    owner = _find_authority(args.authority)
    try:
        event = cuts.propose_cut(who=_who(args.user, owner), chain=str(owner.pk), why=args.why)
    except (cuts.CutRefused, ValueError) as error:
        raise UserError(str(error), code=FOUND) from None
    print(
        f"Förslaget är händelse {event.number}. Låt någon annan godkänna det: samre log cut approve {event.number} …"
    )
    return OK


def approve_cut(args: argparse.Namespace) -> int:
    """Runs `samre log cut approve`."""
    _set_up()
    from samre.audit import cuts

    owner = _find_authority(args.authority)
    try:
        cut = cuts.approve_cut(
            who=_who(args.user, owner), chain=str(owner.pk), proposal=args.number, why=args.why
        )
    except (cuts.CutRefused, ValueError) as error:
        raise UserError(str(error), code=FOUND) from None
    print(f"Godkänt: händelser till och med nummer {cut.number}. Ta bort dem med samre log cut carry-out.")
    return OK


def carry_out_cut(args: argparse.Namespace) -> int:
    """Runs `samre log cut carry-out`."""
    _set_up(as_owner=True)
    from samre.audit import cuts
    from samre.audit.models import Cut

    owner = _find_authority(args.authority)
    cut = Cut.objects.filter(chain=str(owner.pk)).order_by("-number").first()
    if cut is None:
        raise UserError("Det finns ingen godkänd gallring. Börja med samre log cut propose.", code=FOUND)
    try:
        count = cuts.carry_out(cut, who=_who(args.user, owner))
    except cuts.CutRefused as error:
        raise UserError(str(error), code=FOUND) from None
    print(f"{count} händelser är borttagna. Kedjan går vidare från nummer {cut.number}.")
    return OK


def _set_up(*, as_owner: bool = False) -> None:
    if as_owner:
        os.environ["SAMRE_DATABASE_AS"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
    import django

    django.setup()
    os.environ.pop("SAMRE_DATABASE_AS", None)


def _find_authority(name: str):  # type: ignore[no-untyped-def]
    from django.db.models import Q

    from samre.accounts.models import Authority

    found = Authority.objects.filter(Q(name__iexact=name) | Q(short__iexact=name)).first()
    if found is None:
        raise UserError(
            f"Det finns ingen myndighet som heter {name}. Skriv namnet som det står i SAMRE.", code=USAGE
        )
    return found


def _who(username: str, owner):  # type: ignore[no-untyped-def]
    """Who the log says did it: her assignment as administrator or log reviewer at the authority."""
    from samre.accounts.actors import actor_for
    from samre.accounts.models import Assignment
    from samre.accounts.roles import Role

    assignment = (
        Assignment.objects.with_names()
        .in_force(today())
        .filter(
            user__username=username.lower(),
            unit__authority_id=owner.pk,
            role__in=[Role.ADMINISTRATOR, Role.REVIEWER],
        )
        .first()
    )
    if assignment is None:
        raise UserError(
            f"{username} har inget uppdrag som administratör eller loggranskare hos {owner.name}. Se sidan Konton.",
            code=USAGE,
        )
    return actor_for(assignment).who
