"""A case that is preserved: an open package, compared with the archive's receipt, and only then removed here (R51)."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import date

import pikepdf
import pytest
from django.test import Client
from tests.accounts.factories import log_in
from tests.web.test_disposal import Namnd

from samre.accounts.acts import Refused
from samre.audit.models import Event
from samre.casework.actions.disposal import begin_hold, end_hold, hand_over_archive
from samre.casework.models import Case, DisposalRun, ExportPackage, Person

pytestmark = [
    pytest.mark.django_db,
    # WeasyPrint leaves its colour profile open.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Preserved(Namnd):
    """A kommun whose one due case is of a person born on the fifteenth."""

    def __init__(self) -> None:
        super().__init__()
        self.case = self.cases[0]
        Person.objects.filter(pk=self.case.person_id).update(born=date(1953, 1, 15))
        self.here = f"/arenden/{self.case.pk}/handlingar/arkiv"

    def package(self) -> bytes:
        answer = self.as_manager.post(f"{self.here}/paket")
        assert answer.status_code == 200
        return bytes(answer.content)


def test_it_is_removed_only_when_it_has_been_handed_over() -> None:
    place = Preserved()
    run = place.approved()
    sha256 = hashlib.sha256(place.package()).hexdigest()
    given = {"mottagare": "Stadsarkivet", "summa": sha256.upper()}
    assert place.as_manager.post(place.here, given).status_code == 302
    assert ExportPackage.objects.get().sha256 == sha256
    place.as_manager.post(f"/gallring/{run.pk}/genomfor")
    assert not Case.objects.filter(pk=place.case.pk).exists()


def test_what_is_written_after_the_archive_has_it_is_never_removed_with_it() -> None:
    place = Preserved()
    run = place.approved()
    given = {"mottagare": "Stadsarkivet", "summa": hashlib.sha256(place.package()).hexdigest()}
    place.as_manager.post(place.here, given)
    # Nothing that gallring counts as a note: only the revision tells.
    hold = begin_hold(case=place.case, reason="Tillsyn", by=place.by)
    end_hold(hold=hold, by=place.by)
    answer = place.as_manager.post(f"/gallring/{run.pk}/genomfor", follow=True)
    assert Case.objects.filter(pk=place.case.pk).exists()
    assert "arkivet inte har akten som den är nu" in answer.content.decode()
    told = json.loads(Event.objects.filter(action="disposal.remove").latest("number").detail)
    assert told["kept"] and told["written_since"]


def test_a_package_made_before_the_last_write_is_not_taken_as_handed_over() -> None:
    place = Preserved()
    place.approved()
    case = Case.objects.select_related("person").get(pk=place.case.pk)
    seen, sha256 = case.revision, "a" * 64
    begin_hold(case=place.case, reason="Tillsyn", by=place.by)
    with pytest.raises(Refused, match="ändrats sedan"):
        hand_over_archive(
            case=case, sha256=sha256, package_sha256=sha256, seen=seen, handed_to="Arkivet", by=place.by
        )
    assert not ExportPackage.objects.exists()


def test_without_the_receipt_it_stays_and_comes_on_the_next_list() -> None:
    place = Preserved()
    run = place.approved()
    answer = place.as_manager.post(place.here, {"mottagare": "", "summa": "0" * 64})
    assert answer.status_code == 422
    assert "inte arkivpaketets" in answer.content.decode() and "vilket arkiv" in answer.content.decode()
    place.as_manager.post(f"/gallring/{run.pk}/genomfor")
    assert Case.objects.filter(pk=place.case.pk).exists()
    place.as_manager.post("/gallring/ny")
    assert DisposalRun.objects.get(done_at__isnull=True).items.get().case_ref == place.case.pk


def test_the_package_is_whole_open_and_the_same_each_time() -> None:
    place = Preserved()
    place.approved()
    data = place.package()
    assert place.package() == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        files = {row["namn"]: row["sha256"] for row in manifest["filer"]}
        assert set(archive.namelist()) == {*files, "manifest.json"}
        for name, sha256 in files.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == sha256
        fits(json.loads(archive.read("akt.json")), json.loads(archive.read("arkivpaket.schema.json")))
        akt = json.loads(archive.read("akt.json"))
        assert akt["tabeller"]["Person"][0]["name"] == "Kanarie Fågelsson"
        with pikepdf.open(io.BytesIO(archive.read("akt.pdf"))) as pdf, pdf.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "U")
            assert "/OutputIntents" in pdf.Root


def test_there_is_no_package_of_what_is_not_on_an_approved_list() -> None:
    place = Preserved()
    place.plan()
    answer = place.as_manager.post(f"{place.here}/paket")
    assert answer.status_code == 422 and "Kanarie" not in answer["Content-Type"]


def test_a_package_takes_a_fresh_login() -> None:
    place = Preserved()
    place.approved()
    late = log_in(Client(), place.manager, fresh=False)
    assert "/logga-in" in late.post(f"{place.here}/paket")["Location"]


def fits(value: object, schema: dict, root: dict | None = None) -> None:  # type: ignore[type-arg]
    """The words of JSON Schema that ours uses, and no others."""
    root = root or schema
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    known = {"$schema", "$id", "$defs", "title", "description", "type", "required", "additionalProperties",
             "properties", "const", "minLength", "format", "minItems", "maxItems", "items"}  # fmt: skip
    assert set(schema) <= known, set(schema) - known
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    if "type" in schema:
        allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        assert any(isinstance(value, kinds[kind]) for kind in allowed), (value, allowed)
    if "const" in schema:
        assert value == schema["const"]
    if isinstance(value, str):
        assert len(value) >= schema.get("minLength", 0)
        assert schema.get("format") != "date" or re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    if isinstance(value, list):
        assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        for item in value:
            fits(item, schema.get("items", {}), root)
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value)
        for name, part in value.items():
            rule = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            assert rule is not False, name
            fits(part, rule or {}, root)
