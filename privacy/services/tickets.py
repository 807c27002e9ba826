"""Questions, complaints and recommendations to the data-protection officer: acknowledged, then answered (ST-47).

Neither what came nor what is answered keeps a NIR or words of health: whoever writes it down leaves them out (SAS-27).
"""

from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from practices.texts import one_of
from privacy.errors import AlreadyAnswered
from privacy.models import ContactTicket
from privacy.operator_acts import check_edits, discreet, journal, line, numberless, prose


@transaction.atomic
def open_ticket(*, actor: Actor, kind: str, channel: str, contact: str, text: str) -> ContactTicket:
    """What somebody wrote or said, and where to answer. Raises Forbidden, InvalidInput naming the field."""
    check_edits(actor)
    ticket = ContactTicket.objects.create(
        kind=one_of(ContactTicket.Kind, "kind", kind),
        channel=one_of(ContactTicket.Channel, "channel", channel),
        contact=numberless(line(contact, "contact", 200), "contact"),
        text=discreet(prose(text, "text"), "text"),
        received_at=clock.now(),
    )
    journal(actor, Action.TICKET_OPENED, "ticket", ticket.id)
    return ticket


@transaction.atomic
def acknowledge_ticket(*, actor: Actor, ticket_id: UUID) -> ContactTicket:
    """The person was told that it arrived; twice is once. Raises Forbidden, NotFound."""
    ticket = _ticket(actor, ticket_id)
    if ticket.acknowledged_at is None:
        ticket.acknowledged_at = clock.now()
        ticket.save(update_fields=["acknowledged_at"])
        journal(actor, Action.TICKET_ACKNOWLEDGED, "ticket", ticket.id)
    return ticket


@transaction.atomic
def answer_ticket(*, actor: Actor, ticket_id: UUID, answer: str) -> ContactTicket:
    """The answer given, which acknowledges too. Raises Forbidden, NotFound, AlreadyAnswered, InvalidInput."""
    ticket = _ticket(actor, ticket_id)
    if ticket.answered_at is not None:
        raise AlreadyAnswered()
    ticket.answer, ticket.answered_at = discreet(prose(answer, "answer"), "answer"), clock.now()
    ticket.acknowledged_at = ticket.acknowledged_at or ticket.answered_at
    ticket.save(update_fields=["answer", "answered_at", "acknowledged_at"])
    journal(actor, Action.TICKET_ANSWERED, "ticket", ticket.id)
    return ticket


@transaction.atomic
def read_ticket(*, actor: Actor, ticket_id: UUID) -> tuple[str, str, str | None]:
    """Who wrote, what, and the answer, in clear; journalled. Raises Forbidden, NotFound."""
    ticket = _ticket(actor, ticket_id)
    journal(actor, Action.TICKET_READ, "ticket", ticket.id)
    return ticket.contact.open(), ticket.text.open(), None if ticket.answer is None else ticket.answer.open()


def _ticket(actor: Actor, ticket_id: UUID) -> ContactTicket:
    check_edits(actor)
    found = ContactTicket.objects.select_for_update().filter(id=ticket_id).first()
    if found is None:
        raise NotFound()
    return found
