"""What the verbs that open and shut agendas share.

Each locks the agendas it touches *exclusively*: no visit is booked meanwhile. Visits whose opening
vanishes are flagged, never deleted; a flag falls when the opening comes back. What is past stays as
it was: only an import, which speaks for the system, writes there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from audit.actions import Action
from audit.details import Scalar
from audit.services import record
from booking.errors import WrongRange
from booking.local_time import local_date
from booking.offer import agenda_of
from booking.openings import Agenda
from booking.services.orphans import review_orphans
from core import clock
from core.errors import FieldError, InvalidInput, NotFound
from core.scoping import Actor, Channel
from practices.models import PractitionerRole
from practices.permissions import Permission, check_may

Row = TypeVar("Row", covariant=True)
Made = TypeVar("Made")
PAST = "Le passé ne change pas : choisissez aujourd'hui ou plus tard."


@dataclass(frozen=True, slots=True)
class Effect(Generic[Row]):
    """What the verb left, and the appointments that lost their opening by it: somebody calls these patients."""

    row: Row
    orphaned: tuple[UUID, ...]


def editable(actor: Actor, practitioner_role_id: UUID) -> Agenda:
    """The agenda, when its openings may be changed. Raises NotFound, Forbidden."""
    agenda = agenda_of(actor, practitioner_role_id)
    check_may(actor, Permission.OPENING_EDIT, agenda.practice_id)
    return agenda


def today_at(agenda: Agenda) -> date:
    return local_date(clock.now(), agenda.place.zone)


def check_not_past(actor: Actor, agenda: Agenda, field: str, day: date) -> None:
    """Raises InvalidInput. Today is not past."""
    if day < today_at(agenda) and actor.channel is not Channel.SYSTEM:
        raise InvalidInput.at(field, "past", PAST)


def check_practises(practice_id: UUID, practitioner_id: UUID) -> None:
    """Raises NotFound for somebody without a role in the practice."""
    if not PractitionerRole.objects.filter(practice_id=practice_id, practitioner_id=practitioner_id).exists():
        raise NotFound()


def people_at(location_id: UUID) -> list[UUID]:
    return list(PractitionerRole.objects.filter(location_id=location_id).values_list("practitioner_id", flat=True))


def check_range(start: datetime, end: datetime) -> None:
    """Raises WrongRange."""
    # In UTC: two times of one zone compare by the hands of the clock, even in the hour that exists twice.
    if end.astimezone(UTC) <= start.astimezone(UTC):
        raise WrongRange(errors=[FieldError("end", "end-before-start", "La fin doit suivre le début.")])


def check_past_stays(actor: Actor, former: tuple[datetime, datetime], told: tuple[datetime, datetime]) -> None:
    """Raises InvalidInput when a change of a shut period would say something else of the time before now."""
    if actor.channel is Channel.SYSTEM:
        return
    now = clock.now()
    for field, was, becomes in zip(("start", "end"), former, told, strict=True):
        if was != becomes and min(was, becomes) < now:
            raise InvalidInput.at(field, "past", PAST)


def left_after_removal(actor: Actor, start: datetime, end: datetime) -> datetime | None:
    """When a shut period taken away now ends: None when nothing of it is past. Raises InvalidInput once it is over."""
    if actor.channel is Channel.SYSTEM:
        return None
    now = clock.now()
    if end <= now:
        raise InvalidInput.at("end", "past", PAST)
    return now if start < now else None


def journal_opening(actor: Actor, agenda: Agenda, kind: str, entity_id: UUID, **details: Scalar) -> None:
    """Journal a change of the openings of one agenda."""
    record(
        actor=actor,
        action=Action.OPENING_CHANGED,
        practice_id=agenda.practice_id,
        entity=(kind, entity_id),
        details={"role": agenda.role_id, **details},
    )


def reviewed(actor: Actor, practice_id: UUID, people: Iterable[UUID], row: Made) -> Effect[Made]:
    """Set the flags right and say which visits lost their opening."""
    return Effect(row, review_orphans(actor, practice_id, people))
