"""The addresses around login."""

from __future__ import annotations

from django.urls import path

from .views import federation, login

urlpatterns = [
    path("logga-in", login.index, name="login"),
    path("logga-in/uppdrag", login.assignment, name="assignment"),
    path("logga-in/bekrafta", login.prove, name="prove"),
    path("logga-in/kvar/<uuid:form>", login.kept, name="kept"),
    path("logga-in/oidc", federation.ask_oidc, name="login-oidc"),
    path("logga-in/oidc/svar", federation.answer_oidc, name="login-oidc-answer"),
    path("logga-ut", login.log_out, name="logout"),
]
