"""`samre account`: what has to be done about users before anybody can log in."""

from __future__ import annotations

import argparse
import os

from .commands import Commands
from .errors import FOUND, OK, UserError

EXAMPLE = (
    'samre account first --authority "Ekby kommun" --unit IT --username eva.ek --name "Eva Ek" '
    "--identity eva.ek@2120000001"
)


def add_commands(commands: Commands) -> None:
    """Puts `account` in place."""
    group = commands.group(
        "account",
        text="Lägger in den första administratören; resten görs på sidan Konton.",
        example=EXAMPLE,
    )
    first = group.add(
        "first",
        text="Lägger in en myndighets första administratör, och hur inloggningstjänsten känner igen henne.",
        more="Går bara så länge myndigheten inte har någon administratör.",
        example=EXAMPLE,
        handler=make_first,
    )
    first.add_argument("--authority", required=True, metavar="NAMN", help="myndighetens namn")
    first.add_argument(
        "--kind", default="kommun", metavar="SORT", help="kommun, fk, af, region, asf eller forbund (kommun)"
    )
    first.add_argument("--unit", required=True, metavar="NAMN", help="enheten hon hör till")
    first.add_argument("--username", required=True, metavar="NAMN", help="användarnamnet")
    first.add_argument("--name", required=True, metavar="NAMN", help="för- och efternamn")
    first.add_argument("--provider", default="oidc", metavar="TJÄNST", help="oidc eller saml (oidc)")
    first.add_argument(
        "--identity", required=True, metavar="VÄRDE", help="värdet som tjänsten känner henne som"
    )


def make_first(arguments: argparse.Namespace) -> int:
    """Runs `samre account first`."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
    django.setup()
    from samre.accounts.actions.first import First, make_first_administrator
    from samre.accounts.acts import Refused

    given = First(
        kind=arguments.kind,
        authority=arguments.authority.strip(),
        unit=arguments.unit.strip(),
        username=arguments.username.strip().lower(),
        name=arguments.name.strip(),
        provider=arguments.provider,
        identity=arguments.identity,
    )
    try:
        made = make_first_administrator(given)
    except Refused as error:
        raise UserError(str(error), code=FOUND) from None
    print(f"{made.user.name} är administratör hos {made.unit.authority.name} och kan logga in.")
    return OK
