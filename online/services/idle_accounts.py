"""R-09: an account that nobody enters for two years goes, its holder told a month before. The records stay."""

from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from audit import services as audit
from audit.actions import Action
from core import clock
from online.models import PatientAccount
from online.services.codes import CHANNEL
from online.services.held import release_all
from outbox.services import enqueue

TOPIC = "online.account-idle"
NOTICE = timedelta(days=30)


def idle_accounts(before: datetime) -> QuerySet[PatientAccount]:
    """Nobody entered since that day, the longest idle first."""
    return PatientAccount.objects.filter(last_seen_date__lte=before.date()).order_by("last_seen_date", "id")


def next_idle(after: datetime) -> datetime | None:
    rows = PatientAccount.objects.filter(last_seen_date__gt=after.date()).order_by("last_seen_date")
    day = rows.values_list("last_seen_date", flat=True).first()
    return None if day is None else datetime.combine(day, time(), tzinfo=UTC)


def told_and_idle(before: datetime, at: datetime) -> QuerySet[PatientAccount]:
    return idle_accounts(before).filter(idle_told_at__lte=at - NOTICE)


@transaction.atomic
def tell_idle(*, before: datetime, limit: int = 500) -> int:
    """A message to whoever will soon have been away too long, once; returns how many."""
    waiting = idle_accounts(before + NOTICE).filter(idle_told_at__isnull=True).select_for_update()
    at = clock.now()
    accounts = list(waiting[:limit])
    for account in accounts:
        account.idle_told_at = at
        account.save(update_fields=["idle_told_at"])
        enqueue(topic=TOPIC, practice_id=None, entity_id=account.id, channel=CHANNEL, version=at.toordinal())
    return len(accounts)


@transaction.atomic
def forget_account(account: PatientAccount) -> None:
    """The product's own act: retention calls it for accounts past their term."""
    release_all(account.id)
    audit.record(actor=None, action=Action.ACCOUNT_CLOSED, practice_id=None, entity=("online.account", account.id))
    account.delete()
