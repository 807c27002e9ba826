"""Which duration applies where: the rule's own, the operator's settings, the practice's instruction."""

from uuid import UUID

from django.conf import settings

from privacy.models import RetentionChoice
from privacy.retention.schedule import Limit, Rule
from privacy.retention.terms import Term


def choices_of(practice_id: UUID) -> dict[str, int]:
    """What a practice instructed, by rule. The caller checked the scope."""
    return dict(RetentionChoice.objects.filter(practice_id=practice_id).values_list("rule", "amount"))


def term_of(rule: Rule, limit: Limit, chosen: dict[str, int]) -> Term | None:
    """The duration of one limit; None without end, or while the operator has not said it (K7, K8)."""
    if limit.settings:
        return None if missing(limit) else Term(months=sum(getattr(settings, name) for name in limit.settings))
    if rule.choice is not None and rule.id in chosen:
        return rule.choice.unit.term(chosen[rule.id])
    return limit.term


def missing(limit: Limit) -> list[str]:
    """The settings that the operator has still to fill for this limit: nothing is applied before."""
    return [name for name in limit.settings if getattr(settings, name) is None]
