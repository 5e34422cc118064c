"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "samre.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import checks, signals  # noqa: F401 – both register themselves
        from .database_roles import grant_after_migrate
        from .key_check import prove_after_migrate, watch_first_keys
        from .row_security import secure_after_migrate

        post_migrate.connect(secure_after_migrate, dispatch_uid="samre_row_security")
        post_migrate.connect(grant_after_migrate, dispatch_uid="samre_rights")
        post_migrate.connect(prove_after_migrate, sender=self, dispatch_uid="samre_key_check")
        watch_first_keys()
