"""Every form that can be written from a case: plain Swedish, no word missing, no decision, nothing too much (R9, R59)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import TestCase
from tests.casework.actions.test_certificates import TOLVAN
from tests.casework.factories import make_case, make_caseworker
from tests.casework.paper_factories import add_thin_certificate, make_draft
from tests.casework.placement_factories import make_intervention

from samre.casework.documents.forms.own import FILLERS
from samre.casework.documents.paper import Paper
from samre.casework.documents.paper_parts import Paragraph, Picks, Questions
from samre.casework.documents.paper_text import paper_text
from samre.casework.documents.part_blocks import blocks, edited
from samre.casework.models import Case, Intervention, Person
from samre.casework.queries.paper_drafts import Written, known_of, written
from samre.casework.rules.paper_words import paper_words
from samre.certificate.wording import in_words

# Plain language (R59): sentences that are read once, and words that are not all long. LIX 40 is a newspaper.
MOST_WORDS, MEAN_WORDS, MOST_LIX = 26, 14, 46
LONG_WORD = 6
# The names of benefits and forms are long and can't be shortened: they count as one ordinary word.
NAMES = re.compile(
    r"Försäkringskassans?|Arbetsförmedlingens?|sjukersättning|aktivitetsersättning|läkarintyg\w*|socialtjänst\w*"
    r"|handläggare|arbetsmarknads\w*|sjukpenning\w*|rehabilitering\w*|Pensionsmyndigheten|kommunens?|samordning\w*",
    re.IGNORECASE,
)
DIAGNOSIS = "Recidiverande depression"


def all_texts(node: Any) -> Iterator[str]:
    """Every sentence of the definition that can stand on a paper."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("text", "syfte", "fråga", "inledning") and isinstance(value, str):
                yield value
            else:
                yield from all_texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from all_texts(value)


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:])\s+|\n+", text) if part.strip()]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", NAMES.sub("namn", text))


def lix(text: str) -> float:
    """Läsbarhetsindex: words a sentence, and how many in a hundred are long."""
    found = words(text)
    long = sum(len(word) > LONG_WORD for word in found)
    return len(found) / max(1, len(sentences(text))) + 100 * long / max(1, len(found))


@pytest.mark.parametrize("form", FILLERS)
def test_a_form_is_written_in_plain_swedish(form: str) -> None:
    texts = list(all_texts(paper_words()["blanketter"][form]))
    said = [sentence for text in texts for sentence in sentences(text)]
    long = [sentence for sentence in said if len(words(sentence)) > MOST_WORDS]
    assert long == []
    assert sum(len(words(one)) for one in said) / max(1, len(said)) <= MEAN_WORDS
    assert lix(" ".join(texts)) <= MOST_LIX, lix(" ".join(texts))


def test_no_text_of_the_definition_is_cut_off() -> None:
    """A comma that YAML took for its own ends a text in the middle of a sentence."""
    ends = re.compile(r"[.?!:]$|^\{\w+\}$|^$")
    cut = [text for text in all_texts(paper_words()["blanketter"]) if " " in text and not ends.search(text)]
    boxes_and_labels = [text for text in cut if len(words(text)) < 6]
    assert set(cut) == set(boxes_and_labels)


