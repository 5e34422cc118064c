"""`samre tick` and `samre check`: what is done by itself, and whether anybody has been left between chairs."""

from __future__ import annotations

import argparse
import os

from .commands import Commands
from .errors import FOUND, OK, UserError
from .text import thousands


def add_commands(commands: Commands) -> None:
    """Puts `tick` and `check` in place."""
    commands.add(
        "tick",
        text="Gör det som ska ske av sig självt i dag: svar som inte kom, uppgifter som blivit för gamla, frister, kontroller.",
        more="Kör den ofta, till exempel var femte minut. Varje del görs en gång om dagen för varje kommun; avbruten fortsätter "
        "den där den var. Slutkoden är 1 när något behöver ses över, eller när en annan tick redan arbetar.",
        example="samre tick",
        handler=tick,
    )
    group = commands.group(
        "check",
        text="Prövar det som alltid ska gälla.",
        example="samre check guarantee",
    )
    group.add(
        "guarantee",
        text="Prövar att varje öppet ärende har ett nästa steg med en ansvarig och ett datum.",
        more="Frågar databasen direkt, oberoende av programmet i övrigt. Slutkoden är 1 när något ärende saknar det.",
        example="samre check guarantee",
        handler=check_guarantee,
    )


def tick(_: argparse.Namespace) -> int:
    """Runs `samre tick`."""
    _django()
    from django.utils import timezone

    from samre.accounts.key_check import prove_keys
    from samre.casework.alone import alone_at
    from samre.casework.jobs import TICK, enqueue_due, outcomes, run_queue
    from samre.sealing.keyfile import KeyLost

    try:
        prove_keys()
    except KeyLost as error:
        raise UserError(f"Inget är gjort. {error}", code=FOUND) from None
    now = timezone.now()
    with alone_at(TICK) as alone:
        if not alone:
            return _tell_running()
        due = enqueue_due(now, alone=True)
        run_queue()
    found = outcomes(timezone.localdate(now))
    for outcome in found if due else []:
        done = ", ".join(f"{name} {thousands(count)}" for name, count in outcome.done.items() if count)
        print(f"{outcome.name}: {done or 'inget att göra'}")
    alarms = [(outcome.name, words) for outcome in found for words in outcome.alarms]
    for name, words in alarms:
        print(f"  ! {name}: {words}")
    if not due:
        print("Allt som ska ske i dag är gjort.")
    return FOUND if alarms else OK


def _tell_running() -> int:
    """Another tick is at it: what it is doing and since when, so that one that stands still is seen."""
    from django.utils import timezone

    from samre.casework.jobs import running

    print("En annan samre tick arbetar. Inget är gjort av den här.")
    for name, since in running():
        print(f"  ! {name}: pågår sedan {timezone.localtime(since):%Y-%m-%d klockan %H.%M}")
    return FOUND


def check_guarantee(_: argparse.Namespace) -> int:
    """Runs `samre check guarantee`."""
    _django()
    from samre.accounts.models import Authority
    from samre.accounts.scope import acting_in
    from samre.casework.models import Case
    from samre.casework.rules.guarantee import broken_cases

    looked_at, broken = 0, []
    for authority in Authority.objects.order_by("name"):
        with acting_in(authority.pk):
            looked_at += Case.objects.filter(owner=authority).count()
            broken += [f"{authority.short}: {item.sentence}" for item in broken_cases(authority.pk)]
    for sentence in broken:
        print(f"  {sentence}")
    print(
        f"{thousands(len(broken))} av {thousands(looked_at)} ärenden bryter garantin."
        if broken
        else f"{thousands(looked_at)} ärenden: vart och ett som är öppet har ett nästa steg med ansvarig och datum."
    )
    return FOUND if broken else OK


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
    import django
    from django.db import DatabaseError, connection

    django.setup()
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise UserError(
            f"Databasen svarar inte: {str(error).strip()}. Se samre database check.", code=FOUND
        ) from None
