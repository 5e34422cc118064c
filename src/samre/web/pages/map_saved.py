"""What the newest save of a draft changed."""

from __future__ import annotations

from samre.governance.models import Draft
from samre.governance.queries.draft_changes import Differences, differences
from samre.governance.queries.drafts import draft_texts


def saved_changes(draft: Draft | None) -> Differences:
    """The newest save against the one before it; nothing where there is none."""
    if draft is None or draft.revision < 2:
        return Differences()
    return differences(draft_texts(draft, draft.revision - 1), draft_texts(draft))
