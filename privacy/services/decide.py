"""Announcing two months more, and deciding: granted, in part, or refused on a ground of the catalogue."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core import clock
from core.errors import InvalidInput
from core.plain_text import clean_lines
from core.scoping import Actor
from privacy.errors import NoExtension, PersonUnknown, TooSoonToAnswer
from privacy.models import RightsRequest
from privacy.rights.clocks import may_extend
from privacy.rights.grounds import grounds_for
from privacy.rights.kinds import Kind
from privacy.rights.letters import Letter
from privacy.rights.reach import clock_for, move, record, request_to_change, save, today_at
from privacy.rights.states import OUTCOMES, Step
from privacy.services.identity import destroy_copies
from privacy.services.letters import keep_letter

LONGEST_NOTE = 2000


@transaction.atomic
def extend_request(*, actor: Actor, request_id: UUID, version: int | None = None) -> RightsRequest:
    """Announce two months more, within the first month; the letter that says so leaves with it (art. 12.3).

    Raises NotFound, Forbidden, RequestNotThere, RequestQuarantined, VersionMismatch, NoExtension.
    """
    request = request_to_change(actor, request_id, version=version)
    move(request, Step.EXTEND)
    if not may_extend(clock_for(request), today_at(actor, request.practice_id)):
        raise NoExtension()
    request.extended_at = clock.now()
    save(request, "state", "extended_at")
    record(actor, request, Action.REQUEST_EXTENDED)
    keep_letter(actor, request, Letter.EXTENDED)
    return request


@transaction.atomic
def decide_request(
    *,
    actor: Actor,
    request_id: UUID,
    outcome: str,
    grounds: Sequence[str] = (),
    note: str = "",
    version: int | None = None,
) -> RightsRequest:
    """`outcome` is grant, grant-partly or refuse; the last two need grounds that fit the right asked.

    Copies of documents still there are destroyed. Raises NotFound, Forbidden, RequestNotThere, RequestQuarantined,
    VersionMismatch, PersonUnknown, TooSoonToAnswer, InvalidInput naming `outcome` or `grounds`.
    """
    request = request_to_change(actor, request_id, version=version)
    step = next((one for one in OUTCOMES if one.value == outcome), None)
    if step is None:
        raise InvalidInput.at("outcome", "unknown-value", "Cette valeur n'est pas dans la liste.")
    move(request, step)
    _check_grounds(Kind(request.kind), step, grounds)
    if step is not Step.REFUSE:
        if request.patient_id is None:
            raise PersonUnknown()
        check_reflection(request)
    request.refusal_grounds = [] if step is Step.GRANT else list(dict.fromkeys(grounds))
    request.decision_note = clean_lines(note, "note", LONGEST_NOTE) or None
    request.decided_at, request.decided_by_id = clock.now(), actor.user_id
    save(request, "state", "refusal_grounds", "decision_note", "decided_at", "decided_by")
    record(actor, request, Action.REQUEST_DECIDED, grounds=len(request.refusal_grounds))
    destroy_copies(actor, request)
    return request


def check_reflection(request: RightsRequest) -> None:
    """L1111-7: a medical file waits 48 hours. Raises TooSoonToAnswer."""
    not_before = clock_for(request).not_before
    if not_before is not None and clock.now() < not_before:
        raise TooSoonToAnswer(not_before=not_before.isoformat())


def _check_grounds(kind: Kind, step: Step, grounds: Sequence[str]) -> None:
    if step is Step.GRANT:
        if grounds:
            raise InvalidInput.at("grounds", "not-with-a-grant", "Une demande acceptée n'a pas de motif de refus.")
        return
    if not grounds:
        raise InvalidInput.at("grounds", "required", "Choisissez au moins un motif du catalogue.")
    if not set(grounds) <= set(grounds_for(kind)):
        raise InvalidInput.at("grounds", "unknown-value", "Ce motif ne vaut pas pour ce droit.")
