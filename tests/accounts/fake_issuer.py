"""An identity provider without a network: discovery, keys, and signed id tokens that may be as wrong as a test wants."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://idp.example"
CLIENT = "samre-prov"
LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwk(key: rsa.RSAPrivateKey, kid: str = "k1") -> dict[str, Any]:
    """The public half, as the issuer publishes it."""
    found: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {name: found[name] for name in ("kty", "n", "e")} | {"kid": kid, "use": "sig", "alg": "RS256"}


def good_claims(**changed: Any) -> dict[str, Any]:
    """Claims as they should be; a change to None takes the claim away."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "sara-7",
        "iat": now,
        "exp": now + 300,
        "auth_time": now,
        "nonce": "",
        "acr": LOA3,
    } | changed
    return {name: value for name, value in claims.items() if value is not None}


def signed(claims: dict[str, Any], *, key: Any = KEY, kid: str = "k1", algorithm: str = "RS256") -> str:
    """The token."""
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})


class Answer:
    """What a request to the provider gives."""

    headers = {"content-type": "application/json"}
    status_code = 200

    def __init__(self, body: object) -> None:
        self.body, self.content, self.text = body, b"", json.dumps(body)

    def json(self) -> object:
        return self.body

    def raise_for_status(self) -> None:
        """It went well."""


class FakeIssuer:
    """Answers in place of the network. `changed`: claims that differ; `token`: makes the token of the claims."""

    def __init__(self) -> None:
        self.changed: dict[str, Any] = {}
        self.issuer, self.token, self.nonce, self.asked = ISSUER, signed, "", [""]

    def __enter__(self) -> FakeIssuer:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def get(self, url: str, **_: object) -> Answer:
        self.asked.append(url)
        if url.endswith("/keys"):
            return Answer({"keys": [jwk(KEY)]})
        ends = {f"{name}_endpoint": f"{ISSUER}/{name}" for name in ("authorization", "token", "userinfo")}
        return Answer({"issuer": self.issuer, "jwks_uri": f"{ISSUER}/keys", **ends})

    def request(self, method: str, url: str, **_: object) -> Answer:
        self.asked.append(url)
        claims = good_claims(**({"nonce": self.nonce} | self.changed))
        return Answer({"access_token": "x", "token_type": "Bearer", "id_token": self.token(claims)})

    def asks(self, address: str) -> dict[str, str]:
        """What the user's browser was sent with to the provider, which remembers the nonce."""
        question = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.nonce = question.get("nonce", "")
        return question
