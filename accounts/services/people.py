"""The life of an account: invited → active → suspended or compromised → active again, or closed."""

import unicodedata
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.enums import AccountStatus, SanctionKind
from accounts.errors import NotYourself, UsernameTaken, WrongStatus
from accounts.generic_names import is_generic
from accounts.models import AccessSanction, Enrolment, TotpDevice, User
from accounts.models.user import USERNAME_FORM
from accounts.permissions import check_may_manage_people
from accounts.services.sessions import end_all_sessions
from audit.actions import Action
from audit.services import record
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from outbox.services import enqueue

LONGEST_DISPLAY_NAME = 120
COMPROMISE_TOPIC = "accounts.compromise_reported"
SECURITY_CHANNEL = "security_contact"


@transaction.atomic
def create_person(*, actor: Actor, username: str, display_name: str, email: str = "") -> User:
    """Make the personal account of one human, invited and without any secret (CH-05, ST-20).

    `issue_enrolment` then gives the link by which they choose their own. Raises Forbidden,
    InvalidInput, UsernameTaken.
    """
    check_may_manage_people(actor)
    name, shown, at = User.normalize_username(username), _display_name(display_name), clock.now()
    if not USERNAME_FORM.fullmatch(name):
        raise InvalidInput.at(
            "username", "invalid-username", "De 3 à 40 lettres sans accent, chiffres, points, tirets ou soulignés."
        )
    for field, text in (("username", name), ("display_name", shown)):
        if is_generic(text):
            raise InvalidInput.at(field, "generic-name", "Un compte est celui d'une personne : donnez son nom.")
    user = User(username=name, display_name=shown, email=email.strip(), created_at=at, status_changed_at=at)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise UsernameTaken from None
    _record(actor, Action.PERSON_CREATED, user)
    return user


@transaction.atomic
def suspend_user(*, actor: Actor, user_id: UUID, until: datetime | None = None) -> None:
    """Close the door to a person from their next request on (CH-17, ASVS 8.3.2); it reopens by itself at `until`."""
    user = _somebody_else(actor, user_id)
    _move(user, AccountStatus.SUSPENDED, allowed={AccountStatus.ACTIVE, AccountStatus.INVITED}, until=until)
    end_all_sessions(actor=actor, user_id=user.id)
    _record(actor, Action.PERSON_SUSPENDED, user)


@transaction.atomic
def reinstate_user(*, actor: Actor, user_id: UUID) -> None:
    """Let a suspended person in again, with the secrets they had; never a compromised one (see issue_enrolment)."""
    user = _somebody_else(actor, user_id)
    ready = user.has_usable_password() and TotpDevice.objects.filter(user=user, confirmed=True).exists()
    _move(user, AccountStatus.ACTIVE if ready else AccountStatus.INVITED, allowed={AccountStatus.SUSPENDED})
    AccessSanction.objects.filter(user=user, kind=SanctionKind.SUSPENSION, lifted_at=None).filter(
        Q(ends_at=None) | Q(ends_at__gt=user.status_changed_at)
    ).update(lifted_at=user.status_changed_at, lifted_by=actor.user_id)
    _record(actor, Action.PERSON_REINSTATED, user)


@transaction.atomic
def close_account(*, actor: Actor, user_id: UUID) -> None:
    """End an account for good (CH-18): only a new account brings the person back."""
    user = _somebody_else(actor, user_id)
    _move(user, AccountStatus.CLOSED, allowed=set(AccountStatus) - {AccountStatus.CLOSED})
    forget_secrets(user)
    end_all_sessions(actor=actor, user_id=user.id)
    _record(actor, Action.PERSON_CLOSED, user)


@transaction.atomic
def report_compromise(*, actor: Actor, user_id: UUID | None = None) -> None:
    """Sessions end, secrets are void, the security contact is told (CH-07): one's own account, or somebody's.

    The caller has checked that the actor may report for `user_id`. Somebody suspended stays so, without any secret
    left: after the suspension a new enrolment is needed all the same. Raises NotFound, WrongStatus.
    """
    who = user_id or actor.user_id
    if who is None:
        raise NotFound
    user = _locked(who)
    if user.status_at(clock.now()) != AccountStatus.SUSPENDED:
        _move(user, AccountStatus.COMPROMISED, allowed={AccountStatus.ACTIVE, AccountStatus.INVITED})
    forget_secrets(user)
    end_all_sessions(actor=actor, user_id=user.id)
    event_id = _record(actor, Action.COMPROMISE_REPORTED, user)
    # The event names the person; the sender reads it there. One row per report.
    enqueue(topic=COMPROMISE_TOPIC, practice_id=None, entity_id=event_id, channel=SECURITY_CHANNEL)


def forget_secrets(user: User) -> None:
    """Password, applications, recovery codes and links: nothing opens the account any more."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    TotpDevice.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()
    Enrolment.objects.filter(user=user, used_at=None).update(used_at=clock.now())


def check_may_be_closed(actor: Actor, user_id: UUID) -> None:
    """Raises Forbidden, NotYourself, NotFound, and WrongStatus for an account that is closed already."""
    if _somebody_else(actor, user_id).status == AccountStatus.CLOSED:
        raise WrongStatus


def _somebody_else(actor: Actor, user_id: UUID) -> User:
    check_may_manage_people(actor)
    if actor.user_id == user_id:
        raise NotYourself
    return _locked(user_id)


def _locked(user_id: UUID) -> User:
    user = User.objects.select_for_update().filter(id=user_id).first()
    if user is None:
        raise NotFound
    return user


def _move(user: User, status: AccountStatus, *, allowed: set[AccountStatus], until: datetime | None = None) -> None:
    at = clock.now()
    if user.status_at(at) not in allowed:
        raise WrongStatus
    user.status, user.status_changed_at, user.suspended_until = status, at, until
    user.save(update_fields=["status", "status_changed_at", "suspended_until"])


def _record(actor: Actor, action: Action, user: User) -> UUID:
    return record(actor=actor, action=action, practice_id=None, entity=("user", user.id))


def _display_name(text: str) -> str:
    shown = unicodedata.normalize("NFC", " ".join(text.split()))
    unfit = any(unicodedata.category(character).startswith("C") for character in shown)
    if not shown or len(shown) > LONGEST_DISPLAY_NAME or unfit:
        raise InvalidInput.at("display_name", "invalid-name", "Indiquez un nom de 1 à 120 caractères visibles.")
    return shown
