"""Limits against whoever would hold every slot or have codes sent to strangers. Wide enough for any family.

A place is a keyed digest: of the browser's draft, of the connection's address, of a contact. Each limit lifts by
itself at the end of its window; nobody is ever shut out of the telephone.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from django.conf import settings
from django.db.models import Count, Min

from core import clock
from online.errors import TooManyCodes, TooManyOnline
from online.models import Allowance


class Asked(StrEnum):
    """What is counted, and where."""

    LOOK = "look"  # pages of slots, by connection at one practice
    LOOK_ALL = "look-all"  # the same at all practices
    HOLD = "hold"  # slots taken, by connection at one practice
    HOLD_ALL = "hold-all"
    HOLD_DEVICE = "hold-device"  # slots taken, by browser
    CODE = "code"  # codes sent, by connection at one practice
    CODE_ALL = "code-all"
    CODE_CONTACT = "code-contact"  # codes sent, by contact: nobody is flooded; with the tries of each, codes typed too
    TRY_CONTACT = "try-contact"  # passwords typed, by account
    ENTER = "enter"  # tries to enter an account, by connection
    LINK = "link"  # links followed, by connection
    OWN_EXPORT = "own-export"  # files of one's own data, by record
    OWN_REQUEST = "own-request"  # requests about one's data, by record: somebody reads and answers each


@dataclass(frozen=True, slots=True)
class Limit:
    most: int
    window: timedelta


LIMITS: Mapping[Asked, Limit] = MappingProxyType(
    {
        Asked.LOOK: Limit(120, timedelta(minutes=1)),
        Asked.LOOK_ALL: Limit(1200, timedelta(minutes=1)),
        Asked.HOLD: Limit(120, timedelta(hours=1)),
        Asked.HOLD_ALL: Limit(1200, timedelta(hours=1)),
        Asked.HOLD_DEVICE: Limit(30, timedelta(hours=1)),
        Asked.CODE: Limit(200, timedelta(hours=1)),
        Asked.CODE_ALL: Limit(1200, timedelta(hours=1)),
        Asked.CODE_CONTACT: Limit(6, timedelta(hours=1)),
        Asked.TRY_CONTACT: Limit(30, timedelta(hours=1)),
        Asked.ENTER: Limit(60, timedelta(hours=1)),
        Asked.LINK: Limit(60, timedelta(minutes=1)),
        Asked.OWN_EXPORT: Limit(10, timedelta(hours=1)),
        Asked.OWN_REQUEST: Limit(10, timedelta(hours=1)),
    }
)
# A connection cut to its network (ST-17) may be a whole carrier's: one busy practice leaves the others their room.
ELSEWHERE: Mapping[Asked, Asked] = MappingProxyType(
    {Asked.LOOK: Asked.LOOK_ALL, Asked.HOLD: Asked.HOLD_ALL, Asked.CODE: Asked.CODE_ALL}
)
# Slots that one connection keeps at the same moment, at one practice.
MOST_HELD = 20
LONGEST_WINDOW = timedelta(hours=1)


def place_of(text: str) -> str:
    """The keyed digest that stands for a device, an address or a contact."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"online.place:{text}".encode(), hashlib.sha256).hexdigest()


def count(asked: Asked, subject: str, refused: Callable[[timedelta], TooManyOnline] | None = None) -> None:
    """Count once more for this place. Raises TooManyOnline past the limit, saying when it lifts; `refused` words it.

    Nobody waits for anybody: whoever presses at the same instant is counted a moment later.
    """
    limit, now = LIMITS[asked], clock.now()
    lately = Allowance.objects.filter(kind=asked.value, subject=subject, at__gt=now - limit.window)
    found = lately.aggregate(times=Count("id"), first=Min("at"))
    if found["times"] >= limit.most:
        raise (refused or too_many)(found["first"] + limit.window - now)
    Allowance.objects.create(kind=asked.value, subject=subject, at=now)


def too_many(left: timedelta) -> TooManyOnline:
    """The refusal, with the wait in words."""
    seconds, wait = _wait(left)
    return TooManyOnline(retry_after=seconds, detail=f"Réessayez dans {wait}, ou appelez le cabinet.")


def too_many_codes(left: timedelta, instead: str) -> TooManyCodes:
    """Of one contact: whoever typed it may be somebody else, and its owner is not to be flooded.

    `instead`: what else they may do, in a sentence or "".
    """
    seconds, wait = _wait(left)
    then = f"{instead} Sinon, réessayez" if instead else "Réessayez"
    return TooManyCodes(retry_after=seconds, detail=f"{TooManyCodes.meaning} {then} dans {wait}.")


def _wait(left: timedelta) -> tuple[int, str]:
    seconds = int(left.total_seconds()) + 1
    minutes = max(1, -(-seconds // 60))
    return seconds, "une minute" if minutes == 1 else f"{minutes} minutes"
