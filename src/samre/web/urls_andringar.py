"""Pages of what is kept true about the map: what somebody says is wrong, what has to be read again, a kommun's own values."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import change_requests, law_watch, local_values

urlpatterns: list[URLPattern | URLResolver] = [
    path("kartan/andringar", change_requests.index, name="changes"),
    path("kartan/andringar/ny", change_requests.new, name="change-new"),
    path("kartan/andringar/<uuid:andring>", change_requests.show, name="change"),
    path("kartan/lagbevakning", law_watch.index, name="law-watch"),
    path("kartan/lagbevakning/<slug:slag>/<slug:id>", law_watch.show, name="law-watched"),
    path("kartan/egna-varden", local_values.index, name="local-values"),
    path("kartan/egna-varden/<slug:slag>/<slug:id>", local_values.show, name="local-value"),
]
