"""Reading appointments: one, a page of them, those of a patient, and the card that a confirmation is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from audit.actions import Action
from audit.services import Event, record, record_many
from booking.lifecycle import Status
from booking.local_time import local
from booking.models import Appointment, CancelledBy
from booking.search import check_range
from consent.errors import NoNoticeInForce
from consent.queries import current_notice
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from practices.models import Location
from practices.permissions import Permission, check_may

LARGEST_PAGE = 200
_RELATED = ("visit_reason", "location", "practitioner", "practitioner_role", "override")


@dataclass(frozen=True, slots=True)
class Page:
    """Appointments in order of their start; `after` is where the next page begins, None on the last."""

    results: list[Appointment]
    after: tuple[datetime, UUID] | None


@dataclass(frozen=True, slots=True)
class AppointmentCard:
    """What may be said of an appointment to its patient: when and where, never why nor to whom."""

    id: UUID
    practice_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    practice_name: str
    location_name: str
    address: str
    starts_at: datetime
    timezone: str
    status: str
    version: int
    # L1111-5: only this number may hear of it; None means that nobody may.
    # What the patient may call back.
    practice_phone: str = ""
    # Cancelled by the practice: the patient does not know until told.
    by_practice: bool = False
    is_secret: bool = False
    # Its practice closed that hour: it stands until it is moved, and is not to be reminded of.
    is_orphaned: bool = False
    own_contact: str | None = field(default=None, repr=False)


def appointment(actor: Actor, appointment_id: UUID) -> Appointment:
    """One appointment, its reason, place and practitioner at hand; journalled. Raises NotFound, Forbidden."""
    found = _readable(actor).filter(pk=appointment_id).first()
    if found is None:
        raise NotFound()
    check_may(actor, Permission.APPOINTMENT_READ, found.practice_id)
    record(
        actor=actor,
        action=Action.APPOINTMENT_READ,
        practice_id=found.practice_id,
        entity=("appointment", found.id),
        patient_id=found.patient_id,
    )
    return found


def appointments(
    actor: Actor,
    *,
    practice_id: UUID,
    start: datetime,
    end: datetime,
    practitioner_role_id: UUID | None = None,
    patient_id: UUID | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = LARGEST_PAGE,
) -> Page:
    """The appointments of a practice that start in `[start, end)` (aware), cancelled ones included; journalled.

    Raises NotFound, Forbidden, WrongRange.
    """
    check_may(actor, Permission.APPOINTMENT_READ, practice_id)
    check_range(start, end)
    wanted = _readable(actor).filter(practice_id=practice_id, starts_at__gte=start, starts_at__lt=end)
    if practitioner_role_id is not None:
        wanted = wanted.filter(practitioner_role_id=practitioner_role_id)
    if patient_id is not None:
        wanted = wanted.filter(patient_id=patient_id)
    if after is not None:
        wanted = wanted.filter(Q(starts_at__gt=after[0]) | Q(starts_at=after[0], id__gt=after[1]))
    limit = max(1, min(limit, LARGEST_PAGE))
    found = list(wanted.order_by("starts_at", "id")[: limit + 1])
    results = found[:limit]
    _journal(actor, results)
    last = results[-1] if len(found) > limit else None
    return Page(results, None if last is None else (last.starts_at, last.id))


def appointments_of_patient(actor: Actor, practice_id: UUID, patient_id: UUID, *, limit: int = 50) -> list[Appointment]:
    """The latest appointments of one patient, furthest ahead first; journalled. Raises NotFound, Forbidden."""
    check_may(actor, Permission.APPOINTMENT_READ, practice_id)
    wanted = _readable(actor).filter(practice_id=practice_id, patient_id=patient_id)
    found = list(wanted.order_by("-starts_at", "-id")[:limit])
    _journal(actor, found)
    return found


def appointment_card(appointment_id: UUID) -> AppointmentCard | None:
    """For senders, in a transaction and the practice's own context; None when the appointment is not reachable there.

    The row stays locked until the end of the transaction: a cancellation is acknowledged either after
    what the sender says, or before it looks. Nobody reads a patient here, so nothing is journalled.
    """
    found = (
        Appointment.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=appointment_id)
        .select_related("practice", "location")
        .only(
            "practice_id",
            "patient_id",
            "practitioner_id",
            "starts_at",
            "status",
            "version",
            "minor_secrecy",
            "is_orphaned",
            "own_contact",
            "cancelled_by",
            "practice__name",
            "practice__phone",
            "location",
        )
        .first()
    )
    if found is None:
        return None
    place = found.location
    address = ", ".join(filter(None, (place.address_line, f"{place.postal_code} {place.city}".strip())))
    return AppointmentCard(
        id=found.id,
        practice_id=found.practice_id,
        patient_id=found.patient_id,
        practitioner_id=found.practitioner_id,
        practice_name=found.practice.name,
        location_name=place.name,
        address=address,
        starts_at=local(found.starts_at, place.timezone),
        timezone=place.timezone,
        status=found.status,
        version=found.version,
        practice_phone=found.practice.phone,
        by_practice=found.cancelled_by == CancelledBy.PRACTICE,
        is_secret=found.minor_secrecy,
        is_orphaned=found.is_orphaned,
        own_contact=found.own_contact.open() if found.own_contact is not None else None,
    )


def policy_version_of(visit: Appointment) -> int | None:
    """ST-06: the version of the text in force when the visit was taken; None for what came from before any text."""
    try:
        return current_notice(visit.practice_id, visit.created_at).version
    except NoNoticeInForce:
        return None


def expects_a_visit(practice_id: UUID, patient_id: UUID) -> bool:
    """Whether the practice still expects this patient. The caller checked the scope; nobody is shown."""
    coming = Appointment.objects.filter(practice_id=practice_id, patient_id=patient_id, ends_at__gt=clock.now())
    return coming.filter(status__in=[Status.PENDING.value, Status.BOOKED.value]).exists()


@transaction.atomic
def open_note(actor: Actor, appointment_id: UUID) -> str:
    """The sealed note of one appointment ("" without one); journalled as such. Raises NotFound, Forbidden."""
    found = _readable(actor).filter(pk=appointment_id).first()
    if found is None:
        raise NotFound()
    check_may(actor, Permission.APPOINTMENT_READ, found.practice_id)
    record(
        actor=actor,
        action=Action.NOTE_OPENED,
        practice_id=found.practice_id,
        entity=("appointment", found.id),
        patient_id=found.patient_id,
    )
    return "" if found.note is None else found.note.open()


@transaction.atomic
def open_cancel_reason(actor: Actor, appointment_id: UUID) -> str:
    """Why it was cancelled ("" when nobody said); journalled when opened. Raises NotFound, Forbidden."""
    found = _readable(actor).filter(pk=appointment_id).first()
    if found is None:
        raise NotFound()
    check_may(actor, Permission.APPOINTMENT_READ, found.practice_id)
    if found.cancel_reason is None:
        return ""
    record(
        actor=actor,
        action=Action.CANCEL_REASON_OPENED,
        practice_id=found.practice_id,
        entity=("appointment", found.id),
        patient_id=found.patient_id,
    )
    return found.cancel_reason.open()


def zone_of(actor: Actor, practice_id: UUID) -> str:
    """The zone in which a date without a time is read: that of the practice's first place. Raises NotFound."""
    zone = (
        Location.objects.filter(practice_id=practice_id, practice__in=actor.practice_ids)
        .order_by("name", "id")
        .values_list("timezone", flat=True)
        .first()
    )
    if zone is None:
        raise NotFound()
    return zone


def _readable(actor: Actor) -> QuerySet[Appointment]:
    """Within the actor's practices; what stands in a locked record is not there for anybody."""
    shown = Appointment.objects.filter(practice_id__in=actor.practice_ids, patient__locked_at__isnull=True)
    return shown.select_related(*_RELATED)


def _journal(actor: Actor, shown: Sequence[Appointment]) -> None:
    """One event a patient shown: each of them can ask who saw their appointments."""
    patients = {visit.patient_id: visit for visit in shown}
    record_many(
        Event(
            actor=actor,
            action=Action.APPOINTMENTS_READ,
            practice_id=visit.practice_id,
            entity=("patient", patient_id),
            patient_id=patient_id,
        )
        for patient_id, visit in patients.items()
    )
