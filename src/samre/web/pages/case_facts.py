"""Facts of a case as its pages show them: a question with its form, what stands and who said it, and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from samre.casework.documents.fact_words import in_words, known_in_words, sentence_list
from samre.casework.queries.case_facts import CaseStanding, Said
from samre.casework.rules.outside import outside_facts
from samre.casework.rules.settings import case_rules
from samre.pathway.model import Fact
from samre.pathway.questions.next_question import Question, next_questions

from ..forms.case_answer import ANSWER, CHOSEN, FACT, FROM, SOURCE, SOURCE_NAME, WHY, source_choices
from ..forms.problems import Problems
from .facts import FactInput, fact_input, form_value
from .guide import SETTLES_STEP, steps_decided, with_labels

SHOWN = 4


@dataclass(frozen=True, slots=True)
class FactForm:
    """One question with the form that answers it in the case. `seen`: the newest entry when the page was made.

    `errors` by field; `now` is what stands already, in words, with its source.
    """

    input: FactInput
    sources: tuple[tuple[str, str], ...]
    source: str
    source_name: str
    valid_from: str
    seen: str
    errors: Mapping[str, str]
    whole: str
    now: str
    why: str = ""
    settles_step: bool = False

    @property
    def typed(self) -> str:
        """What was answered, as it was read on the page: the label of a choice, or the text."""
        return dict(self.input.options).get(self.input.value, self.input.value)


@dataclass(frozen=True, slots=True)
class SaidText:
    """One statement in words. `value` is what a form sends to say the same."""

    said: Said
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact that counts as unknown because sources say different things: what each says, side by side. `why`: the reason that
    was chosen, `problem`: what was wrong with it."""

    fact: str
    label: str
    question: str
    said: tuple[SaidText, ...]
    seen: str
    reasons: tuple[tuple[str, str], ...]
    why: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Expired:
    """A fact whose answer is out of date, and so unknown again."""

    fact: str
    label: str
    text: str
    source: str
    until: date


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact in the list: what counts (`text`), why it is as it is (`state`), and every entry there has been.

    `state`: säger (somebody says so), olika (sources differ), gammalt (out of date), okänd (asked, not known), fel (can't
    be true together with the rest), uträknat (follows from others), antas (the map goes from it), or frågat inte.
    """

    fact: str
    label: str
    question: str
    text: str
    state: str
    source: str
    problem: str
    history: tuple[SaidText, ...]


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts under one heading."""

    name: str
    lines: tuple[FactLine, ...]


def fact_form(
    standing: CaseStanding,
    name: str,
    *,
    problems: Problems | None = None,
    why: str = "",
    settles_step: bool = False,
) -> FactForm | None:
    """The form for one fact; with what was typed and what was wrong with it when `problems` are about it."""
    fact = standing.fact(name)
    if fact is None:
        return None
    mine = problems if problems and problems.values.get(FACT) == name else Problems()
    choices = source_choices(standing.pathway, fact)
    newest = standing.newest.get(name)
    standing_text = line_of(standing, fact)
    return FactForm(
        input=fact_input(standing.pathway, fact, value=mine.values.get(ANSWER, "")),
        sources=choices,
        source=mine.values.get(SOURCE) or choices[0][0],
        source_name=mine.values.get(SOURCE_NAME, ""),
        valid_from=mine.values.get(FROM) or standing.on.isoformat(),
        # After a clash the writer has seen what stands now: her next try is measured against that.
        seen=str(newest or ""),
        errors={ANSWER if field == name else field: text for field, text in mine.fields.items()},
        whole=mine.whole,
        now=standing_text.text if standing_text.history else "",
        why=why,
        settles_step=settles_step,
    )


def asks_for(standing: CaseStanding, *, problems: Problems | None = None) -> tuple[tuple[FactForm, ...], int]:
    """The next best questions, best first, and about how many are left until the next step can be told."""
    found = next_questions(standing.pathway, standing.facts.values, standing.facts.asked, limit=SHOWN)
    forms = (_ask(standing, item, problems) for item in found.items)
    return tuple(form for form in forms if form is not None), round(found.about_left)


def _ask(standing: CaseStanding, item: Question, problems: Problems | None) -> FactForm | None:
    return fact_form(
        standing,
        item.fact,
        problems=problems,
        why=steps_decided(standing.pathway, item),
        settles_step=item.settles == SETTLES_STEP,
    )


