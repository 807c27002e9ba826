"""Every vendor the product speaks with: what it can do, what its accounts must hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from telephony_adapters.asterisk.control import AsteriskControl
from telephony_adapters.asterisk.listener import AsteriskListener
from telephony_adapters.console.sender import ConsoleSms
from telephony_adapters.generic.webhook import GenericWebhook
from telephony_adapters.kannel.sender import KannelSender
from telephony_adapters.kannel.webhook import KannelWebhook
from telephony_adapters.protocols import Account, CallControl, Listener, SmsSender, Webhook
from telephony_adapters.ringover.webhook import RingoverWebhook
from telephony_adapters.twilio.sender import TwilioSender
from telephony_adapters.twilio.webhook import TwilioWebhook


@dataclass(frozen=True, slots=True)
class Vendor:
    """`signed`: its messages are bound to their bytes; what others say may start nothing that cannot be undone.

    `is_fake`: it reaches nobody, and production settings refuse it.
    """

    secrets: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    webhook: Webhook | None = None
    listener: Listener | None = None
    control: CallControl | None = None
    sms: SmsSender | None = None
    signed: bool = False
    is_fake: bool = False


VENDORS: Mapping[str, Vendor] = MappingProxyType(
    {
        "generic": Vendor(secrets=("secret",), webhook=GenericWebhook(), signed=True),
        "asterisk": Vendor(
            secrets=("username", "password"),
            options=("ari_url", "application", "context"),
            listener=AsteriskListener(),
            control=AsteriskControl(),
        ),
        "kannel": Vendor(
            secrets=("username", "password", "path_secret"),
            options=("send_url", "public_url"),
            webhook=KannelWebhook(),
            sms=KannelSender(),
        ),
        "ringover": Vendor(secrets=("secret",), webhook=RingoverWebhook()),
        "twilio": Vendor(
            secrets=("auth_token",),
            options=("account_sid", "public_url"),
            webhook=TwilioWebhook(),
            sms=TwilioSender(),
            signed=True,
        ),
        "console": Vendor(sms=ConsoleSms(), is_fake=True),
    }
)

# An address that holds a secret instead of a signature: 128 bits, in hexadecimal.
PATH_SECRET_LENGTH = 32


class BadAccount(ValueError):
    """An account of the settings cannot work; the text says what to set, and never holds a value."""


def check_accounts(accounts: Iterable[Account], *, production: bool) -> None:
    """Raises BadAccount for a vendor nobody knows, a missing setting, a short secret, a fake in production."""
    for account in accounts:
        vendor = VENDORS.get(account.provider)
        if vendor is None:
            raise BadAccount(f"{account.provider} is no vendor: choose among {', '.join(sorted(VENDORS))}")
        missing = [name for name in vendor.secrets if not account.secrets.get(name)]
        missing += [name for name in vendor.options if not account.options.get(name)]
        if missing:
            raise BadAccount(f"the telephone account {account.name} lacks: {', '.join(missing)}")
        if production and vendor.is_fake:
            raise BadAccount(f"the telephone account {account.name} reaches nobody ({account.provider})")
        if len(account.secrets.get("path_secret", "0" * PATH_SECRET_LENGTH)) < PATH_SECRET_LENGTH:
            raise BadAccount(f"the path secret of {account.name} is shorter than {PATH_SECRET_LENGTH} characters")
