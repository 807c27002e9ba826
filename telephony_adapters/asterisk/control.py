"""Calls placed through Asterisk: the agent's telephone first, then the other party, with the practice's number."""

from telephony_adapters import http
from telephony_adapters.protocols import Account, CallRef

_ALREADY_THERE, _GONE = 409, 404


class AsteriskControl:
    """`options`: ari_url, context (of the dialplan that dials out), technology; `secrets`: username, password.

    Our request is the channel's id: asked for twice while the call lives, Asterisk answers 409 and dials once. After
    the call the id is free again, so the caller of this class keeps its own table of requests.
    """

    def place_call(self, account: Account, *, agent: str, to_e164: str, present_did: str, request_id: str) -> CallRef:
        answer = http.call(
            "POST",
            f"{account.options['ari_url']}/channels",
            auth=(account.secrets["username"], account.secrets["password"]),
            params={
                "endpoint": f"{account.options.get('technology', 'PJSIP')}/{agent}",
                "extension": to_e164,
                "context": account.options["context"],
                "priority": "1",
                "callerId": present_did,
                "channelId": request_id,
                "timeout": "30",
            },
            accepted=(_ALREADY_THERE,),
        )
        return CallRef(call_id=request_id, already=answer.status_code == _ALREADY_THERE)

    def hang_up(self, account: Account, call_id: str) -> None:
        http.call(
            "DELETE",
            f"{account.options['ari_url']}/channels/{call_id}",
            auth=(account.secrets["username"], account.secrets["password"]),
            accepted=(_GONE,),
        )
