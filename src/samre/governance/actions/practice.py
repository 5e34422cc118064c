"""Practice runs: prepared on a map, opened with a code on the screen, closed, and told to the steering group."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about, action

from ..models import (
    Draft,
    DraftRevision,
    DraftState,
    MapVersion,
    PracticeProtocol,
    PracticeRun,
    PracticeState,
)
from ..models.base import signed
from ..queries.practice import can_be_dropped
from ..queries.practice_groups import holds
from ..rules.numbers import next_number
from ..rules.permissions import check_writes
from ..rules.practice import pointing_out, practice_rules

_TRIES = 20
_UNDER_WAY = (DraftState.WRITTEN, DraftState.REVIEWED, DraftState.APPROVED)


@action("practice.prepare", kind="practice")
def prepare_run(
    *,
    keeper: UUID,
    title: str,
    purpose: str,
    draft: UUID | None = None,
    version: UUID | None = None,
    by: Actor,
) -> PracticeRun:
    """A run on a draft as it stands now, or on a published version. What is written on the draft later does not change it. The same
    words on the same map sent once more by the same person, before it is opened, are the same run."""
    check_writes(by, keeper)
    problems = _problems({"rubrik": title, "syfte": purpose})
    if not title.strip():
        problems["rubrik"] = "Skriv vad provkörningen heter."
    chosen = None if draft is None else _draft(draft, keeper)
    published = None if version is None else MapVersion.objects.filter(pk=version, keeper_id=keeper).first()
    if (chosen is None) == (published is None):
        problems["karta"] = "Välj vilken karta ni ska pröva."
    elif chosen is not None and not _is_readable(chosen):
        problems["karta"] = "Kartan i det utkastet går inte att läsa än. Rätta felen i utkastet först."
    if problems:
        raise Refused(problems)
    number = next_number(PracticeRun, keeper)
    said = {
        "keeper_id": keeper,
        "title": title.strip(),
        "purpose": purpose.strip(),
        "draft": chosen,
        "draft_revision": chosen.revision if chosen else None,
        "version": published,
    }
    same = PracticeRun.objects.filter(**said, by_id=by.user_id, state=PracticeState.PREPARED)
    run = same.order_by("number").first()
    if run is None:
        run = PracticeRun.objects.create(number=number, **said, **signed(by))
    about(run, number=run.number)
    return run


@action("practice.change", kind="practice")
def change_run(*, run: UUID, title: str, purpose: str, by: Actor) -> PracticeRun:
    """What a run is called and what it is for."""
    row = find_for_writing(run, by)
    problems = _problems({"rubrik": title, "syfte": purpose})
    if not title.strip():
        problems["rubrik"] = "Skriv vad provkörningen heter."
    if problems:
        raise Refused(problems)
    row.title, row.purpose = title.strip(), purpose.strip()
    row.save(update_fields=["title", "purpose"])
    about(row)
    return row


@action("practice.renew", kind="practice")
def renew_run(*, run: UUID, by: Actor) -> PracticeRun:
    """The run goes on with the draft as it stands now. Only before it is opened: answers hold for the map they were given on."""
    row = find_for_writing(run, by)
    if row.state != PracticeState.PREPARED or row.draft is None:
        raise Denied("Provkörningen har öppnats. Kartan som prövas byts inte medan grupperna svarar.")
    if not _is_readable(row.draft):
        raise Refused("Kartan i utkastet går inte att läsa än. Rätta felen i utkastet först.")
    row.draft_revision = row.draft.revision
    row.save(update_fields=["draft_revision"])
    about(row, revision=row.draft.revision)
    return row


@action("practice.open", kind="practice")
def open_run(*, run: UUID, by: Actor) -> PracticeRun:
    """Opens the run with a new code; also one whose code has run out, or that was closed before its protocol was written. One
    that is open keeps its code: the room is writing it."""
    row = find_for_writing(run, by)
    if holds(row):
        return row
    if row.protocols.exists():
        raise Denied("Protokollet är skrivet, så provkörningen öppnas inte igen. Förbered en ny.")
    if not row.cases.exists():
        raise Refused("Välj eller skriv minst ett fall först.")
    now = timezone.now()
    row.state, row.code, row.opened_at, row.closed_at = PracticeState.OPEN, _new_code(), now, None
    row.save(update_fields=["state", "code", "opened_at", "closed_at"])
    about(row, cases=row.cases.count())
    return row


@action("practice.close", kind="practice")
def close_run(*, run: UUID, by: Actor) -> PracticeRun:
    """The groups are done: the code leads nowhere, and what they answered stands."""
    row = find_for_writing(run, by)
    if row.state != PracticeState.OPEN:
        raise Refused("Provkörningen pågår inte.")
    row.state, row.code, row.closed_at = PracticeState.CLOSED, "", timezone.now()
    row.save(update_fields=["state", "code", "closed_at"])
    about(row, groups=row.groups.count())
    return row


@action("practice.drop", kind="practice")
def drop_run(*, run: UUID, by: Actor) -> PracticeRun:
    """Prepared by mistake: who prepared it gives it up, as long as no group has joined. The row stays, out of the lists, and counts
    as no closed run."""
    row = find_for_writing(run, by)
    if by.user_id is None or row.by_id != by.user_id:
        raise Denied("Bara den som förberedde provkörningen lägger ner den.")
    if not can_be_dropped(row):
        raise Refused("En grupp har gått med i provkörningen. Då finns den kvar.")
    row.state, row.code, row.closed_at = PracticeState.DROPPED, "", None
    row.save(update_fields=["state", "code", "closed_at"])
    about(row, cases=row.cases.count())
    return row


@action("practice.minutes", kind="practice")
def write_remarks(*, run: UUID, text: str, by: Actor) -> PracticeRun:
    """What the leader writes about the run for the protocol: what was talked about and what ought to be changed."""
    row = find_for_writing(run, by)
    if row.state != PracticeState.CLOSED:
        raise Refused("Avsluta provkörningen först.")
    problems = pointing_out({"text": text})
    most = int(practice_rules()["längst_protokoll"])
    if len(text) > most:
        problems["text"] = f"Skriv högst {most} tecken."
    if problems:
        raise Refused(problems)
    row.minutes = text.strip()
    row.save(update_fields=["minutes"])
    about(row)
    return row


@action("practice.protocol", kind="practice")
def keep_protocol(*, run: UUID, document: bytes, by: Actor) -> PracticeProtocol:
    """The protocol as the steering group is given it: the document is kept with its check sum and never changes. A later one is
    another row."""
    row = find_for_writing(run, by)
    if row.state != PracticeState.CLOSED:
        raise Refused("Avsluta provkörningen innan protokollet skrivs.")
    mark, newest = hashlib.sha256(document).hexdigest(), row.protocols.order_by("-number").first()
    if newest is not None and newest.hash == mark:
        raise Refused(
            f"Protokoll {newest.number} är redan färdigt och säger samma sak. Ändra texten om ni behöver ett nytt."
        )
    protocol = PracticeProtocol.objects.create(
        keeper_id=row.keeper_id,
        run=row,
        number=row.protocols.count() + 1,
        document=document,
        hash=mark,
        **signed(by),
    )
    about(row, protocol=protocol.number)
    return protocol


def find_for_writing(run: UUID, by: Actor) -> PracticeRun:
    """The run, locked, for one who leads it. Raises Denied for others, and when it has been dropped."""
    row = PracticeRun.objects.select_for_update().get(pk=run)
    check_writes(by, row.keeper_id)
    if row.state == PracticeState.DROPPED:
        raise Denied("Provkörningen är nedlagd. Förbered en ny.")
    return row


def _problems(texts: dict[str, str]) -> dict[str, str]:
    problems = pointing_out(texts)
    longest = {"rubrik": 120, "syfte": int(practice_rules()["längst_syfte"])}
    for name, most in longest.items():
        if len(texts[name].strip()) > most:
            problems[name] = f"Skriv högst {most} tecken."
    return problems


def _draft(draft: UUID, keeper: UUID) -> Draft | None:
    return Draft.objects.filter(pk=draft, keeper_id=keeper, state__in=_UNDER_WAY).first()


def _is_readable(draft: Draft) -> bool:
    """Whether the newest save can be read as a map: what is wrong in it otherwise doesn't matter for trying it."""
    saved = DraftRevision.objects.filter(draft=draft, number=draft.revision).values_list("hash", flat=True)
    return bool(saved.first())


def _new_code() -> str:
    """A code that no other open run has."""
    rules = practice_rules()
    for _ in range(_TRIES):
        code = "".join(secrets.choice(rules["kodens_tecken"]) for _ in range(rules["kodens_längd"]))
        if not PracticeRun.objects.filter(code=code).exists():
            return code
    raise Refused("Det gick inte att få fram en kod. Försök igen.")
