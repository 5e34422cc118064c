"""A life as rows of the database: the case, everything in it, and what the worklists show of it today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import models

from samre.accounts.actors import Actor
from samre.pathway.model import Pathway
from samre.sealing.ids import new_id
from samre.sealing.keyring import keyring

from ..actions.persons import NAME, NUMBER
from ..models import (
    Case,
    CaseAssignment,
    CaseEvent,
    CasePeriod,
    CertificateFile,
    CopyMark,
    Deadline,
    FactEntry,
    Handover,
    IdentityKind,
    LastSeen,
    NameKey,
    Note,
    NoteDraft,
    Objection,
    OpenStep,
    Person,
    Protection,
    Representative,
    Task,
)
from ..models.base import stamp
from ..rules.identity import KnownIdentity, name_parts
from ..rules.likeness import PURPOSE
from ..rules.note_words import clean_fields
from ..rules.settings import case_rules, days
from . import papers
from .content import Content
from .lives import BEFORE, COLLEAGUE, SYSTEM, Life, Moment
from .standing import standing_of
from .tables import Ready, Row, Table

# In this order a row never names one that is not yet there (but a case its next step, which the database checks last).
MODELS = (
    Person, NameKey, Representative, Case, CasePeriod, CaseAssignment, CertificateFile, FactEntry, OpenStep, Task, Deadline, Note,
    Objection, CopyMark, NoteDraft, Handover, CaseEvent, LastSeen,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who has worked with a case: the handler, the one before her, a colleague, and the system."""

    now: Actor
    before: Actor
    colleague: Actor
    system: Actor

    def of(self, when: Moment) -> Actor:
        return {BEFORE: self.before, COLLEAGUE: self.colleague, SYSTEM: self.system}.get(when.by, self.now)


class Writer:
    """Takes lives, keeps their rows, and writes them table by table."""

    def __init__(self, pathway: Pathway, content: Content, *, on: date) -> None:
        self.pathway, self.content, self.on = pathway, content, on
        self.tables: dict[type[models.Model], Table] = {model: Table(model) for model in MODELS}
        self._names: dict[tuple[UUID, str], tuple[int, ...]] = {}

    def add(self, life: Life, *, number: str, hands: Hands, name: str = "", reference: str = "") -> UUID:
        """The rows of one case; gives its id. `name` and `reference`: for another person who has lived the same life."""
        return _Rows(
            self, life, number=number, hands=hands, name=name or life.figure.name, reference=reference
        ).case

    def write(self) -> int:
        """Writes everything kept, in the caller's transaction, and gives how many rows it was."""
        return sum(table.write() for table in self.tables.values())

    def name_keys(self, owner: UUID, name: str) -> tuple[int, ...]:
        """As `actions.persons.name_keys`; a name that comes again is not reckoned anew."""
        found: list[int] = []
        for word in name.split():
            if (owner, word) not in self._names:
                parts, ring = sorted(name_parts(word)), keyring()
                self._names[owner, word] = tuple(ring.look_up_number(NAME, owner, part) for part in parts)
            found += self._names[owner, word]
        return tuple(dict.fromkeys(found))


