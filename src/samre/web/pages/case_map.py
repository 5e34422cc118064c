"""One case and a newer version of the map: what changes for this person, and whether the case moves or stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from samre.casework.models import Case
from samre.casework.moving import Course, changes_for, reasons_to_stay
from samre.casework.queries.moving import course_of, steps_taken, why_it_stays
from samre.casework.rules.settings import pathway_now, pathway_of
from samre.governance.queries.brief_changes import Brief, briefly
from samre.governance.queries.followed import version_words

from ..forms.problems import Problems
from .impact_words import step_words


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMapPage:
    """`course` is None where the case already follows the version in force. `here`: changes of what the case is in, has been
    in or would come to; `elsewhere`: the others. `stays`: why somebody has said that it stays."""

    follows: str
    now: str
    chart: str
    course: Course | None
    before: str = ""
    after: str = ""
    behind: tuple[str, ...] = ()
    here: tuple[Brief, ...] = ()
    elsewhere: tuple[Brief, ...] = ()
    stays: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    problems: Problems = field(default_factory=Problems)


def case_map_page(case: Case, *, problems: Problems) -> CaseMapPage:
    """What the version in force means for a case."""
    to, old = pathway_now(), pathway_of(case.pathway)
    names = (version_words(case.owner_id, case.pathway), version_words(case.owner_id, to.id))
    course = course_of(case, to)
    if course is None:
        return CaseMapPage(follows=names[0], now=names[1], chart=to.id, course=None, problems=problems)
    changes = briefly(changes_for(case), old, to)
    about = {*course.behind, course.before, course.after} | steps_taken(case)
    here = tuple(one for one in changes if one.thing == "steget" and one.id in about)
    return CaseMapPage(
        follows=names[0],
        now=names[1],
        chart=to.id,
        course=course,
        before=step_words(old, course.before, to),
        after=step_words(to, course.after, old),
        behind=tuple(step_words(old, step, to) for step in course.behind),
        here=here,
        elsewhere=tuple(one for one in changes if one not in here),
        stays=why_it_stays(case.pk, to),
        reasons=tuple(reasons_to_stay().items()),
        problems=problems,
    )


def older_map(case: UUID, chart: str) -> tuple[bool, str]:
    """Whether a case that follows a version is behind, and why it stays where somebody has said so. No question to the database
    where it is not."""
    to = pathway_now()
    return (True, why_it_stays(case, to)) if chart != to.id else (False, "")
