"""What rooms above this one ask to be sent: they say what the outbox row means, this room sends it.

A room registers its topic when it starts, so that imports only go down. The teller runs in the practice's context and
in one transaction: None means sent; a code is why nothing is said. It is asked twice, and more after a failure: once
up to the door, to learn by which way it would leave, then to send; so all it writes, it writes after the box's method.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from notifications.alerts import Alert
from notifications.codes import CodeMessage
from notifications.earlier import EarlierMessage
from notifications.guardians import GuardianMessage
from notifications.kinds import Kind
from notifications.letters import LetterMessage
from outbox.services import Claim


class LetterBox(Protocol):
    """The part of a sender that other rooms use; twice the same key is one letter, one SMS.

    Raises NotReached, Refused and Unreachable of telephony_adapters.protocols.
    """

    def send_letter(self, letter: LetterMessage) -> None: ...
    def send_code(self, message: CodeMessage) -> None: ...
    def offer_earlier(self, message: EarlierMessage) -> None: ...

    def alert_practitioner(self, alert: Alert) -> None: ...
    def tell_guardian(self, message: GuardianMessage) -> None: ...


Teller = Callable[[LetterBox, Claim], str | None]
_tellers: dict[str, tuple[Kind, Teller]] = {}


def register(topic: str, kind: Kind, teller: Teller) -> None:
    """Called by a room's AppConfig.ready(); the same topic twice is one."""
    _tellers[topic] = kind, teller


def tellers() -> Mapping[str, tuple[Kind, Teller]]:
    return MappingProxyType(_tellers)
