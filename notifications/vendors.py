"""A message handed to whoever carries it: a vendor of short messages, or the e-mail server of the settings."""

import smtplib
import socket
from uuid import UUID

import requests
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage

from notifications.judging import Leaves
from notifications.wording import Letter
from telephony_adapters.events import SmsKind
from telephony_adapters.protocols import Account, NotReached, Refused, SmsRef, Unreachable
from telephony_adapters.registry import VENDORS


def hand_over(way: Leaves, message: str | Letter, reference: UUID) -> SmsRef:
    """Raises NotReached and Refused (certainly not sent), Unreachable (nobody knows)."""
    if isinstance(message, Letter):
        return _by_email(way.to, message, reference)
    if way.line is None:
        raise Refused("no-line")
    sender = VENDORS[way.line.account.provider].sms
    if sender is None:
        raise Refused("no-sender")
    return sender.send_sms(
        way.line.account, to_e164=way.to, text=message, sender=way.line.sender, request_id=reference.hex
    )


def look_up(account_name: str, reference: UUID) -> SmsKind | None:
    """What the vendor says of our reference; None when it never took it. Raises CannotAsk, Unreachable."""
    account: Account | None = settings.TELEPHONY_ACCOUNTS.get(account_name)
    lookup = VENDORS[account.provider].sms_lookup if account else None
    if account is None or lookup is None:
        raise CannotAsk
    return lookup.state_of(account, reference.hex)


# What a provider refuses with one of these it may take later, or has taken already.
_PERHAPS = frozenset({408, 409, 425, 429})
# No mail server was reached, or it would not speak with us: nothing was handed over.
_NEVER_LEFT = (ConnectionRefusedError, socket.gaierror, smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError)


def _provider_said(error: AnymailAPIError) -> Exception:
    """In the three words of every vendor: never left, refused, or nobody knows."""
    if isinstance(error, requests.ConnectTimeout):
        return NotReached(type(error).__name__)
    status = error.status_code or 0
    if 400 <= status < 500 and status not in _PERHAPS:
        return Refused("email-refused")
    return Unreachable(f"http-{status}" if status else type(error).__name__)


class CannotAsk(Exception):
    """This vendor does not know messages by our reference."""


def _by_email(to: str, message: Letter, reference: UUID) -> SmsRef:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message_id = f"<{reference.hex}@{domain}>"
    # A machine's message: nobody's absence answers it.
    headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)
    try:
        mail.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, AnymailRecipientsRefused):
        raise Refused("email-refused") from None
    except AnymailAPIError as error:
        raise _provider_said(error) from None
    except _NEVER_LEFT as error:
        raise NotReached(type(error).__name__) from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(type(error).__name__) from None
    return SmsRef(provider_message_id=message_id, parts=1)
