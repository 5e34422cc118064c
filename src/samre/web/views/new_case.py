"""Opening a new case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from samre.accounts.roles import CASE_ROLES

from ..gate import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*CASE_ROLES, log="case.open")
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/new.html", {})
