"""Who asks: shown by a session, on the spot, or by the copy of a document, destroyed once looked at (ST-33, K9)."""

import base64
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.permissions import check_fresh_step_up
from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from privacy.errors import RequestNotThere
from privacy.models import IdentityCopy, RightsRequest
from privacy.rights.kinds import COPIED, IdentityProof
from privacy.rights.reach import move, record, request_in, request_to_change, save
from privacy.rights.states import Step

LARGEST_COPY = 2 * 1024 * 1024
KEPT_AT_MOST = timedelta(days=30)
# What the first bytes say; what a name or a header says is not believed.
_SIGNATURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}


@transaction.atomic
def add_copy(
    *, actor: Actor, request_id: UUID, document: str, content: bytes, version: int | None = None
) -> IdentityCopy:
    """Seal the copy of an identity card or of a passport: JPEG, PNG or PDF, at most 2 MiB.

    Raises NotFound, Forbidden, RequestNotThere, VersionMismatch, InvalidInput naming `document` or `content`.
    """
    request = request_to_change(actor, request_id, version=version)
    if request.identity_proof or not request.is_open:
        raise RequestNotThere(current=request.state, step="add-copy")
    if document not in {kind.value for kind in COPIED}:
        raise InvalidInput.at("document", "unknown-value", "Une carte nationale d'identité ou un passeport.")
    copy = IdentityCopy(
        practice_id=request.practice_id,
        request=request,
        document=document,
        media_type=_media_type(content),
        size=len(content),
        content=base64.b64encode(content).decode(),
        received_at=clock.now(),
        received_by_id=actor.user_id,
    )
    copy.save(force_insert=True)
    record(actor, request, Action.IDENTITY_COPY_ADDED, copy=copy.id, document=document)
    return copy


@transaction.atomic
def open_copy(*, actor: Actor, request_id: UUID, copy_id: UUID) -> tuple[IdentityCopy, bytes]:
    """The file in clear, within five minutes of a code. Raises NotFound, Forbidden, StepUpRequired."""
    kept = IdentityCopy.objects.filter(practice_id__in=actor.practice_ids, request=request_id, content__isnull=False)
    copy = kept.filter(id=copy_id).first()
    if copy is None or copy.content is None:
        raise NotFound()
    request = request_in(actor, request_id)
    check_fresh_step_up(actor)
    record(actor, request, Action.IDENTITY_COPY_OPENED, copy=copy.id)
    return copy, base64.b64decode(copy.content.open())


@transaction.atomic
def prove_identity(*, actor: Actor, request_id: UUID, proof: str, version: int | None = None) -> RightsRequest:
    """Whoever asks is who they say, or may ask for them; every copy is destroyed at once, its fact kept.

    A proof by document needs its copy here. Raises NotFound, Forbidden, RequestNotThere, VersionMismatch,
    RequestQuarantined, InvalidInput naming `proof`.
    """
    request = request_to_change(actor, request_id, version=version)
    if proof not in set(IdentityProof) or proof == IdentityProof.SESSION.value:
        raise InvalidInput.at("proof", "unknown-value", "Cette valeur n'est pas dans la liste.")
    if proof in COPIED and not _kept(request).filter(document=proof).exists():
        raise InvalidInput.at("proof", "no-copy", "Aucune copie de ce document n'est jointe à la demande.")
    move(request, Step.PROVE_IDENTITY)
    request.identity_proof, request.identity_checked_at = proof, clock.now()
    request.identity_checked_by_id = actor.user_id
    save(request, "state", "identity_proof", "identity_checked_at", "identity_checked_by")
    record(actor, request, Action.REQUEST_IDENTIFIED, proof=proof.replace("_", "-"))
    destroy_copies(actor, request)
    return request


def destroy_copies(actor: Actor, request: RightsRequest) -> int:
    """Destroy what is kept of a locked request's copies; the rows say that they existed and when they went (R-17)."""
    return _destroy(actor, _kept(request))


@transaction.atomic
def destroy_old_copies(*, actor: Actor, practice_id: UUID, now: datetime | None = None) -> int:
    """R-17: no copy is kept longer than 30 days, whatever became of the request. For the nightly run."""
    limit = (now or clock.now()) - KEPT_AT_MOST
    return _destroy(
        actor, IdentityCopy.objects.filter(practice_id=practice_id, content__isnull=False, received_at__lte=limit)
    )


def _destroy(actor: Actor, copies: QuerySet[IdentityCopy]) -> int:
    rows = list(copies.select_for_update(of=("self",)).select_related("request").order_by("id"))
    for copy in rows:
        copy.content, copy.destroyed_at = None, clock.now()
        copy.save(update_fields=["content", "destroyed_at"])
        record(actor, copy.request, Action.IDENTITY_COPY_DESTROYED, copy=copy.id)
    return len(rows)


def _kept(request: RightsRequest) -> QuerySet[IdentityCopy]:
    return IdentityCopy.objects.filter(practice_id=request.practice_id, request=request, content__isnull=False)


def _media_type(content: bytes) -> str:
    if len(content) > LARGEST_COPY:
        raise InvalidInput.at("content", "too-large", "La copie pèse au plus 2 Mo.")
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    raise InvalidInput.at("content", "unknown-media-type", "La copie est une image JPEG ou PNG, ou un PDF.")
