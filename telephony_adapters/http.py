"""One HTTP request to a vendor: bounded in time, and every end of it told in three words."""

from collections.abc import Mapping
from typing import Any

import httpx

from core.trusted import authorities
from telephony_adapters.protocols import NotReached, Refused, Unreachable

# Shorter than the lease of whoever sends (outbox.services.LEASE): a request that hangs must end before another
# worker takes the message over.
TIMEOUT_SECONDS = 15.0


def call(
    method: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    data: Mapping[str, str] | None = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    accepted: tuple[int, ...] = (),
) -> httpx.Response:
    """The answer, when it is a success or one of `accepted`.

    Raises Refused for another 4xx (certainly not done), NotReached when no connection was made (certainly not done
    either) and Unreachable for everything else (nobody knows). None says the address: it may hold a number.
    """
    try:
        answer = httpx.request(
            method,
            url,
            params=params,
            data=dict(data) if data else None,
            content=content,
            headers=dict(headers) if headers else None,
            auth=auth,
            timeout=TIMEOUT_SECONDS,
            verify=authorities(),
        )
    except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
        raise NotReached(type(problem).__name__) from None
    except httpx.HTTPError as problem:
        raise Unreachable(type(problem).__name__) from None
    if answer.is_success or answer.status_code in accepted:
        return answer
    if answer.is_client_error and answer.status_code not in (408, 425, 429):
        raise Refused(f"http-{answer.status_code}")
    raise Unreachable(f"http-{answer.status_code}")


def json_of(answer: httpx.Response) -> Any:
    """Raises Unreachable for a body that is not JSON: what was done is not known."""
    try:
        return answer.json()
    except ValueError:
        raise Unreachable("answer-unreadable") from None
