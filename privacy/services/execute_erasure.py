"""Carrying out an erasure: everything, or only what the law lets go (ST-25, ST-34)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.permissions import check_fresh_step_up
from core.errors import InvalidInput
from core.scoping import Actor
from patients.erasable import Part
from privacy.errors import ErasureByAnother
from privacy.models import ErasureCause, RightsRequest
from privacy.rights.acts import Act
from privacy.rights.states import State
from privacy.services.erase import erase_person
from privacy.services.execute import done, granted_request

# What may go alone: the record itself stays as long as anything does.
ERASABLE = tuple(part for part in Part if part is not Part.RECORD)


@transaction.atomic
def erase(
    *,
    actor: Actor,
    request_id: UUID,
    parts: Sequence[str] = (),
    recipients: Sequence[str] = (),
    version: int | None = None,
) -> RightsRequest:
    """ST-25, second outcome: everything, or only the parts named (ST-34: the rest is kept by a legal duty).

    A request granted in part names its parts. Within five minutes of a code, by somebody else than whoever decided.
    Raises what `granted_request` and `erase_person` raise, ErasureByAnother, InvalidInput naming `parts`.
    """
    check_fresh_step_up(actor)
    act = Act.ERASED_PARTLY if parts else Act.ERASED
    request = granted_request(actor, request_id, act, version=version)
    assert request.patient_id is not None
    if actor.user_id is None or request.decided_by_id in (None, actor.user_id):
        raise ErasureByAnother()
    if not set(parts) <= {part.value for part in ERASABLE}:
        raise InvalidInput.at("parts", "unknown-value", "Cette valeur n'est pas dans la liste.")
    if request.state == State.PARTLY_GRANTED.value and not parts:
        raise InvalidInput.at(
            "parts", "required", "La demande est acceptée en partie : choisissez les parties à effacer."
        )
    keep = frozenset(Part) - {Part(part) for part in parts} if parts else frozenset()
    patient_id = request.patient_id
    request.erased_by_id = actor.user_id
    request = done(actor, request, act, recipients, "erased_by")
    erase_person(
        actor=actor,
        practice_id=request.practice_id,
        patient_id=patient_id,
        cause=ErasureCause.REQUEST,
        keep=keep,
    )
    request.refresh_from_db()
    return request
