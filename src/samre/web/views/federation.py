"""To the identity provider and back: only who is vouched for, at the right level, and entered here beforehand comes in.

The two protocols' libraries are imported where they are used: they take 11 MB, and a kommun uses at most one of them.
"""

from __future__ import annotations

from allauth.core import ratelimit
from allauth.socialaccount.sessions import LoginSession
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from samre.accounts import login
from samre.accounts.acts import Denied
from samre.accounts.federation import match, provider
from samre.outside.levels import Untrusted, Vouched

from ..context import landing
from ..gate import public, refused
from .login import after_login, safe_address, safe_text

SECONDS_ASIDE = 120


@never_cache
@require_safe
@public("Nobody is logged in yet: sends the visitor to the identity provider, and knows nothing of her.")
def ask_oidc(request: HttpRequest) -> HttpResponse:
    """To the OpenID Connect provider. `igen` asks it to identify the user anew."""
    if provider("oidc") is None:
        raise Http404
    from samre.accounts.federation import oidc

    try:
        return oidc.ask(request, onward=safe_address(request), again=bool(request.GET.get("igen")))
    except Untrusted as error:
        return not_believed(request, error, method="oidc")


@never_cache
@require_safe
@public("Comes from the identity provider; lets in only whom it vouches for.")
def answer_oidc(request: HttpRequest) -> HttpResponse:
    """Back from it, with a code to exchange."""
    if provider("oidc") is None:
        raise Http404
    from samre.accounts.federation import oidc

    try:
        vouched, onward, again = oidc.judge_answer(request)
        return let_in(request, vouched, kind="oidc", onward=onward, again=again)
    except Untrusted as error:
        return not_believed(request, error, method="oidc")


@never_cache
@require_safe
@public("Nobody is logged in yet: sends the visitor to the identity provider, and knows nothing of her.")
def ask_saml(request: HttpRequest) -> HttpResponse:
    """To the SAML identity provider. `igen` asks it to identify the user anew."""
    if provider("saml") is None:
        raise Http404
    from samre.accounts.federation import saml

    return HttpResponseRedirect(
        saml.ask(request, onward=safe_address(request), again=bool(request.GET.get("igen")))
    )


@csrf_exempt
@never_cache
@require_POST
@public(
    "Comes by POST from the identity provider's site, without our cookies; is only carried over, not judged."
)
def answer_saml(request: HttpRequest) -> HttpResponse:
    """The answer is put aside and fetched by the page below, which gets the user's own session with it."""
    too_often = ratelimit.consume_or_429(request, action="login")
    if too_often:
        return too_often
    from samre.outside.assertions import LARGEST

    answer = request.POST.get("SAMLResponse", "")
    if provider("saml") is None or not 0 < len(answer) <= LARGEST:
        raise Http404
    onward = HttpResponseRedirect(reverse("web:login-saml-done"))
    aside = LoginSession(request, "saml_answer", "samre_saml")
    aside.store.update({"answer": answer})
    aside.store.set_expiry(SECONDS_ASIDE)
    aside.save(onward)
    return onward


@never_cache
@require_safe
@public("Comes from the identity provider; lets in only whom it vouches for.")
def done_saml(request: HttpRequest) -> HttpResponse:
    """Judges the answer that was put aside."""
    if provider("saml") is None:
        raise Http404
    from samre.accounts.federation import saml

    aside = LoginSession(request, "saml_answer", "samre_saml")
    answer = aside.store.get("answer", "")
    aside.delete()
    try:
        vouched, onward, again = saml.judge_answer(request, answer)
        return let_in(request, vouched, kind="saml", onward=onward, again=again)
    except Untrusted as error:
        return not_believed(request, error, method="saml")


@require_safe
@public("What identity providers have to know about us: addresses and our certificate.")
def metadata_saml(request: HttpRequest) -> HttpResponse:
    """Our SAML metadata."""
    if provider("saml") is None:
        raise Http404
    from samre.accounts.federation import saml

    return HttpResponse(saml.metadata(request), content_type="application/samlmetadata+xml")


def let_in(request: HttpRequest, vouched: Vouched, *, kind: str, onward: str, again: bool) -> HttpResponse:
    """Logs the user in, or notes that she who is logged in has shown who she is once more. Raises Untrusted."""
    trusted = provider(kind)
    if trusted is None:
        raise Http404
    user = match.user_for(trusted, vouched.claims)
    actor = getattr(request, "actor", None)
    if again and actor is not None:
        if actor.user_id != user.pk:
            raise Untrusted("another user", "Du är inloggad som någon annan. Logga ut först.")
        login.proved(request, method=kind)
        return HttpResponseRedirect(safe_text(onward) or landing(request))
    try:
        login.log_in(request, user, method=kind)
    except Denied as error:
        return refused(request, error.reason)
    return after_login(request, safe_text(onward))


def not_believed(request: HttpRequest, error: Untrusted, *, method: str) -> HttpResponse:
    """The page that says why not; the log knows that somebody was turned away, and on what ground."""
    login.note_failure(None, method=method, why=error.fault)
    return refused(request, error.reason, title="Inloggningen gick inte")
