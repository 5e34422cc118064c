"""One's own account: assignments, passkeys, the code app. Pages around keys are allauth's, in our look, behind our gates."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samre.accounts.login import assignments_of

from ..gate import actor_of, public, signed_in
from ..pages.own_account import own_account_page

View = Callable[..., HttpResponse]


def where(setting: str) -> Callable[[View], View]:
    """The page exists only where a setting is on."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(settings, setting):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


@require_safe
@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """Who one is here, and how one logs in."""
    actor = actor_of(request)
    keys = Authenticator.objects.filter(user_id=actor.user_id) if settings.SAMRE_PASSKEYS else []
    mine = assignments_of(actor.user_id) if actor.user_id else []
    page = own_account_page(actor, mine, list(keys), on=timezone.localdate())
    return render(request, "accounts/eget.html", {"page": page})


def _own(view: View) -> View:
    """A page where keys are changed: behind the login, after a new proof, where keys are in use."""
    return where("SAMRE_PASSKEYS")(signed_in(fresh=True)(view))


add_key = _own(webauthn.add_webauthn)
remove_key = _own(webauthn.remove_webauthn)
activate_codes = _own(totp.activate_totp)
deactivate_codes = _own(totp.deactivate_totp)
# Showing once more who one is, with a key or a code.
prove_by_key = where("SAMRE_PASSKEYS")(signed_in()(webauthn.reauthenticate_webauthn))
prove_by_code = where("SAMRE_PASSKEYS")(signed_in()(base.reauthenticate))
log_in_by_key = where("SAMRE_PASSKEYS")(
    public("A way in: lets in only the holder of a key that is entered here.")(
        never_cache(webauthn.login_webauthn)
    )
)
second_step = where("SAMRE_PASSKEYS")(
    public("The second step of a login: asks for the session of the first.")(never_cache(base.authenticate))
)
log_in_by_password = where("SAMRE_PASSWORD_LOGIN")(
    public("A way in, in the demo only: asks for name and password.")(never_cache(account.login))
)
