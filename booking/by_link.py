"""What whoever holds the link of one visit may know of it, and what else the same person is expected for nearby.

When and where, never why nor with whom (no specialty, no history).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from audit.actions import Action
from audit.services import record
from booking.lifecycle import Status, Verb, possible
from booking.local_time import before, local
from booking.models import Appointment
from core import clock
from core.scoping import Actor

# [P] Visits so near that the second may be a mistake.
NEAR = timedelta(days=6)
EXPECTED = (Status.PENDING.value, Status.BOOKED.value)


@dataclass(frozen=True, slots=True)
class LinkedVisit:
    """Instants on the clocks of the place; its name as the practice wrote it, which may tell a specialty: see
    `notifications.wording.place_of`. The two ids of the agenda serve to move it, and are shown to nobody.

    `passed_over`: the consignes that it was booked against. `change_until`: when the practice's delay for changing it
    begins. `is_orphaned`: its practice closed that hour.
    """

    id: UUID
    practice_id: UUID
    patient_id: UUID
    practice_name: str
    practice_phone: str
    place_name: str
    address: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    status: Status
    version: int
    visit_reason_id: UUID
    practitioner_role_id: UUID
    change_hours: int
    may_move: bool
    is_orphaned: bool
    passed_over: tuple[UUID, ...]

    @property
    def change_until(self) -> datetime:
        return before(self.starts_at, timedelta(hours=self.change_hours))

    @property
    def is_expected(self) -> bool:
        """Still to come, and neither cancelled nor under way."""
        return self.status.value in EXPECTED and self.starts_at > clock.now()

    @property
    def is_displaced(self) -> bool:
        """Expected at an hour that its practice closed: it needs another one."""
        return self.is_orphaned and self.is_expected

    @property
    def may_change(self) -> bool:
        """Whether the practice's delay still lets its patient change it without calling."""
        return self.is_expected and clock.now() <= self.change_until and Verb.CANCEL in possible(self.status)


def linked_visit(practice_id: UUID, appointment_id: UUID) -> LinkedVisit | None:
    """None when nothing may be said of it: gone, secret, or in a locked record. The caller checked the scope."""
    visit = _open_visits(practice_id).filter(pk=appointment_id).first()
    return None if visit is None else _linked(visit)


def linked_visits(practice_id: UUID, appointment_ids: Collection[UUID]) -> dict[UUID, LinkedVisit]:
    """The same of several; those of which nothing may be said are left out."""
    return {visit.id: _linked(visit) for visit in _open_visits(practice_id).filter(pk__in=appointment_ids)}


def displaced_among(practice_id: UUID, appointment_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these visits that are displaced (see LinkedVisit). The caller checked the scope; nobody is shown."""
    rows = _open_visits(practice_id).filter(
        pk__in=appointment_ids, is_orphaned=True, status__in=EXPECTED, starts_at__gt=clock.now()
    )
    return frozenset(rows.values_list("id", flat=True))


def visits_near(actor: Actor, practice_id: UUID, patient_id: UUID, start: datetime) -> list[LinkedVisit]:
    """What the practice expects this patient for, six days around `start` at most; journalled when there is any.

    For whoever has proven a contact of that record. The caller checked the scope.
    """
    found = [_linked(visit) for visit in _near(practice_id, patient_id, start).order_by("starts_at", "id")]
    if found:
        record(
            actor=actor,
            action=Action.APPOINTMENTS_READ,
            practice_id=practice_id,
            entity=("patient", patient_id),
            patient_id=patient_id,
        )
    return found


def has_visits_near(practice_id: UUID, patient_id: UUID, start: datetime) -> bool:
    """Whether there is any, for a rule that shows nobody anything: not journalled. The caller checked the scope."""
    return _near(practice_id, patient_id, start).exists()


def _near(practice_id: UUID, patient_id: UUID, start: datetime) -> QuerySet[Appointment]:
    return _open_visits(practice_id).filter(
        patient_id=patient_id,
        status__in=EXPECTED,
        starts_at__gt=max(clock.now(), start - NEAR),
        starts_at__lt=start + NEAR,
    )


def _open_visits(practice_id: UUID) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(practice_id=practice_id, minor_secrecy=False, patient__locked_at__isnull=True)
    return rows.select_related("practice", "location", "visit_reason", "practitioner_role")


def _linked(visit: Appointment) -> LinkedVisit:
    place, zone = visit.location, visit.location.timezone
    address = ", ".join(filter(None, (place.address_line, f"{place.postal_code} {place.city}".strip())))
    reason, role = visit.visit_reason, visit.practitioner_role
    return LinkedVisit(
        id=visit.id,
        practice_id=visit.practice_id,
        patient_id=visit.patient_id,
        practice_name=visit.practice.name,
        practice_phone=visit.practice.phone,
        place_name=place.name,
        address=address,
        starts_at=local(visit.starts_at, zone),
        ends_at=local(visit.ends_at, zone),
        timezone=zone,
        status=Status(visit.status),
        version=visit.version,
        visit_reason_id=visit.visit_reason_id,
        practitioner_role_id=visit.practitioner_role_id,
        change_hours=visit.practice.online_change_hours,
        may_move=reason.is_active and reason.by_web and role.is_active and role.takes_online,
        is_orphaned=visit.is_orphaned,
        passed_over=tuple(visit.consigne_breaches),
    )
