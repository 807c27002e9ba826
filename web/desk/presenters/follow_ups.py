"""What the desk shows of the work that messages leave."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from notifications.kinds import Medium
from notifications.models import Cause
from notifications.queries import FollowUpLine, OpenedReply
from patients.lines import PatientLine
from telephony_adapters.numbers import display_phone
from web import french

_RED = frozenset({Cause.CANCEL_ASKED, Cause.NOT_TOLD})


@dataclass(frozen=True, slots=True)
class FollowUpCard:
    """An address is empty where there is nothing to open; `others` are the channels it may leave by again."""

    id: UUID
    tone: str
    cause: str
    reason: str
    message: str
    practice: str
    since: str
    who: str
    file_url: str
    visit: str
    visit_url: str
    phones: list[tuple[str, str]]
    others: list[tuple[str, str]]
    reply_id: UUID | None
    # An hour to offer by telephone, or that its time to answer has passed; empty for other lines.
    sooner: str = ""


@dataclass(frozen=True, slots=True)
class OpenedCard:
    reply_id: UUID
    text: str
    at: str
    phone: str
    tel: str
    holders: list[tuple[str, str]]


def follow_up_card(line: FollowUpLine) -> FollowUpCard:
    """One line of the list; whose file it is, when that is sure."""
    patient = line.patient
    return FollowUpCard(
        id=line.id,
        tone="alert" if line.cause in _RED else "warn",
        cause=line.cause.label,
        reason=line.reason,
        message=line.message,
        practice=line.practice_name,
        since=french.when(line.opened_at, line.timezone),
        who=_name(patient) if patient else "",
        file_url=reverse("desk:patient", args=[patient.id]) if patient else "",
        visit=french.when(line.starts_at, line.timezone) if line.starts_at else "",
        visit_url=reverse("desk:appointment", args=[line.appointment_id]) if line.appointment_id else "",
        phones=[(number, display_phone(number)) for number in patient.phones] if patient else [],
        others=_channels(line),
        reply_id=line.reply_id,
        sooner=_sooner(line),
    )


def opened_card(opened: OpenedReply) -> OpenedCard:
    """The words of an answer, and everybody whose number it is: none is chosen."""
    return OpenedCard(
        reply_id=opened.id,
        text=opened.text,
        at=french.when(opened.at, french.HOME_ZONE),
        phone=display_phone(opened.number),
        tel=opened.number,
        holders=[(_name(one), reverse("desk:patient", args=[one.id])) for one in opened.holders],
    )


def _sooner(line: FollowUpLine) -> str:
    if line.cause is not Cause.EARLIER:
        return ""
    if line.sooner is None or line.sooner.start is None or line.sooner.until is None:
        return "le temps de répondre est passé"
    until = french.hour(french.local(line.sooner.until, line.timezone))
    return f"{french.when(line.sooner.start, line.timezone)}, gardée jusqu'à {until}"


def _channels(line: FollowUpLine) -> list[tuple[str, str]]:
    """The other channel first; after a failure the same one may be tried again, never when it may have arrived."""
    if not line.may_resend or line.channel is None:
        return []
    other = Medium.EMAIL if line.channel is Medium.SMS else Medium.SMS
    offered = [other, line.channel] if line.cause is Cause.FAILED else [other]
    return [(medium.value, "par e-mail" if medium is Medium.EMAIL else "par SMS") for medium in offered]


def _name(patient: PatientLine) -> str:
    return f"{patient.family_name} {patient.given_names}"
