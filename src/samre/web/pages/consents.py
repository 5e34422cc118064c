"""The pages of consent: the form to put one together, and the text with the yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from samre.casework.documents.consent_text import Language, digest, is_swedish, language_of, languages
from samre.casework.models import Case, Consent, ConsentScope, PreparedConsent, Record, Representative
from samre.casework.queries.case_frame import CaseFrame
from samre.casework.queries.consents import papers_of
from samre.casework.rules.consent_choices import (
    last_day,
    read_choices,
    receivers_for,
    representatives_in_force,
)
from samre.casework.rules.consent_lists import (
    category_names,
    closed_lists,
    consent_rules,
    exceptions_of,
    purpose_names,
)
from samre.casework.rules.consents import unended_scopes
from samre.casework.rules.settings import case_rules

from ..forms.consents import WHOLE_AUTHORITY, Chosen
from ..forms.problems import Problems

Option = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class ReceiverChoice:
    """One authority to choose: its units, and what it may be told. `error_*`: what is wrong with either."""

    id: str
    name: str
    kind: str
    units: tuple[Option, ...]
    categories: tuple[Option, ...]
    error_units: str
    error_categories: str

    @property
    def is_open(self) -> bool:
        """Something is chosen or wrong: the fold stands open."""
        chosen = any(ticked for _, _, ticked in (*self.units, *self.categories))
        return chosen or bool(self.error_units or self.error_categories)


@dataclass(frozen=True, slots=True)
class NewConsentView:
    """The form to put a consent together."""

    frame: CaseFrame
    receivers: tuple[ReceiverChoice, ...]
    givers: tuple[Option, ...]
    purposes: tuple[Option, ...]
    exceptions: tuple[tuple[str, tuple[Option, ...]], ...]
    languages: tuple[tuple[Language, bool], ...]
    values: Mapping[str, str]
    months: int
    problems: Problems

    @property
    def has_exceptions(self) -> bool:
        ticked = any(on for _, options in self.exceptions for _, _, on in options)
        return ticked or bool(self.values.get("eget_undantag") or self.problems.fields.get("undantag"))


@dataclass(frozen=True, slots=True)
class PreparedView:
    """The text, and the form where the yes is written down. `text` is empty while a protected person's is hidden."""

    frame: CaseFrame
    prepared: PreparedConsent
    text: SafeString | None
    reasons: tuple[tuple[str, str], ...]
    language: Language
    sheets: tuple[tuple[str, str], ...]
    papers: tuple[Record, ...]
    mandate: str
    how: tuple[tuple[str, str], ...]
    reading: tuple[tuple[str, str], ...]
    told: tuple[Option, ...]
    values: Mapping[str, str]
    problems: Problems
    carried: str = ""
    carried_name: str = ""


def new_consent_view(
    case: Case, frame: CaseFrame, chosen: Chosen, problems: Problems, *, on: date
) -> NewConsentView:
    """The form with what was chosen before it was sent back, or with what is proposed."""
    values = chosen.values
    return NewConsentView(
        frame=frame,
        receivers=_receivers(case, chosen, problems),
        givers=tuple(
            (
                str(row.pk),
                _speaker(row, hidden=case.person.is_protected),
                str(row.pk) == values.get("foretradare"),
            )
            for row in representatives_in_force(case, on=on)
        ),
        purposes=tuple((code, name, code == values.get("andamal")) for code, name in purpose_names().items()),
        exceptions=tuple(
            (
                name,
                tuple((key, label, key in chosen.exceptions) for key, label in exceptions_of(code).items()),
            )
            for code, name in category_names().items()
            if exceptions_of(code)
        ),
        languages=tuple((one, one.code == values.get("sprak")) for one in languages()),
        values=values,
        months=int(consent_rules()["tid"]["längst_månader"]),
        problems=problems,
    )


