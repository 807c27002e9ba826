"""The register of incidents as it is read: what remains to be done first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from practices.permissions import Permission, practices_where
from privacy.breach_clock import Standing, deadline, hours_left, standing
from privacy.incident_access import check_handles, handled_secretariats
from privacy.models.incident import Incident, Risk

ALARMS = (Standing.OVERDUE, Standing.PRESSING)


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident and its clock: `hours_left` is None once nothing runs any more."""

    incident: Incident
    standing: Standing
    deadline: datetime
    hours_left: int | None

    @property
    def is_alarm(self) -> bool:
        return self.standing in ALARMS


@dataclass(frozen=True, slots=True)
class IncidentTexts:
    """What people wrote, in clear."""

    description: str
    consequences: str
    measures: str
    delay_reason: str


def incidents_of(actor: Actor) -> list[IncidentLine]:
    """Every incident the actor handles: those whose clock runs out first, then the open ones, then the closed."""
    mine = Q(practice_id__in=practices_where(actor, Permission.INCIDENT_HANDLE))
    mine |= Q(secretariat_id__in=handled_secretariats(actor))
    at = clock.now()
    lines = [line_of(one, at) for one in Incident.objects.filter(mine).select_related("practice", "secretariat")]
    return sorted(
        lines,
        key=lambda line: (
            line.incident.closed_at is not None,
            line.hours_left is None,
            line.incident.known_at if line.hours_left is not None else at,
            -line.incident.opened_at.timestamp(),
        ),
    )


def alarms_of(actor: Actor) -> Sequence[IncidentLine]:
    """Those to be notified within a day, and those that should have been."""
    return [line for line in incidents_of(actor) if line.is_alarm]


def incident_in(actor: Actor, incident_id: UUID) -> Incident:
    """One incident the actor handles. Raises NotFound, Forbidden."""
    incident = Incident.objects.filter(id=incident_id).select_related("practice", "secretariat", "account").first()
    if incident is None:
        raise NotFound
    check_handles(actor, incident)
    return incident


def open_texts(actor: Actor, incident: Incident) -> IncidentTexts:
    """The texts in clear; the reading is journalled. `incident` comes from `incident_in`."""
    audit.record(
        actor=actor,
        action=Action.INCIDENT_OPENED_TO_READ,
        practice_id=incident.practice_id,
        entity=("privacy.incident", incident.id),
    )
    fields = (incident.description, incident.consequences, incident.measures, incident.delay_reason)
    return IncidentTexts(*("" if text is None else text.open() for text in fields))


def line_of(incident: Incident, at: datetime) -> IncidentLine:
    """The incident with its clock at `at` (aware)."""
    now_stands = standing(
        incident.known_at,
        without_risk=incident.risk == Risk.NONE,
        notified_at=incident.cnil_notified_at,
        at=at,
    )
    runs = now_stands in (Standing.RUNNING, *ALARMS)
    left = hours_left(incident.known_at, at) if runs else None
    return IncidentLine(incident, now_stands, deadline(incident.known_at), left)
