"""Consents of a case to look at: who may get what until when, each consent by itself, and everything that has been said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils import timezone

from samre.accounts.protected import ColleagueNames
from samre.certificate.wording import in_words

from ..models import (
    Case,
    Consent,
    ConsentEvent,
    ConsentScope,
    FollowUpConsent,
    PreparedConsent,
    Record,
)
from ..rules.consent_lists import category_names, consent_rules, in_sentence, purpose_names
from ..rules.consents import standing_scopes, unended_scopes
from .consent_rows import (
    BEGINS,
    HOLDS,
    OVER,
    WITHDRAWN,
    Cell,
    ConsentCard,
    ConsentLine,
    ConsentPage,
    FollowUp,
    HistoryLine,
    Matrix,
    MatrixRow,
    Part,
    PreparedLine,
    discloser_name,
    exception_words,
    language_name,
    receiver_name,
)


def consent_page(case: Case, *, on: date) -> ConsentPage:
    """Everything about consent in the case. The number of queries does not depend on how many there are."""
    rows, left = _consents(case), _left(case)
    scopes = _scopes(case)
    events = list(
        ConsentEvent.objects.filter(consent__case=case)
        .select_related("consent", "scope__receiver")
        .order_by("-at", "-pk")
    )
    names = ColleagueNames(case.owner_id)
    lines = [_line(case, row, scopes, left, events, names, on=on) for row in rows]
    return ConsentPage(
        matrix=_matrix(case, [one for one in scopes if one.pk in left and _is_ours(case, one)], on=on),
        to_us=_matrix(case, [one for one in scopes if one.pk in left and not _is_ours(case, one)], on=on),
        standing=tuple(line for line in lines if line.holds),
        ended=tuple(line for line in lines if not line.holds),
        prepared=prepared_lines(case),
        history=tuple(_history(case, event, names) for event in events),
        follow_up=_follow_up(case, names),
    )


def consent_card(case: Case, on: date) -> ConsentCard:
    """Three queries."""
    out: dict[str, date] = {}
    to_us: dict[str, date] = {}
    left = _left(case)
    for scope in _scopes(case):
        if scope.pk in left and scope.consent.valid_from <= on <= scope.consent.valid_to:
            until = out if _is_ours(case, scope) else to_us
            name = _other(case, scope)
            until[name] = max(until.get(name, scope.consent.valid_to), scope.consent.valid_to)
    waiting = PreparedConsent.objects.filter(case=case, is_open=True).count()
    return ConsentCard(tuple(sorted(out.items())), tuple(sorted(to_us.items())), waiting)


def standing_lines(case: Case, *, on: date) -> tuple[ConsentLine, ...]:
    """Those that hold or will, for the page where all are withdrawn."""
    return consent_page(case, on=on).standing


def consent_line(case: Case, consent: Consent, *, on: date) -> ConsentLine:
    """One of them."""
    row = _consents(case).get(pk=consent.pk)
    events = list(ConsentEvent.objects.filter(consent=consent).order_by("-at", "-pk"))
    return _line(case, row, _scopes(case), _left(case), events, ColleagueNames(case.owner_id), on=on)


def find_consent(case: Case, id_: UUID) -> Consent | None:
    return Consent.objects.filter(case=case, pk=id_).select_related("giver", "by").first()


def find_prepared(case: Case, id_: UUID) -> PreparedConsent | None:
    return PreparedConsent.objects.filter(case=case, pk=id_).select_related("consent").first()


def purposes_covered(case: Case, *, on: date) -> dict[str, tuple[str, ...]]:
    """Purpose → the authorities that may be told something for it now. Nothing of a protected person's: they tell of places."""
    if case.person.is_protected:
        return {}
    found: dict[str, set[str]] = {}
    rows = standing_scopes(case, at=timezone.now()).filter(
        consent__discloser_id=case.owner_id, consent__valid_from__lte=on
    )
    for purpose, name in rows.values_list("consent__purpose", "receiver__short"):
        found.setdefault(purpose, set()).add(name)
    return {purpose: tuple(sorted(names)) for purpose, names in found.items()}


def papers_of(prepared: PreparedConsent) -> list[Record]:
    """The sheets that have been made of it, the newest first."""
    return list(
        Record.objects.filter(case=prepared.case_id, subject_id=prepared.pk).defer("content").order_by("-at")
    )


def prepared_lines(case: Case) -> tuple[PreparedLine, ...]:
    """The texts that wait for an answer, the newest first."""
    rows = PreparedConsent.objects.filter(case=case, is_open=True).defer("shown").order_by("-at")
    return tuple(PreparedLine(row.pk, row.reference, language_name(row.language), row.at) for row in rows)


def parts_left(case: Case, consent: Consent) -> tuple[Part, ...]:
    """What still stands of a consent, scope by scope."""
    left, names = _left(case), category_names()
    return tuple(
        Part(one.pk, receiver_name(case, one), names.get(one.category, one.category))
        for one in _scopes(case)
        if one.consent_id == consent.pk and one.pk in left
    )


def _consents(case: Case):
    sent = Q(disclosures__sent_at__isnull=False)
    return (
        Consent.objects.filter(case=case)
        .select_related("discloser")
        .defer("paper", "shown")
        .annotate(used=Count("disclosures", filter=sent), used_at=Max("disclosures__sent_at", filter=sent))
        .order_by("-given_on", "-at", "-pk")
    )


