"""A message handed to Kannel. It answers without a message id: receipts carry our own reference back."""

from urllib.parse import urlencode

from telephony_adapters import http
from telephony_adapters.protocols import Account, Refused, SmsRef
from telephony_adapters.sms_text import Alphabet, carriage

# Delivered, failed, buffered, accepted by the operator, refused by the operator.
_ALL_RECEIPTS = "31"


class KannelSender:
    """`options`: send_url, public_url (ours, for receipts); `secrets`: username, password, path_secret."""

    def send_sms(self, account: Account, *, to_e164: str, text: str, sender: str, request_id: str) -> SmsRef:
        carried = carriage(text)
        answer = http.call(
            "GET",
            account.options["send_url"],
            params={
                "username": account.secrets["username"],
                "password": account.secrets["password"],
                "from": sender,
                "to": to_e164,
                "text": carried.text,
                "charset": "UTF-8",
                "coding": "0" if carried.alphabet is Alphabet.GSM7 else "2",
                "dlr-mask": _ALL_RECEIPTS,
                "dlr-url": receipt_url(account, request_id),
            },
        )
        # "0: Accepted for delivery" or "3: Queued for later delivery"; anything else was not taken.
        if answer.text[:2] not in ("0:", "3:"):
            raise Refused("gateway-refused")
        return SmsRef(provider_message_id=None, parts=carried.parts)


def receipt_url(account: Account, request_id: str) -> str:
    """Where Kannel reports: it fills in %d (what happened), %T (when) and %I (its own id)."""
    base = account.options["public_url"].rstrip("/")
    query = urlencode({"kind": "receipt", "ref": request_id})
    secret = account.secrets["path_secret"]
    return f"{base}/telephonie/kannel/{account.name}/{secret}/?{query}&status=%d&ts=%T&id=%I"
