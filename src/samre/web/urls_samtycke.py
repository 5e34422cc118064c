"""Pages of samverkan: samtycke."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import consents, new_consents

CONSENTS = "arenden/<uuid:arende>/samverkan/samtycke"
urlpatterns: list[URLPattern | URLResolver] = [
    path(CONSENTS, consents.index, name="consents"),
    path(f"{CONSENTS}/nytt", new_consents.new, name="consent-new"),
    path(f"{CONSENTS}/aterkalla", consents.withdraw_all, name="consents-withdraw"),
    path(f"{CONSENTS}/forberett/<uuid:forberett>", new_consents.prepared, name="consent-prepared"),
    path(f"{CONSENTS}/<uuid:samtycke>", consents.show, name="consent"),
    path(f"{CONSENTS}/<uuid:samtycke>/aterkalla", consents.withdraw, name="consent-withdraw"),
    path(f"{CONSENTS}/<uuid:samtycke>/begransa", consents.narrow, name="consent-narrow"),
    path(f"{CONSENTS}/<uuid:samtycke>/papper", consents.file, name="consent-file"),
]
