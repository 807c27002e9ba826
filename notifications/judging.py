"""Whether one message leaves now, later or never, asked at the last moment of the appointment as it stands.

ST-13, « sous condition »: the practitioner wants reminders, the patient chose how to be reached, nobody objected;
asked when the message leaves, so that a change of mind stops the very next one (ST-26, ST-28).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.conf import settings

from booking.queries import AppointmentCard
from calls.sms_lines import SmsLine, sms_line
from consent.decisions import Reach
from consent.purposes import Purpose
from consent.queries import is_stopped, last_decision, reach_for
from notifications import timetable
from notifications.confirmation import purpose_of, reason_to_be_silent
from notifications.kinds import REMINDERS, Kind, Medium
from notifications.models import StoppedNumber
from notifications.numbers import number_key
from notifications.timetable import Plan
from patients.queries import is_death_reported
from patients.reach import ContactPoints, contact_points
from practices.instructions import allows_reminders
from telephony_adapters.numbers import is_mobile

# How late a sender may be and still say what was due just before the quiet hours.
GRACE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Leaves:
    """It leaves now. Where to is never shown by accident; `line` carries a short message."""

    medium: Medium
    to: str = field(repr=False)
    line: SmsLine | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    until: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """`reason` is a code."""

    reason: str


Verdict = Leaves | Waits | Never


def judge(
    kind: Kind,
    version: int,
    card: AppointmentCard | None,
    plan: Plan,
    *,
    due_at: datetime,
    now: datetime,
    only: Medium | None = None,
) -> Verdict:
    """`only`: the channel that a person chose for it. Runs in the practice's context, the appointment locked."""
    silence = reason_to_be_silent(kind, version, card) or (card and _refusal(kind, card, plan, now))
    if silence is not None or card is None:
        return Never(silence or "nothing-to-say")
    found = _way(kind, card, only)
    if isinstance(found, Leaves) and found.medium is Medium.SMS:
        return _in_due_time(found, kind, card, plan, due_at=due_at, now=now)
    return found


class Wished(Protocol):
    """The visit of somebody who would come sooner (see booking.queries.LinkedVisit)."""

    @property
    def practice_id(self) -> UUID: ...
    @property
    def patient_id(self) -> UUID: ...
    @property
    def timezone(self) -> str: ...


def judge_offer(visit: Wished, plan: Plan, *, now: datetime) -> Leaves | Never:
    """Whether an hour may be offered to its patient now, by the way they chose; it waits for nobody, so never later."""
    where = (visit.practice_id, visit.patient_id)
    if is_death_reported(*where):
        return Never("death-reported")
    if is_stopped(*where, Purpose.REMINDERS):
        return Never("purpose-stopped")
    if timetable.is_quiet(now, plan, visit.timezone):
        return Never("quiet-hours")
    points = contact_points(*where)
    if points.is_limited:
        return Never("record-limited")
    chosen = reach_for(*where, Purpose.REMINDERS)
    found = _by(Medium(chosen.value if chosen else Reach.SMS.value), visit, points)
    if isinstance(found, Leaves) or chosen is not None:
        return found
    return found if found.reason == "number-stopped" else _by(Medium.EMAIL, visit, points)


def _refusal(kind: Kind, card: AppointmentCard, plan: Plan, now: datetime) -> str | None:
    """Why the person is told nothing (a code), or None."""
    if not plan.wants(kind):
        return "not-wanted"
    if now > card.starts_at - (timetable.LAST_CALL if kind in REMINDERS else timedelta()):
        return "too-late"
    if kind in REMINDERS and card.is_orphaned:
        return "orphaned"
    if is_death_reported(card.practice_id, card.patient_id):
        return "death-reported"
    if is_stopped(card.practice_id, card.patient_id, purpose_of(kind)):
        return "purpose-stopped"
    if kind in REMINDERS and not allows_reminders(card.practice_id, card.practitioner_id):
        return "practitioner-does-not-remind"
    return None


def _way(kind: Kind, card: AppointmentCard, only: Medium | None) -> Leaves | Never:
    """By which channel and to where. A reminder goes by the way that was chosen, or not at all."""
    points = contact_points(card.practice_id, card.patient_id)
    if points.is_limited:
        return Never("record-limited")
    if card.own_contact:
        return _by_sms(card, ContactPoints(mobile=card.own_contact if is_mobile(card.own_contact) else ""))
    chosen = reach_for(card.practice_id, card.patient_id, Purpose.REMINDERS)
    if kind in REMINDERS and chosen is None:
        return Never("no-channel-chosen")
    first = only or Medium(chosen.value if chosen else Reach.SMS.value)
    other = Medium.EMAIL if first is Medium.SMS else Medium.SMS
    found = _by(first, card, points)
    if isinstance(found, Leaves) or kind in REMINDERS or only is not None:
        return found
    fallback = _by(other, card, points)
    return fallback if isinstance(fallback, Leaves) else found


def _by(medium: Medium, card: AppointmentCard | Wished, points: ContactPoints) -> Leaves | Never:
    if medium is Medium.SMS:
        return _by_sms(card, points)
    if Medium.EMAIL not in settings.MESSAGE_CHANNELS:
        return Never("no-email-channel")
    return Leaves(Medium.EMAIL, points.email) if points.email else Never("cannot-be-reached")


def _by_sms(card: AppointmentCard | Wished, points: ContactPoints) -> Leaves | Never:
    line = sms_line(card.practice_id) if Medium.SMS in settings.MESSAGE_CHANNELS else None
    if line is None:
        return Never("no-sms-channel")
    if not points.mobile:
        return Never("cannot-be-reached")
    if _is_number_stopped(card, points.mobile):
        return Never("number-stopped")
    return Leaves(Medium.SMS, points.mobile, line)


def _is_number_stopped(card: AppointmentCard | Wished, number: str) -> bool:
    """It answered STOP to this practice, and nobody has chosen SMS for this person again since."""
    key = number_key(card.practice_id, number)
    stop = StoppedNumber.objects.filter(practice_id=card.practice_id, number_key=key).first()
    if stop is None:
        return False
    last = last_decision(card.practice_id, card.patient_id, Purpose.REMINDERS)
    return last is None or last.reach != Reach.SMS.value or last.at <= stop.said_at


def _in_due_time(
    found: Leaves, kind: Kind, card: AppointmentCard, plan: Plan, *, due_at: datetime, now: datetime
) -> Verdict:
    """Nobody is disturbed in the quiet hours, unless waiting for their end would leave the person untold."""
    zone = card.timezone
    if not timetable.is_quiet(now, plan, zone):
        return found
    if not timetable.is_quiet(due_at, plan, zone) and now - due_at <= GRACE:
        return found
    settled = timetable.settle(now, plan, zone, now=now, last=card.starts_at - timetable.LAST_CALL)
    if settled is not None and settled > now:
        return Waits(settled)
    # A change that would be told too late is told at night; a reminder is not worth it.
    return Never("quiet-until-the-visit") if kind in REMINDERS else found
