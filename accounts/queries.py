"""What people may ask about their own access, and the names others show. No rule, no change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.models import RecoveryCode, Session, SignIn, TotpDevice, User
from accounts.sessions import is_over
from core import clock
from core.months import months_later
from core.scoping import Actor

MOST_SIGN_INS = 500


def email_of(user_id: UUID) -> str:
    """Where this person is written to; empty when nowhere is known."""
    return User.objects.filter(id=user_id).values_list("email", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One line of "mes sessions"."""

    id: UUID
    agent: str
    network: str
    started_at: datetime
    seen_at: datetime
    is_this_one: bool


def open_sessions(user_id: UUID, *, present: UUID | None) -> list[OpenSession]:
    """The sessions in which this person is signed in now, latest first."""
    at = clock.now()
    rows = Session.objects.filter(user_id=user_id).order_by("-last_seen_at", "id")
    return [
        OpenSession(row.id, row.agent, row.network, row.created_at, row.last_seen_at, row.id == present)
        for row in rows
        if row.signed_in and not is_over(row, at)
    ]


def second_factor_of(actor: Actor) -> str:
    """What completed the password in the actor's present session; empty without a signed-in session."""
    if actor.session_id is None or actor.user_id is None:
        return ""
    row = Session.objects.filter(id=actor.session_id, user_id=actor.user_id).first()
    return row.second_factor if row is not None and row.signed_in else ""


def recent_sign_ins(user_id: UUID) -> list[SignIn]:
    """ "Mes connexions": the attempts of the last twelve months, latest first, at most 500."""
    since = months_later(clock.now(), -settings.SIGN_IN_LOG_MONTHS)
    return list(SignIn.objects.filter(user_id=user_id, at__gte=since).order_by("-at", "-id")[:MOST_SIGN_INS])


def unused_recovery_codes(user_id: UUID) -> int:
    return RecoveryCode.objects.filter(user_id=user_id, used_at=None).count()


def pending_seed(user_id: UUID) -> str | None:
    """The seed of the application being prepared, None when none is."""
    device = TotpDevice.objects.filter(user_id=user_id, confirmed=False).first()
    return device.seed.open() if device else None


def person(username: str) -> User | None:
    """The person of that name, however it is typed."""
    return User.objects.filter(username=User.normalize_username(username)).first()


def display_names(user_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The shown names of several people in one statement."""
    return dict(User.objects.filter(id__in=set(user_ids)).values_list("id", "display_name"))
