"""SAML 2.0, judged strictly: an assertion signed by the one issuer, for us, an answer to our question, at a level allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.errors import OneLogin_Saml2_Error
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from .levels import NOT_BELIEVED, Untrusted, Vouched, check_level

LARGEST = 200_000
LEEWAY_SECONDS = 60
INSTANT = "string(//*[local-name()='Assertion']/*[local-name()='AuthnStatement']/@AuthnInstant)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The identity provider and ourselves. Certificates and keys are PEM texts; our own may be empty."""

    issuer: str
    sso: str
    certificate: str
    own_id: str
    own_answer: str
    own_key: str = ""
    own_certificate: str = ""
    levels: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The request as the library wants it."""

    https: bool
    host: str
    path: str
    post: Mapping[str, str]


def question(party: Party, web: Web, *, again: bool) -> tuple[str, str]:
    """The address to send the user to, and the id that the answer has to carry."""
    auth = OneLogin_Saml2_Auth(_request(web), _settings(party))
    address = auth.login(return_to="", force_authn=again)
    return str(address), str(auth.get_last_request_id())


def metadata(party: Party) -> bytes:
    """What the identity provider has to know about us, as XML."""
    made = OneLogin_Saml2_Settings(_settings(party), sp_validation_only=True).get_sp_metadata()
    return made.encode() if isinstance(made, str) else bytes(made)


def judge_answer(party: Party, web: Web) -> tuple[Vouched, str, datetime | None]:
    """Whom the answer vouches for, the id of the question it answers, and when she showed who she is. Raises Untrusted.

    The caller has to know the question, and to accept an answer to it once.
    """
    if not 0 < len(web.post.get("SAMLResponse", "")) <= LARGEST:
        raise Untrusted("malformed", NOT_BELIEVED)
    auth = OneLogin_Saml2_Auth(_request(web), _settings(party))
    try:
        auth.process_response()
    except (OneLogin_Saml2_Error, etree.XMLSyntaxError, ValueError, TypeError, AttributeError):
        raise Untrusted("malformed", NOT_BELIEVED) from None
    if auth.get_errors() or not auth.is_authenticated():
        raise Untrusted("assertion", NOT_BELIEVED)
    answers = auth.get_last_response_in_response_to()
    if not answers:
        raise Untrusted("unasked", NOT_BELIEVED)
    levels = auth.get_last_authn_contexts()
    level = check_level(levels[0] if len(levels) == 1 else None, party.levels)
    claims: dict[str, Any] = dict(auth.get_attributes()) | {"NameID": auth.get_nameid()}
    return Vouched(issuer=party.issuer, level=level, claims=claims), str(answers), _instant(auth)


def _instant(auth: OneLogin_Saml2_Auth) -> datetime | None:
    text = str(etree.fromstring(auth.get_last_response_xml().encode(), _parser()).xpath(INSTANT))
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def _request(web: Web) -> dict[str, Any]:
    return {
        "https": "on" if web.https else "off",
        "http_host": web.host,
        "script_name": web.path,
        "get_data": {},
        "post_data": dict(web.post),
    }


def _settings(party: Party) -> dict[str, Any]:
    signs = bool(party.own_key)
    return {
        "strict": True,
        "idp": {
            "entityId": party.issuer,
            "singleSignOnService": {"url": party.sso},
            "x509cert": party.certificate,
        },
        "sp": {
            "entityId": party.own_id,
            "assertionConsumerService": {"url": party.own_answer},
            "privateKey": party.own_key,
            "x509cert": party.own_certificate,
        },
        "security": {
            "requestedAuthnContext": sorted(party.levels),
            "requestedAuthnContextComparison": "exact",
            "failOnAuthnContextMismatch": True,
            "wantAssertionsSigned": True,
            "wantAssertionsEncrypted": signs,
            "wantNameId": False,
            "wantAttributeStatement": True,
            "authnRequestsSigned": signs,
            "signMetadata": signs,
            "rejectDeprecatedAlgorithm": True,
            "allowSingleLabelDomains": True,  # a test server on localhost
            "allowRepeatAttributeName": True,
            "signatureAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "digestAlgorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
        },
    }
