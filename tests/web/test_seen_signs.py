"""Signs that nobody sees and no document takes: no view of any address ever reads them, whoever sends them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.accounts.contact_factories import TYPED
from tests.accounts.factories import log_in, make_assignment
from tests.casework.paper_factories import add_thin_certificate, make_draft
from tests.trust.sweep import Route, routes

from samre.accounts.directory import directory_rules
from samre.accounts.models import Contact
from samre.accounts.roles import Role
from samre.accounts.signs import without_unseen
from samre.casework.models import PaperDraft
from samre.sealing.ids import new_id

from .case_pages import CaseTest

pytestmark = pytest.mark.django_db
NEVER = "\x00\x07\x1b\x7f\x9f\ufffe\uffff\u202e\U000e0041"
BREAKS = "\x0b\x0c\x85\u2028"
DIRTY, CLEAN = f"Mot{NEVER}et i\x0bRådhuset\r\n\tklockan\u2028nio", "Motet i Rådhuset\r\n\tklockan nio"
# Joined letters of Persian, and a name in Arabic with the marks that say how it runs.
JOINED = "می\u200cخواهم \u200fعلی"


class Stop:
    """In place of every view: keeps what the view would have read."""

    read: ClassVar[list[tuple[str, QueryDict, QueryDict]]] = []

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse:
        self.read.append((request.path, request.POST, request.GET))
        return HttpResponse("stopp")


class _Any(dict[str, Any]):
    """An id for every name."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Any:
        return 7 if name in {"pk", "nummer"} else new_id()


def every_route() -> list[Route]:
    return sorted(routes(), key=lambda route: route.pattern)


@pytest.mark.parametrize("route", every_route(), ids=lambda route: route.pattern)
def test_no_view_of_any_address_reads_them(route: Route, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Stop"]
    Stop.read.clear()
    address = route.address(_Any())
    for data in ({"text": DIRTY, "dagar": [DIRTY, "x"], f"nyck{NEVER}el": "x"}, {"text": JOINED}):
        Client().post(f"{address}?visa=a%00b%0Bc", data)
    (path, post, query), (_, joined, _) = Stop.read
    assert path == address.partition("?")[0]
    assert dict(post.lists()) == {"text": [CLEAN], "dagar": [CLEAN, "x"]}
    assert query.getlist("visa") == ["ab c"]
    assert joined["text"] == JOINED, "vanliga tecken i andra skrifter rörs inte"


def test_a_form_with_a_file_is_cleaned_too(settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Stop"]
    Stop.read.clear()
    Client().post("/guide", {"text": DIRTY, "fil": SimpleUploadedFile("a.txt", b"\x00")})
    assert Stop.read[0][1]["text"] == CLEAN


@given(st.text())
def test_what_is_left_is_taken_by_every_document_and_nothing_seen_is_lost(text: str) -> None:
    left = without_unseen(text)
    assert without_unseen(left) == left
    assert [one for one in text if one.isprintable()] == [one for one in left if one.isprintable()] or any(
        one in text for one in BREAKS + "\u2029"
    )
    document = Document()
    document.add_paragraph(left)
    document.save(io.BytesIO())
    left.encode()


class LetterTest(CaseTest):
    more: ClassVar = {"number": "191212121212"}

    def test_a_letter_with_them_becomes_word_and_pdf(self) -> None:
        add_thin_certificate(self.case, self.by)
        draft = make_draft(self.case, self.by)
        self.post("paper", {"gor": "spara", "revision": draft.revision, "lämna": DIRTY}, brev=draft.pk)
        kept = PaperDraft.objects.get(pk=draft.pk)
        assert CLEAN.splitlines()[0] in str(kept.edits["lämna"])
        for form in ("pdf", "docx", "txt"):
            answer = self.client.get(self.address("paper-file", brev=draft.pk, form=form))
            assert answer.status_code == 200, form
            if form == "pdf":
                assert PdfReader(io.BytesIO(answer.content)).pages


@pytest.mark.parametrize("name", ["x.csv", "x.vcf"])
def test_a_file_of_contacts_is_cleaned_as_it_is_read(client: Client, name: str) -> None:
    log_in(client, make_assignment(role=Role.PROCESS_LEAD))
    headings = {column: row["rubrik"] for column, row in directory_rules()["kolumner"].items()}
    line = ";".join((headings["part"], headings["myndighet"], headings["telefon"]))
    csv = f"{line}\nFK;Försäk\x00rings\x1fkassan{NEVER};{TYPED['telefon']}\n"
    card = f"BEGIN:VCARD\nORG:Försäk\x00rings\x1fkassan{NEVER}\nTEL:{TYPED['telefon']}\nX-SAMRE-PART:FK\nEND:VCARD\n"
    file = SimpleUploadedFile(name, (csv if name == "x.csv" else card).encode())
    shown = client.post(reverse("web:contacts-import"), {"fil": file, "part": "FK"})
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "Försäkringskassan" in text
    assert not Contact.objects.exists()
