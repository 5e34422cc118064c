"""`make bench`: measures everything, prints the table and writes var/bench.json."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from samre.cli.definitions import version_on
from samre.pathway.people.generate import generate
from samre.pathway.reading.load import load_pathway

from .asking import asking
from .carriers import carriers, country
from .cases import cases
from .certificates import certificates
from .engines import ROOT, has_peers
from .impacts import impacts
from .measure import Measure, lines
from .papers import papers
from .populations import SEED, engines
from .proofs import proofs
from .samverkan import samverkan
from .single import single

BUSY = 0.5  # load average before anything is measured


def arguments() -> argparse.Namespace:
    """Sizes; the small ones of the tests are given here too."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000, help="people in the large population")
    parser.add_argument(
        "--few", type=int, default=131_072, help="people in the small population; 0 leaves it out"
    )
    parser.add_argument(
        "--country", type=int, default=10_600_000, help="people in a whole country; 0 leaves it out"
    )
    parser.add_argument("--no-spark", dest="spark", action="store_false", help="leaves Spark out")
    parser.add_argument("--interviewed", type=int, default=600, help="people asked question by question")
    parser.add_argument("--persons", type=int, default=20_000, help="people routed one at a time")
    parser.add_argument(
        "--certificates", type=int, default=600, help="least number of certificates read a round"
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds of every timing")
    parser.add_argument(
        "--cases", type=int, default=200_000, help="cases in the large case file; 0 leaves it out"
    )
    parser.add_argument("--few-cases", type=int, default=2_000, help="cases in the small case file")
    parser.add_argument("--database", default="", help="only SQLite or only PostgreSQL")
    parser.add_argument("--times", type=int, default=24, help="of each page of the case file in a round")
    parser.add_argument("--seconds", type=float, default=6.0, help="of each stretch of requests over HTTP")
    parser.add_argument(
        "--only", default="", help="only the sections whose name has this in it, like ärenden"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "bench.json")
    return parser.parse_args()


def run(args: argparse.Namespace) -> tuple[list[Measure], list[str]]:
    """Every section in turn: the figures, and what fell. One that falls does not take the others with it."""
    today = datetime.now(UTC).date()
    definition = version_on(today)
    pathway = load_pathway(definition)
    measures: list[Measure] = []
    fallen: list[str] = []
    kinds = [
        kind
        for kind in ("SQLite", "PostgreSQL")
        if args.cases and args.database.casefold() in kind.casefold()
    ]
    with tempfile.TemporaryDirectory(prefix="samre-bench-") as name:
        folder = Path(name)
        sizes = [size for size in (args.few, args.people) if size]
        sections: list[tuple[str, Callable[[], list[Measure]]]] = [
            (
                "en person",
                lambda: single(
                    pathway, definition, generate(pathway, args.persons, seed=SEED), rounds=args.rounds
                ),
            ),
            *(
                (
                    f"{size} människor",
                    lambda size=size: engines(pathway, definition, folder, size=size, rounds=args.rounds),
                )
                for size in sizes
            ),
            (
                "bärare",
                lambda: carriers(
                    pathway, folder, size=args.people, rounds=args.rounds, with_spark=args.spark
                ),
            ),
            *(
                [("hela landet", lambda: country(pathway, size=args.country, rounds=args.rounds))]
                if args.country
                else []
            ),
            ("ändrad karta", lambda: impacts(pathway, size=args.people, rounds=args.rounds)),
            ("bevis", lambda: proofs(pathway, rounds=args.rounds)),
            (
                "läkarintyg",
                lambda: certificates(definition, on=today, rounds=args.rounds, least=args.certificates),
            ),
            ("papper", lambda: papers(pathway, definition, rounds=args.rounds)),
            ("frågor", lambda: asking(pathway, people=args.interviewed)),
            *(
                (
                    f"ärenden i {kind}",
                    lambda kind=kind: cases(
                        kind,
                        rounds=args.rounds,
                        large=args.cases,
                        small=args.few_cases,
                        seconds=args.seconds,
                        times=args.times,
                    ),
                )
                for kind in kinds
            ),
            *(
                (
                    f"samverkan i {kind}",
                    lambda kind=kind: samverkan(
                        kind, rounds=args.rounds, large=args.cases, small=args.few_cases, times=args.times
                    ),
                )
                for kind in kinds
            ),
        ]
        for title, section in [one for one in sections if args.only.casefold() in _plain(one[0])]:
            start = time.perf_counter()
            print(f"Mäter {title} …", end="", file=sys.stderr, flush=True)
            try:
                measures += section()
            except Exception as error:
                fallen.append(f"{title}: {type(error).__name__}: {error}")
            print(f" {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    return measures, fallen


def _plain(title: str) -> str:
    """A title as `--only` may be written: with or without dots over the letters."""
    return f"{title.casefold()} {title.casefold().translate(str.maketrans('åäö', 'aao'))}"


def main() -> int:
    """Runs the benchmark. A missed target is told but is no failure; answers that differ, or a section that falls, are."""
    args = arguments()
    if not has_peers():
        print("Utan .venv-bench mäts inte OpenFisca och Polars. Kör make bench.", file=sys.stderr)
    busy = os.getloadavg()[0]
    if busy > BUSY:
        print(
            f"Maskinen är upptagen (belastning {busy:.1f}): siffrorna blir sämre och mer spridda.",
            file=sys.stderr,
        )
    measures, fallen = run(args)
    print("\n".join(lines(measures)))
    missed = [measure.name for measure in measures if measure.is_met is False]
    args.output.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "rounds": args.rounds,
        "load_before": round(busy, 2),
        "measures": [measure.as_json() for measure in measures],
        "fallen": fallen,
    }
    args.output.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"\n{len(missed)} mål nås inte: {', '.join(missed)}." if missed else "\nAlla mål nås.")
    for reason in fallen:
        print(f"Kunde inte mätas: {reason}", file=sys.stderr)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
