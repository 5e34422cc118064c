"""Two kommuner that know nothing of each other, with one of everything in a case, and a canary in each thing people write.

A canary is a word that stands nowhere else: whoever finds it in an answer has seen what she should not.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from tests.accounts.contact_factories import make_contact
from tests.accounts.factories import make_assignment, make_authority, make_unit, make_user
from tests.casework.factories import make_case
from tests.casework.plan_factories import make_activity, make_plan
from tests.certificate.factories import certificate
from tests.trust.kept_maps import kept_map_ids
from tests.trust.placed import places_of
from tests.trust.talks import talks_of

from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.audit.models import Event
from samre.casework.actions.answer_links import make_link
from samre.casework.actions.consents import give_consent
from samre.casework.actions.deadlines import add_deadline
from samre.casework.actions.decision_bases import start_basis
from samre.casework.actions.drafts import save_draft
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.notes import add_objection, sign_draft
from samre.casework.actions.paper_drafts import change_paper, start_paper
from samre.casework.actions.plans import start_plan
from samre.casework.actions.prepared_consents import prepare_consent
from samre.casework.actions.representatives import add_representative
from samre.casework.actions.steps import wait_for
from samre.casework.actions.tasks import add_task
from samre.casework.models import (
    Case,
    CertificateFile,
    Consent,
    Disclosure,
    DisposalItem,
    DisposalRun,
    Hold,
    NoteKind,
    OpenStep,
    PreparedConsent,
    Record,
    Review,
    SubjectRequest,
)
from samre.casework.models.base import stamp
from samre.casework.post import deliver
from samre.casework.rules.consent_choices import ConsentChoices, Scope
from samre.casework.rules.consent_lists import consent_rules
from samre.casework.rules.consent_said import Said
from samre.certificate.read import to_json
from samre.sealing.ids import new_id

# Skatteverket's test numbers: nobody has them, and no hint in a form names them.
NUMBERS = {"Alfa": ("195010172483", "195012042130"), "Beta": ("195107132119", "195202131578")}


def written(number: str) -> tuple[str, ...]:
    """The ways a number can be written on a page."""
    return (number, f"{number[:8]}-{number[8:]}", f"{number[2:8]}-{number[8:]}", number[2:])


@dataclass
class Tenant:
    """One kommun: its people, and a case with one of everything (`case`), a bare one (`other`) and a protected person's."""

    word: str
    authority: Authority
    unit: Unit
    people: dict[str, Assignment]
    case: Case
    other: Case
    hidden: Case
    ids: dict[str, Any] = field(default_factory=dict)
    other_ids: dict[str, Any] = field(default_factory=dict)
    hidden_ids: dict[str, Any] = field(default_factory=dict)

    @property
    def canaries(self) -> tuple[str, ...]:
        """Everything about a person in this kommun."""
        numbers = [way for number in NUMBERS[self.word] for way in written(number)]
        return (f"Kanarie{self.word}", f"Skyddad{self.word}", *numbers)

    @property
    def protected_canaries(self) -> tuple[str, ...]:
        """Who and where the protected person is."""
        return (f"Skyddad{self.word}", *written(NUMBERS[self.word][1]))

    @property
    def handler(self) -> Actor:
        return actor_for(self.people["handläggare"])


ROLES = {
    "handläggare": Role.CASEWORKER,
    "kollega": Role.CASEWORKER,
    "chef": Role.MANAGER,
    "processledare": Role.PROCESS_LEAD,
    "styrgrupp": Role.BOARD,
    "lagkunnig": Role.LAW_EXPERT,
    "loggranskare": Role.REVIEWER,
    "administratör": Role.ADMINISTRATOR,
}


