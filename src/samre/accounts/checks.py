"""System checks: what belongs in the demo never runs beside real people. `make run` and `manage.py check` fail on them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

LEVEL_NEEDED = ("/loa3", "/loa4")
UNCERTIFIED = "uncertified"


@register()
def login_settings(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Faults that hold for every start."""
    return list(_faults())


@register(deploy=True)
def deploy_settings(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """What only matters where real people are: `manage.py check --deploy`."""
    return list(_deploy_faults())


def _faults() -> Iterator[CheckMessage]:
    if settings.DEMO and settings.HTTPS:
        yield Error(
            "SAMRE_DEMO är på tillsammans med SAMRE_HTTPS: inloggning med ett klick får aldrig finnas i skarp drift.",
            hint="Ta bort SAMRE_DEMO.",
            id="accounts.E001",
        )
    if settings.SAMRE_PASSWORD_LOGIN and (not settings.DEMO or settings.HTTPS):
        yield Error(
            "SAMRE_PASSWORD_LOGIN är på utanför demon: lösenord räcker inte för att öppna ärenden.",
            hint="Ta bort SAMRE_PASSWORD_LOGIN och ställ in OIDC eller SAML.",
            id="accounts.E002",
        )
    weak = [
        one for one in settings.SAMRE_LOGIN_LEVELS if UNCERTIFIED in one or not one.endswith(LEVEL_NEEDED)
    ]
    if weak or not settings.SAMRE_LOGIN_LEVELS:
        yield Error(
            f"SAMRE_LOGIN_LEVELS släpper in för låga tillitsnivåer: {', '.join(weak) or 'ingen är angiven'}.",
            hint="Bara tillitsnivå 3 och 4 räcker.",
            id="accounts.E003",
        )
    for name, config, needed in (
        ("OIDC", settings.OIDC, ("CLIENT_ID", "CLIENT_SECRET", "CLAIM")),
        ("SAML", settings.SAML, ("SSO", "CERT_FILE", "CLAIM")),
    ):
        missing = [f"SAMRE_{name}_{part}" for part in needed if not config[part]]
        if config["ISSUER"] and missing:
            yield Error(
                f"SAMRE_{name}_ISSUER är satt, men det här saknas: {', '.join(missing)}.", id="accounts.E004"
            )
        if (
            config["ISSUER"]
            and settings.HTTPS
            and name == "OIDC"
            and not config["ISSUER"].startswith("https://")
        ):
            yield Error("SAMRE_OIDC_ISSUER ska börja med https://.", id="accounts.E005")


def _deploy_faults() -> Iterator[CheckMessage]:
    if not os.environ.get("SAMRE_SECRET_KEY"):
        yield Error(
            "SAMRE_SECRET_KEY saknas: utan den loggas alla ut vid varje omstart, och flera processer känner inte igen varandra.",
            id="accounts.E008",
        )
    if settings.DEMO:
        yield Error("SAMRE_DEMO är på. Det hör inte hemma i skarp drift.", id="accounts.E006")
    if not settings.OIDC["ISSUER"] and not settings.SAML["ISSUER"]:
        yield Error(
            "Ingen inloggning är inställd: varken SAMRE_OIDC_ISSUER eller SAMRE_SAML_ISSUER.",
            hint="Se docs/inloggning.md.",
            id="accounts.E007",
        )
    if settings.SAMRE_PASSKEYS:
        yield checks.Warning(
            "SAMRE_PASSKEYS är på: en passkey visar inte på tillitsnivå 3 vem någon är.",
            hint="Låt kommunens riskbedömning säga att det räcker, eller stäng av det.",
            id="accounts.W001",
        )
