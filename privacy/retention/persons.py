"""R-10 and R-24: people nobody has seen for years are erased whole; those a restore brought back, again."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import Error, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.services import retention as booking
from core.errors import DomainError
from patients.models import Patient
from privacy.ledger import line_of
from privacy.models import ErasureCause, ErasureEntry, RightsRequest
from privacy.retention.keeping import Found, Scope
from privacy.retention.rules import BY_ID
from privacy.retention.terms import Term
from privacy.services.erase import erase_person, lock_person
from privacy.services.replay import replay

EVIDENCE = BY_ID["R-15"].limits[0].term or Term()
logger = logging.getLogger("permanence.retention")


def idle_found(scope: Scope) -> Found:
    idle = booking.idle_patients(scope.practice, scope.cutoff)
    held = idle.filter(_stays(scope)).count()
    return Found(idle.count() - held, held, booking.next_to_be_idle(scope.practice, scope.cutoff))


def erase_idle(scope: Scope, batch: int) -> int:
    """One person a transaction. Whoever cannot be erased is noted, and the next one is."""
    waiting = booking.idle_patients(scope.practice, scope.cutoff).exclude(_stays(scope))
    for patient_id in waiting.order_by("created_at", "id").values_list("id", flat=True):
        if patient_id not in scope.failed and _erased(scope, patient_id):
            return 1
    return 0


def _stays(scope: Scope) -> Q:
    """Under a hold (R-21), or awaiting an answer: nobody's request is settled by forgetting who made it (R-16)."""
    open_ones = RightsRequest.objects.filter(
        practice_id=scope.practice, patient=OuterRef("id"), answered_at__isnull=True
    )
    return Q(Exists(open_ones)) | Q(id__in=scope.kept)


def _erased(scope: Scope, patient_id: UUID) -> bool:
    try:
        with transaction.atomic():
            lock_person(scope.practice, patient_id)
            # A request that arrived since they were found.
            if Patient.objects.filter(_stays(scope), id=patient_id).exists():
                return False
            erase_person(
                actor=scope.actor,
                practice_id=scope.practice,
                patient_id=patient_id,
                cause=ErasureCause.RETENTION,
                relation_ended_at=_evidence_from(scope, patient_id),
            )
            # Judged here, not at the commit: one person who cannot go stops nobody else's night.
            connection.check_constraints()
    except (DomainError, Error) as error:
        logger.error("record %s is past its term and was not erased: %s", patient_id, type(error).__name__)
        scope.failed.add(patient_id)
        return False
    return True


def _evidence_from(scope: Scope, patient_id: UUID) -> datetime | None:
    """The end of the relation while evidence is still kept for it (R-15); None when that term is over as well."""
    ended = booking.last_event(scope.practice, patient_id)
    return ended if EVIDENCE.after(ended) > scope.at else None


def returned_found(scope: Scope) -> Found:
    return Found(_returned(scope).count())


def erase_returned(scope: Scope, batch: int) -> int:
    while (entry := _returned(scope).exclude(id__in=scope.failed).first()) is not None:
        try:
            with transaction.atomic():
                replay(line_of(entry))
                connection.check_constraints()
        except (DomainError, Error) as error:
            logger.error("erasure %s could not be done again: %s", entry.id, type(error).__name__)
            scope.failed.add(entry.id)
        else:
            return 1
    return 0


def _returned(scope: Scope) -> QuerySet[ErasureEntry]:
    """Whole erasures of which the record stands again: a restore, and nobody has replayed the ledger."""
    there = Patient.objects.filter(practice_id=scope.practice, id=OuterRef("patient_id"))
    return ErasureEntry.objects.filter(Exists(there), practice_id=scope.practice, kept=[]).order_by("at", "id")
