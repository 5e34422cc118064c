"""The files that people lie in: .npz of our own, and Parquet as others write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile, is_zipfile

from samre.pathway.model import Fact, Pathway
from samre.pathway.people.columns import Columns, load_columns, save_columns

from .errors import UNREADABLE, UserError
from .files import reason, unwritable

Counts = tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]


def is_parquet(name: str) -> bool:
    """Whether a name is that of a Parquet file, or of a folder of them."""
    return Path(name).suffix.casefold() == ".parquet" or Path(name).is_dir()


def save_people(people: Columns, name: str) -> None:
    """Writes the people; the name's ending says how."""
    try:
        if is_parquet(name):
            with extra():
                from samre.carriers import parquet

            parquet.save(people, Path(name))
        else:
            save_columns(people, Path(name))
    except OSError as error:
        raise unwritable(name, error) from None


def counts_in(name: str, pathway: Pathway) -> Counts:
    """How many of the file have each step as primary ("" = not settled), open, and possibly open. Parquet is read as it comes."""
    if is_parquet(name):
        return _counts_in_parquet(name, pathway)
    from samre.pathway.people.population import compile_population

    plan = compile_population(pathway)
    found = plan.run(plan.slice(people_in(name, pathway)))
    return found.counts(), found.open_counts(), found.possible_counts()


def people_of_both(name: str, old: Pathway, new: Pathway) -> Columns:
    """The people in a file, for maps whose facts both have to understand it."""
    if is_parquet(name):
        return _parquet_people(
            name, {**new.facts, **{id_: _shared(old.facts[id_], new) for id_ in old.facts}}
        )
    people_in(name, new)
    return people_in(name, old)


def _shared(fact: Fact, new: Pathway) -> Fact:
    """The fact with the choices that it has in the new map too."""
    known = {choice.id for choice in new.facts[fact.id].choices} if fact.id in new.facts else None
    if known is None:
        return fact
    return replace(fact, choices=tuple(choice for choice in fact.choices if choice.id in known))


def people_in(name: str, pathway: Pathway) -> Columns:
    """The people in a .npz file, made for a map with these facts."""
    try:
        with Path(name).open("rb") as file:
            whole = is_zipfile(file)
    except OSError as error:
        raise _unreadable(name, error) from None
    if not whole:
        raise UserError(
            f"{name} är ingen hel befolkningsfil. Skapa den med samre population generate.", code=UNREADABLE
        )
    try:
        people = load_columns(Path(name))
    except (ValueError, BadZipFile) as error:
        raise UserError(f"{name}: {error}", code=UNREADABLE) from None
    for fact, choices in people.choices.items():
        own = tuple(choice.id for choice in pathway.facts[fact].choices) if fact in pathway.facts else choices
        if own != choices:
            message = f"{name} är gjord för en annan karta: {fact} har andra svar. Gör om den med samre population generate."
            raise UserError(message, code=UNREADABLE)
    return people


def _unreadable(name: str, error: OSError) -> UserError:
    hint = (
        f" Skapa den med: samre population generate 100000 -o {name}"
        if isinstance(error, FileNotFoundError)
        else ""
    )
    return UserError(f"{name} går inte att läsa: {reason(error)}.{hint}", code=UNREADABLE)


@contextmanager
def extra() -> Iterator[None]:
    """Says in words that a package of the extra `population` is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        message = f"För Parquet behövs paketet {error.name}. Installera det i programmets miljö: pip install {error.name}"
        raise UserError(message, code=UNREADABLE) from None


@contextmanager
def _reading(name: str) -> Iterator[None]:
    from samre.carriers.parquet import NotPeople
    from samre.pathway.people.arrow_planes import WrongColumn

    try:
        yield
    except OSError as error:
        raise _unreadable(name, error) from None
    except NotPeople as error:
        raise UserError(str(error), code=UNREADABLE) from None
    except WrongColumn as error:
        raise UserError(f"{name}: {error}", code=UNREADABLE) from None


def _counts_in_parquet(name: str, pathway: Pathway) -> Counts:
    with extra():
        from samre.carriers import parquet
        from samre.pathway.people.arrow import TALLY, kernel_of, summed
    kernel = kernel_of(pathway)
    with _reading(name):
        rows = summed(map(kernel.tally, parquet.batches(Path(name), kernel.facts)), TALLY).to_pylist()
    nobody = dict.fromkeys([*pathway.priority, ""], 0)
    primary, opened, possible = (
        nobody | {row["step"] or "": row[part] for row in rows} for part in ("primary", "open", "possible")
    )
    return primary, opened, possible


def _parquet_people(name: str, facts: Mapping[str, Fact]) -> Columns:
    with extra():
        from samre.carriers import parquet
    with _reading(name):
        return parquet.load(Path(name), facts)
