"""Handing somebody their data: a code and a reason first, marked, journalled, kept nowhere (CH-10)."""

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.permissions import check_fresh_step_up
from audit.actions import Action
from consent.queries import decisions_of
from core import clock
from core.errors import InvalidInput
from core.ids import new_id
from core.plain_text import clean_reason
from core.scoping import Actor
from privacy.export.collect import collect, provided
from privacy.export.fhir import bundle
from privacy.export.paper import paper
from privacy.models import RightsRequest
from privacy.rights.acts import Act
from privacy.rights.kinds import Kind, Requester
from privacy.rights.reach import record
from privacy.services.decide import check_reflection
from privacy.services.execute import done, granted_request

JSON, FHIR, PDF = "json", "fhir", "pdf"
MEDIA_TYPES = {JSON: "application/json", FHIR: "application/fhir+json", PDF: "application/pdf"}
ENDINGS = {JSON: "json", FHIR: "fhir.json", PDF: "pdf"}
FORMATS = {Kind.ACCESS: (JSON, FHIR, PDF), Kind.PORTABILITY: (JSON, FHIR)}


@dataclass(frozen=True, slots=True, repr=False)
class Export:
    """One file, in memory only; its name says nothing of anybody."""

    id: UUID
    name: str
    media_type: str
    content: bytes


@transaction.atomic
def export_request(*, actor: Actor, request_id: UUID, shape: str, reason: str) -> Export:
    """The data of a granted access or portability. The reason is kept sealed with the letters of the request.

    Raises NotFound, Forbidden, StepUpRequired, RequestQuarantined, NotThisRight, PersonUnknown, TooSoonToAnswer,
    InvalidInput naming `shape` or `reason`.
    """
    check_fresh_step_up(actor)
    request = granted_request(actor, request_id, Act.EXPORTED)
    reason = clean_reason(reason)
    if shape not in FORMATS[Kind(request.kind)]:
        raise InvalidInput.at("shape", "unknown-value", "Ce format ne vaut pas pour ce droit.")
    check_reflection(request)
    export_id = new_id()
    content = _content(actor, request, shape, export_id)
    done(actor, request, Act.EXPORTED)
    note = request.decision_note.open() if request.decision_note is not None else ""
    request.decision_note = f"{note}\nExport {export_id.hex[-8:].upper()} ({shape}) : {reason}".strip()
    request.save(update_fields=["decision_note"])
    record(
        actor,
        request,
        Action.REQUEST_EXPORTED,
        export=export_id,
        shape=shape,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    name = f"export-{export_id.hex[-8:]}.{ENDINGS[shape]}"
    return Export(export_id, name, MEDIA_TYPES[shape], content)


def _content(actor: Actor, request: RightsRequest, shape: str, export_id: UUID) -> bytes:
    assert request.patient_id is not None
    at, is_whole = clock.now(), request.kind == Kind.ACCESS.value
    spares = request.requester != Requester.SELF.value
    collected = collect(actor, request.patient_id, spares_secrecy=spares)
    if shape == FHIR:
        decisions = decisions_of(request.practice_id, request.patient_id)
        found = bundle(collected, decisions, at=at, export_id=export_id, is_whole=is_whole)
        return _json(found)
    marked = {
        "watermark": {
            "export": export_id.hex[-8:].upper(),
            "id": str(export_id),
            "reference": request.reference,
            "at": at.isoformat(),
            "right": request.get_kind_display(),
        },
        **(collected.data if is_whole else provided(collected)),
    }
    if shape == JSON:
        return _json(marked)
    contact = f"{settings.DPO_EMAIL}, {settings.DPO_ADDRESS}"
    return paper(marked, practice=collected.practice.name, contact=contact, at=at)


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=2).encode()
