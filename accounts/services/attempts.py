"""The two traces that every attempt to enter leaves: the person's connection log and the journal."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from accounts.client_ip import client_ip, network_of
from accounts.devices import device_of, subject_of
from accounts.enums import SignInMethod, SignInOutcome
from accounts.models import SignIn, User
from accounts.user_agents import family
from audit.actions import Action
from audit.services import record
from core import clock
from core.scoping import Actor, Channel

ACTIONS = {
    SignInOutcome.PASSWORD_ACCEPTED: Action.PASSWORD_ACCEPTED,
    SignInOutcome.SIGNED_IN: Action.SIGNED_IN,
    SignInOutcome.BAD_CREDENTIALS: Action.SIGN_IN_REFUSED,
    SignInOutcome.BAD_CODE: Action.SECOND_FACTOR_REFUSED,
    SignInOutcome.LOCKED_OUT: Action.SIGN_IN_LOCKED_OUT,
}
SUCCESSES = {SignInOutcome.PASSWORD_ACCEPTED, SignInOutcome.SIGNED_IN}


def note_attempt(
    request: HttpRequest,
    *,
    username: str,
    user: User | None,
    outcome: SignInOutcome,
    method: SignInMethod,
    action: Action | None = None,
) -> None:
    """Write one attempt into both logs. `user` is None when nobody has that name; `action` when not the usual one."""
    subject, device = subject_of(username), device_of(request)
    SignIn.objects.create(
        user=user,
        subject=subject,
        at=clock.now(),
        outcome=outcome,
        method=method,
        network=network_of(client_ip(request)),
        agent=agent_of(request),
        device_id=device.id if device.knows(subject) else None,
    )
    record_about(
        request, user, action or ACTIONS[outcome], success=outcome in SUCCESSES, details={"method": method.value}
    )


def record_about(
    request: HttpRequest,
    user: User | None,
    action: Action,
    *,
    success: bool = True,
    details: dict[str, Any] | None = None,
) -> UUID:
    """One event of the platform chain about a person's own access."""
    return record(
        actor=person_as_actor(request, user),
        action=action,
        practice_id=None,
        entity=("user", user.id) if user else None,
        outcome="success" if success else "refused",
        details=details or {},
    )


def person_as_actor(request: HttpRequest, user: User | None) -> Actor | None:
    """The person before any practice is known: no grant at all. None when nobody has that name."""
    if user is None:
        return None
    row = getattr(request.session, "row", None)
    channel = Channel.API if request.path.startswith("/api/") else Channel.PHONE
    return Actor(user_id=user.id, channel=channel, session_id=row.id if row else None)


def agent_of(request: HttpRequest) -> str:
    return family(request.META.get("HTTP_USER_AGENT", "")[:500])
