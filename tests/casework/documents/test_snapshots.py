"""The canonical snapshot, and the paper that is made of it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.casework.disclosure_factories import DisclosureTest, assess
from tests.casework.note_factories import make_note

from samre.casework.actions.disclosures import freeze
from samre.casework.documents.packet import packet
from samre.casework.documents.paper_text import paper_text
from samre.casework.documents.snapshots import canonical, contents, sha256_of
from samre.casework.rules.inbox import written_reference

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=5))
def test_the_same_content_in_any_order_has_one_hash_and_comes_back_whole(content: dict[str, Any]) -> None:
    turned = dict(reversed(content.items()))
    assert sha256_of(turned) == sha256_of(content)
    assert json.loads(canonical(content)) == content


class TestThePaper(DisclosureTest):
    def test_all_that_is_in_the_snapshot_stands_on_the_paper_with_its_contents_first(self) -> None:
        note = make_note(self.case, self.by, text="Vill pröva ett lugnt arbete.")
        draft = self.draft("person:namn", "uppgift:sgi", (f"anteckning:{note.pk}", "planering"))
        snapshot = freeze(assess(draft, self.by), self.by).snapshot
        text = " ".join(paper_text(packet(snapshot)).split())
        for section in snapshot["sections"]:
            for row in section["rows"]:
                for said in row["texts"]:
                    assert " ".join(said.split()) in text
        for heading, _ in contents(snapshot):
            assert heading.casefold() in text.casefold()
        assert text.casefold().index("innehåll") < text.casefold().index(
            snapshot["sections"][0]["heading"].casefold()
        )
        assert sha256_of(snapshot) in text.replace(" ", "")
        assert "Underlag, inte beslut" in text
        assert written_reference(draft.reference) in text

    def test_built_twice_it_is_the_same_to_the_byte(self) -> None:
        ready = assess(self.draft(), self.by)
        assert canonical(freeze(ready, self.by).snapshot) == canonical(freeze(ready, self.by).snapshot)
        assert packet(freeze(ready, self.by).snapshot) == packet(freeze(ready, self.by).snapshot)
