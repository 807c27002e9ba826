"""The ledger of overrides: a line for each booking over the rules, settled once by the practitioner."""

from uuid import UUID

from audit.actions import Action
from audit.services import record
from booking.errors import OverrideSettled, OverrideUncorrected
from booking.lifecycle import TAKES_TIME
from booking.locks import in_one_transaction
from booking.models import ORDINARY_LANE, Appointment, Override, OverrideKind, Settlement
from booking.openings import Timetable
from booking.overrides import check_concerned
from booking.rules import is_open
from core import clock
from core.errors import NotFound
from core.scoping import Actor


def enter(appointment: Appointment, table: Timetable) -> Override:
    """Write the line of an appointment just booked over the rules, inside its transaction."""
    return Override.objects.create(
        practice_id=appointment.practice_id,
        appointment_id=appointment.id,
        practitioner_role_id=appointment.practitioner_role_id,
        practitioner_id=appointment.practitioner_id,
        kind=_kind(appointment, table).value,
        lane=appointment.lane,
        starts_at=appointment.starts_at,
        made_by_id=appointment.created_by_id,
        made_at=appointment.created_at,
    )


@in_one_transaction
def settle_override(*, actor: Actor, override_id: UUID, settlement: Settlement) -> Override:
    """The practitioner accepts a booking over the rules, or says that it was corrected (moved or taken away since).

    Only the practitioner of that agenda, or whoever stood in that day. Raises NotFound, Forbidden,
    OverrideSettled, OverrideUncorrected.
    """
    line = Override.objects.select_for_update().filter(pk=override_id, practice_id__in=actor.practice_ids).first()
    if line is None:
        raise NotFound()
    check_concerned(actor, line)
    if line.settled_as:
        raise OverrideSettled(settled_as=line.settled_as)
    appointment = Appointment.objects.defer("note", "override_reason", "cancel_reason").get(pk=line.appointment_id)
    if settlement is Settlement.CORRECTED and _stands(line, appointment):
        raise OverrideUncorrected()
    line.settled_as, line.settled_by_id, line.settled_at = settlement.value, actor.user_id, clock.now()
    line.save(update_fields=["settled_as", "settled_by_id", "settled_at"])
    record(
        actor=actor,
        action=Action.OVERRIDE_SETTLED,
        practice_id=line.practice_id,
        entity=("override", line.id),
        patient_id=appointment.patient_id,
        details={"appointment": appointment.id, "settled_as": settlement.value},
    )
    return line


def _kind(appointment: Appointment, table: Timetable) -> OverrideKind:
    if not is_open(table, int(appointment.starts_at.timestamp()), int(appointment.ends_at.timestamp())):
        return OverrideKind.OUT_OF_HOURS
    if appointment.lane > ORDINARY_LANE:
        return OverrideKind.OVERBOOKED
    return OverrideKind.CONSIGNE if appointment.consigne_breaches else OverrideKind.OFF_TERMS


def _stands(line: Override, appointment: Appointment) -> bool:
    """Whether the visit still takes the time that was overridden."""
    return appointment.status in TAKES_TIME and line.still_places(appointment)
