"""A consent put together before anybody has said yes: the text that is printed, shown or read aloud, and then kept as it was."""

from __future__ import annotations

import secrets

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..documents.consent_text import digest, facts_of, language_of, shown_page
from ..documents.paper import Paper
from ..models import Case, Consent, PreparedConsent, Record
from ..models.base import stamp
from ..rules.consent_choices import ConsentChoices, checked
from ..rules.consent_lists import consent_rules
from ..rules.consents import is_over
from ..rules.permissions import Need
from .core import action
from .papers import keep_paper
from .steps import check_open

# No vowels, and nothing that looks like something else: a reference is read aloud on the phone and spells no word.
_SIGNS = "BCDFGHJKMNPQRSTVWXZ23456789"
USED = "Det här samtycket är redan sparat eller kastat. Ladda om sidan för att se vad som gäller."


@action("consent.prepare", needs=Need.WRITE)
def prepare_consent(*, case: Case, choices: ConsentChoices, language: str, by: Actor) -> PreparedConsent:
    """The text for these choices in a language. The same choices again, while nobody has answered, are the same text."""
    check_open(case)
    problems: dict[str, str] = {}
    if language_of(language) is None:
        problems["sprak"] = "Välj vilket språk texten ska vara på."
    try:
        choices = checked(case, choices, on=timezone.localdate())
    except Refused as refused:
        problems = dict(refused.problems) | problems
    if problems:
        raise Refused(problems)
    _check_renews(case, choices)
    there = PreparedConsent.objects.filter(case=case, is_open=True, language=language).order_by("at")
    same = next((row for row in there if row.choices == choices.as_data()), None)
    if same is not None:
        about(same, again=True)
        return same
    reference = new_reference()
    shown = shown_page(language, facts_of(case, choices, reference=reference))
    return PreparedConsent.objects.create(
        **stamp(by),
        case=case,
        choices=choices.as_data(),
        reference=reference,
        text_version=str(consent_rules()["version"]),
        language=language,
        shown=shown,
        shown_sha256=digest(shown),
    )


@action("consent.drop", needs=Need.WRITE)
def drop_prepared(*, prepared: PreparedConsent, by: Actor) -> PreparedConsent:
    """Nobody will say yes to it. The row stays, for the sheet may have been printed."""
    prepared.refresh_from_db()
    if prepared.consent_id is not None:
        raise Refused(USED)
    prepared.is_open = False
    prepared.save(update_fields=["is_open"])
    return prepared


@action("consent.print", needs=Need.WRITE)
def print_prepared(*, prepared: PreparedConsent, paper: Paper, content: bytes, by: Actor) -> Record:
    """Keeps the sheet (`content` is its PDF) among the documents. Printed again it is the same document."""
    prepared.refresh_from_db()
    if not prepared.is_open:
        raise Refused(USED)
    for record in Record.objects.filter(case=prepared.case, subject_id=prepared.pk):
        if record.content is not None and bytes(record.content) == content:
            about(record, again=True)
            return record
    party = str(consent_rules()["papper"]["part"])
    return keep_paper(case=prepared.case, paper=paper, content=content, party=party, about=prepared.pk, by=by)


def new_reference() -> str:
    """`SAM-K7QX-93BD`: says nothing of whom or what."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return f"SAM-{signs[:4]}-{signs[4:]}"


def _check_renews(case: Case, choices: ConsentChoices) -> None:
    if choices.renews is None:
        return
    old = Consent.objects.filter(case=case, pk=choices.renews).first()
    told_by = choices.discloser or case.owner_id
    if old is None or old.discloser_id != told_by or is_over(old, at=timezone.now(), by_days=False):
        raise Refused("Samtycket som skulle förnyas gäller inte längre. Gör ett nytt i stället.")
