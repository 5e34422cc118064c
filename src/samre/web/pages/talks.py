"""What the pages of consultations and meetings show beside the rows: fields with their errors, choices, and what was just done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from samre.casework.documents.consultation_copy import consultation_copy
from samre.casework.models import Case, Consultation, ConsultationForm
from samre.casework.queries.consultations import ConsultationPage, questions_of
from samre.casework.rules.consent_lists import category_names, purpose_names
from samre.casework.rules.consultations import age_span, consultation_rules
from samre.casework.rules.settings import pathway_of
from samre.casework.rules.talks import askable_units

from ..forms.talks import ANONYMOUS
from .snapshots import SnapshotView, snapshot_view

# What has just been done, as the address tells it.
DONE = {
    "borjat": "Konsultationen är påbörjad. Skriv frågan nedan.",
    "sparat": "Sparat. Läs igenom innan du skickar.",
    "skickat": "Frågan är skickad. Du får en bevakning till svarsdagen.",
    "bokat": "Tiden är bokad.",
    "svar": "Svaret är inskrivet.",
    "atgard": "Raden är tillagd i planen.",
    "borttaget": "Borttaget.",
    "avslutat": "Avslutat. Resultatet är signerat som en anteckning i akten.",
    "avbrutet": "Avbrutet. Det som låg obesvarat hos mottagarna är stängt.",
    "planerat": "Mötet är planerat. Ingen är kallad än.",
    "andrat": "Ändringen är sparad.",
    "kallat": "Kallelsen har gått ut.",
    "installt": "Mötet är inställt. Mottagarnas kallelser är stängda.",
    "protokoll": "Protokollet är sparat.",
    "delat": "Protokollet är delat med deltagarna.",
    "plan": "Planen är skickad till dem som deltog.",
    "tid": "Tiden är upplagd.",
}
LABELS = {
    "fraga": ("Frågan, i en mening", "fråga", 2),
    "bakgrund": ("Bakgrund, högst tio rader", "bakgrund", 8),
    "forvantan": ("Vad hoppas personen själv på?", "förväntan", 4),
    "praktiskt": ("Vad behövs praktiskt?", "praktiskt", 2),
    "risk": ("Finns det någon risk eller brådska?", "risk", 2),
}
HINTS = {
    "fraga": "Till exempel: Är samordning rätt väg när arbetsträningen inte har räckt?",
    "bakgrund": "Vad har hänt, vad är prövat, vad säger läkarintyget och vad vill personen?",
}
TEAM = ("forvantan", "praktiskt", "risk")


@dataclass(frozen=True, slots=True)
class TextField:
    """A text to write: `name` in the form, `error` where it was refused."""

    name: str
    label: str
    hint: str
    value: str
    error: str
    rows: int
    most: int


def draft_fields(
    page: ConsultationPage, values: Mapping[str, str], problems: Mapping[str, str]
) -> tuple[TextField, ...]:
    """The texts of a consultation and what each party is asked, with what was typed last."""
    limits = consultation_rules()["gränser"]
    prefix = ANONYMOUS if page.is_anonymous else ""
    shown = [name for name in LABELS if name not in TEAM or page.form == ConsultationForm.TEAM]
    fields = [
        TextField(
            prefix + name,
            LABELS[name][0],
            HINTS.get(name, ""),
            values.get(name, page.texts[name]),
            problems.get(name, ""),
            LABELS[name][2],
            limits[LABELS[name][1]]["tecken"],
        )
        for name in shown
    ]
    for one in page.asked:
        name = f"delfraga-{one.id}"
        fields.append(
            TextField(
                prefix + name,
                f"Vad ska {one.short} svara på?",
                one.hint,
                values.get(name, one.text),
                problems.get(name, ""),
                2,
                limits["delfråga"]["tecken"],
            )
        )
    return tuple(fields)


def choices_for(case: Case) -> dict[str, Any]:
    """Parties and steps of the case's map, and the answers that can be typed in."""
    pathway, rules = pathway_of(case.pathway), consultation_rules()
    return {
        "parties": [(id_, actor.name) for id_, actor in pathway.actors.items()],
        "steps": [(id_, step.short or step.name) for id_, step in pathway.steps.items()],
        "answers": [(code, row["namn"]) for code, row in rules["svar"]["konsultation"].items()],
        "due": in_days("åtgärd_dagar"),
        "purpose": purpose_names()[rules["ändamål"]],
    }


def copies(consultation: Consultation, page: ConsultationPage, *, on: date) -> list[tuple[str, SnapshotView]]:
    """What each party gets, by its name. It says that the person has consented: it is not shown for a party before she has."""
    questions, lacking = questions_of(consultation), {one.id for one in page.asked if one.missing}
    consultation.age_span = age_span(consultation.case.person, on=on)
    return [
        (
            one.receiver.short,
            snapshot_view(consultation_copy(consultation, one, questions, sent_on=on).snapshot),
        )
        for one in questions
        if one.pk not in lacking
    ]


def category_choices(chosen: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    """What a text with a name may tell of: code, name, ticked. Who it is goes with every name and is no choice."""
    always = consultation_rules()["alltid_kategorier"]
    return [(code, name, code in chosen) for code, name in category_names().items() if code not in always]


def unit_choices(case: Case, chosen: list[str]) -> list[tuple[str, str, str, bool]]:
    """Whom one can ask or call: id, authority, unit, ticked."""
    return [
        (str(unit.pk), unit.authority.short, unit.name, str(unit.pk) in chosen)
        for unit in askable_units(case.owner_id)
    ]


def meeting_choices() -> dict[str, Any]:
    """How long, how, and what sort of meeting."""
    rules = consultation_rules()
    return {
        "kinds": [(code, row["namn"], row["till"], row["lag"]) for code, row in rules["möten"].items()],
        "lengths": [str(minutes) for minutes in rules["längder"]],
        "channels": [(code, row["namn"]) for code, row in rules["kanaler"].items()],
        "calling_answers": [(code, row["namn"]) for code, row in rules["svar"]["kallelse"].items()],
        "minutes_answers": [(code, row["namn"]) for code, row in rules["svar"]["protokoll"].items()],
    }


def form_choices() -> dict[str, Any]:
    """Which referral, and with or without a name."""
    rules = consultation_rules()
    return {
        "forms": [(code, row["namn"], row["till"]) for code, row in rules["former"].items()],
        "modes": [(code, row["namn"], row["text"]) for code, row in rules["sätt"].items()],
    }


def in_days(name: str) -> str:
    """A day so many days ahead as `tider` of konsultation.yaml says, as a form writes it."""
    return (timezone.localdate() + timedelta(days=consultation_rules()["tider"][name])).isoformat()
