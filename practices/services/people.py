"""The people of a secretariat: taken on, suspended, reinstated by their own manager (SAS-07)."""

from uuid import UUID

from django.db import transaction

from accounts import services as accounts
from accounts.models import User
from core.scoping import Actor
from practices.services.memberships import join_secretariat
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
def suspend_person(*, actor: Actor, user_id: UUID) -> None:
    """Out from the next request on. Raises Forbidden, NotFound (another secretariat's), NotYourself, WrongStatus."""
    check_manages_person(actor, user_id)
    accounts.suspend_user(actor=actor, user_id=user_id)


@transaction.atomic
def reinstate_person(*, actor: Actor, user_id: UUID) -> None:
    """In again. Raises Forbidden, NotFound (another secretariat's), NotYourself, WrongStatus."""
    check_manages_person(actor, user_id)
    accounts.reinstate_user(actor=actor, user_id=user_id)
