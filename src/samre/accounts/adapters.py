"""Where allauth asks us: nobody signs up, every session it opens is stamped and logged, secrets are sealed."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest

from samre.sealing.keyring import keyring

from .login import all_or_no_session, opened
from .models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts as allauth sees them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Opens the session as all others are: stamped, and logged or not opened at all."""
        shown = get_authentication_records(request, user)
        # The last thing she showed: "password", or the kind of key ("webauthn", "totp").
        method = str(shown[-1].get("type", shown[-1]["method"])) if shown else ""
        with all_or_no_session(request):
            super().login(request, user)
            opened(request, user, method=method)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Errors only: that it went well is seen."""
        if level >= messages.ERROR:
            super().add_message(request, level, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves the machine."""


class KeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and codes as allauth sees them."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Koden eller nyckeln stämde inte. Försök igen.",
    }

    def encrypt(self, text: str) -> str:
        return b64encode(keyring().seal(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keyring().open(b64decode(encrypted_text)).decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves the machine; the log has it."""
