"""How a kommun's letters look: letterhead, logo, own text and own Word file; and who may change them."""

from __future__ import annotations

import io
import zipfile
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from docx import Document
from PIL import Image
from tests.accounts.factories import log_in, make_assignment
from tests.casework.actions.test_certificates import TOLVAN
from tests.casework.factories import make_case, make_caseworker
from tests.casework.paper_factories import add_thin_certificate, make_draft

from samre.accounts.roles import Role
from samre.casework.documents.paper_text import paper_text
from samre.casework.documents.paper_word import write_word
from samre.casework.documents.word_template import MARK, Unusable, check_template, default_template
from samre.casework.models import Letterhead, OwnForm
from samre.casework.queries.paper_drafts import written

WHERE = "/brevmallar"


def a_picture(kind: str = "PNG", side: int = 20) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "navy").save(out, kind)
    return out.getvalue()


def a_template(*lines: str) -> bytes:
    """A Word file with these paragraphs."""
    document, out = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def with_file(data: bytes, name: str, content: bytes) -> bytes:
    """The same package with one more file, or another in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for row in old.infolist():
            if row.filename != name:
                new.writestr(row, old.read(row))
        new.writestr(name, content)
    return out.getvalue()


class Settings(TestCase):
    role = Role.PROCESS_LEAD

    def setUp(self) -> None:
        self.worker, self.by = make_caseworker()
        self.assignment = make_assignment(role=self.role, unit=self.worker.unit)
        self.client: Client = log_in(Client(), self.assignment)

    def page(self, where: str = WHERE) -> str:
        answer = self.client.get(where)
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    def change(self, **fields: Any) -> Any:
        row = Letterhead.objects.first()
        base = {
            "gor": "spara",
            "revision": row.revision if row else 0,
            "kommun": "",
            "adress": "",
            "avslutning": "",
        }
        return self.client.post(WHERE, {**base, **fields})

    def letter(self) -> str:
        case = make_case(self.by, number=TOLVAN)
        add_thin_certificate(case, self.by)
        return paper_text(written(make_draft(case, self.by, "B1"), self.by).paper)


class TestLetterhead(Settings):
    def test_name_address_and_closing_stand_in_every_letter(self) -> None:
        fields = {
            "kommun": "Almby",
            "adress": "Storgatan 1\n123 45 Almby",
            "avslutning": "Läs mer på almby.se.",
        }
        assert self.change(**fields).status_code == 302
        text = self.letter()
        assert text.startswith("Almby\n")
        assert "123 45 Almby" in text
        assert "Läs mer på almby.se." in text

    def test_another_kommuns_letters_are_not_touched(self) -> None:
        self.change(kommun="Almby")
        _, self.by = make_caseworker()
        assert not self.letter().startswith("Almby\n")

    def test_too_many_lines_are_told_at_the_field_and_kept(self) -> None:
        answer = self.change(adress="a\nb\nc\nd\ne")
        assert answer.status_code == 422
        assert 'id="fel-adress"' in answer.content.decode()
        assert "a\nb\nc\nd\ne" in answer.content.decode()

    def test_two_at_once_are_told(self) -> None:
        self.change(kommun="Först")
        answer = self.client.post(WHERE, {"gor": "spara", "revision": 0, "kommun": "Sedan"})
        assert answer.status_code == 409
        assert "Sedan" in answer.content.decode()
        assert Letterhead.objects.get().name == "Först"

    def test_a_logo_is_a_picture_and_nothing_else(self) -> None:
        for content, status in (
            (a_picture(), 302),
            (a_picture("JPEG"), 302),
            (b"<svg onload='x'/>", 422),
            (b"", 422),
        ):
            answer = self.client.post(
                WHERE, {"gor": "logotyp", "logotyp": SimpleUploadedFile("bild.png", content)}
            )
            assert answer.status_code == status, content[:10]
        assert Letterhead.objects.get().logo_type == "image/jpeg"
        self.client.post(WHERE, {"gor": "ta_bort"})
        assert Letterhead.objects.get().logo is None

    def test_a_letter_about_nobody_shows_what_it_looks_like(self) -> None:
        self.client.post(WHERE, {"gor": "logotyp", "logotyp": SimpleUploadedFile("bild.png", a_picture())})
        assert self.client.get(f"{WHERE}/prov.pdf").content.startswith(b"%PDF-")


class TestOwnForm(Settings):
    where = f"{WHERE}/B2"

    def post(self, **fields: Any) -> Any:
        return self.client.post(self.where, fields)

    def test_an_own_text_ends_the_form(self) -> None:
        assert (
            self.client.post(
                f"{WHERE}/B1", {"gor": "text", "revision": 0, "text": "Fråga efter Kerstin."}
            ).status_code
            == 302
        )
        assert "Fråga efter Kerstin." in self.letter()

    def test_a_template_is_fetched_changed_and_used(self) -> None:
        fetched = self.client.get(f"{self.where}/mall.docx")
        document = Document(io.BytesIO(fetched.content))
        document.add_paragraph("Org.nr 000000-0000")
        out = io.BytesIO()
        document.save(out)
        assert (
            self.post(gor="mall", fil=SimpleUploadedFile("vår mall.docx", out.getvalue())).status_code == 302
        )
        assert "vår mall.docx" in self.page(self.where)
        case = make_case(self.by, number=TOLVAN)
        add_thin_certificate(case, self.by)
        draft = make_draft(case, self.by)
        worker = log_in(Client(), self.worker)
        answer = worker.get(f"/arenden/{case.pk}/samverkan/brev/{draft.pk}/fil.docx")
        text = "\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
        assert "Org.nr 000000-0000" in text
        assert "Så svarar ni" in text
        self.post(gor="standard")
        assert OwnForm.objects.get().word is None

    def test_a_bad_template_is_told_at_its_field(self) -> None:
        answer = self.post(gor="mall", fil=SimpleUploadedFile("mall.docx", b"inget"))
        assert answer.status_code == 422
        assert "inget Word-dokument" in answer.content.decode()

    def test_a_form_that_does_not_exist_is_not_found(self) -> None:
        assert self.client.get(f"{WHERE}/B99").status_code == 404


class TestTemplates:
    def test_the_one_that_comes_with_the_program_can_be_used(self) -> None:
        check_template(default_template())

    @pytest.mark.parametrize(
        ("lines", "says"),
        [
            (("Hej",), "innehall"),
            (("{{ innehall }}", "{{ personnummer }}"), "personnummer"),
            (("{{ innehall }}", "{{ ''.__class__ }}"), "Rätta fältet"),
            (("{{ innehall }}", "{% for rad in uppgifter %}{{ rad.__init__ }}{% endfor %}"), "Rätta fältet"),
            (("{{ innehall }}", "{{ cycler() }}"), "Använd bara fälten"),
            (("{{ innehall }}", "{% for x in range(10) %}{{ x }}{% endfor %}"), "slinga|Använd"),
            (("{{ innehall }}", "{% for x in titel %}{{ x }}{% endfor %}"), "slinga"),
            (("{{ innehall }}", "{% include 'x' %}"), "Använd bara fälten"),
            (("{{ innehall }}", "{{ titel "), "fel skrivet"),
            (("{{ innehall }}", "{% for a in uppgifter %}" * 12 + "x" + "{% endfor %}" * 12), "slinga"),
            (("{% for innehall in uppgifter %}{{ innehall }}{% endfor %}",), "eget namn"),
            (("{{ innehall }}", "{{ self.__init__ }}"), "Rätta fältet"),
            (("{{ innehall }}", "{% if titel %}" * 120 + "x" + "{% endif %}" * 120), "gick inte att öppna"),
        ],
    )
    def test_what_it_asks_for_is_checked(self, lines: tuple[str, ...], says: str) -> None:
        with pytest.raises(Unusable, match=says):
            check_template(a_template(*lines))

    def test_macros_embedded_files_and_what_is_fetched_from_elsewhere_are_refused(self) -> None:
        plain = a_template("{{ innehall }}")
        outside = (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
            b'Type="http://x/attachedTemplate" Target="http://example.invalid/a.dotm" TargetMode="External"/></Relationships>'
        )
        for name, content in (
            ("word/vbaProject.bin", b"x"),
            ("word/embeddings/oleObject1.bin", b"x"),
            ("word/_rels/settings.xml.rels", outside),
            ("word/extra.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            ("word/bomb.bin", b"0" * (13 * 1024 * 1024)),
            ("word/extra.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")),
            ("word/footnotes.xml", b"<n><t>{</t><t>{ titel.__class__ }}</t></n>"),
            ("docProps/core.xml", b"<p>{% for a in uppgifter %}</p>"),
            ("word/header9.xml", b"<h><instrText> DDEAUTO c:\\\\a </instrText></h>"),
            ("word/header9.xml", b"<h><instrText> INCLUDE</instrText><instrText>PICTURE x</instrText></h>"),
            ("word/header9.xml", b"<h><fldSimple instr='LINK x'/></h>"),
            ("word/_rels/a.xml.rels", b"<broken"),
        ):
            with pytest.raises(Unusable):
                check_template(with_file(plain, name, content))

    def test_signs_of_xml_in_a_letter_stay_words(self) -> None:
        from datetime import date

        from samre.casework.documents.paper import Paper, Text

        paper = Paper(
            form="B1", title="A & B <w:p>", sender=("Almby",), head=(), blocks=(Text("x < y {{ titel }}"),),
            foot="Fot", pathway="p", written_on=date(2026, 11, 21),
        )  # fmt: skip
        text = "\n".join(one.text for one in Document(io.BytesIO(write_word(paper))).paragraphs)
        assert "A & B <w:p>" in text
        assert "x < y {{ titel }}" in text
        assert MARK not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.PROCESS_LEAD, Role.ADMINISTRATOR)]
)
def test_only_the_process_lead_and_the_administrator_come_in(role: Role) -> None:
    try:
        assignment = make_assignment(role=role)
    except Exception:  # a role that no kommun has
        pytest.skip("rollen finns inte hos en kommun")
    assert log_in(Client(), assignment).get(WHERE).status_code == 403


@pytest.mark.django_db
def test_an_administrator_elsewhere_than_at_a_kommun_can_look_but_change_nothing() -> None:
    from tests.casework.consent_factories import make_receiver

    assignment = make_assignment(role=Role.ADMINISTRATOR, unit=make_receiver())
    answer = log_in(Client(), assignment).post(WHERE, {"gor": "spara", "revision": 0, "kommun": "FK"})
    assert answer.status_code == 403
    assert not Letterhead.objects.exists()
