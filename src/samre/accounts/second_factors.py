"""The secrets of second factors (codes): sealed by `KeyAdapter` inside allauth's own JSON, where no sealed field sees them."""

from __future__ import annotations

from base64 import b64decode

from allauth.mfa.models import Authenticator
from django.db import transaction

from samre.sealing.keyring import keyring
from samre.sealing.rotate import Resealed

from .adapters import KeyAdapter

SECRET = "secret"  # nosec B105: the name of a place in allauth's data
LABEL = "mfa.Authenticator"


def renew_secrets(*, change: bool = True) -> Resealed:
    """Seals every code's secret anew under the newest key; with `change=False` only counts those that an older key still opens.
    Raises KeyLost at the first that no key opens. May be broken off and run again."""
    rows = changed = 0
    for pk in Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("pk", flat=True):
        with transaction.atomic():
            # Locked: she may be changing it in this very moment.
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if row is None:
                continue
            rows += 1
            if keyring().is_newest(b64decode(row.data[SECRET])):
                continue
            changed += 1
            if change:
                adapter = KeyAdapter()
                row.data = row.data | {SECRET: adapter.encrypt(adapter.decrypt(row.data[SECRET]))}
                row.save(update_fields=["data"])
    return Resealed(model=LABEL, rows=rows, changed=changed)
