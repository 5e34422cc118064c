"""The contact list: who may write in it, what verified means, and what is never shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from tests.accounts.contact_factories import TYPED, make_contact
from tests.accounts.factories import actor, make_authority, make_unit, make_user

from samre.accounts.actions.directory import (
    add_contact,
    change_contact,
    end_contact,
    import_contacts,
    restore_contact,
    undo_verification,
    verify_contact,
)
from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.directory import (
    contact_lines,
    contacts_about,
    contacts_for_step,
    contacts_of,
    directory_rules,
    find_contact,
    history_of,
    letter_contact,
)
from samre.accounts.models import Contact
from samre.accounts.protected import HIDDEN_COLLEAGUE
from samre.accounts.roles import AuthorityKind, Role
from samre.audit.models import Event
from samre.sealing.ids import new_id

pytestmark = pytest.mark.django_db


def shown(by: Actor) -> Any:
    (row,) = contacts_of(by.authority_id, on=timezone.localdate())
    return row


@pytest.fixture
def by() -> Actor:
    return actor()


def test_a_new_row_is_verified_today_by_whoever_wrote_it(by: Actor) -> None:
    make_contact(by)
    row = shown(by)
    assert row.days == 0
    assert row.verified_by == f"{by.name}, {by.unit_name}"
    assert row.keeper == f"{by.name}, {by.unit_name}"
    assert not row.is_stale


def test_the_same_form_sent_twice_is_one_row(by: Actor) -> None:
    contact_id = new_id()
    for _ in range(2):
        add_contact(contact_id=contact_id, typed=TYPED, by=by)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"part": ""}, "part"),
        ({"part": "XX"}, "part"),
        ({"myndighet": " "}, "myndighet"),
        ({"telefon": ""}, "telefon"),
        ({"funktion": "okänd"}, "funktion"),
        ({"steg": "S99"}, "steg"),
        ({"e_post": "inte en adress"}, "e_post"),
        ({"webb": "javascript:alert(1)"}, "webb"),
        ({"webb": "data:text/html,x"}, "webb"),
        ({"for_vad": "x" * 241}, "for_vad"),
        ({"for_vad": "Ring om 19121212-1212"}, "for_vad"),
        ({"namn": "Anna 121212-1212"}, "namn"),
        ({"enhet": "191212121212"}, "enhet"),
    ],
)
def test_what_can_not_stand_in_a_row_is_told_at_its_field(
    by: Actor, typed: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_contact(contact_id=new_id(), typed=TYPED | typed, by=by)
    assert list(refused.value.problems) == [field]
    assert not Contact.objects.exists()


def test_one_click_says_that_it_is_true_and_one_more_takes_it_back(by: Actor) -> None:
    contact = make_contact(by, ago=112)
    colleague = actor(unit=make_unit(authority=make_authority()))
    me = actor(authority=contact.owner)
    verify_contact(contact_id=contact.pk, by=me)
    assert shown(me).days == 0
    assert shown(me).verified_by.startswith(me.name)
    undo_verification(contact_id=contact.pk, by=me)
    assert shown(me).days == 112
    assert shown(me).verified_by.startswith(by.name)
    with pytest.raises(Refused):
        undo_verification(contact_id=contact.pk, by=me)
    assert [one.kind for one in history_of(contact)] == ["angrad", "stammer", "tillagd"]
    with pytest.raises(Refused):
        verify_contact(contact_id=contact.pk, by=colleague)


def test_nobody_takes_back_what_a_colleague_has_seen(by: Actor) -> None:
    contact = make_contact(by, ago=112)
    verify_contact(contact_id=contact.pk, by=by)
    with pytest.raises(Refused):
        undo_verification(contact_id=contact.pk, by=actor(authority=contact.owner))
    assert shown(by).days == 0


def test_what_has_happened_since_is_not_taken_back_with_the_verification(by: Actor) -> None:
    contact = make_contact(by, ago=112)
    verify_contact(contact_id=contact.pk, by=by)
    change_contact(contact_id=contact.pk, typed=TYPED | {"telefon": "010-000 00 02"}, seen=1, by=by)
    with pytest.raises(Refused):
        undo_verification(contact_id=contact.pk, by=by)
    assert shown(by).phone == "010-000 00 02"


@pytest.mark.parametrize(("extra", "is_stale"), [(0, False), (1, True)])
def test_the_warning_comes_the_day_after_the_limit(by: Actor, extra: int, *, is_stale: bool) -> None:
    days = int(directory_rules()["varning_dagar"]) + extra
    make_contact(by, ago=days)
    row = shown(by)
    assert row.is_stale is is_stale
    assert (f"för {days} dagar sedan" in row.checked) is is_stale


def test_changing_is_seen_by_its_history_and_never_says_who_was_verified_before_as_now(by: Actor) -> None:
    contact = make_contact(by, ago=200)
    change_contact(contact_id=contact.pk, typed=TYPED | {"telefon": "010-000 00 02"}, seen=1, by=by)
    changed = history_of(contact)[0]
    assert changed.before == (("Telefon", "010-000 00 01"),)
    assert shown(by).days == 0


def test_a_row_that_somebody_changed_meanwhile_is_not_overwritten(by: Actor) -> None:
    contact = make_contact(by)
    change_contact(contact_id=contact.pk, typed=TYPED | {"telefon": "010-000 00 02"}, seen=1, by=by)
    with pytest.raises(Stale):
        change_contact(contact_id=contact.pk, typed=TYPED | {"telefon": "010-000 00 03"}, seen=1, by=by)
    assert shown(by).phone == "010-000 00 02"
    change_contact(contact_id=contact.pk, typed=TYPED | {"telefon": "010-000 00 02"}, seen=1, by=by)


def test_a_row_taken_out_can_be_put_back_and_is_shown_nowhere_meanwhile(by: Actor) -> None:
    contact = make_contact(by)
    end_contact(contact_id=contact.pk, by=by)
    assert contacts_of(by.authority_id, on=timezone.localdate()) == ()
    assert contact_lines(by.authority_id, on=timezone.localdate(), step="S06") == ()
    with pytest.raises(Refused):
        verify_contact(contact_id=contact.pk, by=by)
    restore_contact(contact_id=contact.pk, by=by)
    assert shown(by).id == contact.pk


@pytest.mark.parametrize("role", [Role.BOARD, Role.REVIEWER, Role.ADMINISTRATOR])
def test_who_only_reads_changes_nothing(by: Actor, role: Role) -> None:
    contact = make_contact(by)
    reader = actor(role=role, authority=contact.owner)
    for act in (verify_contact, end_contact, undo_verification):
        with pytest.raises(Denied):
            act(contact_id=contact.pk, by=reader)
    with pytest.raises(Denied):
        add_contact(contact_id=new_id(), typed=TYPED, by=reader)


def test_a_caseworker_reads_in_no_file(by: Actor) -> None:
    with pytest.raises(Denied):
        import_contacts(rows=[], by=by)


def test_each_kommun_has_its_own_list(by: Actor) -> None:
    contact, other = make_contact(by), actor()
    assert contacts_of(other.authority_id, on=timezone.localdate()) == ()
    assert find_contact(other, contact.pk) is None
    with pytest.raises(Refused):
        change_contact(contact_id=contact.pk, typed=TYPED | {"telefon": "0"}, seen=1, by=other)


class TestPartner:
    """Another authority's user sees and corrects only what is said about her own unit."""

    @pytest.fixture
    def partner(self) -> Actor:
        unit = make_unit(authority=make_authority(kind=AuthorityKind.REGION), name="Rehab")
        return actor(role=Role.PARTNER, unit=unit)

    def test_she_says_that_it_is_true_and_both_logs_tell_it(self, by: Actor, partner: Actor) -> None:
        contact = make_contact(by, ago=112, concerns=partner.unit_id)
        make_contact(by)
        (row,) = contacts_about(partner, on=timezone.localdate())
        assert row.id == contact.pk
        verify_contact(contact_id=contact.pk, by=partner)
        chains = set(Event.objects.filter(action="contact.verify").values_list("chain", flat=True))
        assert chains == {str(partner.authority_id), str(by.authority_id)}
        contact.refresh_from_db()
        assert contact.verified_by == f"{partner.name}, Rehab"

    def test_she_corrects_how_they_are_reached_and_not_what_the_kommun_uses_them_for(
        self, by: Actor, partner: Actor
    ) -> None:
        contact = make_contact(by, concerns=partner.unit_id)
        typed = TYPED | {"telefon": "010-000 00 09", "for_vad": "Ring inte", "part": "FK", "steg": "S01"}
        change_contact(contact_id=contact.pk, typed=typed, seen=1, by=partner)
        row = shown(by)
        assert (row.phone, row.matter, row.party) == ("010-000 00 09", TYPED["for_vad"], "REG")
        assert row.own_steps == ()
        contact.refresh_from_db()
        assert contact.concerns_id == partner.unit_id

    def test_a_row_about_another_unit_does_not_exist_for_her(self, by: Actor, partner: Actor) -> None:
        contact = make_contact(by, concerns=make_unit(authority=make_authority(kind=AuthorityKind.FK)).pk)
        assert find_contact(partner, contact.pk) is None
        with pytest.raises(Refused):
            verify_contact(contact_id=contact.pk, by=partner)


