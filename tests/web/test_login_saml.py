"""Login through SAML: only a signed assertion from our provider, for us, in answer to our question, at level 3 or 4."""

from __future__ import annotations

import base64
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from django.contrib.auth import SESSION_KEY
from django.test import Client
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from tests.accounts.factories import log_in, make_assignment
from tests.accounts.fake_issuer import KEY, LOA3, OTHER_KEY

from samre.accounts.federation import saml
from samre.accounts.models import Assignment, Identity, User
from samre.accounts.models.identities import identity_key
from samre.audit.models import Event

pytestmark = pytest.mark.django_db
ISSUER = "https://idp.example/saml"
ORG_ID = "urn:oid:1.2.752.201.3.1"
HOME = "http://testserver/logga-in/saml"
PEM = serialization.Encoding.PEM


def certificate(key: Any) -> str:
    """A certificate that vouches for itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + timedelta(days=3650))
    return made.sign(key, hashes.SHA256()).public_bytes(PEM).decode()


def private(key: Any) -> str:
    """The key, as the library wants it."""
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


@pytest.fixture
def provider(settings: Any, tmp_path: Path) -> None:
    """The provider, configured."""
    file = tmp_path / "idp.pem"
    file.write_text(certificate(KEY), encoding="ascii")
    saml._text.cache_clear()
    config = {"ISSUER": ISSUER, "SSO": f"{ISSUER}/sso", "CERT_FILE": str(file), "CLAIM": ORG_ID}
    settings.SAML = {**settings.SAML, **config}


@pytest.fixture
def sara(provider: None) -> Assignment:
    """Somebody who is entered beforehand."""
    one = make_assignment()
    key = identity_key(ISSUER, ORG_ID, "sara@2120000001")
    Identity.objects.create(user=one.user, issuer=ISSUER, claim=ORG_ID, value="sara@2120000001", key=key)
    return one


def ask(client: Client, query: str = "?till=/karta") -> str:
    """Starts a login; gives the id of the question."""
    packed = parse_qs(urlsplit(client.get(f"/logga-in/saml{query}")["Location"]).query)["SAMLRequest"][0]
    asked = etree.fromstring(zlib.decompress(base64.b64decode(packed), -15))
    levels = [item.text for item in asked.iter("{*}AuthnContextClassRef")]
    assert LOA3 in levels
    return str(asked.get("ID"))


def assertion(question: str, **changed: Any) -> str:
    """An unsigned assertion as it should be, unless told otherwise."""
    now = datetime.now(UTC)
    parts: dict[str, Any] = {
        "issuer": ISSUER,
        "audience": f"{HOME}/metadata",
        "recipient": f"{HOME}/svar",
        "level": LOA3,
        "who": "sara@2120000001",
        "end": now + timedelta(minutes=5),
        "instant": now,
        "attribute": ORG_ID,
    } | changed
    text = {
        name: f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value
        for name, value in parts.items()
    }
    answers = f' InResponseTo="{question}"' if question else ""
    context = (
        f"<saml:AuthnContextClassRef>{text['level']}</saml:AuthnContextClassRef>"
        if text["level"]
        else ("<saml:AuthnContextDeclRef>x</saml:AuthnContextDeclRef>")
    )
    return f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a1" Version="2.0"
 IssueInstant="{now:%Y-%m-%dT%H:%M:%SZ}"><saml:Issuer>{text["issuer"]}</saml:Issuer><saml:Subject>
<saml:NameID>x1</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{text["end"]}" Recipient="{text["recipient"]}"{answers}/>
</saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{now - timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
 NotOnOrAfter="{text["end"]}"><saml:AudienceRestriction><saml:Audience>{text["audience"]}</saml:Audience>
</saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{text["instant"]}" SessionIndex="_s1">
<saml:AuthnContext>{context}</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>
<saml:Attribute Name="{text["attribute"]}"><saml:AttributeValue>{text["who"]}</saml:AttributeValue></saml:Attribute>
</saml:AttributeStatement></saml:Assertion>"""


def response(question: str, inside: str) -> str:
    """The answer around an assertion."""
    answers = f' InResponseTo="{question}"' if question else ""
    return f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" Version="2.0"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" IssueInstant="{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
 Destination="{HOME}/svar"{answers}><saml:Issuer>{ISSUER}</saml:Issuer><samlp:Status>
<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{inside}</samlp:Response>"""


def sign(xml: str, key: Any = KEY) -> str:
    """The assertion with its signature."""
    rsa, digest = (
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2001/04/xmlenc#sha256",
    )
    made = OneLogin_Saml2_Utils.add_sign(
        xml, private(key), certificate(key), sign_algorithm=rsa, digest_algorithm=digest
    )
    return str(made.decode() if isinstance(made, bytes) else made)


def send(client: Client, xml: str) -> Any:
    """Comes back by POST from the provider's site, and on to the page that judges."""
    packed = base64.b64encode(xml.encode()).decode()
    onward = Client(enforce_csrf_checks=True).post("/logga-in/saml/svar", {"SAMLResponse": packed})
    assert onward.status_code == 302
    client.cookies["samre_saml"] = onward.cookies["samre_saml"].value
    return client.get(onward["Location"])


