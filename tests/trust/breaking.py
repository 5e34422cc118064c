"""Breaking the source on purpose, and asking a test by its name whether it notices."""

from __future__ import annotations
import __future__

import importlib
import inspect
import sys
import textwrap
import unittest
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import TracebackType
from typing import Any

import pytest
from _pytest.mark import ParameterSet
from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.test import Client, TestCase

from samre.accounts.acts import Denied, Refused, Stale

# What a test that notices says. Anything else is a break that was badly made: nothing ran.
NOTICED = (AssertionError, pytest.fail.Exception, Denied, Refused, Stale, IntegrityError, ObjectDoesNotExist)


class Broken:
    """Changes source while a test lasts. `more`: names that the changed source may use."""

    def __init__(self, patch: pytest.MonkeyPatch, **more: Any) -> None:
        self.patch = patch
        self.more = more

    def change(self, place: str, *words: str) -> None:
        """Compiles `module:function` or `module:Class.method` anew, wherever it has been imported. `words`: old, new, old, new …"""
        module_name, _, name = place.partition(":")
        module = importlib.import_module(module_name)
        owner: Any = module
        *classes, function_name = name.split(".")
        for one in classes:
            owner = getattr(owner, one)
        known = inspect.getattr_static(owner, function_name)
        target: Any = known.fget if isinstance(known, property) else known
        source = textwrap.dedent(inspect.getsource(inspect.unwrap(target)))
        for old, new in zip(words[::2], words[1::2], strict=True):
            assert old in source, f"{place} innehåller inte längre ”{old}”: ändra brottet"
            source = source.replace(old, new)
        space = {**vars(module), **self.more}
        flags = __future__.annotations.compiler_flag
        exec(compile(source, place, "exec", flags=flags), space)
        changed = space[function_name]
        if classes:
            self.patch.setattr(owner, function_name, changed)
        else:
            self._everywhere(known, changed)

    def put(self, place: str, value: Any) -> None:
        """Another value of `module:name`, wherever it has been imported."""
        module_name, _, name = place.partition(":")
        self._everywhere(getattr(importlib.import_module(module_name), name), value)

    def _everywhere(self, known: Any, changed: Any) -> None:
        for each in [*sys.modules.values()]:
            if getattr(each, "__name__", "").startswith(("samre", "tests", "trust")):
                for attribute, value in list(vars(each).items()):
                    if value is known:
                        self.patch.setattr(each, attribute, changed)


class _Result(unittest.TestResult):
    """What came of a test, with the type of what it raised."""

    def __init__(self) -> None:
        super().__init__()
        self.raised: list[BaseException] = []

    def addError(self, test: Any, err: Any) -> None:  # noqa: N802
        self._keep(err)

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        self._keep(err)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: N802
        if err is not None:
            self._keep(err)

    def _keep(self, err: tuple[type[BaseException], BaseException, TracebackType]) -> None:
        self.raised.append(err[1])


def faults(name: str) -> list[str]:
    """What `path::Class::test` or `path::test` says when it fails; nothing when it passes. Raises what is no test's answer."""
    result = _Result()
    # A class of tests hangs up when it is done; whoever asks has a transaction of her own around it.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections[DEFAULT_DB_ALIAS], "close", lambda: None)
        unittest.TestSuite([_as_case(name)]).run(result)
    assert result.testsRun, f"{name} kördes inte"
    for raised in result.raised:
        if not isinstance(raised, NOTICED):
            raise AssertionError(f"{name} gick sönder av något annat: {raised!r}") from raised
    return [f"{type(one).__name__}: {str(one)[:200]}" for one in result.raised]


def _as_case(name: str) -> unittest.TestCase:
    path, *rest = name.split("::")
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    found = getattr(module, rest[0])
    if len(rest) == 1:
        return _Plain(found, vars(module))
    if issubclass(found, unittest.TestCase):
        return found(rest[1])
    group = found()
    own = {
        name: partial(one.__wrapped__, group)
        for name, one in vars(found).items()
        if hasattr(one, "__wrapped__")
    }
    return _Plain(getattr(group, rest[1]), {**vars(module), **own})


class _Plain(TestCase):
    """A test that is a function, with each of its parameters in turn and the fixtures of its own module."""

    def __init__(self, test: Callable[..., None], around: Mapping[str, Any]) -> None:
        super().__init__("ask")
        self.test = test
        self.around = around

    def ask(self) -> None:
        for given in _parameters(self.test):
            with self.subTest(str(given)), pytest.MonkeyPatch.context() as patch, transaction.atomic():
                made: dict[str, Any] = {**given, "client": Client(), "monkeypatch": patch}
                self.test(**self._wanted(self.test, made))
                transaction.set_rollback(True)

    def _wanted(self, function: Callable[..., Any], made: dict[str, Any]) -> dict[str, Any]:
        names = list(inspect.signature(function).parameters)
        for name in names:
            if name not in made:
                known = self.around[name]
                fixture = known if isinstance(known, partial) else known.__wrapped__
                made[name] = fixture(**self._wanted(fixture, made))
        return {name: made[name] for name in names}


def _parameters(test: Any) -> Iterator[dict[str, Any]]:
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    assert len(marks) < 2, "flera parametrar i taget: välj ett annat test"
    if not marks:
        yield {}
        return
    names = marks[0].args[0]
    names = names.replace(" ", "").split(",") if isinstance(names, str) else list(names)
    for row in marks[0].args[1]:
        values = row.values if isinstance(row, ParameterSet) else row if len(names) > 1 else (row,)
        yield dict(zip(names, values, strict=True))
