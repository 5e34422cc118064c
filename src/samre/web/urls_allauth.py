"""Addresses that allauth asks for by names of its own. What is not here is not exposed."""

from __future__ import annotations

from django.urls import path

from .views import login, own_account

urlpatterns = [
    path("logga-in", login.index, name="account_login"),
    path("logga-ut", login.log_out, name="account_logout"),
    path("logga-in/stangt", login.closed, name="account_inactive"),
    path("logga-in/losenord", own_account.log_in_by_password, name="password_login"),
    path("logga-in/nyckel", own_account.log_in_by_key, name="mfa_login_webauthn"),
    path("logga-in/andra-steget", own_account.second_step, name="mfa_authenticate"),
    path("logga-in/bekrafta", login.prove, name="account_reauthenticate"),
    path("logga-in/bekrafta/nyckel", own_account.prove_by_key, name="mfa_reauthenticate_webauthn"),
    path("logga-in/bekrafta/kod", own_account.prove_by_code, name="mfa_reauthenticate"),
    path("konto", own_account.index, name="mfa_index"),
    path("konto", own_account.index, name="mfa_list_webauthn"),
    path("konto/nyckel", own_account.add_key, name="mfa_add_webauthn"),
    path("konto/nyckel/<int:pk>/ta-bort", own_account.remove_key, name="mfa_remove_webauthn"),
    path("konto/kod", own_account.activate_codes, name="mfa_activate_totp"),
    path("konto/kod/av", own_account.deactivate_codes, name="mfa_deactivate_totp"),
]
