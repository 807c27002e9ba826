"""A short message printed on the terminal, the number shown by its last two digits."""

import sys

from telephony_adapters.protocols import Account, SmsRef
from telephony_adapters.sms_text import carriage


class ConsoleSms:
    def send_sms(self, account: Account, *, to_e164: str, text: str, sender: str, request_id: str) -> SmsRef:
        carried = carriage(text)
        sys.stdout.write(f"SMS à …{to_e164[-2:]} ({carried.parts} partie) : {carried.text} [{request_id}]\n")
        sys.stdout.flush()
        return SmsRef(provider_message_id=request_id, parts=carried.parts)
