"""The front page and the error page in a browser."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("path", ["/", "/finns-inte"])
def test_the_page_is_sound(open_page: Any, assert_sound: Any, path: str) -> None:
    assert_sound(open_page(path))


def test_the_skip_link_is_the_first_stop_of_the_keyboard(open_page: Any) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#innehall"


def test_a_cold_page_is_small(open_page: Any) -> None:
    page = open_page("/finns-inte")
    weights: list[int] = []
    page.on(
        "requestfinished",
        lambda request: weights.append(
            sum(request.sizes()[k] for k in ("responseBodySize", "responseHeadersSize"))
        ),
    )
    session = page.context.new_cdp_session(page)
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(page.url.replace("/finns-inte", "/"))
    page.wait_for_load_state("networkidle")
    assert len(weights) <= 10
    assert sum(weights) <= 150_000
