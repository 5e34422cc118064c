"""When the pool has no connection to give, those who ask next are told at once for a moment, rather than each wait in turn.

A handful of threads that each wait for the pool's whole time are a server that answers nobody, not even those who need no
database. After the rest the next one tries again, so a database that is back is found by itself.
"""

from __future__ import annotations

import time
from typing import Any

from django.db.backends.postgresql import base
from django.db.utils import OperationalError
from psycopg_pool import PoolTimeout

REST_SECONDS = 1.5
# When the rest is over, on the clock that nobody sets; for each database by its alias.
_rests_until: dict[str, float] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection as Django's own, but no queue at a door that has just been found shut."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection. Raises OperationalError at once while the database rests."""
        if time.monotonic() < _rests_until.get(self.alias, 0.0):
            raise OperationalError("the database did not answer a moment ago") from PoolTimeout("rest")
        try:
            return super().get_new_connection(conn_params)
        except PoolTimeout:
            _rests_until[self.alias] = time.monotonic() + REST_SECONDS
            raise
