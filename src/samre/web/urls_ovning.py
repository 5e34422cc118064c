"""The addresses of the practice cases."""

from __future__ import annotations

from django.urls import path

from .views import practice

urlpatterns = [
    path("ovningsfall", practice.index, name="practice"),
    path("ovningsfall/<slug:id>", practice.case, name="practice-case"),
]
