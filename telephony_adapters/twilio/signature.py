"""Twilio's signature, on the address as they called it and the parameters, or the digest of a JSON body. Pure.

HMAC of the address followed, for each parameter name sorted and each of its distinct values sorted, by name and value;
Base64 in `X-Twilio-Signature`. A JSON body is bound by `bodySHA256` in the address: without it the signature says
nothing of the body, and is refused.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

from telephony_adapters.protocols import BadSignature

HEADER = "x-twilio-signature"
_PORTS = {"https": 443, "http": 80}


def check(token: str, url: str, offered: str, form: dict[str, list[str]] | None, body: bytes) -> None:
    """`form` is the decoded parameters, None for another body. Raises BadSignature."""
    if form is None:
        digests = parse_qs(urlsplit(url).query).get("bodySHA256", [])
        if digests != [hashlib.sha256(body).hexdigest()]:
            raise BadSignature
    suffix = "".join(name + value for name in sorted(form or {}) for value in sorted(set((form or {})[name])))
    matches = [
        hmac.compare_digest(_signed(token, address + suffix), offered.encode("utf-8", "replace"))
        for address in _spellings(url)
    ]
    if not any(matches):
        raise BadSignature


def _signed(token: str, text: str) -> bytes:
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest())


def _spellings(url: str) -> Iterator[str]:
    """With and without the usual port of the scheme: they sign either."""
    parts = urlsplit(url)
    yield url
    usual = _PORTS.get(parts.scheme)
    if parts.port is None and usual:
        yield _at(parts, f"{parts.netloc}:{usual}")
    elif parts.port == usual and parts.hostname:
        yield _at(parts, parts.netloc.rpartition(":")[0])


def _at(parts: SplitResult, netloc: str) -> str:
    return urlunsplit(parts._replace(netloc=netloc))
