"""What guardians answer, and what becomes of the child's visits: booked, still waiting, or work for a person.

A refusal suspends, an agreement books, a withdrawal ends what still waits and touches nothing that is booked.
See docs/decisions/a-child-waits-for-a-guardian.md.
"""

from uuid import UUID

from booking.errors import NothingAwaited
from booking.guardian_file import is_concerned, joint_for, series_of, standing_of
from booking.lifecycle import Status
from booking.locks import in_one_transaction
from booking.models import Appointment
from booking.services.agreement import ask_guardian, confirm, inform_guardian
from booking.services.reach import reach
from consent.attestation import Attestation
from consent.guardian_reads import answer_of
from consent.models import GuardianConsent, LinkPurpose
from consent.services.guardian_links import contacts_asked, end_guardian_links
from consent.services.guardians import record_guardian_answer, settle_refusals, withdraw_guardian_consent
from consent.standing import Standing
from core import clock
from core.errors import InvalidInput
from core.scoping import Actor
from patients.limits import check_limits
from patients.local_day import local_day
from patients.phones import read_phone
from patients.plain_text import clean_email
from patients.reach import guardian_contacts, stands_in_file
from patients.services import guardian_agreed
from practices.permissions import Permission
from telephony_adapters.numbers import is_mobile

NOT_A_MOBILE = "Ce numéro ne reçoit pas de SMS : donnez un mobile ou une adresse e-mail."
# Another guardian's agreement stands: the visit waits on, for a person or for nobody.
_STILL_LEANS = (Standing.AGREED, Standing.DISPUTED)
CHILD_S_OWN = "Ce contact est dans la fiche de l'enfant : le lien part au représentant légal, enregistrez-le d'abord."


@in_one_transaction
def record_guardian(
    *,
    actor: Actor,
    appointment_id: UUID,
    said: Attestation,
    expected_version: int | None = None,
    call_id: UUID | None = None,
    link_id: UUID | None = None,
) -> Appointment:
    """Note an answer, by phone or by link. An agreement books whatever it covers, unless somebody else refused.

    Raises NotFound, Forbidden, AppointmentChanged, RecordRestricted, DeathReported, NothingAwaited, InvalidInput,
    GuardianTextOutdated.
    """
    appointment = reach(actor, appointment_id, Permission.GUARDIAN_RECORD, expected_version=expected_version)
    check_limits(appointment.patient, Permission.APPOINTMENT_BOOK)
    if not is_concerned(appointment):
        raise NothingAwaited()
    answer = record_guardian_answer(
        actor=actor,
        practice_id=appointment.practice_id,
        subject_id=appointment.patient_id,
        appointment_id=appointment.id,
        said=said,
        joint=joint_for(appointment),
        call_id=call_id,
        link_id=link_id,
    )
    inform_guardian(actor, appointment, answer)
    return _book_what_is_agreed(actor, appointment)


@in_one_transaction
def settle_guardians(
    *, actor: Actor, appointment_id: UUID, reason: str, expected_version: int | None = None
) -> Appointment:
    """A person of the practice, having heard both, keeps the visit although somebody refused; the reason is sealed.

    Without anybody's agreement there is nothing to settle. Raises NotFound, Forbidden, AppointmentChanged,
    NothingAwaited, InvalidInput naming `reason`.
    """
    appointment = reach(actor, appointment_id, Permission.GUARDIAN_SETTLE, expected_version=expected_version)
    if not is_concerned(appointment) or standing_of(appointment) is not Standing.DISPUTED:
        raise NothingAwaited()
    settle_refusals(
        actor=actor,
        practice_id=appointment.practice_id,
        subject_id=appointment.patient_id,
        appointments=series_of(appointment),
        reason=reason,
    )
    return _book_what_is_agreed(actor, appointment)