def _scopes(case: Case) -> list[ConsentScope]:
    rows = ConsentScope.objects.filter(consent__case=case).select_related(
        "consent__discloser", "receiver", "receiver_unit"
    )
    rows = rows.defer("consent__paper", "consent__shown")
    order = list(category_names())
    return sorted(
        rows, key=lambda one: (one.receiver.name, str(one.receiver_unit or ""), order.index(one.category))
    )


def _left(case: Case) -> set[UUID]:
    return set(unended_scopes(case, at=timezone.now()).values_list("pk", flat=True))


def _is_ours(case: Case, scope: ConsentScope) -> bool:
    """Whether the kommun is the one who tells."""
    return scope.consent.discloser_id == case.owner_id


def _other(case: Case, scope: ConsentScope) -> str:
    """The other party: who is told, or who tells the kommun."""
    return discloser_name(case, scope.consent) or receiver_name(case, scope)


def _matrix(case: Case, scopes: list[ConsentScope], *, on: date) -> Matrix | None:
    cells: dict[tuple[str, str], list[Cell]] = {}
    for one in scopes:
        consent = one.consent
        if consent.valid_to >= on:
            cells.setdefault((one.category, _other(case, one)), []).append(
                Cell(
                    consent.pk,
                    HOLDS if consent.valid_from <= on else BEGINS,
                    purpose_names().get(consent.purpose, consent.purpose),
                    consent.valid_from,
                    consent.valid_to,
                    exception_words(case, consent.exceptions, one.category),
                )
            )
    if not cells:
        return None
    receivers = sorted({name for _, name in cells})
    purposes = {
        who: {cell.purpose for (_, name), found in cells.items() for cell in found if name == who}
        for who in receivers
    }
    shared = {who: found.pop() if len(found) == 1 else "" for who, found in purposes.items()}

    def at(code: str, who: str) -> tuple[Cell, ...]:
        found = cells.get((code, who), ())
        return tuple(replace(cell, purpose="") if shared[who] else cell for cell in found)

    told = {category for category, _ in cells}
    rows = tuple(
        MatrixRow(name, tuple((who, at(code, who)) for who in receivers))
        for code, name in category_names().items()
        if code in told
    )
    nobody = tuple(in_sentence(name) for code, name in category_names().items() if code not in told)
    return Matrix(tuple((who, shared[who]) for who in receivers), rows, nobody)


def _line(
    case: Case,
    row: Consent,
    scopes: list[ConsentScope],
    left: set[UUID],
    events: list[ConsentEvent],
    names: ColleagueNames,
    *,
    on: date,
) -> ConsentLine:
    own = [one for one in scopes if one.consent_id == row.pk]
    standing = [one for one in own if one.pk in left]
    state, text = _state(row, [one for one in events if one.consent_id == row.pk], bool(standing), on=on)
    shown, categories = standing or own, category_names()
    used_at = getattr(row, "used_at", None)
    return ConsentLine(
        id=row.pk,
        reference=row.reference,
        state=state,
        state_text=text,
        discloser=discloser_name(case, row),
        receivers=tuple(dict.fromkeys(receiver_name(case, one) for one in shown)),
        categories=tuple(
            dict.fromkeys(in_sentence(categories.get(one.category, one.category)) for one in shown)
        ),
        purpose=purpose_names().get(row.purpose, row.purpose),
        words=exception_words(case, row.exceptions),
        how=row.get_given_how_display(),
        given_on=row.given_on,
        received_by=names.of(row.by_name),
        mandate=row.mandate,
        language=language_name(row.language),
        used=getattr(row, "used", 0),
        used_on=timezone.localdate(used_at) if used_at else None,
    )


def _state(row: Consent, events: list[ConsentEvent], stands: bool, *, on: date) -> tuple[str, str]:
    kinds = {event.kind: event for event in events if event.at <= timezone.now()}
    if (event := kinds.get(ConsentEvent.Kind.WITHDRAWN)) is not None:
        return WITHDRAWN, f"Återkallat {in_words(timezone.localdate(event.at))}"
    if row.valid_to < on:
        return OVER, f"Gick ut {in_words(row.valid_to)}"
    if (event := kinds.get(ConsentEvent.Kind.RENEWED)) is not None:
        return OVER, f"Förnyat {in_words(timezone.localdate(event.at))}"
    if not stands:
        return OVER, "Ersatt av ett senare samtycke"
    if row.valid_from > on:
        return BEGINS, f"Börjar gälla {in_words(row.valid_from)}"
    return HOLDS, f"Gäller till och med {in_words(row.valid_to)}"


def _history(case: Case, event: ConsentEvent, names: ColleagueNames) -> HistoryLine:
    label = ConsentEvent.Kind(event.kind).label
    parts = [label]
    if event.scope is not None:
        parts.append(in_sentence(category_names().get(event.scope.category, event.scope.category)))
        if not case.person.is_protected and event.scope.receiver_unit_id != case.unit_id:
            parts.append(f"till {event.scope.receiver.name}")
    if event.channel:
        parts.append(in_sentence(consent_rules()["kanaler"].get(event.channel, event.channel)))
    return HistoryLine(
        event.at, ", ".join(parts), names.of(event.by_name), event.consent_id, event.consent.reference
    )


def _follow_up(case: Case, names: ColleagueNames) -> FollowUp | None:
    last = FollowUpConsent.objects.filter(case=case).order_by("-at", "-pk").first()
    return FollowUp(last.is_given, last.said_on, names.of(last.by_name)) if last else None
