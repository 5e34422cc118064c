"""What a consent has to hold for something that waits for it: a meeting, a consultation, a disclosure, an insats, a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from ..documents.material import material
from ..documents.named_texts import told_categories
from ..documents.shared_plan import took_part
from ..models import Case, Consultation, Disclosure, Meeting, Placement
from ..rules.consent_choices import disclosers_for, receivers_for
from ..rules.consent_lists import category_names
from ..rules.consents import find_cover
from ..rules.consultations import consultation_rules
from ..rules.interventions import intervention_rules
from ..rules.paper_words import form_words
from ..rules.placements import categories_told
from .gauge import gauge

Place = tuple[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class Needed:
    """`receivers`: authority and unit (None: the whole of it). `is_to_us`: they are to tell the kommun."""

    receivers: tuple[Place, ...]
    categories: frozenset[str]
    purpose: str
    is_to_us: bool = False


def needed_consent(case: Case, asked: Mapping[str, str]) -> Needed | None:
    """By what an address asks for: `mote=ID`, `konsultation=ID`, `plan=ID`, `utlamnande=ID`, `insats=ID`, `brev=FORM`, and
    `svar_pa=FORM` for what a letter asks for in return. Only what no consent covers yet, where anything is missing. None where
    the case has nothing of the sort."""
    for name, find in _FINDERS.items():
        if name in asked:
            found = find(case, asked[name])
            return _missing(case, found) if found and not found.is_to_us else found
    return None


def _of_meeting(case: Case, id_: str) -> Needed | None:
    meeting = Meeting.objects.filter(case=case, pk=_id(id_)).first()
    if meeting is None:
        return None
    rules = consultation_rules()
    seats = meeting.participants.filter(receiver_unit__isnull=False, dropped_at__isnull=True)
    return Needed(
        tuple((seat.receiver_id, seat.receiver_unit_id) for seat in seats if seat.receiver_id),
        frozenset(code for codes in rules["möteskategorier"].values() for code in codes),
        rules["möten"][meeting.kind]["ändamål"],
    )


def _of_consultation(case: Case, id_: str) -> Needed | None:
    found = Consultation.objects.filter(case=case, pk=_id(id_)).first()
    if found is None:
        return None
    places = tuple((one.receiver_id, one.receiver_unit_id) for one in found.questions.all())
    return Needed(places, frozenset(told_categories(found)), consultation_rules()["ändamål"])


def _of_plan(case: Case, id_: str) -> Needed | None:
    """The agreed plan of a consultation, to those who took part in it."""
    found = Consultation.objects.filter(case=case, pk=_id(id_)).first()
    if found is None:
        return None
    rules, places = (
        consultation_rules(),
        [(one.receiver_id, one.receiver_unit_id) for one in took_part(found)],
    )
    return Needed(tuple(places), frozenset(rules["plan_kategorier"]), rules["ändamål"])


def _of_disclosure(case: Case, id_: str) -> Needed | None:
    """What was chosen; before anything is, what the receiver needs at the step."""
    found = Disclosure.objects.filter(case=case, pk=_id(id_)).select_related("step").first()
    if found is None or found.receiver_id is None:
        return None
    on = timezone.localdate()
    told = {str(one["field"]): str(one.get("category", "")) for one in found.items}
    if not told:
        step = found.step.step if found.step else ""
        need = gauge(case, step=step, receiver_kind=found.receiver_kind, on=on)
        told = dict.fromkeys(need.fields if need else (), "")
    categories = {item.category or told[item.field] for item in material(case, on=on) if item.field in told}
    return Needed(((found.receiver_id, found.receiver_unit_id),), _known(categories), found.purpose)


def _of_placement(case: Case, id_: str) -> Needed | None:
    found = Placement.objects.filter(case=case, pk=_id(id_)).select_related("intervention__unit").first()
    unit = found.intervention.unit if found and found.intervention else None
    if found is None or unit is None:
        return None
    purpose = str(intervention_rules()["beställning"]["ändamål"])
    return Needed(((unit.authority_id, unit.pk),), _known(categories_told(found.order)), purpose)


def _of_letter(case: Case, form: str) -> Needed | None:
    """The receiver where there is only one of the kind; which unit it is, the caseworker knows."""
    return _by_form(case, form, "samtycke", is_to_us=False)


def _of_answer(case: Case, form: str) -> Needed | None:
    """What the receiver of a letter is asked to tell."""
    return _by_form(case, form, "svarar_med", is_to_us=True)


def _by_form(case: Case, form: str, row: str, *, is_to_us: bool) -> Needed | None:
    asked = form_words(form).get(row) if form else None
    if not asked:
        return None
    rows = disclosers_for(case) if is_to_us else receivers_for(case)
    places = [(one.pk, None) for one in rows if one.kind == asked["mottagare"]]
    known = tuple(places) if len(places) == 1 else ()
    return Needed(known, _known(asked["kategorier"]), str(asked["ändamål"]), is_to_us)


def _known(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(codes) & frozenset(category_names())


def _missing(case: Case, needed: Needed) -> Needed:
    """What is not covered for each receiver; all of it where everything is, for then it is to be renewed."""
    now = timezone.now()
    lacking = {
        (place, category)
        for place in needed.receivers
        for category in needed.categories
        if find_cover(
            case, receiver=place[0], unit=place[1], category=category, purpose=needed.purpose, at=now
        )
        is None
    }
    if not lacking:
        return needed
    return Needed(
        tuple(place for place in needed.receivers if any(place == one for one, _ in lacking)),
        frozenset(category for _, category in lacking),
        needed.purpose,
    )


def _id(text: str) -> UUID:
    """An id that nothing has, where the address holds none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


_FINDERS = {
    "mote": _of_meeting,
    "konsultation": _of_consultation,
    "plan": _of_plan,
    "utlamnande": _of_disclosure,
    "insats": _of_placement,
    "brev": _of_letter,
    "svar_pa": _of_answer,
}
