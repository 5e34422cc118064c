"""Whatever is answered, the guide stands: generated answers, possible and impossible."""

from __future__ import annotations

from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samre.pathway.model import Fact
from samre.web import definition

from .test_guide import hidden, post

FACTS = definition.pathway().facts


def answers_to(fact: Fact) -> st.SearchStrategy[str]:
    """Answers that can be given to a fact in the form, with "vet inte" among them and a few impossible ones."""
    some = [st.just("vet inte"), st.text(max_size=12)]
    if fact.kind == "bool":
        some.append(st.sampled_from(["ja", "nej"]))
    elif fact.kind == "enum":
        some.append(st.sampled_from([choice.id for choice in fact.choices]))
    elif fact.kind == "int":
        some.append(st.integers(-5, 500).map(str))
    else:
        some.append(st.dates().map(str))
    return st.one_of(some)


CASES = st.lists(st.sampled_from(sorted(FACTS)), max_size=12, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: answers_to(FACTS[name]) for name in names})
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=CASES)
def test_any_answers_give_a_page_whose_state_is_stable(client: Client, case: dict[str, str]) -> None:
    page = post(client, **{f"ny.{name}": value for name, value in case.items()})
    carried = hidden(page)
    assert set(carried) <= {f"svar.{name}" for name in case}
    assert hidden(post(client, **carried)) == carried
