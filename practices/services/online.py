"""Who takes bookings from patients themselves, and how late those may be changed: the practitioner's wish (ST-08)."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor
from practices.instructions import may_instruct
from practices.models import Practice, PractitionerRole
from practices.models.practice import LONGEST_CHANGE_HOURS
from practices.permissions import Permission, check_may
from practices.queries import role_in


@transaction.atomic
def wish_online(*, actor: Actor, practitioner_role_id: UUID, wished: bool) -> PractitionerRole:
    """From now on patients book with this practitioner by themselves, in every agenda here, or no longer; visits stay.

    Only by the practitioner, or for a colleague who never signs in. Raises NotFound, Forbidden.
    """
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.INSTRUCTION_EDIT, role.practice_id)
    if not may_instruct(actor, role):
        raise Forbidden()
    role.takes_online = wished
    agendas = PractitionerRole.objects.filter(practice_id=role.practice_id, practitioner_id=role.practitioner_id)
    agendas.update(takes_online=wished)
    audit.record(
        actor=actor,
        action=Action.ONLINE_BOOKING_CHANGED,
        practice_id=role.practice_id,
        entity=("practices.practitioner_role", role.id),
        details={"wished": wished},
    )
    return role


@transaction.atomic
def set_change_delay(*, actor: Actor, practice_id: UUID, hours: int) -> Practice:
    """Patients move and cancel by themselves until so many hours before. Raises NotFound, Forbidden, InvalidInput."""
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    if not 0 <= hours <= LONGEST_CHANGE_HOURS:
        raise InvalidInput.at("hours", "out-of-range", f"Entre 0 et {LONGEST_CHANGE_HOURS}.")
    practice = Practice.objects.select_for_update().filter(id=practice_id).first()
    if practice is None:
        raise NotFound()
    practice.online_change_hours = hours
    practice.save(update_fields=["online_change_hours"])
    audit.record(
        actor=actor,
        action=Action.ONLINE_BOOKING_CHANGED,
        practice_id=practice_id,
        entity=("practices.practice", practice_id),
        details={"hours": hours},
    )
    return practice
