"""`SESSION_ENGINE = "accounts.sessions"`: server-side sessions that end by themselves.

The browser holds a random key; the table holds its SHA-256. A session ends after
`SESSION_IDLE_SECONDS` without a request and `SESSION_ABSOLUTE_SECONDS` after the sign-in, whatever
happens in between. Changing the key keeps the row, so that a session listed under "mes sessions"
stays the same one after a step-up.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction

from accounts.models import Session
from core import clock
from core.compiled import Compiled

# Less often than every request: "seen" may be this late, and a session then ends that much earlier.
TOUCH_SECONDS = 60
# Asked by every request.
_OF_KEY = Compiled(lambda key_sha256: Session.objects.filter(key_sha256=key_sha256))


def digest(key: str) -> str:
    """What is stored of a session key. The key has 165 random bits: no salt is needed."""
    return sha256(key.encode()).hexdigest()


def is_over(row: Session, at: datetime) -> bool:
    """Whether the session has ended by itself."""
    return at >= row.expires_at or at - row.last_seen_at >= timedelta(seconds=settings.SESSION_IDLE_SECONDS)


class SessionStore(SessionBase):
    """Django's session interface over our table. `row` is the loaded row, None for a visitor without one.

    `ended` becomes True when the browser came with a key whose session is over: the pages then say why.
    """

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Session | None = None
        self.ended = False

    # Django's own methods that its type stubs leave out.
    _get_session: Callable[..., dict[str, Any]]
    _get_new_session_key: Callable[[], str]

    def load(self) -> dict[str, Any]:
        at = clock.now()
        row = _OF_KEY.instance(digest(self.session_key or ""))
        if row is None or is_over(row, at):
            self.ended = True
            self._session_key = None
            return {}
        self.row = row
        data: dict[str, Any] = self.decode(row.data)
        return data

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key_sha256=digest(session_key)).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.row = None
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)
        if must_create or self.row is None:
            return self._insert(data)
        row, row.data, row.last_seen_at = self.row, self.encode(data), clock.now()
        self._set_user(row, data)
        saved = Session.objects.filter(id=row.id, key_sha256=row.key_sha256).update(
            data=row.data, last_seen_at=row.last_seen_at, user_id=row.user_id, stage=row.stage,
            created_at=row.created_at, expires_at=row.expires_at, step_up_until=row.step_up_until,
            agent=row.agent, network=row.network, second_factor=row.second_factor, concurrent_at=row.concurrent_at,
        )  # fmt: skip
        if not saved:
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(key_sha256=digest(key)).delete()
        if key == self.session_key:
            self.row = None

    def cycle_key(self) -> None:
        """A new key for the same session: whoever knew the old one is out (fixation, theft)."""
        self._get_session()
        if self.row is None:
            data = dict(self.items())
            self.create()
            self._session_cache = data
            return
        former, self._session_key = self.row.key_sha256, self._get_new_session_key()
        fresh = digest(self.session_key or "")
        if not Session.objects.filter(id=self.row.id, key_sha256=former).update(key_sha256=fresh):
            raise UpdateError
        self.row.key_sha256 = fresh
        self.modified = True

    def touch(self) -> None:
        """Note that the person is there, at most once a minute."""
        at = clock.now()
        if self.row is not None and at - self.row.last_seen_at >= timedelta(seconds=TOUCH_SECONDS):
            self.row.last_seen_at = at
            Session.objects.filter(id=self.row.id, last_seen_at__lt=at).update(last_seen_at=at)

    @classmethod
    def clear_expired(cls) -> None:
        at = clock.now()
        idle = at - timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        Session.objects.filter(expires_at__lte=at).delete()
        Session.objects.filter(last_seen_at__lte=idle).delete()

    def _insert(self, data: dict[str, Any]) -> None:
        at = clock.now()
        row = Session(
            key_sha256=digest(self.session_key or ""),
            data=self.encode(data),
            created_at=at,
            last_seen_at=at,
            expires_at=at + timedelta(seconds=settings.PENDING_SIGN_IN_SECONDS),
        )
        self._set_user(row, data)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise CreateError from error
        self.row = row

    @staticmethod
    def _set_user(row: Session, data: dict[str, Any]) -> None:
        if SESSION_KEY in data:
            row.user_id = data[SESSION_KEY]