@in_one_transaction
def send_guardian_link(
    *, actor: Actor, appointment_id: UUID, contact: str = "", expected_version: int | None = None
) -> Appointment:
    """Send the link again, to a guardian's mobile or address just given with `contact`; the former one ends.

    Raises NotFound, Forbidden, AppointmentChanged, RecordRestricted, DeathReported, NothingAwaited, InvalidInput
    naming `contact`.
    """
    appointment = reach(actor, appointment_id, Permission.GUARDIAN_RECORD, expected_version=expected_version)
    check_limits(appointment.patient, Permission.APPOINTMENT_BOOK)
    if appointment.status != Status.PENDING or not is_concerned(appointment):
        raise NothingAwaited()
    ask_guardian(actor, appointment, _own_contact(actor, appointment, contact))
    return appointment


@in_one_transaction
def withdraw_guardian(*, actor: Actor, appointment_id: UUID, consent_id: UUID) -> Appointment:
    """Take one agreement back. What still waits and leaned on it ends now; what is booked becomes work for a person.

    A right that neither a restriction nor a reported death takes away.
    Raises NotFound, Forbidden, GuardianConsentWithdrawn.
    """
    appointment = reach(actor, appointment_id, Permission.GUARDIAN_RECORD)
    taken_back = withdraw_guardian_consent(
        actor=actor, practice_id=appointment.practice_id, subject_id=appointment.patient_id, consent_id=consent_id
    )
    for visit in _waiting(taken_back):
        if answer_of(taken_back).concerns(series_of(visit)) and standing_of(visit) not in _STILL_LEANS:
            visit.pending_until = clock.now()
            visit.version += 1
            visit.updated_at = visit.pending_until
            visit.save(update_fields=["pending_until", "version", "updated_at"])
            end_guardian_links(actor=actor, practice_id=visit.practice_id, appointment_id=visit.id)
    appointment.refresh_from_db(fields=["status", "pending_until", "version", "updated_at"])
    return appointment


def _own_contact(actor: Actor, appointment: Appointment, typed: str) -> str:
    """A mobile or an address of the guardian's own: what stands in the child's file may be the child's."""
    if not typed.strip():
        return ""
    contact = clean_email(typed, "contact") if "@" in typed else read_phone(typed, "contact")
    if "@" not in contact and not is_mobile(contact):
        raise InvalidInput.at("contact", "not-a-mobile", NOT_A_MOBILE)
    practice_id, child = appointment.practice_id, appointment.patient_id
    known = (*guardian_contacts(practice_id, child, local_day(actor, practice_id)), *contacts_asked(practice_id, child))
    if contact not in known and stands_in_file(practice_id, child, contact):
        raise InvalidInput.at("contact", "child-s-own", CHILD_S_OWN)
    return contact


def _book_what_is_agreed(actor: Actor, appointment: Appointment) -> Appointment:
    """Every visit of the child that waits and that the answers now cover."""
    booked = False
    for visit in _waiting_of(appointment.practice_id, appointment.patient_id):
        if standing_of(visit) is Standing.AGREED:
            confirm(actor, visit)
            end_guardian_links(
                actor=actor, practice_id=visit.practice_id, appointment_id=visit.id, purpose=LinkPurpose.ANSWER
            )
            booked = True
            if visit.id == appointment.id:
                appointment = visit
    if booked:
        guardian_agreed(actor=actor, patient_id=appointment.patient_id)
    return appointment


def _waiting(taken_back: GuardianConsent) -> list[Appointment]:
    return _waiting_of(taken_back.practice_id, taken_back.subject_id)


def _waiting_of(practice_id: UUID, patient_id: UUID) -> list[Appointment]:
    rows = Appointment.objects.select_for_update(of=("self",)).filter(
        practice_id=practice_id,
        patient_id=patient_id,
        status=Status.PENDING.value,
        pending_until__gt=clock.now(),
        minor_secrecy=False,
    )
    return list(rows.select_related("location", "patient").order_by("id"))