def conflicts_in(standing: CaseStanding, problems: Problems | None = None) -> tuple[Conflict, ...]:
    """Where sources differ, in the map's order."""
    reasons = tuple(case_rules()["val_mellan_källor"].items())
    wrong = problems if problems and problems.values.get(CHOSEN) else Problems()
    mine = wrong.values.get(FACT, "")
    return tuple(
        Conflict(
            fact=name,
            label=fact.label,
            question=fact.question,
            said=_each_value_once(said_texts(fact, standing.standing(name))),
            seen=str(standing.newest.get(name) or ""),
            reasons=reasons,
            why=wrong.values.get(WHY, "") if name == mine else "",
            problem=wrong.fields.get(WHY, "") if name == mine else "",
        )
        for name, fact in _facts(standing, standing.known.conflicts)
    )


def _each_value_once(said: Iterable[SaidText]) -> tuple[SaidText, ...]:
    return tuple(item for item in said if item.said.value is not None)


def expired_in(standing: CaseStanding) -> tuple[Expired, ...]:
    """Facts whose answers are out of date and that nobody has answered since."""
    found = []
    for name, fact in _facts(standing, standing.known.expired):
        last = standing.known.weighed[name].expired
        if last is None or last.valid_to is None:
            continue
        said = next((item for item in standing.history.get(name, ()) if item.id == last.id), None)
        source = said.source if said else ""
        found.append(Expired(name, fact.label, in_words(fact, last.value), source, last.valid_to))
    return tuple(found)


def doubts_in(standing: CaseStanding) -> tuple[str, ...]:
    """What can't be true together: answers the map could not use, and answers that contradict each other."""
    wrong = [with_labels(standing.pathway, text) for text in standing.known.problems.values()]
    return (*wrong, *standing.facts.conflicts)


def said_texts(fact: Fact, items: Iterable[Said]) -> tuple[SaidText, ...]:
    """Statements in words."""
    return tuple(SaidText(item, in_words(fact, item.value), form_value(item.value)) for item in items)


def fact_groups(standing: CaseStanding) -> tuple[FactGroup, ...]:
    """Every fact somebody has spoken of or that follows from it, under the map's headings."""
    lines: dict[str, list[FactLine]] = {}
    for fact in _all_facts(standing):
        line = line_of(standing, fact)
        if line.state not in ("antas", "frågat inte"):
            lines.setdefault(fact.group, []).append(line)
    return _grouped(standing, lines)


def other_groups(standing: CaseStanding, *, presumed: bool) -> tuple[FactGroup, ...]:
    """The facts nobody has spoken of: those the map presumes, or those it knows nothing of."""
    wanted = "antas" if presumed else "frågat inte"
    lines: dict[str, list[FactLine]] = {}
    for fact in _all_facts(standing):
        line = line_of(standing, fact)
        if line.state == wanted:
            lines.setdefault(fact.group, []).append(line)
    return _grouped(standing, lines)


def _grouped(standing: CaseStanding, lines: Mapping[str, list[FactLine]]) -> tuple[FactGroup, ...]:
    groups = standing.pathway.groups
    order = [*groups, *(key for key in lines if key not in groups)]
    return tuple(
        FactGroup(groups[key].name if key in groups else "Utanför kartan", tuple(lines[key]))
        for key in order
        if key in lines
    )


def _all_facts(standing: CaseStanding) -> Iterable[Fact]:
    yield from standing.pathway.facts.values()
    for name in outside_facts():
        fact = standing.fact(name)
        if fact is not None:
            yield fact


def line_of(standing: CaseStanding, fact: Fact) -> FactLine:
    """One fact of the case, in words."""
    facts, weighed = standing.facts, standing.known.weighed.get(fact.id)
    line = FactLine(
        fact=fact.id,
        label=fact.label,
        question=fact.question,
        text="Inte frågat",
        state="frågat inte",
        source="",
        problem=with_labels(standing.pathway, standing.known.problems.get(fact.id, "")),
        history=said_texts(fact, standing.history.get(fact.id, ())),
    )
    if weighed is not None and weighed.in_conflict:
        said = [item.text for item in line.history if item.said.stands and item.said.value is not None]
        return replace(line, text=sentence_list(said, last="eller"), state="olika")
    if weighed is not None and weighed.expired is not None:
        return replace(line, text="Behöver frågas på nytt", state="gammalt")
    if weighed is not None and weighed.value is not None:
        state = "fel" if line.problem else "säger"
        source = next((item.said.source for item in line.history if item.said.stands and item.value), "")
        return replace(line, text=in_words(fact, weighed.value), state=state, source=source)
    if fact.id in facts.values or fact.id in facts.spans:
        state = "antas" if fact.id in facts.presumed else "uträknat"
        return replace(line, text=known_in_words(fact, facts), state=state)
    if weighed is not None and weighed.standing:
        source = next((item.said.source for item in line.history if item.said.stands), "")
        return replace(line, text="Vet inte", state="okänd", source=source)
    return line


def _facts(standing: CaseStanding, names: Iterable[str]) -> Iterable[tuple[str, Fact]]:
    for name in names:
        fact = standing.fact(name)
        if fact is not None:
            yield name, fact
