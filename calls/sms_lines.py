"""From which account and under which sender a practice's short messages leave."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from calls.models import Line
from telephony_adapters.protocols import Account
from telephony_adapters.registry import VENDORS, sends_sms


@dataclass(frozen=True, slots=True)
class SmsLine:
    """`answers`: one may reply to it."""

    account: Account
    sender: str
    answers: bool


def sms_line(practice_id: UUID) -> SmsLine | None:
    """The practice's own line that can send; else an account with a shared `sms_sender`, which nobody answers to.

    None when no account sends short messages. The caller checked the scope.
    """
    sending = _sending()
    lines = Line.objects.filter(practice_id=practice_id, account__in=sorted(sending), withdrawn_at__isnull=True)
    line = lines.order_by("created_at", "id").first()
    if line is not None:
        account = sending[line.account]
        return SmsLine(account, line.e164, answers=VENDORS[account.provider].webhook is not None)
    return shared_line()


def shared_line() -> SmsLine | None:
    """The account that sends for everybody under one name; None when there is none."""
    shared = next((one for _, one in sorted(_sending().items()) if one.options.get("sms_sender")), None)
    return SmsLine(shared, shared.options["sms_sender"], answers=False) if shared else None


def _sending() -> dict[str, Account]:
    accounts: dict[str, Account] = settings.TELEPHONY_ACCOUNTS
    return {name: account for name, account in accounts.items() if sends_sms(account)}
