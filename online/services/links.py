"""The signed link of one appointment: issued, followed, revoked. It opens that appointment and nothing behind it."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db import transaction

from audit import services as audit
from audit.actions import Action
from booking.lifecycle import Status
from booking.models.appointment import CancelledBy, PresenceThrough
from booking.queries import LinkedVisit, linked_visit
from booking.services import cancel_appointment, move_appointment, note_presence
from core import clock
from core.scoping import Actor, system_actor
from online.errors import LinkInvalid, TooLateToChange
from online.models import AppointmentLink
from patients.queries import patient_in
from practices.online import takes_online
from practices.permissions import Permission, check_may

_SALT = "online.appointment_link"
_IDS = 32


@dataclass(frozen=True, slots=True)
class LinkPage:
    """`is_present`: its holder said that they will come, at the hour the visit has now."""

    link_id: UUID
    token: str
    visit: LinkedVisit
    is_present: bool


@transaction.atomic
def issue_link(*, actor: Actor, practice_id: UUID, appointment_id: UUID) -> AppointmentLink:
    """One more link of this appointment. Raises NotFound, Forbidden."""
    check_may(actor, Permission.APPOINTMENT_BOOK, practice_id)
    link = AppointmentLink.objects.create(practice_id=practice_id, appointment_id=appointment_id, issued_at=clock.now())
    _trace(actor, Action.APPOINTMENT_LINK_ISSUED, link)
    return link


@transaction.atomic
def link_to_send(practice_id: UUID, appointment_id: UUID) -> str:
    """The token for a message: of the latest link that still serves, or of a new one where patients book online.

    "" where a practice takes no online booking: its page would lead nowhere. In the sender's own context.
    """
    link = _latest(practice_id, appointment_id)
    if link is None:
        if linked_visit(practice_id, appointment_id) is None or not takes_online(practice_id):
            return ""
        link = issue_link(actor=system_actor(practice_id), practice_id=practice_id, appointment_id=appointment_id)
    return token_of(practice_id, link.id)


def has_page(practice_id: UUID, appointment_id: UUID) -> bool:
    """Whether a message could carry a link of this visit: see `link_to_send`."""
    return takes_online(practice_id) or _latest(practice_id, appointment_id) is not None


@transaction.atomic
def revoke_links(*, actor: Actor, practice_id: UUID, appointment_id: UUID) -> int:
    """Every link of this appointment ends now; returns how many. Raises NotFound, Forbidden."""
    check_may(actor, Permission.APPOINTMENT_CANCEL, practice_id)
    live = AppointmentLink.objects.select_for_update().filter(
        practice_id=practice_id, appointment_id=appointment_id, revoked_at__isnull=True
    )
    links = list(live)
    for link in links:
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
        _trace(actor, Action.APPOINTMENT_LINK_REVOKED, link)
    return len(links)


def token_of(practice_id: UUID, link_id: UUID) -> str:
    """What stands in the address."""
    ids = base64.urlsafe_b64encode(practice_id.bytes + link_id.bytes).decode().rstrip("=")
    return signing.Signer(salt=_SALT, sep=".").sign(ids)


def read_token(token: str) -> tuple[UUID, UUID]:
    """The practice and the link that a token names, without asking the database. Raises LinkInvalid."""
    try:
        ids = signing.Signer(salt=_SALT, sep=".").unsign(token)
        raw = base64.urlsafe_b64decode(ids + "=" * (-len(ids) % 4))
        if len(raw) != _IDS:
            raise ValueError
    except (signing.BadSignature, binascii.Error, ValueError):
        raise LinkInvalid() from None
    return UUID(bytes=raw[:16]), UUID(bytes=raw[16:])


def open_link(practice_id: UUID, link_id: UUID) -> LinkPage:
    """What stands behind the link, in the practice's own context. Raises LinkInvalid, one answer whatever the cause."""
    return _page(_live(practice_id, link_id))


@transaction.atomic
def move_by_link(*, actor: Actor, practice_id: UUID, link_id: UUID, role_id: UUID, start: datetime) -> None:
    """Move the visit to an offered start. Raises LinkInvalid, TooLateToChange, and what `move_appointment` raises."""
    visit = _changeable(practice_id, link_id)
    move_appointment(
        actor=actor,
        appointment_id=visit.id,
        start=start,
        practitioner_role_id=role_id,
        expected_version=visit.version,
    )


@transaction.atomic
def cancel_by_link(*, actor: Actor, practice_id: UUID, link_id: UUID) -> None:
    """Cancel the visit for its patient; pressed twice, it is done once. Raises LinkInvalid, TooLateToChange."""
    if _page(_live(practice_id, link_id)).visit.status is Status.CANCELLED:
        return
    visit = _changeable(practice_id, link_id)
    cancel_appointment(
        actor=actor, appointment_id=visit.id, by=CancelledBy.PATIENT, reason=None, expected_version=visit.version
    )


@transaction.atomic
def confirm_presence(*, actor: Actor, practice_id: UUID, link_id: UUID) -> None:
    """Its holder will come. Raises LinkInvalid, RecordRestricted, DeathReported."""
    link = _live(practice_id, link_id, for_use=True)
    page = _page(link)
    # It writes, like the move that the same page offers, and is refused when that is.
    patient_in(actor, page.visit.patient_id, Permission.APPOINTMENT_MOVE)
    if not page.visit.is_expected:
        raise LinkInvalid()
    link.presence_at, link.presence_for = clock.now(), page.visit.starts_at
    link.save(update_fields=["presence_at", "presence_for"])
    note_presence(actor=actor, appointment_id=page.visit.id, through=PresenceThrough.LINK)


def _latest(practice_id: UUID, appointment_id: UUID) -> AppointmentLink | None:
    live = AppointmentLink.objects.filter(
        practice_id=practice_id, appointment_id=appointment_id, revoked_at__isnull=True
    )
    return live.order_by("-issued_at", "-id").first()


def _live(practice_id: UUID, link_id: UUID, *, for_use: bool = False) -> AppointmentLink:
    rows = AppointmentLink.objects.filter(practice_id=practice_id, id=link_id, revoked_at__isnull=True)
    link = (rows.select_for_update() if for_use else rows).first()
    if link is None:
        raise LinkInvalid()
    return link


def _page(link: AppointmentLink) -> LinkPage:
    visit = linked_visit(link.practice_id, link.appointment_id)
    if visit is None or visit.ends_at <= clock.now():
        raise LinkInvalid()
    token = token_of(link.practice_id, link.id)
    return LinkPage(link.id, token, visit, link.presence_for == visit.starts_at)


def _changeable(practice_id: UUID, link_id: UUID) -> LinkedVisit:
    visit = _page(_live(practice_id, link_id)).visit
    if not visit.may_change:
        raise TooLateToChange(hours=visit.change_hours)
    return visit


def _trace(actor: Actor, action: Action, link: AppointmentLink) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=link.practice_id,
        entity=("online.appointment_link", link.id),
        details={"appointment": link.appointment_id},
    )
