"""What the agenda forgets: the texts and the reason of a visit, a while after it took place (R-12).

The visit itself stays: when, where, with whom, how it ended. Its reason becomes the practice's « Motif effacé ».
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from audit import services as audit
from audit.actions import Action
from booking.models import Appointment
from core import clock
from core.scoping import Actor
from patients.models import Patient
from practices.permissions import Permission, check_may
from practices.services.visit_reasons import erased_visit_reason

# Sealed columns refuse `update()`: emptied by a statement of their own.
EMPTY = """
UPDATE booking_appointment SET note = NULL, override_reason = NULL, cancel_reason = NULL, secrecy_reason = NULL,
       own_contact = NULL, consigne_answers = NULL, visit_reason_id = %s::uuid,
       texts_erased_at = %s::timestamptz, version = version + 1, updated_at = %s::timestamptz
 WHERE practice_id = %s::uuid AND id = ANY (%s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Due:
    """`due` may go now; `held` are past their term and kept; `oldest` is the next to reach it."""

    due: int
    held: int
    oldest: datetime | None


def texts_due(practice_id: UUID, ended_before: datetime, kept: Collection[UUID] = ()) -> Due:
    """How many visits that ended before that instant still have their texts. The caller checked the scope."""
    rows = Appointment.objects.filter(practice_id=practice_id, texts_erased_at__isnull=True)
    past = rows.filter(ends_at__lte=ended_before)
    held = past.filter(patient__in=list(kept)).count()
    oldest = rows.filter(ends_at__gt=ended_before).order_by("ends_at").values_list("ends_at", flat=True).first()
    return Due(past.count() - held, held, oldest)


@transaction.atomic
def erase_texts(
    *, actor: Actor, practice_id: UUID, ended_before: datetime, kept: Collection[UUID] = (), limit: int = 200
) -> int:
    """Erase note, reasons and visit reason of at most `limit` visits that ended before; returns how many.

    Those of a `kept` patient stay. Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    rows = (
        Appointment.objects.filter(practice_id=practice_id, texts_erased_at__isnull=True, ends_at__lte=ended_before)
        .exclude(patient__in=list(kept))
        .order_by("ends_at", "id")
        .select_for_update(of=("self",))
    )
    visits = list(rows.values_list("id", "patient")[:limit])
    if not visits:
        return 0
    reason_id, at = erased_visit_reason(actor=actor, practice_id=practice_id).id, clock.now()
    with connection.cursor() as cursor:
        cursor.execute(EMPTY, [reason_id, at, at, practice_id, [visit_id for visit_id, _ in visits]])
    audit.record_many(
        audit.Event(actor, Action.VISIT_TEXTS_ERASED, practice_id, ("appointment", visit_id), patient_id)
        for visit_id, patient_id in visits
    )
    return len(visits)


def idle_patients(practice_id: UUID, quiet_since: datetime) -> QuerySet[Patient]:
    """The records without a visit after that instant, themselves made before it: nothing happened since.

    Redirects are left out: they go with the record they lead to. The caller checked the scope.
    """
    later = Appointment.objects.filter(practice_id=practice_id, patient=OuterRef("id"), ends_at__gt=quiet_since)
    return Patient.objects.filter(
        ~Exists(later), practice_id=practice_id, merged_into__isnull=True, created_at__lte=quiet_since
    )


def last_event(practice_id: UUID, patient_id: UUID) -> datetime:
    """The end of the last visit, or when the record was made where that is later. The caller checked the scope."""
    visits = Appointment.objects.filter(practice_id=practice_id, patient=patient_id)
    last: datetime | None = visits.aggregate(last=Max("ends_at"))["last"]
    made = Patient.objects.values_list("created_at", flat=True).get(practice_id=practice_id, id=patient_id)
    return made if last is None else max(made, last)


def next_to_be_idle(practice_id: UUID, quiet_since: datetime) -> datetime | None:
    """The last event of whoever will be idle next: the earliest among the records that are not."""
    last = Max("appointments__ends_at", filter=Q(appointments__practice_id=practice_id))
    records = Patient.objects.filter(practice_id=practice_id, merged_into__isnull=True)
    events = records.annotate(event=Greatest("created_at", last)).filter(event__gt=quiet_since)
    found: datetime | None = events.aggregate(first=Min("event"))["first"]
    return found
