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
@pytest.mark.parametrize(
    ("role", "page"), [(Role.PARTNER, "/inkorg"), (Role.ASF, "/platser"), (Role.BOARD, "/kartan")]
)
def test_a_role_lands_on_the_page_that_is_its_own(client: Client, role: str, page: str) -> None:
    log_in(client, make_assignment(role=role))
    assert f'href="{page}">Fortsätt' in client.get("/").content.decode()
