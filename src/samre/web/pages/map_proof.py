"""What the page of the proof shows: what holds in sentences, what does not as stories, warnings with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse

from samre.accounts.actors import Actor
from samre.governance.maps import pathway_in
from samre.governance.models import Draft
from samre.governance.queries.broken_cases import BrokenCase
from samre.governance.queries.draft_changes import Flaw, flaws
from samre.governance.queries.drafts import draft_texts, writes_map
from samre.governance.queries.drawing_flaws import DrawingFlaw, drawing_flaws
from samre.governance.queries.lost_ways import can_be_put_back, lost_in
from samre.governance.queries.proofs import InForce, Warned, let_through, proof_of, warned
from samre.governance.queries.worked_cases import CaseShown, CasesShown, worked_cases
from samre.governance.rules.map_parts import STEP
from samre.governance.rules.proof_places import LAW, ORDER, PROGRAMME, VALUE, Spot
from samre.governance.rules.proof_words import proof_words
from samre.governance.rules.proving import Proved, prove
from samre.pathway.model import Pathway
from samre.pathway.proof.report import Obligation

from .. import definition
from ..forms.problems import Problems
from ..forms.state import KNOWN
from ..karta_svg import Marks, render_svg
from .map_conditions import dom
from .proof_groups import Group, groups_of
from .proof_roads import UNREACHED, Before, Road, road_to
from .proof_stories import Shown, shown

# Kinds of the editor, and what the law watch calls them.
WATCHED = {LAW: "lag", VALUE: "varde", PROGRAMME: "program"}
WAYS, CONDITIONS = "vägar", ("öppen_när", "klar_när")
NOTICES = {
    "skal": "Skälet är sparat. Det gäller så länge varningen säger samma sak.",
    "vag": "Vägen är tillbaka i utkastet. Kartan är prövad på nytt.",
    "linje": "Linjen är borttagen från ritningen. Kartan är prövad på nytt.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that does not hold, with where it is: `url` to the thing (empty where there is none), `picture` the small map with
    the box lit, `fields` what the Guide is asked with; `lost`: a way that can be put back, from and to."""

    number: int
    shown: Shown
    url: str
    picture: str
    fields: tuple[tuple[str, str], ...]
    lost: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningTold:
    """A warning, and how it stands."""

    told: Told
    warned: Warned


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofPage:
    """The proof. `errors`: how many things stop the map; `astray` and `broken`: worked cases that land elsewhere, or speak of what
    the map has not; `undrawn`: why the map can't be drawn; `new`: warnings that ask for a reason."""

    proved: Proved
    errors: int
    flaws: tuple[Flaw, ...]
    faults: tuple[Told, ...]
    astray: tuple[CaseShown, ...]
    broken: tuple[BrokenCase, ...]
    undrawn: tuple[DrawingFlaw, ...]
    new: tuple[WarningTold, ...]
    reasoned: tuple[WarningTold, ...]
    old: tuple[WarningTold, ...]
    groups: tuple[Group, ...]
    limits: tuple[str, ...]
    revision: int = 0
    version: InForce | None = None
    may_write: bool = False
    notice: str = ""
    problems: Problems = field(default_factory=Problems)

    @property
    def seconds(self) -> str:
        """How long it took, as it is said."""
        took = self.proved.seconds
        return "mindre än en tiondels sekund" if took < 0.1 else f"{took:.1f} sekunder".replace(".", ",")

    @property
    def verdict(self) -> str:
        """How it stands, in a sentence or two."""
        if self.flaws:
            return (
                "Kartan går inte att läsa, så ingenting är bevisat. Den kan inte beslutas eller publiceras."
            )
        if self.errors:
            many = "1 fel" if self.errors == 1 else f"{self.errors} fel"
            return f"Kartan håller inte: {many}. En karta med fel kan inte beslutas eller publiceras."
        shown = (
            f"Kartan håller. {grouped(len(self.proved.proved))} saker är bevisade och inget fel är hittat."
        )
        if not self.new:
            return shown
        left = "1 ny varning saknar" if len(self.new) == 1 else f"{len(self.new)} nya varningar saknar"
        return f"{shown} {left} skäl. Skälet behövs innan kartan kan läggas för beslut."

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return len(self.new) + len(self.reasoned) + len(self.old)


def proof_page(
    actor: Actor, draft: Draft, *, on: date, notice: str = "", problems: Problems | None = None
) -> ProofPage:
    """The proof of a draft as it was last saved."""
    texts = draft_texts(draft)
    proved = proof_of(draft, on=on)
    said = warned(draft, proved)
    teller = _Teller(proved, on, draft)
    cases = _cases(texts, proved)
    faults = teller.tell(proved.failed)
    warnings = tuple(
        WarningTold(told=told, warned=one)
        for told, one in zip(teller.tell(one.item for one in said), said, strict=True)
    )
    return ProofPage(
        proved=proved,
        errors=proved.errors,
        flaws=flaws(texts),
        faults=faults,
        astray=cases.astray,
        broken=cases.broken,
        undrawn=drawing_flaws(proved, texts),
        new=_standing(warnings, "new"),
        reasoned=_standing(warnings, "reasoned"),
        old=_standing(warnings, "old"),
        groups=groups_of(proved),
        limits=tuple(proof_words()["gränser"]),
        revision=draft.revision,
        may_write=writes_map(actor) and draft.is_open,
        notice=notice,
        problems=problems or Problems(),
    )


