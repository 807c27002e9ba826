"""Reach one appointment to change it: in scope, allowed, locked, and still the version that was seen."""

from uuid import UUID

from booking.errors import AppointmentChanged
from booking.models import Appointment
from core.errors import NotFound
from core.scoping import Actor
from patients.limits import check_limits
from practices.permissions import Permission, check_may


def reach(
    actor: Actor, appointment_id: UUID, permission: Permission, *, expected_version: int | None = None
) -> Appointment:
    """The appointment under a row lock. Raises NotFound, Forbidden, AppointmentChanged, RecordRestricted."""
    # Without its patient: a row that a merge pointed elsewhere while the lock was waited for would not fit the join.
    appointment = (
        Appointment.objects.select_for_update().filter(pk=appointment_id, practice_id__in=actor.practice_ids).first()
    )
    if appointment is None:
        raise NotFound()
    check_may(actor, permission, appointment.practice_id)
    check_limits(appointment.patient, permission)
    if expected_version is not None and appointment.version != expected_version:
        raise AppointmentChanged(version=appointment.version)
    return appointment
