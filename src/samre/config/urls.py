"""The addresses of the whole site: those of the web room, and the pages for what went wrong."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("samre.web.urls")), path("", include("samre.web.urls_allauth"))]

handler400 = "samre.web.views.errors.bad_request"
handler403 = "samre.web.views.errors.forbidden"
handler404 = "samre.web.views.errors.not_found"
handler500 = "samre.web.views.errors.server_error"
