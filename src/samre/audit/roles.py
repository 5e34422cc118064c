"""What the application's role may do with the log on PostgreSQL: add and read, nothing else."""

from __future__ import annotations

from typing import Any

from .triggers import TABLES

APP_ROLE = "samre_app"


def grant(connection: Any, role: str = APP_ROLE) -> bool:
    """Gives the role its rights and takes away all others. False where there is no such role (or no PostgreSQL)."""
    if connection.vendor != "postgresql":
        return False
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            return False
        for table in TABLES:
            cursor.execute(f"REVOKE ALL ON {table} FROM {quoted}")
            cursor.execute(f"GRANT SELECT, INSERT ON {table} TO {quoted}")
        cursor.execute(f"REVOKE ALL ON audit_streamed FROM {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE ON audit_streamed TO {quoted}")
        for table in ("audit_cut", "audit_keeping", "audit_anchor"):
            cursor.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO {quoted}")
    return True
