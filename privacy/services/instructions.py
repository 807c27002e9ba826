"""Instructions of a practice to delete, archive or return, with their day and their proof (CH-12)."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from patients.local_day import local_day
from practices.permissions import Permission, check_may
from practices.texts import one_of
from practices.zones import zone_of
from privacy.errors import AlreadyAnswered
from privacy.models import DeletionInstruction
from privacy.operator_acts import journal, past, prose

SOUND_DESTROYED = timedelta(days=30)
_SOUNDS = "Faire détruire ces enregistrements par l'opérateur de téléphonie :"
_AT_ONCE = 25  # references of 128 characters that one text holds


@transaction.atomic
def record_instruction(
    *, actor: Actor, practice_id: UUID, kind: str, what: str, given_on: date, due_on: date
) -> DeletionInstruction:
    """What the practice wants done, and until when. Raises NotFound, Forbidden, InvalidInput naming the field."""
    check_may(actor, Permission.REQUEST_HANDLE, practice_id)
    if due_on < given_on:
        raise InvalidInput.at("due_on", "not-after", "L'échéance vient après l'instruction.")
    instruction = DeletionInstruction(
        practice_id=practice_id,
        kind=one_of(DeletionInstruction.Kind, "kind", kind),
        what=prose(what, "what"),
        given_on=past(given_on, "given_on", local_day(actor, practice_id)),
        due_on=due_on,
    )
    return _write(actor, instruction)


@transaction.atomic
def order_sound_destroyed(actor: Actor, practice_id: UUID, references: Sequence[str]) -> None:
    """The operator of the telephone keeps what was recorded: it has thirty days to destroy it, and to prove it.

    Follows from a retention rule, an objection or an erasure: whoever did that needs no right of their own here.
    """
    today = clock.now().astimezone(ZoneInfo(zone_of(practice_id))).date()
    for first in range(0, len(references), _AT_ONCE):
        instruction = DeletionInstruction(
            practice_id=practice_id,
            kind=DeletionInstruction.Kind.DELETE.value,
            what="\n".join([_SOUNDS, *references[first : first + _AT_ONCE]]),
            given_on=today,
            due_on=today + SOUND_DESTROYED,
        )
        _write(actor, instruction)


@transaction.atomic
def carry_out_instruction(*, actor: Actor, instruction_id: UUID, proof: str) -> DeletionInstruction:
    """Done, with what proves it. Raises NotFound, Forbidden, AlreadyAnswered, InvalidInput."""
    instruction = _instruction(actor, instruction_id)
    if instruction.done_at is not None:
        raise AlreadyAnswered()
    instruction.proof, instruction.done_at, instruction.done_by_id = prose(proof, "proof"), clock.now(), actor.user_id
    instruction.save(update_fields=["proof", "done_at", "done_by"])
    journal(actor, Action.INSTRUCTION_CARRIED_OUT, "instruction", instruction.id, instruction.practice_id)
    return instruction


@transaction.atomic
def open_instruction(*, actor: Actor, instruction_id: UUID) -> tuple[str, str | None]:
    """Its text and its proof, in clear; journalled. Raises NotFound, Forbidden."""
    instruction = _instruction(actor, instruction_id)
    journal(actor, Action.INSTRUCTION_OPENED, "instruction", instruction.id, instruction.practice_id)
    return instruction.what.open(), None if instruction.proof is None else instruction.proof.open()


def _write(actor: Actor, instruction: DeletionInstruction) -> DeletionInstruction:
    instruction.recorded_at = clock.now()
    instruction.save(force_insert=True)
    journal(actor, Action.INSTRUCTION_RECORDED, "instruction", instruction.id, instruction.practice_id)
    return instruction


def _instruction(actor: Actor, instruction_id: UUID) -> DeletionInstruction:
    found = (
        DeletionInstruction.objects.select_for_update()
        .filter(practice_id__in=actor.practice_ids, id=instruction_id)
        .first()
    )
    if found is None:
        raise NotFound()
    check_may(actor, Permission.REQUEST_HANDLE, found.practice_id)
    return found
