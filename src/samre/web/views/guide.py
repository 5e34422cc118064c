"""The guide: one page, one form. Everything it knows comes in with the form and leaves with the page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samre.certificate.model import Certificate, Identity, Unreadable
from samre.certificate.read import read
from samre.pathway.model import Pathway

from .. import definition
from ..forms.state import GuideState, is_saved_guide, read_day, read_saved, read_state, without_person
from ..forms.typing import certificate_of, read_typing, texts, typed_form, values_of
from ..gate import public
from ..pages.guide import guide_page

FILE = "fil"
TOO_BIG = (
    "Filen är större än {megabytes} MB. Ett läkarintyg är mycket mindre. Kontrollera att du valde rätt fil."
)
NO_FILE = "Välj en fil först, eller släpp den i rutan."


@dataclass(frozen=True, slots=True)
class Step:
    """What one request leads to: the new state, and what the page has to say about it."""

    state: GuideState
    typing: str = ""
    typed: dict[str, str] | None = None
    file_error: str = ""
    notice: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@public("The guide keeps its answers in the browser's own form.")
def index(request: HttpRequest) -> HttpResponse:
    """The guide. A POST carries all that has been said and one thing to do; htmx gets the fragment only.

    An answer to a POST is never stored by the browser. The empty page may be: what htmx has put into it is then still
    there when the user comes back with the back button.
    """
    pathway = definition.pathway()
    step = take_step(request, pathway) if request.method == "POST" else Step(GuideState())
    form = typed_form(step.typing, step.typed or {}) if step.typing else None
    page = guide_page(
        pathway,
        step.state,
        today=timezone.localdate(),
        typing=form,
        file_error=step.file_error,
        notice=step.notice,
    )
    template = "guide/index.html#guide" if request.headers.get("HX-Request") else "guide/index.html"
    answer = render(request, template, {"page": page})
    if request.method == "POST":
        add_never_cache_headers(answer)
    return answer


@never_cache
@require_POST
@public("Gives the form's answers back as a file, and keeps nothing.")
def save(request: HttpRequest) -> HttpResponse:
    """The state as a file for the user's own disk: the tool itself keeps nothing."""
    pathway = definition.pathway()
    state, _ = posted_state(request, pathway)
    answer = HttpResponse(state.to_file(version=pathway.id), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="samre-guide.json"'
    return answer


def take_step(request: HttpRequest, pathway: Pathway) -> Step:
    """The state after what the user did. Nothing that came with the form is lost when something goes wrong."""
    state, damage = posted_state(request, pathway)
    form, typed = read_typing(request.POST)
    step = Step(state, typing=form, typed=typed, file_error=damage)
    if FILE in request.FILES or request.META.get("samre.upload_too_big"):
        return _read_file(request, step, pathway)
    todo, _, what = request.POST.get("gor", "").partition(":")
    if todo == "las":
        return replace(step, file_error=NO_FILE)
    if todo == "exempel" and what in definition.example_texts()["exempel"]:
        return _read_example(what, pathway)
    if todo == "skriv" and what in texts()["blanketter"]:
        return replace(step, typing=what, typed=typed if what == form else {})
    if todo == "skriv_klart" and form:
        return _read_typed(step)
    if todo == "skriv_andra" and state.certificate is not None:
        return replace(step, typing=state.certificate.form, typed=values_of(state.certificate))
    if todo in SIMPLE:
        return SIMPLE[todo](step)
    if todo == "glom":
        return replace(step, state=state.without(what))
    return step


def _stop_typing(step: Step) -> Step:
    return replace(step, typing="", typed=None)


def _no_certificate(step: Step) -> Step:
    state = replace(step.state, certificate=None, identity="")
    for fact, value in texts()["inget_intyg"].items():
        state = state.answered(fact, value)
    return replace(step, state=state)


def _drop_certificate(step: Step) -> Step:
    return replace(step, state=replace(step.state, certificate=None, identity=""))


def _start_over(step: Step) -> Step:
    return Step(GuideState())


SIMPLE = {
    "skriv_avbryt": _stop_typing,
    "inget_intyg": _no_certificate,
    "ta_bort_intyg": _drop_certificate,
    "borja_om": _start_over,
}


def posted_state(request: HttpRequest, pathway: Pathway) -> tuple[GuideState, str]:
    """The state of the form, and what was wrong with its certificate."""
    damage = ""
    try:
        state = read_state(request.POST, pathway, today=timezone.localdate())
    except Unreadable as error:
        post = request.POST.copy()
        post.pop("intyg", None)
        state, damage = read_state(post, pathway, today=timezone.localdate()), str(error)
    unknown = request.POST.get("vet_inte", "")
    if unknown in pathway.facts:
        state = state.answered(unknown, None)
    day = read_day(request.POST.get("ny_dag"))
    if day and day != (state.day or timezone.localdate()):
        state = replace(state, day=day)
    return state, damage


def _read_file(request: HttpRequest, step: Step, pathway: Pathway) -> Step:
    """Reads an uploaded certificate or saved guide; on trouble the state stays and the sentence is shown."""
    upload = request.FILES.get(FILE)
    if upload is None:
        megabytes = settings.UPLOAD_CAP_BYTES // (1024 * 1024)
        return replace(step, file_error=TOO_BIG.format(megabytes=megabytes))
    data = upload.read()
    try:
        if is_saved_guide(data):
            state = read_saved(data, pathway)
            return Step(state, notice="Den sparade guiden är öppnad.")
        certificate = read(data, name=upload.name or "")
    except Unreadable as error:
        return replace(step, file_error=str(error))
    return replace(
        step, state=_with_certificate(step.state, certificate), typing="", typed=None, file_error=""
    )


def _read_example(what: str, pathway: Pathway) -> Step:
    row = definition.example_texts()["exempel"][what]
    certificate = read((definition.EXAMPLES / row["fil"]).read_bytes(), name=row["fil"])
    return Step(_with_certificate(GuideState(day=definition.examples_day()), certificate))


def _read_typed(step: Step) -> Step:
    try:
        certificate = certificate_of(step.typing, step.typed or {})
    except Unreadable as error:
        return replace(step, file_error=str(error))
    return Step(replace(step.state, certificate=without_person(certificate), identity=""))


def _with_certificate(state: GuideState, certificate: Certificate) -> GuideState:
    """The state with a new certificate: its person id is judged, gives the month of birth, and is dropped."""
    person = certificate.patient
    state = replace(state, certificate=without_person(certificate), identity=identity_words(person))
    stale = set(texts()["inget_intyg"])
    state = replace(
        state, answers={name: value for name, value in state.answers.items() if name not in stale}
    )
    month, fact = month_of_birth(person), texts()["född"]
    return state.answered(fact, month) if month and fact not in state.answers else state


def identity_words(person: Identity | None) -> str:
    """What is wrong with the file's person id, in a sentence without the id; empty when nothing is."""
    if person is None or person.valid or not person.value:
        return ""
    return f"{person.reason} Kontrollera att intyget gäller rätt person."


def month_of_birth(person: Identity | None) -> str:
    """`1984-09` from a valid personnummer, else empty."""
    if person is None or not person.valid or person.kind != "personnummer":
        return ""
    digits = "".join(sign for sign in person.value if sign.isdigit())
    return f"{digits[:4]}-{digits[4:6]}" if len(digits) == 12 else ""
