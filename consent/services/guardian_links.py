"""The signed links by which guardians answer or object: an id and a signature in the address, nothing of anybody."""

import base64
import binascii
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.core import signing
from django.db import transaction

from audit import services as audit
from audit.actions import Action
from consent.errors import GuardianLinkInvalid
from consent.models import GuardianConsent, GuardianLink, LinkPurpose
from core import clock
from core.scoping import Actor, Channel
from crypto.sealed import open_all
from outbox.services import enqueue
from practices.permissions import Permission, check_may

CHANNEL = "guardian"
TOPICS = tuple(f"guardian.{purpose.value}" for purpose in LinkPurpose)
_SALT = "consent.guardian_link"
_IDS = 32


@transaction.atomic
def issue_guardian_link(
    *,
    actor: Actor,
    practice_id: UUID,
    subject_id: UUID,
    appointment_id: UUID,
    purpose: LinkPurpose,
    expires_at: datetime,
    answer_id: UUID | None = None,
    contact: str = "",
) -> GuardianLink:
    """A new link, to be sent by the outbox (topic `guardian.<purpose>`) to `contact`: the guardian's own, "" for none.

    The former one that asked the same ends.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.GUARDIAN_RECORD, practice_id)
    live = GuardianLink.objects.filter(practice_id=practice_id, appointment_id=appointment_id, used_at__isnull=True)
    live.filter(purpose=LinkPurpose(purpose).value, answer_id=answer_id).update(used_at=clock.now())
    link = GuardianLink.objects.create(
        practice_id=practice_id,
        subject_id=subject_id,
        appointment_id=appointment_id,
        purpose=LinkPurpose(purpose).value,
        answer_id=answer_id,
        issued_at=clock.now(),
        issued_by_id=actor.user_id,
        expires_at=expires_at,
        contact=contact or None,
    )
    audit.record(
        actor=actor,
        action=Action.GUARDIAN_LINK_ISSUED,
        practice_id=practice_id,
        entity=("consent.guardian_link", link.id),
        patient_id=subject_id,
        details={"appointment": appointment_id, "purpose": link.purpose, "until": expires_at},
    )
    enqueue(topic=f"guardian.{link.purpose}", practice_id=practice_id, entity_id=link.id, channel=CHANNEL)
    return link


def end_guardian_links(
    *, actor: Actor, practice_id: UUID, appointment_id: UUID, purpose: LinkPurpose | None = None
) -> int:
    """Links of this visit serve no more; the caller journals why. Raises NotFound, Forbidden."""
    check_may(actor, Permission.GUARDIAN_RECORD, practice_id)
    live = GuardianLink.objects.filter(practice_id=practice_id, appointment_id=appointment_id, used_at__isnull=True)
    if purpose is not None:
        live = live.filter(purpose=LinkPurpose(purpose).value)
    return live.update(used_at=clock.now())


def token_of(link: GuardianLink) -> str:
    """What stands in the address."""
    ids = base64.urlsafe_b64encode(link.practice_id.bytes + link.id.bytes).decode().rstrip("=")
    return signing.Signer(salt=_SALT, sep=".").sign(ids)


def read_token(token: str) -> tuple[UUID, UUID]:
    """The practice and the link that a token names, without asking the database. Raises GuardianLinkInvalid."""
    try:
        ids = signing.Signer(salt=_SALT, sep=".").unsign(token)
        raw = base64.urlsafe_b64decode(ids + "=" * (-len(ids) % 4))
        if len(raw) != _IDS:
            raise ValueError
    except (signing.BadSignature, binascii.Error, ValueError):
        raise GuardianLinkInvalid() from None
    return UUID(bytes=raw[:16]), UUID(bytes=raw[16:])


def link_actor(practice_id: UUID) -> Actor:
    """Whoever holds a link: nobody we know, who may answer at one practice and nothing else."""
    grants = MappingProxyType({practice_id: frozenset({Permission.GUARDIAN_RECORD.value})})
    return Actor(user_id=None, grants=grants, channel=Channel.WEB)


def open_link(practice_id: UUID, link_id: UUID, *, for_use: bool = False) -> GuardianLink:
    """A link that may still be used, locked with `for_use`. Raises GuardianLinkInvalid."""
    rows = GuardianLink.objects.filter(practice_id=practice_id, id=link_id)
    link = (rows.select_for_update() if for_use else rows).first()
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise GuardianLinkInvalid()
    return link


def close_link(link: GuardianLink) -> None:
    """It has served; the answer that it brought is journalled by the caller."""
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])


def link_to_send(practice_id: UUID, link_id: UUID) -> GuardianLink | None:
    """For the sender: the link if it may still be used. Nobody reads a person here, so nothing is journalled."""
    try:
        return open_link(practice_id, link_id)
    except GuardianLinkInvalid:
        return None


def contact_of(practice_id: UUID, link_id: UUID) -> str:
    """For the sender: where this link goes, "" for nowhere. Nobody reads it here, so nothing is journalled."""
    link = GuardianLink.objects.filter(practice_id=practice_id, id=link_id).first()
    return "" if link is None or link.contact is None else link.contact.open()


def visit_of_link(practice_id: UUID, link_id: UUID) -> UUID | None:
    """For the sender: the visit that this link is about, used or not."""
    rows = GuardianLink.objects.filter(practice_id=practice_id, id=link_id)
    return rows.values_list("appointment_id", flat=True).first()


def was_told_aloud(practice_id: UUID, link_id: UUID) -> bool:
    """For the sender: whether the answer that this link follows was given by voice, where all of it was read aloud."""
    links = GuardianLink.objects.filter(practice_id=practice_id, id=link_id, answer_id__isnull=False)
    answers = GuardianConsent.objects.filter(practice_id=practice_id, id__in=links.values("answer_id"))
    return answers.exclude(channel=Channel.WEB.value).exists()


def contacts_asked(practice_id: UUID, subject_id: UUID, appointment_id: UUID | None = None) -> list[str]:
    """Where this child's guardians were written to, the latest first; about one visit with `appointment_id`.

    The caller checked the scope.
    """
    rows = GuardianLink.objects.filter(practice_id=practice_id, subject_id=subject_id, contact__isnull=False)
    if appointment_id is not None:
        rows = rows.filter(appointment_id=appointment_id)
    found = [row.contact for row in rows.order_by("-issued_at", "-id")]
    return list(dict.fromkeys(text for text in open_all(found) if text))
