"""The rows of a consent that is given, for the action that says the rest."""

from __future__ import annotations

from samre.accounts.actors import Actor
from samre.accounts.models import Authority, Unit

from ..documents.consent_text import mandate_of
from ..models import Case, Consent, ConsentScope, GivenHow, PreparedConsent, Representative
from ..models.base import stamp
from ..rules.consent_choices import ConsentChoices
from ..rules.consent_lists import consent_rules
from ..rules.consent_said import Said
from ..rules.scanned_papers import media_type_of


def write_consent(
    prepared: PreparedConsent,
    choices: ConsentChoices,
    said: Said,
    giver: Representative | None,
    *,
    by: Actor,
) -> Consent:
    """The consent and everything it lets be known, as it was prepared and said."""
    case = prepared.case
    assert choices.valid_from is not None
    assert choices.valid_to is not None
    assert said.given_on is not None
    assert said.interpreter_needed is not None
    consent = Consent.objects.create(
        **stamp(by),
        case=case,
        giver=giver,
        mandate=mandate_of(giver),
        discloser_id=choices.discloser or case.owner_id,
        discloser_unit=_telling_unit(case, choices),
        telling_unit_id=choices.discloser_unit,
        purpose=choices.purpose,
        # It can't have held before it was given, whatever day the sheet says.
        valid_from=max(choices.valid_from, said.given_on),
        valid_to=choices.valid_to,
        exceptions=_exceptions(choices),
        given_how=said.how,
        given_on=said.given_on,
        place=said.place.strip(),
        witness=said.witness.strip() if said.how == GivenHow.ORAL else "",
        paper=said.paper if said.how == GivenHow.PAPER else None,
        paper_type=media_type_of(said.paper) if said.paper and said.how == GivenHow.PAPER else "",
        signature_ref=said.signature_ref.strip() if said.how == GivenHow.SIGNED else None,
        reference=prepared.reference,
        text_version=prepared.text_version,
        language=prepared.language,
        read_how=said.read_how,
        interpreter_needed=said.interpreter_needed,
        interpreter=said.interpreter.strip() if said.interpreter_needed else "",
        told=sorted(said.told),
        shown=bytes(prepared.shown),
        shown_sha256=prepared.shown_sha256,
        renews_id=choices.renews,
    )
    ConsentScope.objects.bulk_create(
        ConsentScope(
            owner_id=by.authority_id,
            consent=consent,
            receiver_id=one.receiver,
            receiver_unit_id=one.unit,
            category=one.category,
        )
        for one in choices.scopes
    )
    return consent


def _telling_unit(case: Case, choices: ConsentChoices) -> str:
    """The name of the unit that tells; of the authority, where all of it may."""
    if choices.discloser_unit is not None:
        return Unit.objects.get(pk=choices.discloser_unit).name
    if choices.discloser is None or not choices.is_to_us:
        return case.unit.name
    return Authority.objects.get(pk=choices.discloser).name


def _exceptions(choices: ConsentChoices) -> list[dict[str, str]]:
    rows = consent_rules()["undantag"]
    found = [{"category": str(rows[code]["kategori"]), "code": code} for code in choices.exceptions]
    return found + ([{"text": choices.own_exception}] if choices.own_exception else [])
