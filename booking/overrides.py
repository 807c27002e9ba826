"""Reading the ledger of overrides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit.actions import Action
from audit.services import Event, record, record_many
from booking.models import Override
from core.errors import Forbidden, NotFound
from core.scoping import Actor, Channel
from practices.models import Practitioner
from practices.permissions import Permission, answers, check_may
from practices.queries import role_in

LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Ledger:
    """Lines of one agenda, newest first; `after` is where the next page begins, None on the last."""

    results: list[Override]
    after: tuple[datetime, UUID] | None


def overrides_of(
    actor: Actor,
    practitioner_role_id: UUID,
    *,
    is_settled: bool | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 100,
) -> Ledger:
    """What was booked over the rules in one agenda, the sealed reason closed; journalled by patient.

    Raises NotFound, Forbidden.
    """
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.OVERRIDE_READ, role.practice_id)
    lines = Override.objects.filter(practice_id=role.practice_id, practitioner_role_id=role.id)
    lines = lines.filter(appointment__patient__locked_at__isnull=True)
    if is_settled is not None:
        lines = lines.exclude(settled_as="") if is_settled else lines.filter(settled_as="")
    if after is not None:
        lines = lines.filter(Q(made_at__lt=after[0]) | Q(made_at=after[0], id__lt=after[1]))
    limit = max(1, min(limit, LARGEST_PAGE))
    related = lines.select_related("appointment", "practitioner_role__location")
    found = list(related.order_by("-made_at", "-id")[: limit + 1])
    results = found[:limit]
    record_many(
        Event(actor, Action.OVERRIDES_READ, role.practice_id, ("practitioner_role", role.id), patient_id)
        for patient_id in sorted({line.appointment.patient_id for line in results})
    )
    last = results[-1] if len(found) > limit else None
    return Ledger(results, None if last is None else (last.made_at, last.id))


@transaction.atomic
def open_override_reason(actor: Actor, override_id: UUID) -> str:
    """Why it was booked over the rules, in the words of whoever did: for the practitioner; journalled as such.

    Raises NotFound, Forbidden.
    """
    lines = Override.objects.filter(practice_id__in=actor.practice_ids, appointment__patient__locked_at__isnull=True)
    lines = lines.select_related("appointment")
    line = lines.filter(pk=override_id).first()
    if line is None:
        raise NotFound()
    check_concerned(actor, line)
    record(
        actor=actor,
        action=Action.OVERRIDE_OPENED,
        practice_id=line.practice_id,
        entity=("override", line.id),
        patient_id=line.appointment.patient_id,
    )
    words = line.appointment.override_reason
    return "" if words is None else words.open()


def override_reason_for(actor: Actor, appointment_id: UUID) -> str | None:
    """The same for one appointment; None when there is nothing to read, or not for this person."""
    lines = Override.objects.filter(appointment=appointment_id, practice_id__in=actor.practice_ids)
    line = lines.filter(appointment__patient__locked_at__isnull=True).first()
    if line is None or not is_concerned(actor, line):
        return None
    return open_override_reason(actor, line.id)


def check_concerned(actor: Actor, line: Override) -> None:
    """Raises NotFound, Forbidden: a practitioner judges what was done in their own agenda, nobody else's."""
    check_may(actor, Permission.OVERRIDE_SETTLE, line.practice_id)
    if actor.user_id is None:
        if actor.channel is Channel.SYSTEM:
            return
        raise Forbidden()
    people = Practitioner.objects.filter(user_id=actor.user_id)
    concerned = people.filter(pk=line.practitioner_id) | people.filter(roles=line.practitioner_role_id)
    if not concerned.exists():
        raise Forbidden()


is_concerned = answers(check_concerned)


def settleable(actor: Actor, lines: Sequence[Override]) -> frozenset[UUID]:
    """Of these lines of one practice, those that wait for this very person to settle them."""
    waiting = [line for line in lines if not line.settled_as]
    if not waiting or actor.user_id is None or not actor.may(Permission.OVERRIDE_SETTLE, waiting[0].practice_id):
        return frozenset()
    mine = Practitioner.objects.filter(user_id=actor.user_id)
    people = frozenset(mine.values_list("id", flat=True))
    roles = frozenset(mine.values_list("roles", flat=True))
    return frozenset(
        line.id for line in waiting if line.practitioner_id in people or line.practitioner_role_id in roles
    )
