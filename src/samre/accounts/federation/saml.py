"""SAML: the question is remembered in the session, the answer is judged by `outside.assertions`."""

from __future__ import annotations

import time
from datetime import datetime
from functools import cache
from pathlib import Path

from allauth.socialaccount.internal import statekit
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from samre.outside import assertions
from samre.outside.assertions import LEEWAY_SECONDS, Party, Web
from samre.outside.levels import Untrusted, Vouched

ID = "saml"


def party(request: HttpRequest) -> Party:
    """The configured provider, and our own name and address."""
    config = settings.SAML
    return Party(
        issuer=config["ISSUER"],
        sso=config["SSO"],
        certificate=_text(config["CERT_FILE"]),
        own_id=request.build_absolute_uri(reverse("web:login-saml-metadata")),
        own_answer=request.build_absolute_uri(reverse("web:login-saml-answer")),
        own_key=_text(config["OWN_KEY_FILE"]),
        own_certificate=_text(config["OWN_CERT_FILE"]),
        levels=frozenset(settings.SAMRE_LOGIN_LEVELS),
    )


@cache
def _text(file: str) -> str:
    return Path(file).read_text(encoding="ascii") if file else ""


def web(request: HttpRequest, *, post: dict[str, str] | None = None) -> Web:
    """The request to our answering address, as the library judges destinations by it."""
    return Web(
        https=request.is_secure(),
        host=request.get_host(),
        path=reverse("web:login-saml-answer"),
        post=post or {},
    )


def ask(request: HttpRequest, *, onward: str, again: bool) -> str:
    """The address at the provider to send the user to. `again`: it has to ask who she is although she is logged in there."""
    address, question = assertions.question(party(request), web(request), again=again)
    state = {"next": onward, "proved_since": int(time.time()) if again else 0}
    statekit.stash_state(request, provider_id=ID, state=state, state_id=question)
    return address


def judge_answer(request: HttpRequest, answer: str) -> tuple[Vouched, str, bool]:
    """Whom the provider vouches for, where she was going, and whether she was asked again. Raises Untrusted."""
    post = {"SAMLResponse": answer}
    vouched, question, proved = assertions.judge_answer(party(request), web(request, post=post))
    state = statekit.unstash_state(request, provider_id=ID, state_id=question)
    if state is None:
        raise Untrusted(
            "state", "Inloggningen tog för lång tid eller startades i ett annat fönster. Försök igen."
        )
    since = int(state["proved_since"])
    if since and not is_after(proved, since):
        raise Untrusted(
            "auth_time",
            "Du behövde visa vem du är på nytt, men inloggningstjänsten tog en gammal inloggning.",
        )
    return vouched, str(state.get("next") or ""), bool(since)


def is_after(proved: datetime | None, since: int) -> bool:
    """Whether the proof was given after the question was asked, give or take the clocks."""
    return proved is not None and proved.timestamp() >= since - LEEWAY_SECONDS


def metadata(request: HttpRequest) -> bytes:
    """What the identity provider has to know about us."""
    return assertions.metadata(party(request))