def test_a_protected_colleague_is_named_nowhere_and_not_lost(by: Actor) -> None:
    hidden = make_user(name="Hemlig Hemligsson", is_protected=True)
    contact = make_contact(by, typed={"namn": hidden.name})
    row = shown(by)
    assert row.name == HIDDEN_COLLEAGUE
    assert hidden.name not in " ".join(row.lines)
    change_contact(
        contact_id=contact.pk, typed=TYPED | {"namn": row.name, "telefon": "010-000 00 02"}, seen=1, by=by
    )
    contact.refresh_from_db()
    assert contact.name == hidden.name
    change_contact(contact_id=contact.pk, typed=TYPED | {"namn": ""}, seen=2, by=by)
    told = " ".join(text for event in history_of(contact) for _, text in event.before)
    assert hidden.name not in told
    assert HIDDEN_COLLEAGUE in told


def test_who_verified_is_hidden_too_where_she_is_protected() -> None:
    me = actor(user=make_user(name="Hemlig Hemligsson", is_protected=True))
    contact = make_contact(me)
    assert shown(me).verified_by.startswith(HIDDEN_COLLEAGUE)
    assert shown(me).keeper.startswith(HIDDEN_COLLEAGUE)
    assert all("Hemlig" not in event.by for event in history_of(contact))


