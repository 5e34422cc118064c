"""`samre account first`: the door's first key, and only the first."""

from __future__ import annotations

from typing import Any

import pytest

from samre.accounts.models import Assignment, User
from samre.accounts.roles import Role
from samre.audit.models import Event

from .conftest import Samre

pytestmark = pytest.mark.django_db
GIVEN = {
    "--authority": "Ekby kommun",
    "--unit": "IT",
    "--username": "Eva.Ek",
    "--name": "Eva Ek",
    "--identity": "eva@x",
}


def first(samre: Samre, **changed: str) -> Any:
    """Runs the command."""
    words = GIVEN | {f"--{name}": value for name, value in changed.items()}
    return samre("account", "first", *(word for pair in words.items() for word in pair))


@pytest.fixture(autouse=True)
def provider(settings: Any) -> None:
    """A provider to be known by."""
    settings.OIDC = {**settings.OIDC, "ISSUER": "https://idp.example"}


def test_the_first_administrator_is_entered_once(samre: Samre) -> None:
    assert first(samre).code == 0
    made = Assignment.objects.get()
    assert made.role == Role.ADMINISTRATOR and made.user.username == "eva.ek"
    assert made.user.identities.get().value == "eva@x"
    assert Event.objects.get().action == "assignment.first"
    again = first(samre, username="annan", identity="annan@x")
    assert again.code == 1 and "har redan en administratör" in again.err
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "hittepå"}, "sort"),
        ({"provider": "saml"}, "inte inställd"),
        ({"identity": " "}, "tom"),
    ],
)
def test_what_can_t_be_entered_is_told_and_nothing_is_left(
    samre: Samre, changed: dict[str, str], words: str
) -> None:
    outcome = first(samre, **changed)
    assert outcome.code == 1 and words in outcome.err
    assert not User.objects.exists()
