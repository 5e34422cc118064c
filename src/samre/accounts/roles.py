"""The roles an assignment can have, and which of them may ever see a person's data."""

from __future__ import annotations

from django.db.models import TextChoices


class AuthorityKind(TextChoices):
    """What sort of body an authority is; only a kommun owns cases."""

    KOMMUN = "kommun", "Kommun"
    FK = "fk", "Försäkringskassan"
    AF = "af", "Arbetsförmedlingen"
    REGION = "region", "Region"
    ASF = "asf", "Arbetsintegrerande socialt företag"
    FORBUND = "forbund", "Samordningsförbund"


class Role(TextChoices):
    """What an assignment lets its user do. Stored in Swedish, as it is shown and logged."""

    CASEWORKER = "socialsekreterare", "Socialsekreterare"
    MANAGER = "enhetschef", "Enhetschef"
    PROCESS_LEAD = "processledare", "Processledare"
    PARTNER = "partnerhandlaggare", "Handläggare hos annan myndighet"
    ASF = "asf_handledare", "Handledare i socialt företag"
    BOARD = "styrgrupp", "Förbundschef eller styrgrupp"
    LAW_EXPERT = "lagkunnig", "Lagkunnig"
    REVIEWER = "loggranskare", "Loggranskare"
    ADMINISTRATOR = "administrator", "Administratör"


# Who can have an assignment in a case. Everybody else meets no person's data by any route.
CASE_ROLES = frozenset({Role.CASEWORKER, Role.MANAGER})

# The kinds of authority a role belongs to.
ROLE_KINDS: dict[Role, frozenset[AuthorityKind]] = {
    Role.CASEWORKER: frozenset({AuthorityKind.KOMMUN}),
    Role.MANAGER: frozenset({AuthorityKind.KOMMUN}),
    Role.PROCESS_LEAD: frozenset({AuthorityKind.KOMMUN, AuthorityKind.FORBUND}),
    Role.PARTNER: frozenset({AuthorityKind.FK, AuthorityKind.AF, AuthorityKind.REGION}),
    Role.ASF: frozenset({AuthorityKind.ASF}),
    Role.BOARD: frozenset({AuthorityKind.FORBUND, AuthorityKind.KOMMUN}),
    Role.LAW_EXPERT: frozenset({AuthorityKind.FORBUND, AuthorityKind.KOMMUN}),
    Role.REVIEWER: frozenset({AuthorityKind.KOMMUN}),
    Role.ADMINISTRATOR: frozenset(AuthorityKind),
}
