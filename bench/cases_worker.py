"""One database in a process of its own: `python -m bench.cases_worker`. Asked on standard input for a page or a piece of work,
it answers with seconds and the number of questions to the database, as JSON. Pages go through the whole stack but the network.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import django

TIMES = int(sys.argv[1]) if sys.argv[1:] else 24  # of each page in a round
OK, FOUND = 200, 302
READERS = 12  # caseworkers who take turns, with a case each


def main() -> None:
    """Answers until standard input closes."""
    answer_all(Desk)


def answer_all(make: Callable[[], Desk]) -> None:
    """Says that the desk is ready, then answers line by line."""
    django.setup()
    desk = make()
    print(json.dumps(desk.ready()), flush=True)
    for line in sys.stdin:
        name = line.strip()
        print(json.dumps(desk.measure(name)), flush=True)


class Desk:
    """Logged-in readers of a filled database, and what can be measured at it."""

    def __init__(self) -> None:
        from samre.accounts.models import Assignment
        from samre.accounts.roles import Role
        from samre.casework.demo.bulk_samverkan import USERNAME

        rows = Assignment.objects.with_names().filter(user__username__startswith=USERNAME).order_by("id")
        self.rng = Random(7)
        self.all_workers = list(rows.filter(role=Role.CASEWORKER))
        self.workers = self._some(self.all_workers)
        self.managers = self._some(list(rows.filter(role=Role.MANAGER)))
        self.clients = {row.pk: log_in(row) for row in [*self.workers, *self.managers]}
        self.cases = {row.pk: self._a_case(row) for row in self.workers}
        self.work = _pages() | _jobs()

    def _some(self, rows: list[Any]) -> list[Any]:
        return self.rng.sample(rows, min(READERS, len(rows)))

    def _a_case(self, assignment: Any) -> Any:
        from samre.accounts.scope import acting_in
        from samre.casework.models import Case

        with acting_in(assignment.unit.authority_id):
            mine = Case.objects.filter(
                owner=assignment.unit.authority, handler=assignment.user, state="oppet"
            )
            return mine.filter(person__protection="ingen").select_related("person").order_by("id")[5]

    def ready(self) -> dict[str, Any]:
        """What somebody needs who asks over HTTP: sessions, one case's address (of the first session), and how much there is."""
        from django.urls import reverse

        from samre.audit.models import Event

        cookies = [
            {name: morsel.value for name, morsel in self.clients[row.pk].cookies.items()}
            for row in self.workers
        ]
        address = reverse("web:case", args=[self.cases[self.workers[0].pk].pk])
        counts = {"events": Event.objects.count(), "reevaluated": len(self.open_cases())}
        return {"cookies": cookies, "case": address, "counts": counts}

    def open_cases(self) -> list[Any]:
        """10,000 open cases of one nämnd, or all it has."""
        from samre.accounts.scope import acting_in
        from samre.casework.models import Case

        owner = self.workers[0].unit.authority
        with acting_in(owner.pk):
            mine = Case.objects.filter(owner=owner, state="oppet").order_by("id")
            return list(mine.values_list("id", flat=True)[:10_000])

    def measure(self, name: str) -> dict[str, Any]:
        """Seconds of each time (and of this process alone), the most questions of any, bytes of the answer where there is one."""
        seconds, cpu, questions, size = [], [], 0, 0
        for one in self.work[name](self):
            with Counting() as count:
                start, busy = time.perf_counter(), time.process_time()
                answer = one()
                seconds.append(time.perf_counter() - start)
                cpu.append(time.process_time() - busy)
            questions = max(questions, count[0])
            if answer is not None and hasattr(answer, "status_code"):
                # What was done says so in the address it leads to.
                done = answer.status_code == FOUND and "klart=" in answer["Location"]
                if answer.status_code != OK and not done:
                    raise AssertionError(f"{name} answered {answer.status_code}")
                size = max(size, len(answer.content))
        return {"seconds": seconds, "cpu": cpu, "questions": questions, "bytes": size}


class Counting:
    """The number of statements sent to the database within it."""

    def __enter__(self) -> list[int]:
        from django.db import connection

        self.count = [0]

        def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            self.count[0] += 1
            return execute(sql, params, many, context)

        self._held = connection.execute_wrapper(wrapper)
        self._held.__enter__()
        return self.count

    def __exit__(self, *error: Any) -> None:
        self._held.__exit__(*error)


