"""Disposal, extracts of a person's data, the register of documents."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import disposal

urlpatterns: list[URLPattern | URLResolver] = [
    path("gallring", disposal.index, name="disposal"),
    path("gallring/ny", disposal.plan, name="disposal-plan"),
    path("gallring/<uuid:gallring>", disposal.show, name="disposal-list"),
    path("gallring/<uuid:gallring>/godkann", disposal.approve, name="disposal-approve"),
    path("gallring/<uuid:gallring>/ta-tillbaka", disposal.withdraw, name="disposal-withdraw"),
    path("gallring/<uuid:gallring>/genomfor", disposal.carry_out, name="disposal-carry-out"),
]
