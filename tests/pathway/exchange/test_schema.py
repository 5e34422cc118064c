"""The published JSON Schema says the same of a file's form as the reader does: it refuses nothing the reader takes, and takes no
form that the reader refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import samre.definitions
from samre.definitions import current
from samre.pathway.picture.sketch import FILE as SKETCH
from samre.pathway.picture.sketch import sketch_of
from samre.pathway.reading.load import FILES, load_texts
from samre.pathway.reading.mistakes import DefinitionError

SCHEMA = json.loads(
    (Path(samre.definitions.__file__).parent / "karta.schema.json").read_text(encoding="utf-8")
)
SMALL = Path(__file__).parents[1] / "small_map"
# What the reader says when the form is wrong, and not what a name or a condition means.
FORM = ("Okänd nyckel", "Nyckeln »", "Här väntades", "ska vara en lista", "ska vara ett heltal", "ska vara en dag", "är tom i",
        "ska vara true eller false", "kan inte vara", "får bara ha", "Vikten ska vara")  # fmt: skip


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMA | {"$ref": f"#/$defs/{name}"} | {"type": "object", "properties": {}, "required": [],
                                "additionalProperties": True, "patternProperties": {}})  # fmt: skip


CHECKS = {name: validator(name) for name in (*FILES, SKETCH, "fall")}


class Core(yaml.SafeLoader):
    """YAML 1.2, as editors have it: `on` is a text, and so is a day."""

    yaml_implicit_resolvers = {
        first: [(tag, shape) for tag, shape in rows if not tag.endswith(("bool", "timestamp"))]
        for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def data_of(text: str) -> Any:
    """YAML as JSON has it: keys as text."""
    return json.loads(json.dumps(yaml.load(text, Loader=Core)))


def texts_in(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text(encoding="utf-8") for name in FILES}


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("folder", [current(), SMALL], ids=["in force", "small"])
def test_a_map_that_is_read_fits(folder: Path) -> None:
    whole = {name: data_of(text) for name, text in texts_in(folder).items()}
    whole |= {
        f"cases/{path.name}": data_of(path.read_text(encoding="utf-8"))
        for path in (folder / "cases").glob("*.yaml")
    }
    if (folder / SKETCH).exists():
        whole[SKETCH] = data_of((folder / SKETCH).read_text(encoding="utf-8"))
    assert [
        f"{list(error.path)}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(whole)
    ] == []


PARTS = {name: data_of(text) for name, text in texts_in(SMALL).items()}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*path, key))


PLACES = [(name, path) for name, part in PARTS.items() for path in places(part) if path]


def harmed(name: str, path: tuple[Any, ...], how: str) -> Any:
    """The file's data with one place harmed."""
    data = json.loads(json.dumps(PARTS[name]))
    holder = data
    for key in path[:-1]:
        holder = holder[key]
    last = path[-1]
    match how:
        case "lost":
            del holder[last]
        case "unknown" if isinstance(holder, dict):
            holder[f"{last}_x"] = holder.pop(last)
        case "unknown":
            holder[last] = {"okand": 1}
        case "text":
            holder[last] = "ett ord"
        case "empty":
            holder[last] = ""
        case "number":
            holder[last] = 7
        case "list":
            holder[last] = [["a"], {"b": "c"}]
        case "mapping":
            holder[last] = {"okand": {"nyckel": 1}}
        case "nothing":
            holder[last] = None
    return data


def said(name: str, data: Any) -> list[str]:
    """What the reader says of the whole map with this file in it."""
    texts = texts_in(SMALL) | {name: yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)}
    try:
        load_texts(texts)
    except DefinitionError as error:
        return [mistake.message for mistake in error.mistakes if mistake.file == name]
    return []


@settings(max_examples=400, deadline=None)
@given(
    place=st.sampled_from(PLACES),
    how=st.sampled_from(["lost", "unknown", "text", "empty", "number", "list", "mapping", "nothing"]),
)
def test_schema_and_reader_say_the_same_of_a_harmed_file(
    place: tuple[str, tuple[Any, ...]], how: str
) -> None:
    name, path = place
    data = harmed(name, path, how)
    mistakes, fits = said(name, data), CHECKS[name].is_valid(data)
    if not mistakes:
        assert fits, [f"{list(error.path)}: {error.message}" for error in CHECKS[name].iter_errors(data)]
    if any(words in message for message in mistakes for words in FORM):
        assert not fits, mistakes


@pytest.mark.parametrize(
    ("name", "harm", "is_well"),
    [
        (SKETCH, {"ritning": {"banor": {"a": {"namn": "A", "aktörer": "KOM"}}, "rutnät": {}, "mål": "M1"}}, True),
        (SKETCH, {"ritning": {"banor": {"a": {"namn": "A"}}, "rutnät": {}, "mål": "M1"}}, False),
        ("fall", {"id": "1", "name": "A", "story": "B", "on": "2026-11-01", "facts": {}, "expected": {"primary": None}}, True),
        ("fall", {"id": "1", "name": "A", "story": "B", "on": "i går", "facts": {}, "expected": {"primary": "S01"}}, False),
        ("fall", {"id": "1", "name": "A", "story": "B", "on": "2026-11-01", "facts": {}, "expected": {}}, False),
    ],
)  # fmt: skip
def test_drawing_and_cases_have_a_form_too(name: str, harm: Any, is_well: bool) -> None:
    assert CHECKS[name].is_valid(harm) is is_well


def test_the_drawing_in_force_is_read_by_both() -> None:
    text = (current() / SKETCH).read_text(encoding="utf-8")
    assert CHECKS[SKETCH].is_valid(data_of(text))
    assert sketch_of(text, load_texts(texts_in(current()))).lanes
