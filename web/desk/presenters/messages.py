"""To whom a message most likely goes: what the call itself shows, never the first of a list."""

from uuid import UUID

from booking import queries as booking
from core import clock
from core.scoping import Actor
from web.desk.call_state import CallState


def likely_agenda(actor: Actor, state: CallState) -> UUID | None:
    """The agenda being looked at; else that of the patient's next visit, or of the last one. None: somebody chooses."""
    if state.role or state.patient is None:
        return state.role
    visits = booking.appointments_of_patient(actor, state.practice, state.patient)
    booked = next((visit for visit in visits if visit.id == state.booked), None)
    if booked is not None:
        return booked.practitioner_role_id
    now = clock.now()
    ordered = sorted(visits, key=lambda visit: (visit.starts_at < now, abs(visit.starts_at - now)))
    return ordered[0].practitioner_role_id if ordered else None
