"""Each rule broken once, in the source itself, to see that its test says so.

Not among the tests that always run (a minute or two). Run it after a change to permissions, gates, the log or these tests:

    .venv/bin/pytest tests/trust/breaks.py -q
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import clear_url_caches, path
from tests.database import taken_back

from samre.audit import triggers
from samre.audit.models import Event
from samre.casework.actions.emergencies import open_in_emergency
from samre.casework.models import Review

from . import rules, test_changes, test_log_words, test_two_tenants
from .breaking import Broken
from .sweep import Sweep, routes, run
from .test_every_address import GOLDEN
from .test_log_down import answers_without_log, shown_without_log
from .world import make_outsiders, make_tenant

pytestmark = pytest.mark.django_db
PERMISSIONS = "samre.casework.rules.permissions"
GATE = "samre.web.gate"
CASES = "samre.casework.models.cases"


def case_pages(*extra: str) -> list[Any]:
    """A few pages that stand for all: the case, its notes, its timeline, and those named."""
    wanted = {
        "arenden/<uuid:arende>",
        "arenden/<uuid:arende>/anteckningar",
        "arenden/<uuid:arende>/person",
        *extra,
    }
    return [route for route in routes() if route.pattern in wanted]


def swept(*people: str, pages: Sequence[str] = (), outsiders: bool = False) -> Sweep:
    """A small sweep of Alfa's things: by Alfa's people, by Beta's handler where "Beta" is named, and by those outside."""
    alfa, beta = make_tenant("Alfa"), make_tenant("Beta")
    asking = {f"Alfa {name}": alfa.people[name] for name in people if name != "Beta"}
    if "Beta" in people:
        asking["Beta handläggare"] = beta.people["handläggare"]
    if outsiders:
        asking |= make_outsiders()
    tenants = (alfa, beta)
    wanted = case_pages(*pages)
    return Sweep(tenants, run(tenants, asking, wanted=wanted, methods=("GET",), rows=(alfa,)))


def as_fault(test: Callable[..., None], *arguments: Any) -> list[str]:
    """What a test function says when it fails; nothing when it passes."""
    try:
        test(*arguments)
    except AssertionError as error:
        return [str(error)[:200] or "föll"]
    return []


@dataclass(frozen=True)
class Break:
    """One rule, what is done to break it, and what asks whether it holds (its faults)."""

    rule: str
    what: str
    harm: Callable[[Broken], None]
    found: Callable[[], list[str]]


def everybody_has_cases(broken: Broken) -> None:
    broken.change(f"{GATE}:turn_away", "if actor.role not in roles:", "if False:")
    broken.patch.setattr(
        importlib.import_module(CASES).CaseQuerySet, "visible_to", lambda self, actor: self.all()
    )
    broken.change(f"{PERMISSIONS}:find_ground", "return None", "return _MANAGER")


def no_tenants(broken: Broken) -> None:
    broken.change(
        f"{CASES}:CaseQuerySet.visible_to",
        "return self.filter(owner_id=actor.authority_id)",
        "return self.all()",
    )
    broken.change(
        f"{PERMISSIONS}:find_ground",
        "if by.authority_id != case.owner_id:",
        "if False:",
        "else None",
        "else _MANAGER",
    )


def owner_may_change(broken: Broken) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%owner%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def list_with_notes(broken: Broken) -> None:
    from samre.casework.models import Note
    from samre.web.views import cases

    real = cases.render

    def render(request: Any, template: str, context: Any, **more: Any) -> Any:
        answer = real(request, template, context, **more)
        answer.content += Note.objects.all()[0].text.encode()
        return answer

    broken.patch.setattr(cases, "render", render)


def a_page_nobody_listed(broken: Broken) -> None:
    from samre.web import urls

    broken.patch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("hemlig", lambda request: None)])
    clear_url_caches()
    from samre.config import urls as root

    importlib.reload(root)


def unlisted() -> list[str]:
    listed = GOLDEN.read_text(encoding="utf-8")
    try:
        return [route.pattern for route in routes() if f"GET /{route.pattern}" not in listed]
    finally:
        clear_url_caches()


def emergency_faults() -> list[str]:
    alfa = make_tenant("Alfa")
    from samre.accounts.actors import actor_for

    before = Review.objects.filter(rule="nödåtkomst").count()
    by = actor_for(alfa.people["kollega"])
    open_in_emergency(case=alfa.case, reason="akut", explanation="Personen ringer och mår dåligt", by=by)
    return [] if Review.objects.filter(rule="nödåtkomst").count() > before else ["ingen granskning"]


def changed_log_is_kept() -> list[str]:
    alfa = make_tenant("Alfa")
    with taken_back():
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE audit_event SET why = 'annat' WHERE chain = %s", [str(alfa.authority.pk)]
                )
            return ["loggen gick att ändra"]
        except Exception:
            return []


