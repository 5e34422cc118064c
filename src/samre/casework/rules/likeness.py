"""Certificates that say the same: a keyed hash of what the doctor wrote, and how many alike came in a row."""

from __future__ import annotations

from collections.abc import Sequence

from samre.certificate.definition import load_checks
from samre.certificate.model import Certificate
from samre.certificate.rules_frame import likeness
from samre.sealing.keyring import keyring

PURPOSE = "certificate.likeness"


def likeness_text(certificate: Certificate) -> str:
    """What has to be equal for two certificates to be alike: form, diagnosis, degrees and texts, but no days."""
    return repr(likeness(load_checks().read(certificate)))


def likeness_key(certificate: Certificate, owner: object) -> bytes:
    """The keyed hash that is stored; without the key nobody can try what it was made of."""
    return keyring().look_up(PURPOSE, owner, likeness_text(certificate))


def likeness_keys(certificate: Certificate, owner: object) -> list[bytes]:
    """Under every key, to be found while the keys are being changed."""
    return keyring().look_ups(PURPOSE, owner, likeness_text(certificate))


def alike_in_a_row(newest_first: Sequence[bytes], keys: Sequence[bytes]) -> int:
    """How many of the stored hashes, from the newest on, are the same as a certificate with `keys`."""
    count = 0
    for stored in newest_first:
        if bytes(stored) not in keys:
            break
        count += 1
    return count
