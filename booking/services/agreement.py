"""A visit just written for a child: the answer given with it, or the link by which a guardian will answer."""

from audit.actions import Action
from booking.lifecycle import Status, Verb, after
from booking.local_time import local_date
from booking.minors import Footing
from booking.models import Appointment
from booking.services.trace import leave_trace
from consent.attestation import Attestation, GuardianAnswer
from consent.models import GuardianConsent, LinkPurpose
from consent.services.guardian_links import contacts_asked, issue_guardian_link
from consent.services.guardians import record_guardian_answer
from core import clock
from core.scoping import Actor
from patients.reach import guardian_contacts
from patients.services import guardian_agreed


def enter_agreement(
    actor: Actor, appointment: Appointment, stand: Footing, said: Attestation | None, contact: str = ""
) -> None:
    """Inside the transaction of the booking: note what was said, and ask or inform the guardian at their `contact`."""
    if stand.needs_answer and said is not None:
        answer = record_guardian_answer(
            actor=actor,
            practice_id=appointment.practice_id,
            subject_id=appointment.patient_id,
            appointment_id=appointment.id,
            said=said,
            joint=stand.joint,
            call_id=appointment.call_id,
        )
        inform_guardian(actor, appointment, answer, contact)
    if appointment.status == Status.PENDING:
        ask_guardian(actor, appointment, contact)
    elif stand.needs_answer:
        guardian_agreed(actor=actor, patient_id=appointment.patient_id)


def ask_guardian(actor: Actor, appointment: Appointment, contact: str = "") -> None:
    """Issue the link by which a guardian answers; it ends with the wait. `contact`: see `_where`."""
    assert appointment.pending_until is not None, "a visit that waits, waits until a date"
    issue_guardian_link(
        actor=actor,
        practice_id=appointment.practice_id,
        subject_id=appointment.patient_id,
        appointment_id=appointment.id,
        purpose=LinkPurpose.ANSWER,
        expires_at=appointment.pending_until,
        contact=contact or _where(appointment),
    )


def inform_guardian(actor: Actor, appointment: Appointment, answer: GuardianConsent, contact: str = "") -> None:
    """ST-45: whoever agreed is told what is kept and how to object; nothing after a refusal or once the visit began."""
    if answer.answer != GuardianAnswer.AGREED.value or appointment.starts_at <= clock.now():
        return
    issue_guardian_link(
        actor=actor,
        practice_id=appointment.practice_id,
        subject_id=appointment.patient_id,
        appointment_id=appointment.id,
        purpose=LinkPurpose.OBJECT,
        expires_at=appointment.starts_at,
        answer_id=answer.id,
        contact=contact or _where(appointment),
    )


def _where(appointment: Appointment) -> str:
    """Where this visit's guardian was written to before, else a recorded guardian; never a number of the child's file.

    "" when there is none: the sender makes it work for the desk.
    """
    practice_id, patient_id = appointment.practice_id, appointment.patient_id
    day = local_date(clock.now(), appointment.location.timezone)
    known = contacts_asked(practice_id, patient_id, appointment.id) or guardian_contacts(practice_id, patient_id, day)
    return known[0] if known else ""


def confirm(actor: Actor, appointment: Appointment) -> None:
    """Nobody is awaited any more: the visit is booked. The row is locked by the caller."""
    appointment.status = after(Status(appointment.status), Verb.CONFIRM).value
    appointment.pending_until = None
    appointment.version += 1
    appointment.updated_at = clock.now()
    appointment.save(update_fields=["status", "pending_until", "version", "updated_at"])
    leave_trace(actor, Action.APPOINTMENT_CONFIRMED, appointment)
