"""OpenID Connect's id token, judged strictly: the signature always, and every claim that makes it ours, new and strong enough."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from .levels import NOT_BELIEVED, Untrusted, Vouched, check_level

# Asymmetric only: a key that can check must not be able to sign. "none" and HMAC are not even tried.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY_SECONDS = 30
OLDEST_SECONDS = 600
REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")
FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "not yet valid"),
    (jwt.InvalidAudienceError, "audience"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.MissingRequiredClaimError, "claim missing"),
    (jwt.InvalidAlgorithmError, "algorithm"),
    (jwt.InvalidSignatureError, "signature"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token has to say: from whom, for whom, in answer to which question, and how sure.

    `proved_since`: seconds since the epoch; the user must have shown who she is after that (0 = whenever).
    """

    issuer: str
    audience: str
    nonce: str
    levels: frozenset[str]
    proved_since: int = 0


def judge_id_token(token: str, *, keys: Sequence[Mapping[str, Any]], expected: Expected) -> Vouched:
    """The claims of a token that is what was expected. `keys`: the issuer's JWK set. Raises Untrusted for everything else."""
    key = _key(token, keys)
    try:
        claims = jwt.decode(
            token,
            key=key,
            algorithms=list(ALGORITHMS),
            issuer=expected.issuer,
            audience=expected.audience,
            leeway=LEEWAY_SECONDS,
            options={"require": list(REQUIRED), "strict_aud": False},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        fault = next((word for kind, word in FAULTS if isinstance(error, kind)), "malformed")
        raise Untrusted(fault, NOT_BELIEVED) from None
    _check_ours(claims, expected)
    return Vouched(
        issuer=expected.issuer, level=check_level(claims.get("acr"), expected.levels), claims=claims
    )


def _key(token: str, keys: Sequence[Mapping[str, Any]]) -> jwt.PyJWK:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError):
        raise Untrusted("malformed", NOT_BELIEVED) from None
    if header.get("alg") not in ALGORITHMS:
        raise Untrusted("algorithm", NOT_BELIEVED)
    wanted = header.get("kid")
    fitting = [
        key for key in keys if key.get("use", "sig") == "sig" and (wanted is None or key.get("kid") == wanted)
    ]
    if len(fitting) != 1:
        raise Untrusted("key", NOT_BELIEVED)
    try:
        return jwt.PyJWK(dict(fitting[0]), algorithm=None if "alg" in fitting[0] else header["alg"])
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        raise Untrusted("key", NOT_BELIEVED) from None


def _check_ours(claims: Mapping[str, Any], expected: Expected) -> None:
    """Issuer and audience are judged by the library; here what it leaves: for us alone, our question, and new."""
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", expected.audience) != expected.audience or (
        len(audiences) > 1 and "azp" not in claims
    ):
        raise Untrusted("audience", NOT_BELIEVED)
    if not hmac.compare_digest(str(claims["nonce"]).encode(), expected.nonce.encode()) or not expected.nonce:
        raise Untrusted("nonce", NOT_BELIEVED)
    if time.time() - claims["iat"] > OLDEST_SECONDS:
        raise Untrusted("expired", NOT_BELIEVED)
    proved = claims.get("auth_time")
    if expected.proved_since and (
        not isinstance(proved, int) or proved < expected.proved_since - LEEWAY_SECONDS
    ):
        raise Untrusted(
            "auth_time",
            "Du behövde visa vem du är på nytt, men inloggningstjänsten tog en gammal inloggning.",
        )
