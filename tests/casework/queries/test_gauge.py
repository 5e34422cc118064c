"""Rätt underlag?: what is needed follows the step and the receiver, and each status has its cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import TestCase
from django.utils import timezone
from tests.casework.factories import make_case, make_caseworker
from tests.certificate.factories import certificate

from samre.casework.actions.certificates import add_certificate
from samre.casework.actions.facts import enter_facts
from samre.casework.models import CertificateFile
from samre.casework.queries.gauge import DONE, GONE, OLD, UNCLEAR_NEED, Gauge, gauge
from samre.casework.rules.consent_lists import closed_lists
from samre.casework.rules.disclosures import disclosure_rules, receiver_kinds
from samre.casework.rules.settings import case_rules, pathway_now
from samre.certificate.definition import form_key, load_checks
from samre.certificate.facts import load_texts
from samre.certificate.model import Code, Period


class TestGauge(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.today = timezone.localdate()

    def look(
        self, step: str = "S14", kind: str = "fk", *, facts: dict[str, Any] | None = None, case: Any = None
    ) -> Gauge:
        self.case = case or make_case(self.by, facts=facts or {})
        found = gauge(self.case, step=step, receiver_kind=kind, on=self.today)
        assert found is not None
        return found

    def status(self, found: Gauge, code: str) -> str:
        return next(need.status for need in found.needs if need.code == code)

    def with_certificate(self, last: date) -> Any:
        case = make_case(self.by, facts={"sgi": "noll"})
        changed = {
            "32.2": Period(self.today - timedelta(days=20), last),
            "32.1": Code("HALFTEN", "KV_FKMU_0003"),
        }
        add_certificate(
            case=case,
            data=None,
            typed=certificate(changed, signed=self.today - timedelta(days=20)),
            same_person=True,
            by=self.by,
        )
        return case

    def test_nothing_is_known_in_an_empty_case_and_the_sentence_counts(self) -> None:
        found = self.look()
        assert self.status(found, "sgi") == GONE
        assert self.status(found, "intyg") == GONE
        assert self.status(found, "vem") == DONE
        assert found.sentence == f"1 av {len(found.needs)} klart"
        assert not found.is_ready

    def test_a_condition_of_the_map_decides_where_the_map_has_one(self) -> None:
        assert self.status(self.look(facts={"sgi": "noll"}), "sgi") == DONE
        wrong = self.look(facts={"sgi": "finns"})
        need = next(one for one in wrong.needs if one.code == "sgi")
        assert need.status == GONE
        assert "SGI" in need.why
        assert (need.mended_at, need.about) == ("uppgift", "sgi")

    def test_sources_that_differ_make_it_unclear(self) -> None:
        case = make_case(self.by, facts={"sgi": "noll"})
        enter_facts(case=case, values={"sgi": "finns"}, source="myndighet", source_name="FK", by=self.by)
        assert self.status(self.look(case=case), "sgi") == UNCLEAR_NEED

    def test_what_goes_out_of_date_before_the_answer_is_told(self) -> None:
        case = make_case(self.by)
        until = self.today + timedelta(days=5)
        enter_facts(case=case, values={"sgi": "noll"}, source="personen", valid_to=until, by=self.by)
        need = next(one for one in self.look(case=case).needs if one.code == "sgi")
        assert need.status == OLD
        assert "Svaret väntas" in need.why

    def test_a_certificate_that_ends_before_the_answer_is_too_old_on_arrival(self) -> None:
        days = disclosure_rules()["svarsdagar"]["fk"]
        for last, status in ((days - 1, OLD), (days, DONE)):
            case = self.with_certificate(self.today + timedelta(days=last))
            assert self.status(self.look(case=case), "galler") == status

    def test_the_checks_of_the_certificate_are_asked(self) -> None:
        case = self.with_certificate(self.today + timedelta(days=90))
        assert self.status(self.look(case=case), "intyg") == DONE
        case = make_case(self.by)
        add_certificate(
            case=case,
            data=None,
            typed=certificate({"35.1": None, "17.1": None}),
            same_person=True,
            by=self.by,
        )
        assert self.status(self.look(case=case), "intyg") == GONE

    def test_a_form_of_another_kind_is_not_the_one_that_is_needed(self) -> None:
        case = self.with_certificate(self.today + timedelta(days=90))
        assert self.status(self.look("S22", case=case), "utlatande") == GONE

    def test_the_certificate_is_the_newest_of_the_form_that_the_step_names(self) -> None:
        case = make_case(self.by, facts={"sgi": "noll"})
        for form, ago in (("FK 7800", 30), ("FK 7804", 5)):
            signed = self.today - timedelta(days=ago)
            typed = replace(certificate({}, signed=signed), form=form, id=f"intyg {form}")
            add_certificate(case=case, data=None, typed=typed, same_person=True, by=self.by)
        meant = {row.form: str(row.pk) for row in CertificateFile.objects.filter(case=case)}
        long, short = self.look("S22", case=case), self.look("S14", case=case)
        assert (long.certificate, long.instead) == (meant["FK 7800"], "")
        assert (short.certificate, short.instead) == (meant["FK 7804"], "")
        assert self.status(long, "utlatande") == DONE
        assert self.look("S16", "af", case=case).certificate == meant["FK 7804"], (
            "any form will do: the newest"
        )

    def test_where_there_is_none_of_the_form_it_says_plainly_which_it_took(self) -> None:
        found = self.look("S22", case=self.with_certificate(self.today + timedelta(days=90)))
        assert found.certificate == str(CertificateFile.objects.get(case=self.case).pk)
        assert "Det finns inget FK 7800 i ärendet." in found.instead
        assert "hämtat ur LISJP, " in found.instead
        assert self.look("S22").instead == "", "no certificate at all is told at its need"

    def test_a_protected_person_is_pointed_out_in_another_way(self) -> None:
        case = make_case(self.by, protection="markering")
        assert self.status(self.look(case=case), "vem") == UNCLEAR_NEED

    def test_a_step_it_knows_nothing_of_has_the_receivers_own(self) -> None:
        assert self.look("S40").code == "fk"
        assert self.look("S16", "af").code == "af"


class TestTheContent:
    """utlamnande.yaml and samverkan.yaml agree with the map, the checks and the forms."""

    def test_every_fact_belongs_to_exactly_one_category(self) -> None:
        listed = [fact for row in closed_lists()["kategorier"].values() for fact in row["uppgifter"]]
        known = set(pathway_now().facts) | set(case_rules()["uppgifter_utanför_kartan"])
        assert sorted(listed) == sorted(known)

    def test_every_heading_of_a_certificate_has_its_category(self) -> None:
        texts = load_texts()
        headings = [row["rubrik"] for row in texts["avsnitt"]] + [texts["okänd_rubrik"]]
        rows = disclosure_rules()["intygsavsnitt"]
        assert set(rows) == set(headings)
        assert {row["kategori"] for row in rows.values()} <= set(closed_lists()["kategorier"])
        codes = [row["kod"] for row in rows.values()]
        assert len(codes) == len(set(codes))

    @pytest.mark.parametrize("code", sorted(disclosure_rules()["underlag"]))
    def test_every_need_is_about_something_there_is(self, code: str) -> None:
        row, pathway = disclosure_rules()["underlag"][code], pathway_now()
        headings = {one["kod"] for one in disclosure_rules()["intygsavsnitt"].values()}
        assert set(row["mottagare"]) <= set(receiver_kinds())
        assert set(row["steg"]) <= set(pathway.steps)
        assert row["ändamål"] in closed_lists()["ändamål"]
        forms = {form_key(name) for name in row.get("intyg", ())}
        for need in row["behöver"]:
            assert {form_key(name) for name in need.get("blankett", ())} <= forms
            assert set(need.get("kontroller", ())) <= set(load_checks().checks)
            if "krav" in need:
                step, _, name = need["krav"].partition(".")
                assert name in {one.id for one in pathway.steps[step].requires}
            if "uppgift" in need:
                assert need["uppgift"] in pathway.facts
            for field in need["fält"]:
                kind, _, name = field.partition(":")
                there = {"uppgift": pathway.facts, "intyg": headings, "person": disclosure_rules()["person"]}[
                    kind
                ]
                assert name in there, field

    def test_every_receiver_has_answer_days_and_something_it_needs(self) -> None:
        assert set(disclosure_rules()["svarsdagar"]) == set(receiver_kinds())
        asked = {kind for row in disclosure_rules()["underlag"].values() for kind in row["mottagare"]}
        assert asked == set(receiver_kinds())

    def test_the_words_of_the_guard_are_about_categories(self) -> None:
        assert set(disclosure_rules()["vakt"]["ord"]) - {"annat"} <= set(closed_lists()["kategorier"])
