"""What every template may count on: where in the site the page is, and that it is not a decision."""

from __future__ import annotations

from django.http import HttpRequest

SECTIONS = (
    ("guide", "/guide", "Guiden"),
    ("karta", "/karta", "Kartan"),
    ("ovningsfall", "/ovningsfall", "Övningsfall"),
)


def page(request: HttpRequest) -> dict[str, object]:
    """`sections` for the menu: id, address, name, and whether the page shown lies in it."""
    here = request.path
    return {
        "sections": [
            {"id": key, "url": url, "name": name, "current": here == url or here.startswith(url + "/")}
            for key, url, name in SECTIONS
        ]
    }
