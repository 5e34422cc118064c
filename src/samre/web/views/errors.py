"""Pages for what went wrong: each says what happened and what to do."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
    return _page(
        request,
        404,
        "Sidan finns inte",
        "Adressen kan vara felskriven, eller så har sidan flyttats.",
        "Kontrollera adressen eller börja från startsidan.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500"""
    return _page(
        request,
        500,
        "Något gick fel hos oss",
        "Felet har loggats utan dina uppgifter. Inget av det du skrev har sparats hos oss.",
        "Gå tillbaka i webbläsaren, så finns dina svar kvar där, och försök igen om en stund.",
    )
