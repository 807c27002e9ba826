"""Whom no rule of retention touches: patients under a legal hold (R-21), a restriction or a lock (articles 18, 17).

What the law of a row wants gone goes all the same: the copy of a document (R-17), the dead (R-20), whose restriction
ends with them; a legal hold keeps even those.
"""

from uuid import UUID

from django.db import connection
from django.db.models import Q

from outbox.models import OutboxRow
from patients.models import Patient
from privacy.models import LegalHold, RightsLetter, RightsRequest

# Beside a practice's id, so that the two keys of the lock are nobody else's.
_LOCK = 7_203_110


def order_holds(practice_id: UUID) -> None:
    """Until the end of the transaction: a hold is placed before a batch of deletions reads who is kept, or after it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::integer, hashtext(%s::text))", [_LOCK, str(practice_id)])


def kept_in(practice_id: UUID) -> frozenset[UUID]:
    """The records that are kept, those that lead to them included. The caller checked the scope."""
    held = LegalHold.objects.filter(practice_id=practice_id, lifted_at__isnull=True)
    limited = Patient.objects.filter(
        Q(restricted_at__isnull=False) | Q(locked_at__isnull=False), practice_id=practice_id
    )
    kept = {*held.values_list("patient", flat=True), *limited.values_list("id", flat=True)}
    fresh = set(kept)
    while fresh:
        leading = Patient.objects.filter(practice_id=practice_id, merged_into__in=fresh)
        fresh = set(leading.values_list("id", flat=True)) - kept
        kept |= fresh
    return frozenset(kept)


def kept_now(practice_id: UUID) -> frozenset[UUID]:
    """The same, and no hold is placed until the end of the transaction."""
    order_holds(practice_id)
    return kept_in(practice_id)


def asking_in(practice_id: UUID) -> frozenset[UUID]:
    """Who asked something of their data that is not answered, or of which a letter still waits to leave (article 12).

    Nobody's request is settled by forgetting who made it. The caller checked the scope.
    """
    requests = RightsRequest.objects.filter(practice_id=practice_id, patient__isnull=False)
    waiting = OutboxRow.objects.filter(practice_id=practice_id, state=OutboxRow.State.PENDING.value)
    leaving = RightsLetter.objects.filter(practice_id=practice_id, id__in=waiting.values("entity_id"))
    awaited = requests.filter(Q(answered_at__isnull=True) | Q(id__in=leaving.values("request_id")))
    return frozenset(awaited.values_list("patient_id", flat=True))
