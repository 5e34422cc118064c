"""What the person lets the receiver of a letter tell the kommun, for the letter to point to: the receiver judges by itself."""

from __future__ import annotations

from django.utils import timezone

from ..documents.forms.known import MayAnswer
from ..models import Case
from ..rules.consent_lists import category_names, in_sentence
from ..rules.consents import standing_scopes
from ..rules.paper_words import form_words
from .consent_rows import discloser_name


def letter_answers(case: Case, form: str) -> tuple[MayAnswer, ...]:
    """The consents by which somebody of the form's kind may tell the case's unit what it asks for, the longest first. One query."""
    asked = form_words(form).get("svarar_med")
    if not asked:
        return ()
    scopes = standing_scopes(case, at=timezone.now()).filter(
        receiver_id=case.owner_id,
        receiver_unit_id=case.unit_id,
        consent__purpose=asked["ändamål"],
        consent__discloser__kind=asked["mottagare"],
    )
    rows = scopes.exclude(consent__discloser_id=case.owner_id).select_related("consent__discloser")
    rows = rows.defer("consent__paper", "consent__shown").order_by("-consent__valid_to", "consent_id")
    told: dict[object, list[str]] = {}
    consents = {}
    for scope in rows:
        told.setdefault(scope.consent_id, []).append(scope.category)
        consents[scope.consent_id] = scope.consent
    names, wanted = category_names(), set(asked["kategorier"])
    return tuple(
        MayAnswer(
            who=discloser_name(case, consent),
            what=tuple(in_sentence(names[code]) for code in names if code in told[id_] and code in wanted),
            more=tuple(
                in_sentence(names[code]) for code in names if code in told[id_] and code not in wanted
            ),
            reference=consent.reference,
            valid_to=consent.valid_to,
        )
        for id_, consent in consents.items()
        if wanted & set(told[id_])
    )
