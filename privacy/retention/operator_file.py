"""R-15 and R-16 for the operator's file: authorities' requests, instructions carried out, questions and complaints."""

from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet

from audit import services as audit
from audit.actions import Action
from privacy.models import AuthorityRequest, ContactTicket, DeletionInstruction
from privacy.retention.keeping import Found, Scope


def tickets_found(scope: Scope) -> Found:
    return _found(ContactTicket.objects.filter(answered_at__isnull=False), "answered_at", scope)


def forget_tickets(scope: Scope, batch: int) -> int:
    rows = ContactTicket.objects.filter(answered_at__lte=scope.cutoff)
    return _forget(rows, ("privacy.ticket", Action.TICKET_FORGOTTEN), scope, batch)


def authorities_found(scope: Scope) -> Found:
    rows = AuthorityRequest.objects.filter(answered_on__isnull=False)
    first = (
        rows.filter(answered_on__gt=scope.cutoff.date()).order_by("answered_on").values_list("answered_on", flat=True)
    )
    day = first.first()
    oldest = None if day is None else datetime.combine(day, time(), tzinfo=scope.cutoff.tzinfo)
    return Found(rows.filter(answered_on__lte=scope.cutoff.date()).count(), oldest=oldest)


def forget_authorities(scope: Scope, batch: int) -> int:
    rows = AuthorityRequest.objects.filter(answered_on__lte=scope.cutoff.date())
    return _forget(rows, ("privacy.authority_request", Action.AUTHORITY_REQUEST_FORGOTTEN), scope, batch)


def instructions_found(scope: Scope) -> Found:
    rows = DeletionInstruction.objects.filter(practice_id=scope.practice, done_at__isnull=False)
    return _found(rows, "done_at", scope)


def forget_instructions(scope: Scope, batch: int) -> int:
    rows = DeletionInstruction.objects.filter(practice_id=scope.practice, done_at__lte=scope.cutoff)
    return _forget(rows, ("privacy.instruction", Action.INSTRUCTION_FORGOTTEN), scope, batch)


def _found(rows: QuerySet[Any], column: str, scope: Scope) -> Found:
    later = rows.filter(**{f"{column}__gt": scope.cutoff}).order_by(column)
    return Found(
        rows.filter(**{f"{column}__lte": scope.cutoff}).count(), oldest=later.values_list(column, flat=True).first()
    )


def _forget(rows: QuerySet[Any], said: tuple[str, Action], scope: Scope, batch: int) -> int:
    kind, action = said
    ids = list(rows.order_by("id").values_list("id", flat=True)[:batch])
    rows.filter(id__in=ids).delete()
    audit.record_many(audit.Event(scope.actor, action, scope.practice_id, (kind, row_id)) for row_id in ids)
    return len(ids)
