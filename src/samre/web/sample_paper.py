"""A letter about nobody, on a kommun's own paper."""

from __future__ import annotations

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Unit
from samre.casework.documents.forms.letterhead import Sender, foot, letterhead_of
from samre.casework.documents.paper import TO, Paper, Text
from samre.casework.rules.paper_words import common_words
from samre.casework.rules.settings import pathway_now
from samre.certificate.wording import in_words


def sample_paper(actor: Actor) -> Paper:
    """The letterhead with a few lines under it."""
    words, pathway, on = common_words(), pathway_now(), timezone.localdate()
    unit = Unit.objects.filter(pk=actor.unit_id).first() if actor.unit_id else None
    sender: Sender = letterhead_of(
        actor.authority_id,
        authority=actor.authority_name,
        unit=actor.unit_name,
        phone=unit.phone if unit else "",
        mail=unit.email if unit else "",
    )
    labels, sample = words["etiketter"], words["prov"]
    texts = [Text(text) for text in sample["text"]]
    closing = [Text(sender.closing, quiet=True)] if sender.closing else []
    return Paper(
        form="B1",
        title=sample["rubrik"],
        purpose=sample["syfte"],
        sender=sender.lines,
        head=(
            (TO, sample["till"]),
            (labels["datum"], in_words(on)),
            (labels["ärende"], sample["ärende"]),
            (labels["namn"], ""),
            (labels["telefon"], sender.phone),
            (labels["epost"], sender.mail),
        ),
        blocks=(*texts, *closing),
        foot=foot(pathway),
        pathway=pathway.id,
        written_on=on,
        identified=False,
        logo=sender.logo,
    )
