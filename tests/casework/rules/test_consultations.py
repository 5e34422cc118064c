"""Anonymous mode: nothing that points somebody out passes, and what is needed to ask does (R23)."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase
from tests.casework.consultation_factories import askable, make_consultation, send, write
from tests.casework.factories import make_case, make_caseworker
from tests.casework.rules.identifier_corpus import (
    CASE,
    HARMLESS,
    IDENTIFIERS,
    IN_WORDS,
    MAIL,
    NAME,
    NUMBER,
    ONLY_INSIDE,
    PHONE,
    STREET,
)

from samre.accounts.acts import Refused
from samre.accounts.scope import acting_in
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

DETAILS = (NUMBER, CASE.replace("-", ""), "0701740605", "kanariefagelssonpostexample", "björkstigen12")
NAMES = (NAME, "Vera Vittne")
SENTENCES = ("Vi såg {} i går.", "{}", "Det gäller ({}).", "se {}, tack", "rad ett\n{}\nrad tre", "nu:{}")


def found_in(text: str) -> list[str]:
    return [one.kind for one in pointing_out(text, names=NAMES, details=DETAILS)]


@pytest.mark.parametrize("identifier", [*IDENTIFIERS, *IN_WORDS, *ONLY_INSIDE])
def test_every_way_to_point_somebody_out_is_found(identifier: str) -> None:
    assert found_in(f"Det gäller {identifier} och vi undrar."), identifier


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_needed_to_ask_passes(text: str) -> None:
    assert found_in(text) == []


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
