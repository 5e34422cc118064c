"""Every row about a person has one owner for ever (R2), and PostgreSQL shows only those of the authority in scope (R3)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, models, transaction

from samre.accounts import row_security
from samre.accounts.scope import acting_in

from .conftest import TABLE, owner_type, written

pytestmark = pytest.mark.django_db
postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="radsäkerhet finns bara i PostgreSQL: make test-postgres"
)
AsProgram = Callable[[], AbstractContextManager[None]]


def owners(table: str = TABLE) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT owner_id FROM {table}")
        return sorted(str(owner) for (owner,) in cursor.fetchall())


def run(statement: str, *values: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def refusal(statement: str, *values: object, kind: type[DatabaseError] = IntegrityError) -> str:
    with pytest.raises(kind) as refused:
        run(statement, *values)
    return str(refused.value)


def test_every_table_with_an_owner_is_secured() -> None:
    tables = [model._meta.db_table for model in row_security.owned_models()]
    assert "casework_case" in tables and "casework_person" in tables
    assert row_security.secured_tables(connection, tables) == set(tables)


def test_every_owner_is_demanded_by_the_database() -> None:
    for model in row_security.owned_models():
        field = model._meta.get_field("owner")
        assert not field.null, f"{model._meta.label}: owner får inte vara tom"
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
        assert not next(column.null_ok for column in columns if column.name == "owner_id"), model._meta.label


def test_a_table_that_points_at_a_row_with_an_owner_has_an_owner_itself() -> None:
    owned = set(row_security.owned_models())
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model not in owned
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in owned
    ]
    assert not loose, "rader om en person, utan ägare: " + ", ".join(loose)


def test_the_owner_of_a_row_is_never_changed(table: str, authorities: tuple[UUID, UUID]) -> None:
    first, second = map(written, authorities)
    words = refusal(f"UPDATE {table} SET owner_id = %s WHERE owner_id = %s", second, first)
    assert "owner_id ändras aldrig" in words
    assert run(f"UPDATE {table} SET word = 'annat', owner_id = owner_id") == 2


def test_the_owner_of_a_real_row_is_never_changed_by_the_models_either(
    authorities: tuple[UUID, UUID],
) -> None:
    key = make_name_key(authorities[0])
    with pytest.raises(IntegrityError, match="owner_id ändras aldrig"), transaction.atomic():
        type(key).objects.filter(pk=key.pk).update(owner_id=authorities[1])
    key.refresh_from_db()
    assert key.owner_id == authorities[0]


def make_name_key(authority: UUID) -> Any:
    """A row about somebody, the smallest there is."""
    person = apps.get_model("casework.Person").objects.create(
        owner_id=authority, identity_kind="annan", name="Tolvan Tolvansson"
    )
    return apps.get_model("casework.NameKey").objects.create(owner_id=authority, person=person, key=12)


def test_a_row_that_points_at_another_authoritys_row_is_found(authorities: tuple[UUID, UUID]) -> None:
    key = make_name_key(authorities[0])
    assert row_security.strays() == []
    type(key).objects.create(owner_id=authorities[1], person=key.person, key=13)
    assert row_security.strays() == ["casework_namekey.person_id: 1"]


def test_a_lock_that_was_taken_away_is_put_back(table: str) -> None:
    assert row_security.secure_tables(connection, [table]) == []
    for statement in row_security.statements(connection, table):
        if statement.startswith(("DROP TRIGGER", "DROP POLICY")):
            run(statement)
            assert row_security.secure_tables(connection, [table]) == [table]
            assert row_security.secure_tables(connection, [table]) == []


@postgresql
def test_a_policy_that_somebody_widened_is_narrowed_again(table: str) -> None:
    run(f"DROP POLICY {row_security.POLICY} ON {table}")
    run(f"CREATE POLICY {row_security.POLICY} ON {table} USING (true)")
    assert row_security.secure_tables(connection, [table]) == [table]
    run(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    assert row_security.secure_tables(connection, [table]) == [table]


@postgresql
def test_without_a_scope_no_row_is_seen(table: str, as_program: AsProgram) -> None:
    with as_program():
        assert owners() == []
        assert run(f"UPDATE {table} SET word = 'mitt'") == 0
        assert run(f"DELETE FROM {table}") == 0
    assert len(owners()) == 2


@postgresql
def test_in_scope_only_the_rows_of_that_authority_are_there(
    table: str, authorities: tuple[UUID, UUID], as_program: AsProgram
) -> None:
    for authority in authorities:
        with as_program(), acting_in(authority):
            assert owners() == [str(authority)]
            assert run(f"UPDATE {table} SET word = 'mitt'") == 1
    with as_program(), acting_in(authorities[0]):
        assert run(f"DELETE FROM {table}") == 1
    assert owners() == [str(authorities[1])]


@postgresql
def test_nobody_writes_a_row_for_somebody_else(
    table: str, authorities: tuple[UUID, UUID], as_program: AsProgram
) -> None:
    mine, others = authorities
    insert = f"INSERT INTO {table} VALUES ('inlagt', %s)"
    with as_program(), acting_in(mine):
        assert run(insert, mine) == 1
        assert "row-level security" in refusal(insert, others, kind=ProgrammingError)
        assert "owner_id ändras aldrig" in refusal(f"UPDATE {table} SET owner_id = %s", others)
    with as_program():
        assert "row-level security" in refusal(insert, mine, kind=ProgrammingError)


@postgresql
def test_a_scope_ends_with_its_block_and_falls_back_to_the_one_around_it(
    table: str, authorities: tuple[UUID, UUID], as_program: AsProgram
) -> None:
    outer, inner = authorities
    with as_program():
        with acting_in(outer):
            with acting_in(inner):
                assert owners() == [str(inner)]
            assert owners() == [str(outer)]
        assert owners() == []


@postgresql
def test_a_scope_that_ends_in_a_broken_transaction_leaves_nothing_behind(
    table: str, authorities: tuple[UUID, UUID], as_program: AsProgram
) -> None:
    with as_program():
        with (
            pytest.raises(ProgrammingError, match="finns_inte"),
            transaction.atomic(),
            acting_in(authorities[0]),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT finns_inte")
        assert owners() == []


@postgresql
def test_an_unknown_authority_sees_nothing(table: str, as_program: AsProgram) -> None:
    with as_program(), acting_in(uuid4()):
        assert owners() == []


@postgresql
def test_the_models_see_what_the_lock_lets_through(
    authorities: tuple[UUID, UUID], as_program: AsProgram
) -> None:
    keys = {authority: make_name_key(authority) for authority in authorities}
    model = type(keys[authorities[0]])
    with as_program():
        assert not model.objects.exists()
        for authority, key in keys.items():
            with acting_in(authority):
                assert [found.pk for found in model.objects.all()] == [key.pk]
                assert model.objects.select_related("person").get().person.owner_id == authority


@postgresql
def test_the_trigger_asks_for_nothing_but_the_column(authorities: tuple[UUID, UUID]) -> None:
    run(f"CREATE TABLE bare (owner_id {owner_type()})")
    row_security.secure_tables(connection, ["bare"])
    run("INSERT INTO bare VALUES (NULL)")
    assert "owner_id ändras aldrig" in refusal("UPDATE bare SET owner_id = %s", authorities[0])