def test_a_step_shows_the_function_the_map_names_and_rows_that_name_the_step(by: Actor) -> None:
    make_contact(by)
    make_contact(by, typed={"enhet": "Egen", "funktion": "", "steg": "S06, S12"})
    on = timezone.localdate()
    assert {row.unit for row in contacts_for_step(by.authority_id, "S06", on=on)} == {
        "Egen",
        "Provby vårdcentral",
    }
    assert [row.unit for row in contacts_for_step(by.authority_id, "S12", on=on)] == ["Egen"]
    assert contacts_for_step(by.authority_id, "S01", on=on) == ()


def test_whom_one_waits_for_comes_before_the_others_of_the_step(by: Actor) -> None:
    make_contact(by)
    make_contact(by, typed={"part": "FK", "enhet": "Kassan", "funktion": "fk_samordning"})
    on = timezone.localdate()
    assert [row.unit for row in contacts_for_step(by.authority_id, "S06", on=on, party="FK")] == ["Kassan"]
    assert [row.unit for row in contacts_for_step(by.authority_id, "S06", on=on, party="PM")] == [
        "Provby vårdcentral"
    ]
    assert contact_lines(by.authority_id, on=on, party="FK")[0] == "Region Prov, Kassan"


def test_a_letter_goes_to_whom_post_reaches_and_to_nobody_of_another_party(by: Actor) -> None:
    make_contact(by, typed={"adress": ""})
    make_contact(by, typed={"enhet": "Posten", "funktion": "", "adress": "Vägen 1, 000 00 Prov"})
    on = timezone.localdate()
    found = letter_contact(by.authority_id, on=on, party="REG", step="S06")
    assert found is not None
    assert found.address_lines[-2:] == ("Vägen 1", "000 00 Prov")
    assert letter_contact(by.authority_id, on=on, party="FK", step="S06") is None


def test_a_keeper_is_one_of_the_own_authority(by: Actor) -> None:
    from samre.accounts.actions.directory import Keeper

    contact, other = make_contact(by), actor()
    for keeper in (Keeper(unit_id=other.unit_id), Keeper(user_id=other.user_id)):
        with pytest.raises(Refused):
            change_contact(contact_id=contact.pk, typed=TYPED, seen=1, keeper=keeper, by=by)
