"""Who must wait after failures: one guesser never keeps the others out.

Three limits, from narrow to wide:
- one address guessing one name waits (django-axes: 10 failures, 15 minutes);
- a name guessed from many addresses: browsers on which this person never signed in wait
  (25 failures in 24 hours), those on which they did pass;
- a browser that is known for a name is not bound by the first two until it fails too often itself.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from accounts.devices import device_of, subject_of
from accounts.enums import SignInOutcome
from accounts.models import SignIn
from core import clock


def known_device(request: HttpRequest, username: str) -> UUID | None:
    """The id of this browser when `username` has signed in on it and it has not failed too often since."""
    device, subject = device_of(request), subject_of(username)
    if not device.knows(subject):
        return None
    since = clock.now() - settings.AXES_COOLOFF_TIME
    failures = _failures(subject, since).filter(device_id=device.id).count()
    return device.id if failures < settings.KNOWN_DEVICE_FAILURE_LIMIT else None


def wait_of_unknown_devices(username: str) -> int:
    """Seconds that an unknown browser must wait before trying `username`, 0 when it may try now.

    The same for names that do not exist: the answer says nothing about them.
    """
    at, window = clock.now(), settings.UNKNOWN_DEVICE_FAILURE_WINDOW
    limit = settings.UNKNOWN_DEVICE_FAILURE_LIMIT
    failures = _failures(subject_of(username), at - window).filter(device_id=None)
    instants = list(failures.order_by("-at").values_list("at", flat=True)[:limit])
    if len(instants) < limit:
        return 0
    return _seconds(instants[-1] + window, at)


def axes_wait() -> int:
    """Seconds announced when django-axes has stopped an address; at most this long."""
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    return int(cool_off.total_seconds())


def axes_subject(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """AXES_USERNAME_CALLABLE: its table keeps digests, never what was typed."""
    return subject_of(str((credentials or {}).get("username") or ""))


def axes_whitelist(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """AXES_WHITELIST_CALLABLE: a known browser has its own limit."""
    return known_device(request, str((credentials or {}).get("username") or "")) is not None


def _failures(subject: str, since: datetime) -> Any:
    return SignIn.objects.filter(subject=subject, at__gt=since, outcome=SignInOutcome.BAD_CREDENTIALS)


def _seconds(until: datetime, at: datetime) -> int:
    return max(1, int((until - at).total_seconds()) + 1)
