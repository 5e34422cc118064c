"""Pages of samverkan: the inbox, the answers that are waited for, and one-time links."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import answer_links, inbox

urlpatterns: list[URLPattern | URLResolver] = [
    path("inkorg", inbox.index, name="inbox"),
    path("inkorg/<uuid:leverans>", inbox.show, name="delivery"),
    path("inkorg/<uuid:leverans>/underlag.pdf", inbox.file, name="delivery-file"),
    path(
        "arenden/<uuid:arende>/samverkan/lamna-ut/<uuid:utlamnande>/svar",
        answer_links.watch,
        name="disclosure-watch",
    ),
    path("svar/<str:lank>", answer_links.enter, name="answer-link"),
]
