"""The people of the demonstration: known passwords, so refused wherever `settings.DEMONSTRATION` is not set."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.enums import AccountStatus
from accounts.models import TotpDevice, User
from accounts.queries import person
from accounts.services.passwords import set_password
from accounts.services.people import create_person
from accounts.totp import new_seed
from core import clock
from core.scoping import system_actor


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """`role` is told to people and by `demo_accounts`; memberships are given by the room `practices`."""

    username: str
    display_name: str
    role: str
    password: str


ACCOUNTS = (
    DemonstrationAccount("camille", "Camille Aubry", "secretary", "Quatre-Violons-77-Lents"),
    DemonstrationAccount("dr_martin", "Dr Claire Martin", "practitioner", "Neuf-Lanternes-31-Vives"),
    DemonstrationAccount("nadia", "Nadia Ferrand", "manager", "Trois-Moulins-58-Calmes"),
    DemonstrationAccount("ines", "Inès Caradec", "data protection officer", "Huit-Cerises-26-Douces"),
    DemonstrationAccount("charlie", "Charlie Vasseur", "secretary", "Cinq-Galets-94-Ronds"),
)


def check_demonstration() -> None:
    """Raise ImproperlyConfigured outside the demonstration's settings."""
    if not settings.DEMONSTRATION:
        raise ImproperlyConfigured("Demonstration accounts exist on demonstration settings only.")


@transaction.atomic
def ensure_accounts() -> dict[str, User]:
    """The demonstration's people by user name, active and with both factors; made when missing. Idempotent."""
    check_demonstration()
    return {account.username: person(account.username) or _made(account) for account in ACCOUNTS}


def _made(account: DemonstrationAccount) -> User:
    user = create_person(
        actor=system_actor(),
        username=account.username,
        display_name=account.display_name,
        email=f"{account.username.replace('_', '.')}@permanence.example",
    )
    activate(user, password=account.password)
    return user


def activate(user: User, *, password: str, seed: str | None = None) -> None:
    """Give a person both factors without an enrolment link: demonstration and tests only."""
    check_demonstration()
    at = clock.now()
    set_password(user, password)
    user.status, user.status_changed_at = AccountStatus.ACTIVE, at
    user.save(update_fields=["status", "status_changed_at"])
    TotpDevice(user=user, seed=seed or new_seed(), confirmed=True, created_at=at).save(force_insert=True)
