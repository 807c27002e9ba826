"""What a call shows of the practice's consignes, and what the booking being read back still waits for."""

from datetime import date, datetime
from uuid import UUID

from booking.consignes import Scale
from booking.known import known
from booking.offer import agenda_in, agenda_of, offer_of
from core import clock
from core.errors import NotFound
from core.scoping import Actor, Channel
from instructions.online import AskedOnline, asked_online
from instructions.queries import consignes_shown, situation_of
from instructions.rules import Applied, Settlement, Situation, settle
from practices.permissions import Permission, check_may


def consignes_of_call(
    actor: Actor, practice_id: UUID, *, visit_reason_id: UUID | None = None, patient_id: UUID | None = None
) -> list[Applied]:
    """Those that may concern a call to that practice, with what is known of it so far. Raises NotFound, Forbidden."""
    check_may(actor, Permission.CONSIGNE_READ, practice_id)
    call = situation_of(practice_id, clock.now())
    whom = None if patient_id is None else known(practice_id, patient_id)
    situation = Situation(
        now=call.now,
        zone=call.zone,
        visit_reason_id=visit_reason_id,
        birth_date=None if whom is None else whom.birth_date,
        is_known=None if whom is None else whom.is_known,
        door=Channel.PHONE,
    )
    return consignes_shown(actor, practice_id, situation)


def consignes_of_booking(
    actor: Actor, *, visit_reason_id: UUID, practitioner_role_id: UUID, start: datetime, patient_id: UUID
) -> list[Settlement]:
    """How each consigne of that visit stands while nothing has been answered. Raises NotFound, Forbidden."""
    offer = offer_of(actor, visit_reason_id)
    check_may(actor, Permission.APPOINTMENT_BOOK, offer.terms.practice_id)
    agenda = agenda_of(actor, practitioner_role_id)
    if agenda.practice_id != offer.terms.practice_id:
        raise NotFound()
    whom = known(agenda.practice_id, patient_id)
    found = Scale(offer.terms).concerned(agenda, start, clock.now(), whom)
    return settle(found, {}, has_phone=whom.has_phone)


def consignes_asked_online(
    actor: Actor, *, visit_reason_id: UUID, practitioner_role_id: UUID, start: datetime, birth_date: date
) -> list[AskedOnline]:
    """What a patient is asked before that visit; the same for somebody known and for somebody new, who stay untold.

    Raises NotFound, Forbidden.
    """
    offer = offer_of(actor, visit_reason_id)
    check_may(actor, Permission.APPOINTMENT_BOOK, offer.terms.practice_id)
    agenda = agenda_in(offer, actor, practitioner_role_id)
    found = Scale(offer.terms).concerned(agenda, start, clock.now(), birth_date=birth_date)
    return [asked for one in found if one.allowed and (asked := asked_online(one))]
