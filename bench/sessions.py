"""Sessions as they are once both factors have passed, opened by the product's own session engine."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.enums import SessionStage, SignInMethod
from accounts.models import User
from accounts.sessions import SessionStore
from core import clock

BACKEND = "accounts.backends.PersonBackend"


def open_session(username: str) -> str:
    """The key for the session cookie of a signed-in person."""
    user = User.objects.get(username=username)
    store = SessionStore()
    store.create()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    row = store.row
    if row is None or store.session_key is None:
        raise RuntimeError("the session was not stored")
    row.stage, row.second_factor = SessionStage.SIGNED_IN, SignInMethod.TOTP
    row.expires_at = clock.now() + timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
    store.save()
    return store.session_key