def tampering_missed() -> list[str]:
    from samre.audit import chain

    alfa = make_tenant("Alfa")
    name = str(alfa.authority.pk)
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET why = 'annat' WHERE chain = %s AND number = 2", [name])
    triggers.install(connection)
    return [] if chain.verify(name) else ["ändringen syns inte"]


def swallowing(record: Callable[..., Any]) -> Callable[..., Any]:
    """What not to do: the page goes on when the log could not be written."""

    def careless(**values: Any) -> Any:
        from samre.audit.log import LogUnavailable

        try:
            return record(**values)
        except LogUnavailable:
            transaction.set_rollback(False)
            return None

    return careless


def log_down() -> list[str]:
    alfa = make_tenant("Alfa")
    return shown_without_log(alfa, answers_without_log(alfa))


def own_review() -> list[str]:
    from samre.accounts.actors import actor_for
    from samre.accounts.acts import Denied
    from samre.casework.actions import reviews

    alfa = make_tenant("Alfa")
    reviewer = actor_for(alfa.people["loggranskare"])
    review = Review.objects.filter(owner=alfa.authority)[0]
    Review.objects.filter(pk=review.pk).update(reviewed_user=reviewer.user_id)
    review.refresh_from_db()
    try:
        with transaction.atomic():
            reviews.decide(review=review, outcome="ok", measure="", by=reviewer)
    except Denied:
        return []
    except Exception as error:
        return [f"bara databasen sa nej: {type(error).__name__}"]
    return ["gick igenom"]


def not_picked(rule: str) -> Callable[[], list[str]]:
    def found() -> list[str]:
        from datetime import timedelta

        from django.utils import timezone

        from samre.accounts.actors import actor_for
        from samre.casework.actions.reviews import pick_reviews
        from samre.casework.actions.staff_keys import note_staff_keys

        from .world import NUMBERS

        alfa = make_tenant("Alfa")
        colleague = alfa.people["kollega"]
        note_staff_keys(
            user_id=colleague.user_id,
            number=NUMBERS["Alfa"][0],
            by=actor_for(alfa.people["administratör"]),
        )
        from .sweep import client_for

        client_for(colleague).get(f"/arenden/{alfa.case.pk}")
        client_for(alfa.people["handläggare"]).get(f"/arenden/{alfa.case.pk}")
        client_for(alfa.people["handläggare"]).get(f"/arenden/{alfa.hidden.pk}")
        now = timezone.now() + timedelta(minutes=1)
        pick_reviews(owner=alfa.authority, since=now - timedelta(hours=2), until=now, seed="frö")
        return [] if Review.objects.filter(rule=rule, seed="frö").exists() else [f"{rule} plockas inte"]

    return found


def searched_by_anything() -> list[str]:
    from .sweep import client_for

    alfa = make_tenant("Alfa")
    client, kept = client_for(alfa.people["handläggare"]), []
    for field in ("diagnos", "fritext", "fas", "q"):
        for given in ({field: "F331"}, {"sok": "Kanariealfa", field: "F331"}):
            if client.post("/arenden/sok", given).status_code != 400:
                kept.append(f"sök med {field}")
        if client.get("/arenden", {field: "F331"}).status_code != 400:
            kept.append(f"lista med {field}")
    return kept


