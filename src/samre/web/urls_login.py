"""The addresses around login."""

from __future__ import annotations

from django.urls import path

from .views import login

urlpatterns = [
    path("logga-in", login.index, name="login"),
    path("logga-in/uppdrag", login.assignment, name="assignment"),
    path("logga-ut", login.log_out, name="logout"),
]
