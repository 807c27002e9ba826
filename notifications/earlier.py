"""A freed hour offered to somebody who would come sooner: a teller of the outbox. Neither reason nor practitioner."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings

from booking.local_time import local
from booking.queries import LinkedVisit, linked_visit
from calls.sms_lines import SmsLine
from core import clock
from notifications.calling import ask_for_a_call, ring_displaced
from notifications.judging import Leaves, Never, judge_offer
from notifications.kinds import Medium
from notifications.plans import plan_of
from online.queries import offered_visit
from online.services import has_page, link_to_send
from outbox.services import Claim
from patients.reach import contact_points

# No message can be written, which is nobody's refusal.
_NO_WAY = frozenset({"cannot-be-reached", "no-sms-channel", "no-email-channel"})


@dataclass(frozen=True, slots=True)
class EarlierMessage:
    """`to` is a mobile in E.164 (`is_sms`) or an e-mail address. `key` is the idempotency key."""

    key: UUID
    sentence: str = field(repr=False)
    to: str = field(repr=False)
    is_sms: bool
    line: SmsLine | None = None


class EarlierBox(Protocol):
    """The part of a sender that carries an offer; twice the same `message.key` is one message."""

    def offer_earlier(self, message: EarlierMessage) -> None: ...


def tell_earlier(channel: EarlierBox, row: Claim) -> str | None:
    """Offer the hour of the row to its patient, or say why not (a code)."""
    found = None if row.practice_id is None else offered_visit(row.practice_id, row.entity_id, row.version)
    if row.practice_id is None or found is None:
        return "superseded"
    appointment_id, offer = found
    visit = linked_visit(row.practice_id, appointment_id)
    if visit is None or offer.start is None or offer.until is None:
        return "superseded"
    way = judge_offer(visit, plan_of(row.practice_id), now=clock.now())
    if isinstance(way, Never):
        if offer.replaces:
            ring_displaced(row.practice_id, appointment_id)
            return way.reason
        if _is_for_a_voice(visit, way):
            ask_for_a_call(row.practice_id, appointment_id)
            return "call-back"
        return way.reason
    token = link_to_send(row.practice_id, appointment_id)
    if not token:
        # Nowhere to answer: an offer without its page would lead to nothing.
        return _by_voice(visit, replaces=offer.replaces)
    address = urljoin(f"{settings.PUBLIC_URL}/", f"rdv/lien/{token}/")
    start, until = (local(moment, visit.timezone) for moment in (offer.start, offer.until))
    sentence = (
        _replaced(visit, start, until, address)
        if offer.replaces
        else _sooner(start, until, address, keeps="" if visit.is_displaced else ", votre rendez-vous reste pris sinon")
    )
    channel.offer_earlier(EarlierMessage(row.id, sentence, way.to, way.medium is Medium.SMS, way.line))
    return None


def _replaced(visit: LinkedVisit, start: datetime, until: datetime, address: str) -> str:
    """The practice closed the hour: the former one is named, the new one is kept until the answer."""
    return (
        f"Votre rendez-vous du {_when(visit.starts_at)} ne peut pas avoir lieu. Nous vous proposons le {_when(start)},"
        f" gardé pour vous jusqu'au {_when(until)} : {address}"
    )


def _sooner(start: datetime, until: datetime, address: str, *, keeps: str) -> str:
    return f"Une place se libère plus tôt : {_when(start)}. Répondez avant {until:%Hh%M}{keeps} : {address}"


def may_be_offered(visit: LinkedVisit) -> bool:
    """Whether the offer of an hour would leave now, or be told by a call: otherwise none is kept for this visit."""
    way = judge_offer(visit, plan_of(visit.practice_id), now=clock.now())
    if isinstance(way, Leaves):
        return has_page(visit.practice_id, visit.id) or _may_be_rung(visit)
    return _is_for_a_voice(visit, way)


def _by_voice(visit: LinkedVisit, *, replaces: bool) -> str:
    """A practice without online booking writes no link: the desk calls whoever has a telephone."""
    if replaces:
        ring_displaced(visit.practice_id, visit.id)
    elif _may_be_rung(visit):
        ask_for_a_call(visit.practice_id, visit.id)
    else:
        return "no-link"
    return "call-back"


def _may_be_rung(visit: LinkedVisit) -> bool:
    points = contact_points(visit.practice_id, visit.patient_id)
    return bool(points.mobile or points.landline)


def _is_for_a_voice(visit: LinkedVisit, way: Never) -> bool:
    """Nothing to write to, and a number where a voice answers: the desk calls (never against what the person said)."""
    return way.reason in _NO_WAY and _may_be_rung(visit)


def _when(at: datetime) -> str:
    return f"{at:%d/%m} à {at:%Hh%M}"
