"""The whole command line, put together from its groups."""

from __future__ import annotations

import argparse

from . import accounts, backups, certificates, database, demo, jobs, keys, log, maps, populations, routes
from .commands import Commands, Parser, speak_swedish
from .errors import MEANINGS


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    speak_swedish()
    codes = "\n".join(f"  {code:>3}  {meaning}" for code, meaning in MEANINGS.items())
    parser = Parser(
        prog="samre",
        description="SAMRE: rätt person, rätt underlag, rätt myndighet. Allt som skrivs ut är underlag, inte beslut.",
        epilog=f"Slutkoder:\n{codes}\n\nExempel:\n  samre route ärende.json\n  samre certificate check intyg.xml --json",
    )
    commands = Commands(parser)
    for room in (routes, certificates, maps, populations, demo, database, keys, backups, log, jobs, accounts):
        room.add_commands(commands)
    return parser
