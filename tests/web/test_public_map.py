"""The published map for anybody: versions and files, without login and without a question to the database."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.test import Client
from tests.governance.factories import Federation, make_federation

from samre.governance.public_writing import write_public_files
from samre.governance.rules.map_archive import unzipped

LIST = "/karta/versioner"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def federation(db: None) -> Federation:
    made = make_federation()
    write_public_files()
    return made


def test_without_a_keeper_the_programs_map_is_shown_and_no_database_is_asked(client: Client) -> None:
    page = client.get(LIST).content.decode()
    assert "som följer med programmet" in page
    assert client.get("/karta/filer/json").status_code == 200


def test_the_published_map_is_shown_and_fetched(
    federation: Federation, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        page = client.get(LIST).content.decode()
        fetched = client.get("/karta/filer/json")
        karta = client.get("/karta").content.decode()
    assert "Prövförbundet håller Den lilla kartan" in page
    assert federation.version.content in page
    assert json.loads(fetched.content)
    assert "Samordning hos FK" in karta
    assert fetched["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("form", ["json", "bpmn", "dmn", "fhir", "yaml"])
def test_every_form_can_be_fetched(federation: Federation, client: Client, form: str) -> None:
    answer = client.get(f"/karta/filer/{form}")
    assert answer.status_code == 200
    assert answer.content


def test_who_has_the_file_already_is_not_given_it_again(federation: Federation, client: Client) -> None:
    mark = client.get("/karta/filer/json")["ETag"]
    again = client.get("/karta/filer/json", headers={"If-None-Match": mark})
    assert again.status_code == 304
    assert not again.content
    assert client.get("/karta/filer/json", headers={"If-None-Match": '"annat"'}).status_code == 200


def test_another_federation_can_take_the_files_over(federation: Federation, client: Client) -> None:
    content = client.get("/karta/filer/yaml").content
    assert "karta.yaml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    texts = unzipped(content).texts
    schema = json.loads(client.get("/karta/schema.json").content)
    jsonschema.Draft202012Validator(
        {**schema, "$ref": "#/$defs/karta.yaml"} if "$ref" not in schema else schema
    ).check_schema(schema)
    assert yaml.safe_load(texts["karta.yaml"])["karta"]["namn"] == "Den lilla kartan"


def test_an_earlier_version_can_be_fetched_and_one_that_is_none_can_not(
    federation: Federation, client: Client
) -> None:
    assert client.get("/karta/filer/yaml?version=1").status_code == 200
    for address in ("/karta/filer/yaml?version=9", "/karta/filer/yaml?version=x", "/karta/filer/pdf"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/karta", "/karta/S14", "/guide", "/ovningsfall", "/"])
def test_the_other_public_pages_show_the_published_map(
    federation: Federation, client: Client, address: str
) -> None:
    assert client.get(address).status_code == 200


def test_a_page_of_the_map_is_no_box(federation: Federation, client: Client) -> None:
    assert "Kartans versioner" in client.get(LIST).content.decode()
