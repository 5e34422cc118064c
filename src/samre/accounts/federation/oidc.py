"""OpenID Connect: allauth carries the state, PKCE and the exchange of the code; what comes back is judged by `outside.tokens`."""

from __future__ import annotations

import time
from secrets import token_urlsafe
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from samre.outside.levels import NOT_BELIEVED, Untrusted, Vouched
from samre.outside.tokens import Expected, judge_id_token

ID = "oidc"
KEYS_KEPT_SECONDS = 300
CANCELLED = "Inloggningen avbröts. Du är inte inloggad."
UNREACHABLE = "Inloggningstjänsten svarar inte just nu. Försök igen om en stund."


class StrictProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """Nothing of the request reaches the question but where to go afterwards."""

    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        return ["openid", *settings.OIDC["SCOPES"]]


class StrictAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Discovery has to be about the issuer we trust, and the way back is an address of ours."""

    def get_provider(self) -> StrictProvider:
        return provider_of(self.request)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("web:login-oidc-answer"))

    @property
    def openid_config(self) -> dict[str, Any]:
        found: dict[str, Any] = super().openid_config
        if found.get("issuer") != settings.OIDC["ISSUER"]:
            raise Untrusted("issuer", NOT_BELIEVED)
        return found


def provider_of(request: HttpRequest) -> StrictProvider:
    """The configured provider, as allauth wants it. Nothing of it is in the database."""
    config = settings.OIDC
    app = SocialApp(
        provider="openid_connect",
        provider_id=ID,
        name=config["NAME"],
        client_id=config["CLIENT_ID"],
        secret=config["CLIENT_SECRET"],
        settings={"server_url": config["ISSUER"].rstrip("/"), "oauth_pkce_enabled": True},
    )
    provider = StrictProvider(request, app=app)
    provider.oauth2_adapter_class = StrictAdapter
    return provider


def ask(request: HttpRequest, *, onward: str, again: bool) -> HttpResponse:
    """Sends the user to the provider. `again`: it has to ask who she is although she is logged in there. Raises Untrusted."""
    nonce, now = token_urlsafe(32), int(time.time())
    question = {"nonce": nonce, "acr_values": " ".join(sorted(settings.SAMRE_LOGIN_LEVELS))}
    if again:
        question |= {"prompt": "login", "max_age": "0"}
    try:
        answer: HttpResponse = provider_of(request).redirect(
            request,
            AuthProcess.LOGIN,
            next_url=onward,
            auth_params=question,
            nonce=nonce,
            proved_since=now if again else 0,
        )
    except (OSError, ValueError, KeyError):
        raise Untrusted("unreachable", UNREACHABLE) from None
    return answer


def judge_answer(request: HttpRequest) -> tuple[Vouched, str, bool]:
    """Whom the provider vouches for, where she was going, and whether she was asked again. Raises Untrusted."""
    state = statekit.unstash_state(request, provider_id=ID, state_id=request.GET.get("state", ""))
    if state is None:
        raise Untrusted(
            "state", "Inloggningen tog för lång tid eller startades i ett annat fönster. Försök igen."
        )
    if "code" not in request.GET:
        cancelled = request.GET.get("error") == "access_denied"
        raise Untrusted("cancelled" if cancelled else "refused there", CANCELLED)
    adapter = StrictAdapter(request, ID)
    app = adapter.get_provider().app
    try:
        answer = adapter.get_access_token_data(
            request, app, adapter.get_client(request, app), pkce_code_verifier=state.get("pkce_code_verifier")
        )
        keys = fetch_keys(adapter.openid_config["jwks_uri"])
    except (OAuth2Error, OSError, ValueError, KeyError):
        raise Untrusted("unreachable", UNREACHABLE) from None
    expected = Expected(
        issuer=settings.OIDC["ISSUER"],
        audience=settings.OIDC["CLIENT_ID"],
        nonce=state.get("nonce", ""),
        levels=frozenset(settings.SAMRE_LOGIN_LEVELS),
        proved_since=state.get("proved_since", 0),
    )
    vouched = judge_id_token(str(answer.get("id_token", "")), keys=keys, expected=expected)
    return vouched, str(state.get("next") or ""), bool(state.get("proved_since"))


def fetch_keys(address: str) -> list[dict[str, Any]]:
    """The issuer's keys, kept for some minutes."""
    kept = cache.get(address)
    if kept is None:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            kept = list(answer.json()["keys"])
        cache.set(address, kept, KEYS_KEPT_SECONDS)
    return kept
