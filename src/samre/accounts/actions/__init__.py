"""Writes: each an action with `by=`, one transaction and one event."""
