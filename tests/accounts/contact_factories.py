"""Rows of a contact list for tests. Nobody in them exists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from samre.accounts.actions.directory import add_contact
from samre.accounts.actors import Actor
from samre.accounts.models import Contact
from samre.sealing.ids import new_id

TYPED = {
    "part": "REG",
    "myndighet": "Region Prov",
    "enhet": "Provby vårdcentral",
    "funktion": "vard_rehabkoordinator",
    "namn": "",
    "for_vad": "Frågor om läkarintyg",
    "steg": "",
    "telefon": "010-000 00 01",
    "e_post": "",
    "adress": "",
    "webb": "",
    "tider": "vardagar 9–11",
}


def make_contact(by: Actor, **more: Any) -> Contact:
    """A row of the actor's list; `typed` goes over what stands above, `ago` is days since it was verified."""
    typed, ago, concerns = TYPED | more.get("typed", {}), more.get("ago"), more.get("concerns")
    contact = add_contact(contact_id=new_id(), typed=typed, concerns=concerns, by=by)
    if ago is not None:
        contact.verified_on = timezone.localdate() - timedelta(days=ago)
        contact.save()
    return contact
