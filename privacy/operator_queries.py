"""What the operator's file holds, and what in it needs a hand today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core import clock
from core.scoping import Actor
from practices.permissions import Permission, check_may
from privacy.models import (
    AuthorityRequest,
    ContactTicket,
    DeletionInstruction,
    ExchangeChannel,
    HostingProvider,
    PhysicalEvidence,
    Processor,
)
from privacy.operator.hosting import Finding, findings
from privacy.operator.reviews import Due, due
from privacy.operator_acts import check_reads


@dataclass(frozen=True, slots=True)
class OperatorFile:
    """What is in force, in the order in which it needs a hand."""

    hosts: Sequence[HostingProvider]
    processors: Sequence[Processor]
    evidence: Sequence[PhysicalEvidence]
    authority_requests: Sequence[AuthorityRequest]
    tickets: Sequence[ContactTicket]
    alarms: Sequence[Finding]


def hosting_findings(today: date | None = None) -> list[Finding]:
    """What keeps production from being ready, or soon will. For commands and the office: holds no personal data."""
    hosts = HostingProvider.objects.filter(ended_at__isnull=True)
    return findings([host.certificate for host in hosts], today or clock.now().date())


def operator_file(actor: Actor) -> OperatorFile:
    """Raises Forbidden."""
    check_reads(actor)
    processors = list(Processor.objects.filter(ended_at__isnull=True).order_by("review_on", "name"))
    evidence = list(PhysicalEvidence.objects.filter(ended_at__isnull=True).order_by("review_on", "place"))
    return OperatorFile(
        hosts=list(HostingProvider.objects.filter(ended_at__isnull=True).order_by("expires_on", "name")),
        processors=processors,
        evidence=evidence,
        authority_requests=list(AuthorityRequest.objects.order_by("-received_on")[:100]),
        tickets=list(ContactTicket.objects.order_by("-received_at")[:100]),
        alarms=[*hosting_findings(), *_reviews(processors, evidence)],
    )


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


def _reviews(processors: Sequence[Processor], evidence: Sequence[PhysicalEvidence]) -> list[Finding]:
    today = clock.now().date()
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