def version_proof(version: InForce, *, on: date) -> ProofPage:
    """The proof of the version in force, on a day."""
    proved = prove(version.texts, on=on)
    teller = _Teller(proved, on, None, is_kept=version.number > 0)
    cases = _cases(version.texts, proved)
    old = tuple(
        WarningTold(told=told, warned=one)
        for told, one in zip(teller.tell(proved.warnings), let_through(version, proved), strict=True)
    )
    return ProofPage(
        proved=proved,
        errors=proved.errors,
        flaws=flaws(version.texts),
        faults=teller.tell(proved.failed),
        astray=cases.astray,
        broken=cases.broken,
        undrawn=drawing_flaws(proved, version.texts),
        new=(),
        reasoned=(),
        old=old,
        groups=groups_of(proved),
        limits=tuple(proof_words()["gränser"]),
        version=version,
    )


class _Teller:
    """Tells what does not hold, each of somebody with a name of her own."""

    def __init__(self, proved: Proved, on: date, draft: Draft | None, *, is_kept: bool = True) -> None:
        self.proved, self.on, self.is_kept = proved, on, is_kept
        self.draft, self.row = None if draft is None else draft.pk, draft
        self.before = None if draft is None else Before(draft.based_on.number, pathway_in(draft.based_on))
        self.names = list(proof_words()["namn"])
        self.count = self.pictures = 0

    def tell(self, items: Iterable[Obligation]) -> tuple[Told, ...]:
        """Each of them, in order."""
        pathway = self.proved.pathway
        return () if pathway is None else tuple(self._told(pathway, item) for item in items)

    def _told(self, pathway: Pathway, item: Obligation) -> Told:
        name, words = self.names[self.count % len(self.names)], proof_words()
        may_look = self.count < words["flest_letade"]
        self.count += 1
        found = shown(pathway, item, name=name, on=self.on, may_look=may_look)
        story, url, lost = found.story, self._url(found.spot), None
        if found.kind in UNREACHED and self.draft:
            road = road_to(pathway, self.before, item, found.kind, found.spot)
            mend, lost = self._lost(road)
            found, url = replace(found, mend=mend), self._ways(road)
        return Told(
            number=self.count,
            shown=found,
            url=url,
            picture=self._picture(pathway, found.spot.box),
            fields=guide_fields(story.facts) if story else (),
            lost=lost,
        )

    def _lost(self, road: Road) -> tuple[str, tuple[str, str] | None]:
        """How it is mended, with the save that took the way away; and the way, where it can be put back as it was."""
        if self.row is None or not road.lost or not can_be_put_back(self.row, road.step, road.lost):
            return road.mend, None
        number = lost_in(self.row, road.step, road.lost)
        told = f"{road.mend} {proof_words()['togs_bort'].format(sparning=number)}" if number else road.mend
        return told, (road.step, road.lost)

    def _url(self, spot: Spot) -> str:
        if self.draft is None:
            return self._watched(spot)
        if spot.slug == ORDER:
            return reverse("web:draft-order", args=[self.draft])
        if not spot.slug or not spot.id:
            return ""
        name = dom(spot.field)
        field = f"falt-{name}" if spot.field in CONDITIONS else name
        anchor = f"#{field}" if field else ""
        return f"{reverse('web:draft-thing', args=[self.draft, spot.slug, spot.id])}{anchor}"

    def _ways(self, road: Road) -> str:
        """Where a way is drawn: at the step it goes from; among the steps, where any may be it."""
        if not road.step:
            return reverse("web:draft-list", args=[self.draft, STEP])
        return f"{reverse('web:draft-thing', args=[self.draft, STEP, road.step])}#{dom(WAYS)}"

    def _watched(self, spot: Spot) -> str:
        """Where something of the version in force is: a box on the map, a law or a number where it is said to be read."""
        if spot.box:
            return reverse("web:karta_steg", args=[spot.box])
        slug = WATCHED.get(spot.slug)
        return reverse("web:law-watched", args=[slug, spot.id]) if slug and self.is_kept else ""

    def _picture(self, pathway: Pathway, box: str) -> str:
        """The small map with the box lit; only the first few, since each is as large as a page."""
        drawing = self.proved.drawing
        if drawing is None or not box or self.pictures >= proof_words()["flest_kartbilder"]:
            return ""
        self.pictures += 1
        return render_svg(drawing, pathway, mode="mini", marks=Marks(here=box)).strip()


def _cases(texts: Mapping[str, str], proved: Proved) -> CasesShown:
    """The worked cases, where any of them does not land."""
    return worked_cases(texts) if proved.astray else CasesShown()


def guide_fields(person: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Somebody as the Guide's form: only what the map it runs on asks about, and knows the answer of."""
    known = definition.pathway().facts
    found = []
    for id_, value in person.items():
        fact = known.get(id_)
        if fact is None or (fact.derivation is not None and fact.derivation.condition is not None):
            continue
        if fact.kind == "enum" and value not in {choice.id for choice in fact.choices}:
            continue
        said = ("ja" if value else "nej") if isinstance(value, bool) else str(value)
        found.append((f"{KNOWN}{id_}", said))
    return tuple(found)


def grouped(number: int) -> str:
    """A whole number as it is read: `1 744`."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def _standing(warnings: tuple[WarningTold, ...], standing: str) -> tuple[WarningTold, ...]:
    return tuple(one for one in warnings if one.warned.standing == standing)
