"""What a known patient was told and decides, recorded by whoever speaks with them; `consent` keeps it."""

from uuid import UUID

from django.db import transaction

from consent import services as consent
from consent.decisions import Reach
from consent.models import ConsentRecord, NoticeRecord
from consent.purposes import LegalBasis, Purpose, basis_of
from core.errors import InvalidInput
from core.scoping import Actor
from patients.lines import phones_of
from patients.queries import journal_reading, patient_in
from practices.permissions import Permission


@transaction.atomic
def tell_notice(
    *, actor: Actor, patient_id: UUID, notice_version: int | None, channel: str, call_id: UUID | None = None
) -> NoticeRecord:
    """The text in force was read to a patient who had not heard that version (ST-06, ST-10).

    Raises NotFound, Forbidden, ConsentRequired, NoticeOutdated, NoNoticeInForce, InvalidInput.
    """
    patient = patient_in(actor, patient_id)
    return consent.record_notice(
        actor=actor,
        practice_id=patient.practice_id,
        subject_id=patient.id,
        notice_version=notice_version,
        channel=channel,
        call_id=call_id,
    )


@transaction.atomic
def decide(
    *,
    actor: Actor,
    patient_id: UUID,
    purpose: Purpose,
    is_agreed: bool,
    channel: str,
    notice_version: int | None = None,
    reach: Reach | None = None,
    call_id: UUID | None = None,
) -> ConsentRecord:
    """Yes or no to one purpose; a no is a withdrawal or an objection, as the basis of the purpose has it (K10).

    Raises NotFound, Forbidden, NotObjectable, ConsentRequired, NoticeOutdated, NoNoticeInForce, InvalidInput.
    """
    patient = patient_in(actor, patient_id, Permission.CONSENT_RECORD)
    journal_reading(actor, patient)
    about = {
        "actor": actor,
        "practice_id": patient.practice_id,
        "subject_id": patient.id,
        "purpose": purpose,
        "channel": channel,
        "call_id": call_id,
    }
    if not is_agreed:
        return consent.stop_purpose(**about)  # type: ignore[arg-type]
    if basis_of(purpose) is LegalBasis.CONSENT:
        return consent.give_consent(**about, notice_version=notice_version)  # type: ignore[arg-type]
    check_reach(reach, has_phone=bool(phones_of(patient)), has_email=bool(patient.email))
    return consent.accept_purpose(**about, reach=reach)  # type: ignore[arg-type]


def check_reach(reach: Reach | None, *, has_phone: bool, has_email: bool) -> None:
    """Nobody is reached where there is nothing to reach them by. Raises InvalidInput naming `reach`."""
    if reach is Reach.SMS and not has_phone:
        raise InvalidInput.at("reach", "cannot-be-reached", "Aucun numéro de téléphone n'est enregistré.")
    if reach is Reach.EMAIL and not has_email:
        raise InvalidInput.at("reach", "cannot-be-reached", "Aucune adresse e-mail n'est enregistrée.")
