"""Which accesses in the log somebody has to look at: one question to the database for each rule and day, not for each event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from samre.accounts.models import StaffKeys, User
from samre.audit.models import Event, Outcome, Subject
from samre.sealing.keyring import keyring

from ..models import Case, NameKey, Person, Protection
from ..rules import review_rules as rules
from ..rules.kin import small_key, surnames

PURPOSE = "person.name"
SEARCHED = "case.search"
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Access:
    """A user's first event of a day in a case. `case_id` is empty where it is about many cases."""

    user: str
    case_id: str
    number: int


@dataclass(frozen=True, slots=True)
class Pick:
    """An access, and the rule that picked it."""

    rule: str
    access: Access


@dataclass(frozen=True, slots=True)
class _Here:
    """What is the same for every day that is looked at: the protected cases, those who work here, and the cases about them."""

    protected: set[str]
    staff: list[User]
    users_of: dict[str, set[str]]


def picks(owner: UUID, *, since: datetime, until: datetime, seed: str) -> Iterator[Pick]:
    """Everything that granskning.yaml wants looked at in [since, until), each user, case and rule once for each day."""
    staff = _staff(owner)
    here = _Here(_protected_cases(owner), staff, _cases_of_staff(owner, staff))
    for start, end in rules.local_days(since, until):
        yield from _day(owner, start, end, here, seed=seed)


def _day(owner: UUID, since: datetime, until: datetime, here: _Here, *, seed: str) -> Iterator[Pick]:
    events = Event.objects.filter(chain=str(owner), at__gte=since, at__lt=until).exclude(user="")
    allowed = _first_of_each(events.filter(outcome=Outcome.OK))
    by_rule: dict[str, list[Access]] = {
        rules.EMERGENCY: _first_of_each(events.filter(action="case.emergency", outcome=Outcome.OK)),
        rules.UNASSIGNED: _first_of_each(
            events.filter(Q(outcome=Outcome.DENIED) | Q(why__startswith=rules.EMERGENCY)).exclude(
                action="case.emergency"
            )
        ),
        rules.PROTECTED: _of_cases(allowed, here.protected),
        rules.BULK: list(_many_at_once(events, since, until)),
        rules.NIGHT: [one for night in rules.nights(since, until) for one in _between(events, *night)],
        **_kin(owner, events, allowed, here),
    }
    # Chance is for what no rule has found.
    already = {(access.user, access.case_id) for found in by_rule.values() for access in found}
    rest = [access for access in allowed if (access.user, access.case_id) not in already]
    by_rule[rules.SAMPLE] = _sampled(rest, seed=seed)
    for rule, found in by_rule.items():
        for access in found:
            yield Pick(rule, access)


def _first_of_each(events: QuerySet[Event]) -> list[Access]:
    rows = (
        events.exclude(case_id="")
        .order_by()
        .values("user", "case_id")
        .annotate(first=Min("number"))
        .order_by("first")
    )
    return [Access(row["user"], row["case_id"], row["first"]) for row in rows]


def _between(events: QuerySet[Event], since: datetime, until: datetime) -> list[Access]:
    return _first_of_each(events.filter(at__gte=since, at__lt=until, outcome=Outcome.OK))


def _of_cases(accesses: Iterable[Access], cases: set[str]) -> list[Access]:
    return [access for access in accesses if access.case_id in cases]


def _protected_cases(owner: UUID) -> set[str]:
    found = Case.objects.filter(owner_id=owner).exclude(person__protection=Protection.NONE)
    return {str(id_) for id_ in found.values_list("id", flat=True)}


def _sampled(accesses: list[Access], *, seed: str) -> list[Access]:
    chosen = set(rules.sample((access.number for access in accesses), seed=seed))
    return [access for access in accesses if access.number in chosen]


def _many_at_once(events: QuerySet[Event], since: datetime, until: datetime) -> Iterator[Access]:
    """Users who came to very many cases, or searches, within the minutes of granskning.yaml."""
    most = rules.review_rules()["många"]
    opened = events.exclude(case_id="")
    searched = events.filter(action=SEARCHED)
    for chosen, counted, least in (
        (opened, "case_id", most["ärenden"]),
        (searched, "number", most["sökningar"]),
    ):
        users = (
            chosen.order_by()
            .values("user")
            .annotate(different=Count(counted, distinct=True))
            .filter(different__gte=least)
        )
        for user in sorted(users.values_list("user", flat=True)):
            rows = chosen.filter(user=user).order_by("number").values_list("at", "number", counted)
            first = rules.first_of_many(
                (rules.Opened(at, number, str(what)) for at, number, what in rows), most=least
            )
            if first is not None:
                yield Access(user, "", first.number)