def make_tenant(word: str) -> Tenant:
    """A whole kommun. Slow (a second): made once for many questions."""
    unit = make_unit(name=f"Enhet {word}")
    elsewhere = make_unit(authority=unit.authority, name=f"Annan enhet {word}")
    people = {
        name: make_assignment(role=role, unit=unit, user=make_user(name=f"{name.title()} Personal{word}"))
        for name, role in ROLES.items()
    }
    people["chef på annan enhet"] = make_assignment(
        role=Role.MANAGER, unit=elsewhere, user=make_user(name=f"Annanchef Personal{word}")
    )
    handler = actor_for(people["handläggare"])
    number, protected = NUMBERS[word]
    name = f"Kanarie{word} Kanarie{word}sson"
    case = make_case(handler, name=name, number=number)
    other = make_case(handler, name=f"Annan Kanarie{word}dotter")
    hidden = make_case(handler, name=f"Skyddad{word} Skyddad{word}sson", number=protected)
    tenant = Tenant(word, unit.authority, unit, people, case, other, hidden)
    tenant.ids = fill(case, f"Kanarie{word}", by=handler)
    tenant.other_ids = fill(other, f"Kanarie{word}annan", by=handler)
    tenant.hidden_ids = fill(hidden, f"Kanarie{word}", by=handler, where=f"Skyddad{word}")
    person = hidden.person
    person.protection = "markering"
    person.contact = {"phone": f"Skyddad{word}telefon", "email": f"skyddad@Skyddad{word}.example"}
    person.save()
    theirs = kept_map_ids()
    for one in (tenant.ids, tenant.other_ids, tenant.hidden_ids):
        one.update(theirs)
        one["uppdrag"] = people["kollega"].pk
    return tenant


def fill(case: Case, canary: str, *, by: Actor, where: str = "") -> dict[str, Any]:
    """One of everything in the case, each with the canary in what is written. Gives what stands in addresses: name → value.

    `where` is the canary of places and people around the person; the same as the other one unless it is given.
    """
    where, today = where or canary, timezone.localdate()
    person = case.person
    person.contact = {"phone": f"{where}telefon", "address": f"{where}gatan 1"}
    person.save()
    case.person = person
    note = _note(case, canary, by)
    add_objection(note=note, text=f"{canary}invändning", by=by)
    draft = save_draft(case=case, draft_id=new_id(), fields=_words(f"{canary}utkast"), seen=0, by=by)
    basis = start_basis(
        case=case, basis_id=new_id(), title=f"{canary}rubrik", text=f"{canary}underlag", by=by
    )
    task = add_task(case=case, text=f"{canary}uppgift", due_on=today + timedelta(days=3), by=by)
    deadline = add_deadline(case=case, rule="overklagan_kommun", counted_from=today, by=by)
    speaker = add_representative(
        case=case,
        kind="god_man",
        scope="bevaka rätt",
        name=f"{where} Företrädare",
        contact=f"{where}kontakt",
        valid_from=today,
        by=by,
    )
    (entry,) = enter_facts(
        case=case, values={"barn_i_hushallet": 2}, source="personen", source_name=f"{where}källa", by=by
    )
    file = _certificate(case, canary, by)
    record = _record(case, canary, by)
    step = OpenStep.objects.select_related("case").get(case=case)
    if where != canary:  # the others stay in the list of whose turn it is
        until = today + timedelta(days=9)
        wait_for(step=step, party="REG", until=until, then="Ringer", name=f"{where}centralen", by=by)
    kept = _kept(case, canary, by)
    disclosure, delivery, link = _sent(case, canary, by)
    consent, prepared = _consented(case, canary, where, by)
    talks = talks_of(case, canary, where, by)
    places = places_of(case, canary, by)
    return {
        "arende": case.pk,
        **kept,
        **talks,
        **places,
        "samtycke": consent.pk,
        "forberett": prepared.pk,
        "utlamnande": disclosure.pk,
        "leverans": delivery,
        "lank": link,
        "anteckning": note.pk,
        "utkast": draft.pk,
        "underlag": basis.pk,
        "uppgift": task.pk,
        "bevakning": task.pk,
        "frist": deadline.pk,
        "foretradare": speaker.pk,
        "fakta": entry.pk,
        "faktum": entry.pk,
        "intyg": file.pk,
        "handling": record.pk,
        "steg": step.pk,
        "person": person.pk,
        "del": case.assignments.get().pk,
        "plan": _plan(case, canary, where, by),
        "brev": _letter(case, canary, by),
        "kontakt": make_contact(by).pk,
        "id": step.pk,
        "pk": 7,
    }


