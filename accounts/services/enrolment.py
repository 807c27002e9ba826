"""The one-time link by which a person chooses a password and a second factor: first arrival, or after a compromise."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.enums import AccountStatus
from accounts.errors import EnrolmentRefused, InvalidCode, WrongStatus
from accounts.models import Enrolment, TotpDevice, User
from accounts.permissions import check_may_manage_people
from accounts.services.factors import begin_totp_enrolment, confirm_device, write_recovery_codes
from accounts.services.passwords import checked_password, set_password
from audit.actions import Action
from audit.services import record
from core import clock
from core.errors import NotFound
from core.scoping import Actor

OPEN_TO = {AccountStatus.INVITED, AccountStatus.COMPROMISED}


@dataclass(frozen=True, slots=True)
class EnrolmentDraft:
    """What the page shows: whose account it is, and the seed to enter in the application."""

    username: str
    display_name: str
    seed: str


@transaction.atomic
def issue_enrolment(*, actor: Actor, user_id: UUID) -> str:
    """The secret of a new link for an invited or compromised person, valid once for 24 hours; former links die.

    The actor has checked the person's identity as at the first enrolment, and hands the link over by
    another way than e-mail alone. Raises Forbidden, NotFound, WrongStatus.
    """
    check_may_manage_people(actor)
    user = User.objects.select_for_update().filter(id=user_id).first()
    if user is None:
        raise NotFound
    at, token = clock.now(), secrets.token_urlsafe(32)
    if user.status_at(at) not in OPEN_TO:
        raise WrongStatus
    Enrolment.objects.filter(user=user, used_at=None).update(used_at=at)
    Enrolment.objects.create(
        user=user,
        token_sha256=_digest(token),
        created_at=at,
        expires_at=at + timedelta(seconds=settings.ENROLMENT_SECONDS),
    )
    begin_totp_enrolment(user_id=user.id)
    record(actor=actor, action=Action.ENROLMENT_ISSUED, practice_id=None, entity=("user", user.id))
    return token


def enrolment_draft(*, token: str) -> EnrolmentDraft:
    """What belongs to a valid link. Raises EnrolmentRefused."""
    user = _valid(token).user
    device = TotpDevice.objects.filter(user=user, confirmed=False).first()
    if device is None:
        raise EnrolmentRefused
    return EnrolmentDraft(user.username, user.display_name, device.seed.open())


@transaction.atomic
def accept_enrolment(*, token: str, password: str, code: str) -> list[str]:
    """Activate the account with the chosen password and application; answers the recovery codes, shown once.

    Whole or nothing: the link stays usable after a refusal. Raises EnrolmentRefused, WeakPassword, InvalidCode.
    """
    enrolment = _valid(token, lock=True)
    user = User.objects.select_for_update().get(id=enrolment.user_id)
    fresh = checked_password(password, user=user, field="password")
    if not confirm_device(user.id, code):
        raise InvalidCode
    at = clock.now()
    set_password(user, fresh)
    user.status, user.status_changed_at, user.suspended_until = AccountStatus.ACTIVE, at, None
    user.save(update_fields=["status", "status_changed_at", "suspended_until"])
    enrolment.used_at = at
    enrolment.save(update_fields=["used_at"])
    record(actor=Actor(user_id=user.id), action=Action.ENROLMENT_ACCEPTED, practice_id=None, entity=("user", user.id))
    return write_recovery_codes(user.id)


def _valid(token: str, *, lock: bool = False) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)) if lock else Enrolment.objects
    row = rows.select_related("user").filter(token_sha256=_digest(token)).first()
    at = clock.now()
    if row is None or row.used_at is not None or at >= row.expires_at or row.user.status_at(at) not in OPEN_TO:
        raise EnrolmentRefused
    return row


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