def _staff(owner: UUID) -> list[User]:
    """Those who work here, with the keys they are found by."""
    return list(
        User.objects.filter(assignments__unit__authority_id=owner)
        .distinct()
        .only("id", "name")
        .prefetch_related(Prefetch("keys", StaffKeys.objects.filter(owner_id=owner)))
    )


def _kin(owner: UUID, events: QuerySet[Event], allowed: list[Access], here: _Here) -> dict[str, list[Access]]:
    """Her own case, a colleague's, and those of people with her surname or address."""
    found: dict[str, list[Access]] = {rules.OWN: _own_in_lists(events, here), rules.COLLEAGUE: []}
    for access in allowed:
        if users := here.users_of.get(access.case_id):
            found[rules.OWN if access.user in users else rules.COLLEAGUE].append(access)
    found |= _alike(owner, allowed, {str(user.pk): user for user in here.staff})
    return found


def _cases_of_staff(owner: UUID, staff: Iterable[User]) -> dict[str, set[str]]:
    """Cases whose person works here: case id → her user ids."""
    users = defaultdict(set)
    for user in staff:
        for noted in user.keys.all():
            if noted.number_key:
                users[bytes(noted.number_key)].add(str(user.pk))
    found: dict[str, set[str]] = defaultdict(set)
    people = Person.objects.filter(owner_id=owner, number_key__in=list(users), cases__isnull=False)
    for key, case in people.values_list("number_key", "cases__id"):
        found[str(case)] |= users[bytes(key or b"")]
    return dict(found)


def _own_in_lists(events: QuerySet[Event], here: _Here) -> list[Access]:
    """Those who got their own case as a hit in a list or a search, opened or not."""
    found = []
    for case, users in here.users_of.items():
        digests = list(Subject.objects.filter(case_id=case).values_list("digest", flat=True))
        for part in _parts(digests):
            rows = events.filter(user__in=users, subjects__in=part).exclude(subjects="")
            firsts = rows.order_by().values("user").annotate(first=Min("number"))
            found += [Access(row["user"], case, row["first"]) for row in firsts]
    return found


def _alike(owner: UUID, allowed: list[Access], staff: dict[str, User]) -> dict[str, list[Access]]:
    """Accesses to cases of people with the user's surname or address: found by keys, surnames then read to be sure."""
    here = {one.user for one in allowed} & staff.keys()
    named, placed = _keys_of(owner, (staff[user] for user in here))
    wanted = named.keys() | placed.keys()
    keys_of: dict[str, set[int]] = defaultdict(set)
    for part in _parts(sorted({one.case_id for one in allowed})):
        ids = [case for case in map(_uuid, part) if case is not None]
        rows = NameKey.objects.filter(owner_id=owner, key__in=list(wanted), person__cases__id__in=ids)
        for case, key in rows.values_list("person__cases__id", "key"):
            keys_of[str(case)].add(key)
    alike: dict[str, list[Access]] = {rules.SURNAME: [], rules.ADDRESS: []}
    for access in allowed:
        keys = keys_of.get(access.case_id, set())
        if any(access.user in named.get(key, ()) for key in keys):
            alike[rules.SURNAME].append(access)
        if any(access.user in placed.get(key, ()) for key in keys):
            alike[rules.ADDRESS].append(access)
    alike[rules.SURNAME] = list(_really_alike(alike[rules.SURNAME], staff))
    return alike


def _keys_of(owner: UUID, users: Iterable[User]) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """Key of a surname → user ids, and key of an address → user ids."""
    ring = keyring()
    named: dict[int, set[str]] = defaultdict(set)
    placed: dict[int, set[str]] = defaultdict(set)
    for user in users:
        for part in surnames(user.name):
            for key in ring.look_up_numbers(PURPOSE, owner, part):
                named[key].add(str(user.pk))
        for noted in user.keys.all():
            if noted.address_key:
                placed[small_key(bytes(noted.address_key))].add(str(user.pk))
    return dict(named), dict(placed)


def _really_alike(accesses: list[Access], staff: dict[str, User]) -> Iterator[Access]:
    """Keys find first names and beginnings too: those few are read, and only the surname counts."""
    names: dict[str, frozenset[str]] = {}
    for part in _parts(sorted({one.case_id for one in accesses})):
        people = Case.objects.filter(pk__in=part).select_related("person").only("id", "person__name")
        names |= {str(case.pk): surnames(case.person.name) for case in people}
    for access in accesses:
        if names.get(access.case_id, frozenset()) & surnames(staff[access.user].name):
            yield access


def _parts(values: list[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while part := list(islice(rest, CHUNK)):
        yield part


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
