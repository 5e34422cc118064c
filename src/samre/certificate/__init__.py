"""Läkarintyg: reading every form and file kind, the technical verdict, the substantive checks, sick-leave periods.

Pure: no Django, no database, no clock (`on=` is an argument), no network.
"""
