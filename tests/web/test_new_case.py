"""Opening a new case: the right person, the right first step, nothing lost on the way and nothing kept before there is a case."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.casework.actions.cases import close_case
from samre.casework.facts import facts_for
from samre.casework.models import Case, CertificateFile, FactEntry, Person
from samre.web.definition import EXAMPLES, pathway
from samre.web.forms.new_case import FIELDS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
NUMBER, WRITTEN = "191212121212", "19121212-1212"
TOLVAN = {"identitet": "nummer", "nummer": WRITTEN, "namn": "Tolvan Tolvansson"}
CHOSEN = {"sakert": "ja", "skydd": "ingen", "kalla": "personen"}
GOOD = EXAMPLES / "fk7804-gott.xml"


class Fields(HTMLParser):
    """What a browser would send of the page's own form, as it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._select = ""
        self.feed(page.partition("new-case__form")[2].partition("</form>")[0])

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attributes}
        if tag == "select":
            self._select = own["name"]
        elif tag == "option" and "selected" in own:
            self.found[self._select] = own["value"]
        elif tag == "input" and own.get("type") in ("radio", "checkbox"):
            if "checked" in own:
                self.found[own["name"]] = own["value"]
        elif tag == "input" and own.get("type") != "file" and not own["name"].startswith("ny."):
            self.found[own["name"]] = own.get("value", "")


def fields(answer: Any) -> dict[str, str]:
    return Fields(answer.content.decode()).found


def send(client: Client, answer: Any, todo: str, **more: Any) -> Any:
    """The form of the last answer with something typed in it, sent by the button `todo`."""
    return client.post("/arenden/nytt", {**fields(answer), "gor": todo, **more})


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def begin(client: Client, assignment: Any) -> Any:
    log_in(client, assignment)
    return client.get("/arenden/nytt")


def test_by_hand_from_the_empty_page_to_the_case(client: Client) -> None:
    assignment, _ = make_caseworker()
    second = send(client, begin(client, assignment), "vidare", **TOLVAN)
    page = second.content.decode()
    assert "Tolvan Tolvansson" in page and "113 år" in page and WRITTEN in page
    opened = send(
        client,
        second,
        "oppna",
        **(CHOSEN | {"kalla": "bedomning"}),
        barn="2",
        sprak="somaliska",
        tolk="på telefon",
    )
    case = Case.objects.get()
    assert opened.status_code == 302 and opened["Location"] == f"/arenden/{case.pk}"
    person = case.person
    assert (person.name, person.number, person.language, person.interpreter) == (
        "Tolvan Tolvansson",
        NUMBER,
        "somaliska",
        "på telefon",
    )
    children = FactEntry.objects.get(case=case, fact="barn_i_hushallet")
    assert (children.value, children.source) == (2, "bedomning")
    assert case.handler_id == assignment.user_id and case.next_due is not None


def test_from_a_certificate_the_first_step_is_chosen_with_it_read(client: Client) -> None:
    """The same step as the map gives when all is known, not the one for a case without certificate."""
    assignment, _ = make_caseworker()
    first = begin(client, assignment)
    read = client.post("/arenden/nytt", {**fields(first), "gor": "las", "fil": upload(GOOD)})
    assert fields(read)["nummer"] and not Case.objects.exists() and not CertificateFile.objects.exists()
    second = send(client, read, "vidare", namn="Tolvan Tolvansson")
    told = re.search(
        r"Så långt säger kartan|Så här långt säger kartan:</span> <strong>([^<]*)", second.content.decode()
    )
    opened = send(client, second, "oppna", **CHOSEN)
    assert opened.status_code == 302, opened.content.decode()
    case = Case.objects.get()
    stored = CertificateFile.objects.get(case=case)
    assert stored.original == GOOD.read_bytes() and stored.file_name == GOOD.name
    assert FactEntry.objects.filter(case=case, certificate=stored).exists()
    step = case.steps.get().step
    assert step == (case.recommended or "S02")
    assert told is not None
    # Where the map can't tell yet, the page has said what the case is opened with.
    foretold = f"börjar det med {pathway().steps['S02'].short}" in second.content.decode()
    assert foretold == (not case.recommended)
    assert facts_for(case, on=TODAY).facts.values
    assert Event.objects.filter(action="case.open", case_id=str(case.pk)).count() == 1


