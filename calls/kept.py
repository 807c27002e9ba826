"""Which calls are somebody's: rung from or to a number of theirs, or in which something of theirs was done."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q

from booking.models import Appointment
from calls.models import CallSession, PractitionerMessage
from consent.models import ConsentRecord, GuardianConsent, NoticeRecord
from instructions.models import UrgencyRun
from patients.models import PatientPhone


def calls_of(practice_id: UUID, patient_ids: Collection[UUID]) -> frozenset[UUID]:
    """The calls of these patients that are still known. The caller checked the scope."""
    if not patient_ids:
        return frozenset()
    people = list(patient_ids)
    numbers = PatientPhone.objects.filter(practice_id=practice_id, patient__in=people).values("e164")
    named = Q(remote_e164__in=numbers)
    for model, column in (
        (Appointment, "patient__in"),
        (PractitionerMessage, "patient__in"),
        (UrgencyRun, "patient__in"),
        (ConsentRecord, "subject_id__in"),
        (GuardianConsent, "subject_id__in"),
        (NoticeRecord, "subject_id__in"),
    ):
        rows: Any = model._default_manager.filter(practice_id=practice_id, call_id__isnull=False, **{column: people})
        named |= Q(id__in=rows.values("call_id"))
    return frozenset(CallSession.objects.filter(named, practice_id=practice_id).values_list("id", flat=True))
