"""That an access is to a medical file, seen after it came or no longer so: its clock is counted again (R1111-1 CSP)."""

from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core.scoping import Actor
from privacy.errors import NotThisRight, RequestNotThere
from privacy.models import RightsRequest
from privacy.rights.kinds import Kind
from privacy.rights.reach import clock_for, move, record, request_to_change, save
from privacy.rights.states import State, Step


@transaction.atomic
def say_medical_file(
    *, actor: Actor, request_id: UUID, is_medical: bool, is_old: bool = False, version: int | None = None
) -> RightsRequest:
    """Eight days from the receipt, not before 48 hours; two months when the file is older than five years (`is_old`).

    An announced extension falls: the law knows none for such a file. Raises NotFound, Forbidden, VersionMismatch,
    RequestQuarantined, NotThisRight unless an access is asked, RequestNotThere once decided.
    """
    request = request_to_change(actor, request_id, version=version)
    if request.kind != Kind.ACCESS.value:
        raise NotThisRight()
    if not request.is_open:
        raise RequestNotThere(current=request.state, step="medical-file")
    request.is_medical_file, request.is_old_file = is_medical, is_medical and is_old
    if is_medical and request.state == State.EXTENDED.value:
        move(request, Step.SHORTEN)
        request.extended_at = None
    save(request, "is_medical_file", "is_old_file", "state", "extended_at")
    record(
        actor,
        request,
        Action.REQUEST_MEDICAL_FILE_SAID,
        medical=request.is_medical_file,
        old=request.is_old_file,
        due=clock_for(request).due.isoformat(),
    )
    return request
