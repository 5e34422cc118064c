"""Consent as it is given, narrowed, renewed, withdrawn and run out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import make_authority
from tests.casework.consent_factories import make_receiver
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Denied, Refused
from samre.accounts.models import Unit
from samre.accounts.roles import AuthorityKind
from samre.casework.actions.cases import close_case
from samre.casework.actions.consents import (
    expire_consent,
    give_consent,
    narrow_consent,
    withdraw_all_consents,
    withdraw_consent,
)
from samre.casework.actions.follow_up_consents import say_follow_up_consent
from samre.casework.actions.prepared_consents import drop_prepared, prepare_consent
from samre.casework.actions.representatives import add_representative, end_representative
from samre.casework.facts import facts_for
from samre.casework.models import (
    CaseEvent,
    Consent,
    ConsentEvent,
    ConsentScope,
    FactEntry,
    FollowUpConsent,
    PreparedConsent,
    Record,
    Task,
    Unchangeable,
)
from samre.casework.rounds import run_round
from samre.casework.rules.consent_choices import ConsentChoices, Scope
from samre.casework.rules.consent_said import Said
from samre.casework.rules.consents import Cover, find_cover

SWEDEN = ZoneInfo("Europe/Stockholm")
TOLD = frozenset({"frivilligt", "bistand", "aterkalla", "svagare", "lag"})
PDF = b"%PDF-1.4 ett papper"


def oral(**other: Any) -> Said:
    """A yes by word of mouth, with everything that is asked for."""
    said = Said(
        how="muntligt",
        given_on=timezone.localdate(),
        place="Kontoret i Almby",
        witness="Vera Vittne",
        read_how="upplast",
        interpreter_needed=False,
        told=TOLD,
        understands=True,
    )
    return replace(said, **other)


class ConsentTest(TestCase):
    """An open case, and units that may be told things."""

    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, name="Alva Provsson", facts={"sgi": "noll"})
        self.fk = make_receiver(name="Försäkringskassan")
        self.af = make_receiver(AuthorityKind.AF, name="Arbetsförmedlingen")
        self.today = timezone.localdate()

    def choices(self, *what: str, to: Unit | None = None, **other: Any) -> ConsentChoices:
        unit = to or self.fk
        chosen = ConsentChoices(
            scopes=tuple(
                Scope(unit.authority_id, unit.pk, one) for one in what or ("kontakt", "sjukskrivning")
            ),
            purpose="samordning",
            valid_from=self.today,
            valid_to=self.today + timedelta(days=100),
        )
        return replace(chosen, **other)

    def prepare(self, *what: str, language: str = "sv", **other: Any) -> PreparedConsent:
        return prepare_consent(
            case=self.case, choices=self.choices(*what, **other), language=language, by=self.by
        )

    def give(self, *what: str, said: Said | None = None, language: str = "sv", **other: Any) -> Consent:
        return give_consent(
            prepared=self.prepare(*what, language=language, **other), said=said or oral(), by=self.by
        )

    def cover(
        self, category: str = "kontakt", *, to: Unit | None = None, at: datetime | None = None
    ) -> Cover | None:
        unit = to or self.fk
        return find_cover(
            self.case,
            receiver=unit.authority_id,
            unit=unit.pk,
            category=category,
            purpose="samordning",
            at=at or timezone.now(),
        )

    def close(self) -> None:
        close_case(
            case=self.case,
            outcome="M7",
            income_before="bistand",
            income_after="bistand",
            reason="Flyttar",
            by=self.by,
        )

    def map_says(self) -> object:
        return facts_for(self.case, on=timezone.localdate()).facts.values.get("samtycke")


class GivingTest(ConsentTest):
    def test_a_consent_holds_everything_that_was_chosen_and_said(self) -> None:
        consent = self.give(exceptions=("brister",), own_exception="Inte vad grannen sagt")
        assert consent.by_name == self.by.name
        assert (consent.discloser_id, consent.discloser_unit) == (self.case.owner_id, self.case.unit.name)
        assert consent.exceptions == [
            {"category": "sjukskrivning", "code": "brister"},
            {"text": "Inte vad grannen sagt"},
        ]
        assert set(consent.told) == TOLD
        assert {row.category for row in consent.scopes.all()} == {"kontakt", "sjukskrivning"}
        assert consent.events.get().kind == ConsentEvent.Kind.GIVEN
        found = self.cover("sjukskrivning")
        assert found is not None
        assert found.withheld == {"intyg_brister"}

    def test_sent_twice_it_is_one(self) -> None:
        prepared = self.prepare()
        assert self.prepare() == prepared
        first = give_consent(prepared=prepared, said=oral(), by=self.by)
        assert give_consent(prepared=prepared, said=oral(), by=self.by) == first
        assert Consent.objects.count() == 1

    def test_the_map_hears_of_it_and_the_timeline_without_saying_what(self) -> None:
        self.give("diagnos")
        assert self.map_says() is True
        event = CaseEvent.objects.get(case=self.case, kind="consent.give")
        assert "diagnos" not in str(event.data)

    def test_a_consent_begins_no_day_before_it_was_given(self) -> None:
        consent = self.give(valid_from=self.today - timedelta(days=9))
        assert consent.valid_from == self.today

    def test_a_signed_paper_is_kept_and_registered(self) -> None:
        consent = self.give(said=oral(how="papper", paper=PDF, witness=""))
        assert (bytes(consent.paper or b""), consent.paper_type) == (PDF, "application/pdf")
        record = Record.objects.get(subject_id=consent.pk)
        assert (record.kind, record.direction) == ("samtycke", Record.Direction.IN)

    def test_a_representative_in_force_gives_it_with_kind_and_scope_as_they_were(self) -> None:
        speaker = self.speaker()
        consent = self.give(giver=speaker.pk, said=oral(understands=None, mandate_covers=True))
        assert consent.mandate == "God man: Bevaka rätt hos myndigheter"
        assert consent.mandate in bytes(consent.shown).decode()

    def test_a_mandate_that_has_ended_gives_no_consent(self) -> None:
        speaker = self.speaker()
        prepared = self.prepare(giver=speaker.pk)
        end_representative(case=self.case, representative=speaker, by=self.by)
        speaker.valid_to = self.today - timedelta(days=1)
        speaker.save()
        with pytest.raises(Refused) as refused:
            give_consent(prepared=prepared, said=oral(mandate_covers=True), by=self.by)
        assert "foretradare" in refused.value.problems

    def test_another_person_s_representative_gives_none(self) -> None:
        other = make_case(self.by)
        speaker = add_representative(
            case=other, kind="god_man", scope="Allt", name="Gösta God", valid_from=self.today, by=self.by
        )
        with pytest.raises(Refused):
            self.prepare(giver=speaker.pk)

    def test_doubt_about_capacity_is_no_consent_and_says_where_to_turn(self) -> None:
        with pytest.raises(Refused) as refused:
            self.give(said=oral(understands=False))
        assert "företrädare" in refused.value.problems["forstar"]
        assert not Consent.objects.exists()

    def test_a_dropped_text_can_t_be_said_yes_to(self) -> None:
        prepared = self.prepare()
        drop_prepared(prepared=prepared, by=self.by)
        with pytest.raises(Refused):
            give_consent(prepared=prepared, said=oral(), by=self.by)

    def test_nobody_else_s_caseworker_gives_prepares_or_withdraws(self) -> None:
        _, stranger = make_caseworker()
        prepared, consent = self.prepare("vard"), self.give()
        with pytest.raises(Denied):
            give_consent(prepared=prepared, said=oral(), by=stranger)
        with pytest.raises(Denied):
            prepare_consent(case=self.case, choices=self.choices(), language="sv", by=stranger)
        with pytest.raises(Denied):
            withdraw_consent(consent=consent, channel="mote", by=stranger)

    def test_no_consent_hinders_nothing_in_the_own_file(self) -> None:
        self.close()
        assert not Consent.objects.exists()

    def test_what_has_been_given_is_never_changed(self) -> None:
        consent = self.give()
        consent.purpose = "insats"
        with pytest.raises(Unchangeable):
            consent.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            Consent.objects.filter(pk=consent.pk).update(purpose="insats")
        with pytest.raises(DatabaseError), transaction.atomic():
            ConsentScope.objects.all()._raw_delete("default")  # type: ignore[attr-defined]

    def speaker(self) -> Any:
        return add_representative(
            case=self.case,
            kind="god_man",
            scope="Bevaka rätt hos myndigheter",
            name="Gösta God",
            valid_from=self.today,
            by=self.by,
        )


# What the law asks for (law.md 2.4), each taken away in turn → the field that says so.
LACKING_CHOICES: dict[str, tuple[dict[str, Any], str]] = {
    "mottagare och uppgifter": ({"scopes": ()}, "mottagare"),
    "ändamål": ({"purpose": ""}, "andamal"),
    "ändamål utanför listan": ({"purpose": "allt"}, "andamal"),
    "från": ({"valid_from": None}, "galler_fran"),
    "till": ({"valid_to": None}, "galler_till"),
    "till, mer än kommunens längsta tid": ({"valid_to": date(2027, 11, 22)}, "galler_till"),
    "till, före från": ({"valid_to": date(2026, 11, 1)}, "galler_till"),
    "undantag utanför listan": ({"exceptions": ("allt",)}, "undantag"),
    "undantag ur något som ingen får veta": ({"exceptions": ("psykiatri",)}, "undantag"),
}
LACKING_SAID: dict[str, tuple[dict[str, Any], str]] = {
    "hur": ({"how": ""}, "hur"),
    "dag": ({"given_on": None}, "lamnat"),
    "dag som inte varit": ({"given_on": date(2026, 12, 1)}, "lamnat"),
    "plats": ({"place": " "}, "plats"),
    "vittne": ({"witness": ""}, "vittne"),
    "vittne med bara ett namn": ({"witness": "Vera"}, "vittne"),
    "papper": ({"how": "papper"}, "papper"),
    "papper som är något annat": ({"how": "papper", "paper": b"MZ\x90 ett program"}, "papper"),
    "referens till underskrift": ({"how": "e-underskrift"}, "underskrift"),
    "hur texten gavs": ({"read_how": ""}, "lasning"),
    "tolkbehov": ({"interpreter_needed": None}, "tolkbehov"),
    "tolk": ({"interpreter_needed": True}, "tolk"),
    "tolk som läste": ({"read_how": "tolkad"}, "tolkbehov"),
    "det som ska vara sagt": ({"told": TOLD - {"svagare"}}, "sagt"),
    "förmåga": ({"understands": None}, "forstar"),
}


class LackingTest(ConsentTest):
    """R12: a consent that lacks anything is not saved."""

    def test_none_is_prepared_that_lacks_a_part(self) -> None:
        for name, (change, field) in LACKING_CHOICES.items():
            with self.subTest(name), pytest.raises(Refused) as refused:
                self.prepare(**change)
            assert field in refused.value.problems, name
        with pytest.raises(Refused) as refused:
            self.prepare(language="klingon")
        assert "sprak" in refused.value.problems
        assert not PreparedConsent.objects.exists()

    def test_none_is_given_that_lacks_a_part(self) -> None:
        for name, (change, field) in LACKING_SAID.items():
            with self.subTest(name), pytest.raises(Refused) as refused:
                self.give(said=oral(**change))
            assert set(refused.value.problems) == {field}, name
        assert not Consent.objects.exists()

    def test_a_representative_s_mandate_has_to_cover_it(self) -> None:
        speaker = add_representative(
            case=self.case,
            kind="forvaltare",
            scope="Ekonomi",
            name="Fia Förvaltare",
            valid_from=self.today,
            by=self.by,
        )
        with pytest.raises(Refused) as refused:
            self.give(giver=speaker.pk, said=oral(understands=None))
        assert set(refused.value.problems) == {"mandat"}

    def test_receivers_are_named_authorities_of_the_list_and_nobody_else(self) -> None:
        forbund = make_authority(kind=AuthorityKind.FORBUND)
        demo = make_authority(kind=AuthorityKind.AF, is_demo=True)
        for receiver in (forbund.pk, demo.pk, self.case.owner_id, self.case.pk):
            with self.subTest(receiver), pytest.raises(Refused) as refused:
                self.prepare(scopes=(Scope(receiver, None, "kontakt"),))
            assert "mottagare" in refused.value.problems
        with pytest.raises(Refused):
            self.prepare(scopes=(Scope(self.fk.authority_id, self.af.pk, "kontakt"),))
        with pytest.raises(Refused):
            self.prepare(scopes=(Scope(self.fk.authority_id, self.fk.pk, "allt"),))

    def test_the_database_asks_for_an_end_and_for_what_proves_it(self) -> None:
        consent = self.give()
        for change in (
            {"valid_to": None},
            {"valid_to": consent.valid_from - timedelta(days=1)},
            {"purpose": ""},
            {"text_version": ""},
            {"given_how": "papper"},
            {"given_how": "e-underskrift"},
        ):
            values = {
                field.attname: getattr(consent, field.attname) for field in Consent._meta.concrete_fields
            }
            del values["id"]
            with self.subTest(change), pytest.raises(DatabaseError), transaction.atomic():
                Consent.objects.create(**values | change)


class SinceTest(ConsentTest):
    """What happens to a consent afterwards."""

    def test_a_withdrawal_bites_at_once_and_is_one_action(self) -> None:
        consent = self.give()
        withdraw_consent(consent=consent, channel="telefon", by=self.by)
        assert self.cover() is None
        assert self.map_says() is False
        task = Task.objects.get(case=self.case, kind="samtycke_aterkallat")
        assert (task.text, task.due_on) == ("", self.today)

    def test_withdrawn_twice_is_once(self) -> None:
        consent = self.give()
        first = withdraw_consent(consent=consent, channel="telefon", by=self.by)
        assert withdraw_consent(consent=consent, channel="mote", by=self.by) == first
        assert Task.objects.filter(kind="samtycke_aterkallat").count() == 1

    def test_the_map_still_says_yes_while_another_consent_holds(self) -> None:
        first = self.give()
        self.give("vard", to=self.af)
        withdraw_consent(consent=first, channel="mote", by=self.by)
        assert self.map_says() is True

    def test_all_are_withdrawn_at_once_with_one_task_also_what_has_not_begun(self) -> None:
        self.give()
        self.give("vard", to=self.af)
        later = self.give("arbete", to=self.af, valid_from=self.today + timedelta(days=20))
        events = withdraw_all_consents(case=self.case, channel="telefon", words="Inget mer.", by=self.by)
        assert len(events) == 3
        assert self.cover() is None
        assert self.cover("vard", to=self.af) is None
        assert later.events.filter(kind=ConsentEvent.Kind.WITHDRAWN).exists()
        assert self.map_says() is False
        assert Task.objects.filter(case=self.case, kind="samtycke_aterkallat").count() == 1

    def test_all_or_nothing_is_withdrawn(self) -> None:
        self.give()
        with pytest.raises(Refused) as refused:
            withdraw_all_consents(case=self.case, channel="tankar", by=self.by)
        assert set(refused.value.problems) == {"kanal"}
        assert self.cover() is not None
        withdraw_all_consents(case=self.case, channel="mote", by=self.by)
        with pytest.raises(Refused):
            withdraw_all_consents(case=self.case, channel="mote", by=self.by)
        assert ConsentEvent.objects.filter(kind=ConsentEvent.Kind.WITHDRAWN).count() == 1

    def test_a_withdrawal_can_be_taken_in_a_case_that_is_closed(self) -> None:
        consent = self.give()
        self.close()
        withdraw_consent(consent=consent, channel="brev", by=self.by)
        assert self.cover() is None

    def test_narrowing_takes_away_what_was_named_and_no_more(self) -> None:
        consent = self.give()
        scope = consent.scopes.get(category="kontakt")
        narrow_consent(consent=consent, scopes=[scope.pk], channel="mote", by=self.by)
        assert self.cover("kontakt") is None
        assert self.cover("sjukskrivning")
        assert self.map_says() is True

    def test_narrowing_asks_for_something_that_is_left(self) -> None:
        consent = self.give()
        other = self.give("vard", to=self.af)
        everything = [scope.pk for scope in consent.scopes.all()]
        for scopes in ([], everything, [other.scopes.get().pk]):
            with self.subTest(scopes), pytest.raises(Refused):
                narrow_consent(consent=consent, scopes=scopes, channel="mote", by=self.by)
        assert ConsentEvent.objects.filter(kind="begransat").count() == 0

    def test_what_is_said_later_replaces_what_was_said_of_the_same(self) -> None:
        first = self.give()
        second = self.give("kontakt", exceptions=("adress",))
        assert (found := self.cover("kontakt")) is not None
        assert found.consent_id == second.pk
        assert (kept := self.cover("sjukskrivning")) is not None
        assert kept.consent_id == first.pk
        withdraw_consent(consent=second, channel="mote", by=self.by)
        assert self.cover("kontakt") is None, "det äldre kommer inte tillbaka"

    def test_a_renewal_takes_over_the_day_it_begins(self) -> None:
        first = self.give()
        start = first.valid_to - timedelta(days=10)
        second = self.give(renews=first.pk, valid_from=start, valid_to=start + timedelta(days=200))
        before = datetime(start.year, start.month, start.day, tzinfo=SWEDEN) - timedelta(seconds=1)
        for at, consent in ((before, first), (before + timedelta(seconds=1), second)):
            found = self.cover(at=at)
            assert found is not None
            assert found.consent_id == consent.pk
        assert second.renews == first

    def test_what_is_withdrawn_is_not_renewed(self) -> None:
        first = self.give()
        withdraw_consent(consent=first, channel="mote", by=self.by)
        with pytest.raises(Refused):
            self.prepare(renews=first.pk)

    def test_the_night_after_the_last_day_it_is_written_down_with_a_task(self) -> None:
        consent = self.give()
        with time_machine.travel(datetime(2027, 3, 2, 3, 0, tzinfo=SWEDEN)):
            for _ in range(2):
                run_round(self.case.owner, timezone.now())
            assert consent.events.filter(kind=ConsentEvent.Kind.EXPIRED).count() == 1
            assert Task.objects.filter(case=self.case, kind="samtycke_utgatt").count() == 1
            assert self.map_says() is None
            assert withdraw_is_refused(consent, self.by)

    def test_somebody_is_told_before_it_runs_out_but_not_when_it_is_renewed(self) -> None:
        consent = self.give()
        with time_machine.travel(datetime(2027, 2, 1, 3, 0, tzinfo=SWEDEN)):
            for _ in range(2):
                run_round(self.case.owner, timezone.now())
            assert Task.objects.get(case=self.case, kind="samtycke_gar_ut").done_at is None
            today = timezone.localdate()
            self.give(renews=consent.pk, valid_from=today, valid_to=today + timedelta(days=300))
            assert Task.objects.get(case=self.case, kind="samtycke_gar_ut").done_at is not None

    def test_nothing_runs_out_before_its_last_day_is_over(self) -> None:
        consent = self.give()
        assert expire_consent(consent=consent, by=self.by) is None

    def test_the_team_s_task_and_the_timeline_name_no_receiver_and_no_category(self) -> None:
        consent = self.give("diagnos")
        withdraw_consent(consent=consent, channel="mote", words="Vill inte mer", by=self.by)
        told = [
            str(row.data) for row in CaseEvent.objects.filter(case=self.case, kind__startswith="consent.")
        ]
        assert not [text for text in told if "diagnos" in text or "Vill" in text or "kassan" in text]


class FollowUpConsentTest(ConsentTest):
    """R25: apart from everything else."""

    def test_it_lets_nothing_out_and_tells_the_map_nothing(self) -> None:
        say_follow_up_consent(case=self.case, is_given=True, said_on=self.today, by=self.by)
        assert self.cover() is None
        assert not FactEntry.objects.filter(case=self.case, fact="samtycke").exists()

    def test_a_consent_to_disclosure_is_none_to_the_follow_up(self) -> None:
        self.give()
        assert not FollowUpConsent.objects.exists()

    def test_the_last_answer_holds_and_the_same_answer_is_one(self) -> None:
        for is_given in (True, True, False):
            say_follow_up_consent(case=self.case, is_given=is_given, said_on=self.today, by=self.by)
        rows = FollowUpConsent.objects.order_by("at", "pk")
        assert [row.is_given for row in rows] == [True, False]

    def test_it_asks_for_an_answer_and_a_day_that_has_been(self) -> None:
        for is_given, said_on in ((None, self.today), (True, None), (True, self.today + timedelta(days=1))):
            with self.subTest(said_on), pytest.raises(Refused):
                say_follow_up_consent(case=self.case, is_given=is_given, said_on=said_on, by=self.by)


def withdraw_is_refused(consent: Consent, by: Any) -> bool:
    try:
        withdraw_consent(consent=consent, channel="mote", by=by)
    except Refused:
        return True
    return False
