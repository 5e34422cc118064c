"""What a draft's own page shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from samre.accounts.actors import Actor
from samre.governance.maps import texts_of
from samre.governance.models import Draft
from samre.governance.queries.draft_changes import Differences, Flaw, differences, flaws
from samre.governance.queries.drafts import (
    RevisionShown,
    draft_texts,
    find_revision,
    newer_version,
    revision_of,
    revisions_of,
    writes_map,
)

from ..forms.problems import Problems

NOTICES = {
    "ny": "Utkastet är en kopia av kartan som gäller. Inget du ändrar här börjar gälla förrän det är beslutat.",
    "sparat": "Ändringen är sparad.",
    "tillbaka": "Den tidigare sparningen gäller igen. De andra finns kvar.",
    "inhamtat": "Den nya versionen är inhämtad. Se efter i listan att utkastet fortfarande ändrar det du menar, och inget annat.",
    "tillbakataget": "Utkastet går att skriva på igen. Det som beslutades om det gäller inte längre.",
    "nedlagt": "Utkastet är nedlagt. Det går fortfarande att läsa.",
    "forberett": "Det nya värdet är inskrivet i utkastet. Det börjar gälla på sin dag när utkastet är beslutat och publicerat.",
    "inlast": "Filerna är inlästa som en ny sparning.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofShown:
    """What the proof said when the draft was last saved, in numbers."""

    proved: int
    failed: int
    mistakes: int
    warnings: int
    cases: int
    astray: tuple[str, ...]
    undrawn: tuple[str, ...]

    @property
    def faults(self) -> int:
        """How many things stop it."""
        return self.failed + self.mistakes + len(self.astray) + len(self.undrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """A draft: what it changes, how the proof stands, and what has been saved. `newer`: a version published since it began."""

    base: int
    newer: int | None
    why: str
    revision: int
    may_write: bool
    may_take_back: bool
    changes: Differences
    flaws: tuple[Flaw, ...]
    proof: ProofShown
    revisions: tuple[RevisionShown, ...]
    notice: str = ""
    problems: Problems = field(default_factory=Problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionPage:
    """One save: what it changed against the one before it."""

    revision: RevisionShown
    changes: Differences
    flaws: tuple[Flaw, ...]
    now: int
    may_write: bool


def draft_page(
    actor: Actor, draft: Draft, *, notice: str = "", problems: Problems | None = None
) -> DraftPage:
    """The page of a draft, for who looks at it."""
    writes, texts = writes_map(actor), draft_texts(draft)
    return DraftPage(
        base=draft.based_on.number,
        newer=newer_version(draft),
        why=draft.why,
        revision=draft.revision,
        may_write=writes and draft.is_open,
        may_take_back=writes and draft.is_decided_on,
        changes=differences(texts_of(draft.based_on), texts),
        flaws=flaws(texts),
        proof=_proof(draft),
        revisions=revisions_of(draft, reader=actor.user_id),
        notice=notice,
        problems=problems or Problems(),
    )


def revision_page(actor: Actor, draft: Draft, number: int) -> RevisionPage | None:
    """One save of a draft; None where there is none with the number."""
    shown = find_revision(draft, number, reader=actor.user_id)
    if shown is None:
        return None
    texts = draft_texts(draft, number)
    before = draft_texts(draft, number - 1) if number > 1 else texts_of(draft.based_on)
    return RevisionPage(
        revision=shown,
        changes=differences(before, texts),
        flaws=flaws(texts),
        now=draft.revision,
        may_write=writes_map(actor) and draft.is_open,
    )


def _proof(draft: Draft) -> ProofShown:
    kept = revision_of(draft).proof
    return ProofShown(
        proved=kept.get("proved", 0),
        failed=len(kept.get("failed", ())),
        mistakes=len(kept.get("mistakes", ())),
        warnings=len(kept.get("warnings", ())),
        cases=kept.get("cases", 0),
        astray=tuple(kept.get("astray", ())),
        undrawn=tuple(kept.get("undrawn", ())),
    )
