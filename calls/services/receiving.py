"""Keeping what a vendor said, before anybody reads it: one insertion, then the answer."""

from django.db import transaction

from calls.models import InboxMessage
from telephony_adapters.protocols import Account, RawMessage, RawRequest
from telephony_adapters.raw import dumps, key_of


@transaction.atomic
def receive(account: Account, raw: RawRequest | RawMessage) -> None:
    """Sealed, and once: the same bytes again change nothing. The caller checked the signature of a request.

    The reader is told by the database after the commit.
    """
    InboxMessage.objects.bulk_create(
        [InboxMessage(account=account.name, message_key=key_of(raw), body=dumps(raw), received_at=raw.received_at)],
        ignore_conflicts=True,
    )
