"""What the groups in the room do: come in with the code, place cases, and say what they think of a box. Nobody has an account, and
nobody's name is asked for; in the log the map's keeper acts through the run."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor, system_actor
from samre.accounts.acts import Refused, about, action
from samre.accounts.models import Authority

from ..models import (
    Confidence,
    PracticeAnswer,
    PracticeCase,
    PracticeComment,
    PracticeGroup,
    PracticeRun,
    PracticeShown,
    PracticeState,
)
from ..queries.practice_groups import find_group, find_open, print_of
from ..rules.practice import OUTSIDE, pointing_out, practice_rules
from ..rules.practice_maps import map_of
from .practice import find_for_writing

JOB = "Grupp i provkörning"
OVER = "Provkörningen är avslutad, så svaret kom inte med. Säg det till den som leder."


@dataclass(frozen=True, slots=True)
class Joined:
    """A phone that is let in: its group, and the key it shows from now on. The key is kept nowhere else."""

    group: PracticeGroup
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a group answers to a case."""

    step: str
    confidence: str = ""
    disagreed: bool = False
    comment: str = ""


def join(*, code: str, name: str) -> Joined:
    """A phone joins the group with a name of the list. A second phone in the same group gets a key of its own."""
    run = find_open(code)
    return _join(run=run.pk, name=name, by=_keeper(run))


def show_case(*, key: str, case: UUID) -> None:
    """Notes when the group first saw a case; nothing when it has."""
    group = find_group(key)
    if group is None or group.run.state != PracticeState.OPEN:
        return
    if not PracticeShown.objects.filter(group=group, case_id=case).exists():
        _show(group=group.pk, case=case, by=_keeper(group.run))


def place_case(*, key: str, case: UUID, said: Said) -> PracticeAnswer:
    """The group places a case, or changes its mind about it."""
    group = _group(key)
    return _place(group=group.pk, case=case, said=said, paper=False, by=_keeper(group.run))


def comment_box(*, key: str, thing_id: str, text: str) -> PracticeComment:
    """What the group says of a box."""
    group = _group(key)
    return _comment(group=group.pk, thing_id=thing_id, text=text, by=_keeper(group.run))


@action("practice.join", kind="practice")
def _join(*, run: UUID, name: str, by: Actor) -> Joined:
    row = PracticeRun.objects.select_for_update().get(pk=run)
    if row.state != PracticeState.OPEN:  # closed since the code was looked up
        raise Refused(OVER)
    if name not in practice_rules()["grupper"]:
        raise Refused({"grupp": "Välj ett namn för gruppen."})
    group, _ = PracticeGroup.objects.get_or_create(run=row, name=name, defaults={"joined_at": timezone.now()})
    if group.on_paper:
        raise Refused({"grupp": f"{name} svarar på papper. Välj ett annat namn."})
    if len(group.keys) >= int(practice_rules()["flest_telefoner"]):
        raise Refused({"grupp": "Gruppen har redan så många telefoner som går. Välj ett annat namn."})
    secret = secrets.token_urlsafe(24)
    group.keys = [*group.keys, print_of(secret)]
    group.save(update_fields=["keys"])
    about(row, phones=len(group.keys))
    return Joined(group, f"{group.pk.hex}.{secret}")


@action("practice.shown", kind="practice")
def _show(*, group: UUID, case: UUID, by: Actor) -> None:
    row = PracticeGroup.objects.select_related("run").get(pk=group)
    shown = PracticeCase.objects.get(pk=case, run=row.run)
    about(row.run, case=shown.place)
    # Two phones in the group can open it in the same moment.
    PracticeShown.objects.get_or_create(group=row, case=shown, defaults={"at": timezone.now()})


@action("practice.place", kind="practice")
def _place(*, group: UUID, case: UUID, said: Said, paper: bool, by: Actor) -> PracticeAnswer:
    row = PracticeGroup.objects.select_related("run").get(pk=group)
    run = PracticeRun.objects.select_for_update().get(pk=row.run_id)
    if run.state != PracticeState.OPEN and not paper:
        raise Refused(OVER)
    placed = PracticeCase.objects.get(pk=case, run=run)
    if problems := _wrong(run, said):
        raise Refused(problems)
    about(run, case=placed.place)
    now = timezone.now()
    given = {
        "step": said.step,
        "confidence": said.confidence,
        "disagreed": said.disagreed,
        "comment": said.comment.strip(),
    }
    answer = PracticeAnswer.objects.filter(group=row, case=placed).first()
    if answer is None:
        seconds = None if paper else _seconds(row, placed, now)
        return PracticeAnswer.objects.create(
            group=row, case=placed, first=said.step, seconds=seconds, at=now, **given
        )
    if paper:
        answer.first = said.step  # typed anew by the leader: the group has not changed its mind
    else:
        answer.changes += answer.step != said.step
    for name, value in given.items():
        setattr(answer, name, value)
    answer.at = now
    answer.save()
    return answer


