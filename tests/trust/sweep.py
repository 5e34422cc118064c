"""Every address, asked by everybody: who got what, with which status, and what the log then said.

New pages are swept by themselves. What an address needs in place of `<uuid:anteckning>` is in `world.fill`; a name that is not
there fails, and says so.
"""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader
from tests.accounts.factories import log_in
from tests.database import taken_back

from samre.accounts.models import Assignment
from samre.audit.models import Event, Subject
from samre.web.gate import Gate

from .variants import bodies, queries
from .world import Tenant

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
# What stands in an address and is no id of ours: the guide's and the map's own words, and forms of files.
SLUGS = {
    "id": "S02",
    "form": "txt",
    "filform": "json",
    "flik": "alla",
    "slag": "fakta",
    "fact": "fodd",
    "fakta": "fodd",
    "uppgift": "fodd",
    "blankett": "B2",
}
METHODS = ("GET", "POST")
FEWEST_DIGITS = 7
VISITOR = "besökare"
LOGIN = ("logga-in", "logga-ut", "konto")


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the site, as Django has it, and its gate."""

    pattern: str
    gate: Gate | None

    @property
    def is_case(self) -> bool:
        return "<uuid:arende>" in self.pattern

    @property
    def is_public(self) -> bool:
        return self.gate is not None and self.gate.is_public

    def address(self, ids: Mapping[str, Any]) -> str:
        """The address with real ids. Raises KeyError for a name that `world.fill` does not know."""

        def part(match: re.Match[str]) -> str:
            kind, name = match[1] or "str", match[2]
            if kind == "slug":
                return SLUGS.get(name, "x")
            if name not in ids:
                raise KeyError(f"world.fill() ger inget värde till <{kind}:{name}> i {self.pattern}")
            return str(ids[name])

        return "/" + PART.sub(part, self.pattern)


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Route]:
    """Every address there is."""
    for part in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from routes(part, pattern)
        elif isinstance(part, URLPattern):
            yield Route(pattern, getattr(part.callback, "gate", None))


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody got: `actor` ("Alfa handläggare"), whose ids stood in the address (`ids`: "Alfa case") and the log's rows."""

    actor: str
    role: str
    route: Route
    ids: str
    method: str
    address: str
    status: int
    text: str
    headers: Mapping[str, str]
    events: tuple[Mapping[str, str], ...]
    subjects: frozenset[str] = frozenset()
    sent: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        said = f" {dict(self.sent)}" if self.sent else ""
        return f"{self.method} /{self.route.pattern}{said} ({self.ids}) av {self.actor}: {self.status}"

    def has_typed(self, canary: str) -> bool:
        """Whether the asker wrote it herself: her own words in a form that comes back tell her nothing."""
        digits = re.sub(r"\D", "", canary)
        return any(
            canary.casefold() in value.casefold()
            or (len(digits) > FEWEST_DIGITS and digits in re.sub(r"\D", "", value))
            for _, value in self.sent
        )

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.text, re.DOTALL)
        return found[1] if found else ""

    @property
    def links(self) -> list[str]:
        return re.findall(r"""(?:href|action|src|hx-get|hx-post)=["']([^"']*)["']""", self.text)


@dataclass
class Sweep:
    """All answers, and the world they are about."""

    tenants: tuple[Tenant, ...]
    answers: list[Answer] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)


def ask(
    client: Client,
    route: Route,
    ids: Mapping[str, Any],
    *,
    actor: str,
    role: str,
    label: str,
    method: str,
    sent: Mapping[str, str] = MappingProxyType({}),
    **more: Any,
) -> Answer:
    """One request, and everything it changed taken back."""
    address, data = route.address(ids), {**sent, **more}
    with taken_back():
        before = newest()
        response: HttpResponse = (client.get if method == "GET" else client.post)(address, data or None)
        # A fault inside the request broke the transaction; in production the request would have had one of its own.
        transaction.set_rollback(False)
        events = [
            event
            for chain, number in newest().items()
            if number > before.get(chain, 0)
            for event in Event.objects.filter(chain=chain, number__gt=before.get(chain, 0))
        ]
        digests = [event.subjects for event in events if event.subjects]
        subjects = frozenset(Subject.objects.filter(digest__in=digests).values_list("case_id", flat=True))
    return Answer(
        actor,
        role,
        route,
        label,
        method,
        address,
        response.status_code,
        text_of(response),
        dict(response.headers),
        tuple({name: str(getattr(event, name)) for name in _COLUMNS} for event in events),
        subjects,
        tuple(data.items()),
    )


def newest() -> dict[str, int]:
    """The number of each chain's last event."""
    return dict(Event.objects.order_by().values_list("chain").annotate(Max("number")))


_COLUMNS = (
    "chain",
    "at",
    "user",
    "name",
    "title",
    "assignment",
    "role",
    "unit",
    "authority",
    "action",
    "kind",
    "object_id",
    "case_id",
    "subjects",
    "category",
    "why",
    "outcome",
    "detail",
)


def text_of(response: Any) -> str:
    """What a reader sees of the answer; of a PDF its words and title."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    # A stand-in that some factory calls a PDF is read as it stands.
    if body.startswith(b"%PDF") and body.rstrip().endswith(b"%%EOF"):
        pdf = PdfReader(io.BytesIO(body))
        return "\n".join([str(pdf.metadata), *(page.extract_text() for page in pdf.pages)])
    return body.decode("utf-8", "replace")


def client_for(assignment: Assignment | None) -> Client:
    """Logged in on the assignment, and just proved; a visitor for None. Faults become pages, as in production."""
    client = Client(raise_request_exception=False)
    return log_in(client, assignment) if assignment else client


def run(
    tenants: tuple[Tenant, ...],
    people: Mapping[str, Assignment | None],
    *,
    labels: Iterable[str] = ("case", "hidden"),
    wanted: Iterable[Route] | None = None,
    methods: Iterable[str] = METHODS,
    rows: tuple[Tenant, ...] = (),
) -> list[Answer]:
    """Every route, everybody, every tenant's ids. Public pages are asked by a visitor only: they know nobody."""
    found = []
    chosen = list(wanted if wanted is not None else routes())
    for name, assignment in people.items():
        client = client_for(assignment)
        role = assignment.role if assignment else VISITOR
        for route in chosen:
            if route.is_public and assignment is not None:
                continue
            has_ids = "<uuid:" in route.pattern
            for tenant in (rows or tenants) if has_ids else tenants[:1]:
                for label in labels if has_ids else ("case",):
                    ids = {"case": tenant.ids, "other": tenant.other_ids, "hidden": tenant.hidden_ids}[label]
                    values = {"form": ids["utkast"]} | ids
                    for method in methods:
                        asked = queries(route.pattern) if method == "GET" else bodies(route.pattern, tenants)
                        for sent in ({}, *asked):
                            found.append(
                                ask(
                                    client,
                                    route,
                                    values,
                                    actor=name,
                                    role=role,
                                    label=f"{tenant.word} {label}",
                                    method=method,
                                    sent=sent,
                                )
                            )
    return found
