"""R-14, ST-44: what no guardian agreed to is destroyed once its wait has ended, the child's record with it.

Whoever came to decide alone during the wait (a birthday, another country) keeps the visit: it is booked.

A record goes when it was made for such a visit only: it still waits for a guardian and has no other visit. A secret
visit keeps it. What a hold keeps stays. Nothing of a person is left: texts, keys, rows that wait to be sent.

Whoever asked something of their data keeps the record, without the visit, until they are answered (article 12): it goes
at the sweep after that, and the answered request stays its own three years, nameless (R-16).
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from audit import services as audit
from audit.actions import Action
from booking import occupancy
from booking.guardian_file import standing_of
from booking.lifecycle import Status
from booking.models import Appointment, Override
from booking.pending import LONGEST_WAIT
from booking.services.agreement import confirm
from booking.services.retention import Due
from consent.services.guardians import destroy_answers_about
from consent.standing import Standing
from core import clock
from core.scoping import Actor, acting_as, system_actor
from outbox.services import forget
from patients.erasable import Erasure, Person, keepers
from patients.models import Patient
from patients.own_erasable import destroy
from patients.services import guardian_agreed
from practices.permissions import Permission, check_may

# Who of a practice must be kept until the end of the transaction (a legal hold, a restriction), and who awaits an
# answer about their data: the room above knows.
Kept = Callable[[UUID], Collection[UUID]]

logger = logging.getLogger("permanence.booking")


def _nobody(practice_id: UUID) -> Collection[UUID]:
    return ()


class SweepFailed(Exception):
    """Some practices could not be swept; each was logged by its kind of error, the others are done."""


def purge_expired(now: datetime | None = None, kept_in: Kept = _nobody, asking_in: Kept = _nobody) -> int:
    """Every practice; returns how many visits and records were destroyed. Each practice is one transaction.

    One that fails stops no other. Raises SweepFailed once all were tried.
    """
    at = now or clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT booking_practices_with_pending(%s::timestamptz)", [at])
        practices = [row[0] for row in cursor.fetchall()]
    total = failed = 0
    for practice_id in practices:
        try:
            total += _sweep(practice_id, at, kept_in, asking_in)
        except Exception as error:
            # The kind of error only: its text may repeat what it was given.
            logger.error("pending visits of practice %s not swept: %s", practice_id, type(error).__name__)
            failed += 1
    if failed:
        raise SweepFailed(f"{failed} of {len(practices)} practices not swept")
    return total


def _sweep(practice_id: UUID, at: datetime, kept_in: Kept, asking_in: Kept) -> int:
    actor = system_actor(practice_id)
    with acting_as(actor), transaction.atomic():
        kept = kept_in(practice_id)
        return purge_pending(actor=actor, practice_id=practice_id, at=at, kept=kept, asking_in=asking_in)


def pending_due(practice_id: UUID, at: datetime, kept: Collection[UUID] = ()) -> Due:
    """How many visits have ended their wait without an agreement. The caller checked the scope."""
    rows = Appointment.objects.filter(practice_id=practice_id, pending_until__isnull=False)
    past = rows.filter(pending_until__lte=at)
    held = past.filter(patient__in=list(kept)).count()
    oldest = rows.filter(pending_until__gt=at).order_by("pending_until").values_list("pending_until", flat=True).first()
    return Due(past.count() - held, held, oldest)


@transaction.atomic
def purge_pending(
    *, actor: Actor, practice_id: UUID, at: datetime, kept: Collection[UUID] = (), asking_in: Kept = _nobody
) -> int:
    """One practice: visits whose wait has ended, then the records that were made for them only.

    A visit for which nobody is awaited any more is booked instead. `asking_in`, read once the records are locked: whose
    record stays all the same. Returns how many rows of either went.
    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    visits = (
        Appointment.objects.filter(practice_id=practice_id, pending_until__lte=at)
        .exclude(patient__in=list(kept))
        .order_by("id")
        .select_for_update(of=("self",))
        .select_related("patient", "location")
    )
    unanswered = [visit for visit in visits if not _book_if_agreed(actor, visit)]
    for visit in unanswered:
        _destroy_visit(actor, visit)
    children = {visit.patient_id for visit in unanswered} | _stale(practice_id, at)
    alone = _alone(practice_id, children - set(kept))
    asking = set(asking_in(practice_id)) if alone else set()
    gone = [_erase(actor, practice_id, one) for one in alone if one not in asking]
    return len(unanswered) + len(gone)


def _book_if_agreed(actor: Actor, visit: Appointment) -> bool:
    """Book what waits for nobody: the person decides alone by now, and the record is one like the others."""
    if visit.status != Status.PENDING or standing_of(visit) is not Standing.AGREED:
        return False
    confirm(actor, visit)
    guardian_agreed(actor=actor, patient_id=visit.patient_id)
    return True


def _destroy_visit(actor: Actor, visit: Appointment) -> None:
    practice_id = visit.practice_id
    audit.record(
        actor=actor,
        action=Action.PENDING_DESTROYED,
        practice_id=practice_id,
        entity=("appointment", visit.id),
        patient_id=visit.patient_id,
    )
    links = destroy_answers_about(practice_id, visit.patient_id, visit.id)
    destroy(Override.objects.filter(practice_id=practice_id, appointment=visit.id))
    destroy(Appointment.objects.filter(practice_id=practice_id, id=visit.id))
    if visit.occupancy_id is not None:
        occupancy.release(visit.occupancy_id)
    forget(practice_id, [visit.id, *links])


def _stale(practice_id: UUID, at: datetime) -> set[UUID]:
    """Children recorded seven days ago for whom nothing was booked, or nothing is left."""
    rows = Patient.objects.filter(practice_id=practice_id, awaits_guardian=True, created_at__lte=at - LONGEST_WAIT)
    return set(rows.values_list("id", flat=True))


def _alone(practice_id: UUID, patient_ids: Collection[UUID]) -> list[UUID]:
    """Of these, the records that wait for a guardian and have no visit, locked."""
    rows = Patient.objects.filter(
        practice_id=practice_id, id__in=patient_ids, awaits_guardian=True, merged_into__isnull=True
    )
    found = rows.order_by("id").select_for_update().values_list("id", flat=True)
    return [one for one in found if not Appointment.objects.filter(practice_id=practice_id, patient=one).exists()]


def _erase(actor: Actor, practice_id: UUID, patient_id: UUID) -> UUID:
    """Everything of a child's record, in every room, the key included.

    No line of the ledger: whatever a restore brings back has ended its wait, and goes again at the next sweep.
    """
    person = Person(practice_id, (patient_id,), patient_id)
    for keeper in keepers():
        keeper.lock(person)
    row_ids = frozenset(row_id for keeper in keepers() for row_id in keeper.row_ids(person))
    audit.record(
        actor=actor,
        action=Action.PENDING_MINOR_ERASED,
        practice_id=practice_id,
        entity=("patient", patient_id),
        patient_id=patient_id,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for keeper in keepers():
        keeper.erase(Erasure(actor, person, row_ids=row_ids, spares_requests=True))
    return patient_id