def log_in(assignment: Any) -> Any:
    """A browser with somebody logged in to it, who has just shown who she is."""
    from django.test import Client

    from samre.accounts import sessions

    client = Client(headers={"host": "localhost"})
    client.force_login(assignment.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    sessions.start(session, method="test")
    session[sessions.ASSIGNMENT] = str(assignment.pk)
    session.save()
    return client


Work = Callable[[Desk], Iterator[Callable[[], Any]]]


def _pages() -> dict[str, Work]:
    return {
        "lista min tur": _list("min-tur"),
        "lista väntar": _list("vantar"),
        "lista bevaka": _list("bevaka"),
        "lista alla": _list("alla"),
        "enhetens lista": _unit_list,
        "ett ärende": _page("case"),
        "uppgifter": _page("case-facts"),
        "tidslinje": _page("timeline"),
        "anteckningar": _page("notes"),
        "sök namn": _search(lambda case: case.person.name),
        "sök förnamn": _search(lambda case: case.person.name.split()[0]),
        "sök nummer": _search(lambda case: case.number),
        "sök personnummer": _search(lambda case: "19121212-1212"),
    }


def _list(tab: str) -> Work:
    def work(desk: Desk) -> Iterator[Callable[[], Any]]:
        from django.urls import reverse

        for turn in range(TIMES):
            client = desk.clients[desk.workers[turn % len(desk.workers)].pk]
            yield partial(client.get, reverse("web:cases"), {"flik": tab})

    return work


def _unit_list(desk: Desk) -> Iterator[Callable[[], Any]]:
    from django.urls import reverse

    for turn in range(TIMES):
        client = desk.clients[desk.managers[turn % len(desk.managers)].pk]
        yield partial(client.get, reverse("web:cases"), {"flik": "alla"})


def _page(name: str) -> Work:
    def work(desk: Desk) -> Iterator[Callable[[], Any]]:
        from django.urls import reverse

        for turn in range(TIMES):
            row = desk.workers[turn % len(desk.workers)]
            address = reverse(f"web:{name}", args=[desk.cases[row.pk].pk])
            yield partial(desk.clients[row.pk].get, address)

    return work


def _search(words: Callable[[Any], str]) -> Work:
    def work(desk: Desk) -> Iterator[Callable[[], Any]]:
        from django.urls import reverse

        for turn in range(TIMES):
            row = desk.workers[turn % len(desk.workers)]
            text = words(desk.cases[row.pk])
            yield partial(desk.clients[row.pk].post, reverse("web:case-search"), {"sok": text})

    return work


def _jobs() -> dict[str, Work]:
    return {
        "spara uppgift": _enter,
        "signera anteckning": _sign,
        "öppna ärende": _open,
        "pröva kartan igen": _reevaluate,
        "kontrollera loggen": _verify,
    }


def _scoped(desk: Desk, work: Callable[[Any, Any, int], Any]) -> Iterator[Callable[[], Any]]:
    """One caseworker after the other does the same, each in her own authority's scope."""
    from samre.accounts.actors import actor_for
    from samre.accounts.scope import acting_in
    from samre.casework.models import Case

    for turn in range(TIMES):
        row = desk.workers[turn % len(desk.workers)]
        with acting_in(row.unit.authority_id):
            case = Case.objects.select_related("person").get(pk=desk.cases[row.pk].pk)
            yield partial(work, actor_for(row), case, turn)


def _enter(desk: Desk) -> Iterator[Callable[[], Any]]:
    from samre.casework.actions.facts import enter_facts

    def work(by: Any, case: Any, turn: int) -> Any:
        return enter_facts(case=case, values={"vardkontakt": bool(turn % 2)}, source="bedomning", by=by)

    return _scoped(desk, work)


def _sign(desk: Desk) -> Iterator[Callable[[], Any]]:
    from samre.casework.actions.drafts import save_draft
    from samre.casework.actions.notes import sign_draft
    from samre.sealing.ids import new_id

    fields = {
        "slag": "faktum", "rubrik": "Samtal", "text": "Vi gick igenom planen. " * 12, "dag": "2026-11-01", "tid": "10:00",
        "kalla": "Personen i telefon",
    }  # fmt: skip

    def work(by: Any, case: Any, turn: int) -> Any:
        draft = save_draft(case=case, draft_id=new_id(), fields=fields, seen=0, by=by)
        return sign_draft(draft=draft, seen=draft.revision, by=by)

    return _scoped(desk, work)


def _open(desk: Desk) -> Iterator[Callable[[], Any]]:
    from samre.casework.actions.cases import open_case
    from samre.casework.rules.identity import KnownIdentity
    from samre.sealing.ids import new_id

    def work(by: Any, case: Any, turn: int) -> Any:
        identity = KnownIdentity("annan", f"PÅHITTAD-{new_id().hex[:20]}", None)
        return open_case(
            identity=identity,
            name="Prov Provsson",
            facts={"bistand": "sokt", "intyg": "saknas"},
            protection="ingen",
            by=by,
        )

    return _scoped(desk, work)


def _reevaluate(desk: Desk) -> Iterator[Callable[[], Any]]:
    """The open cases of one nämnd on another day: nothing is written."""
    from django.utils import timezone

    from samre.accounts.scope import acting_in
    from samre.casework.evaluations import reevaluate

    authority, ids = desk.workers[0].unit.authority, desk.open_cases()
    with acting_in(authority.pk):
        on = timezone.localdate() + timedelta(days=1)
        yield lambda: reevaluate(authority, on, cases=ids, keep=False)


def _verify(desk: Desk) -> Iterator[Callable[[], Any]]:
    from samre.audit.chain import verify

    yield lambda: verify()


if __name__ == "__main__":
    main()
