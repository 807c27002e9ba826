"""What the operator's file holds, and what in it needs a hand today."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from core.home_day import home_day
from core.scoping import Actor
from patients.local_day import local_day
from practices.permissions import Permission, check_may, practices_where
from practices.zones import days_at
from privacy.models import (
    AuthorityRequest,
    ContactTicket,
    DeletionInstruction,
    ExchangeChannel,
    HostingProvider,
    PhysicalEvidence,
    Processor,
    RightsRequest,
)
from privacy.operator.hosting import Finding, findings
from privacy.operator.reviews import SOON, Due, due
from privacy.operator_acts import check_reads
from privacy.rights.clocks import MEDICAL_DAYS, is_late
from privacy.rights.reach import clock_for

# What grows with the years is read this many at a time, the latest written down first.
PAGE = 100

_Row = TypeVar("_Row", AuthorityRequest, ContactTicket)


def hosting_findings(today: date | None = None) -> list[Finding]:
    """What keeps production from being ready, or soon will. For commands and the office: holds no personal data."""
    hosts = HostingProvider.objects.filter(ended_at__isnull=True)
    return findings([host.certificate for host in hosts], today or home_day())


def alarms(actor: Actor) -> list[Finding]:
    """What needs a hand today: certificates, reviews, messages, and what waits at the actor's practices.

    Raises Forbidden.
    """
    return [*hosting_findings(), *_reviews(processors(actor), evidence(actor)), *_unread(), *waits_at_practices(actor)]


def waits_at_practices(actor: Actor) -> list[Finding]:
    """Instructions and answers that are late or near, of every practice for which the actor sees to them."""
    return [*orders_to_do(actor), *answers_overdue(actor)]


def orders_to_do(actor: Actor) -> list[Finding]:
    """Instructions that are late or near, of every practice for which the actor sees to them; never their words."""
    places = practices_where(actor, Permission.REQUEST_HANDLE)
    days = days_at(places)
    waiting = DeletionInstruction.objects.filter(practice__in=places, done_at__isnull=True)
    found = waiting.select_related("practice").order_by("due_on", "id")
    return [
        Finding(
            f"deletion-instruction-{due(one.due_on, days[one.practice_id]).value}",
            f"{one.get_kind_display()} avant le {one.due_on:%d/%m/%Y}, sur instruction : {one.practice.name}.",
            blocking=False,
        )
        for one in found
        if one.due_on <= days[one.practice_id] + SOON
    ]


def answers_overdue(actor: Actor) -> list[Finding]:
    """Requests past their term and not answered, even while more is awaited of whoever asked; by reference only.

    What must still be made precise or proven is refused or settled all the same: the term does not wait (art. 12.3).
    """
    places = practices_where(actor, Permission.REQUEST_HANDLE)
    # A day more than at home: it is tomorrow already in Nouméa.
    since = home_day() - timedelta(days=MEDICAL_DAYS - 1)
    waiting = RightsRequest.objects.filter(practice__in=places, answered_at__isnull=True, received_on__lt=since)
    found = [(clock_for(one), one) for one in waiting.select_related("practice").order_by("received_on", "id")]
    days = {practice_id: local_day(actor, practice_id) for practice_id in {one.practice_id for _, one in found}}
    return [
        Finding(
            "rights-request-late",
            f"Demande de droits {one.reference}, échue le {clock.due:%d/%m/%Y} : {one.practice.name}.",
            blocking=False,
        )
        for clock, one in found
        if is_late(clock, days[one.practice_id])
    ]


def hosts(actor: Actor) -> list[HostingProvider]:
    """Those in force, the first to expire first. Raises Forbidden."""
    check_reads(actor)
    return list(HostingProvider.objects.filter(ended_at__isnull=True).order_by("expires_on", "name"))


def processors(actor: Actor) -> list[Processor]:
    """Those under contract, the first to be reviewed first. Raises Forbidden."""
    check_reads(actor)
    return list(Processor.objects.filter(ended_at__isnull=True).order_by("review_on", "name"))


def evidence(actor: Actor) -> list[PhysicalEvidence]:
    """What stands, the first to be seen again first. Raises Forbidden."""
    check_reads(actor)
    return list(PhysicalEvidence.objects.filter(ended_at__isnull=True).order_by("review_on", "place"))


def authority_requests(actor: Actor, before: UUID | None = None) -> list[AuthorityRequest]:
    """A page of them, the latest written down first; `before`: the last one of the page read. Raises Forbidden."""
    check_reads(actor)
    return _page(AuthorityRequest.objects.all(), before)


def tickets(actor: Actor, before: UUID | None = None) -> list[ContactTicket]:
    """A page of them, the latest first; `before`: the last one of the page read. Raises Forbidden."""
    check_reads(actor)
    return _page(ContactTicket.objects.all(), before)


def last_of(page: Sequence[_Row]) -> UUID | None:
    """Where the next page begins; None when this one was the last."""
    return page[-1].id if len(page) == PAGE else None


def instructions_of(actor: Actor, practice_id: UUID) -> list[DeletionInstruction]:
    """Those left to do first, by their day. Raises NotFound, Forbidden."""
    check_may(actor, Permission.REQUEST_HANDLE, practice_id)
    found = DeletionInstruction.objects.filter(practice_id=practice_id).order_by("due_on")
    return sorted(found, key=lambda one: one.done_at is not None)


def channels_of(actor: Actor, practice_id: UUID) -> list[ExchangeChannel]:
    """The validated ways out of one practice. Raises NotFound, Forbidden."""
    check_may(actor, Permission.CHANNEL_VALIDATE, practice_id)
    found = ExchangeChannel.objects.filter(practice_id=practice_id, withdrawn_at__isnull=True)
    return list(found.order_by("kind", "target"))


def _page(rows: QuerySet[_Row], before: UUID | None) -> list[_Row]:
    # Ids are ordered by time: the latest written down has the highest.
    older = rows if before is None else rows.filter(id__lt=before)
    return list(older.order_by("-id")[:PAGE])


def _unread() -> list[Finding]:
    count = ContactTicket.objects.filter(acknowledged_at__isnull=True, answered_at__isnull=True).count()
    if not count:
        return []
    says = "Un message attend" if count == 1 else f"{count} messages attendent"
    return [Finding("tickets-unread", f"{says} un accusé de réception.", blocking=False)]


def _reviews(processors: Sequence[Processor], evidence: Sequence[PhysicalEvidence]) -> list[Finding]:
    today = home_day()
    late = [
        (f"processor-review-{due(one.review_on, today).value}", f"Revue du prestataire {one.name}", one.review_on)
        for one in processors
    ] + [
        (f"evidence-review-{due(one.review_on, today).value}", f"Revue de la protection de {one.place}", one.review_on)
        for one in evidence
    ]
    return [
        Finding(code, f"{says} : {on:%d/%m/%Y}.", blocking=False)
        for code, says, on in late
        if not code.endswith(Due.LATER.value)
    ]
