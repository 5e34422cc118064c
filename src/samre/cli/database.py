"""`samre database`: makes the database ready to be used, and says whether it is."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from .commands import Commands
from .errors import FOUND, OK, UserError

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def add_commands(commands: Commands) -> None:
    """Puts `database` in place."""
    group = commands.group(
        "database",
        text="Gör databasen färdig att användas, och prövar att den är det.",
        example="samre database prepare",
    )
    group.add(
        "prepare",
        text="Skapar eller uppgraderar tabellerna och ger programmets roll dess rättigheter.",
        more="Kan köras hur många gånger som helst. På PostgreSQL loggar den in med SAMRE_OWNER_DATABASE_URL (den som äger "
        "tabellerna); programmet självt loggar in med SAMRE_DATABASE_URL.",
        example="samre database prepare",
        handler=prepare,
    )
    checking = group.add(
        "check",
        text="Prövar att databasen svarar, är uppgraderad och har sina lås: radsäkerhet, triggrar och rättigheter.",
        more="Slutkoden är 1 när något saknas.",
        example="samre database check\nsamre database check --rows",
        handler=check,
    )
    checking.add_argument(
        "--rows",
        action="store_true",
        help="läser också alla rader och prövar att ingen pekar på en annan myndighets rad; på PostgreSQL som tabellernas ägare",
    )


def prepare(_: argparse.Namespace) -> int:
    """Runs `samre database prepare`."""
    connection = connect(as_owner=True)
    from django.core.management import call_command

    from samre.accounts import database_roles, row_security
    from samre.governance.public_writing import write_public_files

    if connection.vendor == "postgresql" and not database_roles.make_role(password=_app_password()):
        raise UserError(
            "Programmets roll saknas i PostgreSQL, och den som är inloggad får inte skapa roller. Låt den som sköter "
            f"databasen köra: {database_roles.role_statement(connection, '…')}",
            code=FOUND,
        )
    call_command("migrate", interactive=False, verbosity=0)
    row_security.secure()
    database_roles.grant()
    write_public_files()
    return _tell(connection, as_owner=True)


def check(args: argparse.Namespace) -> int:
    """Runs `samre database check`."""
    return _tell(connect(as_owner=args.rows), as_owner=args.rows, rows=args.rows)


def connect(*, as_owner: bool) -> BaseDatabaseWrapper:
    """Django and its connection, as the owner of the tables or as the program. Raises UserError when nobody answers."""
    if as_owner:
        os.environ["SAMRE_DATABASE_AS"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
    import django
    from django.db import DatabaseError, connection

    django.setup()
    os.environ.pop("SAMRE_DATABASE_AS", None)
    if as_owner and connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        where = connection.settings_dict["HOST"] or connection.settings_dict["NAME"]
        raise UserError(
            f"Databasen svarar inte ({where}): {str(error).strip()}. Kontrollera SAMRE_DATABASE_URL, SAMRE_OWNER_DATABASE_URL "
            "och att servern är i gång.",
            code=FOUND,
        ) from None
    return connection


def _app_password() -> str:
    return unquote(urlsplit(os.environ.get("SAMRE_DATABASE_URL", "")).password or "")


def _tell(connection: BaseDatabaseWrapper, *, as_owner: bool, rows: bool = False) -> int:
    from django.db.migrations.executor import MigrationExecutor

    left = MigrationExecutor(connection).migration_plan(
        MigrationExecutor(connection).loader.graph.leaf_nodes()
    )
    faults = [f"{migration} är inte körd: samre database prepare" for migration, _ in left]
    faults += list(_open_locks(connection))
    faults += [] if left else list(_wrong_keys())
    if connection.vendor == "postgresql":
        faults += list(_wrong_rights(as_owner=as_owner))
    if rows and not left:
        from samre.accounts import row_security

        faults += [f"rader som pekar på en annan myndighets rad: {stray}" for stray in row_security.strays()]
    print(f"{connection.display_name}: {'allt är på plats.' if not faults else 'det här stämmer inte:'}")
    for fault in faults:
        print(f"  {fault}")
    return FOUND if faults else OK


def _open_locks(connection: BaseDatabaseWrapper) -> Iterator[str]:
    from samre.accounts import row_security

    tables = [model._meta.db_table for model in row_security.owned_models()]
    if without := sorted(set(tables) - row_security.secured_tables(connection, tables)):
        yield f"spärren mellan myndigheter saknas på {', '.join(without)}: samre database prepare"


def _wrong_keys() -> Iterator[str]:
    """A database that has been used, and keys that are not its own. Before the first key there is nothing to tell."""
    from samre.accounts.key_check import is_anything_sealed, prove_keys
    from samre.sealing.keyfile import KeyLost

    try:
        prove_keys()
    except KeyLost as error:
        if is_anything_sealed():
            yield str(error)


def _wrong_rights(*, as_owner: bool) -> Iterator[str]:
    from django.conf import settings
    from django.db import connection

    from samre.accounts import database_roles

    if not database_roles.is_role(connection):
        yield f"rollen {settings.SAMRE_APP_ROLE} saknas: samre database prepare"
        return
    if database_roles.is_owner(connection):
        yield (
            f"rollen {settings.SAMRE_APP_ROLE} äger tabellerna, och går då förbi radsäkerheten. Låt en annan roll äga dem "
            "(SAMRE_OWNER_DATABASE_URL)."
        )
        return
    for line in database_roles.differences():
        yield f"fel rättigheter på {line}"
    if not as_owner and database_roles.passes_by(connection):
        yield "den som programmet loggar in som går förbi radsäkerheten. Logga in som en roll som inte äger tabellerna."
