"""A practice's instructions about durations: within what each rule allows, never for one person (CH-11).

Nothing lengthens the life of one patient's data but a legal hold (`privacy.services.holds`).
"""

from uuid import UUID

from django.db import transaction

from accounts.permissions import check_fresh_step_up
from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput
from core.scoping import Actor
from practices.permissions import Permission, check_may
from practices.queries import lock_practice
from privacy.models import RetentionChoice
from privacy.retention.rules import BY_ID


@transaction.atomic
def choose_duration(*, actor: Actor, practice_id: UUID, rule: str, amount: int | None) -> RetentionChoice | None:
    """Keep that category for `amount` of the rule's unit; None goes back to the rule's own term. Needs a fresh code.

    Raises NotFound, Forbidden, StepUpRequired, InvalidInput naming `rule` or `amount`.
    """
    check_may(actor, Permission.RETENTION_EDIT, practice_id)
    if actor.user_id is not None:
        check_fresh_step_up(actor)
    known = BY_ID.get(rule)
    if known is None or known.choice is None:
        raise InvalidInput.at("rule", "not-a-choice", "La durée de cette règle ne se choisit pas.")
    if amount is not None and not known.choice.low <= amount <= known.choice.high:
        raise InvalidInput.at("amount", "out-of-range", f"De {known.choice.low} à {known.choice.high}.")
    lock_practice(practice_id)
    lines = RetentionChoice.objects.filter(practice_id=practice_id, rule=rule)
    if amount is None:
        lines.delete()
    else:
        told = {"amount": amount, "set_by_id": actor.user_id, "set_at": clock.now()}
        lines.update(**told) or RetentionChoice.objects.create(practice_id=practice_id, rule=rule, **told)
    audit.record(
        actor=actor,
        action=Action.RETENTION_CHOICE_CHANGED,
        practice_id=practice_id,
        details={"rule": rule.lower(), "amount": amount},
    )
    return lines.first()
