"""What an event in the log means in plain Swedish: what was done, and why. Words: `granskning.yaml`."""

from __future__ import annotations

from functools import lru_cache

from samre.audit.models import Event, Outcome

from ..rules.review_rules import review_rules

TRIED, WROTE, REVIEWED, LISTED, SOUGHT = "försökte", "skrev", "granskade", "listade", "sökte"
NOUN_OF_REVIEW = "review"


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    rows = review_rules()["gjorde"].items()
    return {name: kind for kind, row in rows for name in row.get("händelse", ())}


def kind_of(event: Event) -> str:
    """What sort of thing it was: a key of `gjorde` in granskning.yaml."""
    noun, _, verb = event.action.partition(".")
    if event.outcome == Outcome.DENIED:
        return TRIED
    if noun == NOUN_OF_REVIEW:
        return REVIEWED
    kind = _kinds().get(event.action) or _kinds().get(verb, WROTE)
    return LISTED if event.subjects and kind != SOUGHT else kind


def done_in_words(kind: str) -> str:
    """`Läste`"""
    return str(review_rules()["gjorde"][kind]["text"])


def why_in_words(event: Event) -> str:
    """Why, as the person can judge it. The longest beginning in granskning.yaml decides; a reason without words of its own is
    work in the case."""
    words = review_rules()["loggutdrag"]
    fitting = [start for start in words["skäl"] if event.why.startswith(start)]
    return str(words["skäl"][max(fitting, key=len)] if fitting else words["utan_skäl"])
