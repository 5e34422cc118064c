"""The project's own files, as the consistency tests see them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "samre"
PURE_ROOMS = ("pathway", "certificate")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


def python_files(*rooms: str) -> tuple[Path, ...]:
    """Python files of the repository; of the product's `rooms` only when any are named."""
    wanted = tuple(SRC / room for room in rooms)
    files = [path for path in tracked() if path.suffix == ".py"]
    return tuple(path for path in files if not wanted or any(path.is_relative_to(room) for room in wanted))


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name(path: Path) -> str:
    """The path as a reader writes it."""
    return path.relative_to(ROOT).as_posix()


def functions(module: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    return [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def docstrings(module: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings."""
    owners = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    bodies = (node.body for node in ast.walk(module) if isinstance(node, owners))
    return {
        id(body[0].value)
        for body in bodies
        if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    }


def report(found: list[str], advice: str) -> str:
    """What a failing test says: each place on a line, then what to do."""
    return "\n" + "\n".join(found) + f"\n→ {advice}"
