"""The urgency protocol of a practice: written as a new version, signed by a practitioner, then in force."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from instructions.enums import State
from instructions.errors import ForbiddenStep
from instructions.models import UrgencyProtocol
from instructions.urgency import Step, checked, stored
from practices.permissions import Permission, check_may
from practices.queries import lock_practice


@transaction.atomic
def write_protocol(*, actor: Actor, practice_id: UUID, steps: Sequence[Step]) -> UrgencyProtocol:
    """The next version; the one in force stays until this one is signed. Raises NotFound, Forbidden, ProtocolUnfit."""
    check_may(actor, Permission.CONSIGNE_WRITE, practice_id)
    clean = checked(steps)
    lock_practice(practice_id)
    rows = UrgencyProtocol.objects.filter(practice_id=practice_id)
    last = rows.order_by("-version").values_list("version", flat=True).first() or 0
    protocol = UrgencyProtocol.objects.create(
        practice_id=practice_id,
        version=last + 1,
        steps=stored(clean),
        written_by_id=actor.user_id,
        written_at=clock.now(),
    )
    _journal(actor, Action.PROTOCOL_WRITTEN, protocol)
    return protocol


@transaction.atomic
def sign_protocol(*, actor: Actor, protocol_id: UUID) -> UrgencyProtocol:
    """A practitioner of the practice answers for these questions. Raises NotFound, Forbidden, ForbiddenStep."""
    seen = UrgencyProtocol.objects.filter(pk=protocol_id, practice_id__in=actor.practice_ids).first()
    if seen is None:
        raise NotFound()
    check_may(actor, Permission.URGENCY_SIGN, seen.practice_id)
    lock_practice(seen.practice_id)
    protocol = UrgencyProtocol.objects.get(pk=protocol_id)
    newer = UrgencyProtocol.objects.filter(practice_id=protocol.practice_id, version__gt=protocol.version)
    if protocol.signed_at is not None or newer.filter(signed_at__isnull=False).exists():
        raise ForbiddenStep(state=State.APPROVED.value, wanted=State.APPROVED.value)
    protocol.signed_at, protocol.signed_by_id = clock.now(), actor.user_id
    protocol.save(update_fields=["signed_at", "signed_by_id"])
    _journal(actor, Action.PROTOCOL_SIGNED, protocol)
    return protocol


def _journal(actor: Actor, action: Action, protocol: UrgencyProtocol) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=protocol.practice_id,
        entity=("instructions.urgency_protocol", protocol.id),
        details={"version": protocol.version},
    )
