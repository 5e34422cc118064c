"""The addresses around login."""

from __future__ import annotations

from django.urls import path

from .views import accounts, federation, login, role

urlpatterns = [
    path("logga-in", login.index, name="login"),
    path("logga-in/uppdrag", login.assignment, name="assignment"),
    path("logga-in/vidare", login.onward, name="onward"),
    path("logga-in/bekrafta", login.prove, name="prove"),
    path("logga-in/kvar/<uuid:form>", login.kept, name="kept"),
    path("logga-in/oidc", federation.ask_oidc, name="login-oidc"),
    path("logga-in/oidc/svar", federation.answer_oidc, name="login-oidc-answer"),
    path("logga-in/saml", federation.ask_saml, name="login-saml"),
    path("logga-in/saml/svar", federation.answer_saml, name="login-saml-answer"),
    path("logga-in/saml/klart", federation.done_saml, name="login-saml-done"),
    path("logga-in/saml/metadata", federation.metadata_saml, name="login-saml-metadata"),
    path("ditt-uppdrag", role.index, name="role"),
    path("logga-ut", login.log_out, name="logout"),
    path("konton", accounts.index, name="accounts"),
    path("konton/nytt", accounts.new, name="account-new"),
    path("konton/<uuid:uppdrag>/bekrafta", accounts.certify, name="account-certify"),
    path("konton/<uuid:uppdrag>/anvandare", accounts.user, name="account-user"),
    path("konton/<uuid:uppdrag>/avsluta", accounts.end, name="account-end"),
]
