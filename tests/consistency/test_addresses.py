"""Every address says who may come (`view.gate`), what anybody may see is listed here too, and every template is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from samre.web.gate import Gate

from .sources import ROOT, SRC, name, python_files, report

# Open to anybody. The reason stands at the view; to open one more page it has to be written here as well.
PUBLIC = {
    "",
    "halsa",
    "karta",
    "karta.pdf",
    "karta/bilaga.pdf",
    "karta/<slug:id>",
    "karta/versioner",
    "karta/filer/<slug:filform>",
    "karta/schema.json",
    "guide",
    "guide/brev",
    "guide/brev.pdf",
    "guide/spara",
    "ovningsfall",
    "ovningsfall/<slug:id>",
    "logga-in",
    "logga-in/uppdrag",
    "logga-in/oidc",
    "logga-in/oidc/svar",
    "logga-in/vidare",
    "logga-in/stangt",
    "logga-in/losenord",
    "logga-in/nyckel",
    "logga-in/andra-steget",
    "logga-in/saml",
    "logga-in/saml/svar",
    "logga-in/saml/klart",
    "logga-in/saml/metadata",
    "logga-ut",
    "svar/<str:lank>",
    "prova",
    "prova/<str:kod>",
    "prova/<str:kod>/fall/<int:nummer>",
}
TEMPLATES = SRC / "web" / "templates"
# Templates that a package asks for by name.
ASKED_FOR_BY_OTHERS = {
    "429.html": "allauth's throttling",
    "account/login.html": "allauth's login by password, in the demo only",
    "mfa/authenticate.html": "allauth's second step",
    "mfa/reauthenticate.html": "allauth, to show once more who one is with a code",
    "mfa/totp/activate_form.html": "allauth's code app",
    "mfa/totp/deactivate_form.html": "allauth's code app",
    "mfa/webauthn/add_form.html": "allauth's passkeys",
    "mfa/webauthn/authenticator_confirm_delete.html": "allauth's passkeys",
    "mfa/webauthn/reauthenticate.html": "allauth, to show once more who one is with a passkey",
}


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Gate | None]]:
    """Every address with the gate of its view."""
    for part in resolver.url_patterns:
        address = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from routes(part, address)
        elif isinstance(part, URLPattern):
            yield address, getattr(part.callback, "gate", None)


ROUTES = dict(routes(get_resolver()))


def test_every_view_says_who_may_come() -> None:
    found = [address for address, gate in ROUTES.items() if gate is None]
    assert not found, report(found, "decorate the view with @public, @signed_in or @on_case of web/gate.py")


def test_what_anybody_may_see_is_what_is_listed() -> None:
    assert {address for address, gate in ROUTES.items() if gate is not None and gate.is_public} == PUBLIC


def test_every_public_page_gives_its_reason() -> None:
    found = [address for address, gate in ROUTES.items() if gate and gate.is_public and len(gate.why) < 10]
    assert not found, report(found, "say in @public why anybody may see it")


def test_every_template_is_used() -> None:
    files = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in [*files, *python_files("web", "cli", "config")]
    )
    named = set(re.findall(r"[\w./{}-]+\.(?:html|svg|txt|xml)\b", text))
    families = [re.sub(r"\\\{\w+\\\}", r"[\\w-]+", re.escape(word)) for word in named if "{" in word]
    components = {word.replace(".", "/").replace("-", "_") for word in re.findall(r"<c-([\w.-]+)", text)}
    unused = [
        name(path)
        for path in files
        if (relative := path.relative_to(TEMPLATES).as_posix()) not in named
        and not any(re.fullmatch(family, relative) for family in families)
        and relative.removeprefix("components/").removesuffix(".html").removesuffix("/index")
        not in components
        and relative not in ASKED_FOR_BY_OTHERS
    ]
    assert not unused, report(unused, "delete it, or use it")


def test_no_address_of_the_outside_is_fetched_by_a_page() -> None:
    outside = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
    found = [
        f"{name(path)}:{number} {line.strip()[:80]}"
        for path in [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.svg")]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if outside.search(line) and "<a " not in line
    ]
    assert not found, report(found, "serve it ourselves: no call leaves the machine")


def test_no_template_has_styles_or_scripts_inside() -> None:
    inside = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=[\"']", re.IGNORECASE)
    papers = {"letters/paper.html"}
    found = [
        f"{name(path)}:{number} {line.strip()[:80]}"
        for path in TEMPLATES.rglob("*.html")
        if path.relative_to(TEMPLATES).as_posix() not in papers
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if inside.search(line)
    ]
    assert not found, report(found, "the content security policy refuses it")


def test_the_documents_of_the_house_are_there() -> None:
    for document in ("DEVELOPERS.md", "docs/decisions.md", "docs/definition-format.md"):
        assert (ROOT / document).is_file()
