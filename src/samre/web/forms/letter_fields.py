"""The letter's fields as they travel: from its page to the guide and back, and into the saved file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from django.http import QueryDict

TOUCHED = "brev"
# What stood in a text when the page was shown: what is still the same has not been written by anybody.
START = "start."
LINE, TEXT = 120, 1200
MOST = 100
SENDER = (
    ("kommun", "Kommun"),
    ("enhet", "Enhet"),
    ("handlaggare", "Handläggare"),
    ("telefon", "Telefon"),
    ("epost", "Säker e-post"),
)
LINES = ("till", "timmar_fran", "timmar_till", "samtycke", "svar_senast", "rehabkoordinator", "svarssida")
TEXTS = ("inledning", "egen_fraga", "eget_erbjudande")
LISTS = ("fraga", "visad", "erbjud", "miljo")
QUESTION = "fraga."
_OWN_WORDS = re.compile(r"fraga\.[a-z0-9_]{1,60}", re.IGNORECASE | re.ASCII)

LetterFields = Mapping[str, Sequence[str]]


def posted_fields(post: QueryDict, *, carried: str) -> LetterFields:
    """The letter's fields: those of its page when the form is that page's, else those carried along as JSON text."""
    if TOUCHED not in post:
        try:
            return fields_from(json.loads(carried)) if carried else {}
        except (ValueError, RecursionError):
            return {}
    rows = {name: post.getlist(name) for name in post}
    found = fields_from(rows)
    return {
        name: texts
        for name, texts in found.items()
        if START + name not in post or list(texts) != [_clean(name, post.get(START + name) or "")]
    }


def fields_from(rows: object) -> LetterFields:
    """Names and texts of the letter's own fields, cut to length; anything else is left out."""
    if not isinstance(rows, dict) or TOUCHED not in rows:
        return {}
    known = (*LINES, *TEXTS, *LISTS, TOUCHED, *(name for name, _ in SENDER))
    found = {}
    for name, texts in list(rows.items())[: MOST * 4]:
        if isinstance(texts, list) and (name in known or _OWN_WORDS.fullmatch(str(name))):
            kept = [_clean(name, text) for text in texts[:MOST] if isinstance(text, str)]
            found[name] = kept if name in LISTS else kept[-1:]
    return found


def _clean(name: str, text: str) -> str:
    if name in TEXTS or name.startswith(QUESTION):
        return text.replace("\r\n", "\n").strip()[:TEXT]
    return " ".join(text.split())[:LINE]
