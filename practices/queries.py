"""Questions about practices: who acts, where, with whom, for what. Tenant first, never beyond the actor's scope."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.models import AccessSanction, User
from core import clock
from core.errors import NotFound
from core.scoping import Actor, Channel
from practices.models import (
    Delegation,
    Location,
    Practice,
    PracticeMembership,
    PractitionerRole,
    Secretariat,
    SecretariatMembership,
    VisitReason,
    VisitReasonRole,
)
from practices.permissions import Permission, check_may, check_may_on_platform, practices_where
from practices.rights import rights_of
from practices.territory import check_manages_person, managed_secretariats


def actor_for(
    user_id: UUID,
    *,
    session_id: UUID | None = None,
    step_up_until: datetime | None = None,
    channel: Channel = Channel.PHONE,
) -> Actor:
    """The person as the services see it, with the rights in force now. One SQL statement, no context needed."""
    rights = rights_of(user_id, clock.now())
    return Actor(
        user_id=user_id,
        grants=rights.grants,
        delegations=rights.delegations,
        channel=channel,
        session_id=session_id,
        step_up_until=step_up_until,
        platform=rights.platform,
        owing=rights.owing,
    )


def practices_of(actor: Actor) -> QuerySet[Practice]:
    """The practices the actor may act for, by name."""
    return Practice.objects.filter(id__in=practices_where(actor, Permission.PRACTICE_READ)).order_by("name", "id")


def permissions_at(actor: Actor, practice_id: UUID) -> list[str]:
    """The permission values the actor holds at one practice, sorted: what a client may offer its user."""
    return sorted(str(permission) for permission in Permission if actor.may(permission, practice_id))


def practice_in(actor: Actor, practice_id: UUID) -> Practice:
    """One practice of the actor. Raises NotFound, Forbidden."""
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    practice = Practice.objects.filter(id=practice_id).first()
    if practice is None:
        raise NotFound()
    return practice


def lock_practice(practice_id: UUID) -> None:
    """Order the writers of what a practice has one of at a time, until the end of the transaction."""
    Practice.objects.select_for_update().only("id").get(id=practice_id)


def locations(actor: Actor, practice_id: UUID) -> QuerySet[Location]:
    """The places of a practice, by name. Raises NotFound, Forbidden."""
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    return Location.objects.filter(practice_id=practice_id).order_by("name", "id")


def practitioner_roles(actor: Actor, practice_id: UUID) -> QuerySet[PractitionerRole]:
    """The active agendas of a practice with practitioner and location, in the practice's order."""
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    return active_roles(practice_id).select_related("practitioner", "location")


def active_roles(practice_id: Any) -> QuerySet[PractitionerRole]:
    """The same for whoever checked the permission."""
    active = PractitionerRole.objects.filter(practice_id=practice_id, is_active=True)
    return active.order_by("position", "practitioner__family_name", "id")


def role_in(actor: Actor, practitioner_role_id: UUID) -> PractitionerRole:
    """One agenda within the actor's scope, active or not. Raises NotFound, Forbidden."""
    role = (
        PractitionerRole.objects.filter(practice_id__in=actor.practice_ids, id=practitioner_role_id)
        .select_related("practitioner", "location")
        .first()
    )
    if role is None:
        raise NotFound()
    check_may(actor, Permission.PRACTICE_READ, role.practice_id)
    return role


def own_roles(actor: Actor, practice_id: UUID) -> QuerySet[PractitionerRole]:
    """The agendas of the acting practitioner at a practice; empty for everybody else."""
    roles = practitioner_roles(actor, practice_id)
    return roles.none() if actor.user_id is None else roles.filter(practitioner__user_id=actor.user_id)


def visit_reasons(actor: Actor, practice_id: UUID) -> QuerySet[VisitReason]:
    """The active visit reasons of a practice in its order; `.offered_by.all()` costs no further query a row."""
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    return (
        VisitReason.objects.filter(practice_id=practice_id, is_active=True)
        .prefetch_related(Prefetch("offered_by", VisitReasonRole.objects.filter(practice_id=practice_id)))
        .order_by("position", "name", "id")
    )


