"""The pages of consent: the form to put one together, and the text with the yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import Resolver404, resolve, reverse
from django.utils.safestring import SafeString, mark_safe

from samre.casework.documents.consent_text import (
    Language,
    digest,
    is_swedish,
    language_of,
    languages,
    words_in,
)
from samre.casework.models import Case, Consent, PreparedConsent, Representative
from samre.casework.queries.case_frame import CaseFrame
from samre.casework.queries.consents import papers_of
from samre.casework.rules.consent_choices import (
    read_choices,
    representatives_in_force,
)
from samre.casework.rules.consent_lists import (
    consent_rules,
)
from samre.casework.rules.settings import case_rules

from ..forms.problems import Problems

Option = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that has been made of the text; `name` says its language in Swedish."""

    id: UUID
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class PreparedView:
    """The text, and the form where the yes is written down. `text` is empty while a protected person's is hidden. `printed`: the
    paper that was made just now."""

    frame: CaseFrame
    prepared: PreparedConsent
    text: SafeString | None
    reasons: tuple[tuple[str, str], ...]
    language: Language
    sheets: tuple[tuple[str, str], ...]
    papers: tuple[Sheet, ...]
    mandate: str
    how: tuple[tuple[str, str], ...]
    reading: tuple[tuple[str, str], ...]
    told: tuple[Option, ...]
    values: Mapping[str, str]
    problems: Problems
    carried: str = ""
    carried_name: str = ""
    printed: Sheet | None = None


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
    printed: UUID | None = None,
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
    names, papers = {one.code: one.name for one in languages()}, _papers(prepared)
    return PreparedView(
        frame=frame,
        prepared=prepared,
        text=kept_text(prepared) if shown else None,
        reasons=reasons(),
        language=language,
        sheets=tuple((code, names[code]) for code in codes),
        papers=papers,
        mandate=speaker(giver, hidden=not shown) if giver else "",
        how=tuple(Consent._meta.get_field("given_how").choices or ()),  # type: ignore[arg-type]
        reading=tuple(rules["hur_texten_gavs"].items()),
        told=tuple((code, text, code in told) for code, text in rules["sagt"].items()),
        values=values,
        problems=problems,
        carried=carried[0],
        carried_name=carried[1],
        printed=next((one for one in papers if one.id == printed), None),
    )


def _papers(prepared: PreparedConsent) -> tuple[Sheet, ...]:
    """The title of a sheet is in its own language; whoever hands it over reads Swedish."""
    names = {words_in(one.code)["titel"]: one.name.lower() for one in languages()}
    return tuple(
        Sheet(row.pk, f"Papper på {names[row.subject]}" if row.subject in names else row.subject, row.number)
        for row in papers_of(prepared)
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


def speaker(row: Representative, *, hidden: bool) -> str:
    """Who says yes in the person's place, and by what mandate."""
    name = "" if hidden else f"{row.name}, "
    return f"{name}{row.get_kind_display().lower() if name else row.get_kind_display()}: {row.scope}"
