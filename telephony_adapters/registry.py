"""Every vendor the product speaks with: what it can do, what its accounts must hold."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from telephony_adapters.asterisk.control import AsteriskControl
from telephony_adapters.asterisk.listener import AsteriskListener
from telephony_adapters.asterisk.recorder import AsteriskRecorder
from telephony_adapters.console.exchange import ConsoleControl, ConsoleListener, ConsoleWebhook
from telephony_adapters.console.sender import ConsoleSms
from telephony_adapters.generic.sender import GenericSender
from telephony_adapters.generic.webhook import GenericWebhook
from telephony_adapters.kannel.sender import KannelSender
from telephony_adapters.kannel.webhook import KannelWebhook
from telephony_adapters.protocols import (
    Account,
    CallControl,
    Listener,
    RecordingControl,
    SmsLookup,
    SmsSender,
    Webhook,
)
from telephony_adapters.ringover.webhook import RingoverWebhook
from telephony_adapters.twilio.recorder import TwilioRecorder
from telephony_adapters.twilio.sender import TwilioSender
from telephony_adapters.twilio.webhook import TwilioWebhook


@dataclass(frozen=True, slots=True)
class Vendor:
    """`signed`: its messages are bound to their bytes; what others say may start nothing that cannot be undone.

    `is_fake`: it reaches nobody, and production settings refuse it. `sms_options`: what an account must hold to send
    short messages, when the vendor does other things without it. `secret_length`: the least of a `secret` we choose.
    """

    secrets: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    webhook: Webhook | None = None
    listener: Listener | None = None
    control: CallControl | None = None
    recorder: RecordingControl | None = None
    sms: SmsSender | None = None
    sms_lookup: SmsLookup | None = None
    sms_options: tuple[str, ...] = ()
    secret_length: int = 1
    signed: bool = False
    is_fake: bool = False


VENDORS: Mapping[str, Vendor] = MappingProxyType(
    {
        "generic": Vendor(
            secrets=("secret",),
            webhook=GenericWebhook(),
            sms=GenericSender(),
            sms_lookup=GenericSender(),
            sms_options=("send_url",),
            secret_length=32,
            signed=True,
        ),
        "asterisk": Vendor(
            secrets=("username", "password"),
            options=("ari_url", "application", "context"),
            listener=AsteriskListener(),
            control=AsteriskControl(),
            recorder=AsteriskRecorder(),
        ),
        "kannel": Vendor(
            secrets=("username", "password", "path_secret"),
            options=("send_url", "public_url"),
            webhook=KannelWebhook(),
            sms=KannelSender(),
        ),
        "ringover": Vendor(secrets=("secret", "path_secret"), webhook=RingoverWebhook()),
        "twilio": Vendor(
            secrets=("auth_token",),
            options=("account_sid", "public_url"),
            webhook=TwilioWebhook(),
            recorder=TwilioRecorder(),
            sms=TwilioSender(),
            signed=True,
        ),
        "console": Vendor(
            webhook=ConsoleWebhook(),
            listener=ConsoleListener(),
            control=ConsoleControl(),
            sms=ConsoleSms(),
            signed=True,
            is_fake=True,
        ),
    }
)

# An address that holds a secret instead of a signature: 128 bits, in hexadecimal. With a digit, it is no word of an
# address of ours, so that no log repeats it.
_PATH_SECRET = re.compile(r"(?=.*[0-9])[0-9a-f]{32,}")
_WEB = ("http://", "https://")


def sends_sms(account: Account) -> bool:
    """Whether this account can carry short messages out."""
    vendor = VENDORS.get(account.provider)
    return vendor is not None and vendor.sms is not None and all(account.options.get(o) for o in vendor.sms_options)


class BadAccount(ValueError):
    """An account of the settings cannot work; the text says what to set, and never holds a value."""


def check_accounts(accounts: Iterable[Account], *, production: bool) -> None:
    """Raises BadAccount for a vendor nobody knows, a setting that lacks or cannot work, a fake in production."""
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
        _check_shapes(account, vendor)


def _check_shapes(account: Account, vendor: Vendor) -> None:
    """Raises BadAccount for a value that would fail, or let somebody in, once the service runs."""
    path_secret = account.secrets.get("path_secret")
    if path_secret is not None and not _PATH_SECRET.fullmatch(path_secret):
        raise BadAccount(
            f"the path_secret of {account.name} is not 32 hexadecimal digits or more (openssl rand -hex 16)"
        )
    if len(account.secrets.get("secret", "-" * vendor.secret_length)) < vendor.secret_length:
        raise BadAccount(f"the secret of {account.name} is shorter than {vendor.secret_length} characters")
    for name, value in sorted(account.options.items()):
        if name.endswith("_url") and not (value.startswith(_WEB) and urlsplit(value).hostname):
            raise BadAccount(f"{name} of {account.name} is no http:// or https:// address")
