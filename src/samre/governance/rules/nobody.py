"""What is written about the map is never about a person: what points somebody out is found and said before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from samre.identifiers.sensitive_text import Found, Kind, find_identifiers

# How an authority is reached may be what a request is about; it is then said to be an office's.
WAYS = frozenset({Kind.PHONE, Kind.EMAIL, Kind.ADDRESS})


def persons_in(
    texts: Mapping[str, str], *, names: Sequence[str] = (), are_offices: bool = False, instead: str = ""
) -> dict[str, str]:
    """Field → what has to be taken out of it, for the texts that point somebody out; empty when none does.

    `names`: whole names to look for. `are_offices`: the writer has said that numbers and addresses are an authority's.
    `instead`: what to do instead, where that is not to write about the map and nobody is asked whether it is an authority's.
    """
    found = {
        name: [one for one in find_identifiers(text, names=names) if not (are_offices and one.kind in WAYS)]
        for name, text in texts.items()
    }
    return {name: _said(some, instead) for name, some in found.items() if some}


def only_ways(texts: Iterable[str], *, names: Sequence[str] = ()) -> bool:
    """Whether what was found is only ways to reach somebody, that may be an authority's."""
    kinds = {one.kind for text in texts for one in find_identifiers(text, names=names)}
    return bool(kinds) and kinds <= WAYS


def _said(found: Sequence[Found], instead: str) -> str:
    listed = ", ".join(f"{one.kind} ”{one.text}”" for one in found)
    if instead:
        return f"Ta bort det som kan peka ut någon: {listed}. {instead}"
    sure = any(one.kind not in WAYS for one in found)
    end = "" if sure else " Är det en myndighets eller en mottagnings, kryssa i det under texten."
    return f"Ta bort det som kan peka ut någon: {listed}. Skriv om kartan, aldrig om en person.{end}"
