"""What this room forgets: mandates and memberships, five years after they ended (R-15)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Least

from audit import services as audit
from audit.actions import Action
from core.scoping import Actor
from practices.models import Delegation, PracticeMembership, SecretariatMembership
from practices.permissions import Permission, check_may


def practices_listed() -> list[UUID]:
    """The id of every practice, for what the product does for each of them at night. Needs no context."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice_id FROM practices_listed() AS practice_id ORDER BY 1")
        return [practice_id for (practice_id,) in cursor.fetchall()]


def mandates_due(practice_id: UUID, before: datetime) -> tuple[int, datetime | None]:
    """How many mandates and memberships ended before that instant, and the next end. The caller checked the scope."""
    mandates, memberships = _mandates(practice_id), _memberships(practice_id)
    ends = [
        mandates.filter(ended__gt=before).order_by("ended").values_list("ended", flat=True).first(),
        memberships.filter(ended_at__gt=before).order_by("ended_at").values_list("ended_at", flat=True).first(),
    ]
    due = mandates.filter(ended__lte=before).count() + memberships.filter(ended_at__lte=before).count()
    return due, min((end for end in ends if end is not None), default=None)


@transaction.atomic
def purge_mandates(*, actor: Actor, practice_id: UUID, before: datetime, limit: int = 500) -> int:
    """Delete at most `limit` of each that ended before that instant; returns how many. Raises NotFound, Forbidden."""
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    mandates = sorted(_mandates(practice_id).filter(ended__lte=before).values_list("id", flat=True)[:limit])
    memberships = sorted(_memberships(practice_id).filter(ended_at__lte=before).values_list("id", flat=True)[:limit])
    Delegation.objects.filter(practice_id=practice_id, id__in=mandates).delete()
    PracticeMembership.objects.filter(practice_id=practice_id, id__in=memberships).delete()
    audit.record_many(
        audit.Event(actor, action, practice_id, (kind, row_id))
        for action, kind, ids in (
            (Action.DELEGATION_PURGED, "practices.delegation", mandates),
            (Action.MEMBERSHIP_PURGED, "practices.membership", memberships),
        )
        for row_id in ids
    )
    return len(mandates) + len(memberships)


def secretaries_due(before: datetime) -> tuple[int, datetime | None]:
    """How many memberships of secretariats ended before that instant, and the end of the next one."""
    rows = SecretariatMembership.objects.filter(ended_at__isnull=False)
    soon = rows.filter(ended_at__gt=before).order_by("ended_at").values_list("ended_at", flat=True).first()
    return rows.filter(ended_at__lte=before).count(), soon


@transaction.atomic
def purge_secretaries(*, actor: Actor, before: datetime, limit: int = 500) -> int:
    """Delete at most `limit` of them; returns how many. The product's own act."""
    rows = SecretariatMembership.objects.filter(ended_at__lte=before).order_by("ended_at", "id")
    ids = list(rows.values_list("id", flat=True)[:limit])
    SecretariatMembership.objects.filter(id__in=ids).delete()
    audit.record_many(
        audit.Event(actor, Action.MEMBERSHIP_PURGED, None, ("practices.secretariat_membership", row_id))
        for row_id in ids
    )
    return len(ids)


def _mandates(practice_id: UUID) -> QuerySet[Any]:
    return Delegation.objects.filter(practice_id=practice_id).annotate(
        ended=Least("ends_at", Coalesce("revoked_at", "ends_at"))
    )


def _memberships(practice_id: UUID) -> QuerySet[PracticeMembership]:
    return PracticeMembership.objects.filter(Q(practice_id=practice_id), ended_at__isnull=False)
