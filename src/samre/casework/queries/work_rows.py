"""A row of the worklist: one sentence with the one who has the next step in it. No health, no step, no care unit (R8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.protected import colleague_name
from samre.pathway.model import Pathway

from ..models import Case, CaseEvent, CaseState, Deadline, LastSeen, Protection, Task, Turn
from ..rules.deadlines import statutory_rules
from ..rules.settings import case_rules, days, pathway_of
from ..rules.stuck import IN_VAIN
from .case_frame import HIDDEN, actor_name

COLUMNS = (
    "id",
    "number",
    "pathway",
    "handler_id",
    "handler__name",
    "handler__is_protected",
    "state",
    "turn",
    "phase",
    "next_party",
    "next_since",
    "next_due",
    "urgent_on",
    "watch_on",
    "stuck",
    "closed_on",
    "person__name",
    "person__protection",
)


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One case in a list. What may stand here is held to a golden file: name, number, whose turn, since, due, phase, handler.

    `name` is "Skyddade uppgifter" for everybody where the person is protected: a list is read over shoulders, and her own
    handlers see the name in the case, with a reason (R52). `sentence` says whose turn it is and until when, `since`
    how long. `is_ours`: somebody at the nämnd has the next step. `is_late`: the day has passed. `marks`: why the case is
    watched, in words that say nothing of health. `has_news`: something happened since the reader last opened it.
    """

    id: UUID
    number: str
    name: str
    is_protected: bool
    sentence: str
    since: str
    is_ours: bool
    is_late: bool
    phase: str
    handler: str
    marks: tuple[str, ...]
    has_news: bool


def work_rows(
    rows: Sequence[Mapping[str, Any]], actor: Actor, *, on: date, watched: bool
) -> tuple[WorkRow, ...]:
    """The rows (COLUMNS of Case) in words. `watched`: with what is to be watched on a day. Two queries, or three."""
    ids = [row["id"] for row in rows]
    news = cases_with_news(ids, actor)
    days_of = _days_of(ids, on=on, watched=watched)
    maps: dict[str, Pathway] = {row["pathway"]: pathway_of(row["pathway"]) for row in rows}
    return tuple(
        _row(row, actor, maps[row["pathway"]], on=on, news=news, days_of=days_of, watched=watched)
        for row in rows
    )


def _row(
    row: Mapping[str, Any],
    actor: Actor,
    pathway: Pathway,
    *,
    on: date,
    news: Collection[UUID],
    days_of: Mapping[UUID, tuple[str, ...]],
    watched: bool,
) -> WorkRow:
    mine = row["handler_id"] == actor.user_id
    protected = row["person__protection"] != Protection.NONE
    waits = row["turn"] == Turn.OTHERS
    is_closed = row["state"] == CaseState.CLOSED
    comes_back = waits and row["urgent_on"] <= on
    handler = colleague_name(row["handler__name"], is_protected=row["handler__is_protected"] and not mine)
    phase = pathway.phases.get(row["phase"])
    return WorkRow(
        id=row["id"],
        number=row["number"],
        name=HIDDEN if protected else row["person__name"],
        is_protected=protected,
        sentence=_closed(row, handler, mine=mine, on=on, watched=watched)
        if is_closed
        else _sentence(row, handler, pathway, mine=mine, beside=not mine and not actor.is_manager, on=on),
        since=_since(row, waits=waits, on=on),
        is_ours=not waits or comes_back,
        is_late=not is_closed and row["urgent_on"] < on,
        phase=case_rules()["arbetslistan"]["faser"].get(row["phase"], phase.name) if phase else "",
        handler=handler,
        marks=() if is_closed else _marks(row, days_of, on=on, watched=watched),
        has_news=row["id"] in news,
    )


def _sentence(
    row: Mapping[str, Any], handler: str, pathway: Pathway, *, mine: bool, beside: bool, on: date
) -> str:
    """`beside`: the reader is named in the case beside its handler, which is why it is in her list."""
    words = case_rules()["arbetslistan"]
    texts, due = words["meningar"], row["next_due"]
    late = due < on
    if row["turn"] != Turn.OTHERS:
        kind = "sent" if late else "du" if mine else "kollega"
    elif due <= on:
        kind = "åter"
    elif IN_VAIN in row["stuck"].split():
        kind = "förgäves"
    else:
        kind = "söker" if row["next_party"] == words["söker_själv"] else "väntar"
    told = str(
        texts[kind].format(
            vem="Du" if mine else handler,
            vems="din" if mine else "handläggarens",
            part=actor_name(pathway, row["next_party"]),
            dag=short_day(due, on=on),
        )
    )
    return f"{told}. {texts['medhandläggare']}" if beside else told


