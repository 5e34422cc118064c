"""The forms as the checks see them are the forms as the reader knows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from samre.certificate import forms
from samre.certificate.definition import BrokenDefinition, form_key, load_checks
from samre.certificate.facts import load_texts

KNOWN = {form_key(form.type) for form in forms.load().all}


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_question_the_checks_read_exists_in_the_form(name: str) -> None:
    asked = {id_ for ids in load_checks().forms[name].parts.values() for id_ in ids}
    exists = {id_ for form in forms.load().all if form_key(form.type) == name for id_ in form.parts}
    assert asked <= exists


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_question_of_a_form_is_read_back_under_a_heading(name: str) -> None:
    headed = {aspect for row in load_texts()["avsnitt"] for aspect in row["saker"]}
    ours = load_checks().forms[name]
    read = {id_ for aspect, ids in ours.parts.items() if aspect in headed for id_ in ids}
    exists = {id_ for form in forms.load().all if form_key(form.type) == name for id_ in form.parts}
    assert exists - read == set()


def test_every_code_in_the_forms_has_a_swedish_word() -> None:
    words = load_texts()["koder"]
    codes = {code for form in forms.load().all for part in form.parts.values() for code in part.codes}
    assert codes - set(words) == set()


def test_a_broken_definition_is_refused_with_file_and_place(tmp_path: Path) -> None:
    from samre.certificate.definition import DEFINITIONS

    for name in ("checks.yaml", "certificate_words.yaml"):
        text = (DEFINITIONS / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("status: brist", "status: bris"), encoding="utf-8")
    with pytest.raises(BrokenDefinition, match=r"checks.yaml: K1.*bris"):
        load_checks(tmp_path)
    words = (DEFINITIONS / "certificate_words.yaml").read_text(encoding="utf-8")
    (tmp_path / "checks.yaml").write_text(
        (DEFINITIONS / "checks.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (tmp_path / "certificate_words.yaml").write_text(words.replace("- palp*", "- pa*lp"), encoding="utf-8")
    load_checks.cache_clear()
    with pytest.raises(BrokenDefinition, match=r"pa\*lp"):
        load_checks(tmp_path)
    load_checks.cache_clear()
