"""Many appointments changed as one: their time taken together or not at all, a constant number of statements."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from booking import occupancy
from booking.models import Appointment
from booking.services.visit import Visit
from core.ids import new_id

BATCH = 500
# What is sealed stays where it is: `bulk_update` may not touch it, and nobody needs to open it to move a visit.
SEALED = ("note", "override_reason", "cancel_reason", "secrecy_reason", "own_contact", "consigne_answers")


def take_time(wanted: Sequence[tuple[Visit, UUID, int]]) -> tuple[list[UUID | None], list[int]]:
    """Take the time of each `(visit, patient id, lane)`; the occupancy of each, and the positions that were lost.

    Two statements at most, whatever their number. The caller rolls everything back when anything was lost.
    """
    keys = [new_id() for _ in wanted]
    claims = [(key, visit.claim(lane), patient) for key, (visit, patient, lane) in zip(keys, wanted, strict=True)]
    won = occupancy.take_many(claims)
    lost = [position for position, key in enumerate(keys) if key not in won]
    return [key if key in won else None for key in keys], lost


def give_back(appointments: Iterable[Appointment]) -> None:
    """Free the time of these appointments; the rows still point to it until they are rewritten."""
    occupancy.release_many(one.occupancy_id for one in appointments if one.occupancy_id is not None)


def rewrite(appointments: Sequence[Appointment], columns: Sequence[str]) -> None:
    """Write these columns of every appointment, its version raised by one already."""
    Appointment.objects.bulk_update(appointments, columns, batch_size=BATCH)