def test_the_file_is_sealed_in_the_form_and_opens_for_nobody_else(client: Client) -> None:
    assignment, _ = make_caseworker()
    first = begin(client, assignment)
    read = client.post("/arenden/nytt", {**fields(first), "gor": "las", "fil": upload(GOOD)})
    carried = fields(read)["fil_kvar"]
    assert "intyg" not in carried.lower() and len(carried) < 4 * len(GOOD.read_bytes())
    damaged = send(client, read, "vidare", **TOLVAN, fil_kvar=carried[:-9])
    assert damaged.status_code == 422 and "följde inte med" in damaged.content.decode()
    assert fields(damaged)["namn"] == "Tolvan Tolvansson"
    kept = fields(read)
    log_in(client, make_assignment(unit=assignment.unit))
    theirs = client.post("/arenden/nytt", {**kept, "gor": "vidare", "namn": "Tolvan Tolvansson"})
    assert theirs.status_code == 422 and "följde inte med" in theirs.content.decode()


def test_a_certificate_about_somebody_else_is_stopped_before_anything_is_kept(client: Client) -> None:
    first = begin(client, make_caseworker()[0])
    read = client.post("/arenden/nytt", {**fields(first), "gor": "las", "fil": upload(GOOD)})
    assert fields(read)["nummer"] != WRITTEN
    stopped = send(client, read, "vidare", nummer=WRITTEN, namn="Annan Person")
    assert stopped.status_code == 422 and "en annan person" in stopped.content.decode()
    without = send(client, stopped, "utan_fil")
    assert fields(without)["nummer"] == WRITTEN and "fil_kvar" not in fields(without)
    assert send(client, without, "vidare").status_code == 200


def test_a_mistyped_number_and_a_missing_name_are_told_at_the_fields_together(client: Client) -> None:
    first = begin(client, make_caseworker()[0])
    wrong = send(client, first, "vidare", nummer="19121212-1213", namn="Tolvan")
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "kontrollsiffra" in page and "för- och efternamn" in page
    assert fields(wrong)["nummer"] == "19121212-1213" and fields(wrong)["namn"] == "Tolvan"
    assert "Fel: Nytt ärende" in page and "1213" not in page.partition("<title>")[2].partition("</title>")[0]


def test_nothing_typed_is_lost_when_something_lacks(client: Client) -> None:
    assignment, _ = make_caseworker()
    second = send(client, begin(client, assignment), "vidare", **TOLVAN)
    answered = send(client, second, "", **{"ny.sgi": "noll", "barn": "2", "sprak": "arabiska"})
    lacking = send(client, answered, "oppna", barn="99", inkom="")
    page, kept = lacking.content.decode(), fields(lacking)
    assert lacking.status_code == 422
    for words in ("kryssa för det", "Välj om personen har skyddade uppgifter"):
        assert words in page
    assert kept["barn"] == "99" and kept["sprak"] == "arabiska" and kept["nummer"] == WRITTEN
    assert {name for name in kept if name.startswith("svar.")} == {
        name for name in fields(answered) if name.startswith("svar.")
    }
    back = fields(send(client, lacking, "tillbaka"))
    assert back["sprak"] == "arabiska" and back["namn"] == "Tolvan Tolvansson"
    assert not Case.objects.exists() and not Person.objects.exists()


