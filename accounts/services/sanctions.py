"""Suspending and withdrawing access after a breach, and telling the Order: decided by people, never by the product.

The caller has checked that the person is one of those the actor manages (practices.services.people).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Least

from accounts.enums import AccountStatus, ReportRecipient, SanctionKind, Severity
from accounts.models import AccessSanction, OrderReport, User
from accounts.permissions import check_may_manage_people
from accounts.services.people import check_may_be_closed, close_account, suspend_user
from audit.actions import Action
from audit.services import record
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.plain_text import clean_reason
from core.scoping import Actor

UNKNOWN = "Cette valeur n'est pas dans la liste."


@transaction.atomic
def impose_suspension(
    *, actor: Actor, user_id: UUID, reason: str, severity: str, ends_at: datetime | None = None
) -> AccessSanction:
    """Out from the next request on; in again by itself at `ends_at` (aware), or when somebody lifts it.

    Raises Forbidden, NotFound, NotYourself, WrongStatus, InvalidInput naming `reason`, `severity` or `ends_at`.
    """
    at = clock.now()
    if ends_at is not None and ends_at <= at:
        raise InvalidInput.at("ends_at", "not-in-the-future", "Donnez une date à venir.")
    why = _checked(reason, severity)
    suspend_user(actor=actor, user_id=user_id, until=ends_at)
    return _write(actor, user_id, SanctionKind.SUSPENSION, severity, why, at, ends_at)


def check_withdrawable(*, actor: Actor, user_id: UUID, severity: str) -> None:
    """Whether a withdrawal may be asked for. Raises Forbidden, NotFound, NotYourself, WrongStatus, InvalidInput."""
    _checked_severity(severity)
    check_may_be_closed(actor, user_id)


@transaction.atomic
def withdraw_access(
    *, actor: Actor, user_id: UUID, reason: str, severity: str, decided_by: UUID | None = None
) -> AccessSanction:
    """End an account for good (CH-18): only a new account, with a new enrolment, brings the person back.

    `decided_by`: who asked for it, when the actor is the second person.
    Raises Forbidden, NotFound, NotYourself, WrongStatus, InvalidInput naming `reason` or `severity`.
    """
    why = _checked(reason, severity)
    close_account(actor=actor, user_id=user_id)
    return _write(actor, user_id, SanctionKind.WITHDRAWAL, severity, why, clock.now(), None, decided_by)


@transaction.atomic
def report_to_order(*, actor: Actor, sanction_id: UUID, recipient: str, reason: str) -> OrderReport:
    """Record that this person decided to tell the organisation or the Order (CH-19); the telling itself is theirs.

    Raises Forbidden (also for the product itself), NotFound, InvalidInput naming `recipient` or `reason`.
    """
    check_may_manage_people(actor)
    if actor.user_id is None:
        raise Forbidden
    if recipient not in ReportRecipient.values:
        raise InvalidInput.at("recipient", "unknown-value", UNKNOWN)
    sanction = AccessSanction.objects.filter(id=sanction_id).first()
    if sanction is None:
        raise NotFound
    report = OrderReport(
        sanction=sanction,
        recipient=recipient,
        reason=clean_reason(reason),
        decided_by_id=actor.user_id,
        decided_at=clock.now(),
    )
    report.save(force_insert=True)
    record(
        actor=actor,
        action=Action.ORDER_REPORTED,
        practice_id=None,
        entity=("accounts.sanction", sanction.id),
        details={"recipient": recipient, "severity": sanction.severity},
    )
    return report


@transaction.atomic
def open_reason(*, actor: Actor, sanction_id: UUID) -> str:
    """Why, in clear; the reading is journalled. Raises Forbidden, NotFound."""
    check_may_manage_people(actor)
    sanction = AccessSanction.objects.filter(id=sanction_id).first()
    if sanction is None:
        raise NotFound
    record(
        actor=actor,
        action=Action.SANCTION_OPENED,
        practice_id=None,
        entity=("accounts.sanction", sanction.id),
    )
    return sanction.reason.open()


@transaction.atomic
def tidy_ended_suspensions() -> int:
    """Write what the hour has already decided: whose suspension is over stands as before it; returns how many."""
    at = clock.now()
    over = User.objects.select_for_update(skip_locked=True).filter(
        status=AccountStatus.SUSPENDED, suspended_until__lte=at
    )
    people = list(over)
    for user in people:
        user.status, user.status_changed_at = user.status_at(at), user.suspended_until or at
        user.suspended_until = None
        user.save(update_fields=["status", "status_changed_at", "suspended_until"])
        record(
            actor=None,
            action=Action.PERSON_REINSTATED,
            practice_id=None,
            entity=("user", user.id),
            details={"automatic": True},
        )
    return len(people)


def sanctions_due(ended_before: datetime) -> QuerySet[AccessSanction]:
    """R-23: those that had ended at that instant, oldest first. A withdrawal counts from the day it was decided."""
    ended = AccessSanction.objects.annotate(over_at=Least("lifted_at", "ends_at"))
    return ended.filter(
        Q(over_at__lte=ended_before) | Q(kind=SanctionKind.WITHDRAWAL, starts_at__lte=ended_before)
    ).order_by(Coalesce("over_at", "starts_at"))


@transaction.atomic
def purge_sanctions(*, ended_before: datetime, limit: int = 500) -> int:
    """Delete what R-23 no longer keeps, with its reports; returns how many."""
    due = list(sanctions_due(ended_before).values_list("id", flat=True)[:limit])
    AccessSanction.objects.filter(id__in=due).delete()
    return len(due)


def _checked(reason: str, severity: str) -> str:
    _checked_severity(severity)
    return clean_reason(reason)


def _checked_severity(severity: str) -> None:
    if severity not in Severity.values:
        raise InvalidInput.at("severity", "unknown-value", UNKNOWN)


def _write(
    actor: Actor,
    user_id: UUID,
    kind: SanctionKind,
    severity: str,
    reason: str,
    at: datetime,
    ends_at: datetime | None,
    decided_by: UUID | None = None,
) -> AccessSanction:
    sanction = AccessSanction(
        user_id=user_id,
        kind=kind,
        severity=severity,
        reason=reason,
        decided_by_id=decided_by or actor.user_id,
        starts_at=at,
        ends_at=ends_at,
    )
    sanction.save(force_insert=True)
    record(
        actor=actor,
        action=Action.SANCTION_IMPOSED,
        practice_id=None,
        entity=("accounts.sanction", sanction.id),
        details={"kind": kind.value, "severity": severity, "user": user_id, "ends_at": ends_at},
    )
    return sanction