def proposed(case: Case, *, on: date, renews: Consent | None = None) -> Chosen:
    """What an empty form holds: today, the longest time, Swedish; or what an earlier consent held and still stands.

    Of a protected person's consent the receivers are not filled in: they tell of places.
    """
    start = max(on, renews.valid_to + timedelta(days=1)) if renews else on
    values = {
        "galler_fran": str(start),
        "galler_till": str(last_day(start)),
        "sprak": renews.language if renews else "sv",
        "andamal": renews.purpose if renews else "",
        "fornyar": str(renews.pk) if renews else "",
        "foretradare": str(renews.giver_id or "") if renews else "",
    }
    if renews is None or case.person.is_protected:
        return Chosen(values=values)
    units: dict[str, set[str]] = {}
    categories: dict[str, set[str]] = {}
    for scope in _standing(case, renews):
        key = str(scope.receiver_id)
        units.setdefault(key, set()).add(str(scope.receiver_unit_id or WHOLE_AUTHORITY))
        categories.setdefault(key, set()).add(scope.category)
    own = [str(item["text"]) for item in renews.exceptions if item.get("text")]
    return Chosen(
        {key: frozenset(found) for key, found in units.items()},
        {key: frozenset(found) for key, found in categories.items()},
        frozenset(str(item["code"]) for item in renews.exceptions if item.get("code")),
        values | {"eget_undantag": " ".join(own)},
    )


def prepared_view(
    case: Case,
    frame: CaseFrame,
    prepared: PreparedConsent,
    problems: Problems,
    *,
    on: date,
    told: frozenset[str] = frozenset(),
    revealed: bool = False,
    carried: tuple[str, str] = ("", ""),
) -> PreparedView:
    """The text to read, and what was filled in about the yes."""
    rules, language = consent_rules(), language_of(prepared.language)
    assert language is not None
    shown = revealed or not case.person.is_protected
    codes = [prepared.language] if is_swedish(prepared.language) else ["sv", prepared.language]
    values = {"lamnat": str(on), "tolkbehov": "ja" if case.person.interpreter else ""} | dict(problems.values)
    giver = next(
        (
            row
            for row in representatives_in_force(case, on=on)
            if row.pk == read_choices(prepared.choices).giver
        ),
        None,
    )
    names = {one.code: one.name for one in languages()}
    return PreparedView(
        frame=frame,
        prepared=prepared,
        text=kept_text(prepared) if shown else None,
        reasons=reasons(),
        language=language,
        sheets=tuple((code, names[code]) for code in codes),
        papers=tuple(papers_of(prepared)),
        mandate=_speaker(giver, hidden=not shown) if giver else "",
        how=tuple(Consent._meta.get_field("given_how").choices or ()),  # type: ignore[arg-type]
        reading=tuple(rules["hur_texten_gavs"].items()),
        told=tuple((code, text, code in told) for code, text in rules["sagt"].items()),
        values=values,
        problems=problems,
        carried=carried[0],
        carried_name=carried[1],
    )


def kept_text(row: Consent | PreparedConsent) -> SafeString | None:
    """The very bytes that were shown. None where they do not match their own sum any more: then nothing is shown as the text."""
    shown = bytes(row.shown)
    # Our own words with every name escaped, unchanged since: `documents/consent_text.py` made them.
    return mark_safe(shown.decode()) if digest(shown) == row.shown_sha256 else None  # nosec B308 B703


def reasons() -> tuple[tuple[str, str], ...]:
    """Why somebody may need to see a protected person's consent."""
    return tuple(case_rules()["visa_skyddade"].items())


def anonymous_road(case: Case) -> str:
    """The address of the anonymous consultation; empty where there is none."""
    address = f"{reverse('web:case', args=[case.pk])}/samverkan/konsultation"
    try:
        resolve(address)
    except Resolver404:
        return ""
    return address


def _receivers(case: Case, chosen: Chosen, problems: Problems) -> tuple[ReceiverChoice, ...]:
    kinds = closed_lists()["mottagarslag"]
    order = list(kinds)
    found = []
    for authority in sorted(receivers_for(case), key=lambda one: (order.index(one.kind), one.name)):
        key = str(authority.pk)
        units, categories = chosen.units.get(key, frozenset()), chosen.categories.get(key, frozenset())
        options = [(str(unit.pk), unit.name) for unit in authority.units.all()]
        options.append((WHOLE_AUTHORITY, f"Hela {authority.name}"))
        found.append(
            ReceiverChoice(
                key,
                authority.name,
                kinds[authority.kind]["namn"],
                tuple((value, label, value in units) for value, label in options),
                tuple((code, label, code in categories) for code, label in category_names().items()),
                problems.fields.get(f"till-{key}", ""),
                problems.fields.get(f"far-{key}", ""),
            )
        )
    return tuple(found)


def _standing(case: Case, consent: Consent) -> list[ConsentScope]:
    return list(unended_scopes(case, at=timezone.now()).filter(consent=consent))


def _speaker(row: Representative, *, hidden: bool) -> str:
    name = "" if hidden else f"{row.name}, "
    return f"{name}{row.get_kind_display().lower() if name else row.get_kind_display()}: {row.scope}"
