"""Which fields each practitioner has asked, and what follows for the practice: read here, changed by the services."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from core.scoping import Actor
from practices.asked_fields import USUAL, AskedField, asked_together
from practices.models import InstructionSet, PractitionerRole
from practices.permissions import Permission, check_may
from practices.queries import practitioner_roles, role_in


@dataclass(frozen=True, slots=True)
class Instructions:
    """Of one practitioner at one practice; version 0 and no date when nothing was instructed yet."""

    role: PractitionerRole
    version: int
    asked: frozenset[AskedField]
    reminders: bool
    at: datetime | None

    @property
    def asked_in_order(self) -> list[str]:
        """As the list of fields has them."""
        return [field.value for field in AskedField if field in self.asked]

    @property
    def practitioner_id(self) -> UUID:
        return self.role.practitioner_id


def asked_fields(practice_id: UUID) -> frozenset[AskedField]:
    """What may be asked of a patient of this practice now; one statement. The caller checked the scope."""
    latest = InstructionSet.objects.filter(practice_id=practice_id, practitioner_id=OuterRef("practitioner_id"))
    told = PractitionerRole.objects.filter(practice_id=practice_id, is_active=True).values_list(
        Subquery(latest.order_by("-version").values("asked")[:1]), flat=True
    )
    return asked_together(told)


def allows_reminders(practice_id: UUID, practitioner_id: UUID) -> bool:
    """Whether this practitioner wants patients reminded (ST-13); nobody is before it is asked for."""
    latest = latest_set(practice_id, practitioner_id)
    return latest is not None and latest.reminders


def reminds_somebody(practice_id: UUID) -> bool:
    """Whether a practitioner of the practice wants patients reminded. The caller checked the scope."""
    latest = InstructionSet.objects.filter(practice_id=practice_id, practitioner_id=OuterRef("practitioner_id"))
    roles = PractitionerRole.objects.filter(practice_id=practice_id, is_active=True)
    return True in roles.values_list(Subquery(latest.order_by("-version").values("reminders")[:1]), flat=True)


def latest_set(practice_id: UUID, practitioner_id: UUID) -> InstructionSet | None:
    """The set in force. The caller checked the scope."""
    return (
        InstructionSet.objects.filter(practice_id=practice_id, practitioner_id=practitioner_id)
        .order_by("-version")
        .first()
    )


def instructions_of(actor: Actor, practitioner_role_id: UUID) -> Instructions:
    """What the practitioner of one agenda has asked. Raises NotFound, Forbidden."""
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.INSTRUCTION_READ, role.practice_id)
    return _read(role, latest_set(role.practice_id, role.practitioner_id))


def instructions_at(actor: Actor, practice_id: UUID) -> list[Instructions]:
    """Those of every practitioner of a practice, each once, in the practice's order. Raises NotFound, Forbidden."""
    check_may(actor, Permission.INSTRUCTION_READ, practice_id)
    sets = {
        one.practitioner_id: one for one in InstructionSet.objects.filter(practice_id=practice_id).order_by("version")
    }
    roles: dict[UUID, PractitionerRole] = {}
    for role in practitioner_roles(actor, practice_id):
        roles.setdefault(role.practitioner_id, role)
    return [_read(role, sets.get(practitioner_id)) for practitioner_id, role in roles.items()]


def may_instruct(actor: Actor, role: PractitionerRole) -> bool:
    """The practitioner's own, or a colleague's who never signs in; the product itself when it opens a practice."""
    if not actor.may(Permission.INSTRUCTION_EDIT, role.practice_id):
        return False
    return actor.user_id is None or role.practitioner.user_id in (None, actor.user_id)


def _read(role: PractitionerRole, kept: InstructionSet | None) -> Instructions:
    if kept is None:
        return Instructions(role, 0, USUAL, reminders=False, at=None)
    return Instructions(role, kept.version, frozenset(map(AskedField, kept.asked)), kept.reminders, kept.at)
