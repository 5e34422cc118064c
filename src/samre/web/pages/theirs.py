"""What somebody else saved while one wrote, beside what one wrote oneself: to save again is then a choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from samre.casework.models import Disclosure, Meeting, Road
from samre.casework.queries.consultations import ConsultationPage
from samre.casework.rules.consent_lists import category_names
from samre.casework.rules.consultations import consultation_rules

from ..forms.problems import Problems
from ..forms.talks import as_typed
from .disclosures import AimView, ChooseView, head_values
from .talks import draft_fields

NOTHING = "inget"
_DAY = "Svar senast"
_HEAD = {
    "mottagare": "Till vem?",
    "mottagarens_namn": "Vem tar emot?",
    "andamal": "Vad uppgifterna ska användas till",
    "fraga": "Vad du ber mottagaren att göra",
    "begart": "Mottagaren har själv begärt uppgifterna",
    "svar_senast": _DAY,
    "steg": "Hör till steget",
    "vag": "Hur det ska nå mottagaren",
}
_MEETING = {
    "syfte": "Vad mötet ska leda till",
    "dag": "Dag",
    "tid": "Klockslag",
    "minuter": "Hur långt, i minuter",
    "kanal": "Hur ni ses",
    "plats": "Länk, nummer eller plats",
    "tolk": "Tolk",
    "protokoll": "Vem som skriver protokoll",
    "svara_senast": "Deltagarna svarar senast",
    "ja": "Dag då personen sa ja till mötet",
}


@dataclass(frozen=True, slots=True)
class Theirs:
    """One field that stands otherwise than it was typed."""

    label: str
    now: str
    mine: str


def differing(rows: Iterable[tuple[str, str, str]]) -> tuple[Theirs, ...]:
    """The fields that differ. `rows`: label, what stands now, what was typed; in words."""
    told = ((label, _one_way(now), _one_way(mine)) for label, now, mine in rows)
    return tuple(Theirs(label, now or NOTHING, mine or NOTHING) for label, now, mine in told if now != mine)


def head_theirs(
    problems: Problems, disclosure: Disclosure | None, view: AimView
) -> tuple[Theirs, ...] | None:
    """To whom and what for, after a collision; None when there was none."""
    if not problems.is_stale or disclosure is None:
        return None
    words = {
        "mottagare": {one.id: one.name for group in view.groups for one in group.units}
        | {view.to_party: view.party_name},
        "andamal": dict(view.purposes),
        "steg": dict(view.steps),
        "vag": dict(Road.choices),
        "begart": {"ja": "ja", "": "nej"},
    }
    now, mine = head_values(disclosure), dict(view.values)
    # What is left to the usual was not written, and does not differ.
    mine |= {name: now[name] for name in ("vag", "svar_senast") if not mine[name]}
    return differing(
        (
            label,
            words.get(name, {}).get(now[name], now[name]),
            words.get(name, {}).get(mine[name], mine[name]),
        )
        for name, label in _HEAD.items()
    )


def chosen_theirs(
    problems: Problems, disclosure: Disclosure, view: ChooseView, picked: Sequence[str]
) -> tuple[Theirs, ...] | None:
    """What was to be let out, after a collision."""
    if not problems.is_stale:
        return None
    names = {
        one.item.field: one.item.label
        for one in (*(choice for group in view.groups for choice in group.choices), *view.notes)
    }

    def listed(fields: Iterable[str]) -> str:
        return ", ".join(sorted({names.get(field, "") for field in fields} - {""}))

    return differing([("Valda uppgifter", listed(one["field"] for one in disclosure.items), listed(picked))])


def consultation_theirs(
    problems: Problems,
    page: ConsultationPage,
    values: Mapping[str, str],
    categories: Sequence[str],
    doing: str,
) -> tuple[Theirs, ...] | None:
    """The texts of a consultation, after a collision."""
    if not problems.is_stale or doing != "spara":
        return None
    now, mine = draft_fields(page, {}, {}), draft_fields(page, values, {})
    names = category_names()

    def listed(codes: Iterable[str]) -> str:
        return ", ".join(names[code] for code in names if code in set(codes))

    day = page.answer_by.isoformat() if page.answer_by else ""
    return differing(
        [
            *((one.label, one.value, other.value) for one, other in zip(now, mine, strict=True)),
            ("Vad texten handlar om", listed(page.categories), listed(categories)),
            (_DAY, day, values.get("svara_senast", "")),
        ]
    )


def meeting_theirs(
    problems: Problems, meeting: Meeting, values: Mapping[str, str], doing: str
) -> tuple[Theirs, ...] | None:
    """A meeting as it is planned, after a collision."""
    if not problems.is_stale or doing != "andra":
        return None
    words = {"kanal": {code: row["namn"] for code, row in consultation_rules()["kanaler"].items()}}
    now = as_typed(meeting)
    return differing(
        (
            label,
            words.get(name, {}).get(now[name], now[name]),
            words.get(name, {}).get(values[name], values[name]),
        )
        for name, label in _MEETING.items()
    )


def _one_way(text: str) -> str:
    """A browser sends new lines in its own way."""
    return text.replace("\r\n", "\n").strip()
