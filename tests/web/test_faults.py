"""When the database is gone, full or too busy, the page says so, nothing is kept, and all is well again when it is back."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client

from samre.web.faults import Fault, fault_of

pytestmark = pytest.mark.django_db

GONE, FULL, BUSY = "Databasen svarar inte", "ingen plats kvar", "trångt just nu"


def told(code: str, *, dialect: str) -> OperationalError:
    """What Django makes of an error that the database gave this code."""
    cause = Exception("text ur databasen")
    setattr(cause, "sqlite_errorname" if dialect == "sqlite" else "sqlstate", code)
    error = OperationalError("text ur databasen")
    error.__cause__ = cause
    return error


def no_connection() -> OperationalError:
    error = OperationalError("connection refused")
    error.__cause__ = type("OperationalError", (Exception,), {"sqlstate": None})()
    return error


FAULTS: list[tuple[Callable[[], Exception], str]] = [
    (no_connection, GONE),
    (lambda: told("57P01", dialect="postgresql"), GONE),
    (lambda: told("08006", dialect="postgresql"), GONE),
    (lambda: told("53300", dialect="postgresql"), GONE),
    (lambda: told("SQLITE_CANTOPEN", dialect="sqlite"), GONE),
    (lambda: told("SQLITE_IOERR_READ", dialect="sqlite"), GONE),
    (lambda: told("53100", dialect="postgresql"), FULL),
    (lambda: told("SQLITE_FULL", dialect="sqlite"), FULL),
    (lambda: OSError(errno.ENOSPC, "No space left on device"), FULL),
    (lambda: told("55P03", dialect="postgresql"), BUSY),
    (lambda: told("57014", dialect="postgresql"), BUSY),
    (lambda: told("40P01", dialect="postgresql"), BUSY),
    (lambda: told("SQLITE_BUSY", dialect="sqlite"), BUSY),
]


@pytest.fixture
def visitor() -> Client:
    """Somebody whose session has to be looked up before any page is shown."""
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    return client


def failing(error: Exception):  # type: ignore[no-untyped-def]
    def wrapper(*_: object) -> None:
        raise error

    return connection.execute_wrapper(wrapper)


@pytest.mark.parametrize(("make", "title"), FAULTS)
def test_the_page_says_what_is_wrong_and_is_itself_again_afterwards(
    visitor: Client, make: Callable[[], Exception], title: str
) -> None:
    with failing(make()):
        answer = visitor.get("/guide?x=1")
    text = answer.content.decode()
    assert answer.status_code == 503
    assert title in text and 'href="/guide?x=1"' in text and "Försök igen" in text
    assert "text ur databasen" not in text and "No space left" not in text
    assert answer["Retry-After"] == "10" and "no-store" in answer["Cache-Control"]
    assert visitor.get("/guide").status_code == 200


def test_what_was_sent_is_said_not_to_be_saved_and_still_there_behind_the_back_button(
    visitor: Client,
) -> None:
    with failing(told("SQLITE_FULL", dialect="sqlite")):
        text = visitor.post("/logga-ut").content.decode()
    assert "är inte sparat" in text and "Gå tillbaka i webbläsaren" in text
    assert "Försök igen</a>" not in text, "en länk skickar inte formuläret på nytt"


def test_an_ordinary_fault_in_the_program_is_no_fault_of_the_database(visitor: Client) -> None:
    with failing(ProgrammingError("finns inte")):
        answer = visitor.get("/guide")
    assert answer.status_code == 500
    assert "Något gick fel hos oss" in answer.content.decode()


def test_a_page_that_asks_the_database_nothing_is_shown_all_the_same() -> None:
    with failing(no_connection()):
        assert Client(raise_request_exception=False).get("/guide").status_code == 200


def test_a_log_that_cannot_be_written_is_told_apart_from_the_database_that_caused_it() -> None:
    class LogUnavailable(Exception):
        pass

    alone, caused = LogUnavailable(), LogUnavailable()
    caused.__cause__ = told("53100", dialect="postgresql")
    assert fault_of(alone) is Fault.UNLOGGED
    assert fault_of(caused) is Fault.FULL


def test_health_is_told_in_two_lines_and_with_the_status() -> None:
    client = Client(raise_request_exception=False)
    well = client.get("/halsa")
    assert (well.status_code, well.content.decode()) == (
        200,
        "programmet: svarar\ndatabasen: svarar\nnycklarna: passar\n",
    )
    with failing(no_connection()):
        ill = client.get("/halsa")
    assert (ill.status_code, ill.content.decode()) == (503, "programmet: svarar\ndatabasen: svarar inte\n")
    assert client.get("/halsa").status_code == 200


def raised_by(database: object, statement: str) -> BaseException:
    with pytest.raises((DatabaseError, InterfaceError)) as found, database.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)
    return found.value


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="SQLite:s egna fel; PostgreSQL:s prövas i make test-postgres"
)
def test_the_real_errors_of_sqlite_are_understood(tmp_path: Path) -> None:
    full = connection.copy()
    full.settings_dict = {**connection.settings_dict, "NAME": str(tmp_path / "full.sqlite3")}
    with full.cursor() as cursor:
        cursor.execute("CREATE TABLE t (word text)")
        cursor.execute("PRAGMA max_page_count = 3")
    assert fault_of(raised_by(full, "INSERT INTO t VALUES (hex(zeroblob(90000)))")) is Fault.FULL
    full.close()
    locked, waiting = full.copy(), full.copy()
    waiting.settings_dict = {**full.settings_dict, "OPTIONS": {"timeout": 0}}
    with locked.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        assert fault_of(raised_by(waiting, "CREATE TABLE u (word text)")) is Fault.BUSY
        cursor.execute("ROLLBACK")
    locked.close(), waiting.close()
    empty = connection.copy()
    empty.settings_dict = {**connection.settings_dict, "NAME": str(tmp_path / "tom.sqlite3")}
    assert fault_of(raised_by(empty, "SELECT * FROM accounts_authority")) is Fault.GONE
    empty.close()
    lost = connection.copy()
    lost.settings_dict = {**connection.settings_dict, "NAME": str(tmp_path / "borta" / "x.sqlite3")}
    assert fault_of(raised_by(lost, "SELECT 1")) is Fault.GONE


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL säger själv att disken är full")
@pytest.mark.parametrize(("free", "fault"), [(0, Fault.FULL), (10**9, Fault.GONE)])
def test_sqlite_that_cannot_open_its_files_on_a_full_disk_is_told_as_full(
    monkeypatch: pytest.MonkeyPatch, free: int, fault: Fault
) -> None:
    usage = type("usage", (), {"free": free})
    monkeypatch.setattr("samre.web.faults.disk_usage", lambda _: usage)
    for code in ("SQLITE_CANTOPEN", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE"):
        assert fault_of(told(code, dialect="sqlite")) is fault


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL:s egna fel: make test-postgres")
def test_the_real_errors_of_postgresql_are_understood() -> None:
    def other(**changes: object) -> object:
        copy = connection.copy()
        options = {key: value for key, value in connection.settings_dict["OPTIONS"].items() if key != "pool"}
        copy.settings_dict = {**connection.settings_dict, "OPTIONS": options, **changes}
        return copy

    assert fault_of(raised_by(other(PORT=1), "SELECT 1")) is Fault.GONE
    for statement, fault in (
        ("SET statement_timeout = 20; SELECT pg_sleep(20)", Fault.BUSY),
        ("SELECT pg_terminate_backend(pg_backend_pid())", Fault.GONE),
        ("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$", Fault.FULL),
        ("SELECT * FROM finns_inte", Fault.GONE),
        ("SELECT finns_inte", None),
    ):
        database = other()
        assert fault_of(raised_by(database, statement)) is fault, statement
        database.close()  # type: ignore[attr-defined]