def test_no_text_of_the_definition_became_a_word_without_a_value() -> None:
    def empty(node: Any, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
        for key, value in (
            node.items() if isinstance(node, dict) else enumerate(node if isinstance(node, list) else ())
        ):
            if value is None:
                yield (*path, key)
            yield from empty(value, (*path, key))

    assert list(empty(dict(paper_words()))) == []


def test_each_form_of_the_definition_has_a_builder_and_each_builder_words() -> None:
    assert set(paper_words()["blanketter"]) == set(FILLERS)


class Forms(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        facts = {"bistand": "beviljat", "sgi": "noll"}
        self.case: Case = make_case(self.by, number=TOLVAN, name="Alva Provsson", facts=facts)
        add_thin_certificate(self.case, self.by)

    def whole(self, form: str, **more: Any) -> Written:
        return written(make_draft(self.case, self.by, form), self.by, **more)

    def paper(self, form: str) -> Paper:
        return self.whole(form).paper


class TestEveryForm(Forms):
    def test_it_says_that_it_is_no_decision_and_by_which_map(self) -> None:
        for form in FILLERS:
            paper = self.paper(form)
            assert paper.foot.startswith("Underlag, inte beslut. SAMRE-kartan, version "), form
            assert paper_text(paper).rstrip().endswith(paper.foot), form

    def test_it_has_a_purpose_in_one_line_and_no_blank_left(self) -> None:
        for form in FILLERS:
            paper = self.paper(form)
            assert paper.purpose, form
            assert not re.search(r"[{}]|None|\bTrue\b|\bFalse\b", paper_text(paper)), form

    def test_the_person_and_the_case_stand_on_it_and_a_copy_is_promised(self) -> None:
        for form in set(FILLERS) - {"B18", "B7", "B17"}:
            text = paper_text(self.paper(form))
            assert "Alva Provsson" in text, form
            assert "19121212-1212" in text, form
            assert self.case.number in text, form
            assert "Personen får en kopia." in text, form

    def test_no_form_but_the_letters_to_care_speaks_of_the_diagnosis(self) -> None:
        for form in set(FILLERS) - {"B1", "B2"}:
            assert DIAGNOSIS not in paper_text(self.paper(form)), form

    def test_a_protected_persons_name_number_and_place_are_lines_to_write_on(self) -> None:
        Person.objects.update(protection="markering", contact={"address": "Hemliga gatan 7"})
        self.case.person.refresh_from_db()
        for form in FILLERS:
            text = paper_text(self.paper(form))
            for secret in ("Alva", "Provsson", "19121212-1212", "Hemliga"):
                assert secret not in text, (form, secret)
            assert "Gäller: ____" in text, form

    def test_a_colleague_with_protected_data_signs_as_the_unit(self) -> None:
        self.assignment.user.is_protected = True
        self.assignment.user.save()
        assert self.by.name not in paper_text(self.paper("B2"))

    def test_the_same_day_and_case_give_the_same_paper(self) -> None:
        draft = make_draft(self.case, self.by)
        assert written(draft, self.by).digest == written(draft, self.by).digest


class TestEachForm(Forms):
    def test_the_employer_gets_a_name_and_neither_number_case_nor_health(self) -> None:
        text = paper_text(self.paper("B18")).lower()
        assert "alva provsson" in text
        for secret in (
            "1212",
            self.case.number,
            self.case.unit.name.lower(),
            "diagnos",
            "sjuk",
            "läkar",
            "bistånd",
            "vård",
        ):
            assert secret not in text.replace("företagshälsovården", ""), secret

    def test_the_letter_to_care_asks_what_is_missing_and_has_a_page_for_the_answers_last(self) -> None:
        whole = self.whole("B1")
        part = next(one for one in whole.parts if isinstance(one, Questions))
        text = paper_text(whole.paper)
        assert part.texts
        assert all(question.split(":")[0].split("?")[0] in text.replace("\n", " ") for question in part.texts)
        assert text.index("Personen får en kopia.") < text.index("SVAR PÅ FRÅGORNA")

    def test_what_the_catalogue_has_is_offered_with_its_day(self) -> None:
        row = make_intervention(self.by, name="Snickeriet", environments=["lugn"])
        text = paper_text(self.paper("B1")).replace("\n", " ")
        assert f"Snickeriet, {row.supplier}" in text
        assert f"Kontrollerat {in_words(row.verified_on)}." in " ".join(text.split())
        assert "Vi kan anpassa: en lugn miljö med få intryck" in text

    def test_what_nobody_has_checked_for_long_has_to_be_chosen(self) -> None:
        old = self.case.opened_on - timedelta(days=400)
        make_intervention(self.by, name="Gamla verkstan")
        Intervention.objects.update(verified_on=old)
        part = next(one for one in self.whole("B1").parts if one.id == "erbjudanden")
        assert isinstance(part, Picks)
        assert "stäm av" in part.items[0].label
        assert not part.items[0].chosen

    def test_what_another_kommun_has_is_never_offered(self) -> None:
        _, elsewhere = make_caseworker()
        make_intervention(elsewhere, name="Grannens verkstad")
        assert "Grannens verkstad" not in str(self.whole("B1").parts)

    def test_an_empty_catalogue_gives_a_general_sentence(self) -> None:
        text = paper_text(self.paper("B1")).replace("\n", " ")
        assert "Kommunen kan ordna stöd och aktivitet" in text
        assert "arbetsmarknadsenhet" not in text

    def test_the_letter_says_nothing_of_insurance_that_its_consent_does_not_cover(self) -> None:
        known = self.whole("B1")
        assert "sjukpenning." not in known.parts[0].text

    def test_a_condition_of_samordning_is_ticked_only_when_it_has_been_told(self) -> None:
        text = paper_text(self.paper("B7"))
        assert "[x] Du har ingen sjukpenninggrundande inkomst (SGI)." in text
        assert "[ ] Du är försäkrad i Sverige" in text

    def test_the_guide_to_compensations_has_its_numbers_from_the_map(self) -> None:
        text = paper_text(self.paper("B13"))
        assert "19–29 år" in text
        assert "Från 30 år" in text
        assert "högst 3 månader före" in text.replace("\n", " ")

    def test_a_request_for_benefits_names_its_paragraph_and_receiver(self) -> None:
        whole = self.whole("B16", edits={"mottagare": {"chosen": ["af"]}})
        assert "15 kap. 11 §" in paper_text(whole.paper)
        assert whole.to == "Arbetsförmedlingen"


class TestParts(Forms):
    def test_an_edit_replaces_a_text_and_says_when_its_ground_has_moved(self) -> None:
        edits = {"lämna": {"text": "Lägg svaret i lådan.", "start": "Det som stod då."}}
        part = next(one for one in self.whole("B2", edits=edits).parts if one.id == "lämna")
        assert isinstance(part, Paragraph)
        assert part.text == "Lägg svaret i lådan."
        assert part.has_moved

    def test_an_emptied_text_leaves_the_paper_with_its_heading(self) -> None:
        whole = self.whole("B2", edits={"svar": {"text": ""}})
        assert "SÅ SVARAR NI" not in paper_text(whole.paper)

    def test_a_question_left_out_and_one_changed(self) -> None:
        whole = self.whole("B1")
        part = next(one for one in whole.parts if isinstance(one, Questions))
        first, second = part.items[:2]
        edit = {"chosen": {first.id: False, second.id: True}, "texts": {second.id: "Vad är svårt hemma?"}}
        changed = edited((part,), {part.id: edit})[0]
        assert isinstance(changed, Questions)
        assert first.text not in changed.texts
        assert "Vad är svårt hemma?" in changed.texts

    def test_nothing_ticked_leaves_no_heading_behind(self) -> None:
        part = Picks(id="x", heading="Rubrik", items=())
        assert blocks((part,)) == ()

    def test_the_form_knows_nothing_that_nobody_has_told(self) -> None:
        known = known_of(self.case, self.by, "B6", about=None, answer_by=None, on=date(2026, 11, 21))
        assert known.told("formaga") == ""
