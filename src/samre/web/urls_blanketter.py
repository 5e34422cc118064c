"""Letters and forms of a case, and how a kommun's letters look."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import letterheads, papers

LETTERS = "arenden/<uuid:arende>/samverkan/brev"
OWN = "brevmallar"
urlpatterns: list[URLPattern | URLResolver] = [
    path(LETTERS, papers.index, name="papers"),
    path(f"{LETTERS}/<uuid:brev>", papers.show, name="paper"),
    path(f"{LETTERS}/<uuid:brev>/klar", papers.finish, name="paper-finish"),
    path(f"{LETTERS}/<uuid:brev>/fil.<slug:form>", papers.file, name="paper-file"),
    path(OWN, letterheads.index, name="letterhead"),
    path(f"{OWN}/prov.pdf", letterheads.sample, name="letterhead-sample"),
    path(f"{OWN}/<slug:blankett>", letterheads.form, name="own-form"),
    path(f"{OWN}/<slug:blankett>/mall.docx", letterheads.template, name="own-form-word"),
]