def good(question: str, **changed: Any) -> str:
    """A signed answer."""
    return response(question, sign(assertion(question, **changed)))


def test_a_user_who_is_vouched_for_at_level_three_comes_in(client: Client, sara: Assignment) -> None:
    answer = send(client, good(ask(client)))
    assert answer.status_code == 302 and answer["Location"] == "/karta"
    assert client.get("/").wsgi_request.actor.assignment_id == sara.pk
    assert '"saml"' in Event.objects.get(action="session.begin").detail


def assert_turned_away(client: Client, answer: Any) -> None:
    """Refused in words, nobody logged in or made, and the log knows."""
    assert answer.status_code == 403
    assert SESSION_KEY not in client.session
    assert Event.objects.get(action="session.begin").outcome == "denied"
    assert User.objects.count() == 1


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://annan.example"},
    "another audience": {"audience": "https://annan.example"},
    "another recipient": {"recipient": "https://annan.example/svar"},
    "expired": {"end": datetime(2026, 11, 20, tzinfo=UTC)},
    "uncertified level 3": {"level": "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"},
    "level 2": {"level": "http://id.elegnamnden.se/loa/1.0/loa2"},
    "no level": {"level": ""},
    "unknown user": {"who": "nagon@2120000001"},
    "no such attribute": {"attribute": "urn:oid:1.2.3"},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_an_assertion_that_says_something_else_is_refused(
    client: Client, sara: Assignment, changed: dict[str, Any]
) -> None:
    assert_turned_away(client, send(client, good(ask(client), **changed)))


def test_an_unsigned_assertion_is_refused(client: Client, sara: Assignment) -> None:
    question = ask(client)
    assert_turned_away(client, send(client, response(question, assertion(question))))


def test_a_signature_around_an_unsigned_assertion_is_not_enough(client: Client, sara: Assignment) -> None:
    question = ask(client)
    assert_turned_away(client, send(client, sign(response(question, assertion(question)))))


def test_an_assertion_signed_by_somebody_else_is_refused(client: Client, sara: Assignment) -> None:
    question = ask(client)
    assert_turned_away(client, send(client, response(question, sign(assertion(question), OTHER_KEY))))


def test_a_signed_assertion_that_was_changed_is_refused(client: Client, sara: Assignment) -> None:
    question = ask(client)
    signed = sign(assertion(question, who="nagon@2120000001")).replace("nagon@2120000001", "sara@2120000001")
    assert_turned_away(client, send(client, response(question, signed)))


def test_an_unsigned_assertion_beside_a_signed_one_is_refused(client: Client, sara: Assignment) -> None:
    question = ask(client)
    theirs = sign(assertion(question, who="nagon@2120000001"))
    forged = assertion(question).replace('ID="_a1"', 'ID="_a2"')
    assert_turned_away(client, send(client, response(question, forged + theirs)))


@pytest.mark.parametrize("xml", ["", "inte xml", "<a>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_what_is_no_answer_is_refused(client: Client, sara: Assignment, xml: str) -> None:
    ask(client)
    packed = base64.b64encode(xml.encode()).decode()
    onward = client.post("/logga-in/saml/svar", {"SAMLResponse": packed})
    if not packed:
        assert onward.status_code == 404
        return
    assert_turned_away(client, client.get(onward["Location"]))


def test_an_answer_nobody_asked_for_is_refused(client: Client, sara: Assignment) -> None:
    ask(client)
    assert_turned_away(client, send(client, good("")))


def test_an_answer_is_used_once_and_by_the_browser_that_asked(client: Client, sara: Assignment) -> None:
    answer = good(ask(client))
    assert send(Client(), answer).status_code == 403
    assert send(client, answer).status_code == 302
    client.post("/logga-ut")
    assert send(client, answer).status_code == 403


def test_showing_who_one_is_again_takes_a_new_login_there(client: Client, sara: Assignment) -> None:
    log_in(client, sara, fresh=False)
    old = datetime.now(UTC) - timedelta(hours=1)
    assert send(client, good(ask(client, "?till=/karta&igen=1"), instant=old)).status_code == 403
    assert send(client, good(ask(client, "?till=/karta&igen=1")))["Location"] == "/karta"
    assert Event.objects.filter(action="session.prove").count() == 1


def test_our_metadata_name_our_answering_address(client: Client, provider: None) -> None:
    answer = client.get("/logga-in/saml/metadata")
    root = etree.fromstring(answer.content)
    assert root.get("entityID") == f"{HOME}/metadata"
    assert [item.get("Location") for item in root.iter("{*}AssertionConsumerService")] == [f"{HOME}/svar"]


def test_without_configuration_there_are_no_such_pages(client: Client) -> None:
    for address in ("/logga-in/saml", "/logga-in/saml/klart", "/logga-in/saml/metadata"):
        assert client.get(address).status_code == 404
    assert client.post("/logga-in/saml/svar", {"SAMLResponse": "x"}).status_code == 404
