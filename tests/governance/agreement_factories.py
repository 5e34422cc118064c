"""An agreement on the small map, from its first word until it holds. Everybody is made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from tests.accounts.factories import actor, make_authority, make_unit

from samre.accounts.actors import Actor
from samre.accounts.models import Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.governance.actions.agreement_signing import lay_for_signing, put_in_force, sign_for_party
from samre.governance.actions.agreements import put_commitments, put_party, write_agreement
from samre.governance.models import Agreement, AgreementParty
from samre.governance.rules.agreements import Promise

from .factories import Federation


@dataclass(frozen=True)
class Insurer:
    """An office of Försäkringskassan, and who works there."""

    unit: Unit
    partner: Actor

    @property
    def authority(self) -> UUID:
        return self.partner.authority_id


def make_insurer(name: str = "Försäkringskassan Prov") -> Insurer:
    unit = make_unit(authority=make_authority(kind=AuthorityKind.FK, name=name))
    return Insurer(unit, actor(role=Role.PARTNER, unit=unit))


def make_agreement(federation: Federation, *, begins: date | None = None) -> Agreement:
    """Only its text: no parties yet. The second has a name of its own: the same would be the same agreement."""
    first, earlier = begins or timezone.localdate(), Agreement.objects.count()
    return write_agreement(
        title="Överenskommelse i Prov" + (f" {earlier + 1}" if earlier else ""),
        valid_from=first,
        valid_to=first + timedelta(days=700),
        review_on=first + timedelta(days=300),
        by=federation.lead,
    )


def add_party(agreement: Agreement, federation: Federation, **more: object) -> AgreementParty:
    agreement.refresh_from_db()
    party = put_party(agreement=agreement.pk, revision=agreement.revision, by=federation.lead, **more)  # type: ignore[arg-type]
    agreement.refresh_from_db()
    return party


def promise(agreement: Agreement, party: AgreementParty, federation: Federation, *promises: Promise) -> None:
    agreement.refresh_from_db()
    put_commitments(
        agreement=agreement.pk, revision=agreement.revision, party=party.pk, promises=promises, by=federation.lead
    )  # fmt: skip
    agreement.refresh_from_db()


def make_whole(
    federation: Federation, insurer: Insurer, *, begins: date | None = None, days: int | None = 21
) -> Agreement:
    """The caseworker's kommun with what the map says, and Försäkringskassan that answers within `days`."""
    agreement = make_agreement(federation, begins=begins)
    kommun = federation.caseworker.authority_id
    add_party(agreement, federation, name="Provkommun", actors=["KOM"], authority=kommun)
    office = add_party(
        agreement, federation, name="Försäkringskassan", actors=["FK"], authority=insurer.authority
    )
    promise(agreement, office, federation, Promise("S14", "Försäkringskassan svarar på ansökan.", days))
    return agreement


def sign_all(agreement: Agreement, federation: Federation) -> Agreement:
    agreement.refresh_from_db()
    lay_for_signing(agreement=agreement.pk, revision=agreement.revision, by=federation.lead)
    for party in agreement.parties.all():
        sign_for_party(
            agreement=agreement.pk, party=party.pk, signatory="Gun Falk", title="Förvaltningschef",
            on=timezone.localdate(), how="papper", by=federation.lead,
        )  # fmt: skip
    agreement.refresh_from_db()
    return agreement


def in_force(federation: Federation, insurer: Insurer, **more: object) -> Agreement:
    agreement = sign_all(make_whole(federation, insurer, **more), federation)  # type: ignore[arg-type]
    put_in_force(agreement=agreement.pk, by=federation.board)
    agreement.refresh_from_db()
    return agreement
