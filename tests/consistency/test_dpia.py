"""The DPIA says what the law asks it to say about those who run the system (R29), and about those who are told something."""

from __future__ import annotations

import re

import pytest

from .sources import ROOT

TEXT = (ROOT / "docs" / "dpia.md").read_text(encoding="utf-8")
SECTIONS = {
    "Drift och systemförvaltning": ("serv", "säkerhetskopi", "tystnadsplikt"),
    "Databasadministratörens läsning vid sidan av programmet": (
        "åtkomstloggen",
        "förseglade",
        "kvarstående risk",
    ),
    "Nycklar": ("SAMRE_KEYS_FILE", "rotate", "förlorad"),
    "Risker och åtgärder": ("Skyddad person", "Loggen", "lämnas ut", "engångslänk", "säkerhetskopia"),
    "Vem som kan se vad": (
        "Loggranskare",
        "Administratör",
        "Partnerhandläggare",
        "Handledare",
        "engångslänk",
    ),
    # Who is told is what the person has a right to know, and what the DPIA is about (GDPR art. 13.1 e, 35.7 a).
    "Behandlingen": ("Försäkringskassan", "Arbetsförmedlingen", "regionen", "sociala företag", "låst kopia"),
}


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_dpia_has_the_section_and_says_what_belongs_there(heading: str) -> None:
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE)
    assert section, f"docs/dpia.md saknar avsnittet »{heading}«"
    missing = [words for words in SECTIONS[heading] if words not in section[1]]
    assert not missing, f"»{heading}« säger inget om {missing}"
