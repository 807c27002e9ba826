"""What the manager of a secretariat looks after: practices under mandate, the people, how they come in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.enums import AccountStatus
from accounts.models import SignIn, User
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from practices.enums import PracticeRole
from practices.models import (
    Delegation,
    Practice,
    PracticeMembership,
    PractitionerRole,
    SecretariatMembership,
    VisitReasonRole,
)
from practices.permissions import Permission, check_may, check_may_on_platform, practices_where
from practices.territory import managed_secretariats, people_in

MOST_SIGN_INS = 500


@dataclass(frozen=True, slots=True)
class ManagedPractice:
    practice: Practice
    mandate: Delegation


def managed_practices(actor: Actor) -> list[ManagedPractice]:
    """The practices whose mandate to the actor's own secretariats is in force, by name. Raises Forbidden."""
    check_may_on_platform(actor, Permission.PERSON_MANAGE)
    ids = practices_where(actor, Permission.PRACTICE_CONFIGURE)
    own = [one.id for one in managed_secretariats(actor)]
    now = clock.now()
    found = Delegation.objects.filter(practice_id__in=ids, secretariat_id__in=own).select_related("practice")
    kept = [ManagedPractice(one.practice, one) for one in found if one.is_in_force(now)]
    return sorted(kept, key=lambda one: (one.practice.name.casefold(), one.practice.id))


def managed_practice(actor: Actor, practice_id: UUID) -> ManagedPractice:
    """One of them. Raises NotFound outside the actor's practices, Forbidden for who is no manager there."""
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    found = next((one for one in managed_practices(actor) if one.practice.id == practice_id), None)
    if found is None:
        raise NotFound()
    return found


def staff_of(actor: Actor) -> list[SecretariatMembership]:
    """Who works today at the secretariats the actor manages, the actor included, by name. Raises Forbidden."""
    check_may_on_platform(actor, Permission.PERSON_MANAGE)
    rows = SecretariatMembership.objects.filter(
        secretariat__in=[one.id for one in managed_secretariats(actor)], ended_at__isnull=True
    )
    return list(rows.select_related("user", "secretariat").order_by("user__display_name", "id"))


def membership_in(actor: Actor, membership_id: UUID) -> SecretariatMembership:
    """One of them. Raises Forbidden, NotFound."""
    found = next((one for one in staff_of(actor) if one.id == membership_id), None)
    if found is None:
        raise NotFound()
    return found


def practitioners_of(actor: Actor, practice_id: UUID) -> list[User]:
    """The accounts of the practitioners of a practice today, by name. Raises NotFound, Forbidden."""
    return _people_of(actor, practice_id, PracticeRole.PRACTITIONER)


def own_secretaries_of(actor: Actor, practice_id: UUID) -> list[User]:
    """The same of its own secretaries: seen by a manager, decided of by the practice alone (MEMBERSHIP_EDIT)."""
    return _people_of(actor, practice_id, PracticeRole.PRACTICE_SECRETARY)


def _people_of(actor: Actor, practice_id: UUID, role: PracticeRole) -> list[User]:
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    theirs = PracticeMembership.objects.filter(practice_id=practice_id, role=role, ended_at__isnull=True)
    return list(User.objects.filter(id__in=theirs.values("user_id")).order_by("display_name", "id"))


def sign_ins_since(actor: Actor, since: timedelta, people: Collection[UUID] = ()) -> list[SignIn]:
    """How the people the actor manages came in, or tried to, latest first, at most 500; of these `people` when named.

    Raises Forbidden, NotFound (somebody of another secretariat).
    """
    check_may_on_platform(actor, Permission.PERSON_MANAGE)
    theirs = people_in([one.id for one in managed_secretariats(actor)])
    if not set(people) <= theirs:
        raise NotFound()
    at: datetime = clock.now() - since
    rows = SignIn.objects.filter(user_id__in=people or theirs, at__gte=at).select_related("user")
    return list(rows.order_by("-at", "-id")[:MOST_SIGN_INS])


@dataclass(frozen=True, slots=True)
class Furnished:
    """What a practice has: active agendas, whether one offers a reason, whether every practitioner came in."""

    agendas: frozenset[UUID]
    offers: bool
    came_in: bool


def furnished(actor: Actor, practice_ids: Collection[UUID]) -> dict[UUID, Furnished]:
    """By practice, of those the actor configures among these; three statements, however many."""
    ids = practices_where(actor, Permission.PRACTICE_CONFIGURE) & frozenset(practice_ids)
    agendas: dict[UUID, set[UUID]] = {practice_id: set() for practice_id in ids}
    roles = PractitionerRole.objects.filter(practice_id__in=ids, is_active=True)
    for practice_id, role_id in roles.values_list("practice_id", "id"):
        agendas[practice_id].add(role_id)
    offers = VisitReasonRole.objects.filter(
        practice_id__in=ids, visit_reason__is_active=True, practitioner_role__is_active=True
    )
    offering = set(offers.values_list("practice_id", flat=True))
    invited = PracticeMembership.objects.filter(
        practice_id__in=ids, role=PracticeRole.PRACTITIONER, ended_at__isnull=True, user__status=AccountStatus.INVITED
    )
    waiting = set(invited.values_list("practice_id", flat=True))
    return {one: Furnished(frozenset(agendas[one]), one in offering, one not in waiting) for one in ids}
