"""`samre keys`: the keys that personal data is sealed with. Never shows one."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .commands import Commands
from .database import connect
from .errors import FOUND, OK, UserError

if TYPE_CHECKING:
    from samre.sealing.rotate import RingState


def add_commands(commands: Commands) -> None:
    """Puts `keys` in place."""
    group = commands.group(
        "keys",
        text="Gör, byter och visar läget för nycklarna som personuppgifter förseglas med (SAMRE_KEYS_FILE).",
        example="samre keys show",
    )
    group.add(
        "new",
        text="Gör den första nyckelfilen.",
        more="Skriver aldrig över en som finns. Ta en kopia av filen och förvara den skild från databasens kopior.",
        example="samre keys new",
        handler=new,
    )
    group.add(
        "show",
        text="Säger hur många nycklar filen har och om andra kan läsa den. Nycklarna visas aldrig.",
        example="samre keys show",
        handler=show,
    )
    rotate = group.add(
        "rotate",
        text="Lägger till en ny nyckel och förseglar allt på nytt med den. Systemet kan vara i gång.",
        more="Bara ett byte i taget. Tar några rader åt gången med en paus emellan. Avbrutet fortsätter det med --continue; utan "
        "det läggs ännu en nyckel till. De gamla nycklarna ligger kvar tills samre keys drop.",
        example="samre keys rotate\nsamre keys rotate --continue",
        handler=rotate_keys,
    )
    rotate.add_argument(
        "--continue",
        dest="only_continue",
        action="store_true",
        help="fortsätter ett byte som avbröts, utan att göra ännu en nyckel",
    )
    rotate.add_argument(
        "--look-up",
        dest="look_up",
        action="store_true",
        help="byter också nyckeln för sökvärden; personalens egna nummer för logggranskning måste då skrivas in på nytt",
    )
    group.add(
        "drop",
        text="Tar bort de gamla nycklarna, när ingenting längre behöver dem.",
        more="Slutkoden är 1 när något fortfarande behöver en gammal nyckel. Säkerhetskopior från före bytet behöver den: "
        "spara den gamla nyckelfilen så länge kopiorna finns.",
        example="samre keys drop",
        handler=drop,
    )


def new(_: argparse.Namespace) -> int:
    """Runs `samre keys new`."""
    from samre.sealing import rotate

    def make() -> RingState:
        rotate.new(_file())
        return rotate.show(_file())

    return _tell(_or_lost(make))


def show(_: argparse.Namespace) -> int:
    """Runs `samre keys show`."""
    from samre.sealing import rotate

    return _tell(_or_lost(lambda: rotate.show(_file())))


def rotate_keys(args: argparse.Namespace) -> int:
    """Runs `samre keys rotate`."""
    connect(as_owner=True)
    from django.db import OperationalError

    from samre.casework import keys
    from samre.sealing import rotate

    def change() -> RingState:
        if not args.only_continue:
            rotate.add_key(_file(), rings=("sealing", "look_up") if args.look_up else ("sealing",))
        for result in keys.renew_all():
            if result.changed:
                print(f"  {result.model}: {result.changed} av {result.rows} rader")
        if args.look_up and (emptied := keys.staff_without_look_ups(clear=True)):
            print(f"  {emptied} användares egna nummer är tömda. Administratören skriver in dem på nytt.")
        return rotate.show(_file())

    with _alone():
        try:
            return _tell(_or_lost(change))
        except OperationalError:
            raise UserError(
                "Bytet är inte klart: databasen släppte inte fram det. Kör ”samre keys rotate --continue” när det är lugnare.",
                code=FOUND,
            ) from None


def drop(_: argparse.Namespace) -> int:
    """Runs `samre keys drop`."""
    connect(as_owner=True)
    from samre.casework import keys

    with _alone():
        return _tell(_or_lost(lambda: keys.drop_old(_file())))


@contextmanager
def _alone() -> Iterator[None]:
    """One change of keys at a time: two would each put a key first and seal everything twice."""
    from samre.casework.alone import alone_at

    with alone_at("keys") as alone:
        if not alone:
            raise UserError("Ett nyckelbyte pågår redan. Vänta tills det är klart.", code=FOUND)
        yield


def _file() -> Path:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
    from django.conf import settings

    return Path(settings.SAMRE_KEYS_FILE)


def _or_lost(work: Callable[[], RingState]) -> RingState:
    from samre.sealing.keyfile import KeyLost

    try:
        return work()
    except KeyLost as error:
        raise UserError(str(error), code=FOUND) from None


def _tell(state: RingState) -> int:
    many = "nyckel" if state.sealing == 1 else "nycklar"
    looks = "nyckel" if state.look_up == 1 else "nycklar"
    print(f"{_file().name}: {state.sealing} {many} för försegling, {state.look_up} {looks} för sökvärden.")
    if not state.is_private:
        print("  Andra kan läsa filen. Ändra rättigheterna så att bara programmets användare kan det.")
        return FOUND
    return OK
