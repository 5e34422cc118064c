"""Authorities, units, users and their assignments: who is acting, and for whom."""
