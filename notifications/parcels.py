"""A message of another room as it leaves: by which way, and what is said. Pure: no database, no vendor."""

from dataclasses import dataclass, field
from functools import singledispatch
from uuid import UUID

from calls.sms_lines import SmsLine, shared_line
from notifications.alerts import Alert
from notifications.codes import CodeMessage
from notifications.earlier import EarlierMessage
from notifications.guardians import GuardianMessage
from notifications.judging import Leaves
from notifications.kinds import Medium
from notifications.letters import LetterMessage
from notifications.wording import Letter

Message = GuardianMessage | LetterMessage | CodeMessage | EarlierMessage | Alert


@dataclass(frozen=True, slots=True)
class Parcel:
    """`key` is our reference. Neither where to nor what is said is shown by accident."""

    key: UUID
    way: Leaves
    said: str | Letter = field(repr=False)


@singledispatch
def parcel(message: Message) -> Parcel:
    """How this message leaves. A short one without a line has a way that leads nowhere."""
    raise TypeError(type(message).__name__)


@parcel.register
def _(message: GuardianMessage) -> Parcel:
    text = f"{message.sentence} {message.address}"
    if message.contact.mobile:
        return _short(message.key, message.line, message.contact.mobile, text)
    return _mail(message.key, "Un rendez-vous attend votre accord", text, message.contact.email)


@parcel.register
def _(message: LetterMessage) -> Parcel:
    # The subject says nothing of what was asked.
    return _mail(message.key, "Un courrier vous est adressé", message.body, message.to)


@parcel.register
def _(message: CodeMessage) -> Parcel:
    if message.is_sms:
        return _short(message.key, shared_line(), message.to, message.sentence)
    return _mail(message.key, "Votre code", message.sentence, message.to)


@parcel.register
def _(message: EarlierMessage) -> Parcel:
    if message.is_sms:
        return _short(message.key, message.line, message.to, message.sentence)
    return _mail(message.key, "Une place se libère plus tôt", message.sentence, message.to)


@parcel.register
def _(message: Alert) -> Parcel:
    return _short(message.key, message.line, message.number, message.text)


def _short(key: UUID, line: SmsLine | None, number: str, text: str) -> Parcel:
    return Parcel(key, Leaves(Medium.SMS, number, line), text)


def _mail(key: UUID, subject: str, body: str, to: str) -> Parcel:
    return Parcel(key, Leaves(Medium.EMAIL, to), Letter(subject, f"{body}\n"))
