"""Who stands in where."""

from datetime import timedelta
from uuid import UUID

from booking.local_time import local
from booking.models import Substitution
from core import clock
from core.scoping import Actor
from practices.models import Practitioner, PractitionerRole
from practices.permissions import Permission, check_may
from practices.queries import role_in

_A_DAY_BEHIND = timedelta(days=1)  # somewhere it is still yesterday


def substitutions_of(actor: Actor, practitioner_role_id: UUID) -> list[Substitution]:
    """Who stands in in one agenda, past and to come, latest first. Raises NotFound, Forbidden."""
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.OPENING_READ, role.practice_id)
    rows = Substitution.objects.filter(practice_id=role.practice_id, practitioner_role_id=role.id)
    return list(rows.select_related("substitute", "practitioner_role__location").order_by("-starts_on", "-id"))


def substitutions_to_come(actor: Actor, practice_id: UUID) -> list[Substitution]:
    """Who stands in at a practice today or later, for whoever looks for a time there. Raises NotFound, Forbidden."""
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    rows = Substitution.objects.filter(practice_id=practice_id, ends_on__gte=(clock.now() - _A_DAY_BEHIND).date())
    return list(rows.select_related("substitute").order_by("starts_on", "id"))


def substitute_today(role: PractitionerRole) -> Practitioner | None:
    """Who stands in in this agenda on the day that it is at its place. The caller checked the scope."""
    today = local(clock.now(), role.location.timezone).date()
    rows = Substitution.objects.filter(
        practice_id=role.practice_id, practitioner_role_id=role.id, starts_on__lte=today, ends_on__gte=today
    )
    stay = rows.select_related("substitute").first()
    return stay.substitute if stay else None
