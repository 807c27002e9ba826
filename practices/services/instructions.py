"""The practitioner says which fields are asked of patients, and whether they are reminded: a new version each time."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import Forbidden, InvalidInput
from core.scoping import Actor
from practices.asked_fields import EVERYTHING, AskedField
from practices.instructions import latest_set, may_instruct
from practices.models import InstructionSet
from practices.permissions import Permission, check_may
from practices.queries import lock_practice, role_in


@transaction.atomic
def instruct(*, actor: Actor, practitioner_role_id: UUID, asked: Iterable[str], reminders: bool) -> InstructionSet:
    """Exactly these optional fields are asked from now on; what was collected before stays as it is.

    Only by the practitioner, or for a colleague who never signs in. Raises NotFound, Forbidden,
    InvalidInput naming `asked`.
    """
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.INSTRUCTION_EDIT, role.practice_id)
    if not may_instruct(actor, role):
        raise Forbidden()
    wanted = set(asked)
    if wanted - {field.value for field in EVERYTHING}:
        raise InvalidInput.at("asked", "unknown-value", "Cette valeur n'est pas dans la liste.")
    lock_practice(role.practice_id)
    former = latest_set(role.practice_id, role.practitioner_id)
    made = InstructionSet.objects.create(
        practice_id=role.practice_id,
        practitioner_id=role.practitioner_id,
        version=former.version + 1 if former else 1,
        asked=[field.value for field in AskedField if field.value in wanted],
        reminders=reminders,
        written_by_id=actor.user_id,
        at=clock.now(),
    )
    audit.record(
        actor=actor,
        action=Action.INSTRUCTIONS_WRITTEN,
        practice_id=role.practice_id,
        entity=("practices.instruction_set", made.id),
        details={
            "version": made.version,
            "asked": len(made.asked),
            "nir": AskedField.NIR.value in made.asked,
            "reminders": reminders,
        },
    )
    return made
