"""Coming in, proving it again, going out. These verbs carry their own transactions.

They run in views without ATOMIC_REQUESTS: a refused attempt must leave its traces, so each trace is
committed before the error is raised. Nothing here says whether a name exists: unknown, wrong,
suspended and closed all cost one password hash and give one answer.
"""

from datetime import datetime, timedelta
from unicodedata import normalize

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as django_login
from django.contrib.auth import logout as django_logout
from django.db import transaction
from django.http import HttpRequest

from accounts.client_ip import client_ip, network_of
from accounts.enums import SessionStage, SignInMethod, SignInOutcome
from accounts.errors import InvalidCode, InvalidCredentials, LockedOut, SignInExpired
from accounts.lockout import axes_wait, known_device, wait_of_unknown_devices
from accounts.models import User
from accounts.second_factor import accept_code, method_of
from accounts.services.attempts import agent_of, note_attempt, record_about
from accounts.services.sessions import tell_concurrent
from accounts.sessions import SessionStore
from audit.actions import Action
from core import clock
from core.errors import Unauthenticated

BACKEND = "accounts.backends.PersonBackend"


def sign_in(request: HttpRequest, *, username: str, password: str) -> User:
    """Accept a password; the session then waits for a code. Raises InvalidCredentials or LockedOut."""
    user = check_password(request, username=username, password=password)
    with transaction.atomic():
        if request.user.is_authenticated:
            sign_out(request)
        _open_session(request, user)
        note_attempt(
            request,
            username=username,
            user=user,
            outcome=SignInOutcome.PASSWORD_ACCEPTED,
            method=SignInMethod.PASSWORD,
        )
    return user


def check_password(request: HttpRequest, *, username: str, password: str) -> User:
    """The active person with that name and password. Counts and logs a refusal, then raises it."""
    name = User.normalize_username(username)
    if known_device(request, name) is None and (wait := wait_of_unknown_devices(name)):
        _note_refusal(request, name, SignInOutcome.LOCKED_OUT)
        raise LockedOut(retry_after=wait)
    user = authenticate(request, username=name, password=normalize("NFC", password))
    # django-axes marks the request; its own answer is not ours.
    stopped, request.axes_locked_out = getattr(request, "axes_locked_out", False), False  # type: ignore[attr-defined]
    if isinstance(user, User):
        return user
    _note_refusal(request, name, SignInOutcome.LOCKED_OUT if stopped else SignInOutcome.BAD_CREDENTIALS)
    if stopped:
        raise LockedOut(retry_after=axes_wait())
    raise InvalidCredentials


def verify_code(request: HttpRequest, *, code: str) -> User:
    """Accept a second factor after the password: signed in. Raises InvalidCode, LockedOut, SignInExpired."""
    session = _store(request)
    user = waiting_person(request)
    if user is None:
        raise SignInExpired
    method = _checked_code(request, user, code, refusal=Action.SECOND_FACTOR_REFUSED)
    with transaction.atomic():
        django_login(request, user, backend=BACKEND)
        row, at = session.row, clock.now()
        if row is None:
            raise SignInExpired
        row.stage, row.created_at, row.second_factor = SessionStage.SIGNED_IN, at, method
        row.expires_at = at + timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
        if tell_concurrent(user.id, row.id, at):
            row.concurrent_at = at
            record_about(request, user, Action.SESSION_CONCURRENT)
        session.save()
        User.objects.filter(id=user.id).update(last_seen_date=at.date(), idle_told_at=None)
        note_attempt(request, username=user.username, user=user, outcome=SignInOutcome.SIGNED_IN, method=method)
    return user


def step_up(request: HttpRequest, *, code: str) -> datetime:
    """Prove it again: for five minutes disclosure, export and key actions are open. Answers until when."""
    session, user = _store(request), request.user
    if not isinstance(user, User) or session.row is None or not session.row.signed_in:
        raise Unauthenticated
    method = _checked_code(request, user, code, refusal=Action.STEP_UP_REFUSED)
    until = clock.now() + timedelta(seconds=settings.STEP_UP_SECONDS)
    with transaction.atomic():
        session.row.step_up_until = until
        session.cycle_key()
        session.save()
        record_about(request, user, Action.STEP_UP_PASSED, details={"method": method.value})
    return until


def sign_out(request: HttpRequest) -> None:
    """End this session, whatever stage it has reached."""
    user = request.user
    with transaction.atomic():
        if isinstance(user, User):
            record_about(request, user, Action.SIGNED_OUT)
        django_logout(request)


def waiting_person(request: HttpRequest) -> User | None:
    """The person whose password this session has accepted and whose code is awaited, if still welcome."""
    session = _store(request)
    session.get("")  # loads the row
    row = session.row
    if row is None or row.user_id is None or row.stage != SessionStage.PASSWORD:
        return None
    user = User.objects.filter(id=row.user_id).first()
    return user if user is not None and user.is_active else None


def _checked_code(request: HttpRequest, user: User, code: str, *, refusal: Action) -> SignInMethod:
    method = method_of(code)
    with transaction.atomic():
        accepted, wait = accept_code(user, code)
        if not accepted:
            outcome = SignInOutcome.LOCKED_OUT if wait else SignInOutcome.BAD_CODE
            note_attempt(request, username=user.username, user=user, outcome=outcome, method=method, action=refusal)
        elif method is SignInMethod.RECOVERY_CODE:
            record_about(request, user, Action.RECOVERY_CODE_USED)
    if wait:
        raise LockedOut(retry_after=wait)
    if not accepted:
        raise InvalidCode
    return method


def _open_session(request: HttpRequest, user: User) -> None:
    session = _store(request)
    session.flush()
    session.create()
    if session.row is not None:
        row = session.row
        row.user_id, row.stage = user.id, SessionStage.PASSWORD
        row.agent, row.network = agent_of(request), network_of(client_ip(request))
    session.save()


def _note_refusal(request: HttpRequest, name: str, outcome: SignInOutcome) -> None:
    user = User.objects.filter(username=name).first()
    with transaction.atomic():
        note_attempt(request, username=name, user=user, outcome=outcome, method=SignInMethod.PASSWORD)


def _store(request: HttpRequest) -> SessionStore:
    session = request.session
    if not isinstance(session, SessionStore):
        raise TypeError("accounts.sessions must be the session engine")
    return session
