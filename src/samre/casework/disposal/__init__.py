"""Gallring: which files are due, removing them whole, and remembering that they are gone."""
