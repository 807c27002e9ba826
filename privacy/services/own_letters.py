"""What a practice wrote to whoever asked through the portal, word for word, read by that person again."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from audit.actions import Action
from core.errors import InvalidInput
from crypto.sealed import open_all
from patients.phones import read_phone
from privacy.models import RightsLetter, RightsRequest
from privacy.rights.letters import SUBJECTS, Letter
from privacy.rights.reach import record
from privacy.services.own_data import REQUESTERS, Owner
from privacy.services.ways_out import address_in

MOST = 12


@dataclass(frozen=True, slots=True)
class OwnLetter:
    at: datetime
    subject: str
    reference: str
    paragraphs: list[str] = field(repr=False)


@transaction.atomic
def own_letters(owner: Owner) -> list[OwnLetter]:
    """The latest letters about what this person asked by the right by which they read; each opening is journalled.

    A letter to a recipient of the data is not theirs; nor is one to somebody else who answers for the same person.
    """
    asked = _asked_by(owner)
    rows = RightsLetter.objects.filter(practice_id=owner.practice_id, request__in=asked)
    rows = rows.exclude(letter=Letter.RECIPIENT.value).select_related("request").order_by("-written_at", "-id")
    found = []
    for row in rows[:MOST]:
        record(owner.actor, row.request, Action.REQUEST_LETTER_OPENED, letter_id=row.id)
        paragraphs = row.body.open().split("\n\n")
        found.append(OwnLetter(row.written_at, SUBJECTS[Letter(row.letter)], row.request.reference, paragraphs))
    return found


def _asked_by(owner: Owner) -> list[RightsRequest]:
    """Their requests; of those for somebody else, the ones to be answered to the contact that proved who reads."""
    rows = list(
        RightsRequest.objects.filter(
            practice_id=owner.practice_id, patient=owner.patient_id, requester=REQUESTERS[owner.answers].value
        )
    )
    if owner.is_self:
        return rows
    contacts = open_all(one.requester_contact for one in rows)
    return [one for one, contact in zip(rows, contacts, strict=True) if _leads_to(contact) == owner.contact]


def _leads_to(words: str | None) -> str:
    """The contact that somebody's words hold, as ours are written; "" for words that hold none."""
    address = address_in(words or "")
    if address:
        return address
    try:
        return read_phone(words or "")
    except InvalidInput:
        return ""