@action("practice.comment", kind="practice")
def _comment(*, group: UUID, thing_id: str, text: str, by: Actor) -> PracticeComment:
    row = PracticeGroup.objects.select_related("run").get(pk=group)
    run = PracticeRun.objects.select_for_update().get(pk=row.run_id)
    if run.state != PracticeState.OPEN:
        raise Refused(OVER)
    problems = _too_much(text, "om_rutan") | pointing_out({"om_rutan": text})
    if not text.strip():
        problems["om_rutan"] = "Skriv vad ni tycker om rutan."
    pathway = map_of(row.run)
    if thing_id not in pathway.steps and thing_id not in pathway.goals:
        problems[""] = "Rutan finns inte på kartan."
    if problems:
        raise Refused(problems)
    about(row.run, box=thing_id)
    # The same words sent once more, by a page that was loaded again, are said once.
    comment, _ = PracticeComment.objects.get_or_create(
        group=row, thing_id=thing_id, text=text.strip(), defaults={"at": timezone.now()}
    )
    return comment


@action("practice.paper", kind="practice")
def enter_paper(*, run: UUID, name: str, answers: dict[UUID, Said], by: Actor) -> PracticeGroup:
    """What a group ticked on paper, typed in by the leader; while the run goes on or when it is closed."""
    row = find_for_writing(run, by)
    if row.state == PracticeState.PREPARED or row.protocols.exists():
        raise Refused(
            "Svar på papper skrivs in när provkörningen är öppnad och innan protokollet är skrivet."
        )
    if name not in practice_rules()["grupper"]:
        raise Refused({"grupp": "Välj gruppens namn."})
    given = {case: said for case, said in answers.items() if said.step}
    problems = {
        f"{field}.{case}": text for case, said in given.items() for field, text in _wrong(row, said).items()
    }
    problems |= {
        f"steg.{case}": "Välj den ruta som gruppen kryssade."
        for case, said in answers.items()
        if not said.step and (said.comment.strip() or said.confidence)
    }
    if problems:
        raise Refused(problems)
    if not given:
        raise Refused("Välj minst ett svar.")
    group, made = PracticeGroup.objects.get_or_create(
        run=row, name=name, defaults={"joined_at": timezone.now(), "on_paper": True}
    )
    if not made and not group.on_paper:
        raise Refused({"grupp": f"{name} svarar på telefon. Välj ett annat namn."})
    about(row, answers=len(given))
    for case, said in given.items():
        _place(group=group.pk, case=case, said=said, paper=True, by=by)
    return group


@action("practice.leave_out", kind="practice")
def leave_out_group(*, run: UUID, group: UUID, left_out: bool, by: Actor) -> PracticeGroup:
    """A group that was a try is not counted, or is counted again. What it answered stays."""
    row = find_for_writing(run, by)
    if row.protocols.exists():
        raise Refused("Protokollet är skrivet, så vilka grupper som räknas ändras inte.")
    changed = PracticeGroup.objects.get(pk=group, run=row)
    changed.left_out = left_out
    changed.save(update_fields=["left_out"])
    about(row, counted=not left_out)
    return changed


def _wrong(run: PracticeRun, said: Said) -> dict[str, str]:
    """What can't be kept of an answer, by field."""
    problems = _too_much(said.comment, "kommentar") | pointing_out({"kommentar": said.comment})
    if said.step not in OUTSIDE and said.step not in map_of(run).steps:
        problems["steg"] = "Välj var på kartan personen är."
    if said.confidence not in ("", *Confidence.values):
        problems["säkerhet"] = "Välj hur säkra ni är."
    return problems


def _too_much(comment: str, field: str) -> dict[str, str]:
    most = int(practice_rules()["längst_kommentar"])
    return {field: f"Skriv högst {most} tecken."} if len(comment) > most else {}


def _seconds(group: PracticeGroup, case: PracticeCase, now: datetime) -> int | None:
    seen = PracticeShown.objects.filter(group=group, case=case).values_list("at", flat=True).first()
    return None if seen is None else max(0, round((now - seen).total_seconds()))


def _group(key: str) -> PracticeGroup:
    group = find_group(key)
    if group is None:
        raise Refused("Telefonen är inte med i någon grupp längre. Skriv koden på skärmen igen.")
    return group


def _keeper(run: PracticeRun) -> Actor:
    return system_actor(Authority.objects.get(pk=run.keeper_id), JOB)
