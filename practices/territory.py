"""Whose people somebody may manage: a manager, those of the own secretariat (SAS-07); the system, everybody."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from core import clock
from core.errors import Forbidden, NotFound
from core.scoping import Actor, Channel
from practices.enums import SecretariatRole
from practices.models import PracticeMembership, Secretariat, SecretariatMembership
from practices.permissions import Permission, check_may_on_platform, practices_where


def check_manages(actor: Actor, secretariat_id: UUID) -> None:
    """Raise Forbidden for who manages nobody, NotFound for another secretariat than the own."""
    check_may_on_platform(actor, Permission.PERSON_MANAGE)
    if not _is_system(actor) and not _managed_by(actor).filter(secretariat_id=secretariat_id).exists():
        raise NotFound()


def check_belongs(actor: Actor, secretariat_id: UUID) -> None:
    """Raise NotFound for a secretariat of which the actor is no member today."""
    if _is_system(actor):
        return
    members = SecretariatMembership.objects.filter(secretariat_id=secretariat_id, ended_at__isnull=True)
    if actor.user_id is None or not members.filter(user_id=actor.user_id).exists():
        raise NotFound()


def check_may_report_for(actor: Actor, user_id: UUID) -> None:
    """Whose lost or stolen account somebody may report (CH-07): those they manage, at a secretariat or a practice.

    Raises NotFound for everybody else's.
    """
    if PracticeMembership.objects.filter(
        practice_id__in=practices_where(actor, Permission.MEMBERSHIP_EDIT), user_id=user_id, ended_at__isnull=True
    ).exists():
        return
    try:
        check_manages_person(actor, user_id)
    except Forbidden:
        raise NotFound from None


def secretariats_where(actor: Actor, roles: Collection[SecretariatRole]) -> frozenset[UUID]:
    """The secretariats at which the actor holds one of these roles today."""
    if actor.user_id is None:
        return frozenset()
    rows = SecretariatMembership.objects.filter(
        user_id=actor.user_id, role__in=roles, started_at__lte=clock.now(), ended_at__isnull=True
    )
    return frozenset(rows.values_list("secretariat_id", flat=True))


def secretariat_names(ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of secretariats, in their order. The caller checked that the actor is one of theirs."""
    return dict(Secretariat.objects.filter(id__in=ids).order_by("name", "id").values_list("id", "name"))


def organisations_of(user_id: UUID, seen_by: Actor) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """The practices and the secretariats a person belongs to today, as far as the observer's own context reaches."""
    practices = PracticeMembership.objects.filter(
        practice_id__in=seen_by.practice_ids, user_id=user_id, ended_at__isnull=True
    )
    secretariats = SecretariatMembership.objects.filter(user_id=user_id, ended_at__isnull=True)
    return (
        frozenset(practices.values_list("practice_id", flat=True)),
        frozenset(secretariats.values_list("secretariat_id", flat=True)),
    )


def check_manages_person(actor: Actor, user_id: UUID) -> None:
    """The same for a person: a member today of a secretariat the actor manages."""
    check_may_on_platform(actor, Permission.PERSON_MANAGE)
    if _is_system(actor):
        return
    theirs = SecretariatMembership.objects.filter(user_id=user_id, ended_at__isnull=True)
    if not theirs.filter(secretariat_id__in=_managed_by(actor).values("secretariat_id")).exists():
        raise NotFound()


def people_in(secretariat_ids: Collection[UUID]) -> frozenset[UUID]:
    """Who is a member of one of them today. The caller checked that the actor answers for them."""
    rows = SecretariatMembership.objects.filter(secretariat_id__in=secretariat_ids, ended_at__isnull=True)
    return frozenset(rows.values_list("user_id", flat=True))


def managed_secretariats(actor: Actor) -> list[Secretariat]:
    """The secretariats the actor manages today, by name."""
    return list(Secretariat.objects.filter(id__in=_managed_by(actor).values("secretariat_id")).order_by("name", "id"))


def _is_system(actor: Actor) -> bool:
    return actor.user_id is None and actor.channel is Channel.SYSTEM


def _managed_by(actor: Actor) -> QuerySet[SecretariatMembership]:
    if actor.user_id is None:
        return SecretariatMembership.objects.none()
    return SecretariatMembership.objects.filter(
        user_id=actor.user_id,
        role=SecretariatRole.MANAGER,
        started_at__lte=clock.now(),
        ended_at__isnull=True,
    )
