"""People who can sign in, and browsers in which they have.

user = person("camille")                         # active, with both factors
client = signed_in(Client(), user)               # second factor passed, no HTTP request made
code = next_code(user)                           # a code that has not been used
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from accounts.demonstration import activate
from accounts.enums import SessionStage, SignInMethod
from accounts.models import Session, TotpDevice, User
from accounts.services import create_person
from accounts.sessions import SessionStore
from accounts.totp import STEP_SECONDS, code_at, step_at
from core import clock
from core.scoping import Actor, Channel, system_actor
from tests.factories.charters import accepted
from tests.personas import CAMILLE, PASSWORD

BACKEND = "accounts.backends.PersonBackend"


def person(username: str = CAMILLE, *, display_name: str | None = None, password: str = PASSWORD) -> User:
    """An active person with a password and a confirmed application."""
    user = invited(username, display_name=display_name)
    activate(user, password=password)
    return user


def invited(username: str = CAMILLE, *, display_name: str | None = None) -> User:
    """A person who has not chosen anything yet."""
    return create_person(
        actor=system_actor(),
        username=username,
        display_name=display_name or f"Personne {username}",
        email=f"{username.replace('_', '.')}@permanence.example",
    )


def actor_of(user: User, *, session: Session | None = None, step_up: bool = False, platform: bool = False) -> Actor:
    """The person as services see them, without any practice."""
    return Actor(
        user_id=user.id,
        channel=Channel.PHONE,
        session_id=session.id if session else None,
        step_up_until=clock.now() + timedelta(minutes=5) if step_up else None,
        platform=frozenset({"accounts:person:manage"}) if platform else frozenset(),
    )


def signed_in(client: Client, user: User, *, step_up: bool = False) -> Client:
    """`client` as if `user` had passed both factors a moment ago; with `step_up`, a fresh one too.

    Whatever they owe at that moment is accepted; who joins an organisation later owes its texts.
    """
    accepted(user)
    store, at = SessionStore(), clock.now()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    assert store.row is not None
    store.row.stage, store.row.second_factor = SessionStage.SIGNED_IN, SignInMethod.TOTP
    store.row.expires_at = at + timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
    store.row.agent, store.row.network = "Firefox sur Linux", "192.0.2.0/24"
    if step_up:
        store.row.step_up_until = at + timedelta(seconds=settings.STEP_UP_SECONDS)
    store.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client


def session_of(client: Client) -> Session:
    """The stored session of a client."""
    store = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    store.get("")
    assert store.row is not None
    return store.row


def next_code(user: User) -> str:
    """A code the person can use now; when the present one is used, the clock must move on first."""
    device = TotpDevice.objects.get(user=user, confirmed=True)
    timestamp = clock.now().timestamp()
    assert step_at(timestamp) > device.last_step, f"wait {STEP_SECONDS} s: this code has been used"
    return code_at(device.seed.open(), timestamp)


def renew_code(user: User) -> str:
    """The present code again, as if it had never been used: spares tests a journey in time."""
    TotpDevice.objects.filter(user=user, confirmed=True).update(last_step=-1)
    return next_code(user)
