"""The numbers answered for a practice, and the telephone accounts that may carry a new one."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings

from calls.models import Line
from core.scoping import Actor
from practices.permissions import Permission, check_may, practices_where
from telephony_adapters.protocols import Account


def lines_of(actor: Actor, practice_id: UUID) -> list[Line]:
    """The lines in service, by number. Raises NotFound, Forbidden."""
    check_may(actor, Permission.LINE_EDIT, practice_id)
    return list(Line.objects.filter(practice_id=practice_id, withdrawn_at__isnull=True).order_by("e164", "id"))


def telephone_accounts() -> list[str]:
    """The names of this service's telephone accounts, in the order of its settings."""
    accounts: dict[str, Account] = settings.TELEPHONY_ACCOUNTS
    return list(accounts)


def practices_with_a_line(actor: Actor, practice_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these practices that have a line in service, where the actor keeps the lines; one statement."""
    ids = practices_where(actor, Permission.LINE_EDIT) & frozenset(practice_ids)
    rows = Line.objects.filter(practice_id__in=ids, withdrawn_at__isnull=True)
    return frozenset(rows.values_list("practice_id", flat=True).distinct())
