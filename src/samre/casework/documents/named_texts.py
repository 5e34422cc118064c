"""What the guard says of a consultation with a name: others who are pointed out, and words of what the consent does not cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..models import Consultation
from ..queries.known_names import names_of_others
from ..rules.consent_lists import category_names, in_sentence
from ..rules.consultations import consultation_rules
from ..rules.guard import Alarm, judge_texts
from .judged import own_of


def told_categories(consultation: Consultation) -> list[str]:
    """What a text with a name tells of: what was ticked, and always who it is."""
    return list(dict.fromkeys([*consultation_rules()["alltid_kategorier"], *consultation.categories]))


def named_alarms(consultation: Consultation, texts: Mapping[str, str]) -> tuple[Alarm, ...]:
    """The alarms of each text, by field. Who a protected person is may not stand in any of them."""
    case = consultation.case
    covered = set(told_categories(consultation))
    if case.person.is_protected:
        covered.discard("kontakt")
    own, others = own_of(case), names_of_others(case, list(texts.values()))
    return tuple(
        alarm
        for field, text in texts.items()
        for alarm in judge_texts(field, [text], own=own, others=others, covered=covered)
    )


def uncovered(consultation: Consultation, texts: Mapping[str, str]) -> list[str]:
    """A sentence for each category that the words tell of and nobody has ticked; it is not sent before each is ticked or gone. What
    belongs to no category can't be ticked."""
    names, wrong = category_names(), consultation_rules()["fel"]
    told: dict[str, list[str]] = {}
    for alarm in named_alarms(consultation, texts):
        if not alarm.is_hard:
            told.setdefault(alarm.places[0][1].kind, []).extend(alarm.words)
    return [
        str(wrong["kategori_ord" if code in names else "känsligt_ord"]).format(
            ord=", ".join(f"»{word}«" for word in dict.fromkeys(words)),
            kategori=in_sentence(names[code]) if code in names else "",
        )
        for code, words in told.items()
    ]


def pointing_out_others(consultation: Consultation, texts: Mapping[str, str]) -> dict[str, str]:
    """Field → sentence for each text that points out somebody whom the consent says nothing of."""
    return {alarm.field: alarm.sentence for alarm in named_alarms(consultation, texts) if alarm.is_hard}


def texts_of(consultation: Consultation, asked: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Every text of a consultation by its field in the form. `asked`: what each party is asked, field and text."""
    return {
        "fraga": consultation.question,
        "bakgrund": consultation.background,
        "forvantan": consultation.expectations,
        "praktiskt": consultation.practical,
        "risk": consultation.urgency,
        **dict(asked),
    }
