"""A message handed to any gateway that speaks our own words: signed, known by our reference, asked about by it.

`POST send_url` with `{"reference", "to", "from", "text", "parts"}`, signed like a webhook, `Idempotency-Key` being the
reference: the same reference again is the same message. `GET send_url/REFERENCE` answers `{"sms_kind": …}`, or 404
when the gateway never took it.
"""

import json
import time

from telephony_adapters import http
from telephony_adapters.events import SmsKind
from telephony_adapters.generic import signature
from telephony_adapters.protocols import Account, SmsRef, Unreachable
from telephony_adapters.sms_text import carriage

NOT_FOUND = 404


class GenericSender:
    """`options`: send_url; `secrets`: secret."""

    def send_sms(self, account: Account, *, to_e164: str, text: str, sender: str, request_id: str) -> SmsRef:
        carried = carriage(text)
        body = json.dumps(
            {"reference": request_id, "to": to_e164, "from": sender, "text": carried.text, "parts": carried.parts}
        ).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": request_id}
        answer = http.call(
            "POST", account.options["send_url"], content=body, headers={**headers, **_signed(account, body)}
        )
        message_id = http.json_of(answer).get("message_id")
        return SmsRef(provider_message_id=str(message_id) if message_id else None, parts=carried.parts)

    def state_of(self, account: Account, request_id: str) -> SmsKind | None:
        url = f"{account.options['send_url'].rstrip('/')}/{request_id}"
        answer = http.call("GET", url, headers=_signed(account, request_id.encode()), accepted=(NOT_FOUND,))
        if answer.status_code == NOT_FOUND:
            return None
        try:
            return SmsKind(str(http.json_of(answer).get("sms_kind")))
        except ValueError:
            raise Unreachable("answer-unreadable") from None


def _signed(account: Account, body: bytes) -> dict[str, str]:
    timestamp = str(int(time.time()))
    signed = signature.signature_of(account.secrets["secret"], timestamp, body)
    return {signature.TIMESTAMP: timestamp, signature.SIGNATURE: signed}
