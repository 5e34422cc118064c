"""The letter to vården: chosen, changed, seen, printed, copied. Made from the form alone and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samre.casework.documents.forms.letterhead import version_text
from samre.casework.documents.letter_questions import has_consented, letter_questions, letter_start
from samre.pathway.model import Pathway
from samre.pathway.person.evaluate import evaluate

from .. import definition
from ..forms.letter import LetterForm, read_letter
from ..forms.state import LETTER, GuideState
from ..gate import public
from ..pages.certificate import proposals
from ..pages.guide import usable_facts
from ..pages.letter import Letter, as_text, compose
from ..pdf import render_pdf
from .guide import posted_state

CSS = Path(__file__).resolve().parents[1] / "css"


@dataclass(frozen=True, slots=True)
class LetterPage:
    """All the letter's page shows."""

    state: GuideState
    hidden: tuple[tuple[str, str], ...]
    form: LetterForm
    letter: Letter
    text: str
    version: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public("The letter, from what the form sent; kept nowhere.")
def index(request: HttpRequest) -> HttpResponse:
    """The letter with everything that can be changed beside it. htmx gets the letter only."""
    page = letter_page(request, definition.pathway())
    template = "letters/index.html#letter" if request.headers.get("HX-Request") else "letters/index.html"
    return render(request, template, {"page": page, "is_fragment": template.endswith("#letter")})


@never_cache
@require_POST
@public("The same letter on paper.")
def pdf(request: HttpRequest) -> HttpResponse:
    """The letter as a tagged PDF; while something in it has to be mended, its page, which says what."""
    page = letter_page(request, definition.pathway())
    if page.form.wrong:
        return render(request, "letters/index.html", {"page": page}, status=422)
    html = render_to_string("letters/paper.html", {"letter": page.letter})
    paper = render_pdf(html, title=page.letter.heading, css=paper_css())
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="brev-till-varden.pdf"'
    return answer


@lru_cache(maxsize=1)
def paper_css() -> str:
    """The letter's own ink, and the page it is printed on."""
    return "\n".join((CSS / name).read_text(encoding="utf-8") for name in ("letter.css", "paper.css"))


def letter_page(request: HttpRequest, pathway: Pathway) -> LetterPage:
    """The letter that the posted form asks for; an empty guide gives the letter to send before there is a certificate."""
    state, _ = posted_state(request, pathway)
    on = state.day or timezone.localdate()
    proposed = proposals(pathway, state.certificate, on=on) if state.certificate else {}
    facts, _ = usable_facts(pathway, state, proposed, on=on)
    evaluation = evaluate(pathway, facts, on=on)
    questions = letter_questions(pathway, state.certificate, facts, evaluation, on=on)
    intro, to = letter_start(pathway, state.certificate, facts, evaluation)
    form = read_letter(
        state.letter,
        intro=intro,
        to=to,
        questions=[(item.source, item.heading, item.text, item.chosen) for item in questions],
        may_enclose=has_consented(facts),
        on=on,
    )
    version = version_text(pathway)
    letter = compose(form, has_certificate=state.certificate is not None, on=on, version=version)
    hidden = tuple((name, value) for name, value in state.hidden() if name != LETTER)
    return LetterPage(state, hidden, form, letter, as_text(letter), version)
