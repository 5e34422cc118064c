"""Files and functions stay of a size one can read, are named in English, and say what they give."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from .sources import PURE_ROOMS, SRC, functions, name, python_files, report, tree

FILE_LINES = 500
FUNCTION_LINES = 100
NAMELESS = {"utils", "util", "helpers", "helper", "misc", "common"}

# Where a package from outside may be imported in the pure rooms; a name ending in * stands for several files.
PACKAGES = {
    "lxml": ("certificate/*", "pathway/exchange/*"),
    "yaml": ("pathway/reading/*", "certificate/*"),
    "numpy": ("pathway/people/*", "pathway/proof/*", "pathway/questions/*"),
    "pyarrow": ("pathway/people/arrow*",),
    "z3": ("pathway/proof/*",),
    "ruamel": ("pathway/writing/*",),
    "simpy": ("pathway/queues/*",),
}
CLOCKS = {"now", "today", "utcnow", "localtime", "gmtime"}


def written_by_django(path: Path) -> bool:
    """A migration as `makemigrations` leaves it: nobody reads or edits it."""
    return path.parent.name == "migrations"


def test_no_file_is_too_long_to_read() -> None:
    found = [
        f"{name(path)}: {lines} lines"
        for path in python_files()
        if not written_by_django(path)
        and (lines := path.read_text(encoding="utf-8").count("\n")) > FILE_LINES
    ]
    assert not found, report(found, "divide the file by noun (architecture.md, The grid)")


def test_no_function_is_too_long_to_read() -> None:
    found = [
        f"{name(path)}:{function.lineno} {function.name}: {lines} lines"
        for path in python_files()
        for function in functions(tree(path))
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    ]
    assert not found, report(found, "give its parts names of their own")


def identifiers(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id


def test_python_names_are_plain_ascii() -> None:
    found = [
        f"{name(path)}:{line} {identifier}"
        for path in python_files()
        for line, identifier in identifiers(tree(path))
        if not identifier.isascii()
    ]
    assert not found, report(found, "mechanism speaks English: take the word from the glossary")


def test_no_module_is_named_after_nothing() -> None:
    found = [name(path) for path in python_files() if path.stem in NAMELESS]
    assert not found, report(found, "name the file after its subject")


def public_functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree(path).body:
        members = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        for member in members:
            if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef) and not member.name.startswith("_"):
                yield member


def test_public_functions_of_the_pure_rooms_say_what_they_give() -> None:
    found = [
        f"{name(path)}:{function.lineno} {function.name}"
        for path in python_files(*PURE_ROOMS)
        for function in public_functions(path)
        if not ast.get_docstring(function)
    ]
    assert not found, report(found, "write a docstring: shapes, units, errors, source")


def test_every_module_says_what_it_is_for() -> None:
    found = [
        name(path)
        for path in python_files()
        if path.read_text(encoding="utf-8").strip()
        and not written_by_django(path)
        and not ast.get_docstring(tree(path))
    ]
    assert not found, report(found, "write one sentence at the top of the module")


def imported(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.lineno, node.module.partition(".")[0]


def test_packages_are_imported_only_where_they_belong() -> None:
    found = [
        f"{name(path)}:{line} imports {package}, which belongs in {', '.join(PACKAGES[package])}"
        for path in python_files(*PURE_ROOMS)
        for line, package in imported(tree(path))
        if package in PACKAGES and not any(path.relative_to(SRC).match(place) for place in PACKAGES[package])
    ]
    assert not found, report(found, "move the code, or argue for a new place in PACKAGES")


def test_the_pure_rooms_never_look_at_the_clock() -> None:
    found = [
        f"{name(path)}:{node.lineno} .{node.func.attr}()"
        for path in python_files(*PURE_ROOMS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]
    assert not found, report(found, "take the day as the argument on=")