def _plan(case: Case, canary: str, where: str, by: Actor) -> UUID:
    """A version that is fastställd, and a draft after it."""
    row = make_activity(f"{canary}aktivitet", name=f"{where}vård")
    words = {"goal_text": f"{canary}mål", "own_goals": f"{canary}egna", "lead_name": f"{where}enhet"}
    plan = make_plan(case, by, activities=[row], medical_frames=f"{canary}ram", **words)
    start_plan(case=case, first={}, by=by)
    return plan.pk


def _letter(case: Case, canary: str, by: Actor) -> UUID:
    """A letter that is being written."""
    draft = start_paper(case=case, draft_id=new_id(), form="B2", by=by)
    text = {"text": f"{canary}avgift", "start": ""}
    return change_paper(draft=draft, edits={"avgift": text}, seen=draft.revision, by=by).pk


def _kept(case: Case, canary: str, by: Actor) -> dict[str, UUID]:
    """What keeps a case, asks for it, removes it and reviews its reading."""
    today = timezone.localdate()
    person = case.person
    hold = Hold.objects.create(**stamp(by), case=case, reason=f"{canary}tvist")
    request = SubjectRequest.objects.create(
        **stamp(by), person=person, received_on=today, due_on=today + timedelta(days=30)
    )
    run = DisposalRun.objects.filter(owner_id=case.owner_id).first() or DisposalRun.objects.create(
        **stamp(by), due_year=2031, list_sha256="0" * 64
    )
    item = DisposalItem.objects.create(
        owner_id=case.owner_id,
        run=run,
        case_ref=case.pk,
        case_number=case.number,
        rule="fem_ar",
        verdict="gallra",
        last_note_on=today,
        due_on=today,
    )
    review = Review.objects.create(
        owner_id=case.owner_id,
        chain=str(case.owner_id),
        event_number=Event.objects.filter(chain=str(case.owner_id)).latest("number").number,
        case_id_text=str(case.pk),
        reviewed_user=by.user_id,
        rule="slump",
        seed=f"frö{case.number}",
        picked_at=timezone.now(),
        due_on=today,
        measure="",
    )
    return {
        "hinder": hold.pk,
        "begaran": request.pk,
        "korning": run.pk,
        "gallring": run.pk,
        "rad": item.pk,
        "granskning": review.pk,
    }


def _words(text: str) -> dict[str, str]:
    return {
        "slag": NoteKind.FACT,
        "rubrik": f"{text}rubrik",
        "text": text,
        "kalla": f"{text}källa",
        "dag": "2026-11-20",
        "tid": "10:00",
    }


def _note(case: Case, canary: str, by: Actor) -> Any:
    draft = save_draft(case=case, draft_id=new_id(), fields=_words(f"{canary}anteckning"), seen=0, by=by)
    return sign_draft(draft=draft, seen=draft.revision, by=by)


def _certificate(case: Case, canary: str, by: Actor) -> CertificateFile:
    today = timezone.localdate()
    read = certificate({"6.1": f"{canary}diagnos", "35.1": f"{canary}observation"})
    return CertificateFile.objects.create(
        **stamp(by),
        case=case,
        original=f"<xml>{canary}original</xml>".encode(),
        file_name="intyg.xml",
        sha256="1" * 64,
        read=to_json(read),
        form="LISJP",
        received_on=today,
        signed_on=today,
        starts_on=today,
        ends_on=today + timedelta(days=10),
        extent=50,
        definition="samre-2026-11",
    )


def _consented(case: Case, canary: str, where: str, by: Actor) -> tuple[Consent, PreparedConsent]:
    """A yes on signed paper, and a text that waits for one. The place, the interpreter and her own words are places and people."""
    today = timezone.localdate()
    unit = make_unit(authority=make_authority(kind=AuthorityKind.REGION))
    choices = ConsentChoices(
        scopes=(Scope(unit.authority_id, unit.pk, "kontakt"), Scope(unit.authority_id, unit.pk, "vard")),
        purpose="samordning",
        valid_from=today,
        valid_to=today + timedelta(days=90),
        own_exception=f"{where}undantag",
    )
    said = Said(
        how="papper",
        given_on=today,
        place=f"{where}plats",
        paper=b"\x89PNG\r\n\x1a\n" + canary.encode(),
        read_how="last",
        interpreter_needed=True,
        interpreter=f"{where}tolk",
        told=frozenset(consent_rules()["sagt"]),
        understands=True,
    )
    first = prepare_consent(case=case, choices=choices, language="sv", by=by)
    given = give_consent(prepared=first, said=said, by=by)
    waiting = prepare_consent(
        case=case, choices=replace(choices, valid_to=today + timedelta(days=30)), language="ar", by=by
    )
    return given, waiting


