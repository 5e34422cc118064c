"""Anonymous mode: nothing that points somebody out passes, and what is needed to ask does (R23)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import (
    askable,
    make_consultation,
    make_meeting,
    send,
    words_for,
    write,
)
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_note
from tests.casework.rules.identifier_corpus import (
    CASE,
    HARMLESS,
    IDENTIFIERS,
    IN_WORDS,
    MAIL,
    NAME,
    NUMBER,
    PHONE,
    PLACES,
    STREET,
    UNLISTED,
)

from samre.accounts.acts import Refused
from samre.accounts.scope import acting_in
from samre.casework.actions.consultations import write_consultation
from samre.casework.actions.meeting_seats import add_participant
from samre.casework.models import Case, Consultation, Delivery, Person
from samre.casework.rules.consultations import (
    age_span,
    check_anonymous,
    check_anonymous_reply,
    consultation_rules,
    known_in,
    lines_of,
    pointing_out,
    sentences,
    too_much,
)
from samre.casework.rules.unlisted_words import check_unlisted, unlisted_words

DETAILS = (NUMBER, CASE.replace("-", ""), "0701740605", "kanariefagelssonpostexample", "björkstigen12")
NAMES = (NAME, "Vera Vittne")
SENTENCES = ("Vi såg {} i går.", "{}", "Det gäller ({}).", "se {}, tack", "rad ett\n{}\nrad tre", "nu:{}")


def found_in(text: str) -> list[str]:
    return [one.kind for one in pointing_out(text, names=NAMES, details=DETAILS)]


@pytest.mark.parametrize("identifier", [*IDENTIFIERS, *IN_WORDS, *PLACES])
def test_every_way_to_point_somebody_out_is_found(identifier: str) -> None:
    assert found_in(f"Det gäller {identifier} och vi undrar."), identifier


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_needed_to_ask_passes(text: str) -> None:
    assert found_in(text) == []
    assert unlisted_words(text) == ()


@pytest.mark.parametrize("name", UNLISTED)
@pytest.mark.parametrize(
    "sentence",
    ["{} vill ha hjälp.", "Det gäller {} nu.", "Sedan i våras.\n{} ringde.", "Fråga: {}?", "Är det {}s bil?"],
)
def test_a_name_that_nobody_has_listed_is_asked_about_wherever_it_stands(name: str, sentence: str) -> None:
    assert [one.text.removesuffix("s") for one in unlisted_words(sentence.format(name))] == [name]
    told = check_unlisted({"fraga": sentence.format(name), "risk": "Ingen känd."})
    assert set(told) == {"fraga", "kontrollerat"}
    assert name not in str(told)


def test_which_word_is_asked_about_is_told_by_its_place() -> None:
    told = check_unlisted({"fraga": "Vad kan vi göra?\nNu vill Xqwert ha hjälp."})
    assert "(rad 2, ord nummer 3)" in told["fraga"]


@pytest.mark.parametrize(
    "text",
    [
        "Läkarutlåtandet kom i mars. Arbetsträningen gick bra. Utredningen pågår. Rehabplanen saknas.",
        "Tidigare provades KBT. Därefter blev det stopp. Troligen behövs mer tid. Sömnen är dålig.",
        "Barnen bor hos henne varannan vecka. Ekonomin oroar. Sambon arbetar.",
    ],
)
def test_words_that_a_question_is_written_with_are_not_asked_about(text: str) -> None:
    assert unlisted_words(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        *("Vittne ringde.", "Vittnes dotter.", "Fågelssons bil.", "Hos läkaren Ek.", "hon bor i Ravlunda"),
        *("Kanarie vill.", "det är kanaries sak"),
    ],
)
def test_known_names_and_what_stands_after_a_part_are_refused_in_every_position(text: str) -> None:
    assert found_in(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    identifier=st.sampled_from((*IDENTIFIERS, *IN_WORDS)),
    around=st.sampled_from(HARMLESS),
    before=st.booleans(),
)
def test_it_is_found_wherever_it_stands(identifier: str, around: str, before: bool) -> None:
    assert found_in(f"{identifier}. {around}" if before else f"{around} {identifier}"), (identifier, around)


@pytest.mark.parametrize(
    "identifier",
    [
        *("19501017-2483", PHONE, MAIL, CASE, STREET, "född 501017"),
        *("storgatan 5", "noll sju noll ett sju fyra"),
    ],
)
def test_an_answer_holds_no_number_address_or_way_to_reach_somebody(identifier: str) -> None:
    (told,) = check_anonymous_reply(f"Gäller det {identifier} så vet vi.").values()
    assert identifier not in told


def test_an_answer_can_say_what_and_when() -> None:
    assert not check_anonymous_reply(
        "Vi kan den 3 december kl. 10. Anna hos oss svarar. Börja med 2–4 timmar."
    )


def test_a_text_is_counted_as_people_count() -> None:
    assert [sentences(text) for text in ("Räcker t.ex. två?", "Ett. Två?", "Ett", "Kl. 8 bl.a. m.m.?")] == [
        1,
        2,
        1,
        1,
    ]
    assert lines_of("", 90) == 0
    assert lines_of("a" * 91, 90) == 2
    assert lines_of("a\n\nb") == 3
    most = consultation_rules()["gränser"]["bakgrund"]["tecken"]
    assert too_much("a" * (most + 1), "bakgrund")
    assert not too_much("a" * 90, "bakgrund")


@pytest.mark.parametrize(
    ("born", "span"),
    [
        (date(1996, 11, 22), "30–39 år"),
        (date(1996, 11, 23), "20–29 år"),
        (date(1966, 1, 1), "60 år eller äldre"),
        (date(1930, 1, 1), "60 år eller äldre"),
        (None, "okänd ålder"),
    ],
)
def test_an_age_is_told_as_one_that_many_have(born: date | None, span: str) -> None:
    assert age_span(Person(born=born), on=date(2026, 11, 22)) == span
    assert age_span(Person(born=born, protection="markering"), on=date(2026, 11, 22)) == "okänd ålder"


class Known:
    """A case that knows how to reach its person."""

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = Case.objects.get(pk=make_case(self.by, name=NAME, number=NUMBER).pk)
        person = self.case.person
        person.contact = {"phone": PHONE, "email": MAIL, "address": STREET}
        person.save()
        Case.objects.filter(pk=self.case.pk).update(number=CASE)
        self.case = Case.objects.select_related("person", "handler").get(pk=self.case.pk)


class TestWhatTheCaseKnows(Known, TestCase):
    def test_names_and_details_of_the_case_are_looked_for(self) -> None:
        known = known_in(self.case)
        assert NAME in known.names
        assert NUMBER in known.details
        told = check_anonymous(self.case, {"bakgrund": "ok\nbor på björk stigen 12", "fraga": "Räcker det?"})
        assert list(told) == ["bakgrund"]
        assert "(rad 2)" in told["bakgrund"]
        assert "björk" not in told["bakgrund"]


class TestNamesAroundHer(Known, TestCase):
    """Everybody the case names is looked for: handlers, who speaks for her, who heard her, who comes with her, and kin in notes."""

    def test_they_are_refused_first_in_a_sentence_in_small_letters_and_with_the_s_of_the_owner(self) -> None:
        make_consent(self.case, self.by, to=askable("fk"), witness="Torvald Granskog")
        add_participant(
            meeting=make_meeting(self.case, self.by, []), kind="stodperson", name="Ylvali Nordhem", by=self.by
        )
        make_note(self.case, self.by, text="Dottern Signhild följde med.")
        for word in ("Granskog", "granskogs", "Ylvali", "nordhems", "Signhild", "signhilds", "Björkstigen"):
            for sentence in ("{} ringde.", "Vi talade om {} sak.", "det är {}"):
                with self.subTest(word=word, sentence=sentence):
                    assert check_anonymous(self.case, {"fraga": sentence.format(word)})

    def test_the_number_of_queries_does_not_depend_on_how_many_they_are(self) -> None:
        with CaptureQueriesContext(connection) as few:
            known_in(self.case)
        for name in ("Ada Ett", "Bea Två", "Cia Tre"):
            make_consent(self.case, self.by, to=[], witness=name)
        with CaptureQueriesContext(connection) as many:
            known_in(self.case)
        assert len(many) == len(few)


class TestLookedThrough(Known, TestCase):
    def test_a_doubtful_word_is_stored_only_when_the_writer_has_looked(self) -> None:
        begun = make_consultation(self.case, self.by, askable("fk"))
        text = "Zdenko är namnet på kursen."
        with pytest.raises(Refused) as refused:
            write(begun, self.by, bakgrund=text)
        assert set(refused.value.problems) == {"bakgrund", "kontrollerat"}
        assert "Zdenko" not in str(refused.value.problems)
        assert Consultation.objects.get(pk=begun.pk).background == ""
        written = replace(words_for(begun, bakgrund=text), is_looked_through=True)
        write_consultation(consultation=begun, written=written, seen=begun.revision, by=self.by)
        assert Consultation.objects.get(pk=begun.pk).background == text

    def test_looking_through_lets_no_known_name_pass(self) -> None:
        begun = make_consultation(self.case, self.by, askable("fk"))
        written = replace(words_for(begun, bakgrund="Fågelsson vill."), is_looked_through=True)
        with pytest.raises(Refused) as refused:
            write_consultation(consultation=begun, written=written, seen=begun.revision, by=self.by)
        assert set(refused.value.problems) == {"bakgrund"}


class TestNothingReachesADelivery(Known, PropertyTestCase):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        identifier=st.sampled_from((*IDENTIFIERS, *IN_WORDS)),
        field=st.sampled_from(("fraga", "bakgrund", "delfraga", "forvantan", "praktiskt", "risk")),
        sentence=st.sampled_from(SENTENCES),
        form=st.sampled_from(("konsultation", "resursteam")),
    )
    def test_no_identifier_is_stored_or_sent_in_anonymous_mode(
        self, identifier: str, field: str, sentence: str, form: str
    ) -> None:
        units = askable("fk", "af")
        begun = make_consultation(self.case, self.by, units, form=form)
        text = sentence.format(identifier)
        with pytest.raises(Refused):
            write(begun, self.by, **{field: text})
        kept = Consultation.objects.get(pk=begun.pk)
        stored = f"{kept.question}{kept.background}{kept.expectations}{kept.practical}{kept.urgency}"
        assert stored == ""
        assert not any(one.text for one in kept.questions.all())
        with pytest.raises(Refused):
            send(kept, self.by)
        kept.refresh_from_db()
        send(write(kept, self.by), self.by)
        for unit in units:
            with acting_in(unit.authority_id):
                copy = Delivery.objects.get(owner_id=unit.authority_id)
            told = f"{copy.snapshot}{copy.subject}{copy.sender}"
            for word in (
                text,
                identifier,
                "Fågelsson",
                NUMBER[2:8],
                PHONE,
                MAIL,
                STREET,
                CASE,
                str(self.case.pk),
            ):
                assert word not in told
