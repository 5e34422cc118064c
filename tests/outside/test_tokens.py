"""Id tokens without a website around them: which keys and algorithms are believed, and what is said about the rest."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.accounts.fake_issuer import CLIENT, ISSUER, KEY, LOA3, OTHER_KEY, good_claims, jwk, signed

from samre.outside.levels import Untrusted
from samre.outside.tokens import Expected, judge_id_token

EXPECTED = Expected(issuer=ISSUER, audience=CLIENT, nonce="n1", levels=frozenset({LOA3}))
BARE = {name: value for name, value in jwk(KEY).items() if name != "alg"}


def judge(token: str, *keys: dict[str, Any], expected: Expected = EXPECTED) -> str:
    """The level, or the word for what is wrong."""
    try:
        return judge_id_token(token, keys=keys or (jwk(KEY),), expected=expected).level
    except Untrusted as error:
        return error.fault


def test_a_good_token_gives_its_level_and_claims() -> None:
    found = judge_id_token(signed(good_claims(nonce="n1")), keys=[jwk(KEY)], expected=EXPECTED)
    assert found.level == LOA3 and found.claims["sub"] == "sara-7" and found.issuer == ISSUER


def test_a_key_that_does_not_say_its_algorithm_still_checks_signatures() -> None:
    assert judge(signed(good_claims(nonce="n1")), BARE) == LOA3
    assert judge(signed(good_claims(nonce="n1"), key=OTHER_KEY), BARE) == "signature"


def test_elliptic_keys_are_believed() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key())) | {"kid": "e1", "use": "sig"}
    assert judge(signed(good_claims(nonce="n1"), key=key, kid="e1", algorithm="ES256"), public) == LOA3


@pytest.mark.parametrize("keys", [(jwk(KEY),), (BARE,), ({"kty": "oct", "k": "AAAA", "kid": "k1"},)])
def test_symmetric_and_unsigned_tokens_are_refused_before_any_key_is_tried(
    keys: tuple[dict[str, Any]],
) -> None:
    claims = good_claims(nonce="n1")
    assert judge(signed(claims, key=b"x" * 40, algorithm="HS256"), *keys) == "algorithm"
    assert judge(jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"}), *keys) == "algorithm"


def test_a_key_for_encryption_or_two_of_the_same_name_check_nothing() -> None:
    token = signed(good_claims(nonce="n1"))
    assert judge(token, jwk(KEY) | {"use": "enc"}) == "key"
    assert judge(token, jwk(KEY), jwk(OTHER_KEY)) == "key"


def test_an_empty_nonce_is_never_an_answer() -> None:
    expected = Expected(issuer=ISSUER, audience=CLIENT, nonce="", levels=frozenset({LOA3}))
    assert judge(signed(good_claims(nonce="")), expected=expected) == "nonce"


def test_a_new_proof_has_to_be_new() -> None:
    now = int(time.time())
    expected = Expected(
        issuer=ISSUER, audience=CLIENT, nonce="n1", levels=frozenset({LOA3}), proved_since=now
    )
    assert judge(signed(good_claims(nonce="n1", auth_time=now + 5)), expected=expected) == LOA3
    for proved in (now - 3600, None, "nyss"):
        assert judge(signed(good_claims(nonce="n1", auth_time=proved)), expected=expected) == "auth_time"


@pytest.mark.parametrize(
    "wrong", [{"exp": "snart"}, {"iat": "nyss"}, {"aud": 7}, {"nonce": ["n1"]}, {"nonce": 7}]
)
def test_claims_of_the_wrong_kind_are_refused_not_a_crash(wrong: dict[str, Any]) -> None:
    assert judge(signed(good_claims(**({"nonce": "n1"} | wrong)))) not in (LOA3, "")
