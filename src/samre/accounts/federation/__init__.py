"""Login with others' identity: who is trusted, and which of our users their word means. Configured by the environment alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An identity provider. `kind`: "oidc" or "saml"; `name`: what the button says; `issuer`: who it says it is;
    `claim`: which of its claims we know our users by."""

    kind: str
    name: str
    issuer: str
    claim: str


def providers() -> tuple[Provider, ...]:
    """Those that are configured: the list of issuers that are believed, and nobody else is."""
    found = []
    for kind in ("oidc", "saml"):
        config: dict[str, str] = getattr(settings, kind.upper())
        if config["ISSUER"]:
            found.append(
                Provider(kind=kind, name=config["NAME"], issuer=config["ISSUER"], claim=config["CLAIM"])
            )
    return tuple(found)


def provider(kind: str) -> Provider | None:
    """The provider of a kind, None where none is configured."""
    return next((one for one in providers() if one.kind == kind), None)
