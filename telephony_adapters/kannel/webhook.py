"""Kannel's callbacks: receipts and replies, by GET, known by the secret in their address. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from telephony_adapters.addresses import check_path_secret
from telephony_adapters.bodies import MalformedBody
from telephony_adapters.events import CallEvent, SmsEvent, SmsKind, content_id
from telephony_adapters.numbers import signalled
from telephony_adapters.protocols import Account, RawRequest, RawResponse, Verified
from telephony_adapters.sms_text import is_stop

PROVIDER = "kannel"
_RECEIPTS = {
    "1": SmsKind.DELIVERED,
    "2": SmsKind.FAILED,
    "4": SmsKind.SUBMITTED,  # kept by the operator for later
    "8": SmsKind.ACCEPTED,
    "16": SmsKind.FAILED,
}


class KannelWebhook:
    """`Account.secrets["path_secret"]` is the last segment of the address."""

    def verify(self, request: RawRequest, account: Account) -> Verified:
        check_path_secret(request, account)
        return self.read(request)

    def read(self, request: RawRequest) -> Verified:
        return Verified(request, _query(urlsplit(request.url).query))

    def parse(self, verified: Verified, account: Account) -> Sequence[CallEvent | SmsEvent]:
        query: dict[str, bytes] = verified.content
        kind = _text(query, "kind")
        if kind == "receipt":
            return _receipt(query, account)
        if kind == "reply":
            return [_reply(query, account)]
        raise MalformedBody("kind")

    def answer(self, verified: Verified) -> RawResponse:
        """An empty body: anything written here would be sent to the person as an answer."""
        return RawResponse(headers={"Content-Type": "text/plain"})


def _receipt(query: dict[str, bytes], account: Account) -> list[SmsEvent]:
    """The echo of our text is raw bytes of the telephone alphabet, and is not asked for."""
    reference, status = _text(query, "ref"), _text(query, "status")
    kind = _RECEIPTS.get(status)
    if kind is None:
        raise MalformedBody("status")
    return [
        SmsEvent(
            provider=PROVIDER,
            account=account.name,
            event_id=content_id(account.name, reference, status),
            kind=kind,
            message_ref=reference,
            occurred_at=_instant(query),
            error=f"status-{status}" if kind is SmsKind.FAILED else None,
        )
    ]


def _reply(query: dict[str, bytes], account: Account) -> SmsEvent:
    text = _message(query)
    sender, line = _text(query, "from"), _text(query, "to")
    return SmsEvent(
        provider=PROVIDER,
        account=account.name,
        # Its id stays the same when it tries again.
        event_id=content_id(account.name, "reply", _text(query, "id")),
        kind=SmsKind.OPTED_OUT if is_stop(text) else SmsKind.RECEIVED,
        provider_message_id=_text(query, "id"),
        from_e164=signalled(sender)[1],
        to_e164=signalled(line)[1],
        text=text,
        occurred_at=_instant(query),
    )


def _message(query: dict[str, bytes]) -> str:
    charset = _text(query, "charset").upper()
    encoding = "utf-16-be" if charset in ("UTF-16BE", "UTF-16") else "utf-8"
    return query.get("text", b"").decode(encoding, "replace")


def _query(query: str) -> dict[str, bytes]:
    """Names and raw bytes: which letters the bytes are, one of the values says."""
    pairs = parse_qsl(query, keep_blank_values=True, encoding="latin-1", max_num_fields=30)
    return {name: value.encode("latin-1") for name, value in pairs}


def _text(query: dict[str, bytes], name: str) -> str:
    try:
        return query[name].decode("ascii")
    except (KeyError, UnicodeDecodeError):
        raise MalformedBody(name) from None


def _instant(query: dict[str, bytes]) -> datetime | None:
    written = query.get("ts", b"")
    return datetime.fromtimestamp(int(written), UTC) if written.isdigit() and len(written) < 12 else None
