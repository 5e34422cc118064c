"""Giving, certifying and ending assignments: who may, what lapses by itself, and that nobody decides about her own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from tests.accounts.factories import actor, log_in, make_assignment, make_authority, make_unit, make_user

from samre.accounts.actions import assignments, users
from samre.accounts.actors import actor_for
from samre.accounts.acts import Denied, Refused
from samre.accounts.certification import certification
from samre.accounts.models import Assignment, User
from samre.accounts.roles import Role
from samre.audit.models import Event

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def near(day: date) -> st.SearchStrategy[date]:
    """Days about a year around, with the edges often."""
    period = certification(TODAY).period.days
    return st.sampled_from([-period - 1, -period, -period + 1, -1, 0, 1]).map(
        lambda n: day + timedelta(days=n)
    )


@tries(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_database_and_the_sentence_agree_on_what_is_in_force(data: Any) -> None:
    one = make_assignment(
        valid_from=data.draw(near(TODAY)),
        valid_to=data.draw(st.none() | near(TODAY)),
        certified_on=data.draw(near(TODAY)),
        unit=make_unit(is_active=data.draw(st.booleans())),
        user=make_user(is_active=data.draw(st.booleans())),
    )
    if data.draw(st.booleans()):
        Assignment.objects.filter(pk=one.pk).update(ended_at=timezone.now(), ended_by=one.user)
        one.refresh_from_db()
    in_force = Assignment.objects.in_force(TODAY).filter(pk=one.pk).exists()
    assert in_force is (one.obstacle(TODAY) == "")


def test_an_assignment_nobody_certifies_is_paused_by_itself_and_opens_again_when_certified(
    client: Client,
) -> None:
    unit = make_unit()
    boss = make_assignment(role=Role.MANAGER, unit=unit)
    one = make_assignment(unit=unit)
    log_in(client, one)
    late = timezone.localdate() + certification(TODAY).period
    with time_machine.travel(late, tick=False):
        Assignment.objects.filter(pk=boss.pk).update(certified_on=late)
        log_in(client, one)
        page = client.get("/konton")
        assert page.status_code == 403 and "ingen chef har bekräftat" in page.content.decode()
        assignments.certify(assignment_id=one.pk, by=actor_for(boss))
        log_in(client, one)
        assert client.get("/").wsgi_request.actor is not None


def test_a_manager_certifies_and_ends_her_own_unit_only() -> None:
    unit = make_unit()
    boss = actor(role=Role.MANAGER, unit=unit)
    mine, beside = make_assignment(unit=unit), make_assignment(unit=make_unit(authority=unit.authority))
    assert assignments.certify(assignment_id=mine.pk, by=boss).certified_by_id == boss.user_id
    for what in (assignments.certify, assignments.end):
        with pytest.raises(Denied):
            what(assignment_id=beside.pk, by=boss)
    assert Event.objects.filter(action="assignment.end", outcome="denied").count() == 1
    assert Event.objects.get(action="assignment.certify", outcome="ok").object_id == str(mine.pk)


def test_an_administrator_reaches_her_own_authority_only() -> None:
    authority = make_authority()
    admin = actor(role=Role.ADMINISTRATOR, unit=make_unit(authority=authority))
    mine, other = make_assignment(unit=make_unit(authority=authority)), make_assignment()
    assert assignments.end(assignment_id=mine.pk, by=admin).ended_by_id == admin.user_id
    with pytest.raises(Denied):
        assignments.end(assignment_id=other.pk, by=admin)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.ADMINISTRATOR}))
def test_other_roles_decide_about_nobody_s_assignment(role: Role) -> None:
    one = make_assignment()
    by = actor(role=role, unit=one.unit)
    for what in (assignments.certify, assignments.end):
        with pytest.raises(Denied):
            what(assignment_id=one.pk, by=by)


def test_nobody_decides_about_her_own() -> None:
    for role in (Role.MANAGER, Role.ADMINISTRATOR):
        own = make_assignment(role=role)
        for what in (assignments.certify, assignments.end):
            with pytest.raises(Denied, match="ditt eget"):
                what(assignment_id=own.pk, by=actor_for(own))


def test_an_administrator_can_t_make_herself_a_caseworker() -> None:
    unit = make_unit()
    admin = make_assignment(role=Role.ADMINISTRATOR, unit=unit)
    with pytest.raises(Denied):
        give(admin.user, unit, by=actor_for(admin))
    assert Event.objects.get(action="assignment.give").outcome == "denied"


def give(user: User, unit: Any, *, by: Any, role: str = Role.CASEWORKER, **changed: Any) -> Assignment:
    """A new assignment."""
    given: dict[str, Any] = {"title": "", "valid_from": TODAY, "valid_to": None} | changed
    return assignments.give(user_id=user.pk, unit_id=unit.pk, role=role, by=by, **given)


def test_an_assignment_is_given_once_and_at_an_authority_that_has_the_role() -> None:
    unit = make_unit()
    admin, user = actor(role=Role.ADMINISTRATOR, unit=unit), make_user()
    assert give(user, unit, by=admin).title == "Socialsekreterare"
    for wrong in ({}, {"role": Role.ASF}, {"role": "hittepa"}, {"valid_to": TODAY - timedelta(days=1)}):
        with pytest.raises(Refused):
            give(user, unit, by=admin, **wrong)
    with pytest.raises(Denied):
        give(user, make_unit(), by=admin)


def test_a_closed_account_ends_its_sessions(client: Client) -> None:
    one = make_assignment()
    log_in(client, one)
    users.close_user(user_id=one.user_id, by=actor(role=Role.ADMINISTRATOR, unit=one.unit))
    assert client.get("/").wsgi_request.actor is None


def test_a_user_who_also_belongs_elsewhere_is_not_closed_by_one_authority() -> None:
    one = make_assignment()
    make_assignment(user=one.user)
    with pytest.raises(Denied):
        users.close_user(user_id=one.user_id, by=actor(role=Role.ADMINISTRATOR, unit=one.unit))


def test_users_are_entered_by_administrators_with_names_that_are_free() -> None:
    admin = actor(role=Role.ADMINISTRATOR)
    users.add_user(username="Nya.Person", name="Nya Person", by=admin)
    for username, name in (("nya.person", "En Till"), ("", "Ingen"), ("a b", "Mellan Slag"), ("ok", " ")):
        with pytest.raises(Refused):
            users.add_user(username=username, name=name, by=admin)
    with pytest.raises(Denied):
        users.add_user(username="x", name="X", by=actor(role=Role.MANAGER))


def test_an_identity_means_one_user_and_is_stored_sealed(settings: Any) -> None:
    settings.OIDC = {**settings.OIDC, "ISSUER": "https://idp.example"}
    one = make_assignment()
    admin = actor(role=Role.ADMINISTRATOR, unit=one.unit)
    users.bind_identity(user_id=one.user_id, kind="oidc", value="sara-7", by=admin)
    with pytest.raises(Refused):
        users.bind_identity(user_id=make_user().pk, kind="oidc", value="sara-7", by=admin)
    with pytest.raises(Refused):
        users.bind_identity(user_id=one.user_id, kind="saml", value="sara-7", by=admin)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT value, key FROM accounts_identity")
        assert not any(b"sara-7" in bytes(column) for column in cursor.fetchone())


@pytest.mark.parametrize(("left", "due"), [(31, False), (30, True), (0, True)])
def test_it_is_told_thirty_days_ahead(client: Client, left: int, due: bool) -> None:
    unit = make_unit()
    period = certification(TODAY).period
    make_assignment(unit=unit, certified_on=timezone.localdate() - period + timedelta(days=left))
    log_in(client, make_assignment(role=Role.MANAGER, unit=unit))
    assert ("behöver bekräftas inom 30 dagar" in client.get("/konton").content.decode()) is due


@pytest.mark.parametrize(
    "there",
    [
        {"valid_from": timezone.localdate() + timedelta(days=1)},
        {"certified_on": timezone.localdate() - timedelta(days=900)},
    ],
    ids=["begins later", "paused"],
)
def test_nobody_closes_a_user_who_also_belongs_to_another_authority(there: dict[str, date]) -> None:
    """An assignment there that has not begun, or is paused, makes her theirs as well."""
    here = make_assignment()
    other = make_assignment(user=here.user, **there)
    administrator = actor_for(make_assignment(role=Role.ADMINISTRATOR, unit=here.unit))
    with pytest.raises(Denied, match="en annan myndighet"):
        users.close_user(user_id=here.user_id, by=administrator)
    other.ended_at, other.ended_by = timezone.now(), here.user
    other.save()
    assert not users.close_user(user_id=here.user_id, by=administrator).is_active
