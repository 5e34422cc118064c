"""Pages for what went wrong: each says what happened and what to do."""

from __future__ import annotations

import sys

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from ..faults import Fault, fault_of

# Title, and what happened. That nothing was kept, and what to do, is the same for all.
FAULTS = {
    Fault.GONE: ("Databasen svarar inte just nu", "SAMRE når inte sin databas, så sidan kan inte visas."),
    Fault.FULL: (
        "Det finns ingen plats kvar att spara på",
        "Servern har slut på utrymme. Den som sköter driften behöver frigöra plats.",
    ),
    Fault.BUSY: ("Det är trångt just nu", "Många sparar samtidigt, och det tog för lång tid att komma fram."),
    Fault.UNLOGGED: (
        "Det gick inte att skriva i loggen",
        "All läsning av ärenden loggas. Just nu går det inte, och då visas inget.",
    ),
    Fault.LOCKED: (
        "Nyckeln saknas eller är fel",
        "Personuppgifterna är förseglade, och just nu går de inte att öppna. Den som sköter driften behöver lägga tillbaka "
        "rätt nyckelfil.",
    ),
}
RETRY_SECONDS = 10


class Ended(Http404):
    """What was open to her and is over: 404 as for what has never been, but said in words. Its text: what is over, and why."""


def _page(request: HttpRequest, status: int, title: str, text: str, todo: str) -> HttpResponse:
    context = {"status": status, "title": title, "text": text, "todo": todo}
    return render(request, "errors/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 when more was sent than is read."""
    if isinstance(exception, RequestDataTooBig):
        return _page(
            request,
            413,
            "Det som skickades är för stort",
            "Ett läkarintyg är mycket mindre än så. Inget har sparats.",
            "Gå tillbaka i webbläsaren, så finns dina svar kvar där, och välj en mindre fil.",
        )
    return _page(
        request,
        400,
        "Det som skickades gick inte att läsa",
        "Servern förstod inte det som sidan skickade. Inget har sparats.",
        "Gå tillbaka i webbläsaren, så finns dina svar kvar där, och försök igen.",
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403"""
    return _page(
        request,
        403,
        "Sidan är inte öppen för dig",
        "Du har inte tillgång till den här sidan.",
        "Gå till startsidan.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form's key is missing or too old."""
    return _page(
        request,
        403,
        "Formuläret behöver laddas på nytt",
        "Sidan har varit öppen så länge, eller webbläsaren blockerar kakor så hårt, att formuläret inte kunde kännas igen. "
        "Den enda kaka som används skyddar formuläret mot andra webbplatser.",
        "Gå tillbaka i webbläsaren, så finns dina svar kvar där. Ladda om sidan och skicka igen.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404"""
    if isinstance(exception, Ended):
        return _page(
            request,
            404,
            "Det här är avslutat",
            str(exception) if request.method == "GET" else f"{exception} Det du skickade är inte sparat.",
            "Ring den som beställde om något är oklart.",
        )
    return _page(
        request,
        404,
        "Sidan finns inte",
        "Adressen kan vara felskriven, eller så har sidan flyttats.",
        "Kontrollera adressen eller börja från startsidan.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, and 503 when the database is gone, full or too busy. Django calls this while it handles the exception."""
    fault = fault_of(sys.exception())
    if fault is not None:
        return unreachable(request, fault)
    return _page(
        request,
        500,
        "Något gick fel hos oss",
        "Felet har loggats utan dina uppgifter. Inget av det du skrev har sparats hos oss.",
        "Gå tillbaka i webbläsaren, så finns dina svar kvar där, och försök igen om en stund.",
    )


def unreachable(request: HttpRequest, fault: Fault) -> HttpResponse:
    """503: nothing is kept and nothing is lost. The page asks the database for nothing, not even who is logged in."""
    title, text = FAULTS[fault]
    reads = request.method in ("GET", "HEAD")
    context = {
        "status": 503,
        "title": title,
        "text": text if reads else f"{text} Det du skickade är inte sparat.",
        "todo": "Vänta en liten stund och försök igen. Du behöver inte göra något annat: SAMRE fungerar av sig självt "
        "när felet är avhjälpt."
        if reads
        else "Gå tillbaka i webbläsaren, så finns det du skrev kvar där. Vänta en liten stund och skicka igen.",
        "again": request.get_full_path() if reads and not request.headers.get("HX-Request") else "",
        "stylesheet": staticfiles_storage.url("css/main.css"),
        "icon": staticfiles_storage.url("icon.svg"),
    }
    answer = HttpResponse(render_to_string("errors/unreachable.html", context), status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    add_never_cache_headers(answer)
    return answer
