"""Every address, asked by every role of two kommuner and of the bodies around them, with both kommuner's ids.

What everybody gets is written down in `role_route.golden` (R26). Write it anew, and read what changed before it is committed:

    SAMRE_WRITE_GOLDEN=1 .venv/bin/pytest tests/trust/test_every_address.py -k golden
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from . import rules
from .sweep import VISITOR, Answer, Sweep, routes, run
from .variants import BODIES, NEW, QUERIES, SEARCH
from .world import make_outsiders, make_tenant

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).with_name("role_route.golden")


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """As the server's own handler writes it."""
        from samre.config.logs import BareRequest

        BareRequest().filter(record)
        self.lines.append(record.getMessage())


@pytest.fixture(scope="module")
def sweep(django_db_setup: None, django_db_blocker: Any) -> Iterator[Sweep]:
    """All answers. Made once: it takes as long as all the other tests here together."""
    from django.conf import settings

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    lines = _Lines()
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "STORAGES", {**settings.STORAGES, **plain})
        logging.getLogger("django").addHandler(lines)
        try:
            tenants = (make_tenant("Alfa"), make_tenant("Beta"))
            alfa, beta = tenants
            theirs = ("handläggare", "chef", "loggranskare", "administratör")
            people = {
                VISITOR: None,
                **{f"Alfa {name}": assignment for name, assignment in alfa.people.items()},
                **{f"Beta {name}": beta.people[name] for name in theirs},
                **make_outsiders(),
            }
            yield Sweep(tenants, run(tenants, people, rows=(alfa,)), lines.lines)
        finally:
            logging.getLogger("django").removeHandler(lines)
            transaction.set_rollback(True)


def lines(answers: list[Answer]) -> list[str]:
    """`GET /arenden/<uuid:arende> (case): besökare=302, Alfa handläggare=200, …`"""
    found: dict[str, list[str]] = {}
    for answer in answers:
        if answer.sent:  # the matrix tells of the address itself
            continue
        label = f" ({answer.ids.split()[1]})" if "<uuid:" in answer.route.pattern else ""
        key = f"{answer.method} /{answer.route.pattern}{label}"
        found.setdefault(key, []).append(f"{answer.actor}={answer.status}")
    return sorted(f"{key}: {', '.join(said)}" for key, said in found.items())


def test_everybody_gets_what_the_golden_matrix_says(sweep: Sweep) -> None:
    """R26"""
    now = lines(sweep.answers)
    if os.environ.get("SAMRE_WRITE_GOLDEN"):
        GOLDEN.write_text("\n".join(now) + "\n", encoding="utf-8")
    before = dict(line.split(": ", 1) for line in GOLDEN.read_text(encoding="utf-8").splitlines())
    after = dict(line.split(": ", 1) for line in now)
    changed = []
    for key in sorted(before.keys() | after.keys()):
        if key not in before:
            changed.append(f"+ {key}: {after[key]}")
        elif key not in after:
            changed.append(f"- {key}")
        elif before[key] != after[key]:
            was, now_ = set(before[key].split(", ")), set(after[key].split(", "))
            changed.append(f"~ {key}: var {sorted(was - now_)}, är {sorted(now_ - was)}")
    assert not changed, "\n".join(["", *changed])


def test_every_address_is_swept(sweep: Sweep) -> None:
    """R26: a page nobody thought of fails here."""
    assert {answer.route.pattern for answer in sweep.answers} == {route.pattern for route in routes()}


RULES = {
    "R1 the board, partners and enterprises see no person": rules.no_person_for(rules.OWN_OF_NOBODY),
    "R1 and no case opens for them": rules.no_case_opened_for(rules.OWN_OF_NOBODY),
    "R3 two kommuner know nothing of each other": rules.tenants_apart,
    "R8 lists tell no health": rules.lists_without_health,
    "R27 without a part in the case nothing is seen": rules.only_with_a_part,
    "R29 administrator and reviewer see no person": rules.no_person_for(rules.STAFF_OF_THE_SYSTEM),
    "R29 and no case opens for them": rules.no_case_opened_for(rules.STAFF_OF_THE_SYSTEM),
    "R30 R33 whoever tries a page about people leaves a whole row": rules.everything_logged,
    "R33 a case that was shown has its ground in the log": rules.case_reads_say_why,
    "R33 a list that shows cases names them in the log": rules.lists_say_whom,
    "R32 addresses and titles tell no name or number": rules.addresses_tell_nothing,
    "R38 the log tells nothing of what stands in a case": rules.log_tells_nothing,
    "R52 who and where a protected person is stays hidden": rules.protected_hidden,
    "R53 a protected person's case opens for named handlers only": rules.protected_closed,
    "R57 nothing behind the login is stored": rules.nothing_stored,
    "no address breaks": rules.no_server_errors,
}


@pytest.mark.parametrize("name", RULES)
def test_in_every_answer(sweep: Sweep, name: str) -> None:
    faults = RULES[name](sweep)
    assert not faults, "\n".join(["", *faults])


def test_forms_and_tabs_are_those_of_addresses_that_are_there(sweep: Sweep) -> None:
    """And they are accepted: a search finds, a tab shows rows, a form is not sent back."""
    patterns = {route.pattern for route in routes()}
    assert (QUERIES.keys() | BODIES.keys() | {SEARCH, NEW}) <= patterns
    own = [answer for answer in sweep.answers if answer.actor == "Alfa handläggare" and answer.sent]
    unknown = [str(answer) for answer in own if answer.status in (400, 404, 405)]
    assert all("stannat" in said for said in unknown), "bara chefen väljer bland det som står stilla"
    chosen = [one for one in sweep.answers if ("stannat", "alla") in one.sent and one.actor == "Alfa chef"]
    assert [one.status for one in chosen] == [200]
    hits = [answer for answer in own if answer.route.pattern == SEARCH]
    assert sum(bool(rules.seen(answer, ("KanarieAlfa",))) for answer in hits) >= 3, "nummer och ärendenummer"
    tabs = [answer for answer in own if answer.route.pattern == "arenden"]
    assert any(rules.seen(answer, ("KanarieAlfa",)) for answer in tabs)


def test_the_sweep_sees_what_it_looks_for(sweep: Sweep) -> None:
    """The canaries are there to be found: the handler sees them in her own case."""
    alfa = sweep.tenants[0]
    own = [
        answer for answer in sweep.answers if answer.actor == "Alfa handläggare" and answer.ids == "Alfa case"
    ]
    words = {word for answer in own for word in rules.seen(answer, alfa.canaries)}
    assert {f"Kanarie{alfa.word}"} <= words
    assert any(answer.status == 200 and answer.route.is_case for answer in own)
