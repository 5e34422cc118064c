"""A form of `blankettmallar.yaml` as parts that can be changed, and as a finished paper. The same for every form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from samre.certificate.wording import in_words

from ...rules.identity import in_print
from ...rules.paper_words import form_words, paper_words
from ..fact_words import sentence_list
from ..paper import Heading, NewPage, Paper, Sign
from ..paper_parts import (
    ROOM,
    Boxes,
    Edits,
    Grid,
    OneOf,
    Paragraph,
    Part,
    Pick,
    Picks,
    Question,
    Questions,
    Row,
    Rows,
    Still,
)
from ..part_blocks import DASH, blocks, edited
from .known import Filled, Known
from .letterhead import make_paper

Written = Mapping[str, Any]


def parts_of(form: str, known: Known, filled: Filled) -> tuple[Part, ...]:
    """The parts of a form as the case and the definition give them."""
    full = filled.with_words(_common(known))
    return tuple(_part(row, known, full, number) for number, row in enumerate(form_words(form)["delar"]))


def finished(form: str, known: Known, filled: Filled, parts: Iterable[Part], *, to: str) -> Paper:
    """The paper that the parts make."""
    words = form_words(form)
    return make_paper(
        form,
        known.case,
        replace(known.sender, unit="") if words.get("utan_nummer") else known.sender,
        blocks(parts),
        to=to,
        on=known.on,
        with_number=not words.get("utan_nummer"),
        title=filled.title,
        answer_by=known.answer_by,
        copy=words.get("kopia", True),
    )


def paper_of(form: str, known: Known, filled: Filled, edits: Edits, *, to: str) -> Paper:
    """The paper with what somebody changed in it."""
    return finished(form, known, filled, edited(parts_of(form, known, filled), edits), to=to)


def _common(known: Known) -> dict[str, str]:
    """The blanks every form can have."""
    sender, person = known.sender, known.case.person
    hidden = person.is_protected
    return {
        "gäller": "" if hidden else person.name,
        "personnummer": "" if hidden else in_print(person.identity_kind, person.number or ""),
        "ärende": known.case.number,
        "avsändare": "\n".join(sender.lines),
        "skrivare": ", ".join(part for part in (sender.handler or sender.unit, sender.title.lower()) if part),
        "kommun": sender.authority,
        "enhet": sender.unit,
        "telefon": sender.phone,
        "kontakt": sender.contact,
        "svarsdatum": in_words(known.answer_by) if known.answer_by else "",
        "intyg": known.certificate.named if known.certificate else "",
        "intygstid": known.certified,
        "rekommenderat": known.next_step,
        "nås": "\n".join(known.reach),
    }


def _part(row: Written, known: Known, filled: Filled, number: int) -> Part:
    if "id" not in row:
        return _still(row, number)
    for key, make in _KINDS.items():
        if key in row:
            return make(row, known, filled)
    raise ValueError(f"Delen {row['id']} i blankettmallar.yaml är av ett slag som inte finns.")


def _still(row: Written, number: int) -> Still:
    id_ = f"fast{number}"
    if "rubrik" in row:
        return Still(id=id_, block=Heading(row["rubrik"]))
    return Still(id=id_, block=Sign(tuple(row["underskrift"])) if "underskrift" in row else NewPage())


def _paragraph(row: Written, known: Known, filled: Filled) -> Paragraph:
    text = str(row["text"]).format(**filled.words).strip()
    return Paragraph(id=row["id"], label=row["namn"], start=text, text=text, heading=row.get("rubrik", ""))


def _questions(row: Written, known: Known, filled: Filled) -> Questions:
    given = row["frågor"]
    items = filled.questions[given] if isinstance(given, str) else _written_questions(given)
    on_page = row.get("på_sidan", {})
    return Questions(
        id=row["id"],
        heading=row["rubrik"],
        items=items,
        intro=row.get("inledning", ""),
        answers="svarsrum" in row,
        page=True if "svarssida" in row else None,
        page_heading=row.get("svarssida", ""),
        page_head=tuple(
            (name, text.format(**filled.words)) for name, text in row.get("svarshuvud", {}).items()
        ),
        on_page=(on_page.get("en", ""), on_page.get("flera", "")),
        under=tuple(row.get("underskrift", ())),
        room=row.get("svarsrum", ROOM),
        required=row.get("krävs", ""),
    )


def _written_questions(rows: Mapping[str, Mapping[str, str]]) -> tuple[Question, ...]:
    return tuple(
        Question(id=id_, label=one["namn"], start=one["fråga"], text=one["fråga"], chosen=True)
        for id_, one in rows.items()
    )


def _picks(row: Written, known: Known, filled: Filled) -> Picks:
    return Picks(
        id=row["id"],
        heading=row.get("rubrik", ""),
        items=_items(row, row["val_av"], filled),
        label=row["namn"],
        intro=row.get("inledning", "").format(**filled.words),
        required=row.get("krävs", ""),
        empty=row.get("tomt", "").format(**filled.words),
        sentence=row.get("mening", ""),
    )


def _items(row: Written, given: str | Mapping[str, Any], filled: Filled) -> tuple[Pick, ...]:
    if isinstance(given, str):
        return filled.picks[given]
    ticked = filled.ticked.get(row["id"], frozenset())
    return tuple(_pick(id_, one, chosen=id_ in ticked) for id_, one in given.items())


def _pick(id_: str, one: str | Mapping[str, str], *, chosen: bool) -> Pick:
    if isinstance(one, str):
        return Pick(id=id_, label=one, text=one, chosen=chosen)
    return Pick(id=id_, label=one["namn"], text=one["text"], chosen=chosen)


def _rows(row: Written, known: Known, filled: Filled) -> Rows:
    found = []
    for one in row["fält"]:
        value = known.told(one["uppgift"]) if "uppgift" in one else one["text"].format(**filled.words)
        found.append(Row(id=one["id"], label=one["etikett"], start=value, value=value))
    return Rows(
        id=row["id"],
        heading=row.get("rubrik", ""),
        rows=tuple(found),
        drops_empty=bool(row.get("utan_tomma")),
    )


def _grid(row: Written, known: Known, filled: Filled) -> Grid:
    source = row["tabell"]
    return Grid(
        id=row["id"],
        caption=row["rubrik"],
        columns=tuple(row["kolumner"]),
        rows=filled.rows.get(source, ()),
        spare=row.get("tomma", 0),
        fixed="tomma" not in row,
    )


def _boxes(row: Written, known: Known, filled: Filled) -> Boxes:
    given = row["kryss"]
    return Boxes(
        id=row["id"],
        label=given["fråga"],
        items=_items(row, given["val"], filled),
        several=given.get("flera", True),
    )


def _one_of(row: Written, known: Known, filled: Filled) -> OneOf:
    hint = known.not_covered if row["ett_av"] == "lämnas" and not known.covered else ""
    items = ways(known) if row["ett_av"] == "lämnas" else filled.picks[row["ett_av"]]
    return OneOf(id=row["id"], label=row["namn"], items=items, hint=hint)


def ways(known: Known) -> tuple[Pick, ...]:
    """How a letter can reach its receiver: by us for each receiver that a consent covers, else by the person herself."""
    words, answers = paper_words()["lämnas"], _may_answer(known)
    found = []
    for cover in known.covered:
        blank = {"mottagare": cover.name, "dag": in_words(cover.valid_to)}
        texts = {name: words["ja"][name].format(**blank) for name in ("namn", "text")}
        texts["text"] = " ".join([texts["text"], *(answers or [words["svar_saknas"]])])
        found.append(_pick(f"ja-{cover.receiver}", texts, chosen=False))
    alone = {**words["nej"], "text": " ".join([words["nej"]["text"], *answers])}
    return (*found, _pick("nej", alone, chosen=not found))


def _may_answer(known: Known) -> list[str]:
    """A sentence for each consent by which they may tell us, with the reference of the sheet."""
    row, more = (str(paper_words()["lämnas"][name]) for name in ("svar", "mer"))
    return [
        row.format(
            lämnare=one.who,
            uppgifter="\n".join(f"{DASH}{name}" for name in one.what),
            mer=more.format(uppgifter=sentence_list(list(one.more))) if one.more else "",
            dag=in_words(one.valid_to),
            referens=one.reference,
        )
        for one in known.answers
    ]


_KINDS: Mapping[str, Callable[[Written, Known, Filled], Part]] = {
    "frågor": _questions,
    "val_av": _picks,
    "fält": _rows,
    "tabell": _grid,
    "kryss": _boxes,
    "ett_av": _one_of,
    "text": _paragraph,
}
