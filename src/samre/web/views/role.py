"""What one's assignment shows, why it shows no more, and what one can do: nobody lands on a closed door without a word."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samre.accounts.certification import role_words

from ..context import own_sections
from ..gate import actor_of, signed_in


@require_safe
@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """The words of the role (konton.yaml) and the pages that are open to it. Nothing here is about a person."""
    actor = actor_of(request)
    context = {"words": role_words().get(actor.role), "own": own_sections(actor)}
    return render(request, "accounts/uppdrag.html", context)
