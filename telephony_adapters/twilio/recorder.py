"""The recording of a live call at Twilio, paused and resumed: silence stands for what was said meanwhile."""

from telephony_adapters import http
from telephony_adapters.protocols import Account
from telephony_adapters.twilio.sender import API

# Whichever recording runs now.
CURRENT = "Twilio.CURRENT"


class TwilioRecorder:
    """`options`: account_sid, and api_url for a test's own server; `secrets`: auth_token."""

    def pause(self, account: Account, call_id: str) -> None:
        self._ask(account, call_id, {"Status": "paused", "PauseBehavior": "silence"})

    def resume(self, account: Account, call_id: str) -> None:
        self._ask(account, call_id, {"Status": "in-progress"})

    def _ask(self, account: Account, call_id: str, wanted: dict[str, str]) -> None:
        sid = account.options["account_sid"]
        http.call(
            "POST",
            f"{account.options.get('api_url', API)}/Accounts/{sid}/Calls/{call_id}/Recordings/{CURRENT}.json",
            auth=(sid, account.secrets["auth_token"]),
            data=wanted,
        )
