"""Reach one request: in scope, allowed, locked; and the facts that its letters quote."""

from datetime import date
from uuid import UUID

from django.conf import settings

from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from core.errors import NotFound, VersionMismatch
from core.scoping import Actor
from patients.local_day import local_day
from practices.permissions import Permission, check_may
from privacy.errors import RequestQuarantined
from privacy.models import RightsRequest
from privacy.rights.clocks import Clock, clock_of
from privacy.rights.kinds import KINDS, Kind
from privacy.rights.states import State, Step, after


def request_in(actor: Actor, request_id: UUID, *, for_change: bool = False) -> RightsRequest:
    """One request of the actor's practices, whoever handles requests there. Raises NotFound, Forbidden."""
    rows = RightsRequest.objects.filter(practice_id__in=actor.practice_ids, id=request_id)
    if for_change:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.first()
    if found is None:
        raise NotFound()
    check_may(actor, Permission.REQUEST_HANDLE, found.practice_id)
    return found


def request_to_change(actor: Actor, request_id: UUID, *, version: int | None = None) -> RightsRequest:
    """The same, under a row lock and out of quarantine. Raises VersionMismatch, RequestQuarantined."""
    found = request_in(actor, request_id, for_change=True)
    check_version(found, version)
    if found.quarantine:
        raise RequestQuarantined()
    return found


def check_version(request: RightsRequest, version: int | None) -> None:
    """Nothing is done on what changed since it was read. Raises VersionMismatch."""
    if version is not None and version != request.version:
        raise VersionMismatch()


def clock_for(request: RightsRequest) -> Clock:
    return clock_of(
        request.received_at,
        request.received_on,
        is_medical=request.is_medical_file,
        is_old=request.is_old_file,
        is_extended=request.extended_at is not None,
    )


def move(request: RightsRequest, step: Step) -> None:
    """Raises RequestNotThere; the caller saves."""
    request.state = after(State(request.state), step).value


def save(request: RightsRequest, *columns: str) -> None:
    request.version += 1
    request.save(update_fields=[*columns, "version"])


def record(actor: Actor, request: RightsRequest, action: Action, **details: Scalar) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=request.practice_id,
        entity=("privacy.request", request.id),
        patient_id=request.patient_id,
        details={"state": request.state, **details},
    )


def today_at(actor: Actor, practice_id: UUID) -> date:
    return local_day(actor, practice_id)


def facts_of(request: RightsRequest) -> dict[str, str]:
    """What letters quote: the reference, the right, days. Never a name."""
    right, article = KINDS[Kind(request.kind)]
    return {
        "reference": request.reference,
        "received": f"{request.received_on:%d/%m/%Y}",
        "right": right.lower(),
        "article": article,
        "due": f"{clock_for(request).due:%d/%m/%Y}",
        "contact": f"{settings.DPO_EMAIL}, {settings.DPO_ADDRESS}",
    }
