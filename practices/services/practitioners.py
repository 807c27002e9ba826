"""Practitioners and their agendas at a practice."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from practices.constraints import refused_as
from practices.errors import AlreadyAtThisPlace
from practices.models import Location, Practitioner, PractitionerRole
from practices.permissions import Permission, check_may
from practices.rpps import checked_rpps
from practices.texts import checked_name

HIGHEST_LANE = 9


@transaction.atomic
def register_practitioner(
    *,
    actor: Actor,
    practice_id: UUID,
    family_name: str,
    given_names: str,
    title: str = "",
    rpps: str | None = None,
    user_id: UUID | None = None,
) -> Practitioner:
    """The practitioner with this RPPS number, made if unknown: one person, however many practices.

    Raises NotFound, Forbidden, InvalidInput, InvalidRpps.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    number = checked_rpps(rpps) if rpps else None
    known = Practitioner.objects.filter(rpps=number).first() if number else None
    if known is not None:
        if known.user_id is None and user_id is not None:
            known.user_id = user_id
            known.save(update_fields=["user"])
        return known
    practitioner = Practitioner.objects.create(
        title=title.strip(),
        family_name=checked_name(family_name, "family_name"),
        given_names=checked_name(given_names, "given_names"),
        rpps=number,
        user_id=user_id,
        created_at=clock.now(),
    )
    audit.record(
        actor=actor,
        action=Action.PRACTITIONER_REGISTERED,
        practice_id=practice_id,
        entity=("practices.practitioner", practitioner.id),
    )
    return practitioner


@transaction.atomic
def add_practitioner_role(
    *,
    actor: Actor,
    practice_id: UUID,
    practitioner_id: UUID,
    location_id: UUID,
    specialty: str = "",
    position: int = 0,
    overbooking_limit: int = 2,
) -> PractitionerRole:
    """An agenda: this practitioner at this place. Raises NotFound, Forbidden, InvalidInput, AlreadyAtThisPlace."""
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    if not 0 <= overbooking_limit <= HIGHEST_LANE:
        raise InvalidInput.at("overbooking_limit", "out-of-range", f"Entre 0 et {HIGHEST_LANE}.")
    if not Practitioner.objects.filter(id=practitioner_id).exists():
        raise NotFound()
    if not Location.objects.filter(practice_id=practice_id, id=location_id).exists():
        raise NotFound()
    with refused_as({"practitionerrole_once_per_place": AlreadyAtThisPlace}):
        role = PractitionerRole.objects.create(
            practice_id=practice_id,
            practitioner_id=practitioner_id,
            location_id=location_id,
            specialty=specialty.strip(),
            position=position,
            overbooking_limit=overbooking_limit,
        )
    audit.record(
        actor=actor,
        action=Action.PRACTITIONER_ROLE_ADDED,
        practice_id=practice_id,
        entity=("practices.practitioner_role", role.id),
    )
    return role


@transaction.atomic
def close_practitioner_role(*, actor: Actor, practitioner_role_id: UUID) -> PractitionerRole:
    """The agenda offers nothing any more; its appointments stay. Raises NotFound, Forbidden."""
    role = (
        PractitionerRole.objects.select_for_update()
        .filter(practice_id__in=actor.practice_ids, id=practitioner_role_id)
        .first()
    )
    if role is None:
        raise NotFound()
    check_may(actor, Permission.PRACTICE_CONFIGURE, role.practice_id)
    role.is_active = False
    role.save(update_fields=["is_active"])
    audit.record(
        actor=actor,
        action=Action.PRACTITIONER_ROLE_CLOSED,
        practice_id=role.practice_id,
        entity=("practices.practitioner_role", role.id),
    )
    return role
