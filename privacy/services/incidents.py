"""The register of incidents: opened, assessed, notified, closed; and the report of a lost or stolen account (CH-07)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts import services as accounts
from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from core import clock
from core.errors import InvalidInput, NotFound
from core.plain_text import clean_lines, clean_reason
from core.scoping import Actor
from practices.permissions import Permission, check_may
from practices.territory import check_may_report_for, organisations_of
from privacy.breach_clock import is_late
from privacy.errors import IncidentClosed, IncidentUnfinished
from privacy.incident_access import check_handles, handled_secretariats
from privacy.models.incident import DataCategory, Incident, IncidentOrigin, Nature, Risk

LONGEST_TEXT = 4000


@transaction.atomic
def report_compromise(*, actor: Actor, user_id: UUID | None = None) -> list[Incident]:
    """One's own account, or that of somebody one manages, is lost, stolen or in other hands (CH-07).

    At once: sessions ended, every secret void, the security contact told, an incident opened in the register of each
    of the person's organisations. No question asked: mending a false alarm costs an enrolment.
    Raises NotFound (nobody, or not one of one's own people), WrongStatus.
    """
    who = user_id or actor.user_id
    if who is None:
        raise NotFound
    if who != actor.user_id:
        check_may_report_for(actor, who)
    accounts.report_compromise(actor=actor, user_id=who)
    practices, secretariats = organisations_of(who, actor)
    places: list[tuple[UUID | None, UUID | None]] = [(practice, None) for practice in sorted(practices)]
    places += [(None, secretariat) for secretariat in sorted(secretariats)]
    return [_open(actor, *place, IncidentOrigin.COMPROMISE, account_id=who) for place in places or [(None, None)]]


@transaction.atomic
def declare_incident(
    *,
    actor: Actor,
    practice_id: UUID | None = None,
    secretariat_id: UUID | None = None,
    description: str,
    known_at: datetime,
    occurred_at: datetime | None = None,
) -> Incident:
    """Something happened to data: 72 hours run from `known_at` (aware). Raises NotFound, Forbidden, InvalidInput."""
    if (practice_id is None) == (secretariat_id is None):
        raise InvalidInput.at("practice", "one-organisation", "Indiquez un cabinet ou un télésecrétariat.")
    if practice_id is not None:
        check_may(actor, Permission.INCIDENT_HANDLE, practice_id)
    elif secretariat_id not in handled_secretariats(actor):
        raise NotFound
    now = clock.now()
    if known_at > now:
        raise InvalidInput.at("known_at", "in-the-future", "Donnez une date passée.")
    if occurred_at is not None and occurred_at > known_at:
        raise InvalidInput.at("occurred_at", "after-known", "L'incident précède le moment où il est connu.")
    return _open(
        actor,
        practice_id,
        secretariat_id,
        IncidentOrigin.DECLARED,
        known_at=known_at,
        occurred_at=occurred_at,
        description=clean_reason(description, "description", LONGEST_TEXT),
    )


@transaction.atomic
def assess_incident(
    *,
    actor: Actor,
    incident_id: UUID,
    risk: str,
    natures: Collection[str] = (),
    categories: Collection[str] = (),
    persons_count: int | None = None,
    consequences: str = "",
    measures: str = "",
) -> Incident:
    """What is known now, and the decision about the risk: a person's, said again whenever it changes.

    Raises NotFound, Forbidden, IncidentClosed, InvalidInput naming the field.
    """
    incident = _to_change(actor, incident_id)
    incident.risk = Risk(_one_of("risk", risk, Risk.values))
    incident.natures = sorted(_one_of("natures", one, Nature.values) for one in set(natures))
    incident.categories = sorted(_one_of("categories", one, DataCategory.values) for one in set(categories))
    incident.persons_count = persons_count
    incident.consequences = clean_lines(consequences, "consequences", LONGEST_TEXT) or None
    incident.measures = clean_lines(measures, "measures", LONGEST_TEXT) or None
    undecided = incident.risk == Risk.UNDECIDED
    incident.risk_decided_at = None if undecided else clock.now()
    incident.risk_decided_by_id = None if undecided else actor.user_id
    incident.save()
    _record(actor, incident, Action.INCIDENT_ASSESSED, risk=incident.risk)
    return incident


@transaction.atomic
def note_notification(*, actor: Actor, incident_id: UUID, notified_at: datetime, delay_reason: str = "") -> Incident:
    """The CNIL was notified at that instant (aware); after 72 hours the reason of the delay is required (art. 33.1).

    Raises NotFound, Forbidden, IncidentClosed, InvalidInput naming `notified_at` or `delay_reason`.
    """
    incident = _to_change(actor, incident_id)
    _check_past(incident, "notified_at", notified_at)
    late = is_late(incident.known_at, notified_at)
    incident.cnil_notified_at = notified_at
    incident.delay_reason = clean_reason(delay_reason, "delay_reason") if late else None
    incident.save()
    _record(actor, incident, Action.INCIDENT_NOTIFIED, notified_at=notified_at, late=late)
    return incident


@transaction.atomic
def note_persons_told(*, actor: Actor, incident_id: UUID, told_at: datetime) -> Incident:
    """The persons concerned were told (art. 34). Raises NotFound, Forbidden, IncidentClosed, InvalidInput."""
    incident = _to_change(actor, incident_id)
    _check_past(incident, "told_at", told_at)
    incident.persons_told_at = told_at
    incident.save()
    _record(actor, incident, Action.INCIDENT_PERSONS_TOLD, told_at=told_at)
    return incident


@transaction.atomic
def close_incident(*, actor: Actor, incident_id: UUID) -> Incident:
    """Nothing remains to be done: decided, notified where there is a risk, persons told where it is high.

    Raises NotFound, Forbidden, IncidentClosed, IncidentUnfinished naming what is missing.
    """
    incident = _to_change(actor, incident_id)
    missing = [
        duty
        for duty, undone in (
            ("risk", incident.risk == Risk.UNDECIDED),
            ("cnil_notified_at", incident.risk in (Risk.RISK, Risk.HIGH) and incident.cnil_notified_at is None),
            ("persons_told_at", incident.risk == Risk.HIGH and incident.persons_told_at is None),
        )
        if undone
    ]
    if missing:
        raise IncidentUnfinished(missing=missing)
    incident.closed_at = clock.now()
    incident.save()
    _record(actor, incident, Action.INCIDENT_CLOSED, risk=incident.risk)
    return incident


def incidents_due(practice_id: UUID | None, closed_before: datetime) -> QuerySet[Incident]:
    """R-22: a practice's (None: of no practice) closed at that instant, oldest first. The caller checked the scope."""
    return _of_place(practice_id).filter(closed_at__lte=closed_before).order_by("closed_at")


@transaction.atomic
def purge_incidents(*, actor: Actor, practice_id: UUID | None, closed_before: datetime, limit: int = 500) -> int:
    """Delete what R-22 no longer keeps, by the one door of the database, and journal it; returns how many.

    The product's own act: never of an incident closed less than five years ago, whatever `closed_before` says.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_purge_incidents(%s::uuid, %s::timestamptz, %s::integer)",
            [practice_id, closed_before, limit],
        )
        gone = [row[0] for row in cursor.fetchall()]
    audit.record_many(
        audit.Event(actor, Action.INCIDENT_PURGED, practice_id, ("privacy.incident", row_id)) for row_id in gone
    )
    return len(gone)


def _of_place(practice_id: UUID | None) -> QuerySet[Incident]:
    if practice_id is None:
        return Incident.objects.filter(practice_id__isnull=True)
    return Incident.objects.filter(practice_id=practice_id)


def _open(
    actor: Actor,
    practice_id: UUID | None,
    secretariat_id: UUID | None,
    origin: IncidentOrigin,
    *,
    account_id: UUID | None = None,
    known_at: datetime | None = None,
    occurred_at: datetime | None = None,
    description: str | None = None,
) -> Incident:
    now = clock.now()
    incident = Incident(
        practice_id=practice_id,
        secretariat_id=secretariat_id,
        origin=origin,
        account_id=account_id,
        known_at=known_at or now,
        occurred_at=occurred_at,
        opened_at=now,
        opened_by_id=actor.user_id,
        description=description,
    )
    incident.save(force_insert=True)
    _record(actor, incident, Action.INCIDENT_OPENED, origin=origin.value)
    return incident


def _to_change(actor: Actor, incident_id: UUID) -> Incident:
    incident = Incident.objects.select_for_update(of=("self",)).filter(id=incident_id).first()
    if incident is None:
        raise NotFound
    check_handles(actor, incident)
    if incident.closed_at is not None:
        raise IncidentClosed
    return incident


def _check_past(incident: Incident, field: str, moment: datetime) -> None:
    if not incident.known_at <= moment <= clock.now():
        raise InvalidInput.at(field, "not-in-the-past", "Donnez une date entre la découverte et maintenant.")


def _one_of(field: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise InvalidInput.at(field, "unknown-value", "Cette valeur n'est pas dans la liste.")
    return value


def _record(actor: Actor, incident: Incident, action: Action, **details: Scalar) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=incident.practice_id,
        entity=("privacy.incident", incident.id),
        details=details,
    )
