"""Practice runs: the pages of those who lead them, and the room's own pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import practice_cases, practice_results, practice_room, practice_runs

RUN = "kartan/provkorning/<uuid:provkorning>"
ROOM = "prova/<str:kod>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("kartan/provkorning", practice_runs.index, name="runs"),
    path("kartan/provkorning/ny", practice_runs.new, name="run-new"),
    path(RUN, practice_runs.show, name="run"),
    path("kartan/forslag/<uuid:forslag>/provkorning", practice_runs.of_draft, name="draft-runs"),
    path(f"{RUN}/skarm", practice_runs.screen, name="run-screen"),
    path(f"{RUN}/ovningsfall", practice_cases.choose, name="run-choose"),
    path(f"{RUN}/fall", practice_cases.write, name="run-case-new"),
    path(f"{RUN}/fall/<uuid:fall>", practice_cases.change, name="run-case"),
    path(f"{RUN}/papper", practice_runs.paper, name="run-paper"),
    path(f"{RUN}/papper/<slug:storlek>.pdf", practice_runs.sheets, name="run-sheets"),
    path(f"{RUN}/resultat", practice_results.show, name="run-result"),
    path(f"{RUN}/protokoll", practice_results.protocol, name="run-protocol"),
    path(f"{RUN}/protokoll/<int:nummer>.pdf", practice_results.document, name="run-document"),
    path("prova", practice_room.enter, name="room-enter"),
    path(ROOM, practice_room.room, name="room"),
    path(f"{ROOM}/fall/<int:nummer>", practice_room.place, name="room-case"),
]
