"""Django's own PostgreSQL, with a rest after a connection that could not be had."""
