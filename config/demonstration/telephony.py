"""The telephone accounts of a demonstration: an exchange of its own, a signed address, and short
messages printed on the terminal.
"""

import hashlib
import hmac

from telephony_adapters.protocols import Account

EXCHANGE, GENERIC, PRINTED = "exchange", "demo", "printed"


def accounts(secret_key: str, public_url: str) -> dict[str, Account]:
    """By name. The secret of the signed address is drawn with the demonstration's own."""
    secret = hmac.new(secret_key.encode(), b"telephony demo", hashlib.sha256).hexdigest()
    return {
        EXCHANGE: Account(
            "console",
            EXCHANGE,
            secrets={"secret": secret, "username": "demo", "password": secret[:16]},
            options={"public_url": public_url, "application": "cti", "context": "from-internal"},
        ),
        PRINTED: Account("console", PRINTED, options={"sms_sender": "Permanence"}),
        GENERIC: Account("generic", GENERIC, secrets={"secret": secret}, options={"public_url": public_url}),
    }
