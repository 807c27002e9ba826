"""Two boxes that carry nothing: one stops a teller at the door, to see which way it would take, one knows it left."""

from typing import NoReturn

from notifications.alerts import Alert
from notifications.codes import CodeMessage
from notifications.earlier import EarlierMessage
from notifications.guardians import GuardianMessage
from notifications.letters import LetterMessage
from notifications.parcels import Message, Parcel, parcel


class AtTheDoor(Exception):
    """The teller has something to say; nothing of it was sent."""

    def __init__(self, found: Parcel) -> None:
        super().__init__()
        self.found = found


class Door:
    """Raises AtTheDoor in the place of sending."""

    def tell_guardian(self, message: GuardianMessage) -> None:
        _stop(message)

    def send_letter(self, letter: LetterMessage) -> None:
        _stop(letter)

    def send_code(self, message: CodeMessage) -> None:
        _stop(message)

    def offer_earlier(self, message: EarlierMessage) -> None:
        _stop(message)

    def alert_practitioner(self, alert: Alert) -> None:
        _stop(alert)


class Gone:
    """The vendor has the message already: what the teller writes after sending is written, nothing is sent."""

    def tell_guardian(self, message: GuardianMessage) -> None: ...
    def send_letter(self, letter: LetterMessage) -> None: ...
    def send_code(self, message: CodeMessage) -> None: ...
    def offer_earlier(self, message: EarlierMessage) -> None: ...
    def alert_practitioner(self, alert: Alert) -> None: ...


def _stop(message: Message) -> NoReturn:
    raise AtTheDoor(parcel(message))
