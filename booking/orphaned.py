"""Visits without an opening: those that a change would leave so, and those to follow until none remain."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from audit.actions import Action
from audit.services import Event, record_many
from booking.models import Appointment
from booking.services.orphans import EXPECTED
from core import clock
from core.scoping import Actor
from patients.lines import PatientLine, line_of
from practices.permissions import Permission, check_may

MOST = 500


@dataclass(frozen=True, slots=True)
class Affected:
    """One visit to move, to cancel or to keep, with whom to tell."""

    visit: Appointment
    patient: PatientLine

    @property
    def is_reachable(self) -> bool:
        """Whether a telephone can ring for this person."""
        return bool(self.patient.phones) and not self.patient.is_death_reported


def affected_by(actor: Actor, practice_id: UUID, appointment_ids: Iterable[UUID]) -> list[Affected]:
    """These visits with their patients, by start; journalled. Raises NotFound, Forbidden."""
    return _read(actor, practice_id, _visits(practice_id).filter(pk__in=list(appointment_ids)))


def orphaned_visits(actor: Actor, practice_id: UUID, *, apart_from: Collection[UUID] = ()) -> list[Affected]:
    """The expected visits whose opening vanished, by start, 500 at most; journalled. Raises NotFound, Forbidden."""
    wanted = _visits(practice_id).filter(is_orphaned=True, status__in=EXPECTED, ends_at__gt=clock.now())
    return _read(actor, practice_id, wanted.exclude(pk__in=apart_from) if apart_from else wanted)


def _visits(practice_id: UUID) -> QuerySet[Appointment]:
    return (
        Appointment.objects.filter(practice_id=practice_id, patient__locked_at__isnull=True)
        .select_related("patient", "visit_reason", "location", "practitioner")
        .defer("note", "override_reason", "cancel_reason")
        .prefetch_related("patient__phones")
        .order_by("starts_at", "id")
    )


def _read(actor: Actor, practice_id: UUID, wanted: QuerySet[Appointment]) -> list[Affected]:
    check_may(actor, Permission.APPOINTMENT_READ, practice_id)
    found = [Affected(visit, line_of(visit.patient)) for visit in wanted[:MOST]]
    record_many(
        Event(actor, Action.APPOINTMENTS_READ, practice_id, ("appointment", one.visit.id), one.patient.id)
        for one in found
    )
    return found
