"""Browsers on which a person has already signed in, told by a signed cookie.

The cookie gives no access. It only says "a success was seen here", so that guesses made elsewhere
do not keep the real person out. It names people by keyed digest: a shared workstation tells nobody
who else uses it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import User

SALT = "accounts.device"
MOST_PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Device:
    """A browser: its random id, and the people (as subjects) who signed in on it, latest first."""

    id: UUID
    subjects: tuple[str, ...] = ()

    def knows(self, subject: str) -> bool:
        return subject in self.subjects

    def with_subject(self, subject: str) -> "Device":
        others = tuple(s for s in self.subjects if s != subject)
        return Device(self.id, (subject, *others)[:MOST_PEOPLE])


def subject_of(username: str) -> str:
    """The keyed digest that stands for a typed name, in the connection log and in django-axes' table."""
    name = User.normalize_username(username)
    return hmac.new(settings.SECRET_KEY.encode(), f"accounts.subject:{name}".encode(), hashlib.sha256).hexdigest()


def device_of(request: HttpRequest) -> Device:
    """The browser of this request; a fresh one when the cookie is missing, forged or too old."""
    text = request.COOKIES.get(cookie_name(), "")
    try:
        value = signing.loads(text, salt=SALT, max_age=timedelta(days=settings.DEVICE_COOKIE_DAYS))
        return Device(UUID(value["d"]), tuple(str(s) for s in value["s"]))
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return Device(uuid4())


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Mark this browser as one on which `username` has signed in with both factors."""
    device = device_of(request).with_subject(subject_of(username))
    response.set_cookie(
        cookie_name(),
        signing.dumps({"d": device.id.hex, "s": list(device.subjects)}, salt=SALT, compress=True),
        max_age=timedelta(days=settings.DEVICE_COOKIE_DAYS),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def cookie_name() -> str:
    """Browsers refuse the `__Host-` prefix without TLS."""
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"
