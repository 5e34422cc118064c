"""A thing's form saved into a draft: beside what others have saved meanwhile, and never over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from samre.accounts.acts import Refused
from samre.governance.actions.drafts import save_draft
from samre.governance.models import Draft
from samre.governance.queries.draft_changes import place_of, read_map, told_in_short
from samre.governance.queries.drafts import draft_texts, find_revision, saver_of
from samre.governance.queries.map_names import is_condition, name_of
from samre.governance.queries.map_things import find_thing, things
from samre.governance.queries.removal import without_thing_and_cases
from samre.governance.rules.map_parts import LONGEST_ID, Kind, is_id
from samre.governance.rules.map_writing import (
    changed_thing,
    new_thing,
    next_id,
    plain_words,
    with_ids,
)
from samre.identifiers.sensitive_text import find_identifiers
from samre.pathway.picture.sketch import FILE as SKETCH
from samre.pathway.picture.sketch import sketch_of
from samre.pathway.reading.mistakes import DefinitionError, Mistake
from samre.pathway.reading.partly import read_condition, scope_in
from samre.pathway.writing.edit import EditError

from ..gate import actor_of
from .map_mistakes import told
from .map_rows import conditions_in
from .map_things import (
    Values,
    changed_values,
    fields_of,
    is_there,
    missing,
    settled,
    shown_values,
    texts_in,
    typed_values,
    unwritable,
)
from .problems import WHOLE, Problems, tried
from .whole_numbers import whole_number

SAVE, SAVE_BROKEN = "spara", "spara_anda"
MOST_WORDS = 6
Texts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What came of a save. `theirs`: fields that somebody else has saved otherwise meanwhile. `is_broken`: it was kept back because
    it can't be read, and can be saved in spite of that. `revision`: what the form is written from, when it is shown again."""

    id: str = ""
    problems: Problems = field(default_factory=Problems)
    theirs: Mapping[str, Any] = field(default_factory=dict)
    is_changed: bool = False
    is_broken: bool = False
    is_new: bool = False
    revision: int | None = None


def save_thing(request: HttpRequest, draft: Draft, kind: Kind, id_: str, *, in_spite: bool) -> Saved:
    """Saves the fields that were changed. Others' changes stay; where both changed the same field, both are shown."""
    typed, seen = typed_values(kind, request.POST), _seen(request, draft)
    texts = draft_texts(draft)
    written = find_thing(texts, kind, id_)
    if written is None:
        return Saved(problems=_refusal(f"{kind.said.capitalize()} finns inte längre i utkastet."), id=id_)
    before = shown_values(kind, find_thing(draft_texts(draft, seen), kind, id_))
    typed = with_ids(kind, typed, before)
    changed = {
        key: value
        for key, value in changed_values(settled(kind, typed, before), before).items()
        if key in before
    }
    theirs = _theirs(changed, before, shown_values(kind, written)) if seen != draft.revision else {}
    if theirs:
        return Saved(id=id_, problems=_collision(draft, request), theirs=theirs, revision=draft.revision)
    if not changed:
        return Saved(id=id_)
    hard = _never(kind, changed)
    if hard:
        return Saved(id=id_, problems=Problems(hard | _wrong(kind, typed, texts)), revision=seen)
    wrong = {} if in_spite else _wrong(kind, typed, texts)
    made = _made(lambda: changed_thing(texts, kind, id_, changed))
    if isinstance(made, Problems):
        return Saved(id=id_, problems=made, revision=seen)
    wrong |= {} if in_spite else _misread(kind, id_, made, typed)
    if wrong:
        return Saved(id=id_, problems=Problems(wrong), is_broken=True, revision=seen)
    name = name_of(kind, id_, find_thing(made, kind, id_))
    return _kept(request, draft, kind, id_, texts, made, f"Ändrade {kind.said} {name}.")


def add_thing(request: HttpRequest, draft: Draft, kind: Kind, *, in_spite: bool) -> Saved:
    """Adds a thing. Its id is made from its name, or from what was asked for."""
    given, texts = typed_values(kind, request.POST), draft_texts(draft)
    typed = {item.key: given[item.key] for item in fields_of(kind) if is_there(item, given)}
    typed = with_ids(kind, typed, {})
    taken = [one.id for one in things(texts, kind)]
    asked = request.POST.get("id", "").strip() if kind.id_label else ""
    name = next((str(typed.get(key)) for key in kind.heads if typed.get(key)), asked)
    id_ = _asked_id(kind, asked) if kind.id_label else next_id(kind, taken, name)
    kept = {"fore": request.POST.get("fore", ""), "id": asked}
    hard = _never(kind, typed) | _wrong_id(kind, id_, taken)
    wrong = hard if in_spite else _wrong(kind, typed, texts) | hard
    if wrong:
        return Saved(problems=Problems(wrong, kept), is_broken=not hard, is_new=True, id=id_)
    made = _made(lambda: new_thing(texts, kind, id_, typed, before=kept["fore"]))
    if isinstance(made, Problems):
        return Saved(problems=Problems(made.fields, kept), is_new=True, id=id_)
    wrong = {} if in_spite else _misread(kind, id_, made, typed)
    if wrong:
        return Saved(problems=Problems(wrong, kept), is_broken=True, is_new=True, id=id_)
    saved = _kept(request, draft, kind, id_, texts, made, f"Lade till {kind.said} {name}.")
    return Saved(id=id_, problems=saved.problems, is_changed=True, is_new=bool(saved.problems))


def _asked_id(kind: Kind, asked: str) -> str:
    """The id that was asked for; of a condition its words made plain."""
    return plain_words(asked, MOST_WORDS) if is_condition(kind) and not is_id(asked) else asked


