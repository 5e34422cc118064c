"""The command line `samre`: reads files, asks the pure rooms and prints what they answer, as text or as JSON.

Everything heavy is imported by the command that needs it, so that `samre --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from .errors import BROKEN, INTERRUPTED, UserError
from .parser import build_parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command. Gives its exit code; the table of codes is in `errors`."""
    args = build_parser().parse_args(argv)
    try:
        code: int = args.handler(args)
        sys.stdout.flush()
        return code
    except UserError as error:
        print(f"samre: {error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print("\nsamre: avbrutet.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has had enough. Nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("SAMRE_TRACEBACK"):
            raise
        print(
            f"samre: ett fel i programmet ({type(error).__name__}: {error}). "
            "Kör igen med SAMRE_TRACEBACK=1 och skicka det som skrivs ut till den som sköter programmet.",
            file=sys.stderr,
        )
        return BROKEN
