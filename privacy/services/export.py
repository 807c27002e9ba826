"""Handing somebody their data: a code and a reason first, marked, journalled, kept nowhere (CH-10)."""

import hashlib
from uuid import UUID

from django.db import transaction

from accounts.permissions import check_fresh_step_up
from audit.actions import Action
from booking.local_time import local
from core import clock
from core.errors import InvalidInput
from core.ids import new_id
from core.plain_text import clean_lines, clean_reason
from core.scoping import Actor
from practices.texts import one_of
from practices.zones import zone_of
from privacy.export.collect import collect
from privacy.export.files import FHIR, JSON, PDF, Export, Watermark, file_of, written
from privacy.export.medical_parts import without_medical_parts
from privacy.models import ExchangeChannel, RightsRequest
from privacy.rights.acts import Act
from privacy.rights.kinds import Kind, Requester
from privacy.rights.reach import record
from privacy.services.channels import check_channel
from privacy.services.decide import check_reflection
from privacy.services.execute import done, granted_request

LONGEST_ADDRESS = 120
FORMATS = {Kind.ACCESS: (JSON, FHIR, PDF), Kind.PORTABILITY: (JSON, FHIR)}


@transaction.atomic
def export_request(*, actor: Actor, request_id: UUID, shape: str, reason: str, way: str, to: str = "") -> Export:
    """The data of a granted access or portability. The reason, and to whom, are kept sealed with the request.

    `way` is the kind of channel by which the file will leave, `to` its address or server: only one that the practice
    validated (CH-04). Raises NotFound, Forbidden, StepUpRequired, RequestQuarantined, NotThisRight, PersonUnknown,
    TooSoonToAnswer, ChannelNotValidated, InvalidInput naming `shape`, `reason`, `way` or `to`.
    """
    check_fresh_step_up(actor)
    request = granted_request(actor, request_id, Act.EXPORTED)
    reason = clean_reason(reason)
    if shape not in FORMATS[Kind(request.kind)]:
        raise InvalidInput.at("shape", "unknown-value", "Ce format ne vaut pas pour ce droit.")
    kind = one_of(ExchangeChannel.Kind, "way", way)
    to = clean_lines(to, "to", LONGEST_ADDRESS)
    check_channel(request.practice_id, kind, to)
    check_reflection(request)
    export_id = new_id()
    content = _content(actor, request, shape, export_id)
    done(actor, request, Act.EXPORTED)
    note = request.decision_note.open() if request.decision_note is not None else ""
    by = ExchangeChannel.Kind(kind).label + (f", {to}" if to else "")
    request.decision_note = f"{note}\nExport {export_id.hex[-8:].upper()} ({shape}) : {reason} ({by})".strip()
    request.save(update_fields=["decision_note"])
    record(
        actor,
        request,
        Action.REQUEST_EXPORTED,
        export=export_id,
        shape=shape,
        way=kind,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return file_of(export_id, shape, content)


def _content(actor: Actor, request: RightsRequest, shape: str, export_id: UUID) -> bytes:
    assert request.patient_id is not None
    spares = request.requester != Requester.SELF.value
    collected = collect(actor, request.patient_id, spares_secrecy=spares)
    # No grant but that of a medical file has waited its two days (L1111-7).
    if not request.is_medical_file:
        collected = without_medical_parts(collected)
    at = local(clock.now(), zone_of(request.practice_id))
    marked = Watermark(export_id, request.reference, request.get_kind_display(), at)
    return written(collected, shape, marked, is_whole=request.kind == Kind.ACCESS.value)
