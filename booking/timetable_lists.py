"""What opens and shuts the agendas, as it is written: rules, openings of one day, absences, closures."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from booking.models import Absence, Closure, OpeningException, OpeningRule
from booking.search import check_range
from core import clock
from core.scoping import Actor
from practices.models import PractitionerRole
from practices.permissions import Permission, check_may, practices_where
from practices.queries import role_in


def opening_rules_of(actor: Actor, practitioner_role_id: UUID) -> list[OpeningRule]:
    """The weekly openings of one agenda, ended ones included, by weekday and hour. Raises NotFound, Forbidden."""
    role = _readable(actor, practitioner_role_id)
    rules = OpeningRule.objects.filter(practice_id=role.practice_id, practitioner_role_id=role.id)
    return list(
        rules.select_related("practitioner_role__location").order_by("weekday", "starts_at_time", "valid_from", "id")
    )


def opening_exceptions_of(actor: Actor, practitioner_role_id: UUID, first: date, last: date) -> list[OpeningException]:
    """The openings of single days of one agenda, both days included, by day. Raises NotFound, Forbidden."""
    role = _readable(actor, practitioner_role_id)
    rows = OpeningException.objects.filter(
        practice_id=role.practice_id, practitioner_role_id=role.id, day__gte=first, day__lte=last
    )
    return list(rows.select_related("practitioner_role__location").order_by("day", "starts_at_time", "id"))


def absences_of(
    actor: Actor, practice_id: UUID, start: datetime, end: datetime, *, practitioner_id: UUID | None = None
) -> list[Absence]:
    """The absences of a practice's practitioners that touch the period, by start, wherever they were entered.

    Raises NotFound, Forbidden, WrongRange.
    """
    check_may(actor, Permission.OPENING_READ, practice_id)
    check_range(start, end)
    people = PractitionerRole.objects.filter(practice_id=practice_id).values("practitioner_id")
    rows = Absence.objects.filter(practitioner_id__in=people, starts_at__lt=end, ends_at__gt=start)
    if practitioner_id is not None:
        rows = rows.filter(practitioner_id=practitioner_id)
    return list(rows.select_related("practitioner").order_by("starts_at", "id"))


def closures_of(actor: Actor, practice_id: UUID, start: datetime, end: datetime) -> list[Closure]:
    """The closures of a practice's places that touch the period, by start. Raises NotFound, Forbidden, WrongRange."""
    check_may(actor, Permission.OPENING_READ, practice_id)
    check_range(start, end)
    rows = Closure.objects.filter(practice_id=practice_id, starts_at__lt=end, ends_at__gt=start)
    return list(rows.select_related("location").order_by("starts_at", "id"))


def absences_ahead(actor: Actor, practitioner_role_id: UUID) -> list[Absence]:
    """The absences of an agenda's practitioner that are not over, by start. Raises NotFound, Forbidden."""
    role = _readable(actor, practitioner_role_id)
    rows = Absence.objects.filter(practitioner_id=role.practitioner_id, ends_at__gt=clock.now())
    return list(rows.order_by("starts_at", "id"))


def closures_ahead(actor: Actor, practitioner_role_id: UUID) -> list[Closure]:
    """The closures of an agenda's place that are not over, by start. Raises NotFound, Forbidden."""
    role = _readable(actor, practitioner_role_id)
    rows = Closure.objects.filter(practice_id=role.practice_id, location_id=role.location_id, ends_at__gt=clock.now())
    return list(rows.order_by("starts_at", "id"))


def _readable(actor: Actor, practitioner_role_id: UUID) -> PractitionerRole:
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.OPENING_READ, role.practice_id)
    return role


def agendas_with_hours(actor: Actor, practice_ids: Collection[UUID]) -> frozenset[UUID]:
    """The agendas of these practices that have a weekly opening, where the actor may read them; one statement."""
    ids = practices_where(actor, Permission.OPENING_READ) & frozenset(practice_ids)
    rows = OpeningRule.objects.filter(practice_id__in=ids)
    return frozenset(rows.values_list("practitioner_role_id", flat=True).distinct())
