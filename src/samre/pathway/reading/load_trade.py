"""Reads what the facts and steps point at: karta.yaml, varden.yaml, lagar.yaml and blanketter.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ..model import DatedValue, Law, LawRef, Named, Programme
from .mistakes import Collector, suggestion
from .reader import Scalar, Table, number


@dataclass(frozen=True, slots=True)
class Chart:
    """karta.yaml: what the version is called and the things steps are placed among."""

    id: str
    name: str
    valid_from: date | None
    actors: Mapping[str, Named]
    phases: Mapping[str, Named]
    goals: Mapping[str, Named]
    groups: Mapping[str, Named]
    contacts: Mapping[str, Named]
    priority: tuple[Scalar, ...]
    start: Scalar | None


def check_known(names: Iterable[Scalar], known: Iterable[str], noun: str, sink: Collector) -> tuple[str, ...]:
    """The names as text; each that is not among `known` is a mistake that says what `noun` it was meant to be."""
    choices, found = list(known), []
    for name in names:
        if name.text not in choices:
            message = f"{noun[0].upper()}{noun[1:]} »{name.text}« finns inte."
            sink.add(name.where, message, found=name.text, hint=suggestion(name.text, choices))
        found.append(name.text)
    return tuple(found)


def read_chart(top: Table) -> Chart:
    """karta.yaml as a Chart."""
    with top:
        head = top.table("karta", required=True)
        id_, name, valid_from = "", "", None
        if head is not None:
            with head:
                id_, name = head.text("id"), head.text("namn")
                valid_from = head.day("gäller_från", required=True)
        return Chart(
            id=id_,
            name=name,
            valid_from=valid_from,
            actors=_named(top, "aktörer", "aktören"),
            phases=_named(top, "faser", "fasen"),
            goals=_named(top, "mål", "målet"),
            groups=_named(top, "grupper", "gruppen"),
            contacts=_named(top, "kontakter", "kontakten"),
            priority=tuple(top.scalars("prioritet", required=True)),
            start=top.scalar("nytt_ärende", required=False),
        )


def read_forms(top: Table) -> dict[str, Named]:
    """blanketter.yaml."""
    with top:
        return _named(top, "blanketter", "blanketten")


def _named(top: Table, key: str, noun: str) -> dict[str, Named]:
    found = {}
    for id_, item in top.named(key, noun, required=True):
        with item:
            found[id_] = Named(id_, item.text("namn"), item.text("kort", ""), item.text("text", ""))
    return found


def read_laws(top: Table) -> dict[str, Law]:
    """lagar.yaml."""
    found = {}
    with top:
        for id_, item in top.named("lagar", "lagen", required=True):
            with item:
                found[id_] = Law(
                    id=id_,
                    name=item.text("namn"),
                    number=item.text("nummer", ""),
                    source=item.text("källa", ""),
                    checked=item.day("kontrollerad"),
                    next_check=item.day("nästa_kontroll"),
                    note=item.text("anmärkning", ""),
                )
    return found


def law_refs(table: Table, laws: Mapping[str, Law], key: str = "lag") -> tuple[LawRef, ...]:
    """The paragraphs under `key`; the first word of each is an id in lagar.yaml."""
    found = []
    for item in table.scalars(key):
        law, _, where = item.text.partition(" ")
        check_known([Scalar(law, item.where)], laws, "lagen", table.sink)
        found.append(LawRef(law, where.strip()))
    return tuple(found)


def read_values(
    top: Table, laws: Mapping[str, Law], actors: Mapping[str, Named]
) -> tuple[dict[str, DatedValue], dict[str, Programme]]:
    """varden.yaml: dated numbers and programmes."""
    with top:
        values = {id_: _value(id_, item, laws) for id_, item in top.named("värden", "värdet", required=True)}
        programmes = {id_: _programme(id_, item, actors) for id_, item in top.named("program", "programmet")}
    return values, programmes


def _value(id_: str, item: Table, laws: Mapping[str, Law]) -> DatedValue:
    with item:
        spans, lookup = _spans(item), _lookup(item)
        if bool(spans) == bool(lookup):
            hint = "Skriv det ena: perioder (värde i tiden) eller tabell (värde efter nyckel)."
            item.sink.add(
                item.where, f"Värdet »{id_}« ska ha antingen perioder eller tabell.", found=id_, hint=hint
            )
        return DatedValue(
            id=id_,
            name=item.text("namn"),
            unit=item.text("enhet", ""),
            spans=spans,
            table=lookup,
            law=law_refs(item, laws),
            source=item.text("källa", ""),
            checked=item.day("kontrollerad"),
            verify=item.text("kontrollera", ""),
        )


def _spans(item: Table) -> tuple[tuple[date, date | None, int], ...]:
    spans: list[tuple[date, date | None, int]] = []
    for part in item.tables("perioder"):
        with part:
            start, end = part.day("från", required=True), part.day("till")
            value = part.integer("värde", required=True)
        if start is None or value is None:
            continue
        if end is not None and end < start:
            part.sink.add(
                part.place("till"), f"Perioden slutar {end} innan den börjar {start}.", found=str(end)
            )
        if spans and (spans[-1][1] is None or spans[-1][1] >= start):
            hint = f"Avsluta den förra {start - timedelta(days=1)}."
            part.sink.add(
                part.place("från"), "Perioden börjar innan den förra är slut.", found=str(start), hint=hint
            )
        spans.append((start, end, value))
    return tuple(spans)


def _lookup(item: Table) -> dict[int, int]:
    found: dict[int, int] = {}
    for label, value in item.pairs("tabell"):
        key, read = number(label, item.sink, "tabell"), number(value, item.sink, label.text)
        if key is not None and read is not None:
            found[key] = read
    if list(found) != sorted(found):
        item.sink.add(
            item.place("tabell"), "Tabellens nycklar står inte i ordning.", hint="Skriv den lägsta först."
        )
    return dict(sorted(found.items()))


def _programme(id_: str, item: Table, actors: Mapping[str, Named]) -> Programme:
    with item:
        actor = item.scalar("aktör")
        check_known([actor] if actor else [], actors, "aktören", item.sink)
        start, end = item.day("gäller_från"), item.day("gäller_till")
        if start and end and end < start:
            item.sink.add(
                item.place("gäller_till"),
                f"Programmet slutar {end} innan det börjar {start}.",
                found=str(end),
            )
        return Programme(
            id=id_,
            name=item.text("namn"),
            actor=actor.text if actor else "",
            text=item.text("text", ""),
            valid_from=start,
            valid_to=end,
            source=item.text("källa", ""),
            verify=item.text("kontrollera", ""),
        )


def numbers_on(values: Mapping[str, DatedValue], on: date | None) -> dict[str, int | str]:
    """Each value's number on a day (on the last day it has one, without a day); where there is none, why not."""
    return {id_: _number_on(value, on) for id_, value in values.items()}


def _number_on(value: DatedValue, on: date | None) -> int | str:
    if value.table:
        return "det är en tabell, inte ett tal"
    for start, end, number_ in reversed(value.spans):
        if on is None or (start <= on and (end is None or on <= end)):
            return number_
    return f"det har inget värde den {on}"
