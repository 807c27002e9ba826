"""The telephone accounts of a demonstration: an exchange that only recordings speak for, and a signed address."""

import hashlib
import hmac

from telephony_adapters.protocols import Account

EXCHANGE, GENERIC = "exchange", "demo"


def accounts(secret_key: str, public_url: str) -> dict[str, Account]:
    """By name. The secret of the signed address is drawn with the demonstration's own."""
    secret = hmac.new(secret_key.encode(), b"telephony demo", hashlib.sha256).hexdigest()
    return {
        EXCHANGE: Account(
            "asterisk",
            EXCHANGE,
            secrets={"username": "demo", "password": secret[:16]},
            options={"ari_url": "http://127.0.0.1:8088/ari", "application": "cti", "context": "from-internal"},
        ),
        GENERIC: Account("generic", GENERIC, secrets={"secret": secret}, options={"public_url": public_url}),
    }
