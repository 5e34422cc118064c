"""What log review needs to know of the staff: keys of their own number and address, that nobody can read back."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about, action
from samre.accounts.models import Assignment, StaffKeys, User
from samre.accounts.roles import Role
from samre.sealing.keyring import keyring

from ..rules.identity import read_identity
from ..rules.kin import PLACE, plain_address
from .persons import NUMBER


@action("user.note_keys", kind="user")
def note_staff_keys(*, user_id: UUID, number: str, address: str = "", by: Actor) -> User:
    """Notes the user's own person number and address as look-ups in the administrator's authority, and forgets them.

    They are reckoned as those of persons, so that the database can compare. Empty takes the old one away. Raises Refused.
    """
    if by.role != Role.ADMINISTRATOR:
        raise Denied("Bara administratören lägger in uppgifter för logggranskningen.")
    about(user_id)
    today = timezone.localdate()
    here = Assignment.objects.in_force(today).filter(unit__authority_id=by.authority_id)
    user = User.objects.filter(pk=user_id, assignments__in=here).distinct().first()
    if user is None:
        raise Denied("Användaren har inget uppdrag hos er.")
    ring, place = keyring(), plain_address(address)
    if address.strip() and not place:
        raise Refused({"adress": "Skriv gata och nummer, till exempel Storgatan 1."})
    number = read_identity(number, on=today).number if number.strip() else ""
    StaffKeys.objects.update_or_create(
        owner_id=by.authority_id,
        user=user,
        defaults={
            "number_key": ring.look_up(NUMBER, by.authority_id, number) if number else b"",
            "address_key": ring.look_up(PLACE, by.authority_id, place) if place else b"",
        },
    )
    return user


def find_staff_keys(user_id: UUID, *, by: Actor) -> StaffKeys:
    """What the administrator's authority has noted; an empty row where it has nothing. Says that it is there, never what it is."""
    found = StaffKeys.objects.filter(owner_id=by.authority_id, user_id=user_id).first()
    return found or StaffKeys(owner_id=by.authority_id, user_id=user_id)
