"""What belongs in the demo fails the start, or the deploy check, beside real people."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as real

from samre.accounts.checks import deploy_settings, login_settings

LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
OIDC = {"ISSUER": "https://idp.example", "CLIENT_ID": "a", "CLIENT_SECRET": "b", "CLAIM": "sub"}


def faults(settings: Any, **changed: Any) -> set[str]:
    """The ids of what is found with these settings."""
    good = {"DEMO": False, "HTTPS": True, "SAMRE_PASSWORD_LOGIN": False, "SAMRE_PASSKEYS": False}
    for name, value in (good | {"OIDC": real.OIDC | OIDC} | changed).items():
        setattr(settings, name, value)
    return {str(fault.id) for fault in [*login_settings(None), *deploy_settings(None)]}


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of a server."""
    monkeypatch.setenv("SAMRE_SECRET_KEY", "x" * 60)


def test_a_server_without_a_secret_of_its_own_is_found(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAMRE_SECRET_KEY")
    assert "accounts.E008" in faults(settings)


def test_a_server_for_real_people_has_no_faults(settings: Any) -> None:
    assert faults(settings) == set()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"DEMO": True}, "accounts.E001"),
        ({"DEMO": True, "HTTPS": False}, "accounts.E006"),
        ({"SAMRE_PASSWORD_LOGIN": True}, "accounts.E002"),
        ({"SAMRE_PASSWORD_LOGIN": True, "HTTPS": False}, "accounts.E002"),
        ({"SAMRE_PASSWORD_LOGIN": True, "DEMO": True}, "accounts.E002"),
        ({"SAMRE_LOGIN_LEVELS": []}, "accounts.E003"),
        ({"SAMRE_LOGIN_LEVELS": [LOA3.replace("loa3", "loa2")]}, "accounts.E003"),
        ({"SAMRE_LOGIN_LEVELS": ["http://id.swedenconnect.se/loa/1.0/uncertified-loa3"]}, "accounts.E003"),
        ({"OIDC": OIDC | {"CLIENT_SECRET": ""}}, "accounts.E004"),
        ({"OIDC": OIDC | {"ISSUER": "http://idp.example"}}, "accounts.E005"),
        ({"OIDC": OIDC | {"ISSUER": ""}}, "accounts.E007"),
        ({"SAMRE_PASSKEYS": True}, "accounts.W001"),
    ],
)
def test_each_fault_is_found(settings: Any, changed: dict[str, Any], fault: str) -> None:
    assert fault in faults(settings, **changed)


def test_the_demo_alone_starts(settings: Any) -> None:
    settings.DEMO, settings.HTTPS, settings.SAMRE_PASSWORD_LOGIN = True, False, True
    assert login_settings(None) == []
