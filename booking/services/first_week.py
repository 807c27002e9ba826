"""The ordinary week of an agenda that has none yet: every weekly opening at once, or none."""

from collections.abc import Sequence
from uuid import UUID

from booking.locks import in_one_transaction
from booking.models import OpeningRule
from booking.services.opening_rules import RuleTerms, add_opening_rule
from core.errors import InvalidInput
from core.scoping import Actor


@in_one_transaction
def open_week(*, actor: Actor, practitioner_role_id: UUID, week: Sequence[RuleTerms]) -> list[OpeningRule]:
    """Open an agenda at these hours every week. Raises NotFound, Forbidden, InvalidInput."""
    if not week:
        raise InvalidInput.at("week", "blank", "Donnez au moins une plage de la semaine.")
    return [add_opening_rule(actor=actor, practitioner_role_id=practitioner_role_id, terms=terms).row for terms in week]
