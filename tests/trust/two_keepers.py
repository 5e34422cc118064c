"""Two förbund with a map each and everything that can be done with one, and a canary in each thing that is written of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.accounts.factories import make_assignment, make_authority, make_unit, make_user
from tests.casework.factories import make_case
from tests.governance.factories import SMALL

from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.accounts.scope import acting_in
from samre.casework.models import Case
from samre.governance.actions.agreement_signing import lay_for_signing, put_in_force, sign_for_party
from samre.governance.actions.agreements import put_commitments, put_party, write_agreement
from samre.governance.actions.deviations import assign_deviation, report_deviation
from samre.governance.actions.drafts import (
    begin_draft,
    decide_draft,
    give_reason,
    mark_law,
    save_draft,
    submit_draft,
)
from samre.governance.actions.law_checks import check_law
from samre.governance.actions.local import set_local
from samre.governance.actions.practice import close_run, keep_protocol, open_run, prepare_run, write_remarks
from samre.governance.actions.practice_cases import write_case
from samre.governance.actions.practice_groups import Said, comment_box, join, place_case
from samre.governance.actions.requests import answer_request, ask_for_change
from samre.governance.actions.scenarios import save_scenario
from samre.governance.actions.sittings import call_sitting, sign_minutes, write_minutes
from samre.governance.actions.versions import adopt_map, follow_map, publish_draft
from samre.governance.models import Agreement, Draft, MapVersion, PracticeRun, Sitting
from samre.governance.rules.agreements import Promise
from samre.governance.rules.packing import unpack
from samre.governance.rules.proving import prove
from samre.governance.rules.reviewing import paragraphs
from samre.pathway.writing.edit import Put, edited
from samre.pathway.writing.steps import with_field

AHEAD = timedelta(days=300)


@dataclass
class Keeper:
    """A förbund that keeps a map, a kommun that follows it, and an office that is a party to the agreement.

    `ids`: name in an address → what stands there; `later`: the same for what has come further (laid, closed, signed); `more`:
    other ids of theirs that a form may be sent with.
    """

    word: str
    authority: Authority
    kommun: Authority
    people: dict[str, Assignment]
    case: Case
    ids: dict[str, Any] = field(default_factory=dict)
    later: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def canaries(self) -> tuple[str, ...]:
        """Everything that is written of this map, and whom it was written by."""
        return (f"Kanarie{self.word}", f"Personal{self.word}")

    @property
    def about_the_person(self) -> tuple[str, ...]:
        """The one whose case follows the map."""
        return (f"Klient{self.word}", self.case.number)

    def owns(self, row: str) -> bool:
        """Whether a row, as text, is this keeper's or its kommun's."""
        return str(self.authority.pk) in row or str(self.kommun.pk) in row


def make_keeper(word: str) -> Keeper:
    """A whole förbund. Slow (a second or two): made once for many questions."""
    home, kommun = make_unit(authority=make_authority(kind=AuthorityKind.FORBUND)), make_unit()
    office = make_unit(authority=make_authority(kind=AuthorityKind.FK))
    places: dict[str, tuple[Role, Unit]] = {
        "processledare": (Role.PROCESS_LEAD, home),
        "styrgrupp": (Role.BOARD, home),
        "lagkunnig": (Role.LAW_EXPERT, home),
        "kommunens processledare": (Role.PROCESS_LEAD, kommun),
        "handläggare": (Role.CASEWORKER, kommun),
        "chef": (Role.MANAGER, kommun),
        "partner": (Role.PARTNER, office),
    }
    people = {
        name: make_assignment(role=role, unit=unit, user=make_user(name=f"{name.title()} Personal{word}"))
        for name, (role, unit) in places.items()
    }
    acting = {name: actor_for(one) for name, one in people.items()}
    lead = acting["processledare"]
    # A case that was there before the kommun followed the map: the small one lacks the step that cases begin with.
    with acting_in(kommun.authority_id):
        case = make_case(acting["handläggare"], name=f"Klient{word} Klient{word}sson", facts={"sgi": "noll"})
    first = adopt_map(keeper=home.authority_id, folder=SMALL, next_review=_day() + AHEAD, by=lead)
    follow_map(keeper=home.authority_id, follower=kommun.authority_id, since=_day(), by=lead)
    keeper = Keeper(word, home.authority, kommun.authority, people, case)
    keeper.ids, keeper.more = {"version": first.pk}, {"enhet": kommun.pk, "kontor": office.pk}
    _fill(keeper, acting, f"Kanarie{word}")
    keeper.later = keeper.ids | keeper.later
    return keeper


def _fill(keeper: Keeper, acting: dict[str, Actor], canary: str) -> None:
    """One of everything, in the order it happens."""
    drafts = _drafts(keeper, acting, canary)
    _requests(keeper, acting, canary, drafts["forslag"])
    _sittings(keeper, acting, canary, drafts["forslag"])
    keeper.later["version"] = _published(keeper, acting, canary).pk
    _practice(keeper, acting["processledare"], canary, drafts["forslag"])
    _agreement(keeper, acting, canary)
    lead = acting["kommunens processledare"]
    own = set_local(
        thing="steg", thing_id="S08", part="råd", value=f"{canary}råd", why=f"{canary}skäl", by=lead
    )
    check_law(
        keeper=keeper.authority.pk, kind="lag", thing_id="SFB", found="oforandrad", source=f"{canary}källa",
        note=f"{canary}anmärkning", by=lead,
    )  # fmt: skip
    saved = save_scenario(name=f"{canary}läge", values={"veckor": "52"}, by=acting["processledare"])
    keeper.more |= {"varde": own.pk, "lage": saved.pk}


def _drafts(keeper: Keeper, acting: dict[str, Actor], canary: str) -> dict[str, Draft]:
    """One that is written on, with a mark on what it rests on and a reason for a warning; one that lies for decision."""
    lead = acting["processledare"]
    draft = _begun(keeper, f"{canary}utkast", f"{canary}varför", lead)
    dog = {"typ": "ja_nej", "fråga": f"{canary}fråga?", "etikett": f"{canary}etikett", "svarar": ["KOM"]}
    texts = edited(_texts(draft), [Put("fakta.yaml", ("uppgifter", "hund"), dog)])
    limit = {"dagar": 20, "text": f"{canary}frist", "slag": "lag", "lag": ["SFB 30:9"]}
    texts = edited(texts, [Put("steg.yaml", ("steg", "S14", "frist"), limit)])
    save_draft(draft=draft.pk, revision=1, texts=texts, what=f"{canary}sparning", by=lead)
    give_reason(draft=draft.pk, obligation="används.hund", reason=f"{canary}skäl", by=lead)
    draft.refresh_from_db()
    pathway = prove(_texts(draft), on=_day()).pathway
    assert pathway is not None
    for one in paragraphs(draft, pathway):
        read = {"law": one.law, "place": one.place, "text": one.text}
        said = {"verdict": "stammer", "note": f"{canary}bedömning"}
        mark_law(draft=draft.pk, **read, **said, by=acting["lagkunnig"])
    laid = _begun(keeper, f"{canary}lagt", f"{canary}varför", acting["kommunens processledare"])
    _laid(laid, f"{canary}läggs", acting["kommunens processledare"])
    keeper.ids["forslag"], keeper.later["forslag"] = draft.pk, laid.pk
    return {"forslag": draft, "lagt": laid}


def _published(keeper: Keeper, acting: dict[str, Actor], canary: str) -> MapVersion:
    """A version that was decided on and holds from today."""
    lead = acting["processledare"]
    draft = _begun(keeper, f"{canary}klart", f"{canary}varför", lead)
    _laid(draft, f"{canary}råd", lead)
    draft.refresh_from_db()
    decide_draft(
        draft=draft.pk, revision=draft.revision, outcome="bifall", reason=f"{canary}skäl", by=acting["styrgrupp"]
    )  # fmt: skip
    return publish_draft(draft=draft.pk, revision=draft.revision, news=f"{canary}nyhet", by=lead)


def _requests(keeper: Keeper, acting: dict[str, Actor], canary: str, draft: Draft) -> None:
    said = {"wrong": f"{canary}fel", "proposal": f"{canary}förslag"}
    asked = ask_for_change(thing="steget", thing_id="S08", by=acting["handläggare"], **said)
    taken = ask_for_change(thing="steget", thing_id="S05", by=acting["chef"], **said)
    lead = acting["processledare"]
    answer_request(request=asked.pk, state="fraga", text=f"{canary}fråga", by=lead)
    answer_request(request=taken.pk, state="antagen", text=f"{canary}svar", draft=draft.pk, by=lead)
    keeper.ids["andring"], keeper.later["andring"] = asked.pk, taken.pk


def _sittings(keeper: Keeper, acting: dict[str, Actor], canary: str, draft: Draft) -> None:
    """One that is held, written and signed with its papers, and one to come."""
    agenda = [{"title": f"{canary}punkt", "draft": str(draft.pk)}]
    given = {"keeper": keeper.authority.pk, "place": f"{canary}lokal", "agenda": agenda}
    held = call_sitting(on=_day(), write=lambda _: canary.encode(), by=acting["processledare"], **given)
    write_minutes(
        sitting=held.pk, revision=1, present=[{"name": f"{canary}närvarande", "for": ""}], minutes=f"{canary}protokoll",
        agenda=agenda, by=acting["processledare"],
    )  # fmt: skip
    sign_minutes(sitting=held.pk, revision=2, write=lambda _: canary.encode(), by=acting["styrgrupp"])
    coming: Sitting = call_sitting(on=_day() + timedelta(days=9), by=acting["styrgrupp"], **given)
    keeper.ids["sammantrade"], keeper.later["sammantrade"] = coming.pk, held.pk


def _practice(keeper: Keeper, lead: Actor, canary: str, draft: Draft) -> None:
    """A run that goes on, and one that is closed with its protocol."""
    for is_closed in (True, False):
        run = prepare_run(
            keeper=keeper.authority.pk, title=f"{canary}körning", purpose=f"{canary}syfte", draft=draft.pk, by=lead
        )  # fmt: skip
        case = write_case(run=run.pk, name=f"{canary}fall", story=f"{canary}berättelse", facts={}, by=lead)
        opened: PracticeRun = open_run(run=run.pk, by=lead)
        key = join(code=opened.code, name="Haren").key
        place_case(key=key, case=case.pk, said=Said(step="S05", comment=f"{canary}kommentar"))
        comment = comment_box(key=key, thing_id="S05", text=f"{canary}om rutan")
        which = keeper.later if is_closed else keeper.ids
        which |= {"provkorning": run.pk, "fall": case.pk}
        keeper.more[f"grupp {is_closed}"] = comment.group_id
        if is_closed:
            close_run(run=run.pk, by=lead)
            write_remarks(run=run.pk, text=f"{canary}anteckning", by=lead)
            keep_protocol(run=run.pk, document=canary.encode(), by=lead)


def _agreement(keeper: Keeper, acting: dict[str, Actor], canary: str) -> None:
    """One in force, with a deviation from it; and one that is being written."""
    lead, partner = acting["processledare"], acting["partner"]
    days = {"valid_from": _day(), "valid_to": None, "review_on": _day() + AHEAD}
    held: Agreement = write_agreement(title=f"{canary}överenskommelse", by=lead, **days)
    parties = {}
    for name, actors, authority in (
        (f"{canary}kommun", ["KOM"], acting["handläggare"].authority_id),
        (f"{canary}kontor", ["FK"], partner.authority_id),
    ):
        held.refresh_from_db()
        parties[actors[0]] = put_party(
            agreement=held.pk, revision=held.revision, name=name, actors=actors, authority=authority, by=lead
        )
    held.refresh_from_db()
    put_commitments(
        agreement=held.pk, revision=held.revision, party=parties["FK"].pk,
        promises=[Promise("S14", f"{canary}löfte", 21)], by=lead,
    )  # fmt: skip
    held.refresh_from_db()
    lay_for_signing(agreement=held.pk, revision=held.revision, by=lead)
    for party in parties.values():
        sign_for_party(
            agreement=held.pk, party=party.pk, signatory=f"{canary}undertecknare", title="Chef", on=_day(), how="papper", by=lead
        )  # fmt: skip
    put_in_force(agreement=held.pk, by=acting["styrgrupp"])
    written: Agreement = write_agreement(title=f"{canary}nästa", by=lead, **days)
    party = put_party(
        agreement=written.pk, revision=1, name=f"{canary}part", actors=["FK"], authority=None, by=lead
    )
    told = report_deviation(
        step="S14",
        party=f"FK:{partner.authority_id}",
        kind="annat",
        text=f"{canary}avvikelse",
        by=acting["handläggare"],
    )
    assign_deviation(deviation=told.pk, text=f"{canary}fråga", by=lead)
    keeper.ids |= {"overenskommelse": written.pk, "part": party.pk, "avvikelse": told.pk}
    keeper.later |= {"overenskommelse": held.pk, "part": parties["FK"].pk}


def _begun(keeper: Keeper, title: str, why: str, by: Actor) -> Draft:
    return begin_draft(keeper=keeper.authority.pk, title=title, why=why, by=by)


def _laid(draft: Draft, advice: str, by: Actor) -> None:
    """Saved with another advice in a step, and laid for decision."""
    texts = with_field(_texts(draft), "S05", "råd", advice)
    save_draft(draft=draft.pk, revision=draft.revision, texts=texts, what=advice, by=by)
    draft.refresh_from_db()
    submit_draft(
        draft=draft.pk, revision=draft.revision, valid_from=_day(), next_review=_day() + AHEAD, by=by
    )


def _texts(draft: Draft) -> dict[str, str]:
    return unpack(draft.revisions.get(number=draft.revision).files)


def _day() -> Any:
    return timezone.localdate()
