"""What this room forgets: connection traces after twelve months (R-04), closed accounts (R-05), idle ones (R-09).

A forgotten account keeps its id, which the journal and the records of others name, and nothing that says whose it was.
"""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import DateField, F, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from accounts.enums import AccountStatus
from accounts.models import Enrolment, SignIn, User
from accounts.services.people import forget_secrets
from accounts.services.sessions import end_all_sessions
from audit.actions import Action
from audit.services import record
from core import clock
from core.months import months_later
from core.scoping import Actor
from outbox.services import enqueue

IDLE_TOPIC = "accounts.idle"
PERSON_CHANNEL = "email"
# A person is told this long before an account that nobody uses is deleted.
NOTICE = timedelta(days=30)
FORGOTTEN_NAME = "Compte supprimé"


def traces_due(at: datetime) -> tuple[int, datetime | None]:
    """How many attempts and dead links are older than twelve months, and the next attempt's instant."""
    limit = months_later(at, -settings.SIGN_IN_LOG_MONTHS)
    due = SignIn.objects.filter(at__lt=limit).count() + Enrolment.objects.filter(expires_at__lt=limit).count()
    oldest = SignIn.objects.filter(at__gte=limit).order_by("at").values_list("at", flat=True).first()
    return due + AccessAttempt.objects.filter(attempt_time__lt=limit).count(), oldest


@transaction.atomic
def purge_sign_ins() -> int:
    """Delete the attempts and the dead links older than twelve months; answers how many.

    The database refuses to delete attempts that are newer.
    """
    limit = months_later(clock.now(), -settings.SIGN_IN_LOG_MONTHS)
    deleted = [
        SignIn.objects.filter(at__lt=limit).delete()[0],
        Enrolment.objects.filter(expires_at__lt=limit).delete()[0],
        AccessAttempt.objects.filter(attempt_time__lt=limit).delete()[0],
    ]
    return sum(deleted)


def closed_accounts(before: datetime) -> QuerySet[User]:
    """Accounts closed before that instant that still say whose they were."""
    return _known().filter(status=AccountStatus.CLOSED, status_changed_at__lte=before).order_by("status_changed_at")


def next_closed(after: datetime) -> datetime | None:
    """When the next of them was closed."""
    rows = _known().filter(status=AccountStatus.CLOSED, status_changed_at__gt=after).order_by("status_changed_at")
    return rows.values_list("status_changed_at", flat=True).first()


def idle_accounts(before: datetime) -> QuerySet[User]:
    """Accounts nobody entered since that instant, the longest idle first."""
    rows = _known().exclude(status=AccountStatus.CLOSED).annotate(seen_on=_SEEN_ON)
    return rows.filter(seen_on__lte=before.date()).order_by("seen_on", "id")


def next_idle(after: datetime) -> datetime | None:
    """When the next account to become idle was last entered, at midnight UTC."""
    rows = _known().exclude(status=AccountStatus.CLOSED).annotate(seen_on=_SEEN_ON)
    day = rows.filter(seen_on__gt=after.date()).order_by("seen_on").values_list("seen_on", flat=True).first()
    return None if day is None else datetime.combine(day, time(), tzinfo=UTC)


def told_and_idle(before: datetime, at: datetime) -> QuerySet[User]:
    """Those of them who were told a month before `at`: the ones that may go."""
    return idle_accounts(before).filter(idle_told_at__lte=at - NOTICE)


@transaction.atomic
def tell_idle(*, before: datetime, limit: int = 500) -> int:
    """Ask for a message to whoever will soon have been idle too long, once; returns how many."""
    waiting = idle_accounts(before + NOTICE).filter(idle_told_at__isnull=True).select_for_update(of=("self",))
    at = clock.now()
    people = list(waiting[:limit])
    for person in people:
        person.idle_told_at = at
        person.save(update_fields=["idle_told_at"])
        record(actor=None, action=Action.PERSON_TOLD_IDLE, practice_id=None, entity=("user", person.id))
        enqueue(topic=IDLE_TOPIC, practice_id=None, entity_id=person.id, channel=PERSON_CHANNEL, version=at.toordinal())
    return len(people)


@transaction.atomic
def forget_person(*, actor: Actor, user_id: UUID) -> bool:
    """Take name, address, secrets and sessions from an account, and close it. False when that was done before.

    The product's own act: retention calls it for accounts past their term.
    """
    user = User.objects.select_for_update().get(id=user_id)
    if user.forgotten_at is not None:
        return False
    forget_secrets(user)
    end_all_sessions(actor=actor, user_id=user.id)
    at = clock.now()
    if user.status != AccountStatus.CLOSED:
        user.status, user.status_changed_at = AccountStatus.CLOSED, at
    user.username, user.display_name, user.email = f"supprime-{user.id.hex[-20:]}", FORGOTTEN_NAME, ""
    user.last_seen_date, user.forgotten_at = None, at
    user.save()
    record(actor=actor, action=Action.PERSON_FORGOTTEN, practice_id=None, entity=("user", user.id))
    return True


def _known() -> QuerySet[User]:
    return User.objects.filter(forgotten_at__isnull=True)


# Whoever never came in counts from the day the account last changed.
_SEEN_ON = Coalesce(F("last_seen_date"), TruncDate("status_changed_at"), output_field=DateField())
