"""A browser comes into an account: begun, raised from one stage to the next under a new key, ended."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from core import clock
from core.errors import NotFound
from online.errors import AccountShut
from online.models import AccountSession, PatientAccount, Stage
from online.services.drafts import digest_of
from online.services.held import close_held

# As long as somebody takes to receive a code and choose how to come back.
COMING_LASTS = timedelta(minutes=30)
TOUCH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, repr=False)
class OpenSession:
    """`key` is for the browser alone: the row keeps its digest."""

    key: str
    session: AccountSession


@transaction.atomic
def begin_session(*, contact: str = "") -> OpenSession:
    key, now = secrets.token_urlsafe(32), clock.now()
    session = AccountSession(
        key_digest=digest_of(key),
        contact=contact or None,
        created_at=now,
        last_seen_at=now,
        expires_at=now + COMING_LASTS,
    )
    session.save(force_insert=True)
    return OpenSession(key, session)


def open_session(key: str) -> AccountSession:
    """The session of this browser, locked until the end of the transaction. Raises AccountShut."""
    rows = AccountSession.objects.select_for_update(of=("self",)).select_related("account")
    session = rows.filter(key_digest=digest_of(key), expires_at__gt=clock.now()).first() if key else None
    if session is None or clock.now() - session.last_seen_at >= timedelta(seconds=settings.SESSION_IDLE_SECONDS):
        raise AccountShut()
    if clock.now() - session.last_seen_at >= TOUCH:
        session.last_seen_at = clock.now()
        session.save(update_fields=["last_seen_at"])
    return session


def raise_to(session: AccountSession, stage: Stage, account: PatientAccount | None = None) -> OpenSession:
    """The next stage, under a new key: one that was planted before is worth nothing. Signed in lasts its own time."""
    key, now = secrets.token_urlsafe(32), clock.now()
    session.key_digest, session.stage, session.challenge = digest_of(key), stage.value, ""
    session.account = account or session.account
    if stage is Stage.SIGNED_IN:
        session.totp_seed, session.contact = None, None
        session.expires_at = now + timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
        assert session.account is not None, "whoever is signed in has an account"
        session.account.last_seen_date, session.account.idle_told_at = now.date(), None
        session.account.save(update_fields=["last_seen_date", "idle_told_at"])
    session.last_seen_at = now
    session.save()
    return OpenSession(key, session)


def open_sessions(account_id: UUID) -> QuerySet[AccountSession]:
    """The browsers that are in this account now, the last one to come first."""
    now = clock.now()
    seen_after = now - timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    rows = AccountSession.objects.filter(account=account_id, stage=Stage.SIGNED_IN.value)
    return rows.filter(expires_at__gt=now, last_seen_at__gt=seen_after).order_by("-created_at", "id")


@transaction.atomic
def end_session_of(account_id: UUID, session_id: UUID) -> None:
    """One browser is out, and so is every record that the account opened, wherever. Raises NotFound."""
    if not AccountSession.objects.filter(account=account_id, id=session_id).delete()[0]:
        raise NotFound()
    close_held(account_id)


@transaction.atomic
def end_other_sessions(session: AccountSession) -> None:
    """Every other browser is out, whatever it had shown so far; every record that the account opened is closed."""
    assert session.account_id is not None
    AccountSession.objects.filter(account=session.account_id).exclude(id=session.id).delete()
    close_held(session.account_id)


def end_session(session: AccountSession) -> None:
    session.delete()
