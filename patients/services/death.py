"""A person said to be dead: nothing new is written, nothing is sent; and the same taken back (ST-30).

The whole act lives in `privacy.services.deaths`; this is the column that every room asks.
"""

from uuid import UUID

from django.db import transaction

from core import clock
from core.errors import NotFound
from core.scoping import Actor
from patients.limits import check_limits
from patients.models import Patient
from practices.permissions import Permission, check_may

_DESK = Permission.DEATH_REPORT


def mark_death_reported(*, actor: Actor, practice_id: UUID, patient_id: UUID) -> Patient:
    """From now on the record takes nothing new. Under a full lock: whoever writes about the person has finished.

    The caller journals the report. Raises NotFound, Forbidden.
    """
    return _set(actor, practice_id, patient_id, is_reported=True)


def unmark_death_reported(*, actor: Actor, practice_id: UUID, patient_id: UUID) -> Patient:
    """The person lives: the record is as any other again. Raises NotFound, Forbidden."""
    return _set(actor, practice_id, patient_id, is_reported=False)


@transaction.atomic
def _set(actor: Actor, practice_id: UUID, patient_id: UUID, *, is_reported: bool) -> Patient:
    check_may(actor, Permission.DEATH_REPORT, practice_id)
    patient = Patient.objects.filter(practice_id=practice_id, id=patient_id).select_for_update().first()
    if patient is None:
        raise NotFound()
    # A locked record exists for those alone who answer for the data.
    check_limits(patient, Permission.DEATH_CONFIRM if actor.may(Permission.DEATH_CONFIRM, practice_id) else _DESK)
    now = clock.now()
    patient.death_reported_at = now if is_reported else None
    patient.version += 1
    patient.updated_at = now
    patient.save(update_fields=["death_reported_at", "version", "updated_at"])
    return patient
