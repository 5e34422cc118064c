"""The case file holds to its own rules: words, owners, stamps, actions, seals and doors."""

from __future__ import annotations

import ast
import re

import pytest
import yaml
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import override

import samre.casework.actions
from samre.accounts.acts import REGISTRY
from samre.casework.models.base import Owned, Stamped
from samre.sealing.fields import SealedBytesField, SealedJSONField, SealedTextField

from .sources import ROOT, SRC, name, python_files, report, tree

ROOMS = ("accounts", "casework", "audit")
MODELS = [
    model
    for room in ("accounts", "casework", "governance")
    for model in apps.get_app_config(room).get_models()
]
CASEWORK = list(apps.get_app_config("casework").get_models())

# Rows that are about nobody, or about staff only.
WITHOUT_OWNER = {
    "OfferedTime": "a free hour of a consultant, which every kommun may see; taken by a unit, never for a person",
    "Maintenance": "stands only inside a transaction and says nothing about anybody",
    "LinkDoor": "says only which authority a one-time link leads to: a visitor with a link has no scope yet",
}
# Text about a person that is not sealed, with the reason. Everything else written by hand or read from a file is sealed.
PLAIN_TEXT = {
    "Case.stuck": "codes of arenden.yaml",
    "FactEntry.fact": "the id of a fact",
    "Record.media_type": "a media type",
    "Task.about": "the id of a fact, step or certificate",
    "Person.language": "needed to book an interpreter; no identity",
    "Person.interpreter": "the same",
    "FactEntry.source_name": "the name of an authority or form",
    "Consent.discloser_unit": "the name of a unit of ours",
    "CopyMark.system": "the name of a case system",
    "ExportPackage.handed_to": "the name of an archive",
    "Delivery.sender": "the name of an authority and unit",
    "Delivery.subject": "what a list shows; it names nobody",
    "Record.public_subject": "what the public register may show",
}
LONG = 60


def glossary() -> set[str]:
    rows = yaml.safe_load((ROOT / "glossary.yaml").read_text(encoding="utf-8"))
    return {str(row["english"]).replace(" ", "").replace("-", "").lower() for row in rows.values()}


def test_every_model_is_a_word_of_the_glossary() -> None:
    words = glossary()
    found = [model.__name__ for model in MODELS if model.__name__.lower() not in words]
    assert not found, report(found, "add the Swedish word and its one English word to glossary.yaml")


def test_every_row_about_a_person_has_an_owner_that_can_not_be_empty() -> None:
    found = [
        model.__name__
        for model in CASEWORK
        if model.__name__ not in WITHOUT_OWNER
        and not any(field.name == "owner" and not field.null for field in model._meta.local_concrete_fields)
    ]
    assert not found, report(found, "give it owner = ForeignKey(Authority), NOT NULL (R2)")


@pytest.mark.parametrize("model", [model for model in CASEWORK if issubclass(model, Stamped)])
def test_whoever_is_stamped_is_stamped_whole(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.local_concrete_fields}
    assert {"at", "by", "by_name", "by_title", "by_authority"} <= names


def test_at_and_by_come_in_pairs() -> None:
    found = []
    for model in CASEWORK:
        names = {field.name for field in model._meta.local_concrete_fields}
        for name_ in names:
            stem, _, end = name_.rpartition("_")
            if (
                end == "at"
                and stem in ("ended", "done", "closed", "approved", "delivered")
                and f"{stem}_by" not in names
            ):
                found.append(f"{model.__name__}.{name_}")
    allowed = {
        "Delivery.delivered_at": "its sender says by whom",
        "CaseAssignment.ended_at": "the row that takes its place says by whom",
        "Representative.ended_at": "the case event says by whom",
        "DisposalRun.done_at": "approved_by answers for it",
        "DisposalItem.done_at": "its run says by whom",
    }
    assert not set(found) - set(allowed), report(sorted(set(found) - set(allowed)), "say by whom as well")
    assert not set(allowed) - set(found), "take what is no longer needed out of `allowed`"