def _wrong_id(kind: Kind, id_: str, taken: list[str]) -> dict[str, str]:
    """What is wrong with what a new thing is to be called, at its field."""
    if not kind.id_label:
        return {}
    label = kind.id_label[:1].lower() + kind.id_label[1:]
    if not id_:
        return {"id": f"{'Välj' if kind.id_of else 'Skriv'} {label}."}
    if id_ in taken:
        return {
            "id": "Den rutan har redan en text." if kind.id_of else "Det namnet finns redan. Välj ett annat."
        }
    if not is_id(id_):
        return {
            "id": f"Skriv {label} med bokstäverna a–z, siffror och _, med en bokstav först och högst {LONGEST_ID} tecken."
        }
    return {}


def remove_thing(
    request: HttpRequest, draft: Draft, kind: Kind, id_: str, *, cases: str, why: str
) -> Problems:
    """Takes a thing out of the draft; `cases` says what becomes of the worked cases that speak of it, `why` why a new answer is
    right."""
    texts = draft_texts(draft)
    written = find_thing(texts, kind, id_)
    if written is None:
        return _refusal(f"{kind.said.capitalize()} finns inte längre i utkastet.")
    made = _made(lambda: without_thing_and_cases(texts, kind, id_, cases=cases, why=why))
    if isinstance(made, Problems):
        return made
    said = f"Tog bort {kind.said} {name_of(kind, id_, written)}."
    return _kept(request, draft, kind, id_, texts, made, said).problems


def _kept(
    request: HttpRequest, draft: Draft, kind: Kind, id_: str, before: Texts, after: Texts, otherwise: str
) -> Saved:
    what = told_in_short(before, after, otherwise)
    problems = tried(
        request,
        {},
        lambda: save_draft(
            draft=draft.pk, revision=draft.revision, texts=after, what=what, by=actor_of(request)
        ),
    )
    return Saved(id=id_, problems=problems, is_changed=True)


def _seen(request: HttpRequest, draft: Draft) -> int:
    """The save that the form was written from."""
    seen = whole_number(request.POST.get("revision", "")) or draft.revision
    return seen if find_revision(draft, seen) else draft.revision


def _theirs(changed: Values, before: Values, now: Values) -> Values:
    """What somebody else has made of the fields that were changed here too."""
    return {
        key: now.get(key)
        for key, value in changed.items()
        if now.get(key) != before.get(key) and now.get(key) != value
    }


def _collision(draft: Draft, request: HttpRequest) -> Problems:
    return Problems(
        {
            WHOLE: f"{saver_of(draft)} har sparat samma sak medan du skrev. Det som är sparat står bredvid ditt. "
            "Spara igen för att låta ditt gälla."
        },
        is_stale=True,
        seen=request.POST.get("revision", ""),
    )


def _wrong(kind: Kind, typed: Values, texts: Texts) -> dict[str, str]:
    """What is missing, and the conditions that can't be read, at their fields."""
    wrong, scope = missing(kind, typed), scope_in(texts)
    for name, text in conditions_in(fields_of(kind), typed).items():
        found = read_condition(text, scope).mistakes if text else ()
        if found:
            wrong[name] = "\n".join(map(told, found))
    return wrong


def _never(kind: Kind, values: Values) -> dict[str, str]:
    """What can't be kept in spite of anything: what may be about somebody, and numbers and days that are none."""
    fields = [item for item in fields_of(kind) if item.key in values]
    return unwritable(fields, values) | _pointing_out(values)


def _pointing_out(values: Values) -> dict[str, str]:
    """What may be about somebody, at its field."""
    wrong = {}
    for name, text in texts_in(values).items():
        found = ", ".join(f"{one.kind} ”{one.text}”" for one in find_identifiers(text))
        if found:
            wrong[name] = (
                f"Ta bort {found}. Kartan handlar aldrig om en person. Hur man når en myndighet står i kontaktlistan."
            )
    return wrong


def _misread(kind: Kind, id_: str, made: Texts, typed: Values) -> dict[str, str]:
    """What the reader of the files says of this thing, at the fields it says it of."""
    conditions = conditions_in(fields_of(kind), typed)
    wrong: dict[str, str] = {}
    for mistake in _mistakes(kind, made):
        slug, other, way = place_of(mistake, made)
        if (slug, other) != (kind.slug, id_):
            continue
        name = _field_at(kind, way)
        if name not in conditions:
            wrong.setdefault(name, told(mistake))
    return wrong


def _mistakes(kind: Kind, made: Texts) -> tuple[Mistake, ...]:
    read = read_map(made)
    if kind.file != SKETCH or read.pathway is None:
        return read.mistakes
    try:
        sketch_of(made[SKETCH], read.pathway)
    except DefinitionError as error:
        return error.mistakes
    return ()


def _field_at(kind: Kind, way: tuple[str | int, ...]) -> str:
    """The name of the field a place in a thing belongs to; empty for the thing as a whole."""
    here = next((item for item in kind.fields if way and item.key == way[0]), None)
    if here is None:
        return WHOLE if kind.single is None else kind.single.key
    if here.shape in ("rader", "par") and len(way) > 1 and isinstance(way[1], int):
        return f"{here.key}.{way[1]}.{way[2]}" if len(way) > 2 else here.key
    if here.shape == "del" and len(way) > 1:
        return f"{here.key}.{way[1]}"
    return here.key


def _made(make: Callable[[], Texts]) -> Texts | Problems:
    try:
        return make()
    except (EditError, Refused) as error:
        return _refusal(str(error))


def _refusal(told: str) -> Problems:
    return Problems({WHOLE: told})
