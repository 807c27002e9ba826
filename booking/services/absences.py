"""A practitioner is away: added, changed, taken away. What is past of an absence stays."""

from datetime import datetime
from uuid import UUID

from audit.actions import Action
from audit.details import Scalar
from audit.services import record
from booking.locks import in_one_transaction, lock_practitioners
from booking.models import Absence, AbsenceReason
from booking.services.timetable import (
    Effect,
    check_past_stays,
    check_practises,
    check_range,
    left_after_removal,
    reviewed,
)
from core.errors import NotFound
from core.scoping import Actor
from practices.permissions import Permission, check_may


@in_one_transaction
def add_absence(
    *,
    actor: Actor,
    practice_id: UUID,
    practitioner_id: UUID,
    start: datetime,
    end: datetime,
    reason_code: AbsenceReason = AbsenceReason.OTHER,
) -> Effect[Absence]:
    """A practitioner of the practice is away, everywhere. Raises NotFound, Forbidden, WrongRange."""
    check_may(actor, Permission.ABSENCE_EDIT, practice_id)
    check_practises(practice_id, practitioner_id)
    check_range(start, end)
    lock_practitioners([practitioner_id], exclusive=True)
    absence = Absence.objects.create(
        practitioner_id=practitioner_id, starts_at=start, ends_at=end, reason_code=AbsenceReason(reason_code).value
    )
    _journal(actor, Action.ABSENCE_ADDED, practice_id, absence.id, practitioner=practitioner_id)
    return reviewed(actor, practice_id, [practitioner_id], absence)


@in_one_transaction
def change_absence(
    *,
    actor: Actor,
    practice_id: UUID,
    absence_id: UUID,
    start: datetime | None = None,
    end: datetime | None = None,
    reason_code: AbsenceReason | None = None,
) -> Effect[Absence]:
    """Other bounds or another reason; what is not given stays. Raises NotFound, Forbidden, WrongRange, InvalidInput."""
    absence = _locked(actor, practice_id, absence_id)
    former = (absence.starts_at, absence.ends_at)
    absence.starts_at, absence.ends_at = start or former[0], end or former[1]
    check_range(absence.starts_at, absence.ends_at)
    check_past_stays(actor, former, (absence.starts_at, absence.ends_at))
    if reason_code is not None:
        absence.reason_code = AbsenceReason(reason_code).value
    absence.save(update_fields=["starts_at", "ends_at", "reason_code"])
    _journal(actor, Action.ABSENCE_CHANGED, practice_id, absence_id, practitioner=absence.practitioner_id)
    return reviewed(actor, practice_id, [absence.practitioner_id], absence)


@in_one_transaction
def remove_absence(*, actor: Actor, practice_id: UUID, absence_id: UUID) -> Effect[Absence | None]:
    """Take an absence away; one that has begun ends now and stays. Raises NotFound, Forbidden, InvalidInput."""
    absence = _locked(actor, practice_id, absence_id)
    ends = left_after_removal(actor, absence.starts_at, absence.ends_at)
    kept: Absence | None = absence
    if ends is None:
        absence.delete()
        kept = None
    else:
        absence.ends_at = ends
        absence.save(update_fields=["ends_at"])
    _journal(actor, Action.ABSENCE_REMOVED, practice_id, absence_id)
    return reviewed(actor, practice_id, [absence.practitioner_id], kept)


def _locked(actor: Actor, practice_id: UUID, absence_id: UUID) -> Absence:
    """The absence as it stands once its person is locked. Raises NotFound, Forbidden."""
    check_may(actor, Permission.ABSENCE_EDIT, practice_id)
    seen = Absence.objects.filter(pk=absence_id).first()
    if seen is None:
        raise NotFound()
    check_practises(practice_id, seen.practitioner_id)
    lock_practitioners([seen.practitioner_id], exclusive=True)
    absence = Absence.objects.filter(pk=absence_id).first()
    if absence is None:
        raise NotFound()
    return absence


def _journal(actor: Actor, action: Action, practice_id: UUID, absence_id: UUID, **details: Scalar) -> None:
    record(actor=actor, action=action, practice_id=practice_id, entity=("absence", absence_id), details=details)
