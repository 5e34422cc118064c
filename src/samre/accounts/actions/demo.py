"""The fictional authorities and people of the demo (`demo.yaml`). Run again, it makes only what is missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from samre.audit.log import Who, record
from samre.definitions import in_force, read_yaml

from ..acts import Refused
from ..models import Assignment, Authority, Unit, User
from .demo_contacts import make_demo_contacts

JOB = Who(user="", name="samre demo", title="system", assignment="", role="system", unit="", authority="")
BEGAN = timedelta(days=200)
CERTIFIED = timedelta(days=60)


def make_demo_accounts() -> int:
    """Makes what is missing of the demo; gives how many users were new. Raises Refused outside the demo."""
    if not settings.DEMO:
        raise Refused("Påhittade personer läggs bara upp i demon. Starta med SAMRE_DEMO=1.")
    today = timezone.localdate()
    entries = read_yaml("demo.yaml", of=in_force(today))["myndigheter"]
    with transaction.atomic():
        before = User.objects.count()
        for entry in entries:
            _authority(entry, today)
        make_demo_contacts(today)
        made = User.objects.count() - before
        if made:
            record(who=JOB, chain="", action="demo.accounts", kind="user", detail={"made": made})
    return made


def _authority(entry: dict[str, Any], today: date) -> None:
    kind, short = entry["sort"], entry["kort"]
    authority, _ = Authority.objects.get_or_create(
        name=entry["namn"], defaults={"kind": kind, "short": short, "is_demo": True}
    )
    units = {}
    for unit in entry["enheter"]:
        contact = {"phone": unit["telefon"], "email": unit["epost"]}
        units[unit["namn"]], _ = Unit.objects.get_or_create(
            authority=authority, name=unit["namn"], defaults=contact
        )
    for person in entry["personer"]:
        _person(person, units, today)


def _person(person: dict[str, Any], units: dict[str, Unit], today: date) -> None:
    user = User.objects.filter(username=person["användare"]).first()
    if user is None:
        user = User.objects.create_user(person["användare"], name=person["namn"], title=person["titel"])
    for role, unit in person["uppdrag"]:
        Assignment.objects.get_or_create(
            user=user,
            unit=units[unit],
            role=role,
            defaults={
                "title": person["titel"],
                "valid_from": today - BEGAN,
                "certified_on": today - CERTIFIED,
            },
        )
