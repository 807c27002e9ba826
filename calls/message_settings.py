"""How a practice wants its urgent messages carried, and where its practitioners are told: read here."""

from dataclasses import dataclass
from uuid import UUID

from calls.messages import USUAL, Delays
from calls.models import AlertNumber, MessageRules
from core.scoping import Actor
from practices.models import Practitioner
from practices.permissions import Permission, check_may


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one practice; the usual delays and nobody named where nothing was chosen. Numbers are not told."""

    delays: Delays
    fallback_id: UUID | None
    with_number: frozenset[UUID]


def settings_of(actor: Actor, practice_id: UUID) -> Settings:
    """Raises NotFound, Forbidden."""
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    rules = rules_at(practice_id)
    numbers = AlertNumber.objects.filter(practice_id=practice_id).values_list("practitioner_id", flat=True)
    return Settings(rules.delays if rules else USUAL, rules.fallback_id if rules else None, frozenset(numbers))


def rules_at(practice_id: UUID) -> MessageRules | None:
    """The caller checked the scope, here and below."""
    return MessageRules.objects.filter(practice_id=practice_id).select_related("fallback").first()


def delays_at(practice_id: UUID) -> Delays:
    rules = rules_at(practice_id)
    return rules.delays if rules else USUAL


def fallback_at(practice_id: UUID) -> Practitioner | None:
    rules = rules_at(practice_id)
    return rules.fallback if rules else None


def has_alert_number(practice_id: UUID, practitioner_id: UUID) -> bool:
    return AlertNumber.objects.filter(practice_id=practice_id, practitioner=practitioner_id).exists()


def alert_number(practice_id: UUID, practitioner_id: UUID) -> str | None:
    """The number in clear, for the message that leaves now."""
    row = AlertNumber.objects.filter(practice_id=practice_id, practitioner=practitioner_id).first()
    return row.e164.open() if row else None
