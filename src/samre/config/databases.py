"""The database: SQLite beside the program where nothing is said, PostgreSQL where SAMRE_DATABASE_URL names one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

APP_ROLE = "samre_app"

# synchronous=FULL: what has been acknowledged survives a power cut too, not only a killed process (NORMAL). Measured on
# 2026-11-21, four rows and an index per transaction: 0.04 ms a commit beside 0.02 ms. A note costs milliseconds as it is.
SQLITE = {
    # As long as PostgreSQL waits for a lock: a page that gets nowhere says so, before all threads stand waiting.
    "timeout": 5,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def default_database(env: environ.Env, *, var: Path) -> dict[str, Any]:
    """DATABASES["default"], from the environment; the variables are listed in DEVELOPERS.md."""
    url = env.str("SAMRE_DATABASE_URL", default="")
    owner = env.str("SAMRE_OWNER_DATABASE_URL", default="")
    as_owner = bool(owner) and env.str("SAMRE_DATABASE_AS", default="") == "owner"
    if not url:
        return _sqlite({"ENGINE": "django.db.backends.sqlite3", "NAME": var / "samre.sqlite3"}, env)
    config: dict[str, Any] = dict(env.db_url_config(owner if as_owner else url))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        return _sqlite(config, env)
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("SAMRE_DATABASE_URL ska börja med postgres:// eller sqlite:///")
    return {**config, **(_for_owner(config) if as_owner else _for_pages(config, env))}


def app_role(env: environ.Env) -> str:
    """The role the program runs as in PostgreSQL: SAMRE_APP_ROLE, else the one of SAMRE_DATABASE_URL where the owner is another."""
    if named := env.str("SAMRE_APP_ROLE", default=""):
        return named
    url, owner = (env.str(name, default="") for name in ("SAMRE_DATABASE_URL", "SAMRE_OWNER_DATABASE_URL"))
    if not (url and owner):
        return APP_ROLE
    user = env.db_url_config(url).get("USER")
    return user if user and user != env.db_url_config(owner).get("USER") else APP_ROLE


def _sqlite(config: Mapping[str, Any], env: environ.Env) -> dict[str, Any]:
    """A server or a command never makes an empty database in the place of one that is gone; only who prepares it does."""
    may_make = program() not in ("gunicorn", "samre") or env.str("SAMRE_DATABASE_AS", default="") == "owner"
    there = {} if may_make else {"database": f"{Path(config['NAME']).absolute().as_uri()}?mode=rw"}
    return {**config, "OPTIONS": {**SQLITE, **there}}


def _for_pages(config: Mapping[str, Any], env: environ.Env) -> dict[str, Any]:
    """No page may hold a lock or a reader up for long, and a connection never goes back with an authority set.

    A command (`samre …`) does what takes time: it waits no longer for a lock than a page, but works as long as it has to.
    """
    patient = program() == "samre"
    limits: dict[str, float | str] = {
        "statement_timeout": env.int("SAMRE_DATABASE_STATEMENT_MS", default=0 if patient else 15_000),
        "lock_timeout": env.int("SAMRE_DATABASE_LOCK_MS", default=5_000),
        "idle_in_transaction_session_timeout": 0 if patient else 60_000,
        # The planner's default is for a turning disk: it would rather read a whole table than a thousand cases by an index.
        "random_page_cost": 1.1,
        # Compiling a question takes longer than any of ours, and gathering what is told of 10,000 cases fits in this memory.
        "jit": "off",
        "work_mem": "32MB",
    }
    pool = {
        "min_size": env.int("SAMRE_DATABASE_POOL_MIN", default=1),
        # Four threads to a server process, jobs beside them, and some to spare.
        "max_size": env.int("SAMRE_DATABASE_POOL_MAX", default=8),
        # A page that gets no connection says so, rather than hang.
        "timeout": env.float("SAMRE_DATABASE_POOL_SECONDS", default=5.0),
        # The pool soon stops trying by itself; the next page makes it try again, so a database that is back is found at once.
        "reconnect_timeout": 2.0,
        "max_idle": 300.0,
        "reset": forget_authority,
    }
    return {
        "ENGINE": "samre.config.postgresql",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**config.get("OPTIONS", {}), **_options(limits), "pool": pool},
    }


def _for_owner(config: Mapping[str, Any]) -> dict[str, Any]:
    """Migrations may take their time, but do not queue behind a lock for ever, with all pages queueing behind them."""
    return {"OPTIONS": {**config.get("OPTIONS", {}), **_options({"lock_timeout": 10_000})}}


def _options(limits: Mapping[str, float | str]) -> dict[str, Any]:
    # UTC from the start: DISCARD ALL goes back to what a connection began with.
    words = " ".join(f"-c {name}={value}" for name, value in {**limits, "timezone": "UTC"}.items())
    return {"connect_timeout": 5, "application_name": f"samre ({program()})", "options": words}


def program() -> str:
    """What was started: gunicorn, samre, pytest. Seen in pg_stat_activity."""
    return Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "python"


def forget_authority(connection: Any) -> None:
    """The pool runs this when a connection comes back: nobody inherits somebody else's authority, role, settings or locks."""
    connection.autocommit = True
    connection.execute("DISCARD ALL")
