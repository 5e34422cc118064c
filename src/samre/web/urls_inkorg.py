"""Pages of samverkan: inkorg."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import inbox

urlpatterns: list[URLPattern | URLResolver] = [
    path("inkorg", inbox.index, name="inbox"),
    path("inkorg/<uuid:leverans>", inbox.show, name="delivery"),
    path("inkorg/<uuid:leverans>/underlag.pdf", inbox.file, name="delivery-file"),
]
