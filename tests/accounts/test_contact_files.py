"""The contact list as files: nothing a spreadsheet would run, nothing lost, errors by row, shown before anything is changed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st
from tests.accounts.contact_factories import TYPED, make_contact
from tests.accounts.factories import actor, make_user

from samre.accounts.actions.directory import end_contact, import_contacts
from samre.accounts.actors import Actor
from samre.accounts.acts import Stale
from samre.accounts.contact_csv import BadFile, read_csv, write_csv
from samre.accounts.contact_import import preview, read_file
from samre.accounts.directory import Reach, contacts_of
from samre.accounts.models import Contact
from samre.accounts.protected import HIDDEN_COLLEAGUE
from samre.accounts.roles import Role
from samre.accounts.vcards import read_vcards, write_vcards

REACH = Reach(
    id=UUID(int=7),
    owner=UUID(int=1),
    list_of="Prov",
    party="REG",
    party_name="Vården",
    function="vard_mottagning",
    function_name="Vårdcentralen",
    authority="Region Prov",
    unit="Enhet",
    name="",
    matter="",
    own_steps=("S06", "S10"),
    steps=(),
    phone="010-000 00 01",
    email="",
    address="",
    web="",
    hours="",
    keeper="",
    verified_on=date(2026, 11, 1),
    verified_by="",
    days=1,
    is_stale=False,
    checked="",
    is_ended=False,
    revision=1,
)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=120).map(
    lambda text: " ".join(text.split())
)


@pytest.fixture
def lead(db: None) -> Actor:
    return actor(role=Role.PROCESS_LEAD)


def listed(by: Actor) -> tuple[Reach, ...]:
    return contacts_of(by.authority_id, on=timezone.localdate())


def file_of(*rows: str, heading: str = "Part;Myndighet;Enhet;Telefon;Steg") -> bytes:
    return "\r\n".join([heading, *rows]).encode("utf-8-sig")


@given(matter=TEXT, unit=TEXT, hours=TEXT, phone=TEXT)
def test_what_is_written_as_csv_is_read_back_the_same(matter: str, unit: str, hours: str, phone: str) -> None:
    row = replace(REACH, matter=matter, unit=unit, hours=hours, phone=phone)
    (back,) = read_csv(write_csv([row]))
    assert (back["for_vad"], back["enhet"], back["tider"], back["telefon"]) == (matter, unit, hours, phone)
    assert back["id"] == str(row.id)
    assert back["steg"] == "S06, S10"


@given(matter=TEXT, unit=TEXT, address=TEXT)
@example(matter="\\", unit="a\\;b", address="\\")
def test_what_is_written_as_cards_is_read_back_the_same(matter: str, unit: str, address: str) -> None:
    written = write_vcards([replace(REACH, matter=matter, unit=unit, address=address)])
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    (back,) = read_vcards(written)
    assert (back.get("for_vad", ""), back["enhet"], back.get("adress", "")) == (matter, unit, address)
    assert (back["part"], back["funktion"], back["steg"]) == ("REG", "vard_mottagning", "S06, S10")
    assert back["id"] == str(REACH.id)


@pytest.mark.parametrize("bad", ["=1+1", "+46 10", "-2", "@SUM(A1)", "\tx", "'=1", "=HYPERLINK(1)"])
def test_no_cell_begins_as_a_formula(bad: str) -> None:
    data = write_csv([replace(REACH, matter=bad, phone=bad)]).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(data), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]


def test_the_file_has_semicolons_and_a_byte_order_mark() -> None:
    data = write_csv([REACH])
    assert data.startswith(b"\xef\xbb\xbfId;Part;")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_letters_of_every_spreadsheet_are_read(encoding: str) -> None:
    data = "Part;Myndighet\r\nREG;Vård på Åsö".encode(encoding)
    assert read_csv(data) == [{"part": "REG", "myndighet": "Vård på Åsö"}]
    (card,) = read_vcards("BEGIN:VCARD\r\nORG:Vård på Åsö\r\nEND:VCARD\r\n".encode(encoding))
    assert card["myndighet"] == "Vård på Åsö"


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "tom"), (b"a;b\r\n1;2", "Myndighet saknas"), (b'Myndighet\r\n"slut', "går inte att läsa")],
)
def test_a_file_that_is_no_list_says_what_to_do(data: bytes, told: str) -> None:
    with pytest.raises(BadFile, match=told):
        read_file("x.csv", data)


def test_a_file_is_shown_row_by_row_and_changes_nothing(lead: Actor) -> None:
    make_contact(lead)
    data = file_of(
        "REG;Region Prov;Ny mottagning;010-1;S06",
        "XX;Okänd;;010-2;",
        "REG;;;;",
        ";;;;",
        "FK;Kassan;;;S99",
    )
    shown = preview(lead, read_file("x.csv", data))
    assert [(row.line, row.kind) for row in shown.rows] == [(2, "ny"), (3, "fel"), (4, "fel"), (6, "fel")]
    assert [label for label, _ in shown.rows[3].problems] == ["Steg", "Telefon"]
    assert Contact.objects.count() == 1


def test_good_rows_are_read_in_and_bad_ones_left(lead: Actor) -> None:
    shown = preview(lead, read_file("x.csv", file_of("REG;Region Prov;Ny;010-1;", "XX;Okänd;;010-2;")))
    assert import_contacts(rows=shown.incoming, by=lead) == (1, 0)
    (row,) = listed(lead)
    assert (row.unit, row.verified_on, row.is_stale) == ("Ny", None, True)


def test_an_empty_cell_and_a_missing_row_lose_nothing(lead: Actor) -> None:
    kept, changed = make_contact(lead, typed={"enhet": "Kvar"}), make_contact(lead)
    data = file_of(f"{changed.pk};REG;Region Prov;;010-9;", heading="Id;Part;Myndighet;Tider;Telefon;Webb")
    shown = preview(lead, read_file("x.csv", data))
    assert shown.rows[0].differs == (("Telefon", "010-000 00 01", "010-9"),)
    import_contacts(rows=shown.incoming, by=lead)
    changed.refresh_from_db()
    assert (changed.phone, changed.hours, changed.matter) == ("010-9", TYPED["tider"], TYPED["for_vad"])
    assert changed.events.filter(kind="andrad").get().before == {"phone": "010-000 00 01"}
    assert kept.pk in {row.id for row in listed(lead)}


def test_the_own_list_read_back_changes_nothing(lead: Actor) -> None:
    hidden = make_user(name="Hemlig Hemligsson", is_protected=True)
    make_contact(lead, typed={"namn": hidden.name, "telefon": "+46 10 000", "steg": "S06"})
    make_contact(lead, typed={"enhet": "Två", "for_vad": "=nej"})
    for write in (write_csv, write_vcards):
        data = write(listed(lead))
        assert hidden.name.encode() not in data
        assert HIDDEN_COLLEAGUE.encode() in data
        shown = preview(lead, read_file("x", data))
        assert [row.kind for row in shown.rows] == ["lika", "lika"], shown


def test_the_same_contact_twice_in_a_file_and_one_that_was_taken_out_are_told(lead: Actor) -> None:
    contact, gone = make_contact(lead), make_contact(lead, typed={"enhet": "Borta"})
    end_contact(contact_id=gone.pk, by=lead)
    row = "{};REG;Region Prov;010-9;"
    data = file_of(
        *(row.format(one.pk) for one in (contact, contact, gone)), heading="Id;Part;Myndighet;Telefon;Steg"
    )
    shown = preview(lead, read_file("x.csv", data))
    assert [one.kind for one in shown.rows] == ["andras", "fel", "fel"]


def test_another_kommuns_id_is_a_new_row_here(lead: Actor) -> None:
    theirs = make_contact(actor())
    data = file_of(f"{theirs.pk};REG;Region Prov;010-9;", heading="Id;Part;Myndighet;Telefon;Steg")
    shown = preview(lead, read_file("x.csv", data))
    assert [row.kind for row in shown.rows] == ["ny"]
    import_contacts(rows=shown.incoming, by=lead)
    theirs.refresh_from_db()
    assert theirs.phone == TYPED["telefon"]


def test_a_row_changed_since_the_file_was_shown_stops_the_whole_file(lead: Actor) -> None:
    contact = make_contact(lead)
    data = file_of(
        f"{contact.pk};REG;Region Prov;010-9;",
        ";REG;Ny region;010-8;",
        heading="Id;Part;Myndighet;Telefon;Steg",
    )
    shown = preview(lead, read_file("x.csv", data))
    Contact.objects.filter(pk=contact.pk).update(revision=5)
    with pytest.raises(Stale):
        import_contacts(rows=shown.incoming, by=lead)
    assert Contact.objects.count() == 1


def test_a_card_from_a_phone_becomes_a_row(lead: Actor) -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Lena Provsson\r\nN:Provsson;Lena;;;\r\nORG:Region Prov;Rehab\r\n"
        "item1.TEL;TYPE=WORK:tel:010-000\r\n 00 77\r\nNOTE:Ring\\, inte mejl\r\nEND:VCARD\r\n"
    )
    shown = preview(lead, read_file("kort.vcf", card.encode()), party="REG")
    incoming: Any = shown.incoming[0]
    assert incoming.row["name"] == "Lena Provsson"
    assert incoming.row["unit_name"] == "Rehab"
    assert incoming.row["phone"] == "010-00000 77"
    assert incoming.row["matter"] == "Ring, inte mejl"


def test_a_line_longer_than_any_contact_is_passed_over() -> None:
    card = b"BEGIN:VCARD\r\nORG:Provkassan\r\nNOTE:" + b"\\" * 20_000 + b"\r\nEND:VCARD\r\n"
    (found,) = read_vcards(card)
    assert found["myndighet"] == "Provkassan"
    assert "for_vad" not in found