def test_what_people_write_is_sealed_or_has_a_reason_not_to_be() -> None:
    found, needed = [], set()
    for model in CASEWORK:
        if not issubclass(model, Owned):
            continue
        for field in model._meta.local_concrete_fields:
            written = isinstance(field, models.TextField) or (
                isinstance(field, models.CharField)
                and (field.max_length or 0) >= LONG
                and not field.name.endswith(("_name", "_title", "_authority", "_by", "sha256", "digest"))
            )
            label = f"{model.__name__}.{field.name}"
            if isinstance(field, SealedTextField | SealedBytesField | SealedJSONField):
                continue
            if label in PLAIN_TEXT:
                needed.add(label)
            elif written and not field.choices:
                found.append(label)
    assert not found, report(found, "seal it (samre.sealing.fields), or say in PLAIN_TEXT why not")
    assert not set(PLAIN_TEXT) - needed, "take what no longer exists out of PLAIN_TEXT"


def called_in(function: ast.FunctionDef) -> set[str]:
    return {getattr(call.func, "id", "") for call in ast.walk(function) if isinstance(call, ast.Call)}


def test_every_write_called_from_outside_is_an_action_or_ends_in_one() -> None:
    """A function in actions/ that takes `by` and is called from web or cli is an @action, calls one, or only looks."""
    own = [
        function
        for path in (*(SRC / "casework" / "actions").glob("*.py"), SRC / "casework" / "post.py")
        for function in tree(path).body
        if isinstance(function, ast.FunctionDef)
        and any(argument.arg == "by" for argument in function.args.kwonlyargs)
    ]
    actions = {"acting"} | {function.name for function in own if function.decorator_list}
    calls = {function.name: called_in(function) for function in own}
    for _ in own:  # what calls something that ends in an action ends in one
        actions |= {function for function, called in calls.items() if actions & called}
    plain = {
        function.name
        for function in own
        if function.name not in actions and not function.name.startswith(("_", "find_", "check_"))
    }
    outside = [
        f"{name(path)}:{node.lineno} {node.func.id}"
        for path in python_files("web", "cli", "config")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in plain
    ]
    assert len(actions) > 1
    assert not outside, report(
        outside, "only actions are called from outside: decorate it, or wrap it in one"
    )


def test_every_action_has_a_name_of_a_noun_and_a_verb() -> None:
    assert samre.casework.actions
    found = [name_ for name_ in REGISTRY if not re.fullmatch(r"[a-z_]+\.[a-z_]+", name_)]
    assert not found, report(found, "name it noun.verb")


def test_web_reaches_cases_by_the_one_door_only() -> None:
    """`Case.objects` without `visible_to`, and every other manager of the case file, stay out of web."""
    managers = {model.__name__ for model in CASEWORK}
    found = []
    for path in python_files("web"):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            around = " ".join(lines[number - 1 : number + 2])
            for model in re.findall(r"\b([A-Z]\w+)\.objects\b", line):
                if model in managers and not (model == "Case" and ".visible_to(" in around):
                    found.append(f"{name(path)}:{number} {line.strip()}")
    assert not found, report(found, "read through casework.queries or Case.objects.visible_to(actor)")


def test_no_column_scores_or_ranks_a_person() -> None:
    banned = re.compile(r"(score|rank|rating|poang|prediction|risk)", re.IGNORECASE)
    found = [
        f"{model.__name__}.{field.name}"
        for model in CASEWORK
        for field in model._meta.local_concrete_fields
        if banned.search(field.name)
    ]
    assert not found, report(found, "the system recommends; it never scores people (R9)")


def test_rooms_do_not_use_signals_between_models() -> None:
    used = re.compile(r"\b(?:pre|post)_(?:save|delete|init)\b|\bm2m_changed\b")
    found = {name(path) for path in python_files(*ROOMS) if used.search(path.read_text(encoding="utf-8"))}
    assert not found, report(
        sorted(found), "call the function, or let the room above listen (accounts/changes.py)"
    )


def test_the_migrations_make_the_tables_that_the_models_say() -> None:
    loader = MigrationLoader(None)
    made, said = loader.project_state(), ProjectState.from_apps(apps)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("samre.")}
    with override(None):  # as the command does: a field's name in Swedish is no change
        changes = MigrationAutodetector(made, said).changes(graph=loader.graph)
    found = [
        f"{app}: {operation.describe()}"
        for app in changes.keys() & ours
        for migration in changes[app]
        for operation in migration.operations
    ]
    assert not found, report(found, "make the migration: python manage.py makemigrations")
