"""The next-responsible guarantee as the database itself keeps it: judged when a transaction ends, whoever wrote.

The CHECK on a case says that an open one names a next step. Here the step it names must be there, be the case's own, and be
under way. Inside a transaction a step may end before another is named; when it is committed all must hold. PostgreSQL has
constraint triggers for that. SQLite has none, but its foreign keys can wait for the commit: a case that owes a next step gets a
row in a table of debts that points at nothing, and the row goes when the debt is paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from samre.audit.trigger_texts import not_as_written

CASES, STEPS, DEBTS = "casework_case", "casework_openstep", "casework_debt"
NAMES = {
    "sqlite": (
        (f"{CASES}_owes_new", CASES),
        (f"{CASES}_owes", CASES),
        (f"{CASES}_gone", CASES),
        (f"{STEPS}_pays_new", STEPS),
        (f"{STEPS}_owes", STEPS),
        (f"{STEPS}_pays", STEPS),
        (f"{STEPS}_gone", STEPS),
    ),
    "postgresql": ((f"{CASES}_guarantee", CASES), (f"{STEPS}_guarantee", STEPS)),
}
_LIVE = "('pagar', 'vantar')"
MESSAGE = "ett öppet ärende har alltid ett eget nästa steg som pågår"


def install(connection: Any) -> None:
    """Puts the triggers in place, in place of those that are there."""
    remove(connection)
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        for statement in make():
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Takes the triggers away."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in NAMES[connection.vendor]:
            if table in there:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: Any) -> list[str]:
    """The triggers that are not there as they were written: gone, switched off, or hollow."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    texts = list(make())[-len(NAMES[connection.vendor]) :]  # SQLite's table of debts comes first
    return not_as_written(
        connection, {name: text for (name, _), text in zip(NAMES[connection.vendor], texts, strict=True)}
    )


def _sqlite() -> Iterator[str]:
    yield (
        f"CREATE TABLE IF NOT EXISTS {DEBTS} (case_id char(32) PRIMARY KEY, "
        f"nobody char(32) NOT NULL REFERENCES {DEBTS} (case_id) DEFERRABLE INITIALLY DEFERRED)"
    )
    paid = f"EXISTS (SELECT 1 FROM {STEPS} WHERE id = NEW.next_step_id AND case_id = NEW.id AND state IN {_LIVE})"
    owe = f"INSERT OR REPLACE INTO {DEBTS} SELECT {{case}}, '' WHERE {{when}}"
    settle = f"DELETE FROM {DEBTS} WHERE case_id = NEW.id AND (NEW.state <> 'oppet' OR {paid})"
    owes = owe.format(case="NEW.id", when=f"NEW.state = 'oppet' AND NOT {paid}")
    named = f"SELECT id FROM {CASES} WHERE next_step_id = {{step}} AND state = 'oppet'"
    lost = f"INSERT OR REPLACE INTO {DEBTS} SELECT id, '' FROM ({named.format(step='OLD.id')})"
    held = f"DELETE FROM {DEBTS} WHERE case_id IN ({named.format(step='NEW.id')} AND id = NEW.case_id)"
    still = f"NEW.state IN {_LIVE} AND NEW.case_id = OLD.case_id"
    yield _after(f"{CASES}_owes_new", f"INSERT ON {CASES}", "1", owes)
    yield _after(f"{CASES}_owes", f"UPDATE OF state, next_step_id ON {CASES}", "1", f"{settle}; {owes}")
    yield _after(f"{CASES}_gone", f"DELETE ON {CASES}", "1", f"DELETE FROM {DEBTS} WHERE case_id = OLD.id")
    yield _after(f"{STEPS}_pays_new", f"INSERT ON {STEPS}", f"NEW.state IN {_LIVE}", held)
    yield _after(f"{STEPS}_owes", f"UPDATE OF state, case_id ON {STEPS}", f"NOT ({still})", lost)
    yield _after(f"{STEPS}_pays", f"UPDATE OF state, case_id ON {STEPS}", f"NEW.state IN {_LIVE}", held)
    yield _after(f"{STEPS}_gone", f"DELETE ON {STEPS}", "1", lost)


def _after(name: str, event: str, when: str, what: str) -> str:
    return f"CREATE TRIGGER {name} AFTER {event} FOR EACH ROW WHEN {when} BEGIN {what}; END"


def _postgresql() -> Iterator[str]:
    yield _deferred(
        f"{CASES}_guarantee",
        f"INSERT OR UPDATE OF state, next_step_id ON {CASES}",
        f"SELECT 1 FROM {CASES} c WHERE c.id = NEW.id AND c.state = 'oppet' AND NOT EXISTS ("
        f"SELECT 1 FROM {STEPS} s WHERE s.id = c.next_step_id AND s.case_id = c.id AND s.state IN {_LIVE})",
    )
    yield _deferred(
        f"{STEPS}_guarantee",
        f"DELETE OR UPDATE OF state, case_id ON {STEPS}",
        f"SELECT 1 FROM {CASES} c WHERE c.next_step_id = OLD.id AND c.state = 'oppet' AND NOT EXISTS ("
        f"SELECT 1 FROM {STEPS} s WHERE s.id = OLD.id AND s.case_id = c.id AND s.state IN {_LIVE})",
    )


def _deferred(name: str, event: str, broken: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({broken}) "
        f"THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NULL; END $$; "
        f"CREATE CONSTRAINT TRIGGER {name} AFTER {event} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
