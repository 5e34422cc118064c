"""What holds for every page and every template, also those that are not written yet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

WEB = Path(__file__).parents[2] / "src/samre/web"
# Addresses that take a POST, something to fill in, or are no page: each has tests of its own.
NOT_OPENED_AS_THEY_ARE = {"guide/brev.pdf", "guide/spara", "halsa"}
# Templates whose names are put together in code.
NAMED_ELSEWHERE = {"karta/karta.svg", "karta/mini.svg"}


def addresses(patterns: list[URLPattern | URLResolver], start: str = "") -> list[str]:
    """Every address of the site, as its pattern is written."""
    found = []
    for item in patterns:
        here = start + str(item.pattern)
        found += addresses(item.url_patterns, here) if isinstance(item, URLResolver) else [here]
    return found


PAGES = [
    path
    for path in addresses(get_resolver().url_patterns)
    if "<" not in path and path not in NOT_OPENED_AS_THEY_ARE
]


@pytest.mark.parametrize("path", PAGES)
def test_every_address_is_public_and_answers(client: Client, path: str) -> None:
    assert client.get(f"/{path}").status_code == 200


@pytest.mark.parametrize("path", [path for path in PAGES if not path.endswith(".pdf")])
def test_every_page_is_swedish_has_one_heading_a_title_of_its_own_and_says_what_it_is(
    client: Client, path: str
) -> None:
    page = client.get(f"/{path}").content.decode()
    assert '<html lang="sv">' in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert re.search(r"<title>[^<]*SAMRE[^<]*</title>", page)
    assert "Underlag, inte beslut" in page
    assert "<c-" not in page
    assert 'style="' not in page


def test_the_pages_have_different_titles(client: Client) -> None:
    pages = [client.get(f"/{path}").content.decode() for path in PAGES if not path.endswith(".pdf")]
    titles = [re.findall(r"<title>([^<]*)</title>", page)[0] for page in pages]
    assert len(titles) == len(set(titles))


def test_every_template_is_used() -> None:
    texts = [
        path.read_text(encoding="utf-8") for path in WEB.rglob("*") if path.suffix in (".py", ".html", ".svg")
    ]
    for path in (WEB / "templates").rglob("*.*"):
        name = str(path.relative_to(WEB / "templates"))
        used = any(name in text for text in texts)
        assert used != (name in NAMED_ELSEWHERE), f"{name}: ingen mall eller vy använder den. Ta bort den."


def test_no_script_or_style_stands_in_a_template() -> None:
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*src=)", text), path.name
        assert not re.search(r"\son[a-z]+=", text), path.name
