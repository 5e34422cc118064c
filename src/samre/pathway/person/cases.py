"""The worked cases: a person, what the map should answer, and whether it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..model import Pathway
from ..reading.load_trade import check_known
from ..reading.mistakes import Collector
from ..reading.reader import Table, plain
from ..reading.yaml_files import check_folder, read_file, top_of
from .evaluate import evaluate
from .facts import FactError, read_facts

CASES = "cases/"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the map should answer. None = the case does not say; `primary` "" = no primary step, only candidates."""

    primary: str | None = None
    candidates: tuple[str, ...] | None = None
    responsible: str | None = None
    open: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    goal: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case: `facts` as a person would give them (None = asked, not known), `on` the day, `why` for practice."""

    id: str
    name: str
    story: str
    on: date
    facts: Mapping[str, object]
    sources: Mapping[str, str]
    expected: Expected
    why: str = ""
    trap: str = ""


def load_cases(folder: Path | str, pathway: Pathway) -> tuple[Case, ...]:
    """Every case of a version, by file name: `folder` is the version's folder or its `cases` folder.

    Raises DefinitionError with all mistakes of all files. The same id twice is a mistake.
    """
    root = Path(folder)
    root = root / "cases" if (root / "cases").is_dir() else root
    sink = Collector()
    check_folder(root, sink)
    return _cases([read_file(path, sink) for path in sorted(root.glob("*.yaml"))], pathway, sink)


def cases_of(texts: Mapping[str, str], pathway: Pathway) -> tuple[Case, ...]:
    """As `load_cases`, from texts by name; those whose name begins with `cases/` are read, in the order of their names."""
    sink = Collector()
    names = sorted(name for name in texts if name.startswith(CASES) and name.endswith(".yaml"))
    return _cases([top_of(texts[name], name, sink) for name in names], pathway, sink)


def _cases(tops: Iterable[Table | None], pathway: Pathway, sink: Collector) -> tuple[Case, ...]:
    cases: dict[str, Case] = {}
    for top in tops:
        case = None if top is None else _case(top, pathway)
        if case is not None and top is not None:
            if case.id in cases:
                sink.add(
                    top.place("id"),
                    f"Fallet »{case.id}« finns redan.",
                    found=case.id,
                    hint="Ge det ett eget id.",
                )
            cases[case.id] = case
    sink.check()
    return tuple(cases.values())


def check_case(pathway: Pathway, case: Case) -> tuple[str, ...]:
    """What the map answers otherwise than the case expects, as Swedish sentences; empty when it lands."""
    try:
        facts = read_facts(pathway, case.facts, on=case.on, sources=case.sources)
    except FactError as error:
        return error.problems
    got, want = evaluate(pathway, facts, on=case.on), case.expected
    pairs = (
        ("Huvudsteget", want.primary, got.primary or ""),
        ("Kandidaterna", want.candidates, got.candidates),
        ("Ansvarig", want.responsible, got.responsible or ""),
        ("Öppna steg", want.open, got.open),
        ("Det som saknas", _sorted(want.missing), _sorted(got.missing)),
    )
    wrong = [
        f"{noun} blev {_said(found)}, väntat {_said(wanted)}."
        for noun, wanted, found in pairs
        if wanted not in (None, found)
    ]
    if want.goal and want.goal not in _led_to(pathway, got.candidates):
        wrong.append(f"Ingen väg leder från {_said(got.candidates)} till målet {want.goal}.")
    return (*wrong, *(f"Uppgifterna motsäger varandra: {text}" for text in facts.conflicts))


def _led_to(pathway: Pathway, steps: tuple[str, ...]) -> set[str]:
    """The steps and goals that the ways of the map lead to from `steps`, these among them."""
    found: set[str] = set()
    waiting = list(steps)
    while waiting:
        id_ = waiting.pop()
        if id_ not in found:
            found.add(id_)
            step = pathway.steps.get(id_)
            waiting += [*(way.target for way in step.ways), *step.goals] if step else []
    return found


def _sorted(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(sorted(names))


def _said(found: str | tuple[str, ...] | None) -> str:
    return (found if isinstance(found, str) else ", ".join(found or ())) or "ingenting"


def _case(top: Table, pathway: Pathway) -> Case | None:
    with top:
        facts = top.table("facts", required=True, name="»facts«")
        expected = top.table("expected", required=True, name="»expected«")
        case = Case(
            id=top.text("id"),
            name=top.text("name"),
            story=top.text("story"),
            on=top.day("on", required=True) or pathway.valid_from,
            facts={} if facts is None else _facts(facts),
            sources={label.text: text.text for label, text in top.pairs("sources")},
            expected=Expected() if expected is None else _expected(expected, pathway),
            why=top.text("why", ""),
            trap=top.text("trap", ""),
        )
    _check_facts(facts, case, pathway)
    return case


def _facts(table: Table) -> dict[str, object]:
    table.asked.extend(table.entries)
    return {name: plain(node, table.where.file, table.sink) for name, (_, node) in table.entries.items()}


def _check_facts(table: Table | None, case: Case, pathway: Pathway) -> None:
    if table is None:
        return
    try:
        read_facts(pathway, case.facts, on=case.on)
    except FactError as error:
        for name, problem in zip(error.names, error.problems, strict=True):
            table.sink.add(table.place(name), problem, found=name)


def _expected(table: Table, pathway: Pathway) -> Expected:
    sink = table.sink
    with table:
        primary = table.scalar("primary", required="primary" not in table.entries)
        check_known([primary] if primary else [], pathway.steps, "steget", sink)
        responsible = table.scalar("responsible", required=False)
        check_known([responsible] if responsible else [], pathway.actors, "aktören", sink)
        goal = table.scalar("goal", required=False)
        check_known([goal] if goal else [], pathway.goals, "målet", sink)
        return Expected(
            primary=primary.text if primary else "",
            candidates=_list(table, "candidates", pathway.steps, "steget"),
            responsible=responsible.text if responsible else None,
            open=_list(table, "open", pathway.steps, "steget"),
            missing=_list(table, "missing", pathway.facts, "uppgiften"),
            goal=goal.text if goal else None,
        )


def _list(table: Table, key: str, known: Mapping[str, object], noun: str) -> tuple[str, ...] | None:
    return check_known(table.scalars(key), known, noun, table.sink) if key in table else None
