"""The people of a secretariat: taken on, suspended, reinstated, withdrawn by their own manager (SAS-07, CH-17)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import services as accounts
from accounts.enums import AccountStatus
from accounts.errors import NotYourself, WrongStatus
from accounts.models import AccessSanction, OrderReport, User
from core.errors import NotFound
from core.scoping import Actor
from practices.enums import PracticeRole
from practices.models import PracticeMembership, SecretariatMembership
from practices.permissions import Permission, check_may
from practices.services.memberships import join_secretariat, leave_secretariat
from practices.territory import check_manages, check_manages_person


@transaction.atomic
def take_on_person(
    *, actor: Actor, secretariat_id: UUID, username: str, display_name: str, role: str, email: str = ""
) -> User:
    """A new person of this secretariat, invited. Raises Forbidden, NotFound, InvalidInput, UsernameTaken."""
    check_manages(actor, secretariat_id)
    user = accounts.create_person(actor=actor, username=username, display_name=display_name, email=email)
    join_secretariat(actor=actor, secretariat_id=secretariat_id, user_id=user.id, role=role)
    return user


@transaction.atomic
def invite_person(*, actor: Actor, user_id: UUID) -> str:
    """The code by which somebody of the secretariat chooses their secrets, once, within 24 hours.

    Raises Forbidden, NotFound (another secretariat's), WrongStatus.
    """
    check_manages_person(actor, user_id)
    return accounts.issue_enrolment(actor=actor, user_id=user_id)


@transaction.atomic
def invite_practitioner(*, actor: Actor, practice_id: UUID, user_id: UUID) -> str:
    """The same for a practitioner of a practice under mandate, who never came in yet: nobody else's account reopens.

    Raises NotFound, Forbidden, WrongStatus.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    theirs = PracticeMembership.objects.filter(practice_id=practice_id, user_id=user_id, ended_at__isnull=True)
    if not theirs.filter(role=PracticeRole.PRACTITIONER).exists():
        raise NotFound
    if User.objects.get(id=user_id).status != AccountStatus.INVITED:
        raise WrongStatus
    return accounts.issue_enrolment(actor=actor, user_id=user_id)


@transaction.atomic
def change_person_role(*, actor: Actor, membership_id: UUID, role: str) -> SecretariatMembership:
    """Another role in the same secretariat: the former one ends, with every open session. One's own is not changed.

    Raises Forbidden, NotFound, NotYourself, InvalidInput.
    """
    former = SecretariatMembership.objects.filter(id=membership_id, ended_at__isnull=True).first()
    if former is None:
        raise NotFound
    check_manages(actor, former.secretariat_id)
    if former.user_id == actor.user_id:
        raise NotYourself
    if former.role == role:
        return former
    leave_secretariat(actor=actor, membership_id=membership_id)
    return join_secretariat(actor=actor, secretariat_id=former.secretariat_id, user_id=former.user_id, role=role)


@transaction.atomic
def suspend_person(
    *, actor: Actor, user_id: UUID, reason: str, severity: str, ends_at: datetime | None = None
) -> AccessSanction:
    """Out from the next request on, in again by itself at `ends_at` (aware), or when reinstated.

    Raises Forbidden, NotFound (another secretariat's), NotYourself, WrongStatus, InvalidInput.
    """
    check_manages_person(actor, user_id)
    return accounts.impose_suspension(actor=actor, user_id=user_id, reason=reason, severity=severity, ends_at=ends_at)


@transaction.atomic
def reinstate_person(*, actor: Actor, user_id: UUID) -> None:
    """In again. Raises Forbidden, NotFound (another secretariat's), NotYourself, WrongStatus."""
    check_manages_person(actor, user_id)
    accounts.reinstate_user(actor=actor, user_id=user_id)


@transaction.atomic
def report_sanction(*, actor: Actor, sanction_id: UUID, recipient: str, reason: str) -> OrderReport:
    """Record the decision to tell the organisation or the Order. Raises Forbidden, NotFound, InvalidInput."""
    _check_manages_sanction(actor, sanction_id)
    return accounts.report_to_order(actor=actor, sanction_id=sanction_id, recipient=recipient, reason=reason)


@transaction.atomic
def open_sanction(*, actor: Actor, sanction_id: UUID) -> str:
    """The reason in clear, journalled. Raises Forbidden, NotFound."""
    _check_manages_sanction(actor, sanction_id)
    return accounts.open_reason(actor=actor, sanction_id=sanction_id)


def _check_manages_sanction(actor: Actor, sanction_id: UUID) -> None:
    sanction = AccessSanction.objects.filter(id=sanction_id).first()
    if sanction is None:
        raise NotFound
    check_manages_person(actor, sanction.user_id)
