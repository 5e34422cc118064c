"""R38: after a whole round of work nothing that stands in the cases stands in the log, its store or the server's log."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from samre.audit import sink
from samre.casework.actions.emergencies import open_in_emergency
from samre.casework.actions.reviews import decide, pick_until_now
from samre.casework.models import Review

from .sweep import client_for, routes
from .world import make_tenant

pytestmark = pytest.mark.django_db
TABLES = ("audit_event", "audit_subject", "audit_cut", "audit_anchor", "audit_streamed")


def test_a_round_of_work_leaves_no_word_of_the_cases_in_any_log(
    tmp_path: Path, settings, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.SAMRE_AUDIT_SINK = str(tmp_path / "separat")
    alfa = make_tenant("Alfa")
    people = alfa.people
    handler = client_for(people["handläggare"])
    for route in routes():
        if route.is_case:
            handler.get(route.address({"form": alfa.ids["utkast"]} | alfa.ids))
    for words in (f"Kanarie{alfa.word}", *alfa.canaries[2:4], "Skyddad Alfa diagnos"):
        handler.post(reverse("web:case-search"), {"sok": words})
        handler.post("/arenden/nytt", {"nummer": words, "namn": f"Kanarie{alfa.word} Ny"})
    _emergency_and_review(alfa)
    sink.stream()
    canaries = [canary.casefold() for canary in alfa.canaries]
    streams = capfd.readouterr()
    places = {
        "databasen": _tables(),
        "det separata lagret": "\n".join(
            path.read_text(encoding="utf-8") for path in (tmp_path / "separat").rglob("*.jsonl")
        ),
        "serverns logg": streams.out + streams.err,
    }
    assert len(places["databasen"]) > 10_000
    assert places["det separata lagret"].count("\n") > 20
    found = {place: [one for one in canaries if one in text.casefold()] for place, text in places.items()}
    assert found == {place: [] for place in places}


def _emergency_and_review(alfa) -> None:
    from samre.accounts.actors import actor_for

    colleague, reviewer = (actor_for(alfa.people[name]) for name in ("kollega", "loggranskare"))
    why = f"Kanarie{alfa.word} ringer och mår dåligt"
    open_in_emergency(case=alfa.case, reason="akut", explanation=why, by=colleague)
    pick_until_now(owner=alfa.authority, by=reviewer)
    review = Review.objects.filter(owner=alfa.authority, rule="nödåtkomst").get()
    measure = f"Pratar om Kanarie{alfa.word} med chefen"
    decide(review=review, outcome="atgard", measure=measure, by=reviewer)


def _tables() -> str:
    """Every value of every table of the log, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")
            found += [" ".join(str(value) for value in row) for row in cursor.fetchall()]
    return "\n".join(found)
