"""The id of a version is its keeper's alone, however alike the names of two keepers are."""

from __future__ import annotations

import pytest

from samre.accounts.models import Authority
from samre.governance.models import MapVersion
from samre.governance.rules.heads import chart_id, chart_in

from .factories import Federation, lay_for_decision, make_draft, make_federation, save, texts_of_draft

pytestmark = pytest.mark.django_db


def called(short: str) -> Federation:
    federation = make_federation(name=f"Förbundet {Authority.objects.count()}")
    Authority.objects.filter(pk=federation.keeper).update(short=short)
    return federation


def id_of(federation: Federation) -> str:
    return chart_id(Authority.objects.get(pk=federation.keeper), 2)


def laid_as(federation: Federation) -> str:
    """The id of a draft as it lies before the steering group."""
    draft = make_draft(federation)
    texts = texts_of_draft(draft)
    texts["steg.yaml"] = texts["steg.yaml"].replace("dagar: 28", "dagar: 21", 1)
    save(draft, federation, texts)
    lay_for_decision(draft, federation)
    draft.refresh_from_db()
    return chart_in(texts_of_draft(draft))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Samordningsförbundet Nord", "Samordningsförbundet Syd", id="alike at the start"),
        pytest.param("Tre åar", "Tre Åar", id="but for a capital"),
        pytest.param("Tre åar", "Tre aar", id="but for the rings"),
        pytest.param("Tre åar", "Tre åar", id="the same"),
        pytest.param("***", "+++", id="with no letters"),
    ],
)
def test_two_keepers_with_names_alike_have_ids_of_their_own(one: str, other: str) -> None:
    keepers = [called(one), called(other)]
    ids = {id_of(federation) for federation in keepers}
    assert len(ids) == 2
    longest = MapVersion._meta.get_field("chart").max_length
    assert longest
    assert max(len(id_) for id_ in ids) <= longest


def test_a_name_that_nobody_else_has_is_the_id_as_it_is() -> None:
    federation = called("Tre åar")
    called("Fyra åar")
    assert id_of(federation) == "tre-aar-v2"


def test_what_two_keepers_with_names_alike_lay_for_decision_has_different_ids() -> None:
    north, south = called("Samordningsförbundet Nord"), called("Samordningsförbundet Syd")
    assert laid_as(north) != laid_as(south)
