"""Requests by authorities: who asked, on what ground, what they were given (SAS-15)."""

from datetime import date
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from privacy.errors import AlreadyAnswered
from privacy.models import AuthorityRequest
from privacy.operator_acts import check_edits, journal, line, past, prose


@transaction.atomic
def record_authority_request(
    *, actor: Actor, authority: str, ground: str, asked: str, received_on: date, reference: str = ""
) -> AuthorityRequest:
    """A request is written down before anything is given; without its legal ground it is none.

    Raises Forbidden, InvalidInput naming the field.
    """
    check_edits(actor)
    request = AuthorityRequest.objects.create(
        authority=line(authority, "authority", 120),
        ground=line(ground, "ground", 200),
        reference=line(reference, "reference", 120) if reference else "",
        asked=prose(asked, "asked"),
        received_on=past(received_on, "received_on"),
        recorded_at=clock.now(),
    )
    journal(actor, Action.AUTHORITY_REQUEST_RECORDED, "authority_request", request.id)
    return request


@transaction.atomic
def answer_authority(*, actor: Actor, request_id: UUID, given: str, answered_on: date) -> AuthorityRequest:
    """What was handed over, or that nothing was. Raises Forbidden, NotFound, AlreadyAnswered, InvalidInput."""
    check_edits(actor)
    request = AuthorityRequest.objects.select_for_update().filter(id=request_id).first()
    if request is None:
        raise NotFound()
    if request.answered_on is not None:
        raise AlreadyAnswered()
    request.given, request.answered_on = prose(given, "given"), past(answered_on, "answered_on")
    request.save(update_fields=["given", "answered_on"])
    journal(actor, Action.AUTHORITY_REQUEST_ANSWERED, "authority_request", request.id)
    return request


@transaction.atomic
def open_authority_request(*, actor: Actor, request_id: UUID) -> tuple[str, str | None]:
    """What was asked and given, in clear; journalled. Raises Forbidden, NotFound."""
    check_edits(actor)
    request = AuthorityRequest.objects.filter(id=request_id).first()
    if request is None:
        raise NotFound()
    journal(actor, Action.AUTHORITY_REQUEST_OPENED, "authority_request", request.id)
    return request.asked.open(), None if request.given is None else request.given.open()
