"""A live recording of Asterisk, paused and resumed. The dialplan names it by the call's id (`CHANNEL(linkedid)`)."""

from telephony_adapters import http
from telephony_adapters.protocols import Account


class AsteriskRecorder:
    """`options`: ari_url; `secrets`: username, password."""

    def pause(self, account: Account, call_id: str) -> None:
        self._ask("POST", account, call_id)

    def resume(self, account: Account, call_id: str) -> None:
        self._ask("DELETE", account, call_id)

    def _ask(self, method: str, account: Account, call_id: str) -> None:
        http.call(
            method,
            f"{account.options['ari_url']}/recordings/live/{call_id}/pause",
            auth=(account.secrets["username"], account.secrets["password"]),
        )