BREAKS = (
    Break("R1", "roles are not asked for", everybody_has_cases,
          lambda: rules.no_person_for(rules.OWN_OF_NOBODY)(swept("styrgrupp", outsiders=True))),
    Break("R2", "the owner of a row may change", owner_may_change,
          lambda: as_fault(test_two_tenants.test_the_owner_of_a_row_never_changes)),
    Break("R3", "cases are not filtered by kommun", no_tenants, lambda: rules.tenants_apart(swept("Beta"))),
    Break("R7", "search takes any field",
          lambda b: b.patch.setattr("samre.web.views.search.ALLOWED", frozenset(
              {"sok", "csrfmiddlewaretoken", "diagnos", "fritext", "fas", "q"})), searched_by_anything),
    Break("R8", "the list shows a note", list_with_notes,
          lambda: rules.lists_without_health(swept("handläggare", pages=["arenden"]))),
    Break("R26", "a page nobody listed", a_page_nobody_listed, unlisted),
    Break("R27", "everybody in the kommun has a ground",
          lambda b: b.change(f"{PERMISSIONS}:find_ground", "else None", "else _MANAGER"),
          lambda: rules.only_with_a_part(swept("kollega"))),
    Break("R27", "an emergency without a review",
          lambda b: b.change("samre.casework.actions.emergencies:open_in_emergency", "Review.objects.create(", "dict("),
          emergency_faults),
    Break("R28", "the assignment is remembered, not read",
          lambda b: b.change("samre.accounts.middleware:find_actor", "elif request.obstacle:", "elif False:"),
          lambda: as_fault(test_changes.test_a_change_in_the_middle_of_a_session_bites_at_the_next_request,
                           test_changes.ended)),
    Break("R29", "the reviewer is shown the name",
          lambda b: b.change("samre.casework.queries.reviews:_numbers",
                             "{str(pk): (number, protection != Protection.NONE) for pk, number, protection in rows}",
                             "{str(case.pk): (case.person.name, False) for case in found.select_related('person')}"),
          lambda: rules.no_person_for(rules.STAFF_OF_THE_SYSTEM)(swept("loggranskare", pages=["granskning"]))),
    Break("R30", "the assignment is not stamped",
          lambda b: b.change("samre.accounts.actors:Actor.who", 'str(self.assignment_id or "")', '""'),
          lambda: rules.everything_logged(swept("handläggare"))),
    Break("R32", "the name in the title",
          lambda b: b.change("samre.casework.queries.case_frame:case_frame", 'title=f"Ärende {case.number}"',
                             'title=f"{case.person.name}"'),
          lambda: rules.addresses_tell_nothing(swept("handläggare"))),
    Break("R33", "the gate does not log",
          lambda b: b.patch.setattr(f"{GATE}._log", lambda *_, **__: None),
          lambda: rules.everything_logged(swept("handläggare"))),
    Break("R33", "a list without whom it showed",
          lambda b: b.change("samre.audit.log:record", "shown = sorted(", "shown = [] and sorted("),
          lambda: rules.lists_say_whom(swept("handläggare", pages=["arenden"]))),
    Break("R34", "a log that fails is passed over",
          lambda b: b.change(f"{GATE}:_log", "    record(", "    swallowing(record)("),
          log_down),
    Break("R35", "the log's triggers are gone", lambda b: triggers.remove(connection), changed_log_is_kept),
    Break("R35", "hashes are not compared",
          lambda b: b.patch.setattr("samre.audit.rows.Row.is_whole", True), tampering_missed),
    Break("R38", "the name as the reason",
          lambda b: b.change(f"{GATE}:_log", "why=why,", "why=Case.objects.get(pk=case_id).person.name,"),
          lambda: rules.log_tells_nothing(swept("handläggare"))),
    Break("R39", "her own case is not looked for",
          lambda b: b.patch.setattr("samre.casework.queries.review_picks._kin", lambda *_: {}),
          not_picked("kollega")),
    Break("R39", "denied attempts are left out",
          lambda b: b.change("samre.casework.queries.review_picks:_day", "Q(outcome=Outcome.DENIED)", "Q(outcome='x')"),
          not_picked("utan_uppdrag")),
    Break("R39", "protected persons are left out",
          lambda b: b.patch.setattr("samre.casework.queries.review_picks._protected_cases", lambda owner: set()),
          not_picked("skyddad")),
    Break("R39", "no sample is drawn",
          lambda b: b.patch.setattr("samre.casework.queries.review_picks._sampled", lambda accesses, seed: []),
          not_picked("slump")),
    Break("R40", "she may judge her own",
          lambda b: b.change("samre.casework.actions.reviews:decide",
                             "review.reviewed_user is not None and review.reviewed_user == by.user_id", "False"),
          own_review),
    Break("R41", "the reason is not told in plain words",
          lambda b: b.change("samre.casework.queries.log_words:why_in_words", "return str(", "return event.why or str("),
          lambda: as_fault(test_log_words.test_the_extract_reads_as_it_was_agreed)),
    Break("R52", "a protected person's name on top of the case",
          lambda b: b.change("samre.casework.queries.case_frame:case_frame", "name=HIDDEN if hidden else person.name",
                             "name=person.name"),
          lambda: rules.protected_hidden(swept("handläggare"))),
    Break("R53", "the manager may open a protected person's case",
          lambda b: b.change(f"{PERMISSIONS}:find_ground", "if case.person.is_protected else _MANAGER", "if False else _MANAGER"),
          lambda: rules.protected_closed(swept("chef"))),
    Break("R57", "pages may be stored",
          lambda b: b.patch.setattr(f"{GATE}.never_stored", lambda answer: answer),
          lambda: rules.nothing_stored(swept("handläggare"))),
)  # fmt: skip


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: f"{one.rule} {one.what}")
def test_breaking_it_is_seen(one: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    with taken_back():
        assert one.found() == [], f"{one.rule} håller inte ens när inget är trasigt"
    one.harm(Broken(monkeypatch, swallowing=swallowing))
    assert one.found(), f"{one.rule}: ingen märkte att {one.what}"


def test_nothing_is_left_broken() -> None:
    assert triggers.missing(connection) == []
    assert Event.objects.count() == 0
