"""Whoever logs in is told what her assignment shows and why no more; nobody lands on a page that says nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.accounts.factories import log_in, make_assignment

from samre.accounts.certification import role_words
from samre.accounts.roles import Role


def test_every_role_has_its_words() -> None:
    assert set(role_words()) == set(Role.values)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_the_page_says_what_the_role_shows_and_why(client: Client, role: str) -> None:
    log_in(client, make_assignment(role=role))
    page = client.get("/ditt-uppdrag").content.decode()
    assert role_words()[role]["ser"] in page
    assert role_words()[role]["därför"] in page


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.BOARD])
def test_a_role_without_pages_of_its_own_lands_there(client: Client, role: str) -> None:
    log_in(client, make_assignment(role=role))
    assert 'href="/ditt-uppdrag">Fortsätt' in client.get("/").content.decode()
