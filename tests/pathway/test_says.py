"""What it says of single facts that a condition holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samre.pathway.logic import says, truth
from samre.pathway.nodes import And, Compare, In, IsTrue, IsUnknown, Named, Not, Or

from .strategies import answers, facts, nodes

ZERO, NEEDS = Compare("sgi", "=", "noll"), IsTrue("rehab_behov")


def test_what_has_to_be_so_is_said_and_nothing_else() -> None:
    assert says(ZERO) == {"sgi": "noll"}
    assert says(Named("x", And((ZERO, NEEDS)))) == {"sgi": "noll", "rehab_behov": True}
    assert says(Not(NEEDS)) == {"rehab_behov": False}
    for open_one in (Or((ZERO, NEEDS)), In("sgi", ("finns", "noll")), IsUnknown("sgi"), Not(ZERO)):
        assert says(open_one) == {}


@given(st.data())
def test_nobody_for_whom_it_holds_has_answered_anything_else(data: st.DataObject) -> None:
    known = data.draw(facts())
    node = data.draw(nodes(list(known.values())))
    person = {id_: data.draw(answers(fact)) for id_, fact in known.items() if data.draw(st.booleans())}
    if truth(node, person) is True:
        assert says(node).items() <= person.items()
