"""Article 19: whoever was given the data is written to when it is corrected, erased or restricted (ST-24).

Known from what the product did: the doctors that the record names and named, the organisations whose people were shown
a sealed value, whoever asked for the person before and was answered or handed an export; and those that somebody types.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.plain_text import visible
from core.scoping import Actor
from crypto.sealed import open_all
from outbox.services import enqueue
from patients.models import Disclosure
from patients.queries import patient_in
from practices.models import Delegation, Secretariat, SecretariatMembership
from practices.permissions import Permission
from privacy.errors import RequestNotThere
from privacy.letter_teller import CHANNEL, RECIPIENT_TOPIC
from privacy.models import Propagation, RightsRequest, Told, Way
from privacy.rights.kinds import Requester
from privacy.rights.letters import Letter
from privacy.rights.reach import record, request_in
from privacy.services.letters import write_letter
from privacy.services.ways_out import recipient_way

MOST_RECIPIENTS, LONGEST_RECIPIENT = 20, 200


def tell_recipients(actor: Actor, request: RightsRequest, typed: Sequence[str]) -> int:
    """Write to each recipient, inside the transaction that locked the request; how many. Raises InvalidInput."""
    assert request.patient_id is not None
    named = [visible(name, "recipients", LONGEST_RECIPIENT) for name in typed]
    if len(named) > MOST_RECIPIENTS:
        raise InvalidInput.at("recipients", "too-many", f"Au plus {MOST_RECIPIENTS} destinataires.")
    patient = patient_in(actor, request.patient_id, Permission.REQUEST_HANDLE)
    known = (*named, patient.treating_doctor, patient.referring_doctor, *_from_traces(request, request.patient_id))
    names = list(dict.fromkeys(name for name in known if name))
    for name in names:
        _write_to(actor, request, name)
    return len(names)


@transaction.atomic
def settle_recipient(*, actor: Actor, request_id: UUID, recipient_id: UUID, state: str) -> Propagation:
    """This recipient acknowledged, or could not be told. Raises NotFound, Forbidden, InvalidInput, RequestNotThere."""
    request = request_in(actor, request_id, for_change=True)
    rows = Propagation.objects.filter(practice_id=request.practice_id, request=request, id=recipient_id)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound()
    if state not in (Told.TOLD, Told.IMPOSSIBLE):
        raise InvalidInput.at("state", "unknown-value", "Cette valeur n'est pas dans la liste.")
    if row.settled_at is not None:
        raise RequestNotThere(current=row.state, step="settle")
    row.state, row.settled_at, row.settled_by_id = state, clock.now(), actor.user_id
    row.save(update_fields=["state", "settled_at", "settled_by"])
    record(actor, request, Action.RECIPIENT_SETTLED, recipient=row.id, told=state)
    return row


def mark_sent(row: Propagation) -> None:
    """The outbox carried the letter, in the transaction of its row: the acknowledgement is waited for."""
    row.state, row.sent_at = Told.SENT.value, clock.now()
    row.save(update_fields=["state", "sent_at"])
    audit.record(
        actor=None,
        action=Action.RECIPIENT_WRITTEN_TO,
        practice_id=row.practice_id,
        entity=("privacy.request", row.request_id),
        patient_id=row.request.patient_id,
        details={"recipient": row.id},
    )


def _write_to(actor: Actor, request: RightsRequest, name: str) -> None:
    """The letter, its recipient and the outbox's line: paper waits in the office, the rest leaves by itself."""
    way = recipient_way(request.practice_id, name)
    row = Propagation(
        practice_id=request.practice_id,
        request=request,
        recipient=name,
        letter=write_letter(actor, request, Letter.RECIPIENT, way),
        listed_at=clock.now(),
    )
    row.save(force_insert=True)
    if way is Way.OUTBOX:
        enqueue(topic=RECIPIENT_TOPIC, practice_id=request.practice_id, entity_id=row.id, channel=CHANNEL)


def _from_traces(request: RightsRequest, patient_id: UUID) -> Iterable[str]:
    """Organisations shown a sealed value, then whoever asked for the person and was answered or handed a copy."""
    place = request.practice_id
    shown = Disclosure.objects.filter(practice_id=place, patient=patient_id, by__isnull=False)
    people = SecretariatMembership.objects.filter(user__in=list(shown.values_list("by_id", flat=True).distinct()))
    mandated = Delegation.objects.filter(practice_id=place).values_list("secretariat_id", flat=True)
    theirs = set(people.values_list("secretariat_id", flat=True)) & set(mandated)
    yield from Secretariat.objects.filter(id__in=theirs).order_by("name").values_list("name", flat=True)
    before = RightsRequest.objects.filter(practice_id=place, patient=patient_id, answered_at__isnull=False)
    exported = RightsRequest.objects.filter(practice_id=place, patient=patient_id, executed__contains=["exported"])
    others = (before | exported).exclude(requester=Requester.SELF.value).exclude(id=request.id)
    rows = list(others.order_by("received_at", "id"))
    names, contacts = open_all(one.requester_name for one in rows), open_all(one.requester_contact for one in rows)
    for name, contact in zip(names, contacts, strict=True):
        yield ", ".join(part for part in (name, " ".join((contact or "").split())) if part)
