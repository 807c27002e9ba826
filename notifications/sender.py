"""Take what is due from the outbox: what happened to a visit becomes its messages, the rest is said here.

Each message has a life of its own under our reference (notifications.services); what no practice asks, a compromised
account, an idle one or the code of a patient's, is said here, better twice under one key than not at all.
"""

import logging
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.services.retention import IDLE_TOPIC
from booking import queries as booking
from core.scoping import acting_as, system_actor
from notifications.alerts import Alert
from notifications.codes import CodeMessage
from notifications.console import ConsoleSender
from notifications.earlier import EarlierMessage
from notifications.guardians import GuardianMessage
from notifications.letters import LetterMessage
from notifications.post import PostSender, SendFailed
from notifications.services import ask_to_post, plan_messages, recover_due, send_posted
from notifications.services import send_due as send_due_messages
from notifications.topics import Teller, tellers
from outbox import services as outbox
from outbox.services import Claim
from telephony_adapters.protocols import NotReached, Refused, Unreachable

__all__ = ["SendFailed", "Sender", "one_pass", "send_due", "sender"]

BATCH = 20
SECURITY_TOPIC = "accounts.compromise_reported"
NOBODY_CAN_SAY = "nobody-can-say"

logger = logging.getLogger("permanence.notifications")


class Sender(Protocol):
    """Carries what is not about a visit. Raises SendFailed for what may succeed later, before the lease ends."""

    def tell_guardian(self, message: GuardianMessage) -> None:
        """Ask a guardian, or tell what is kept and how to object (ST-45), at the contact that the link carries."""

    def send_code(self, message: CodeMessage) -> None:
        """Carry the code that proves a contact, to that contact; twice the same `message.key` is one message."""

    def offer_earlier(self, message: EarlierMessage) -> None:
        """Carry the offer of a freed hour; twice the same `message.key` is one message."""

    def send_letter(self, letter: LetterMessage) -> None:
        """Carry a written letter to its validated address; twice the same `letter.key` is one letter."""

    def alert_practitioner(self, alert: Alert) -> None:
        """Tell a practitioner by SMS that an urgent message waits; twice the same `alert.key` is one SMS."""

    def warn_security(self, event_id: UUID, contact: str) -> None:
        """Tell the security contact that an account is compromised (CH-07); the event names it."""

    def tell_idle(self, user_id: UUID) -> None:
        """Tell a person that the account nobody uses will be deleted in a month, unless they come back (R-09)."""


def sender() -> Sender | None:
    """Who carries what is not about a visit; None without any channel: rows wait in the outbox."""
    if not settings.MESSAGE_CHANNELS:
        return None
    return ConsoleSender() if settings.DEMONSTRATION else PostSender()


def one_pass(channel: Sender) -> int:
    """Plan what happened, send what is due, settle what was interrupted; returns how many rows were taken."""
    return send_due(channel) + send_due_messages() + recover_due()


def send_due(channel: Sender) -> int:
    """Act on at most 20 due rows and on 20 messages of other rooms; returns how many were taken.

    One that fails is tried later, the others go on.
    """
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
    return len(rows) + send_posted(channel)


def _act(channel: Sender, row: Claim) -> None:
    """A worker that slept past its lease does nothing: another has the row."""
    asked = tellers().get(row.topic)
    if asked is not None and row.practice_id is None:
        _tell_once(channel, row, asked[1])
        return
    practices = [] if row.practice_id is None else [row.practice_id]
    with acting_as(system_actor(*practices)), transaction.atomic():
        if asked is not None:
            if outbox.hold(row):
                ask_to_post(row, asked[0])
                outbox.mark_done(row, "posted")
        elif row.topic in (SECURITY_TOPIC, IDLE_TOPIC):
            if outbox.hold(row):
                _warn(channel, row)
                outbox.mark_done(row, "told")
        else:
            _plan(row)


def _warn(channel: Sender, row: Claim) -> None:
    if row.topic == SECURITY_TOPIC:
        channel.warn_security(row.entity_id, settings.SECURITY_CONTACT)
    else:
        channel.tell_idle(row.entity_id)


def _tell_once(channel: Sender, row: Claim, teller: Teller) -> None:
    """Of no practice: a code to enter an account. Once at most: whoever does not get it asks for another.

    That it is about to be sent is written first; a row that says so and nothing since was left by a worker that died.
    """
    with acting_as(system_actor()):
        if not outbox.begin(row):
            outbox.mark_void(row, NOBODY_CAN_SAY)
            return
        with transaction.atomic():
            if outbox.hold(row):
                silence = _told(channel, row, teller)
                if silence is None:
                    outbox.mark_done(row, "told")
                else:
                    outbox.mark_void(row, silence)


def _told(channel: Sender, row: Claim, teller: Teller) -> str | None:
    """None once it left, else a code. Raises SendFailed for what was certainly not sent."""
    try:
        return teller(channel, row)
    except (NotReached, Refused):
        raise SendFailed from None
    except Unreachable:
        return NOBODY_CAN_SAY


def _plan(row: Claim) -> None:
    # The card comes with its row locked, before the row of the outbox as everybody locks them: what is asked for here
    # is about the version that stands.
    card = booking.appointment_card(row.entity_id)
    if not outbox.hold(row):
        return
    silence = plan_messages(row.topic, row.version, card)
    if silence is None:
        outbox.mark_done(row, "planned")
    else:
        outbox.mark_void(row, silence)
