"""The worklist, search, and new cases."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import cases, new_case, search

urlpatterns: list[URLPattern | URLResolver] = [
    path("arenden", cases.index, name="cases"),
    path("arenden/sok", search.index, name="case-search"),
    path("arenden/nytt", new_case.index, name="new-case"),
]
