"""One process at one filled place for the pages and jobs of samverkan, as `bench.cases_worker`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from .cases_worker import READERS, TIMES, Desk, Work, answer_all, log_in

WEEKS, ITEMS = 26, 6


def main() -> None:
    """Answers until standard input closes."""
    answer_all(CooperationDesk)


class CooperationDesk(Desk):
    """Those who work with samverkan at a filled place: caseworkers with a case that has each thing, and their partners."""

    def __init__(self) -> None:
        super().__init__()
        self.work = _lists() | _pages() | _jobs()
        self._found: dict[str, list[tuple[Any, Any]]] = {}

    def client(self, assignment: Any) -> Any:
        """Somebody's browser, logged in the first time."""
        if assignment.pk not in self.clients:
            self.clients[assignment.pk] = log_in(assignment)
        return self.clients[assignment.pk]

    def partners(self, kind: str) -> list[Any]:
        """People who work with the units of a load, at authorities of a kind."""
        from samre.accounts.models import Assignment
        from samre.casework.demo.bulk_samverkan import USERNAME

        rows = Assignment.objects.with_names().filter(user__username__startswith=USERNAME)
        return self._spread(list(rows.filter(unit__authority__kind=kind).order_by("id")))

    def with_one(self, noun: str, **asked: Any) -> list[tuple[Any, Any]]:
        """Assignments with a row of the noun in a case of theirs: as many as there are readers."""
        key = f"{noun} {asked}"
        if key not in self._found:
            self._found[key] = list(self._rows(noun, asked))
        if not self._found[key]:
            raise AssertionError(f"there is no {key}")
        return self._found[key]

    def _rows(self, noun: str, asked: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
        """The row of one case for each of the caseworkers who has any."""
        from django.apps import apps

        model: Any = apps.get_model("casework", noun)
        for worker in self._spread(self.all_workers, most=10 * READERS):
            with self.at(worker):
                mine = model.objects.filter(case__handler=worker.user, case__state="oppet", **asked)
                row = (
                    mine.filter(case__person__protection="ingen")
                    .select_related("case__person")
                    .order_by("id")
                    .first()
                )
                if row is not None:
                    yield worker, row

    @contextmanager
    def at(self, assignment: Any) -> Iterator[None]:
        from samre.accounts.scope import acting_in

        with acting_in(assignment.unit.authority_id):
            yield

    @staticmethod
    def _spread(rows: list[Any], most: int = READERS) -> list[Any]:
        return rows[:: max(1, len(rows) // most)][:most]


Rows = Callable[[CooperationDesk], list[tuple[Any, Any]]]


def _lists() -> dict[str, Work]:
    """Pages that no case stands on."""
    return {
        "inkorgen": _partner("fk", "inbox"),
        "platser i mobilen": _partner("asf", "places"),
        "insatskatalogen": _worker("interventions"),
        "kontaktlistan": _worker("contacts"),
        "erbjudna tider": _partner("fk", "offered-times"),
    }


def _pages() -> dict[str, Work]:
    """Pages of a case that has what they show."""
    return {
        "samverkan": _case("cooperation", "disclosure", sent_at__isnull=False),
        "samtycken": _case("consents", "consent"),
        "utlämnanden": _case("disclosures", "disclosure", sent_at__isnull=False),
        "välja vad som lämnas ut": _case("disclosure-choose", "disclosure", state="utkast"),
        "kontrollera utlämnande": _check,
        "ett svar": _case("disclosure-watch", "disclosure", sent_at__isnull=False),
        "ny mottagare": _case("disclosure-aim", "disclosure", state="utkast"),
        "konsultationer": _case("talks", "consultation"),
        "en konsultation": _case("consultation", "consultation"),
        "ett möte": _case("meeting", "meeting"),
        "planen": _case("plan", "plan"),
        "insatser": _case("placements", "placement"),
        "en insats": _case("placement", "placement", state="bestalld"),
        "en leverans": _delivery("fk", "delivery"),
        "en plats i mobilen": _delivery("asf", "place"),
        "brev": _case("papers", "paperdraft"),
        "ett brev": _case("paper", "paperdraft"),
        "brev som PDF": _case("paper-file", "paperdraft", {"form": "pdf"}),
        "utlämnande som PDF": _case("disclosure-file", "disclosure", {"form": "pdf"}, sent_at__isnull=False),
    }


def _jobs() -> dict[str, Work]:
    return {"skicka underlag": _send, "find_cover": _cover, "väntetid per part": _waits}


def _partner(kind: str, name: str) -> Work:
    def work(desk: Desk) -> Iterator[Callable[[], Any]]:
        from django.urls import reverse

        assert isinstance(desk, CooperationDesk)
        people = desk.partners(kind)
        for turn in range(TIMES):
            yield partial(desk.client(people[turn % len(people)]).get, reverse(f"web:{name}"))

    return work


def _worker(name: str) -> Work:
    def work(desk: Desk) -> Iterator[Callable[[], Any]]:
        from django.urls import reverse

        for turn in range(TIMES):
            yield partial(desk.clients[desk.workers[turn % len(desk.workers)].pk].get, reverse(f"web:{name}"))

    return work


# What an address calls a row of each noun.
IDS = {
    "disclosure-choose": "utlamnande", "disclosure-watch": "utlamnande",
    "disclosure-aim": "utlamnande", "disclosure-file": "utlamnande", "consultation": "konsultation", "meeting": "mote",
    "placement": "placering", "paper": "brev", "paper-file": "brev",
}  # fmt: skip


def _case(name: str, noun: str, more: dict[str, str] | None = None, **asked: Any) -> Work:
    def work(desk: Desk) -> Iterator[Callable[[], Any]]:
        from django.urls import reverse

        assert isinstance(desk, CooperationDesk)
        rows = desk.with_one(noun, **asked)[:READERS]
        for turn in range(TIMES):
            worker, row = rows[turn % len(rows)]
            ids = {"arende": row.case_id} | ({IDS[name]: row.pk} if name in IDS else {}) | (more or {})
            yield partial(desk.client(worker).get, reverse(f"web:{name}", kwargs=ids))

    return work


def _delivery(kind: str, name: str) -> Work:
    def work(desk: Desk) -> Iterator[Callable[[], Any]]:
        from django.urls import reverse

        from samre.casework.models import Delivery

        assert isinstance(desk, CooperationDesk)
        found = []
        sort = "insats" if kind == "asf" else "utlamnande"
        for one in desk.partners(kind):
            with desk.at(one):
                row = Delivery.objects.filter(unit=one.unit, kind=sort, closed_at=None).order_by("id").first()
            found += [(one, row.pk)] if row else []
        for turn in range(TIMES):
            one, id_ = found[turn % len(found)]
            yield partial(desk.client(one).get, reverse(f"web:{name}", args=[id_]))

    return work


def _check(desk: Desk) -> Iterator[Callable[[], Any]]:
    """The page that shows what will go, before it goes."""
    assert isinstance(desk, CooperationDesk)
    for client, address, _ in _assessed(desk):
        yield partial(client.get, address)


def _send(desk: Desk) -> Iterator[Callable[[], Any]]:
    """The button that sends: the secrecy assessment once more, the PDF, the receiver's copy, both logs."""
    assert isinstance(desk, CooperationDesk)
    for client, address, digest in _assessed(desk):
        yield partial(client.post, address, {"gor": "skicka", "summa": digest})


def _assessed(desk: CooperationDesk) -> Iterator[tuple[Any, str, str]]:
    """Disclosures made for it and assessed: who sends, the page, and the hash of what will go."""
    from django.urls import reverse
    from django.utils import timezone

    from samre.accounts.actors import actor_for
    from samre.casework.actions.disclosures import assess_disclosure, choose_items, start_disclosure
    from samre.casework.documents.material import material
    from samre.casework.rules.disclosure_head import Head
    from samre.sealing.ids import new_id

    today = timezone.localdate()
    rows = desk.with_one("disclosure", sent_at__isnull=False, consent__isnull=False)[:READERS]
    for turn in range(TIMES):
        worker, sent = rows[turn % len(rows)]
        head = Head(
            receiver_kind=sent.receiver_kind,
            purpose=sent.purpose,
            road="inkorg",
            answer_by=today + timedelta(days=14),
        )
        by, to = actor_for(worker), {"receiver": sent.receiver, "unit": sent.receiver_unit}
        with desk.at(worker):
            allowed = set(sent.consent.scopes.values_list("category", flat=True))
            fit = [one for one in material(sent.case, on=today) if one.category in allowed]
            items = [{"field": one.field} for one in fit if not one.is_guarded and not one.obstacle][:ITEMS]
            draft = start_disclosure(case=sent.case, disclosure_id=new_id(), head=head, by=by, **to)
            draft = choose_items(disclosure=draft, items=items, seen=draft.revision, by=by)
            draft = assess_disclosure(disclosure=draft, ground="samtycke", seen=draft.revision, by=by)
        yield (
            desk.client(worker),
            reverse("web:disclosure-check", args=[sent.case_id, draft.pk]),
            draft.sha256,
        )


def _cover(desk: Desk) -> Iterator[Callable[[], Any]]:
    """Whether one category may go to one unit now."""
    from django.utils import timezone

    from samre.casework.rules.consents import find_cover

    assert isinstance(desk, CooperationDesk)
    rows = desk.with_one("disclosure", sent_at__isnull=False, consent__isnull=False)[:READERS]
    for turn in range(TIMES):
        worker, sent = rows[turn % len(rows)]
        to = {"receiver": sent.receiver_id, "unit": sent.receiver_unit_id}
        with desk.at(worker):
            yield partial(
                find_cover, sent.case, category="kontakt", purpose=sent.purpose, at=timezone.now(), **to
            )


def _waits(desk: Desk) -> Iterator[Callable[[], Any]]:
    """How long each party has taken to answer a whole nämnd in half a year."""
    from django.utils import timezone

    from samre.casework.queries.waiting import waiting_times

    assert isinstance(desk, CooperationDesk)
    today = timezone.localdate()
    for worker in desk.workers[: max(1, TIMES // 4)]:
        owner = worker.unit.authority_id
        with desk.at(worker):
            yield partial(waiting_times, owner, since=today - timedelta(weeks=WEEKS), until=today, on=today)


if __name__ == "__main__":
    main()
