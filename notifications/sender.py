"""Take what is due from the outbox, look again, say it, mark it: at least once, with one key per message."""

import logging
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.services.retention import IDLE_TOPIC
from audit import services as audit
from audit.actions import Action
from booking import queries as booking
from core.scoping import acting_as, system_actor
from notifications.confirmation import OCCASIONS, Confirmation, reason_to_be_silent
from notifications.console import ConsoleSender
from outbox import services as outbox
from outbox.services import Claim

BATCH = 20
SECURITY_TOPIC = "accounts.compromise_reported"

logger = logging.getLogger("permanence.notifications")


class Sender(Protocol):
    """A way to reach people. Raises SendFailed for what may succeed later; its time-out is shorter than the lease."""

    def send(self, confirmation: Confirmation) -> None:
        """Tell the patient; twice the same `confirmation.key` is one message."""

    def warn_security(self, event_id: UUID, contact: str) -> None:
        """Tell the security contact that an account is compromised (CH-07); the event names it."""

    def tell_idle(self, user_id: UUID) -> None:
        """Tell a person that the account nobody uses will be deleted in a month, unless they come back (R-09)."""


class SendFailed(Exception):
    """The channel did not take the message."""


def sender() -> Sender | None:
    """The sender that CONFIRMATION_SENDER names; None for `none`: rows wait in the outbox."""
    name = settings.CONFIRMATION_SENDER
    if name == "console":
        return ConsoleSender()
    if name == "none":
        return None
    raise ImproperlyConfigured("CONFIRMATION_SENDER must be 'console' or 'none': no other sender exists yet.")


def send_due(channel: Sender) -> int:
    """Act on at most 20 due rows; returns how many were taken. One that fails is tried later, the others go on."""
    rows = outbox.claim(BATCH)
    for row in rows:
        try:
            _act(channel, row)
        except SendFailed:
            outbox.retry_later(row, "channel-refused")
        except Exception as error:
            # The kind of error only: its text may repeat what it was given.
            logger.error("outbox row %s failed: %s", row.id, type(error).__name__)
            outbox.retry_later(row, "unexpected")
    return len(rows)


def _act(channel: Sender, row: Claim) -> None:
    practices = [] if row.practice_id is None else [row.practice_id]
    with acting_as(system_actor(*practices)), transaction.atomic():
        if row.topic == SECURITY_TOPIC:
            channel.warn_security(row.entity_id, settings.SECURITY_CONTACT)
            outbox.mark_done(row, "told")
        elif row.topic == IDLE_TOPIC:
            channel.tell_idle(row.entity_id)
            outbox.mark_done(row, "told")
        else:
            _confirm(channel, row)


def _confirm(channel: Sender, row: Claim) -> None:
    # The card comes with its row locked: a cancellation is acknowledged after what is said here, or seen here.
    card = booking.appointment_card(row.entity_id)
    silence = reason_to_be_silent(row.topic, row.version, card)
    occasion = OCCASIONS.get(row.topic)
    if silence is not None or card is None or occasion is None:
        outbox.mark_void(row, silence or "nothing-to-say")
        return
    place = ", ".join(filter(None, (card.location_name, card.address)))
    channel.send(Confirmation(row.id, card.id, occasion, card.practice_name, place, card.starts_at))
    outbox.mark_done(row, "sent")
    audit.record(
        actor=None,
        action=Action.CONFIRMATION_SENT,
        practice_id=row.practice_id,
        entity=("appointment", card.id),
        details={"message": row.id, "topic": row.topic, "version": row.version},
    )
