"""The pages and jobs of samverkan at the same places as the case file: server time, questions to the database, and growth."""

from __future__ import annotations

from collections.abc import Callable

from .cases import LARGE, SMALL, page, start
from .cases_places import Place, pause, postgres, sqlite
from .measure import Measure

LIST, CASE, LETTER = 40, 50, 100
# Name → the longest it may take in ms (product.md); 0 = no target of its own.
PAGES = {
    "inkorgen": LIST, "platser i mobilen": LIST, "insatskatalogen": LIST, "kontaktlistan": LIST, "erbjudna tider": LIST,
    "samverkan": CASE, "samtycken": CASE, "utlämnanden": CASE, "välja vad som lämnas ut": CASE, "kontrollera utlämnande": CASE,
    "ett svar": CASE, "ny mottagare": CASE, "konsultationer": CASE, "en konsultation": CASE, "ett möte": CASE, "planen": CASE,
    "insatser": CASE, "en insats": CASE, "en leverans": CASE, "en plats i mobilen": CASE, "brev": CASE, "ett brev": CASE,
    "brev som PDF": LETTER, "utlämnande som PDF": LETTER, "skicka underlag": 0, "find_cover": 0, "väntetid per part": 0,
}  # fmt: skip


def samverkan(
    kind: str, *, rounds: int, large: int = LARGE, small: int = SMALL, times: int = 24
) -> list[Measure]:
    """One kind of database; its two sizes are asked in turns, round after round."""
    make: Callable[[int], Place] = sqlite if kind == "SQLite" else postgres
    places = [make(small), make(large)]
    try:
        desks = [start(place, times, worker="bench.samverkan_worker") for place in places]
        try:
            for name in PAGES:
                for _ in range(rounds + 1):
                    for desk in desks:
                        desk.measure(name)
        finally:
            for desk in desks:
                desk.stop()
        return [
            one for name, target in PAGES.items() for one in page(f"Samverkan, {kind}", name, desks, target)
        ]
    finally:
        for place in places:
            pause(place)
