"""Login through OpenID Connect: only a token that is signed, ours, new and at level 3 or 4, of a user entered beforehand."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from tests.accounts.factories import log_in, make_assignment
from tests.accounts.fake_issuer import CLIENT, ISSUER, KEY, LOA3, OTHER_KEY, FakeIssuer, jwk, signed

from samre.accounts.models import Assignment, Identity, User
from samre.accounts.models.identities import identity_key
from samre.audit.models import Event

pytestmark = pytest.mark.django_db


def bind(assignment: Assignment, *, claim: str = "sub", value: str = "sara-7") -> None:
    """Enters the identity beforehand, as an administrator does."""
    key = identity_key(ISSUER, claim, value)
    Identity.objects.create(user=assignment.user, issuer=ISSUER, claim=claim, value=value, key=key)


@pytest.fixture
def issuer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> FakeIssuer:
    """The provider, configured and answering."""
    cache.clear()
    settings.OIDC = {
        **settings.OIDC,
        "ISSUER": ISSUER,
        "CLIENT_ID": CLIENT,
        "CLIENT_SECRET": "hemligt",
    }
    fake = FakeIssuer()
    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda _: fake)
    return fake


def go_through(client: Client, issuer: FakeIssuer, *, onward: str = "/karta", query: str = "") -> Any:
    """To the provider and back."""
    question = issuer.asks(client.get(f"/logga-in/oidc?till={onward}{query}")["Location"])
    return client.get(f"/logga-in/oidc/svar?code=abc&state={question['state']}")


def test_a_user_who_is_vouched_for_at_level_three_comes_in(client: Client, issuer: FakeIssuer) -> None:
    assignment = make_assignment()
    bind(assignment)
    answer = go_through(client, issuer)
    assert answer.status_code == 302 and answer["Location"] == "/karta"
    assert client.get("/").wsgi_request.actor.assignment_id == assignment.pk
    begun = Event.objects.get(action="session.begin")
    assert begun.user == str(assignment.user_id) and '"oidc"' in begun.detail


def test_the_question_asks_for_the_level_with_state_nonce_and_pkce(
    client: Client, issuer: FakeIssuer
) -> None:
    question = issuer.asks(client.get("/logga-in/oidc")["Location"])
    assert LOA3 in question["acr_values"].split()
    assert len(question["nonce"]) >= 32 and len(question["state"]) >= 16
    assert question["code_challenge_method"] == "S256"


def test_nothing_of_the_address_reaches_the_question(client: Client, issuer: FakeIssuer) -> None:
    address = "/logga-in/oidc?auth_params=acr_values%3Dloa1%26nonce%3Dx&scope=all&process=connect"
    question = issuer.asks(client.get(address)["Location"])
    assert LOA3 in question["acr_values"] and question["nonce"] != "x" and "all" not in question["scope"]


def unsigned(claims: dict[str, Any]) -> str:
    """alg none: a header, the claims and an empty signature."""
    parts = ({"alg": "none", "typ": "JWT", "kid": "k1"}, claims)
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
        + "."
    )


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """HS256 with what everybody can fetch as its secret."""
    return signed(claims, key=jwk(KEY)["n"].encode(), algorithm="HS256")


def tampered(claims: dict[str, Any]) -> str:
    """Well signed, for somebody else."""
    head, _, mark = signed(claims | {"sub": "nagon-annan"}).split(".")
    return ".".join((head, signed(claims).split(".")[1], mark))


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://annan.example"},
    "another audience": {"aud": "nagon-annan"},
    "two audiences and nobody named": {"aud": [CLIENT, "nagon-annan"]},
    "issued to another": {"azp": "nagon-annan"},
    "another nonce": {"nonce": "gammal"},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
    "no expiry": {"exp": None},
    "uncertified level 3": {"acr": "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"},
    "level 2": {"acr": "http://id.elegnamnden.se/loa/1.0/loa2"},
    "level 3 with a tail": {"acr": LOA3 + "/"},
    "level in a list": {"acr": [LOA3]},
    "no level": {"acr": None},
    "unknown user": {"sub": "nagon-annan"},
    "another user's id in other letters": {"sub": "SARA-7"},
}
FORGED: dict[str, Callable[[dict[str, Any]], str]] = {
    "alg none": unsigned,
    "public key as secret": signed_with_the_public_key,
    "another key": lambda claims: signed(claims, key=OTHER_KEY),
    "unknown key id": lambda claims: signed(claims, kid="k2"),
    "tampered": tampered,
    "expired": lambda claims: signed(claims | {"exp": claims["iat"] - 3600, "iat": claims["iat"] - 7200}),
    "issued long ago": lambda claims: signed(claims | {"iat": claims["iat"] - 7200}),
    "not yet valid": lambda claims: signed(claims | {"nbf": claims["iat"] + 3600}),
    "empty": lambda claims: "",
    "no token at all": lambda claims: "a.b.c",
}


def assert_turned_away(client: Client, answer: Any) -> None:
    """Refused in words, nobody logged in, nobody made, and the log knows."""
    assert answer.status_code == 403
    assert SESSION_KEY not in client.session
    event = Event.objects.get(action="session.begin")
    assert event.outcome == "denied" and event.why
    assert User.objects.count() == 1


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_a_token_that_says_something_else_is_refused(
    client: Client, issuer: FakeIssuer, changed: dict[str, Any]
) -> None:
    bind(make_assignment())
    issuer.changed = changed
    assert_turned_away(client, go_through(client, issuer))


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_a_forged_or_old_token_is_refused(client: Client, issuer: FakeIssuer, token: Any) -> None:
    bind(make_assignment())
    issuer.token = token
    assert_turned_away(client, go_through(client, issuer))


def test_the_reason_for_a_low_level_is_said_in_words(client: Client, issuer: FakeIssuer) -> None:
    bind(make_assignment())
    issuer.changed = {"acr": None}
    assert "tillitsnivå 3" in go_through(client, issuer).content.decode()


def test_an_answer_can_be_used_once(client: Client, issuer: FakeIssuer) -> None:
    bind(make_assignment())
    question = issuer.asks(client.get("/logga-in/oidc")["Location"])
    address = f"/logga-in/oidc/svar?code=abc&state={question['state']}"
    assert client.get(address).status_code == 302
    client.post("/logga-ut")
    assert client.get(address).status_code == 403


def test_a_token_of_an_earlier_question_does_not_answer_a_new_one(client: Client, issuer: FakeIssuer) -> None:
    bind(make_assignment())
    issuer.asks(client.get("/logga-in/oidc")["Location"])
    old = issuer.nonce
    question = issuer.asks(client.get("/logga-in/oidc")["Location"])
    issuer.nonce = old
    assert client.get(f"/logga-in/oidc/svar?code=abc&state={question['state']}").status_code == 403


def test_an_answer_to_another_browser_s_question_is_refused(client: Client, issuer: FakeIssuer) -> None:
    bind(make_assignment())
    question = issuer.asks(client.get("/logga-in/oidc")["Location"])
    assert Client().get(f"/logga-in/oidc/svar?code=abc&state={question['state']}").status_code == 403


def test_a_provider_that_says_it_is_another_is_not_believed(client: Client, issuer: FakeIssuer) -> None:
    issuer.issuer = "https://annan.example"
    assert client.get("/logga-in/oidc").status_code == 403


def test_a_provider_that_does_not_answer_gives_a_clear_page(
    client: Client, issuer: FakeIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(issuer, "get", silent)
    assert "svarar inte" in client.get("/logga-in/oidc").content.decode()


def test_an_address_counts_only_when_the_provider_has_verified_it(
    client: Client, issuer: FakeIssuer, settings: Any
) -> None:
    settings.OIDC = {**settings.OIDC, "CLAIM": "email"}
    bind(make_assignment(), claim="email", value="sara@almby.example")
    issuer.changed = {"email": "Sara@Almby.example"}
    assert go_through(client, issuer).status_code == 403
    issuer.changed |= {"email_verified": True}
    assert go_through(client, issuer).status_code == 302


def test_an_inactive_user_is_told_so(client: Client, issuer: FakeIssuer) -> None:
    assignment = make_assignment()
    bind(assignment)
    User.objects.update(is_active=False)
    answer = go_through(client, issuer)
    assert answer.status_code == 403 and "avstängt" in answer.content.decode()


def test_showing_who_one_is_again_takes_a_new_login_there(client: Client, issuer: FakeIssuer) -> None:
    assignment = make_assignment()
    bind(assignment)
    log_in(client, assignment, fresh=False)
    assert "prompt=login" in client.get("/logga-in/oidc?igen=1")["Location"]
    issuer.changed = {"auth_time": int(time.time()) - 3600}
    assert go_through(client, issuer, query="&igen=1").status_code == 403
    issuer.changed = {}
    assert go_through(client, issuer, query="&igen=1")["Location"] == "/karta"
    assert Event.objects.filter(action="session.prove").count() == 1


def test_without_configuration_there_is_no_such_page(client: Client) -> None:
    assert client.get("/logga-in/oidc").status_code == 404
    assert client.get("/logga-in/oidc/svar?code=a&state=b").status_code == 404


def test_the_issuer_is_never_asked_for_more_than_the_token(client: Client, issuer: FakeIssuer) -> None:
    bind(make_assignment())
    go_through(client, issuer)
    assert not [url for url in issuer.asked if url.endswith("/userinfo")]
