"""The practice says how urgent messages are carried further, and where each practitioner is told."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from calls.message_settings import rules_at
from calls.messages import Delays
from calls.models import AlertNumber, MessageRules
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from patients.phones import read_phone
from practices.models import PractitionerRole
from practices.permissions import Permission, check_may
from practices.queries import lock_practice, own_roles


@transaction.atomic
def set_message_rules(
    *, actor: Actor, practice_id: UUID, delays: Delays, fallback_id: UUID | None = None
) -> MessageRules:
    """Minutes after the sending; `fallback_id` is a practitioner of the practice. Raises NotFound, Forbidden,
    InvalidInput."""
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    if not delays.are_in_order:
        raise InvalidInput.at("delays", "out-of-order", "Chaque délai doit être plus long que le précédent.")
    if fallback_id is not None:
        _check_practises(practice_id, fallback_id)
    lock_practice(practice_id)
    rules = rules_at(practice_id) or MessageRules(practice_id=practice_id)
    rules.sms_after, rules.call_after, rules.other_after = delays.sms, delays.call, delays.other
    rules.fallback_id, rules.changed_at = fallback_id, clock.now()
    rules.save()
    audit.record(
        actor=actor,
        action=Action.MESSAGE_RULES_CHANGED,
        practice_id=practice_id,
        entity=("calls.message_rules", rules.id),
        details={"sms": delays.sms, "call": delays.call, "other": delays.other},
    )
    return rules


@transaction.atomic
def set_alert_number(*, actor: Actor, practice_id: UUID, practitioner_id: UUID, number: str) -> None:
    """Where this practitioner is told; "" for nowhere. Their own act, or the practice's configuration.

    Raises NotFound, Forbidden, InvalidInput naming `number`.
    """
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    _check_practises(practice_id, practitioner_id)
    if not own_roles(actor, practice_id).filter(practitioner_id=practitioner_id).exists():
        check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    e164 = read_phone(number, "number") if number.strip() else ""
    lock_practice(practice_id)
    row = AlertNumber.objects.filter(practice_id=practice_id, practitioner=practitioner_id).first()
    if not e164:
        if row:
            row.delete()
    else:
        row = row or AlertNumber(practice_id=practice_id, practitioner_id=practitioner_id)
        row.e164, row.set_at = e164, clock.now()
        row.save()
    audit.record(
        actor=actor,
        action=Action.ALERT_NUMBER_CHANGED,
        practice_id=practice_id,
        entity=("practitioner", practitioner_id),
        details={"is_set": bool(e164)},
    )


def _check_practises(practice_id: UUID, practitioner_id: UUID) -> None:
    if not PractitionerRole.objects.filter(practice_id=practice_id, practitioner_id=practitioner_id).exists():
        raise NotFound()
