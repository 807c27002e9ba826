"""Choosing a password: the rule is applied here, whoever asks."""

from unicodedata import normalize

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from accounts.errors import WeakPassword
from accounts.models import User
from accounts.password_rules import weaknesses
from accounts.services.attempts import person_as_actor, record_about
from accounts.services.sessions import end_all_sessions
from accounts.services.sign_in import check_password
from audit.actions import Action
from core import clock
from core.errors import FieldError, Unauthenticated


def checked_password(password: str, *, user: User, field: str = "new_password") -> str:
    """The password in its one normal form. Raises WeakPassword with every reason (CNIL 2022-100)."""
    normal = normalize("NFC", password)
    known = (user.username, user.display_name, user.email.partition("@")[0])
    found = weaknesses(normal, personal=known)
    if found:
        raise WeakPassword(errors=[FieldError(field, weakness.code, weakness.sentence) for weakness in found])
    return normal


def set_password(user: User, password: str) -> None:
    """Store the hash of a password that `checked_password` has returned. Raw text is kept nowhere."""
    user.set_password(password)
    user.password_changed_at = clock.now()
    user.save(update_fields=["password", "password_changed_at"])


def change_password(request: HttpRequest, *, current: str, new: str) -> None:
    """Change one's own password: the current one is asked, every other session ends, this one gets a new key.

    Raises InvalidCredentials and LockedOut (the tries count like those at the door), WeakPassword.
    """
    signed_in = request.user
    if not isinstance(signed_in, User):
        raise Unauthenticated
    user = check_password(request, username=signed_in.username, password=current)
    fresh = checked_password(new, user=user)
    with transaction.atomic():
        set_password(user, fresh)
        request.user = user
        update_session_auth_hash(request, user)
        actor = person_as_actor(request, user)
        end_all_sessions(actor=actor, user_id=user.id, but=actor.session_id if actor else None)
        record_about(request, user, Action.PASSWORD_CHANGED)
