"""L1111-5: a minor objects to the parents being told. The practitioner says so, or the desk on that instruction."""

from uuid import UUID

from audit import services as audit
from audit.actions import Action
from booking.errors import NothingAwaited
from booking.lifecycle import Status
from booking.local_time import local_date
from booking.locks import in_one_transaction
from booking.minors import Secrecy, is_minor, read_secrecy
from booking.models import Appointment
from booking.services.agreement import confirm
from booking.services.reach import reach
from consent.services.guardian_links import end_guardian_links
from core import clock
from core.scoping import Actor
from practices.permissions import Permission

EXPECTED = (Status.PENDING.value, Status.BOOKED.value)


@in_one_transaction
def keep_secret(
    *, actor: Actor, appointment_id: UUID, secrecy: Secrecy, expected_version: int | None = None
) -> Appointment:
    """From now on the parents are told nothing: no link, no notice, no reminder, no line for a proxy.

    No agreement is needed any more. It is not lifted: cancel and book again. The journal says that it was done, never
    why. Raises NotFound, Forbidden, AppointmentChanged, NothingAwaited (an adult, a past visit), InvalidInput.
    """
    appointment = reach(actor, appointment_id, Permission.MINOR_SECRECY_SET, expected_version=expected_version)
    secrecy = read_secrecy(secrecy)
    day = local_date(clock.now(), appointment.location.timezone)
    if appointment.status not in EXPECTED or not is_minor(appointment.patient.birth_date, day):
        raise NothingAwaited()
    appointment.minor_secrecy = True
    appointment.secrecy_reason = secrecy.reason
    appointment.own_contact = secrecy.own_contact or None
    appointment.version += 1
    appointment.updated_at = clock.now()
    appointment.save(update_fields=["minor_secrecy", "secrecy_reason", "own_contact", "version", "updated_at"])
    audit.record(
        actor=actor,
        action=Action.MINOR_SECRECY_CHANGED,
        practice_id=appointment.practice_id,
        entity=("appointment", appointment.id),
        patient_id=appointment.patient_id,
        details={"version": appointment.version},
    )
    end_guardian_links(actor=actor, practice_id=appointment.practice_id, appointment_id=appointment.id)
    if appointment.status == Status.PENDING:
        confirm(actor, appointment)
    return appointment
