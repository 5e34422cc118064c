"""May this be let out, on that ground? The closed list of grounds, what each covers, and the proviso that goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from samre.accounts.acts import Denied
from samre.definitions import read_yaml

from ..models import Disclosure, DisclosureState
from .consent_lists import category_names, closed_lists, in_sentence, purpose_names
from .consents import covers_and_gaps

BY_CONSENT = "samtycke"
TO_PARTY = "part"


@dataclass(frozen=True, slots=True)
class GroundRow:
    """A ground as `samverkan.yaml` has it. `categories` is None where the ground itself sets no limit."""

    code: str
    name: str
    provisions: tuple[str, ...]
    categories: frozenset[str] | None
    needs_reason: bool
    on_request: bool
    beware: str

    @property
    def by_consent(self) -> bool:
        return self.code == BY_CONSENT


@lru_cache(maxsize=1)
def disclosure_rules() -> Mapping[str, Any]:
    """utlamnande.yaml as it stands."""
    return dict(read_yaml("utlamnande.yaml"))


def asks_for(name: str) -> str:
    """The sentence that says what is missing, by its name."""
    return str(disclosure_rules()["saknas"][name])


def receiver_kinds() -> dict[str, str]:
    """Every kind of receiver and its name, the person herself last."""
    kinds = {code: str(row["namn"]) for code, row in closed_lists()["mottagarslag"].items()}
    return kinds | {code: str(row["namn"]) for code, row in disclosure_rules()["egna_mottagare"].items()}


def party_of(kind: str) -> str:
    """The actor of the map that a kind of receiver is."""
    own = {**disclosure_rules()["egna_mottagare"], **disclosure_rules()["brevmottagare"]}
    return str((own.get(kind) or closed_lists()["mottagarslag"].get(kind, {})).get("part", ""))


def is_private(kind: str) -> bool:
    """Whether the receiver is no authority: the duty of secrecy has to come with what is let out."""
    return bool(closed_lists()["mottagarslag"].get(kind, {}).get("enskild", False))


def kind_name(kind: str) -> str:
    """What a kind of receiver is called, also one that only letters go to; empty where there is none of it."""
    letters = {code: str(row["namn"]) for code, row in disclosure_rules()["brevmottagare"].items()}
    return (receiver_kinds() | letters).get(kind, "")


@lru_cache(maxsize=32)
def grounds_for(kind: str) -> tuple[GroundRow, ...]:
    """The grounds on which something can be let out to a kind of receiver."""
    own = disclosure_rules()["egna_mottagare"].get(kind, {}).get("grund")
    return tuple(
        ground_of(code)
        for code, row in closed_lists()["grunder"].items()
        if (code == own or kind in row["mottagare"]) and not row.get("bara_brev")
    )


def ground_of(code: str) -> GroundRow:
    """A ground by its code."""
    row = closed_lists()["grunder"][code]
    return GroundRow(
        code=code,
        name=str(row["namn"]),
        provisions=tuple(row["lagrum"]),
        categories=frozenset(row["kategorier"]) if "kategorier" in row else None,
        needs_reason=bool(row.get("skäl")),
        on_request=bool(row.get("på_begäran")),
        beware=str(row.get("se_upp", "")),
    )


def find_ground(code: str, kind: str) -> GroundRow | None:
    """The ground, where it can be used towards that kind of receiver."""
    return next((row for row in grounds_for(kind) if row.code == code), None)


def judge_ground(
    code: str, *, kind: str, categories: Iterable[str], reason: str, on_request: bool
) -> dict[str, str]:
    """What is wrong with a ground for letting `categories` out to a kind of receiver: field → sentence. Consent is asked
    for apart, row by row: `rules.consents`."""
    row = find_ground(code, kind)
    if row is None:
        return {"grund": asks_for("grund" if not code else "fel_grund")}
    problems = {}
    if row.needs_reason and not reason.strip():
        problems["skal"] = asks_for("skäl")
    if row.on_request and not on_request:
        problems["grund"] = asks_for("begäran")
    if row.categories is not None and (outside := [one for one in categories if one not in row.categories]):
        names = ", ".join(in_sentence(category_names()[one]) for one in dict.fromkeys(outside))
        said = str(disclosure_rules()["hinder"]["annan_kategori"]).format(kategori=names)
        problems["grund"] = " ".join(part for part in (problems.get("grund"), said) if part)
    return problems


def check_still_covered(disclosure: Disclosure, *, at: datetime) -> None:
    """Raises Denied where it went by consent, and the consent no longer covers all of it. The caller holds `lock_consents`."""
    if disclosure.ground != BY_CONSENT or disclosure.receiver_id is None:
        return
    whole = disclosure_rules()["intygsfil"]["kategorier"]
    told = [
        code
        for item in disclosure.items
        for code in (str(item["category"]), *(whole if str(item["field"]).startswith("intygsfil:") else ()))
    ]
    _, gaps = covers_and_gaps(
        disclosure.case,
        receiver=disclosure.receiver_id,
        unit=disclosure.receiver_unit_id,
        categories=told,
        purpose=disclosure.purpose,
        at=at,
    )
    for missing in gaps.values():
        raise Denied(missing)


def is_still_covered(disclosure: Disclosure, *, at: datetime) -> bool:
    """The same as a question: for a page, or for what is to end. Whoever lets something out uses `check_still_covered`."""
    try:
        check_still_covered(disclosure, at=at)
    except Denied:
        return False
    return True


def proviso_for(kind: str, purpose: str) -> str:
    """The proviso (förbehåll) that goes with what is let out to a private receiver; empty to an authority (R22)."""
    if not is_private(kind):
        return ""
    words = closed_lists()["förbehåll"]
    text = str(words["text"]).format(ändamål=f"att {in_sentence(purpose_names()[purpose])}")
    return f"{text} ({', '.join(words['lagrum'])})"


def answer_days(kind: str) -> int:
    """How long an answer usually takes."""
    return int(disclosure_rules()["svarsdagar"][kind])


def why_closed(state: str) -> str:
    """Why a disclosure in that state can't be changed; empty while it is worked on."""
    if state in (DisclosureState.DRAFT, DisclosureState.ASSESSED):
        return ""
    return asks_for("avbrutet" if state == DisclosureState.DROPPED else "skickat")