def _closed(row: Mapping[str, Any], handler: str, *, mine: bool, on: date, watched: bool) -> str:
    """A closed case: when it was closed, or (`watched`) that somebody is to ask how it went."""
    texts = case_rules()["arbetslistan"]["meningar"]
    day = short_day(row["closed_on"], on=on)
    return str(texts["uppföljning" if watched else "avslutat"].format(vem="Du" if mine else handler, dag=day))


def _since(row: Mapping[str, Any], *, waits: bool, on: date) -> str:
    """How long it has waited or lain; of what is late, how long ago its day was; of a follow-up, when its day comes."""
    if row["next_due"] is None:
        if row["watch_on"] is None:
            return ""
        if row["watch_on"] > on:
            ahead = case_rules()["arbetslistan"]["sedan"]["följs_upp"]
            return str(ahead.format(dag=short_day(row["watch_on"], on=on)))
        words = case_rules()["arbetslistan"]["sedan"]["legat"]
        return str(words["flera"].format(dag=short_day(row["watch_on"], on=on)))
    late = row["next_due"] < on or (waits and row["next_due"] == on)
    kind, start = (
        ("försenat", row["next_due"]) if late else ("väntat" if waits else "legat", row["next_since"])
    )
    words = case_rules()["arbetslistan"]["sedan"][kind]
    passed = max((on - start).days, 0)
    text = words["i_dag" if passed == 0 else "en" if passed == 1 else "flera"]
    return str(text.format(dagar=passed, dag=short_day(start, on=on)))


def short_day(day: date, *, on: date) -> str:
    """`12 dec`; `12 dec 2027` in another year than that of `on`."""
    month = case_rules()["arbetslistan"]["månader"][day.month - 1]
    return f"{day.day} {month}" + (f" {day.year}" if day.year != on.year else "")


def _marks(
    row: Mapping[str, Any], days_of: Mapping[UUID, tuple[str, ...]], *, on: date, watched: bool
) -> tuple[str, ...]:
    """The last day first; that one runs is not said again beside it."""
    told = days_of.get(row["id"], ())
    stuck = _stuck_words(" ".join(code for code in row["stuck"].split() if code != "frist_loper" or not told))
    return (stuck + _watch_words(row, told, on=on)) if watched else (told + stuck)


def _stuck_words(codes: str) -> tuple[str, ...]:
    words = case_rules()["arbetslistan"]["stannat"]
    limit = days("stillastående_dagar")
    return tuple(str(words[code]).format(dagar=limit) for code in codes.split() if code in words)


def _watch_words(row: Mapping[str, Any], told: tuple[str, ...], *, on: date) -> tuple[str, ...]:
    if told or row["stuck"] or row["watch_on"] is None or row["watch_on"] > on:
        return told
    text = case_rules()["arbetslistan"]["bevakat"]["annat"]
    return (str(text.format(dag=short_day(row["watch_on"], on=on))),)


def _days_of(ids: Sequence[UUID], *, on: date, watched: bool) -> dict[UUID, tuple[str, ...]]:
    """What is to be done on a day in each case: the law's first last day when it is near, and where it is `watched` any last day
    and how many tasks there are and from when. One query, or two."""
    words = case_rules()["arbetslistan"]["bevakat"]
    found: dict[UUID, tuple[str, ...]] = dict.fromkeys(ids, ())
    running = Deadline.objects.filter(case_id__in=ids, met_on__isnull=True, lapsed=False)
    if watched:
        tasks = Task.objects.filter(case_id__in=ids, done_at__isnull=True, due_on__lte=on)
        for case, number, first in (
            tasks.values_list("case_id").annotate(Count("id"), Min("due_on")).order_by()
        ):
            text = words["uppgifter"]["en" if number == 1 else "flera"]
            found[case] += (str(text.format(antal=number, dag=short_day(first, on=on))),)
    else:
        soon = on + timedelta(days=days("sista_dag_syns_dagar"))
        running = running.filter(due__lte=soon, rule__in=statutory_rules())
    for case, first in running.values_list("case_id").annotate(Min("due")).order_by():
        found[case] += (
            str(words["frist" if first >= on else "frist_var"].format(dag=short_day(first, on=on))),
        )
    return found


def cases_with_news(ids: Sequence[UUID], actor: Actor) -> frozenset[UUID]:
    """Those of the cases where somebody else has done something since the actor last opened them; in a case she never opened,
    within the last days of arenden.yaml. One query."""
    lately = timezone.now() - timedelta(days=int(case_rules()["arbetslistan"]["nytt_dagar"]))
    seen = LastSeen.objects.filter(Q(user_id=actor.user_id), case=OuterRef("pk")).values("at")
    newer = CaseEvent.objects.filter(case=OuterRef("pk"), at__gt=OuterRef("seen")).exclude(
        by_id=actor.user_id
    )
    return frozenset(
        Case.objects.filter(pk__in=ids)
        .annotate(seen=Coalesce(Subquery(seen[:1]), Value(lately)))
        .filter(Exists(newer))
        .values_list("pk", flat=True)
    )