def visit_reason_in(actor: Actor, visit_reason_id: UUID) -> VisitReason:
    """One visit reason within the actor's scope, active or not. Raises NotFound, Forbidden."""
    reason = VisitReason.objects.filter(practice_id__in=actor.practice_ids, id=visit_reason_id).first()
    if reason is None:
        raise NotFound()
    check_may(actor, Permission.PRACTICE_READ, reason.practice_id)
    return reason


def roles_offering(actor: Actor, visit_reason: VisitReason) -> QuerySet[PractitionerRole]:
    """The active agendas that offer a visit reason, in the practice's order."""
    return practitioner_roles(actor, visit_reason.practice_id).filter(offers__visit_reason_id=visit_reason.id)


def delegations(actor: Actor, practice_id: UUID) -> QuerySet[Delegation]:
    """Every mandate of a practice, past and present, newest first. Raises NotFound, Forbidden."""
    check_may(actor, Permission.DELEGATION_READ, practice_id)
    return (
        Delegation.objects.filter(practice_id=practice_id).select_related("secretariat").order_by("-starts_at", "-id")
    )


def secretariats_to_trust(actor: Actor, practice_id: UUID) -> list[Secretariat]:
    """The secretariats a practice may delegate to, by name; those it has a running mandate with are left out.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.DELEGATION_GRANT, practice_id)
    now = clock.now()
    running = Delegation.objects.filter(practice_id=practice_id, revoked_at__isnull=True, ends_at__gt=now)
    return list(Secretariat.objects.exclude(id__in=running.values("secretariat_id")).order_by("name", "id"))


def delegation_in(actor: Actor, delegation_id: UUID) -> Delegation:
    """One mandate within the actor's scope. Raises NotFound, Forbidden."""
    delegation = (
        Delegation.objects.filter(practice_id__in=actor.practice_ids, id=delegation_id)
        .select_related("secretariat")
        .first()
    )
    if delegation is None:
        raise NotFound()
    check_may(actor, Permission.DELEGATION_READ, delegation.practice_id)
    return delegation


def sanctions_of(actor: Actor, user_id: UUID) -> QuerySet[AccessSanction]:
    """What was decided about a person the actor manages, newest first. Raises Forbidden, NotFound."""
    check_manages_person(actor, user_id)
    return AccessSanction.objects.filter(user_id=user_id).prefetch_related("reports").order_by("-starts_at", "-id")


def sanction_in(actor: Actor, sanction_id: UUID) -> AccessSanction:
    """One decision about a person the actor manages. Raises Forbidden, NotFound."""
    check_may_on_platform(actor, Permission.PERSON_MANAGE)
    sanction = AccessSanction.objects.filter(id=sanction_id).select_related("user").first()
    if sanction is None:
        raise NotFound()
    check_manages_person(actor, sanction.user_id)
    return sanction


def managed_people(actor: Actor) -> QuerySet[User]:
    """The people of the secretariats the actor manages today, by name; not the actor. Raises Forbidden."""
    check_may_on_platform(actor, Permission.PERSON_MANAGE)
    theirs = SecretariatMembership.objects.filter(
        secretariat__in=[one.id for one in managed_secretariats(actor)], ended_at__isnull=True
    )
    people = User.objects.filter(id__in=theirs.values("user_id")).order_by("display_name", "id")
    return people.exclude(id=actor.user_id) if actor.user_id else people


def managed_person(actor: Actor, user_id: UUID) -> User:
    """One of the people the actor manages. Raises Forbidden, NotFound."""
    check_manages_person(actor, user_id)
    return User.objects.get(id=user_id)


def memberships(actor: Actor, practice_id: UUID) -> QuerySet[PracticeMembership]:
    """The people of a practice today. Raises NotFound, Forbidden."""
    check_may(actor, Permission.MEMBERSHIP_EDIT, practice_id)
    return (
        PracticeMembership.objects.filter(practice_id=practice_id, ended_at__isnull=True)
        .select_related("user")
        .order_by("user__display_name", "id")
    )
