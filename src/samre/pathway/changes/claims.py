"""What a map says on the strength of each paragraph, in words: what a law expert reads beside the law's own text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model import LawRef, Pathway, Step
from .parts import PARTS, Part

# What of a step rests on the paragraphs that stand at the step itself.
_OWN = ("villkor för att vara öppet", "villkor för att vara klart", "åtagande")
_STEP = next(kind for kind in PARTS if kind.word == "steget")
_VALUE = next(kind for kind in PARTS if kind.word == "värdet")
Claim = tuple[LawRef, str]


def claims(pathway: Pathway) -> Mapping[LawRef, tuple[str, ...]]:
    """Paragraph → sentences, in the order of the map; the first says which law it is."""
    found: dict[LawRef, dict[str, None]] = {}
    for id_, step in pathway.steps.items():
        for ref, text in _of_step(step, pathway):
            found.setdefault(ref, {})[f"Steget {_STEP.called(id_, step)}, {text}"] = None
    for id_, value in pathway.values.items():
        told = "; ".join(filter(None, (part.tell(part.read(value), pathway) for part in _amounts())))
        for ref in value.law:
            found.setdefault(ref, {})[f"Värdet {_VALUE.called(id_, value)}: {told}"] = None
    return {ref: (_law(ref, pathway), *texts) for ref, texts in found.items()}


def touched(old: Pathway, new: Pathway) -> Mapping[LawRef, tuple[str, ...]]:
    """The paragraphs on whose strength the new map says something else than the old one. One that it no longer rests on has only
    its name: what was said there may be something the law asks for."""
    before, after = claims(old), claims(new)
    changed = {ref: texts for ref, texts in after.items() if before.get(ref) != texts}
    return changed | {ref: (_law(ref, old),) for ref in before if ref not in after}


def _of_step(step: Step, pathway: Pathway) -> Iterator[Claim]:
    for part in _STEP.parts:
        if part.word in _OWN and (told := part.tell(part.read(step), pathway)):
            yield from ((ref, f"{part.word}: {told}") for ref in step.law)
    for need in step.requires:
        yield from _each(need.law or step.law, _row("krav"), need, pathway)
    for limit in step.law_limits:
        yield from _each(limit.law or step.law, _row("lagens frist"), limit, pathway)
    yield from _each(step.limit.law, _row("frist"), step.limit, pathway)


def _each(refs: tuple[LawRef, ...], part: Part, value: object, pathway: Pathway) -> Iterator[Claim]:
    yield from ((ref, f"{part.word}: {part.tell(value, pathway)}") for ref in refs)


def _row(word: str) -> Part:
    return next(part for part in _STEP.parts if part.word == word)


def _amounts() -> tuple[Part, ...]:
    return tuple(part for part in _VALUE.parts if part.moves)


def _law(ref: LawRef, pathway: Pathway) -> str:
    law = pathway.laws.get(ref.law)
    name = ref.law if law is None else f"{law.name} ({law.number})" if law.number else law.name
    return f"{name} {ref.where}".strip()