def _told(text: str) -> dict[str, Any]:
    """A row of what was let out."""
    return {
        "label": "Grad",
        "texts": [text],
        "source": "",
        "said_on": "",
        "holds_to": "",
        "objections": [],
    }


def _sent(case: Case, canary: str, by: Actor) -> tuple[Disclosure, UUID, str]:
    """What has been let out to a unit of another authority, which nobody in the world works at, and by a one-time link."""
    unit, now = make_unit(authority=make_authority(kind=AuthorityKind.FK)), timezone.now()
    told: dict[str, Any] = {
        "version": 1,
        "kind": "utlamnande",
        "title": "Underlag",
        "purpose": {"code": "samordning", "name": "Samordna"},
        "receiver": {"kind": "fk", "name": unit.authority.name},
        "sender": {
            "name": case.owner.name,
            "authority": case.owner.name,
            "unit": "",
            "phone": "",
            "mail": "",
        },
        "asked": "",
        "on_request": False,
        "reference": case.number,
        "ground": {
            "code": "nodvandigt",
            "name": "Nödvändigt",
            "provisions": ["OSL 10:2"],
            "valid_to": "",
        },
        "assessed": {"by": by.name, "title": by.title, "on": str(timezone.localdate())},
        "answer_by": "",
        "proviso": "",
        "sections": [{"category": "sjukskrivning", "heading": "Grad", "rows": [_told(f"{canary}utlämnat")]}],
        "foot": "Underlag, inte beslut.",
        "pathway": case.pathway,
    }
    disclosure = Disclosure.objects.create(
        **stamp(by),
        case=case,
        state="skickad",
        receiver=unit.authority,
        receiver_unit=unit,
        receiver_kind="fk",
        receiver_name=f"{canary}mottagare",
        road="lank",
        purpose="samordning",
        ground="nodvandigt",
        assessed_by=by.name,
        assessed_at=now,
        snapshot=told,
        sha256="2" * 64,
        sent_at=now,
        reference=case.number,
    )
    delivery = deliver(
        kind="utlamnande",
        receiver=unit.authority,
        unit=unit,
        source_ref=disclosure.pk,
        source_authority=case.owner_id,
        sender=case.owner.name,
        subject="Underlag",
        snapshot=told,
        packet=f"papper {canary}".encode(),
        sha256="2" * 64,
        answer_by=None,
    )
    roads = {"link_road": "mejl", "code_road": "telefon"}
    return (
        disclosure,
        delivery,
        make_link(disclosure=disclosure, sent_to=f"{canary}till", **roads, by=by).token,
    )


def _record(case: Case, canary: str, by: Actor) -> Record:
    return Record.objects.create(
        **stamp(by),
        case=case,
        number=f"{case.number}:1",
        direction=Record.Direction.IN,
        registered_on=timezone.localdate(),
        party=f"{canary}avsändare",
        subject=f"{canary}ämne",
        public_subject="Handling",
        kind="annan",
        content=f"{canary}innehåll".encode(),
        media_type="text/plain",
    )


def make_outsiders() -> dict[str, Assignment]:
    """People at other bodies, whom a kommun works with and who see nobody's data."""
    kinds = {
        "förbund": (Role.BOARD, AuthorityKind.FORBUND),
        "partner": (Role.PARTNER, AuthorityKind.FK),
        "företag": (Role.ASF, AuthorityKind.ASF),
    }
    return {
        name: make_assignment(role=role, authority=make_authority(kind=kind))
        for name, (role, kind) in kinds.items()
    }
