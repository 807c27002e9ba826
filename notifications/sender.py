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
from booking.queries import AppointmentCard
from consent.decisions import Reach
from consent.purposes import Purpose
from consent.queries import is_stopped, reach_for
from consent.services.guardian_links import CHANNEL as GUARDIAN_CHANNEL
from core import clock
from core.scoping import acting_as, system_actor
from notifications import reminder
from notifications.confirmation import OCCASIONS, PURPOSES, STATUSES, Confirmation, Occasion, reason_to_be_silent
from notifications.console import ConsoleSender
from notifications.guardians import GuardianMessage, guardian_message
from notifications.topics import tellers
from outbox import services as outbox
from outbox.services import Claim
from patients.queries import can_be_reached, is_death_reported
from practices.instructions import allows_reminders

BATCH = 20
SECURITY_TOPIC = "accounts.compromise_reported"

logger = logging.getLogger("permanence.notifications")


class Sender(Protocol):
    """A way to reach people. Raises SendFailed for what may succeed later; its time-out is shorter than the lease."""

    def send(self, confirmation: Confirmation) -> None:
        """Tell the patient; twice the same `confirmation.key` is one message."""

    def tell_guardian(self, message: GuardianMessage) -> None:
        """Ask a guardian, or tell what is kept and how to object (ST-45), at the contact of the child's file."""

    def send_letter(self, key: UUID, letter_id: UUID) -> None:
        """Carry a written letter to whoever it answers; twice the same `key` is one letter."""

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
        elif row.channel == GUARDIAN_CHANNEL:
            _tell_guardian(channel, row)
        elif (teller := tellers().get(row.topic)) is not None:
            silence = teller(channel, row)
            if silence is None:
                outbox.mark_done(row, "sent")
            else:
                outbox.mark_void(row, silence)
        else:
            _confirm(channel, row)


def _tell_guardian(channel: Sender, row: Claim) -> None:
    page = None if row.practice_id is None else booking.guardian_page_to_send(row.practice_id, row.entity_id)
    if page is None:
        outbox.mark_void(row, "nothing-to-say")
        return
    channel.tell_guardian(guardian_message(row.id, page, settings.PUBLIC_URL))
    outbox.mark_done(row, "sent")
    audit.record(
        actor=None,
        action=Action.GUARDIAN_TOLD,
        practice_id=row.practice_id,
        entity=("consent.guardian_link", page.link_id),
        details={"message": row.id, "topic": row.topic, "appointment": page.appointment_id},
    )


def _confirm(channel: Sender, row: Claim) -> None:
    # The card comes with its row locked: a cancellation is acknowledged after what is said here, or seen here.
    card = booking.appointment_card(row.entity_id)
    if card is not None and row.topic != reminder.TOPIC:
        _plan_reminder(row, card)
    occasion = OCCASIONS.get(row.topic)
    silence = reason_to_be_silent(row.topic, row.version, card) or (card and occasion and _refusal(card, occasion))
    if silence is not None or card is None or occasion is None:
        outbox.mark_void(row, silence or "nothing-to-say")
        return
    place = ", ".join(filter(None, (card.location_name, card.address)))
    channel.send(
        Confirmation(
            row.id, card.id, occasion, card.practice_name, place, card.starts_at, only_to=card.own_contact or ""
        )
    )
    outbox.mark_done(row, "sent")
    audit.record(
        actor=None,
        action=Action.CONFIRMATION_SENT,
        practice_id=row.practice_id,
        entity=("appointment", card.id),
        patient_id=card.patient_id,
        details={"message": row.id, "topic": row.topic, "version": row.version},
    )


def _plan_reminder(row: Claim, card: AppointmentCard) -> None:
    """Each version of a visit still to come has its own reminder; whether it is said is asked on the day."""
    due = reminder.due_at(card.starts_at, clock.now())
    if due is None or card.version != row.version or card.status not in STATUSES[Occasion.REMINDER]:
        return
    outbox.enqueue(
        topic=reminder.TOPIC,
        practice_id=card.practice_id,
        entity_id=card.id,
        channel=reminder.CHANNEL,
        version=card.version,
        not_before=due,
    )


def _refusal(card: AppointmentCard, occasion: Occasion) -> str | None:
    """Why the person is told nothing (a code), or None."""
    if is_death_reported(card.practice_id, card.patient_id):
        return "death-reported"
    stopped = is_stopped(card.practice_id, card.patient_id, PURPOSES[occasion])
    if occasion is not Occasion.REMINDER:
        return "purpose-stopped" if stopped else None
    reach = reach_for(card.practice_id, card.patient_id, Purpose.REMINDERS)
    return reminder.reason_not_to_remind(
        reminder.Conditions(
            practitioner_reminds=allows_reminders(card.practice_id, card.practitioner_id),
            is_stopped=stopped,
            channel_chosen=reach is not None,
            can_be_reached=reach is not None
            and can_be_reached(card.practice_id, card.patient_id, by_email=reach is Reach.EMAIL),
        )
    )
