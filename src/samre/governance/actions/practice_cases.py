"""The cases of a practice run: taken from the worked cases or written anew, and afterwards kept as worked cases of a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import yaml
from django.db.models import F, Max
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about, action
from samre.pathway.person.cases import CASES, cases_of
from samre.pathway.person.facts import FactError, read_facts
from samre.pathway.reading.load import DefinitionError, load_texts

from ..models import Draft, DraftRevision, DraftState, PracticeCase, PracticeRun, PracticeState
from ..rules.packing import unpack
from ..rules.practice import UNDECIDED, pointing_out, practice_rules
from ..rules.practice_maps import map_of, worked_cases
from .drafts import save_draft
from .practice import find_for_writing

LONGEST_NAME = 80
_WIDTH = 110


@action("practice.add_cases", kind="practice")
def add_worked_cases(*, run: UUID, cases: Sequence[str], by: Actor) -> list[PracticeCase]:
    """Worked cases of the map, in the order given, after those that are there. One that is there already is passed over."""
    row = _prepared(run, by)
    known = {case.id: case for case, _ in worked_cases(row)}
    there = set(row.cases.exclude(file="").values_list("file", flat=True))
    chosen = [known[id_] for id_ in dict.fromkeys(cases) if id_ in known and id_ not in there]
    if not chosen:
        raise Refused({"fall": "Välj minst ett fall som inte redan är med."})
    _check_room(row, len(chosen))
    about(row, cases=len(chosen))
    first = _last_place(row) + 1
    return [
        PracticeCase.objects.create(
            run=row, place=place, name=case.name[:LONGEST_NAME], story=case.story, on=case.on,
            facts=_plain(case.facts), file=case.id,
        )
        for place, case in enumerate(chosen, first)
    ]  # fmt: skip


@action("practice.write_case", kind="practice")
def write_case(
    *, run: UUID, name: str, story: str, facts: Mapping[str, object], case: UUID | None = None, on: date | None = None, by: Actor
) -> PracticeCase:  # fmt: skip
    """A made-up case with what is known in it (null = asked, not known); with `case` one that is there is written anew."""
    row = _prepared(run, by)
    day = on or timezone.localdate()
    _check_case(row, name, story, facts, day)
    fields = {"name": name.strip(), "story": story.strip(), "on": day, "facts": _plain(facts), "file": ""}
    about(row, facts=len(facts))
    if case is not None:
        kept = PracticeCase.objects.get(pk=case, run=row)
        for key, value in fields.items():
            setattr(kept, key, value)
        kept.save()
        return kept
    _check_room(row, 1)
    return PracticeCase.objects.create(run=row, place=_last_place(row) + 1, **fields)


@action("practice.drop_case", kind="practice")
def drop_case(*, run: UUID, case: UUID, by: Actor) -> None:
    """A case is taken out of a run that is being prepared."""
    row = _prepared(run, by)
    gone = PracticeCase.objects.get(pk=case, run=row)
    gone.delete()
    for later in row.cases.filter(place__gt=gone.place).order_by("place"):
        PracticeCase.objects.filter(pk=later.pk).update(place=F("place") - 1)
    about(row)


@action("practice.move_case", kind="practice")
def move_case(*, run: UUID, case: UUID, up: bool, by: Actor) -> None:
    """A case changes place with the one before or after it."""
    row = _prepared(run, by)
    moved = PracticeCase.objects.get(pk=case, run=row)
    other = row.cases.filter(place=moved.place + (-1 if up else 1)).first()
    about(row)
    if other is None:
        return
    there, here = other.place, moved.place
    # A place is taken by one case only, at every moment.
    PracticeCase.objects.filter(pk=moved.pk).update(place=_last_place(row) + 1)
    PracticeCase.objects.filter(pk=other.pk).update(place=here)
    PracticeCase.objects.filter(pk=moved.pk).update(place=there)


@action("practice.keep_case", kind="practice")
def keep_as_worked(*, case: UUID, draft: UUID, expected: str, why: str, by: Actor) -> DraftRevision:
    """The case becomes a worked case of a draft: `expected` is the step it shall land on, or that it can't be told yet.

    Where the map says otherwise the proof will say so until the map is mended.
    """
    kept = PracticeCase.objects.select_related("run").get(pk=case)
    row = find_for_writing(kept.run_id, by)
    if row.state != PracticeState.CLOSED:
        raise Refused("Avsluta provkörningen först.")
    chosen = Draft.objects.select_for_update().filter(pk=draft, keeper_id=row.keeper_id).first()
    problems = pointing_out({"varför": why})
    if chosen is None or chosen.state != DraftState.WRITTEN:
        problems["utkast"] = "Välj ett utkast som är öppet för ändringar."
    if kept.file or kept.kept_in_id:
        problems[""] = "Fallet finns redan bland övningsfallen."
    if problems or chosen is None:
        raise Refused(problems)
    texts = unpack(DraftRevision.objects.get(draft=chosen, number=chosen.revision).files)
    name, text = _as_file(kept, row, expected, why.strip())
    _check_fits({**texts, name: text}, expected)
    about(row, draft=str(chosen.pk))
    saved = save_draft(
        draft=chosen.pk,
        revision=chosen.revision,
        texts={**texts, name: text},
        what=f"Övningsfallet {kept.name} från provkörning {row.number}.",
        by=by,
    )
    kept.kept_in = chosen
    kept.save(update_fields=["kept_in"])
    return saved


def _prepared(run: UUID, by: Actor) -> PracticeRun:
    row = find_for_writing(run, by)
    if row.state != PracticeState.PREPARED:
        raise Denied("Provkörningen har öppnats. Fallen ändras inte medan grupperna svarar.")
    return row


def _check_case(row: PracticeRun, name: str, story: str, facts: Mapping[str, object], day: date) -> None:
    problems = pointing_out({"namn": name, "berättelse": story})
    most = int(practice_rules()["längst_berättelse"])
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        problems["namn"] = f"Ge fallet ett påhittat namn, med högst {LONGEST_NAME} tecken."
    if not story.strip() or len(story.strip()) > most:
        problems["berättelse"] = f"Berätta om den påhittade personen, med högst {most} tecken."
    try:
        read = read_facts(map_of(row), facts, on=day)
    except FactError as error:
        problems |= dict(zip(error.names, error.problems, strict=True))
    else:
        if read.conflicts:
            problems[""] = f"Uppgifterna motsäger varandra: {read.conflicts[0]}"
    if problems:
        raise Refused(problems)


def _check_room(row: PracticeRun, more: int) -> None:
    most = int(practice_rules()["flest_fall"])
    if row.cases.count() + more > most:
        raise Refused({"fall": f"En provkörning har högst {most} fall."})


def _last_place(row: PracticeRun) -> int:
    return int(row.cases.aggregate(last=Max("place"))["last"] or 0)


def _as_file(case: PracticeCase, run: PracticeRun, expected: str, why: str) -> tuple[str, str]:
    """The case as a file of the map: its name and its text."""
    id_ = f"P{run.number}-{case.place}"
    written = {
        "id": id_,
        "name": case.name,
        "story": case.story,
        "on": case.on,
        "facts": {name: _day(value) for name, value in case.facts.items()},
        "expected": {"primary": None if expected == UNDECIDED else expected},
    }
    text = yaml.safe_dump(
        written | ({"why": why} if why else {}), allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return f"{CASES}p{run.number}-{case.place}.yaml", text


def _check_fits(texts: Mapping[str, str], expected: str) -> None:
    """Raises Refused when the draft's map lacks the step or a fact of the case: then it is another map than was tried."""
    try:
        pathway = load_texts(texts)
        cases_of(texts, pathway)
    except DefinitionError as error:
        raise Refused({"utkast": f"Fallet passar inte i utkastet: {error.mistakes[0].message}"}) from error
    if expected != UNDECIDED and expected not in pathway.steps:
        raise Refused({"steg": "Välj vilket steg fallet ska landa på."})


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as JSON keeps them: days as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


def _day(value: object) -> object:
    """A whole day as YAML writes it; other texts stay texts."""
    if isinstance(value, str) and len(value) == len("2026-01-01"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
