"""What is written about a deviation, judged before it is kept: it is about how the parties work together, never about a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samre.accounts.acts import Refused
from samre.casework.rules.consultations import kind_words, pointing_out

# When something will be done is no secret; when something happened to a person is.
WHEN = frozenset({"exakt_dag", "webbadress"})


def check_about_nobody(texts: Mapping[str, str], *, names: Iterable[str] = (), of_work: bool = False) -> None:
    """Raises Refused for each text that could point somebody out, as an anonymous question is judged. The words are not repeated.

    `of_work`: it is about what the parties do, so days may stand in it. `names`: people it may not name.
    """
    problems, known = {}, tuple(names)
    for name, text in texts.items():
        found = dict.fromkeys(
            kind_words(one.kind)
            for one in pointing_out(text, names=known)
            if not (of_work and one.kind in WHEN)
        )
        if found:
            problems[name] = (
                f"Ta bort {', '.join(found)}. En avvikelse handlar om samarbetet, aldrig om en person. Texten är inte sparad."
            )
    if problems:
        raise Refused(problems)
