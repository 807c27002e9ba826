"""A message handed to Twilio. It keeps no idempotency key: after a lost answer, ask by our own reference, never resend.

Our reference travels in the address of the receipts, which Twilio keeps with the message.
"""

from urllib.parse import urlencode

from telephony_adapters import http
from telephony_adapters.protocols import Account, SmsRef, Unreachable
from telephony_adapters.sms_text import carriage

API = "https://api.twilio.com/2010-04-01"


class TwilioSender:
    """`options`: account_sid, public_url, and api_url for a test's own server; `secrets`: auth_token."""

    def send_sms(self, account: Account, *, to_e164: str, text: str, sender: str, request_id: str) -> SmsRef:
        carried = carriage(text)
        sid = account.options["account_sid"]
        base = account.options["public_url"].rstrip("/")
        answer = http.call(
            "POST",
            f"{account.options.get('api_url', API)}/Accounts/{sid}/Messages.json",
            auth=(sid, account.secrets["auth_token"]),
            data={
                "To": to_e164,
                "From": sender,
                "Body": carried.text,
                "StatusCallback": f"{base}/telephonie/twilio/{account.name}/?{urlencode({'ref': request_id})}",
            },
        )
        message_id = http.json_of(answer).get("sid")
        if not isinstance(message_id, str):
            raise Unreachable("answer-without-id")
        return SmsRef(provider_message_id=message_id, parts=carried.parts)
