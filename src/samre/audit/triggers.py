"""The database's own refusal: nobody changes the log, and nobody removes from it but below an approved cut.

On SQLite, Django remakes a table to alter it and its triggers go: a migration that alters these tables must end with
`install`. `missing` tells `chain.verify` when one is gone.
"""

from __future__ import annotations

from typing import Any

from .trigger_texts import not_as_written

TABLES = ("audit_event", "audit_subject", "audit_cut", "audit_keeping", "audit_anchor")
_NO_UPDATE = "loggen ändras inte"
_NO_DELETE = "loggen gallras bara under ett godkänt snitt, när minsta tiden har gått"
_NO_CUT = "snittet sparar kortare tid än den minsta"
_NO_FORK = "händelsen fortsätter inte kedjan"

# When a row may go all the same. {ago} is the moment c.keep_years years ago, in the words of the database.
_MAY_GO = {
    "audit_event": (
        "EXISTS (SELECT 1 FROM audit_cut c WHERE c.chain = OLD.chain AND c.number >= OLD.number AND OLD.at < {ago})"
    ),
    "audit_subject": "NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.subjects = OLD.digest AND e.subjects <> '')",
}
_TOO_SHORT = "NEW.keep_years < COALESCE((SELECT max(years) FROM audit_keeping), NEW.keep_years + 1)"
# An event goes on from the head, or is the first of its chain. So a fork or a gap is refused by the database itself.
_NO_LINK = (
    "NOT (EXISTS (SELECT 1 FROM audit_event p WHERE p.chain = NEW.chain AND p.number = NEW.number - 1"
    " AND p.hash = NEW.previous) OR NEW.number = 1 AND NEW.previous = ''"
    " AND NOT EXISTS (SELECT 1 FROM audit_event p WHERE p.chain = NEW.chain))"
)
# INSERT OR REPLACE in SQLite deletes without asking the DELETE trigger, so a row that is there is refused on its way in.
_SAME_ROW = {
    "audit_event": "chain = NEW.chain AND number = NEW.number",
    "audit_cut": "id = NEW.id OR chain = NEW.chain AND number = NEW.number",
    "audit_keeping": "id = NEW.id",
    "audit_anchor": "id = NEW.id OR chain = NEW.chain AND number = NEW.number",
}
_AGO = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || c.keep_years || ' years')",
    "postgresql": "now() - make_interval(years => c.keep_years)",
}


def install(connection: Any) -> None:
    """Puts the triggers in place, in place of those that are there."""
    remove(connection)
    statements = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    with connection.cursor() as cursor:
        for statement in statements.values():
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Takes the triggers away: for migrations backwards, and for tests that empty the database."""
    with connection.cursor() as cursor:
        for name in names(connection):
            table = "" if connection.vendor == "sqlite" else f" ON {_table(name)}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


def missing(connection: Any) -> list[str]:
    """The triggers that are not there as they were written: gone, switched off, or hollow."""
    wanted = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    return not_as_written(connection, wanted)


def names(connection: Any) -> list[str]:
    return list(_sqlite() if connection.vendor == "sqlite" else _postgresql())


def _table(trigger: str) -> str:
    return next(table for table in TABLES if trigger.startswith(f"{table}_"))


def _sqlite() -> dict[str, str]:
    found = {}
    for table in TABLES:
        may_go = _MAY_GO.get(table, "1 = 0").format(ago=_AGO["sqlite"])
        for verb, unless, words in (("UPDATE", "1 = 0", _NO_UPDATE), ("DELETE", may_go, _NO_DELETE)):
            name = f"{table}_no_{verb.lower()}"
            found[name] = (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN NOT ({unless}) "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
    for table, same in _SAME_ROW.items():
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # nosec B608: only our own constants
        found[f"{table}_no_replace"] = _sqlite_insert(f"{table}_no_replace", there, _NO_UPDATE)
    found["audit_event_no_fork"] = _sqlite_insert("audit_event_no_fork", _NO_LINK, _NO_FORK)
    found["audit_cut_not_too_short"] = _sqlite_insert("audit_cut_not_too_short", _TOO_SHORT, _NO_CUT)
    return found


def _sqlite_insert(name: str, refuse: str, words: str) -> str:
    table = _table(name)
    return f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {refuse} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def _postgresql() -> dict[str, str]:
    found = {}
    for table in TABLES:
        may_go = _MAY_GO.get(table, "false").format(ago=_AGO["postgresql"])
        for verb, level, unless, words in (
            ("UPDATE", "ROW", "false", _NO_UPDATE),
            ("DELETE", "ROW", may_go, _NO_DELETE),
            ("TRUNCATE", "STATEMENT", "false", _NO_DELETE),
        ):
            name = f"{table}_no_{verb.lower()}"
            found[name] = _postgresql_trigger(name, f"{verb} ON {table}", level, f"NOT ({unless})", words)
    found["audit_event_no_fork"] = _postgresql_trigger(
        "audit_event_no_fork", "INSERT ON audit_event", "ROW", _NO_LINK, _NO_FORK
    )
    found["audit_cut_not_too_short"] = _postgresql_trigger(
        "audit_cut_not_too_short", "INSERT ON audit_cut", "ROW", _TOO_SHORT, _NO_CUT
    )
    return found


def _postgresql_trigger(name: str, event: str, level: str, refuse: str, words: str) -> str:
    given_back = "OLD" if event.startswith("DELETE") else "NEW"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refuse} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {given_back}; END $$; "
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH {level} EXECUTE FUNCTION {name}()"
    )
