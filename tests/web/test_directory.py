"""The pages of the contact list: found, verified in one click, in and out as files, printed on one A4."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.accounts.contact_factories import TYPED, make_contact
from tests.accounts.factories import log_in, make_assignment, make_authority, make_unit

from samre.accounts.actors import actor_for
from samre.accounts.models import Contact
from samre.accounts.roles import AuthorityKind, Role

pytestmark = pytest.mark.django_db
LIST = "/kontakter"


class Desk:
    """A process leader with a row that is old and one that is new."""

    def __init__(self, client: Client, role: str = Role.PROCESS_LEAD) -> None:
        self.assignment = make_assignment(role=role)
        self.by = actor_for(self.assignment)
        writer = actor_for(make_assignment(unit=self.assignment.unit))
        self.old = make_contact(writer, ago=112, typed={"enhet": "Gammal enhet"})
        self.new = make_contact(
            writer, typed={"enhet": "Ny enhet", "part": "FK", "funktion": "fk_samordning"}
        )
        self.client = log_in(client, self.assignment)

    def text(self, path: str = LIST) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.fixture
def desk(client: Client) -> Desk:
    return Desk(client)


def upload(data: str, name: str = "x.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode("utf-8-sig"))


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.MANAGER, Role.PROCESS_LEAD, Role.BOARD])
def test_those_who_may_read_the_list_do(client: Client, role: Role) -> None:
    text = Desk(client, role).text()
    assert "Gammal enhet" in text
    assert ("Lägg till en kontakt" in text) is (role != Role.BOARD)
    assert ("Stämmer fortfarande" in text) is (role != Role.BOARD)
    assert (reverse("web:contacts-import") in text) is (role in (Role.MANAGER, Role.PROCESS_LEAD))


@pytest.mark.parametrize("role", [Role.ASF, Role.REVIEWER, Role.ADMINISTRATOR])
def test_others_are_told_why_not(client: Client, role: Role) -> None:
    log_in(client, make_assignment(role=role))
    assert client.get(LIST).status_code == 403


def test_the_list_warns_of_what_nobody_has_looked_at(desk: Desk) -> None:
    text = desk.text()
    assert "Senast kontrollerad för 112 dagar sedan" in text
    assert "1 rad av 2 har inte kontrollerats på 90 dagar" in text
    assert "Ny enhet" not in desk.text(f"{LIST}?visa=gamla")


def test_the_list_is_narrowed_by_party_and_step_without_javascript(desk: Desk) -> None:
    assert "Gammal enhet" not in desk.text(f"{LIST}?part=FK")
    text = desk.text(f"{LIST}?steg=S06")
    assert "Gammal enhet" in text
    assert "Ny enhet" not in text
    assert "Inga kontakter passar" in desk.text(f"{LIST}?part=PM")
    assert "Ny enhet" in desk.text(f"{LIST}?part=hittepå&steg=%00")


def test_one_click_verifies_and_the_same_list_comes_back_with_a_way_to_undo(desk: Desk) -> None:
    address = reverse("web:contact", args=[desk.old.pk])
    answer = desk.client.post(address, {"gor": "stammer", "lista": "part=REG&visa=gamla"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{LIST}?part=REG&visa=gamla&klart=stammer")
    text = desk.text(answer["Location"].partition("#")[0])
    assert "Ångra" in text
    desk.client.post(address, {"gor": "angra", "lista": ""})
    desk.old.refresh_from_db()
    assert desk.old.days_since(timezone.localdate()) == 112


def test_the_way_back_never_leaves_the_site(desk: Desk) -> None:
    answer = desk.client.post(
        reverse("web:contact", args=[desk.old.pk]),
        {"gor": "stammer", "lista": "part=//ond.example&steg=http:"},
    )
    assert answer["Location"].startswith(f"{LIST}?klart=stammer")


def test_what_was_typed_wrong_is_told_at_the_field_and_kept(desk: Desk) -> None:
    answer = desk.client.post(
        reverse("web:contact", args=[desk.old.pk]),
        TYPED | {"gor": "spara", "revision": "1", "e_post": "fel", "enhet": "Skrivet nyss"},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="fel-e_post"' in text
    assert "Skrivet nyss" in text
    assert "<title>Fel: Kontakt" in text


def test_the_same_new_form_sent_twice_is_one_row(desk: Desk) -> None:
    text = desk.text(reverse("web:contact-new"))
    row = re.search(r'name="rad" value="([^"]+)"', text)
    assert row
    for _ in range(2):
        typed = TYPED | {"enhet": "En gång", "rad": row[1]}
        assert desk.client.post(reverse("web:contact-new"), typed).status_code == 302
    assert Contact.objects.filter(unit_name="En gång").count() == 1


def test_a_form_with_an_old_page_is_not_saved_over_a_newer_row(desk: Desk) -> None:
    address, typed = reverse("web:contact", args=[desk.old.pk]), TYPED | {"gor": "spara", "revision": "1"}
    assert desk.client.post(address, typed | {"telefon": "1"}).status_code == 302
    answer = desk.client.post(address, typed | {"telefon": "2"})
    assert answer.status_code == 409
    assert 'value="2"' in answer.content.decode()


def test_another_kommuns_row_is_not_there(client: Client, desk: Desk) -> None:
    other = make_contact(actor_for(make_assignment()))
    for address in (reverse("web:contact", args=[other.pk]), reverse("web:contact-card", args=[other.pk])):
        assert desk.client.get(address).status_code == 404
        assert desk.client.post(address, {"gor": "stammer"}).status_code in (404, 405)


def test_a_partner_meets_only_her_own_unit(desk: Desk) -> None:
    unit = make_unit(authority=make_authority(kind=AuthorityKind.FK))
    partner = make_assignment(role=Role.PARTNER, unit=unit)
    Contact.objects.filter(pk=desk.new.pk).update(concerns=unit)
    client = log_in(Client(), partner)
    text = client.get(LIST).content.decode()
    assert "Ny enhet" in text
    assert "Gammal enhet" not in text
    assert client.get(reverse("web:contacts-file", args=["csv"])).status_code == 403
    assert client.get(reverse("web:contact", args=[desk.old.pk])).status_code == 404
    form = client.get(reverse("web:contact", args=[desk.new.pk])).content.decode()
    assert 'name="for_vad"' not in form
    assert 'name="ansvarig"' not in form


def test_a_file_with_one_bad_row_is_shown_then_read_in_without_it(desk: Desk) -> None:
    address = reverse("web:contacts-import")
    rows = "Part;Myndighet;Enhet;Telefon\r\nREG;Region;Tredje;010-1\r\nXX;Okänd;;010-2\r\n"
    shown = desk.client.post(address, {"gor": "visa", "fil": upload(rows)})
    text = shown.content.decode()
    assert "Rad 3, Okänd" in text
    assert "Läs in 1 rad och hoppa över 1" in text
    assert not Contact.objects.filter(unit_name="Tredje").exists()
    context: Any = shown.context
    form = {"gor": "lagg_in", "filen": context["carried"], "sett": context["preview"].mark, "part": ""}
    assert desk.client.post(address, form)["Location"] == f"{LIST}?klart=fil"
    assert Contact.objects.filter(unit_name="Tredje", verified_on=None).count() == 1
    again = desk.client.post(address, form)
    assert again.status_code == 409
    assert Contact.objects.filter(unit_name="Tredje").count() == 1


def test_a_file_shown_to_one_is_not_put_in_by_another(desk: Desk) -> None:
    address = reverse("web:contacts-import")
    shown: Any = desk.client.post(
        address, {"fil": upload("Part;Myndighet;Telefon\r\nREG;Fusk;010-1\r\n")}
    ).context
    other = log_in(Client(), make_assignment(role=Role.MANAGER))
    form = {"gor": "lagg_in", "filen": shown["carried"], "sett": shown["preview"].mark}
    assert other.post(address, form).status_code == 422
    assert not Contact.objects.filter(authority_name="Fusk").exists()


def test_no_file_and_a_file_that_is_none_say_so(desk: Desk) -> None:
    address = reverse("web:contacts-import")
    assert "Välj en fil först" in desk.client.post(address, {}).content.decode()
    answer = desk.client.post(address, {"fil": upload("hej")})
    assert answer.status_code == 422
    assert "Myndighet saknas" in answer.content.decode()


def test_csv_and_cards_come_with_names_without_anybody_in_them(desk: Desk) -> None:
    for form, begins in (("csv", b"\xef\xbb\xbfId;"), ("vcf", b"BEGIN:VCARD\r\nVERSION:4.0")):
        answer = desk.client.get(reverse("web:contacts-file", args=[form]))
        assert answer.content.startswith(begins)
        assert answer["Content-Disposition"] == f'attachment; filename="kontakter.{form}"'
    assert desk.client.get(f"{LIST}.exe").status_code == 404


def test_the_printed_list_is_tagged_and_one_side(desk: Desk) -> None:
    for number in range(12):
        make_contact(desk.by, typed={"enhet": f"Enhet {number}"})
    answer = desk.client.get(reverse("web:contacts-file", args=["pdf"]))
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]).startswith("Kontakter till SAMRE-kartan")


def test_a_list_read_for_many_rows_asks_no_more_questions(desk: Desk, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk.text()
    with CaptureQueriesContext(connection) as few:
        desk.text()
    for number in range(15):
        make_contact(desk.by, typed={"enhet": f"Enhet {number}"}, ago=number)
    with django_assert_num_queries(len(few)):
        desk.text()


def test_the_list_is_told_in_days(desk: Desk) -> None:
    Contact.objects.filter(pk=desk.new.pk).update(verified_on=timezone.localdate() - timedelta(days=3))
    assert "Kontrollerad 18 november 2026" in desk.text()


def test_a_contact_at_a_step_is_only_called_theirs_when_it_is(desk: Desk) -> None:
    from samre.accounts.directory import contacts_of
    from samre.web.templatetags.directory import step_contacts

    rows = contacts_of(desk.by.authority_id, on=timezone.localdate())
    assert step_contacts(rows, "S06", "REG")["heading"] == "Så når ni den ni väntar på"
    assert step_contacts(rows, "S06", "IND")["heading"] == "Kontakter för steget"
    assert step_contacts(rows, "S06")["heading"] == "Kontakter för steget"