def test_an_open_case_is_shown_with_name_and_age_and_its_link(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Tolvan Tolvansson", number=NUMBER)
    answer = send(client, begin(client, assignment), "vidare", nummer=WRITTEN, namn="Tolvan Tolv")
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in (
        "redan ett öppet ärende",
        "Tolvan Tolvansson",
        "113 år",
        case.number,
        f"/arenden/{case.pk}",
    ):
        assert words in page
    assert Event.objects.filter(action="case.lookup").count() == 1


def test_nobody_is_shown_a_known_person_without_a_trace(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Tolvan Tolvansson", number=NUMBER)
    close_case(case=case, outcome="M1", income_before="bistand", income_after="lon", reason="Arbete", by=by)
    log_in(client, assignment)
    for number, todo in enumerate(("vidare", "svara", "glom:sgi", "oppna", "x"), 1):
        page = client.post("/arenden/nytt", {**TOLVAN, "gor": todo, "steg": "2"}).content.decode()
        assert case.number in page
        assert Event.objects.filter(action="case.lookup").exclude(subjects="").count() == number, todo


def test_a_closed_case_is_offered_to_be_opened_again(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Tolvan Tolvansson", number=NUMBER)
    close_case(case=case, outcome="M1", income_before="bistand", income_after="lon", reason="Arbete", by=by)
    second = send(client, begin(client, assignment), "vidare", **(TOLVAN | {"namn": "Trettan Felsson"}))
    page = second.content.decode()
    assert (
        case.number in page
        and "Numret hör till någon med ett annat namn" in page
        and "Tolvansson" not in page
    )
    lacking = send(client, second, f"igen:{case.pk}", sakert="ja")
    assert "Skriv varför ärendet öppnas igen" in lacking.content.decode()
    opened = send(client, lacking, f"igen:{case.pk}", sakert="ja", skal="Sjuk på nytt.", barn="1")
    assert opened.status_code == 302 and opened["Location"] == f"/arenden/{case.pk}"
    case.refresh_from_db()
    assert case.is_open and FactEntry.objects.filter(case=case, fact="barn_i_hushallet").count() == 1


def test_a_closed_case_of_a_colleague_leaves_a_new_one_for_the_same_person(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Tolvan Tolvansson", number=NUMBER)
    close_case(case=case, outcome="M1", income_before="bistand", income_after="lon", reason="Arbete", by=by)
    colleague = make_assignment(unit=assignment.unit)
    second = send(client, begin(client, colleague), "vidare", **TOLVAN)
    assert "inget uppdrag i det" in second.content.decode()
    assert (
        client.post(
            "/arenden/nytt", fields(second) | {"gor": f"igen:{case.pk}", "sakert": "ja", "skal": "x"}
        ).status_code
        == 422
    )
    opened = send(client, second, "oppna", sakert="ja")
    assert opened.status_code == 302
    assert Person.objects.count() == 1 and Case.objects.count() == 2
    told = client.get(opened["Location"] + "/tidslinje").content.decode()
    assert f"personen har haft ärende {case.number} tidigare" in told


def test_a_protected_person_is_not_told_of_to_others(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Hemlig Hemligsson", number=NUMBER, protection="markering")
    log_in(client, make_assignment(unit=assignment.unit))
    answer = client.post("/arenden/nytt", {**TOLVAN, "gor": "vidare", "steg": "1"})
    page = answer.content.decode()
    assert "Hemlig" not in page and "113 år" not in page and "Skyddade uppgifter" in page
    close_case(case=case, outcome="M1", income_before="bistand", income_after="lon", reason="Arbete", by=by)
    page = client.post("/arenden/nytt", {**TOLVAN, "gor": "vidare", "steg": "1"}).content.decode()
    assert "Hemlig" not in page and "Kontakta enhetschefen" in page


def test_another_kommuns_person_is_new_here(client: Client) -> None:
    make_case(make_caseworker()[1], name="Annan Kommunsson", number=NUMBER)
    second = send(client, begin(client, make_caseworker()[0]), "vidare", **TOLVAN)
    page = second.content.decode()
    assert second.status_code == 200 and "Annan" not in page.partition("<main")[2].replace(
        "Annan identitet", ""
    )
    assert "finns redan" not in page
    assert send(client, second, "oppna", **CHOSEN).status_code == 302
    assert Person.objects.count() == 2


def test_a_saved_guide_gives_its_answers_as_own_assessment(client: Client) -> None:
    content = {"slag": "samre-guide", "karta": "x", "per": None, "svar": {"sgi": "noll"}, "intyg": None}
    file = SimpleUploadedFile("samre-guide.json", json.dumps(content).encode())
    first = begin(client, make_caseworker()[0])
    read = client.post("/arenden/nytt", {**fields(first), "gor": "las", "fil": file})
    assert "Svaren från Guiden är med" in read.content.decode()
    second = send(client, read, "vidare", **TOLVAN)
    assert fields(second)["kalla.sgi"] == "bedomning" and fields(second)["kalla"] == "personen"
    assert send(client, second, "oppna", sakert="ja", skydd="ingen").status_code == 302
    entry = FactEntry.objects.get(fact="sgi")
    assert (entry.value, entry.source) == ("noll", "bedomning")


def test_a_protected_person_begins_at_the_step_that_makes_her_safe(client: Client) -> None:
    second = send(client, begin(client, make_caseworker()[0]), "vidare", **TOLVAN)
    seen = send(client, second, "svara", skydd="markering").content.decode()
    opened = send(client, second, "oppna", **(CHOSEN | {"skydd": "markering"}))
    case = Case.objects.get()
    assert opened.status_code == 302 and case.person.is_protected
    step = case.steps.get().step
    assert step == "S39" and pathway().steps[step].short in seen
    assert FactEntry.objects.get(case=case, fact="skyddade_uppgifter").value == "ja"


def test_answers_that_say_protected_are_not_opened_as_unprotected(client: Client) -> None:
    second = send(client, begin(client, make_caseworker()[0]), "vidare", **TOLVAN)
    answered = send(client, second, "", **{"ny.skyddade_uppgifter": "ordnat"})
    refused = send(client, answered, "oppna", **CHOSEN)
    assert refused.status_code == 422 and "Välj vilket skydd" in refused.content.decode()
    assert send(client, refused, "oppna", **(CHOSEN | {"skydd": "markering"})).status_code == 302
    assert FactEntry.objects.get(fact="skyddade_uppgifter").value == "ordnat"


def test_sent_twice_there_is_still_one_case(client: Client) -> None:
    second = send(client, begin(client, make_caseworker()[0]), "vidare", **TOLVAN)
    sent = {**fields(second), **CHOSEN, "gor": "oppna"}
    assert client.post("/arenden/nytt", sent).status_code == 302
    again = client.post("/arenden/nytt", sent)
    assert again.status_code == 409 and "redan ett öppet ärende" in again.content.decode()
    assert Case.objects.count() == 1


def test_a_file_that_cannot_be_read_says_why_and_leaves_the_rest(client: Client) -> None:
    first = begin(client, make_caseworker()[0])
    for name, data in {"bild.pdf": b"%PDF-1.7 x", "tom.xml": b"", "x.xml": b"<x>"}.items():
        answer = client.post(
            "/arenden/nytt", {**fields(first), **TOLVAN, "gor": "las", "fil": SimpleUploadedFile(name, data)}
        )
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode(), name
        assert fields(answer)["namn"] == "Tolvan Tolvansson"


def test_nothing_about_anybody_is_in_an_address_or_a_title(client: Client) -> None:
    second = send(client, begin(client, make_caseworker()[0]), "vidare", **TOLVAN)
    title = second.content.decode().partition("<title>")[2].partition("</title>")[0]
    assert "Tolvan" not in title and "1212" not in title
    assert client.get("/arenden/nytt?nummer=191212121212").status_code == 400


def test_two_who_write_down_the_same_person_at_once_make_one(client: Client, monkeypatch: Any) -> None:
    """Between the check and the write somebody else was first: the database says no, and the page says why."""
    assignment, by = make_caseworker()
    second = send(client, begin(client, assignment), "vidare", **TOLVAN)
    make_case(by, name="Tolvan Tolvansson", number=NUMBER)
    for place in ("samre.casework.actions.cases", "samre.casework.queries.known_person"):
        monkeypatch.setattr(f"{place}.find_person", lambda *_: None)
    answer = send(client, second, "oppna", **CHOSEN)
    assert answer.status_code == 422 and "i samma stund" in answer.content.decode()
    assert Person.objects.count() == 1 and Case.objects.count() == 1


@hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    sent=st.dictionaries(
        st.sampled_from([*FIELDS, "fil_kvar", "svar.sgi", "ny.fodd", "ny.sgi", "vet_inte", "svara", "intyg"]),
        st.text(max_size=40)
        | st.sampled_from([WRITTEN, "Tolvan Tolvansson", "ja", "annan", "ingen", "\x00"]),
    ),
    todo=st.sampled_from(
        ["vidare", "oppna", "tillbaka", "utan_fil", "las", "svara", "glom:sgi", "igen:x", ""]
    ),
    step=st.sampled_from(["1", "2", "3", ""]),
)
def test_whatever_is_sent_there_is_a_page_or_a_refusal(
    client: Client, sent: dict[str, str], todo: str, step: str
) -> None:
    if "_auth_user_id" not in client.session:
        log_in(client, make_caseworker()[0])
    answer = client.post("/arenden/nytt", {**TOLVAN, **sent, "gor": todo, "steg": step})
    assert answer.status_code in (200, 302, 400, 409, 422)


def test_only_those_who_work_with_cases_open_them(client: Client) -> None:
    for role in Role:
        log_in(client, make_assignment(role=role))
        status = client.get("/arenden/nytt").status_code
        assert status == (200 if role in (Role.CASEWORKER, Role.MANAGER) else 403), role


class Onward(HTMLParser):
    """The hidden fields of the guide's form that leads on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == "vidare"
        elif self.inside and tag == "input" and given.get("type") == "hidden":
            self.found[given["name"]] = given["value"]


def test_what_stands_in_the_guide_goes_along_to_a_new_case(client: Client) -> None:
    assignment, by = make_caseworker()
    log_in(client, assignment)
    guide = client.post("/guide", {"gor": "exempel:gott", "ny.sgi": "noll"})
    page = client.post("/guide", {**Onward(guide.content.decode()).found, "ny.sgi": "noll"}).content.decode()
    assert 'value="fran_guiden"' in page
    first = client.post("/arenden/nytt", {**Onward(page).found, "gor": "fran_guiden"})
    assert first.status_code == 200 and "Svaren från Guiden är med" in first.content.decode()
    assert "FK 7804" in first.content.decode()
    assert not Case.objects.exists()
    second = send(client, first, "vidare", **TOLVAN)
    opened = send(client, second, "oppna", **{**CHOSEN, "ratt_person": "ja"})
    assert opened.status_code == 302, opened.content.decode()
    case = Case.objects.get(owner_id=by.authority_id)
    assert CertificateFile.objects.filter(case=case).count() == 1
    assert facts_for(case, on=TODAY).facts.values["sgi"] == "noll"


def test_an_empty_or_damaged_guide_leads_to_the_ordinary_first_page(client: Client) -> None:
    begin(client, make_caseworker()[0])
    assert client.post("/arenden/nytt", {"gor": "fran_guiden"}).status_code == 200
    damaged = client.post("/arenden/nytt", {"gor": "fran_guiden", "intyg": "{"})
    assert damaged.status_code == 422 and "drop" in damaged.content.decode()


def test_the_way_from_the_guide_is_shown_to_those_who_may_open_cases_only(client: Client) -> None:
    for assignment in (None, make_assignment(role=Role.REVIEWER)):
        if assignment:
            log_in(client, assignment)
        page = client.post("/guide", {"ny.sgi": "noll"}).content.decode()
        assert "fran_guiden" not in page


def test_each_answer_keeps_its_own_source_and_what_nobody_answered_is_not_said_by_the_person(
    client: Client,
) -> None:
    second = send(client, begin(client, make_caseworker()[0]), "vidare", **TOLVAN)
    third = send(client, second, "svara", kalla="myndighet", **{"ny.sgi": "noll"})
    fourth = send(client, third, "svara", kalla="personen", **{"ny.avslag": "inget"})
    fifth = send(client, fourth, "svara", kalla="bedomning", vet_inte="syssla")
    assert send(client, fifth, "oppna", **CHOSEN, tolk="på telefon").status_code == 302
    found = dict(FactEntry.objects.exclude(fact="fodd").values_list("fact", "source"))
    assert (found["sgi"], found["skyddade_uppgifter"], found["tolk"]) == (
        "myndighet",
        "bedomning",
        "bedomning",
    )
    assert {name for name, source in found.items() if source == "personen"} <= {"avslag"}


def test_fewer_questions_are_left_after_each_answer_and_never_more(client: Client) -> None:
    page = send(
        client, begin(client, make_caseworker()[0]), "vidare", **(TOLVAN | {"nummer": "198004209295"})
    )
    told = []
    for _ in range(4):
        text = page.content.decode()
        left = re.search(r"ungefär (\d+) kvar", text)
        asked = re.search(r'name="vet_inte" value="([a-z_]+)"|name="ny\.([a-z_]+)" value="vet inte"', text)
        if left is None or asked is None:
            break
        told.append(int(left[1]))
        page = send(client, page, "svara", **{f"ny.{asked[1] or asked[2]}": "vet inte"})
    assert len(told) >= 2, "annars prövas ingenting"
    assert all(later < earlier or later == 1 for earlier, later in pairwise(told))


def test_a_day_that_is_no_birthday_is_asked_for_by_another_example(client: Client) -> None:
    second = send(client, begin(client, make_caseworker()[0]), "vidare", **TOLVAN)
    page = send(client, second, "svara", **{"ny.intyg": "giltigt"}).content.decode()
    for hint in re.findall(r'id="hur-[a-z]+-(\w+)">(.*?)</p>', page):
        assert ("fyra sista" in hint[1]) == (hint[0] == "fodd")


def test_a_number_that_is_somebody_elses_tells_no_more_than_year_and_case(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Tolvan Tolvansson", number=NUMBER)
    first = begin(client, assignment)
    answer = send(client, first, "vidare", **(TOLVAN | {"namn": "Trettan Felsson"}))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Numret hör till någon med ett annat namn i era register" in page
    assert "född 1912" in page and case.number in page
    assert "Tolvan" not in page.partition("<main")[2] and "113 år" not in page and "12 december" not in page
    event = Event.objects.get(action="case.lookup")
    assert event.subjects and "name_differs" in event.detail
    married = send(client, first, "vidare", **(TOLVAN | {"namn": "Tolvan Giftsson"})).content.decode()
    assert "Tolvan Tolvansson" in married and "Numret hör till" not in married


def test_without_a_script_a_file_is_chosen_and_gone_on_with_in_one(client: Client) -> None:
    first = begin(client, make_caseworker()[0])
    form = {**fields(first), "gor": "vidare", "identitet": "nummer", "nummer": "", "namn": "Ada Prov"}
    answer = client.post("/arenden/nytt", {**form, "fil": upload(GOOD)})
    page = answer.content.decode()
    assert (
        answer.status_code == 200 and "steg 2 av 2" in page and "Läkarintyget" in page and "Ada Prov" in page
    )
    page = client.post("/arenden/nytt", {**form, "namn": "", "fil": upload(GOOD)}).content.decode()
    assert "steg 1 av 2" in page and "Skriv för- och efternamn." in page and "Ta bort intyget" in page
