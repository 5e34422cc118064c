"""Which insatser fit somebody: hours, environment, level and free places, each with its reason. Words of `insatser.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from samre.certificate.wording import in_words
from samre.definitions import read_yaml

YES, NO, UNKNOWN = "ja", "nej", "okänt"


@lru_cache(maxsize=1)
def intervention_rules() -> Mapping[str, Any]:
    """insatser.yaml as it stands."""
    return dict(read_yaml("insatser.yaml"))


@lru_cache(maxsize=1)
def environments() -> Mapping[str, str]:
    """What the workplace can offer: code → name, the same as in the letter to the care."""
    rows = read_yaml("brev.yaml")["miljöer"]
    return {code: row["namn"] for code, row in rows.items()}


def days_of(name: str) -> int:
    """A time of insatser.yaml in days (or the unit its name ends with)."""
    return int(intervention_rules()["tider"][name])


def words_for(part: str, code: str) -> str:
    """The name of a code in a part of insatser.yaml; the code where there is no such row any more."""
    row = intervention_rules()[part].get(code, code)
    return str(row["namn"]) if isinstance(row, Mapping) else str(row)


def is_old(verified_on: date, *, on: date) -> bool:
    """Whether nobody has looked for so long that the row is not to be trusted."""
    return verified_on + timedelta(days=days_of("kontroll_dagar")) < on


def agreement_ends(agreement_to: date | None, *, on: date) -> bool:
    """Whether the agreement has run out or soon does."""
    return agreement_to is not None and agreement_to <= on + timedelta(days=days_of("avtal_varning_dagar"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """What is known of what the person can do. `hours` None = not known. `level` and `environments` empty = anything goes."""

    hours: int | None = None
    environments: frozenset[str] = frozenset()
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An insats as it is weighed against somebody's frames. `freed_on`: the first day a taken place may be free, `waiting` how many
    wait for one."""

    hours_from: int
    environments: frozenset[str]
    levels: frozenset[str]
    places: int
    free: int
    agreement_to: date | None = None
    freed_on: date | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against, or that nobody knows: `answer` is ja, nej or okänt."""

    answer: str
    text: str


def reasons(offer: Offer, frames: Frames, *, on: date) -> tuple[Reason, ...]:
    """Everything that speaks for and against, in the order one asks. Unknown is never no."""
    return tuple(_reasons(offer, frames, on))


def fits(found: tuple[Reason, ...]) -> bool:
    """Whether nothing speaks against it."""
    return all(reason.answer != NO for reason in found)


def _reasons(offer: Offer, frames: Frames, on: date) -> Iterator[Reason]:
    words = intervention_rules()["passar"]
    known = {"från": offer.hours_from, "klarar": frames.hours}
    if frames.hours is None:
        yield Reason(UNKNOWN, words["timmar_okänt"])
    else:
        enough = frames.hours >= offer.hours_from
        answer = "timmar_ja" if enough else "timmar_nej" if frames.hours else "timmar_noll"
        yield Reason(YES if enough else NO, words[answer].format_map(known))
    names = environments()
    for code in sorted(frames.environments):
        has = code in offer.environments
        text = words["miljö_ja" if has else "miljö_nej"]
        yield Reason(YES if has else NO, text.format(miljö=names.get(code, code)))
    if frames.level and frames.level not in offer.levels:
        levels = ", ".join(words_for("nivåer", level).lower() for level in sorted(offer.levels))
        yield Reason(NO, words["nivå_nej"].format(nivå=levels))
    if offer.free > 0:
        yield Reason(YES, words["plats_ja"].format(antal=offer.free, platser=offer.places))
    else:
        when = in_words(offer.freed_on) if offer.freed_on else ""
        yield Reason(NO, words["plats_när"].format(dag=when) if when else words["plats_nej"])
    if offer.waiting:
        yield Reason(UNKNOWN, words["kö"].format(antal=offer.waiting))
    if offer.agreement_to is not None and offer.agreement_to < on:
        yield Reason(NO, words["avtal_slut"].format(dag=in_words(offer.agreement_to)))