class _Rows:
    """The rows of one case."""

    def __init__(
        self, writer: Writer, life: Life, *, number: str, hands: Hands, name: str, reference: str
    ) -> None:
        self.writer, self.life, self.hands, self.name = writer, life, hands, name
        self.owner, self.is_copy = hands.now.authority_id, bool(reference)
        self.identity = KnownIdentity(IdentityKind.OTHER, reference, None) if reference else life.known_as
        self.case, self.person, self.period = new_id(), new_id(), new_id()
        self.steps = [new_id() for _ in life.steps]
        self.notes = [new_id() for _ in life.notes]
        self.papers = [new_id() for _ in life.certificates]
        self.limits = [new_id() for _ in life.limits]
        self._stamps = {
            actor: stamp(actor) for actor in {hands.now, hands.before, hands.colleague, hands.system}
        }
        self._person()
        self._case(number)
        self._parts()
        self._certificates()
        self._facts()
        self._steps()
        self._tasks()
        self._notes()
        self._events()
        self._seen()

    def put(self, model: type[models.Model], **values: Any) -> None:
        values.setdefault("id", new_id())
        self.writer.tables[model].add({"owner_id": self.owner, **values})

    def by(self, when: Moment) -> dict[str, Any]:
        return {**self._stamps[self.hands.of(when)], "at": when.at}

    def fact(self, name: str) -> object:
        return self.life.figure.facts.get(name)

    def _person(self) -> None:
        figure = self.life.figure
        identity = self.identity
        speaks = self.fact("tolk") in ("ja", "ordnad")
        languages = self.writer.content["språk"]
        language = languages[len(figure.name) % len(languages)] if speaks else ""
        mark = Protection.REGISTRATION if len(figure.name) % 3 == 0 else Protection.MARKED
        hidden = self.fact("skyddade_uppgifter") in ("ja", "ordnat")
        self.put(
            Person,
            id=self.person,
            identity_kind=identity.kind,
            number=identity.number,
            number_key=keyring().look_up(NUMBER, self.owner, identity.number),
            name=self.name,
            born=figure.born,
            protection=mark if hidden else Protection.NONE,
            protection_checked_on=self.life.opened.day,
            language=language,
            interpreter=language if self.fact("tolk") == "ordnad" else "",
            contact={} if hidden else {"phone": f"010-000 {len(self.name):02} {self.case.int % 100:02}"},
        )
        keys = self.writer.tables[NameKey]
        for key in self.writer.name_keys(self.owner, self.name):
            keys.add({"owner_id": self.owner, "person_id": self.person, "key": key})
        if self.fact("foretradare") == "finns":
            row = self.writer.content["företrädare"]
            self.put(
                Representative,
                **self.by(self.life.opened),
                person_id=self.person,
                kind=row["slag"],
                scope=row["omfattning"],
                name=row["namn"][self.case.int % len(row["namn"])],
                valid_from=self.life.opened.day - timedelta(days=200),
            )

    def _case(self, number: str) -> None:
        life, ended = self.life, self.life.ended
        newest = max((note.when for note in life.notes), key=lambda when: when.at, default=None)
        last = max([event.when.at for event in life.events] + [life.opened.at])
        self.put(
            Case,
            id=self.case,
            unit_id=self.hands.now.unit_id,
            person_id=self.person,
            number=number,
            state="avslutat" if ended else "oppet",
            handler_id=self.hands.now.user_id,
            opened_on=life.opened.day,
            closed_on=ended.when.day if ended else None,
            pathway=self.writer.pathway.id,
            revision=max(1, len(life.events)),
            updated_at=last,
            last_note_on=newest.day if newest else None,
            **standing_of(life, self.steps, pathway=self.writer.pathway, on=self.writer.on),
        )
        self.put(
            CasePeriod,
            id=self.period,
            case_id=self.case,
            opened_on=life.opened.day,
            closed_on=ended.when.day if ended else None,
            outcome=ended.outcome if ended else "",
            income_before="bistand" if ended else "",
            income_after=ended.income_after if ended else "",
            reason=ended.reason if ended else "",
            follow_up_on=ended.follow_up if ended else None,
            followed_up_on=ended.followed_up.day if ended and ended.followed_up else None,
            income_later=ended.income_after if ended and ended.followed_up else "",
        )

    def _parts(self) -> None:
        life, hands, passed = self.life, self.hands, self.life.passed
        parts = CaseAssignment.Part
        if passed is None:
            self._part(hands.now, parts.MAIN, life.opened)
        else:
            until = passed.day + timedelta(days=days("läsning_efter_överlämning_dagar"))
            self._part(hands.before, parts.MAIN, life.opened, ended_at=passed.at)
            self._part(hands.now, parts.MAIN, passed)
            if hands.before.user_id != hands.now.user_id:
                self._part(hands.before, parts.READ, passed, until=until)
            id_ = new_id()
            self.put(
                Handover,
                **self.by(passed),
                id=id_,
                case_id=self.case,
                from_user_id=hands.before.user_id,
                to_user_id=hands.now.user_id,
                note=life.passed_note,
                read_until=until,
            )
            self._event(
                passed,
                "case.hand_over",
                id_,
                {"to": hands.now.name, "before": hands.before.name, "until": f"{until}"},
            )
        if life.colleague and hands.colleague.user_id not in (hands.now.user_id, hands.before.user_id):
            id_ = self._part(hands.colleague, parts.CO, life.colleague)
            self._event(life.colleague, "case.add_colleague", id_, {"to": hands.colleague.name})

    def _part(self, actor: Actor, part: str, when: Moment, **more: Any) -> UUID:
        id_ = new_id()
        self.put(
            CaseAssignment, **self.by(when), id=id_, case_id=self.case, user_id=actor.user_id, part=part, since=when.day, **more
        )  # fmt: skip
        return id_

    def _certificates(self) -> None:
        number = self.identity.number if self.identity.born else ""
        for id_, paper in zip(self.papers, self.life.certificates, strict=True):
            # A copy of a life was typed in from paper: no file.
            if self.is_copy:
                made, content = papers.copied(paper)
                stored: dict[str, Any] = {"original": None, "file_name": "", "read": Ready(content)}
            else:
                made = papers.make(paper, number=number, id_=str(id_))
                stored = {"original": made.original, "file_name": paper.example, "read": made.read}
            self.put(
                CertificateFile,
                **self.by(paper.when),
                id=id_,
                case_id=self.case,
                **stored,
                sha256=sha256(made.original + id_.bytes).hexdigest()
                if self.is_copy
                else sha256(made.original).hexdigest(),
                form=papers.example_form(paper.example),
                received_on=paper.when.day,
                signed_on=paper.signed,
                starts_on=paper.starts,
                ends_on=paper.ends,
                extent=paper.degree,
                gaps=made.gaps,
                likeness=keyring().look_up(PURPOSE, self.owner, made.likeness),
                definition=papers.definition(),
            )

    def _facts(self) -> None:
        for item in self.life.said:
            self.put(
                FactEntry,
                **self.by(item.when),
                case_id=self.case,
                fact=item.fact,
                value=item.value,
                source=item.source,
                source_name=item.source_name,
                certificate_id=None if item.certificate is None else self.papers[item.certificate],
                valid_from=item.valid_from,
                valid_to=item.valid_to,
            )

    def _steps(self) -> None:
        for id_, step in zip(self.steps, self.life.steps, strict=True):
            ended = step.ended
            self.put(
                OpenStep,
                **self.by(step.when),
                id=id_,
                case_id=self.case,
                step=step.step,
                state="klart" if ended else "vantar" if step.waits else "pagar",
                responsible=step.responsible,
                party=step.party,
                since=step.since,
                due=step.due,
                due_is_law=step.due_is_law,
                recommended=step.recommended,
                reason=step.reason,
                waiting_for=step.waiting_for,
                waiting_since=step.waiting_since,
                waiting_until=step.waiting_until,
                waiting_then=step.waiting_then,
                ended_at=ended.at if ended else None,
                ended_by=self.hands.of(ended).name if ended else "",
                outcome=step.outcome,
            )

    def _tasks(self) -> None:
        done = self.life.ended
        for item in self.life.tasks:
            _, _, place = item.about.partition(":")
            about = str(self.papers[int(place)]) if place else item.about
            self.put(
                Task,
                **self.by(item.when),
                case_id=self.case,
                kind=item.kind,
                about=about,
                text=item.text,
                due_on=item.due,
                done_at=done.when.at if done else None,
                done_by=self.hands.now.name if done else "",
            )

        for id_, limit in zip(self.limits, self.life.limits, strict=True):
            self.put(
                Deadline,
                **self.by(limit.when),
                id=id_,
                case_id=self.case,
                rule=limit.rule,
                counted_from=limit.counted_from,
                due=limit.due,
            )

    def _notes(self) -> None:
        for number, (id_, note) in enumerate(zip(self.notes, self.life.notes, strict=True), 1):
            row = self._note(number, id_)
            self.put(Note, **row)
            if note.objection:
                self.put(
                    Objection, **self.by(note.when), note_id=id_, text=note.objection, said_on=note.when.day
                )
            if note.copied:
                self.put(CopyMark, **self.by(note.when), note_id=id_, system=self.system())
        if self.life.draft is not None:
            row = self.writer.content["utkast"][self.life.draft]
            self.put(
                NoteDraft,
                case_id=self.case,
                author_id=self.hands.now.user_id,
                fields={
                    **clean_fields(row),
                    "text": row["text"].format(namn=self.name.split()[0]),
                },
                updated_at=max(event.when.at for event in self.life.events),
            )

    def system(self) -> str:
        """The case system of the kommun."""
        systems = [one for one in case_rules()["anteckningar"]["verksamhetssystem"] if one != "annat"]
        return str(systems[self.owner.int % len(systems)])

    def _note(self, number: int, id_: UUID) -> Mapping[str, Any]:
        note = self.life.notes[number - 1]
        row = {
            **self.by(note.when),
            "id": id_,
            "case_id": self.case,
            "number": number,
            "kind": note.kind,
            "heading": note.heading,
            "text": note.text,
            "event_at": note.happened,
            "source": note.source,
            "corrects_id": None if note.corrects is None else self.notes[note.corrects],
            "correction_reason": note.correction_reason,
        }
        row["digest"] = Note(**row).content_digest
        return row

    def _events(self) -> None:
        kinds = {
            "steg": self.steps,
            "anteckning": self.notes,
            "intyg": self.papers,
            "period": [self.period],
            "frist": self.limits,
        }
        for event in self.life.events:
            subject = kinds[event.subject[0]][event.subject[1]] if event.subject else self.case
            self._event(event.when, event.kind, subject, event.data)

    def _seen(self) -> None:
        """The handler was last here when she last met the person: what came by itself since is news to her."""
        table = self.writer.tables[LastSeen]
        at = max(when.at for when in self.life.met) + timedelta(hours=4)
        table.add({"owner_id": self.owner, "case_id": self.case, "user_id": self.hands.now.user_id, "at": at})

    def _event(self, when: Moment, kind: str, subject: UUID, data: Row) -> None:
        self.put(
            CaseEvent,
            **self.by(when),
            case_id=self.case,
            kind=kind,
            subject=subject,
            happened_on=when.day,
            data=dict(data),
        )
