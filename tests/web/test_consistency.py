"""What holds for every page and every template, also those that are not written yet."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from tests.accounts.factories import log_in, make_assignment
from tests.consistency.test_addresses import ROUTES

pytestmark = pytest.mark.django_db
WEB = Path(__file__).parents[2] / "src/samre/web"
# What can be opened without something to fill in. What takes a POST, or a login that is not set up, answers as it should: not 200.
PATHS = [path for path in ROUTES if "<" not in path]


def opened(path: str) -> tuple[int, str]:
    """Status and text (empty where it is no web page), for somebody in the first role that its gate names."""
    gate, client = ROUTES[path], Client()
    if gate is not None and not gate.is_public:
        log_in(client, make_assignment(role=min(gate.roles)))
    answer = client.get(f"/{path}")
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return answer.status_code, answer.content.decode() if is_page else ""


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_swedish_has_one_heading_a_title_of_its_own_and_says_what_it_is(path: str) -> None:
    status, page = opened(path)
    assert status < 500
    if not page:
        return
    assert '<html lang="sv">' in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert re.search(r"<title>[^<]*SAMRE[^<]*</title>", page)
    assert "Underlag, inte beslut" in page
    assert "<c-" not in page
    assert 'style="' not in page


def test_the_pages_have_different_titles() -> None:
    pages = [page for path in PATHS if (page := opened(path)[1])]
    assert len(pages) > 10
    titles = Counter(re.findall(r"<title>([^<]*)</title>", page)[0] for page in pages)
    assert not [title for title, number in titles.items() if number > 1]


def test_no_script_or_style_stands_in_a_template() -> None:
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*src=)", text), path.name
        written = re.sub(r"{%.*?%}", "", text)  # {% with one=… %} is no attribute
        assert not re.search(r"\son[a-z]+=", written), path.name
