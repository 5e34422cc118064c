"""Every address is listed here as open to anybody, until there is a login; and every template is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from .sources import ROOT, SRC, name, python_files, report

# Address → why anybody may see it. Nothing here is personal, and nothing is kept.
PUBLIC: dict[str, str] = {
    "": "what it is, two doors",
    "karta": "the map itself",
    "karta.pdf": "the map on one A4",
    "karta/bilaga.pdf": "every step in full, on paper",
    "karta/<slug:id>": "one step or goal of the map",
    "guide": "the guide keeps its answers in the browser's own form",
    "guide/brev": "the letter, from what the form sent",
    "guide/brev.pdf": "the same letter on paper",
    "ovningsfall": "worked cases about made-up people",
    "ovningsfall/<slug:id>": "one of them; an answer is compared and forgotten",
    "guide/spara": "gives the form's answers back as a file",
}
TEMPLATES = SRC / "web" / "templates"
# Templates that a package asks for by name.
ASKED_FOR_BY_OTHERS: dict[str, str] = {}


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for part in resolver.url_patterns:
        address = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from addresses(part, address)
        elif isinstance(part, URLPattern):
            yield address


def test_every_address_is_listed_public_or_asks_for_permission() -> None:
    found = [address for address in addresses(get_resolver()) if address not in PUBLIC]
    assert not found, report(found, "list it in PUBLIC with the reason, or give it a permission")


def test_every_listed_address_exists() -> None:
    lost = sorted(set(PUBLIC) - set(addresses(get_resolver())))
    assert not lost, report(lost, "take it out of PUBLIC")


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
