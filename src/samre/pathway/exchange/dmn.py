"""The map's steps as DMN 1.5 decision tables (OMG formal/2024-01-01), with »okänt« as a value of its own.

One decision per step: is it open, closed, or can that not be told yet? Rows are exact for partly unknown people (`tables.py`),
so the table answers as the map does in any engine, as long as nobody leaves an input empty, and what the map presumes of those
nobody has asked (`utgå_från`, said at the input) is filled in first.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from ..logic import openness
from ..model import Fact, Pathway, Step
from .presumed import presumption
from .tables import KNOWN, NO, UNKNOWN, YES, Cell, Row, Table, TooManyRows, table_of

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
OPEN, CLOSED, LATER = "öppet", "inte öppet", "går inte att säga än"
_SPACES: Any = {None: MODEL}


def dmn(pathway: Pathway) -> bytes:
    """The map as a DMN 1.5 file (UTF-8): an input per fact, a decision with its table per step.

    A step whose table would be too long to read has its condition as a literal description, and says so.
    """
    root = etree.Element(
        f"{{{MODEL}}}definitions",
        nsmap=_SPACES,
        id=f"samre-{pathway.hash[:12]}",
        name=pathway.name,
        namespace=f"urn:samre:{pathway.id}",
        exporter="SAMRE",
        exporterVersion=pathway.id,
    )
    text = f"Underlag, inte beslut. Version {pathway.id}, {pathway.hash[:12]}. Ett tomt indata är inte detsamma som okänt."
    _add(root, "description").text = text
    for fact in pathway.facts.values():
        _input(root, fact, pathway)
    for step in pathway.steps.values():
        _decision(root, step, pathway)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _input(root: etree._Element, fact: Fact, pathway: Pathway) -> None:
    data = _add(root, "inputData", id=f"in_{fact.id}", name=fact.id)
    _add(data, "description").text = f"{fact.question or fact.label} {presumption(fact, pathway)}".strip()
    _add(
        data,
        "variable",
        id=f"var_{fact.id}",
        name=fact.id,
        typeRef="number" if fact.kind == "int" else "string",
    )


def _decision(root: etree._Element, step: Step, pathway: Pathway) -> None:
    decision = _add(root, "decision", id=step.id, name=f"{step.id} {step.name}")
    node = openness(step)
    try:
        table = table_of(node, pathway.facts)
    except TooManyRows as error:
        _add(decision, "description").text = f"Tabellen utelämnad: {error}. Se villkoret i kartan."
        return
    _add(decision, "question").text = f"Är steget {step.name} öppet?"
    _add(decision, "variable", id=f"var_{step.id}", name=f"{step.id} {step.name}", typeRef="string")
    for number, name in enumerate(table.facts):
        needed = _add(decision, "informationRequirement", id=f"{step.id}_behov_{number}")
        _add(needed, "requiredInput", href=f"#in_{name}")
    _table(decision, step, table, pathway)


def _table(decision: etree._Element, step: Step, table: Table, pathway: Pathway) -> None:
    item = _add(decision, "decisionTable", id=f"{step.id}_tabell", hitPolicy="FIRST")
    for name in table.facts:
        _column(item, f"{step.id}_{name}", pathway.facts[name])
    output = _add(item, "output", id=f"{step.id}_ut", name=f"{step.id} läge", typeRef="string")
    _add(_add(output, "outputValues"), "text").text = ", ".join(map(_quoted, (OPEN, CLOSED, LATER)))
    number = 0
    for rows, answer in ((table.true, OPEN), (table.false, CLOSED), (({},), LATER)):
        for row in rows:
            number += 1
            _rule(item, f"{step.id}_rad_{number}", row, answer, table, pathway)


def _column(item: etree._Element, id_: str, fact: Fact) -> None:
    """An input; of a number, whether it is known stands in a column of its own before it."""
    if fact.kind == "int":
        _clause(
            item, f"{id_}_kand", f"{fact.label} är känt", f"{fact.id} != null", f'"{YES}", "{NO}"', "string"
        )
        _clause(item, id_, fact.label, fact.id, "", "number")
        return
    answers = [choice.id for choice in fact.choices] or ([KNOWN] if fact.kind == "date" else [YES, NO])
    _clause(item, id_, fact.label, fact.id, ", ".join(map(_quoted, (*answers, UNKNOWN))), "string")


def _clause(item: etree._Element, id_: str, label: str, expression: str, values: str, kind: str) -> None:
    column = _add(item, "input", id=id_, label=label)
    asked = _add(column, "inputExpression", id=f"{id_}_uttryck", typeRef=kind)
    _add(asked, "text").text = (
        f'if {expression} then "{YES}" else "{NO}"' if "!=" in expression else expression
    )
    if values:
        _add(_add(column, "inputValues"), "text").text = values


def _rule(item: etree._Element, id_: str, row: Row, answer: str, table: Table, pathway: Pathway) -> None:
    rule = _add(item, "rule", id=id_)
    tests = [text for name in table.facts for text in _tests(row.get(name), pathway.facts[name])]
    for number, text in enumerate(tests, 1):
        _add(_add(rule, "inputEntry", id=f"{id_}_{number}"), "text").text = text
    _add(_add(rule, "outputEntry", id=f"{id_}_ut"), "text").text = _quoted(answer)


def _tests(cell: Cell | None, fact: Fact) -> tuple[str, ...]:
    """The unary tests of a cell: one, or two of a number (whether it is known, and which)."""
    if fact.kind != "int":
        return ("-" if cell is None else ", ".join(map(_quoted, sorted(cell, key=str))),)
    if cell is None:
        return "-", "-"
    if isinstance(cell, tuple):
        return _quoted(YES), f"[{cell[0]}..{cell[1]}]"
    return _quoted(NO), "-"


def _quoted(text: object) -> str:
    return f'"{text}"'


def _add(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{MODEL}}}{tag}", attributes)
