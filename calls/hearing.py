"""Under which names processes that hear, read and tell calls are known to be there (core.named_locks)."""

from django.conf import settings

from core.named_locks import is_held
from telephony_adapters.registry import VENDORS

READS, TELLS = "read calls", "tell calls"


def listens(account: str) -> str:
    """The lock of whoever listens to that account: one process."""
    return f"listen {account}"


def unheard() -> list[str]:
    """The accounts of exchanges that are listened to and that nobody listens to now. A fake one rings by itself."""
    return [
        name
        for name, account in sorted(settings.TELEPHONY_ACCOUNTS.items())
        if (vendor := VENDORS.get(account.provider)) is not None
        and vendor.listener is not None
        and not vendor.is_fake
        and not is_held(listens(name))
    ]
