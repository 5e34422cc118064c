"""What has been said so far about a case that is not open yet, as the form carries it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused
from samre.casework.actions.certificates import DRAFTS, NUMBERS
from samre.casework.actions.facts import read_statement
from samre.casework.actions.intake import Incoming
from samre.casework.models import IdentityKind, Protection, SourceKind
from samre.casework.rules.identity import KnownIdentity, in_print, read_identity
from samre.casework.rules.settings import case_rules
from samre.certificate.model import Certificate, Identity, Unreadable
from samre.certificate.read import read
from samre.pathway.model import Pathway

from .carried_file import CarriedFile, open_file, seal_file
from .problems import read_date
from .state import KNOWN, NEW, UNKNOWN, GuideState, is_saved_guide, read_saved, read_state, without_person
from .typing import texts

SOURCE, LEFT = "kalla.", "kvar"
FILE, CARRIED, TODO, FROM_GUIDE = "fil", "fil_kvar", "gor", "fran_guiden"
FIELDS = {
    "identitet": "nummer",
    "nummer": "",
    "namn": "",
    "skydd": "",
    "sprak": "",
    "tolk": "",
    "barn": "",
    "kalla": SourceKind.PERSON.value,
    "inkom": "",
    "sakert": "",
    "ratt_person": "",
    "skal": "",
    LEFT: "",
}
LONGEST = {"nummer": 60, "namn": 120, "sprak": 40, "tolk": 80, "skal": 500}
CHILDREN, BORN = "barn_i_hushallet", "fodd"
TOO_BIG = (
    "Filen är större än {megabytes} MB. Ett läkarintyg är mycket mindre. Kontrollera att du valde rätt fil."
)
NO_FILE = "Välj en fil först, eller gå vidare utan."
DRAFT = "Filen är ett utkast som ingen har undertecknat. Be vården om det färdiga intyget."
OTHER_PERSON = (
    "Intyget gäller en annan person än numret du har skrivit. Kontrollera numret, eller ta bort intyget."
)
SOURCES = (SourceKind.PERSON, SourceKind.ASSESSMENT, SourceKind.AUTHORITY)


@dataclass(frozen=True, slots=True)
class NewCase:
    """What the form says. `values`: the fields as typed. `state`: the answers, and the certificate without its person, as the
    guide has them. `sources`: where each answer came from. `certificate`: as it was read, person and all; `file` is what it was
    read from."""

    values: Mapping[str, str] = field(default_factory=lambda: dict(FIELDS))
    state: GuideState = field(default_factory=GuideState)
    file: CarriedFile | None = None
    certificate: Certificate | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def stated(self) -> Identity | None:
        """The person id of the file, where it is a number that can be compared."""
        patient = (
            self.certificate.patient if self.certificate and self.file and not self.file.is_guide else None
        )
        return patient if patient and patient.valid and patient.kind in NUMBERS else None

    @property
    def asks_same_person(self) -> bool:
        """Whether the user has to say that the file is about this person, because the file can't."""
        from_file = self.certificate is not None and self.file is not None and not self.file.is_guide
        return from_file and (self.stated is None or self.values["identitet"] == IdentityKind.OTHER)

    def without_file(self) -> NewCase:
        return replace(self, file=None, certificate=None, state=replace(self.state, certificate=None))

    def with_value(self, name: str, value: str) -> NewCase:
        return replace(self, values={**self.values, name: value})

    def carried(self, actor: Actor, *, fields: Iterator[str] | tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Names and values of hidden fields: the file, the answers, and those of the fields that are not on the page."""
        if self.file is not None:
            yield CARRIED, seal_file(self.file, actor)
        for fact, value in self.state.answers.items():
            yield KNOWN + fact, UNKNOWN if value is None else value
            if fact in self.sources:
                yield SOURCE + fact, self.sources[fact]
        for name in fields:
            if self.values[name]:
                yield name, self.values[name]


def read_new_case(request: HttpRequest, actor: Actor, pathway: Pathway) -> tuple[NewCase, str]:
    """The form as it was sent, and what was wrong with the file it carried."""
    post = request.POST
    values = {name: _line(post.get(name) or "", LONGEST.get(name, 60)) for name in FIELDS}
    posted = post.copy()
    posted.pop("intyg", None)
    state = read_state(posted, pathway, today=timezone.localdate())
    unknown = post.get("vet_inte", "")
    if unknown in pathway.facts:
        state = state.answered(unknown, None)
    values["identitet"] = values["identitet"] or FIELDS["identitet"]
    said = NewCase(values, state, sources=_sources(post, state, unknown, values["kalla"]))
    try:
        file = open_file(post.get(CARRIED) or "", actor)
        return (with_file(said, file, pathway, fresh=False) if file else said), ""
    except Unreadable as error:
        return said, str(error)


def _sources(post: QueryDict, state: GuideState, unknown: str, chosen: str) -> dict[str, str]:
    """Where each answer came from: what was chosen when it was given."""
    found = {}
    for fact in state.answers:
        earlier = post.get(SOURCE + fact, "")
        is_new = bool(post.get(NEW + fact)) or fact == unknown
        found[fact] = earlier if earlier in SOURCES and not is_new else chosen
    return found


def _line(text: str, longest: int) -> str:
    """One line of what can be seen: what a database can't hold, or nobody can read, is left out."""
    return "".join(sign if sign.isprintable() else " " for sign in text[:longest]).strip()


def uploaded(request: HttpRequest, said: NewCase, pathway: Pathway) -> NewCase:
    """With the file that was just chosen. Raises Unreadable with the sentence for the page."""
    upload = request.FILES.get(FILE)
    if upload is None:
        if request.META.get("samre.upload_too_big"):
            raise Unreadable(TOO_BIG.format(megabytes=settings.UPLOAD_CAP_BYTES // (1024 * 1024)))
        raise Unreadable(NO_FILE)
    data = upload.read()
    file = CarriedFile((upload.name or "")[:120], data, is_saved_guide(data))
    return with_file(said, file, pathway, fresh=True)


def carried_from_guide(request: HttpRequest, pathway: Pathway) -> NewCase:
    """What the guide's form carried: its answers, and its certificate, which knows no person. Raises Unreadable."""
    state = read_state(request.POST, pathway, today=timezone.localdate())
    saved = replace(state, letter={}).to_file(version=pathway.id).encode()
    return with_file(NewCase(), CarriedFile("samre-guide.json", saved, is_guide=True), pathway, fresh=True)


def with_file(said: NewCase, file: CarriedFile, pathway: Pathway, *, fresh: bool) -> NewCase:
    """What a file adds: a certificate, or the answers and certificate that were saved from the guide (`fresh`: just chosen, so
    that its answers are taken over and its number is proposed)."""
    if file.is_guide:
        saved = read_saved(file.data, pathway)
        answers = {**saved.answers, **said.state.answers} if fresh else said.state.answers
        own = dict.fromkeys(saved.answers.keys() - said.state.answers.keys(), SourceKind.ASSESSMENT.value)
        sources = {**said.sources, **own} if fresh else said.sources
        state = replace(said.state, answers=answers, certificate=saved.certificate)
        # A guide without a certificate has given what it had: nothing more is carried.
        kept = file if saved.certificate is not None else None
        return NewCase(said.values, state, kept, saved.certificate, sources)
    certificate = read(file.data, name=file.name)
    if certificate.kind in DRAFTS:
        raise Unreadable(DRAFT)
    stale = texts()["inget_intyg"] if fresh else {}
    answers = {name: value for name, value in said.state.answers.items() if name not in stale}
    state = replace(said.state, answers=answers, certificate=without_person(certificate))
    found = NewCase(said.values, state, file, certificate, said.sources)
    if fresh and found.stated is not None and not said.values["nummer"]:
        number = "".join(sign for sign in found.stated.value if sign.isdigit())
        found = found.with_value("nummer", in_print(found.stated.kind, number))
    return found


def identity_of(said: NewCase, *, on: date) -> KnownIdentity:
    """Who it is about. Raises Refused at the field "nummer", also when the file is about somebody else."""
    kind = IdentityKind.OTHER if said.values["identitet"] == IdentityKind.OTHER else ""
    if not said.values["nummer"]:
        raise Refused({"nummer": "Skriv personens nummer." if not kind else "Skriv den andra identiteten."})
    identity = read_identity(said.values["nummer"], on=on, kind=kind)
    if said.stated is not None and not kind and not _same(said.stated.value, identity.number):
        raise Refused({"nummer": OTHER_PERSON})
    return identity


def _same(stated: str, number: str) -> bool:
    digits = "".join(sign for sign in stated if sign.isdigit())
    return len(digits) >= 10 and number.endswith(digits[-10:]) and number.endswith(digits)


def name_of(said: NewCase) -> str:
    """Raises Refused at the field "namn"."""
    name = " ".join(said.values["namn"].split())
    if len(name.split()) < 2:
        raise Refused({"namn": "Skriv för- och efternamn."})
    if any(sign.isdigit() for sign in name):
        raise Refused({"namn": "Skriv bara namnet här, utan siffror."})
    return name


def with_person(said: NewCase, identity: KnownIdentity, *, protection: str) -> GuideState:
    """The answers with what the number and the fields about the person say on the map: day of birth, protection, interpreter.
    `protection`: the person's, where the nämnd knows her; else what was chosen is heard."""
    state, rows = said.state, case_rules()["nytt_ärende"]
    found: dict[str, str | None] = {}
    chosen = protection or said.values["skydd"]
    if chosen in rows["skydd"]["svar"]:
        found[rows["skydd"]["uppgift"]] = rows["skydd"]["svar"][chosen]
    if said.values["tolk"]:
        found[rows["tolk"]["uppgift"]] = rows["tolk"]["svar"]
    for fact, value in found.items():
        state = state if fact in state.answers else state.answered(fact, value)
    return state.answered(BORN, identity.born.isoformat()) if identity.born else state


def says_protected(said: NewCase) -> bool:
    """Whether somebody has answered the map's own question so that the person is protected."""
    row = case_rules()["nytt_ärende"]["skydd"]
    return said.state.answers.get(row["uppgift"]) in row["skyddad"]


def facts_of(
    said: NewCase, identity: KnownIdentity, pathway: Pathway, *, protection: str
) -> dict[str, object]:
    """The answers as statements; what the number tells by itself is left out. Raises Refused at the field "barn"."""
    facts: dict[str, object] = dict(with_person(said, identity, protection=protection).answers)
    if identity.born is not None:
        facts.pop(BORN, None)
    if said.values["barn"]:
        try:
            facts[CHILDREN] = read_statement(pathway, CHILDREN, said.values["barn"], on=timezone.localdate())
        except ValueError as error:
            raise Refused({"barn": str(error)}) from error
    return facts


def sources_of(said: NewCase, facts: Iterable[str]) -> dict[str, str]:
    """Where each of `facts` came from. What nobody answered but what was chosen about the person (her protection, an interpreter)
    is the handler's own: she has looked."""
    own = dict.fromkeys((CHILDREN, *said.state.answers), said.values["kalla"]) | dict(said.sources)
    return {fact: own.get(fact, SourceKind.ASSESSMENT.value) for fact in facts}


def incoming(said: NewCase, wrong: dict[str, str], *, on: date) -> Incoming | None:
    """The certificate on its way in, None without one. What is wrong goes to `wrong`."""
    if said.certificate is None or said.file is None:
        return None
    received = read_date(said.values["inkom"], "inkom", wrong) or on
    if received > on:
        wrong["inkom"] = "Dagen har inte varit än. Skriv den dag intyget kom till er."
    if said.asks_same_person and not said.values["ratt_person"]:
        wrong["ratt_person"] = "Kontrollera att intyget gäller personen, och kryssa för det."
    return Incoming(
        data=None if said.file.is_guide else said.file.data,
        typed=said.certificate if said.file.is_guide else None,
        name=said.file.name,
        received_on=received,
        same_person=bool(said.values["ratt_person"]),
    )


def check_choices(said: NewCase, wrong: dict[str, str], *, is_new: bool) -> None:
    """What has to be chosen before a case is opened: that it is the right person, her protection, the source of the answers."""
    if not said.values["sakert"]:
        wrong["sakert"] = "Kontrollera namn och ålder mot en handling, och kryssa för det."
    if is_new and said.values["skydd"] not in Protection.values:
        wrong["skydd"] = "Välj om personen har skyddade uppgifter. Är det inte kontrollerat, välj det."
    if is_new and said.values["skydd"] == Protection.NONE and says_protected(said):
        wrong["skydd"] = "I svaren står att uppgifterna är skyddade. Välj vilket skydd, eller ändra svaret."
    if said.values["kalla"] not in SOURCES:
        wrong["kalla"] = "Välj var svaren kommer ifrån."
