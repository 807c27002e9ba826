"""Processors: contract, guarantees, the next look at them (SAS-18, ST-37)."""

from datetime import date
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.home_day import home_day
from core.scoping import Actor
from privacy.models import Processor
from privacy.operator_acts import after, check_edits, country_code, journal, line, past


@transaction.atomic
def record_processor(
    *, actor: Actor, name: str, service: str, country: str, contract: str, signed_on: date, review_on: date
) -> Processor:
    """A contract of processing. Raises Forbidden, InvalidInput naming the field."""
    check_edits(actor)
    processor = Processor.objects.create(
        name=line(name, "name", 120),
        service=line(service, "service", 200),
        country=country_code(country),
        contract=line(contract, "contract", 120),
        signed_on=past(signed_on, "signed_on"),
        review_on=after(review_on, signed_on, "review_on"),
        recorded_at=clock.now(),
    )
    journal(actor, Action.PROCESSOR_RECORDED, "processor", processor.id)
    return processor


@transaction.atomic
def review_processor(*, actor: Actor, processor_id: UUID, review_on: date) -> Processor:
    """Looked at today; again on `review_on`. Raises Forbidden, NotFound, InvalidInput."""
    processor = _in_force(actor, processor_id)
    processor.review_on = after(review_on, home_day(), "review_on")
    processor.save(update_fields=["review_on"])
    journal(actor, Action.PROCESSOR_REVIEWED, "processor", processor.id)
    return processor


@transaction.atomic
def end_processor(*, actor: Actor, processor_id: UUID) -> None:
    """The contract has ended. Raises Forbidden, NotFound."""
    processor = _in_force(actor, processor_id)
    processor.ended_at = clock.now()
    processor.save(update_fields=["ended_at"])
    journal(actor, Action.PROCESSOR_ENDED, "processor", processor.id)


def _in_force(actor: Actor, processor_id: UUID) -> Processor:
    check_edits(actor)
    found = Processor.objects.select_for_update().filter(id=processor_id, ended_at__isnull=True).first()
    if found is None:
        raise NotFound()
    return found
